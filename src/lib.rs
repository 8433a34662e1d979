//! Embeddable customer-identity resolution.

mod error;
pub mod normalize;

pub use error::{Error, ErrorKind};
