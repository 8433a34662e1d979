//! Numbers of other countries.

use super::{Phone, calling_code};
use crate::normalize::Reason;

#[cfg(feature = "phone-intl")]
use super::plan;

/// An international number, in digits, of any country but mainland China.
pub(super) fn international(digits: &str) -> Result<Phone, Reason> {
    let (code, national) = calling_code::split(digits).ok_or(Reason::InvalidNumber)?;
    if calling_code::is_service(code) {
        return Err(Reason::Landline);
    }
    if !(7..=15).contains(&digits.len()) {
        return Err(Reason::InvalidNumber);
    }
    subscriber(code, national)
}

/// Without the numbering plans the length is all that can be known.
#[cfg(not(feature = "phone-intl"))]
fn subscriber(code: &str, national: &str) -> Result<Phone, Reason> {
    Ok(Phone::new(code, national))
}

#[cfg(feature = "phone-intl")]
fn subscriber(code: &str, national: &str) -> Result<Phone, Reason> {
    plan::subscriber(code, national).map(|national| Phone::new(code, &national))
}

/// A national number of a region other than mainland China.
///
/// Without the numbering plans nothing is known of how the region writes its numbers.
#[cfg(not(feature = "phone-intl"))]
pub(super) fn national(_region: &str, _digits: &str) -> Result<Phone, Reason> {
    Err(Reason::MissingCountry)
}

#[cfg(feature = "phone-intl")]
pub(super) fn national(region: &str, digits: &str) -> Result<Phone, Reason> {
    match plan::national(region, digits)? {
        plan::Dialled::Abroad(digits) => super::international(&digits),
        plan::Dialled::Home { code, national } => subscriber(&code, &national),
    }
}
