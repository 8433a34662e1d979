//! Observations: the input. "These identifiers were seen together, then and there."

use std::fmt;

use jiff::Timestamp as Instant;
use serde::{Serialize, Serializer};

use crate::error::{Error, ErrorKind};
use crate::identifier::Identifier;
use crate::profile::TraitValue;

/// Most identifiers in one observation.
pub(crate) const MOST_IDENTIFIERS: usize = 64;

/// How much an observation is worth, the weakest first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Strength {
    /// A guess, or a weak sign: a device in common, the receiver's phone of an order.
    Inferred,
    /// Typed in by somebody.
    #[default]
    Declared,
    /// Proven by the customer: a login, a one-time code.
    Verified,
    /// Said by the platform that issues the identifier.
    Authoritative,
    /// Said to be one and the same by the merchant's data steward, or by a platform's map of re-issued ids.
    Asserted,
}

impl Strength {
    /// The five strengths, the weakest first.
    pub const ALL: [Strength; 5] = [
        Strength::Inferred,
        Strength::Declared,
        Strength::Verified,
        Strength::Authoritative,
        Strength::Asserted,
    ];

    /// The name used in operations and policies.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Strength::Inferred => "inferred",
            Strength::Declared => "declared",
            Strength::Verified => "verified",
            Strength::Authoritative => "authoritative",
            Strength::Asserted => "asserted",
        }
    }

    /// The strength of this name, if there is one.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Strength> {
        Strength::ALL.into_iter().find(|strength| strength.as_str() == name)
    }

    pub(crate) fn index(self) -> usize {
        self as usize
    }
}

impl fmt::Display for Strength {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A moment, in milliseconds since 1970, between the years 1970 and 2200.
///
/// # Examples
///
/// ```
/// use oneid::Timestamp;
///
/// let at = Timestamp::parse("2021-10-22T15:07:35.1239+08:00")?;
/// assert_eq!(at.to_string(), "2021-10-22T07:07:35.123Z");
/// # Ok::<(), oneid::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The end of the year 2200.
    const LAST_MS: i64 = 7_289_654_399_999;

