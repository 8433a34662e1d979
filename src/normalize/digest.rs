//! Digests of phones and e-mails, as advertising platforms exchange them.
//!
//! One number has many digests, because platforms differ in the hash and in what they hash: eleven digits, the
//! digits with the country code, or E.164. Digests of different schemes meet only through
//! the clear number, hashed once by each. Base64 and hexadecimal are two spellings of one digest.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use md5::Md5;
use sha2::{Digest, Sha256};
use sm3::Sm3;

use super::email::Email;
use super::phone::Phone;
use super::{Reason, text};

/// A hash function.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Hash {
    /// SHA-256 (FIPS 180-4), 64 hexadecimal digits.
    Sha256,
    /// MD5 (RFC 1321), 32 hexadecimal digits.
    Md5,
    /// SM3 (GB/T 32905-2016), 64 hexadecimal digits.
    Sm3,
}

/// What of a phone number is hashed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PhoneForm {
    /// `+8613812345678`: Google, TikTok, UID2.
    E164,
    /// `8613812345678`: Meta, Snap.
    Digits,
    /// `13812345678`: Tencent, Oceanengine, Kuaishou, Alipay.
    National,
}

/// A way of making a digest from a phone number.
///
/// # Examples
///
/// ```
/// use oneid::normalize::{Reason, digest, digest::PhoneScheme, phone};
///
/// let scheme = PhoneScheme::from_name("md5_national").expect("a known name");
/// let phone = phone::parse("+86 138-0013-8000", None)?;
/// assert_eq!(digest::phone_digest(&phone, scheme), "7945bd83237335e5376ff44d62e4f0ae");
/// # Ok::<(), Reason>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PhoneScheme {
    /// The hash function.
    pub hash: Hash,
    /// What is hashed.
    pub form: PhoneForm,
}

impl Hash {
    /// The three hash functions.
    pub const ALL: [Hash; 3] = [Hash::Sha256, Hash::Md5, Hash::Sm3];

    /// `sha256`, `md5` or `sm3`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Hash::Sha256 => "sha256",
            Hash::Md5 => "md5",
            Hash::Sm3 => "sm3",
        }
    }

    /// The length of a digest in hexadecimal digits.
    #[must_use]
    pub fn hex_len(self) -> usize {
        match self {
            Hash::Sha256 | Hash::Sm3 => 64,
            Hash::Md5 => 32,
        }
    }

    fn hex(self, input: &str) -> String {
        match self {
            Hash::Sha256 => to_hex(&Sha256::digest(input)),
            Hash::Md5 => to_hex(&Md5::digest(input)),
            Hash::Sm3 => to_hex(&Sm3::digest(input)),
        }
    }
}

impl PhoneScheme {
    /// The nine schemes: three hash functions, three forms.
    pub const ALL: [PhoneScheme; 9] = [
        PhoneScheme::new(Hash::Sha256, PhoneForm::E164),
        PhoneScheme::new(Hash::Sha256, PhoneForm::Digits),
        PhoneScheme::new(Hash::Sha256, PhoneForm::National),
        PhoneScheme::new(Hash::Md5, PhoneForm::E164),
        PhoneScheme::new(Hash::Md5, PhoneForm::Digits),
        PhoneScheme::new(Hash::Md5, PhoneForm::National),
        PhoneScheme::new(Hash::Sm3, PhoneForm::E164),
        PhoneScheme::new(Hash::Sm3, PhoneForm::Digits),
        PhoneScheme::new(Hash::Sm3, PhoneForm::National),
    ];

    /// A scheme from its two parts.
    #[must_use]
    pub const fn new(hash: Hash, form: PhoneForm) -> Self {
        PhoneScheme { hash, form }
    }

    /// The scheme of that name; `None` where there is none.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        PhoneScheme::ALL.into_iter().find(|scheme| scheme.name() == name)
    }

    /// The stable name: hash, underscore, form.
    #[must_use]
    pub fn name(self) -> &'static str {
        match (self.hash, self.form) {
            (Hash::Sha256, PhoneForm::E164) => "sha256_e164",
            (Hash::Sha256, PhoneForm::Digits) => "sha256_digits",
            (Hash::Sha256, PhoneForm::National) => "sha256_national",
            (Hash::Md5, PhoneForm::E164) => "md5_e164",
            (Hash::Md5, PhoneForm::Digits) => "md5_digits",
            (Hash::Md5, PhoneForm::National) => "md5_national",
            (Hash::Sm3, PhoneForm::E164) => "sm3_e164",
            (Hash::Sm3, PhoneForm::Digits) => "sm3_digits",
            (Hash::Sm3, PhoneForm::National) => "sm3_national",
        }
    }
}

/// The digest of a phone number under a scheme, in lower-case hexadecimal.
#[must_use]
pub fn phone_digest(phone: &Phone, scheme: PhoneScheme) -> String {
    scheme.hash.hex(match scheme.form {
        PhoneForm::E164 => phone.e164(),
        PhoneForm::Digits => phone.digits(),
        PhoneForm::National => phone.national(),
    })
}

