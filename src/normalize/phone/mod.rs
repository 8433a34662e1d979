//! Phone numbers.
//!
//! Numbers of mainland China are known exactly: only those that a person's mobile can have are accepted, in any
//! usual way of writing them. Numbers of other countries are accepted with their country code: by
//! length alone, or with the feature `phone-intl` by the numbering plan of the country. What differs
//! from libphonenumber, and why, is in `docs/phone.md`.

mod calling_code;
mod cell;
mod foreign;
mod mainland;
#[cfg(feature = "phone-intl")]
mod pattern;
#[cfg(feature = "phone-intl")]
mod plan;
mod written;

use std::fmt;

use self::written::Written;
use super::Reason;

/// A phone number that a person can have, in E.164.
///
/// `Debug` hides the digits, there is no `Display`: the number is reached through its methods alone.
///
/// # Examples
///
/// ```
/// use oneid::normalize::{Reason, phone};
///
/// let phone = phone::parse("0086-138-1234-5678", None)?;
/// assert_eq!(phone.e164(), "+8613812345678");
/// assert_eq!(phone.digits(), "8613812345678");
/// assert_eq!(phone.national(), "13812345678");
/// assert_eq!(format!("{phone:?}"), "Phone(..)");
/// # Ok::<(), Reason>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Phone {
    e164: String,
    code_len: usize,
}

/// Reads a phone number.
///
/// `region` (ISO 3166, two letters) is the country of numbers without a country code; `None` is `CN`. A
/// number with `+` or `00` has its own. Under `CN` a number of another country is never guessed:
/// it needs `+`, `00`, or the form `code-number` that Taobao writes (`852-91234567`). Without the feature
/// `phone-intl` a national number of a region other than `CN` is [`Reason::MissingCountry`].
///
/// Placeholders that are well-formed numbers (13800138000) are accepted: which numbers identify nobody is
/// the policy's to say.
///
/// # Errors
///
/// Those of [`text::contact`](super::text::contact), and any other [`Reason`] but
/// [`Reason::InvalidEmail`] and [`Reason::InvalidDigest`].
///
/// # Complexity
///
/// Linear in the length of `raw`.
///
/// # Examples
///
/// ```
/// use oneid::normalize::{Reason, phone};
///
/// for raw in ["１３８１２３４５６７８", "(+86) 138-1234-5678", "=\"13812345678\"", "13812345678.0"] {
///     assert_eq!(phone::parse(raw, None)?.e164(), "+8613812345678");
/// }
/// assert_eq!(phone::parse("+852 9123 4567", None)?.e164(), "+85291234567");
/// assert_eq!(phone::parse("18400913965-7576", None), Err(Reason::Virtual));
/// assert_eq!(phone::parse("010-12345678", None), Err(Reason::Landline));
/// assert_eq!(phone::parse("1.38E+10", None), Err(Reason::SpreadsheetDamage));
/// # Ok::<(), Reason>(())
/// ```
pub fn parse(raw: &str, region: Option<&str>) -> Result<Phone, Reason> {
    as_written(raw, region).map_or_else(|| read(raw, region), Ok)
}

/// A mainland mobile number written as most are: nothing but its digits, or with `+86` before them.
fn as_written(raw: &str, region: Option<&str>) -> Option<Phone> {
    let national = match raw.strip_prefix("+86") {
        Some(national) => national,
        None if region.is_none_or(|region| region == "CN") => raw,
        None => return None,
    };
    let is_plain = national.bytes().all(|b| b.is_ascii_digit());
    (is_plain && mainland::is_mobile(national)).then(|| Phone::new("86", national))
}

/// A number written in whatever way.
fn read(raw: &str, region: Option<&str>) -> Result<Phone, Reason> {
    let text = cell::tidy(raw)?;
    let region = region.unwrap_or("CN").trim().to_ascii_uppercase();
    if let Some(reason) = extension(&text, &region) {
        return Err(reason);
    }
    if cell::is_several(&text) {
        return Err(Reason::Several);
    }
    number(&text, &region)
}

impl Phone {
    fn new(code: &str, national: &str) -> Self {
        Phone { e164: format!("+{code}{national}"), code_len: code.len() }
    }

    /// With `+` and the country code: `+8613812345678`.
    #[must_use]
    pub fn e164(&self) -> &str {
        &self.e164
    }

    /// With the country code and without `+`: `8613812345678`.
    #[must_use]
    pub fn digits(&self) -> &str {
        self.after(1)
    }

    /// Without the country code: `13812345678`. Zeros that belong to the number are kept (Italy).
    #[must_use]
    pub fn national(&self) -> &str {
        self.after(1 + self.code_len)
    }

    /// The country code: `86`.
    #[must_use]
    pub fn calling_code(&self) -> &str {
        self.e164.get(1..=self.code_len).unwrap_or_default()
    }

    /// Whether this is a number of mainland China.
    #[must_use]
    pub fn is_mainland(&self) -> bool {
        self.calling_code() == "86"
    }

    fn after(&self, index: usize) -> &str {
        self.e164.get(index..).unwrap_or_default()
    }
}

impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Phone(..)")
    }
}

/// Why a number with a short tail identifies nobody; `None` where the last digits belong to the number.
fn extension(text: &str, region: &str) -> Option<Reason> {
    let tail = cell::tail(text)?;
    let host = Written::read(tail.head).ok()?;
    if !tail.is_extension && !host.is_mainland(region) {
        return None;
    }
    match number(tail.head, region) {
        Ok(_) => Some(Reason::Virtual),
        Err(Reason::Landline) => Some(Reason::Landline),
        Err(_) => None,
    }
}

