//! Durability: operations and state as bytes, in the files of a [`Storage`](crate::storage::Storage).
//!
//! The journal is the truth: a state, and after it a block for each call. It is kept by a [`log`](self::log), which knows blocks by their position
//! alone. A snapshot is a state beside it, so that opening is quick. `docs/format.md` lays out every byte.

mod block;
mod bytes;
mod durability;
mod entry;
mod files;
#[cfg(any(test, fuzzing))]
pub mod fuzzing;
mod head;
mod image;
mod log;
mod names;
mod overlay;
mod pieces;
mod recovery;
mod replay;
mod snapshot;
mod store;
mod value;
mod verify;
mod writing;

pub use self::durability::Durability;
pub(crate) use self::entry::Entry;
pub(crate) use self::files::copy_to;
pub(crate) use self::image::Keys;
pub use self::recovery::Recovery;
pub(crate) use self::recovery::{Opening, Recovered};
pub use self::snapshot::Snapshot;
pub(crate) use self::store::Store;
pub use self::store::{Compaction, StoreStats};
pub use self::verify::FilesChecked;
