//! Keyed fingerprints: what a graph keeps of a contact, and what profile ids are made of.

use std::fmt;

use super::siphash::SipHash;
use crate::error::{Error, ErrorKind};

/// The 128 secret bits under which a graph fingerprints identifiers.
///
/// Graphs with one key agree on all fingerprints and profile ids; between two keys nothing can be
/// linked. Whoever has the key can test guesses of phone numbers against a graph, and whoever loses it must import
/// anew: keep it apart from the data. `Debug` does not show it.
///
/// # Examples
///
/// ```
/// use oneid::FingerprintKey;
///
/// let key = FingerprintKey::from_hex("000102030405060708090a0b0c0d0e0f")?;
/// assert_eq!(format!("{key:?}"), "FingerprintKey(…)");
/// # Ok::<(), oneid::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct FingerprintKey([u8; 16]);

impl FingerprintKey {
    /// A key of these bytes, which ought to be random.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 16]) -> Self {
        FingerprintKey(bytes)
    }

    /// A key of 32 hexadecimal digits.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Key`] if the text is anything else.
    pub fn from_hex(text: &str) -> Result<Self, Error> {
        parse_hex(text.trim())
            .map(|number| FingerprintKey(number.to_be_bytes()))
            .ok_or_else(|| Error::new(ErrorKind::Key, "a key is 32 hexadecimal digits"))
    }

    /// The fingerprint of the text form whose parts are these.
    pub(crate) fn fingerprint(
        &self,
        namespace: &str,
        scope: Option<&str>,
        value: &str,
    ) -> Fingerprint {
        let mut hash = SipHash::new(self.0).with(namespace.as_bytes());
        if let Some(scope) = scope {
            hash = hash.with(b"@").with(scope.as_bytes());
        }
        Fingerprinting(hash.with(b":")).finish(value)
    }

    /// Begins the fingerprints of all text forms that begin so.
    pub(crate) fn begin(&self, prefix: &str) -> Fingerprinting {
        Fingerprinting(SipHash::new(self.0).with(prefix.as_bytes()))
    }

    /// A number that tells this key from others, and nothing else of it.
    pub(crate) fn check(&self) -> u64 {
        (self.fingerprint("oneid", None, "which key is this").0 >> 64) as u64
    }

    /// The fingerprint, under this key, of one under another: what is known by fingerprint alone has this one too.
    pub(crate) fn again(&self, fingerprint: Fingerprint) -> Fingerprint {
        Fingerprint(SipHash::new(self.0).finish(&fingerprint.0.to_be_bytes()))
    }
}

impl fmt::Debug for FingerprintKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FingerprintKey(…)")
    }
}

/// The fingerprint of the beginning of a text form, to be finished with values. `Debug` does not show it: it holds the key.
#[derive(Clone, Copy)]
pub(crate) struct Fingerprinting(SipHash);

impl Fingerprinting {
    /// The fingerprint of the text form that ends with a value.
    #[inline]
    pub(crate) fn finish(&self, value: &str) -> Fingerprint {
        Fingerprint(self.0.finish(value.as_bytes()))
    }
}

impl fmt::Debug for Fingerprinting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Fingerprinting(…)")
    }
}

/// A keyed 128-bit pseudo-random function of an identifier's canonical text form (SipHash-2-4).
///
/// Prints as 32 hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Fingerprint(pub(crate) u128);

impl Fingerprint {
    /// Reads 32 hexadecimal digits, in any case.
    pub(crate) fn from_hex(text: &str) -> Option<Self> {
        parse_hex(text).map(Fingerprint)
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

fn parse_hex(text: &str) -> Option<u128> {
    let valid = text.len() == 32 && text.bytes().all(|b| b.is_ascii_hexdigit());
    valid.then(|| u128::from_str_radix(text, 16).ok())?
}