/// The text of one number.
fn number(text: &str, region: &str) -> Result<Phone, Reason> {
    let written = Written::read(text)?;
    if mainland::is_one_digit(&written.digits) {
        Err(Reason::Placeholder)
    } else if written.is_international {
        international(&written.digits)
    } else if region == "CN" {
        home(text, &written)
    } else {
        foreign::national(region, &written.digits)
    }
}

/// An international number, in digits.
fn international(digits: &str) -> Result<Phone, Reason> {
    match digits.strip_prefix("86") {
        Some(national) => mainland::mobile(national).map(|number| Phone::new("86", number)),
        None => foreign::international(digits),
    }
}

/// A number written without `+` or `00` in mainland China.
fn home(text: &str, written: &Written) -> Result<Phone, Reason> {
    if let Some(digits) = code_and_number(text) {
        return foreign::international(&digits);
    }
    if written.begins_with_lone_one {
        return Err(Reason::MissingCountry);
    }
    let number = mainland::mobile(&written.digits)
        .map_err(|reason| abroad(&written.digits).unwrap_or(reason))?;
    Ok(Phone::new("86", number))
}

/// Taobao's form of a foreign number: calling code, hyphen, number.
///
/// Where it could as well be a fixed line of the mainland without its zero (`20-87654321`) it is none.
fn code_and_number(text: &str) -> Option<String> {
    let (code, number) = text.split_once('-')?;
    let is_number = (6..=12).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit());
    let digits = format!("{code}{number}");
    let is_foreign = calling_code::is_code(code) && code != "86" && !mainland::is_landline(&digits);
    (is_number && is_foreign && !number.starts_with('0')).then_some(digits)
}

/// Numbers that begin like Hong Kong, Macao or Taiwan and have their length: likely theirs, not guessed.
fn abroad(digits: &str) -> Option<Reason> {
    let (code, national) = calling_code::split(digits)?;
    let likely = match code {
        "852" | "853" => national.len() == 8,
        "886" => matches!(national.len(), 8 | 9),
        _ => false,
    };
    likely.then_some(Reason::MissingCountry)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn is(raw: &str, expected: Result<&str, Reason>) {
        let found = parse(raw, None).map(|phone| phone.e164().to_owned());
        assert_eq!(found.as_deref().map_err(|reason| *reason), expected, "{raw}");
    }

    /// The short way and the long one agree.
    #[test]
    fn numbers_as_written_are_what_reading_them_gives() {
        let mut taken = 0;
        for range in 0..10_000 {
            for prefix in ["", "+86", "86", "+", "+1"] {
                let raw = format!("{prefix}{range:04}2345678");
                for region in [None, Some("CN"), Some("cn"), Some("US")] {
                    if let Some(phone) = as_written(&raw, region) {
                        assert_eq!(read(&raw, region).as_ref(), Ok(&phone), "{raw} {region:?}");
                        taken += 1;
                    }
                }
            }
        }
        assert!(taken > 1_000);
    }

    #[test]
    fn foreign_numbers_need_their_country() {
        is("886912345678", Err(Reason::MissingCountry));
        is("85261234567", Err(Reason::MissingCountry));
        is("1 381 234 5678", Err(Reason::MissingCountry));
        is("00852 9123 4567", Ok("+85291234567"));
        is("+44 (0) 7911 123456", Ok("+447911123456"));
        is("+999123456", Err(Reason::InvalidNumber));
        is("+800 1234 5678", Err(Reason::Landline));
        is("+1234567890123456", Err(Reason::InvalidNumber));
    }

    #[test]
    fn code_hyphen_number_is_read_where_it_is_no_fixed_line() {
        is("852-91234567", Ok("+85291234567"));
        is("886-912345678", Ok("+886912345678"));
        is("1-2125550123", Ok("+12125550123"));
        is("20-87654321", Err(Reason::Landline));
        is("571-87654321", Err(Reason::Landline));
        is("138-12345678", Ok("+8613812345678"));
        is("86-13812345678", Ok("+8613812345678"));
    }

    /// The examples in the documents of Taobao and Youzan: not numbers of any plan, but of the right length.
    #[test]
    fn documented_forms() {
        let expected = |e164| {
            if cfg!(feature = "phone-intl") { Err(Reason::InvalidNumber) } else { Ok(e164) }
        };
        is("1-993333", expected("+1993333"));
        is("+54-123123", expected("+54123123"));
    }

    #[test]
    fn extensions_are_refused_and_never_stripped() {
        is("13812345678转1234", Err(Reason::Virtual));
        is("138 1234 5678 转接 123456", Err(Reason::Virtual));
        is("+1 212 555 0123 ext. 12", Err(Reason::Virtual));
        is("0571-87654321-801", Err(Reason::Landline));
        is("+1 212-555-0123", Ok("+12125550123"));
        is("13812345678-13912345678", Err(Reason::Several));
        is("13812345678 / 13912345678", Err(Reason::Several));
    }

    #[test]
    fn nothing_but_numbers() {
        is("张三13812345678", Err(Reason::InvalidNumber));
        is("13812345678a", Err(Reason::InvalidNumber));
        is("+", Err(Reason::Placeholder));
        is("86+13812345678", Err(Reason::InvalidNumber));
        is("٠١٣٨", Err(Reason::InvalidNumber));
        is("17951 13812345678", Err(Reason::InvalidNumber));
        is("+86 86 13812345678", Ok("+8613812345678"));
        is("13800138000", Ok("+8613800138000"));
        is("000", Err(Reason::Placeholder));
        is("1\n2", Err(Reason::ControlCharacter));
    }
}
