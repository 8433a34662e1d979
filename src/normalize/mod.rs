//! Raw text to canonical values, or the [`Reason`] why not.

pub mod digest;
pub mod email;
pub mod phone;
mod reason;
pub mod text;

pub use reason::Reason;
