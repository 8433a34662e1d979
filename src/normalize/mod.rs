//! Raw text to canonical values, or the [`Reason`] why not.

mod reason;

pub use reason::Reason;
