//! Profile ids.

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

use crate::error::{Error, ErrorKind};
use crate::identifier::Fingerprint;

/// The bits of a fingerprint that a UUID keeps: all but version and variant.
const KEPT: u128 = !((0xf << 76) | (0b11 << 62));
const VERSION_8: u128 = 8 << 76;
const VARIANT: u128 = 0b10 << 62;

/// The id of a profile: the fingerprint of its most senior identifier, written as a UUID of version 8.
///
/// # Examples
///
/// ```
/// use oneid::ProfileId;
///
/// let id: ProfileId = "00112233-4455-8677-8899-aabbccddeeff".parse()?;
/// assert_eq!(id.to_string(), "00112233-4455-8677-8899-aabbccddeeff");
/// # Ok::<(), oneid::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ProfileId(u128);

impl ProfileId {
    pub(crate) fn of(fingerprint: Fingerprint) -> Self {
        ProfileId((fingerprint.0 & KEPT) | VERSION_8 | VARIANT)
    }

    /// The id of these sixteen bytes, as [`as_bytes`](ProfileId::as_bytes) gave them.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 16]) -> Self {
        ProfileId(u128::from_be_bytes(bytes))
    }

    /// The sixteen bytes of the UUID.
    #[must_use]
    pub fn as_bytes(self) -> [u8; 16] {
        self.0.to_be_bytes()
    }
}

impl From<Fingerprint> for ProfileId {
    /// The id of a profile whose most senior identifier has this fingerprint.
    fn from(fingerprint: Fingerprint) -> Self {
        ProfileId::of(fingerprint)
    }
}

impl fmt::Display for ProfileId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hex = format!("{:032x}", self.0);
        write!(f, "{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
    }
}

impl fmt::Debug for ProfileId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ProfileId({self})")
    }
}

impl Serialize for ProfileId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl FromStr for ProfileId {
    type Err = Error;

    /// Reads a UUID of version 8.
    fn from_str(text: &str) -> Result<Self, Error> {
        let hex: String = text.chars().filter(|&c| c != '-').collect();
        Fingerprint::from_hex(&hex)
            .filter(|bits| ProfileId::of(*bits).0 == bits.0)
            .map(|bits| ProfileId(bits.0))
            .ok_or_else(|| {
                Error::new(ErrorKind::IdentifierSyntax, "a profile id is a UUID of version 8")
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn version_and_variant_are_those_of_a_version_8_uuid() {
        let text = ProfileId::of(Fingerprint(u128::MAX)).to_string();
        assert_eq!(text, "ffffffff-ffff-8fff-bfff-ffffffffffff");
        assert_eq!(
            ProfileId::of(Fingerprint(0)).to_string(),
            "00000000-0000-8000-8000-000000000000"
        );
    }

    #[test]
    fn other_versions_are_refused() {
        assert!("00112233-4455-4677-8899-aabbccddeeff".parse::<ProfileId>().is_err());
    }
}