/// The digest of an address in its canonical form, in lower-case hexadecimal.
///
/// Google and UID2 hash another form of a Gmail address: [`Email::google`], [`Email::uid2`].
///
/// # Examples
///
/// ```
/// use oneid::normalize::{Reason, digest, email};
///
/// let email = email::parse("USER@example.com")?;
/// assert_eq!(
///     digest::email_digest(&email, digest::Hash::Sha256),
///     "b4c9a289323b21a01c3e940f150eb9b8c542587f1abfd8f0e1cc1ffc5e475514",
/// );
/// # Ok::<(), Reason>(())
/// ```
#[must_use]
pub fn email_digest(email: &Email, hash: Hash) -> String {
    hash.hex(email.as_str())
}

/// A digest made elsewhere, in lower-case hexadecimal. Never hashes.
///
/// Accepts hexadecimal digits in any case, and for SHA-256 also base64 with its padding (44 characters), as
/// UID2 writes it. The 16-character middle of an MD5 is refused: it is a part of a digest.
///
/// # Errors
///
/// Those of [`text::contact`]; [`Reason::Masked`] where a `*` is in it (Oceanengine puts masked numbers
/// and digests into one field); otherwise [`Reason::InvalidDigest`].
///
/// # Examples
///
/// ```
/// use oneid::normalize::{Reason, digest::{Hash, canonical_digest}};
///
/// let digest = canonical_digest("7945BD83237335E5376FF44D62E4F0AE", Hash::Md5)?;
/// assert_eq!(digest, "7945bd83237335e5376ff44d62e4f0ae");
/// assert_eq!(canonical_digest("237335e5376ff44d", Hash::Md5), Err(Reason::InvalidDigest));
/// # Ok::<(), Reason>(())
/// ```
pub fn canonical_digest(raw: &str, hash: Hash) -> Result<String, Reason> {
    let text = text::contact(raw)?;
    if text.contains('*') {
        return Err(Reason::Masked);
    }
    if text.len() == hash.hex_len() && text.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Ok(text.to_ascii_lowercase());
    }
    if hash == Hash::Sha256 {
        return from_base64(&text);
    }
    Err(Reason::InvalidDigest)
}

/// The digest of the empty text, which an empty cell gives: it identifies nobody.
#[must_use]
pub fn empty_digest(hash: Hash) -> &'static str {
    match hash {
        Hash::Sha256 => "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        Hash::Md5 => "d41d8cd98f00b204e9800998ecf8427e",
        Hash::Sm3 => "1ab21d8355cfa17f8e61194831e81a8f22bec8c728fefb747ed035eb5082aa2b",
    }
}

fn from_base64(text: &str) -> Result<String, Reason> {
    let bytes = STANDARD.decode(text).map_err(|_| Reason::InvalidDigest)?;
    if bytes.len() != 32 {
        return Err(Reason::InvalidDigest);
    }
    Ok(to_hex(&bytes))
}

fn to_hex(bytes: &[u8]) -> String {
    let nibbles = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    nibbles.filter_map(|nibble| char::from_digit(u32::from(nibble), 16)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_distinct_and_lead_back() {
        for scheme in PhoneScheme::ALL {
            assert_eq!(PhoneScheme::from_name(scheme.name()), Some(scheme));
            assert!(scheme.name().starts_with(scheme.hash.name()));
        }
        assert_eq!(PhoneScheme::from_name("md5"), None);
    }

    #[test]
    fn the_digest_of_nothing() {
        for hash in Hash::ALL {
            assert_eq!(empty_digest(hash), hash.hex(""));
            assert_eq!(empty_digest(hash).len(), hash.hex_len());
        }
    }

    #[test]
    fn spellings_of_a_digest() {
        let base64 = "tMmiiTI7IaAcPpQPFQ65uMVCWH8av9jw4cwf/F5HVRQ=";
        let hex = "b4c9a289323b21a01c3e940f150eb9b8c542587f1abfd8f0e1cc1ffc5e475514";
        assert_eq!(canonical_digest(base64, Hash::Sha256).unwrap(), hex);
        assert_eq!(canonical_digest(&hex.to_uppercase(), Hash::Sha256).unwrap(), hex);
        assert_eq!(canonical_digest(&format!(" {hex}\n"), Hash::Sm3).unwrap(), hex);
        let invalid = Err(Reason::InvalidDigest);
        assert_eq!(canonical_digest(base64, Hash::Sm3), invalid);
        assert_eq!(canonical_digest(hex, Hash::Md5), invalid);
        assert_eq!(canonical_digest(base64.trim_end_matches('='), Hash::Sha256), invalid);
        // The last sextet has bits that no byte holds: another spelling of the same digest.
        assert_eq!(canonical_digest(&base64.replace("VRQ=", "VRR="), Hash::Sha256), invalid);
        assert_eq!(canonical_digest(&hex.replace('b', "g"), Hash::Sha256), invalid);
        assert_eq!(canonical_digest("*******1234", Hash::Sha256), Err(Reason::Masked));
        assert_eq!(canonical_digest(" ", Hash::Md5), Err(Reason::Empty));
    }
}
