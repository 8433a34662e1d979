//! The C interface of [`oneid`]: what is declared in `include/oneid.h`, which is the manual.
//!
//! No rule about identity lives here. A function reads what the caller gave (`input`), asks the library, and writes the result (`output`); `entry` catches panics
//! and hands errors out; `handle` tells handles of one kind from those of another, and from freed ones.
//!
//! Whoever calls from C promises what the header asks of every function: pointers are null or point to what is said there, and nobody frees or writes it
//! meanwhile. On that promise rests every `unsafe fn` here; what else can be checked is checked.
#![allow(non_camel_case_types, reason = "these are the names that C sees")]
#![allow(
    unsafe_op_in_unsafe_fn,
    reason = "the header's promise, see above, covers the whole of a function"
)]
#![allow(clippy::missing_safety_doc, reason = "it is the same for all, and stands in the header")]
#![allow(clippy::too_many_arguments, reason = "text is a pointer and a length")]

// What C sees, in the order of the header.
mod version;

mod status;

mod error;

mod text;

mod normalize;

mod policy;

mod options;

mod graph;

mod reader;

mod profile;

mod import;

// What all of it is made of.
mod entry;
mod handle;
mod input;
mod output;

#[cfg(feature = "test-panics")]
mod test_panics;

pub use error::*;
pub use graph::*;
pub use import::*;
pub use input::*;
pub use normalize::*;
pub use options::*;
pub use policy::*;
pub use profile::*;
pub use reader::*;
pub use status::*;
#[cfg(feature = "test-panics")]
pub use test_panics::*;
pub use text::*;
pub use version::*;
