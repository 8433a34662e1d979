//! Raw text to canonical values, or the [`Reason`] why not.
//!
//! Pure functions: no state, no clock, no locale. Each takes what a column or a payload holds and gives
//! the one form in which equal things are equal, or says which rule the value breaks. A value that
//! identifies nobody (masked, virtual, a placeholder) is an expected outcome, not a failure of the program.
//!
//! - [`text`]: white space, compatibility forms, control characters.
//! - [`phone`]: numbers of mainland China exactly, of other countries by length, or by their own
//!   numbering plan with the feature `phone-intl`.
//! - [`email`]: addresses, with the domain in ASCII.
//! - [`digest`]: what advertising platforms exchange in place of numbers and addresses.
//!
//! # Examples
//!
//! ```
//! use oneid::normalize::{Reason, phone};
//!
//! assert_eq!(phone::parse("138 1234 5678", None)?.e164(), "+8613812345678");
//! assert_eq!(phone::parse("138****5678", None), Err(Reason::Masked));
//! # Ok::<(), Reason>(())
//! ```

pub mod digest;
pub mod email;
pub mod phone;
mod reason;
pub mod text;

pub use reason::Reason;