    /// Reads RFC 3339, cut to the millisecond. A space may stand for the `T`; a fraction has at most nine digits.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Timestamp`] if the text is not RFC 3339, or the moment lies outside the years 1970 to 2200.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let ms = rfc3339_millisecond(text).ok_or_else(|| {
            Error::new(ErrorKind::Timestamp, "a time is RFC 3339, such as 2021-10-22T07:07:35Z")
        })?;
        Timestamp::from_millisecond(ms)
    }

    /// The moment so many milliseconds after 1970 began.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Timestamp`] if it lies outside the years 1970 to 2200.
    pub fn from_millisecond(ms: impl Into<i128>) -> Result<Self, Error> {
        i64::try_from(ms.into())
            .ok()
            .filter(|ms| (0..=Timestamp::LAST_MS).contains(ms))
            .map(Timestamp)
            .ok_or_else(|| {
                Error::new(ErrorKind::Timestamp, "a time lies between the years 1970 and 2200")
            })
    }

    /// Milliseconds since 1970 began.
    #[must_use]
    pub fn as_millisecond(self) -> i64 {
        self.0
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match Instant::from_millisecond(self.0) {
            Ok(instant) => write!(f, "{instant}"),
            Err(_) => write!(f, "{} ms", self.0),
        }
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// RFC 3339 in milliseconds since 1970, of any year; `None` if the text is anything else.
pub(crate) fn rfc3339_millisecond(text: &str) -> Option<i128> {
    let instant: Instant = is_rfc3339(text).then(|| text.parse().ok())??;
    Some(instant.as_nanosecond().div_euclid(1_000_000))
}

/// Whether a text has the form of RFC 3339. The parser takes more of ISO 8601, and names of time zones.
fn is_rfc3339(text: &str) -> bool {
    const SECONDS: &str = "dddd-dd-ddTdd:dd:dd";
    let Some((seconds, rest)) = text.split_at_checked(SECONDS.len()) else { return false };
    let (fraction, offset) = match rest.strip_prefix('.') {
        Some(rest) => rest.split_at(rest.bytes().take_while(u8::is_ascii_digit).count()),
        None => ("0", rest),
    };
    has_form(seconds, SECONDS) && !fraction.is_empty() && is_offset(offset)
}

/// `Z`, or hours to 23 and minutes.
fn is_offset(text: &str) -> bool {
    let numeric = (has_form(text, "+dd:dd") || has_form(text, "-dd:dd")) && text[1..3] < *"24";
    numeric || text.eq_ignore_ascii_case("z")
}

/// Whether a text has a digit for each `d` of the form, any of its marks for `T`, and the like for the like.
fn has_form(text: &str, form: &str) -> bool {
    let fits = |(byte, wanted): (u8, u8)| match wanted {
        b'd' => byte.is_ascii_digit(),
        b'T' => matches!(byte, b'T' | b't' | b' '),
        wanted => byte == wanted,
    };
    text.len() == form.len() && text.bytes().zip(form.bytes()).all(fits)
}

/// Identifiers that were seen together, with when, where from and how surely.
///
/// # Examples
///
/// ```
/// use oneid::{Identifier, Observation, Strength, Timestamp};
///
/// let observation = Observation::new([
///     Identifier::parse("wechat.unionid@acct1:oUn1")?,
///     Identifier::parse("phone:+8613800138001")?,
/// ])?
/// .at(Timestamp::parse("2021-10-22T07:07:35Z")?)
/// .source("taobao/flagship")
/// .strength(Strength::Verified);
/// assert_eq!(observation.identifiers().len(), 2);
/// # Ok::<(), oneid::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Observation {
    pub(crate) identifiers: Vec<Identifier>,
    pub(crate) at: Option<Timestamp>,
    pub(crate) source: Box<str>,
    pub(crate) strength: Strength,
    pub(crate) traits: Traits,
}

impl Observation {
    /// An observation of identifiers, without a time, of the empty source, declared. At most 64 different ones can be applied.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Operation`] if there are none.
    pub fn new(identifiers: impl Into<Vec<Identifier>>) -> Result<Self, Error> {
        let identifiers = identifiers.into();
        check_count(identifiers.len())?;
        Ok(Observation {
            identifiers,
            at: None,
            source: "".into(),
            strength: Strength::default(),
            traits: Traits::default(),
        })
    }

    /// When the fact was true. Default: not known.
    #[must_use]
    pub fn at(mut self, at: Timestamp) -> Self {
        self.at = Some(at);
        self
    }

    /// The feed or import that it came through. Default: the empty text.
    #[must_use]
    pub fn source(mut self, source: &str) -> Self {
        self.source = source.into();
        self
    }

    /// How much it is worth. Default: [`Strength::Declared`].
    #[must_use]
    pub fn strength(mut self, strength: Strength) -> Self {
        self.strength = strength;
        self
    }

    /// Adds a trait; of two with one name the later stays.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Trait`] if the name is not `[a-z][a-z0-9_]*` of at most 64 bytes.
    pub fn with_trait(mut self, name: &str, value: impl Into<TraitValue>) -> Result<Self, Error> {
        self.traits.set(name, value.into())?;
        Ok(self)
    }

    /// Sets all traits at once, in place of any before.
    #[must_use]
    pub fn with_traits(mut self, traits: Traits) -> Self {
        self.traits = traits;
        self
    }

    /// The identifiers, as given.
    #[must_use]
    pub fn identifiers(&self) -> &[Identifier] {
        &self.identifiers
    }

    /// The traits, as given.
    #[must_use]
    pub fn traits(&self) -> &Traits {
        &self.traits
    }
}

/// Whether there are identifiers at all. Only when they are canonical can it be told how many are different.
pub(crate) fn check_count(identifiers: usize) -> Result<(), Error> {
    if identifiers > 0 {
        return Ok(());
    }
    Err(Error::new(
        ErrorKind::Operation,
        format!("1 to {MOST_IDENTIFIERS} different identifiers, not 0"),
    ))
}

