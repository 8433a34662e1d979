//! Why a raw value identifies nobody.

use std::fmt;

/// Why a raw value was refused.
///
/// An expected outcome: an import counts it, a single operation reports it. Neither the code nor the
/// sentence ever holds the value.
///
/// # Examples
///
/// ```
/// use oneid::normalize::Reason;
///
/// assert_eq!(Reason::Masked.as_str(), "masked");
/// assert_eq!(Reason::Masked.to_string(), "some of its characters are masked");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Reason {
    /// Nothing is left after trimming.
    Empty,
    /// More than [`MAX_BYTES`](super::text::MAX_BYTES) bytes.
    TooLong,
    /// A control character inside the value, a line break among them.
    ControlCharacter,
    /// Hidden in part: `138****5678`.
    Masked,
    /// A number with an extension: a privacy number of an order, or a place at a switchboard. Many
    /// orders share the number before the extension, so that it identifies nobody either.
    Virtual,
    /// A fixed line, or a service number such as 400, 800, 95, 1010 and 106.
    Landline,
    /// Written for want of a value: `无`, `null`, `11111111111`.
    Placeholder,
    /// A spreadsheet lost digits: `1.38E+10`, `#VALUE!`.
    SpreadsheetDamage,
    /// More than one value in one cell.
    Several,
    /// Well formed, but of a range that no person's phone has: the internet of things, pagers, unassigned.
    NotMobile,
    /// Not a phone number.
    InvalidNumber,
    /// A number of another country without its country code.
    MissingCountry,
    /// A ciphertext (or a digest) in the place of a number. Two ciphertexts of one number differ.
    Encrypted,
    /// Not an e-mail address.
    InvalidEmail,
    /// Not a digest of the stated kind: other characters or another length.
    InvalidDigest,
}

impl Reason {
    /// Every reason, in the order of declaration.
    pub const ALL: [Reason; 15] = [
        Reason::Empty,
        Reason::TooLong,
        Reason::ControlCharacter,
        Reason::Masked,
        Reason::Virtual,
        Reason::Landline,
        Reason::Placeholder,
        Reason::SpreadsheetDamage,
        Reason::Several,
        Reason::NotMobile,
        Reason::InvalidNumber,
        Reason::MissingCountry,
        Reason::Encrypted,
        Reason::InvalidEmail,
        Reason::InvalidDigest,
    ];

    /// The stable code, in snake case.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.code_and_sentence().0
    }

    fn code_and_sentence(self) -> (&'static str, &'static str) {
        match self {
            Reason::Empty => ("empty", "nothing is left after trimming"),
            Reason::TooLong => ("too_long", "it is longer than 512 bytes"),
            Reason::ControlCharacter => ("control_character", "it holds a control character"),
            Reason::Masked => ("masked", "some of its characters are masked"),
            Reason::Virtual => {
                ("virtual", "a number with an extension belongs to an order or a switchboard")
            }
            Reason::Landline => ("landline", "it is a fixed line or a service number"),
            Reason::Placeholder => ("placeholder", "it stands for a missing value"),
            Reason::SpreadsheetDamage => ("spreadsheet_damage", "a spreadsheet lost its digits"),
            Reason::Several => ("several", "there is more than one value"),
            Reason::NotMobile => ("not_mobile", "no person's phone has a number of this range"),
            Reason::InvalidNumber => ("invalid_number", "it is not a phone number"),
            Reason::MissingCountry => ("missing_country", "its country code is missing"),
            Reason::Encrypted => ("encrypted", "it is a ciphertext or a digest, not a number"),
            Reason::InvalidEmail => ("invalid_email", "it is not an e-mail address"),
            Reason::InvalidDigest => ("invalid_digest", "it is not a digest of the stated kind"),
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code_and_sentence().1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn codes_are_distinct_and_snake_case() {
        let codes: BTreeSet<_> = Reason::ALL.iter().map(|reason| reason.as_str()).collect();
        assert_eq!(codes.len(), Reason::ALL.len());
        for code in codes {
            assert!(code.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'), "{code}");
        }
    }

    #[test]
    fn sentences_are_distinct_and_begin_in_lower_case() {
        let sentences: BTreeSet<_> = Reason::ALL.iter().map(Reason::to_string).collect();
        assert_eq!(sentences.len(), Reason::ALL.len());
        assert!(sentences.iter().all(|s| s.starts_with(|c: char| c.is_ascii_lowercase())));
    }
}