/// Traits of one observation, by name. `Debug` shows the names alone: a value may hold anything.
#[derive(Clone, Default, PartialEq)]
pub struct Traits(Vec<(Box<str>, TraitValue)>);

impl Traits {
    /// Sets a trait; a value of the same name is replaced.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Trait`] if the name is not `[a-z][a-z0-9_]*` of at most 64 bytes.
    pub fn set(&mut self, name: &str, value: TraitValue) -> Result<(), Error> {
        check_trait_name(name)?;
        match self.0.iter_mut().find(|(known, _)| &**known == name) {
            Some(entry) => entry.1 = value,
            None => self.0.push((name.into(), value)),
        }
        Ok(())
    }

    /// More bytes than keeping them takes.
    pub(crate) fn text_bytes(&self) -> usize {
        const BESIDE: usize = 256;
        self.0.iter().map(|(name, value)| BESIDE + name.len() + 2 * value.bytes()).sum()
    }

    /// Names and values, in the order of setting.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &TraitValue)> {
        self.0.iter().map(|(name, value)| (&**name, value))
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Debug for Traits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.iter().map(|(name, _)| name)).finish()
    }
}

pub(crate) fn check_trait_name(name: &str) -> Result<(), Error> {
    let valid = name.len() <= 64
        && name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
    if valid {
        return Ok(());
    }
    Err(Error::new(
        ErrorKind::Trait,
        "a trait's name is lower-case letters, digits and _, at most 64 bytes",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_rfc_3339() {
        for (text, expected) in [
            ("2021-10-22T07:07:35Z", "2021-10-22T07:07:35Z"),
            ("2021-10-22t07:07:35z", "2021-10-22T07:07:35Z"),
            ("2021-10-22 07:07:35Z", "2021-10-22T07:07:35Z"),
            ("2021-10-22T07:07:35.5Z", "2021-10-22T07:07:35.5Z"),
            ("2021-10-22T07:07:35.123999999Z", "2021-10-22T07:07:35.123Z"),
            ("2021-10-22T15:07:35+08:00", "2021-10-22T07:07:35Z"),
            ("2021-10-22T03:37:35.000-03:30", "2021-10-22T07:07:35Z"),
            ("2021-10-22T07:07:35-00:00", "2021-10-22T07:07:35Z"),
        ] {
            let read = Timestamp::parse(text).map(|at| at.to_string());
            assert_eq!(read.ok().as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_is_not_rfc_3339_is_refused() {
        for text in [
            "",
            "2021-10-22",
            "20211022T070735Z",
            "2021-10-22T070735Z",
            "2021-10-22T07Z",
            "2021-10-22T07:07Z",
            "2021-10-22T07:07:35",
            "2021-10-22T07:07:35+08",
            "2021-10-22T07:07:35+0800",
            "2021-10-22T07:07:35+08:00:00",
            "2021-10-22T07:07:35+24:00",
            "2021-10-22T07:07:35+08:60",
            "2021-10-22T07:07:35\u{2212}08:00",
            "2021-10-22T07:07:35,5Z",
            "2021-10-22T07:07:35.Z",
            "2021-10-22T07:07:35.1234567891Z",
            "+002021-10-22T07:07:35Z",
            "2021-10-22T07:07:35Z[UTC]",
            "2021-10-22T15:07:35+08:00[Asia/Shanghai]",
            "2021-10-22  07:07:35Z",
            "2021-10-22_07:07:35Z",
            " 2021-10-22T07:07:35Z",
            "2021-02-29T07:07:35Z",
            "2021-10-22T24:00:00Z",
            "2021-10-22T07:60:00Z",
            "２021-10-22T07:07:35Z",
        ] {
            let error = Timestamp::parse(text).expect_err(text);
            assert_eq!(error.kind(), ErrorKind::Timestamp, "{text}");
        }
    }
}
