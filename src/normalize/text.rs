//! Text as it comes out of a cell: trimmed, folded, bounded.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

use super::Reason;

/// The longest canonical value, in bytes.
pub const MAX_BYTES: usize = 512;

/// A contact's text: trimmed of white space and invisible characters, then NFKC.
///
/// Full-width letters and digits become plain ones. The result is its own canonical form.
///
/// # Errors
///
/// [`Reason::Empty`], [`Reason::ControlCharacter`], [`Reason::TooLong`].
///
/// # Examples
///
/// ```
/// use oneid::normalize::{Reason, text};
///
/// assert_eq!(text::contact("\u{202a}１３８ \u{a0}")?, "138");
/// assert_eq!(text::contact(" \u{feff}\u{200b}"), Err(Reason::Empty));
/// # Ok::<(), Reason>(())
/// ```
pub fn contact(raw: &str) -> Result<Cow<'_, str>, Reason> {
    let trimmed = trim_contact(raw);
    if trimmed.is_ascii() {
        return bounded(trimmed).map(Cow::Borrowed);
    }
    let folded: String = trimmed.nfkc().collect();
    bounded(trim_contact(&folded)).map(|text| Cow::Owned(text.to_owned()))
}

/// An account's text: trimmed of white space, otherwise kept byte for byte.
///
/// Platforms promise nothing about the characters of their ids, so none is changed.
///
/// # Errors
///
/// [`Reason::Empty`], [`Reason::ControlCharacter`], [`Reason::TooLong`].
///
/// # Examples
///
/// ```
/// use oneid::normalize::{Reason, text};
///
/// assert_eq!(text::account(" oAbC-１ \r\n")?, "oAbC-１");
/// assert_eq!(text::account("a\tb"), Err(Reason::ControlCharacter));
/// # Ok::<(), Reason>(())
/// ```
pub fn account(raw: &str) -> Result<&str, Reason> {
    if is_plain(raw) { Ok(raw) } else { bounded(raw.trim()) }
}

/// Whether a text is printable ASCII of the right length, as nearly all are: nothing to trim, no control character.
#[inline]
pub(crate) fn is_plain(raw: &str) -> bool {
    is_graphic(raw.as_bytes()) && !raw.is_empty() && raw.len() <= MAX_BYTES
}

/// Whether all bytes are printable ASCII other than the space: eight at once.
#[inline]
fn is_graphic(bytes: &[u8]) -> bool {
    const EACH: u64 = u64::from_ne_bytes([1; 8]);
    const HIGH: u64 = EACH << 7;
    let (eights, rest) = bytes.as_chunks::<8>();
    // The last eight may overlap those before.
    let Some(last) = bytes.last_chunk::<8>() else { return rest.iter().all(u8::is_ascii_graphic) };
    // A byte below 128 is at least `!` if adding 128 - `!` to it sets its highest bit, and at most `~` if adding 127 - `~` does not. What
    // a byte of 128 or more carries over does not matter: it is refused itself.
    let graphic = |eight: &[u8; 8]| {
        let eight = u64::from_ne_bytes(*eight);
        let at_least = eight.wrapping_add(EACH * u64::from(128 - b'!'));
        let above = eight.wrapping_add(EACH * u64::from(127 - b'~'));
        at_least & !above & !eight & HIGH == HIGH
    };
    eights.iter().all(graphic) && graphic(last)
}

fn bounded(text: &str) -> Result<&str, Reason> {
    if text.is_empty() {
        Err(Reason::Empty)
    } else if text.len() > MAX_BYTES {
        Err(Reason::TooLong)
    } else if text.chars().any(char::is_control) {
        Err(Reason::ControlCharacter)
    } else {
        Ok(text)
    }
}

fn trim_contact(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || is_invisible(c))
}

/// Characters without width or ink that copying from a page or a chat leaves behind.
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}'
            | '\u{2066}'..='\u{206f}' | '\u{feff}'
    )
}

/// The text without invisible characters, wherever they are.
pub(super) fn without_invisible(text: &str) -> Cow<'_, str> {
    if text.contains(is_invisible) {
        Cow::Owned(text.replace(is_invisible, ""))
    } else {
        Cow::Borrowed(text)
    }
}

/// What people and programs write for want of a value, in lower case.
const PLACEHOLDERS: &[&str] = &[
    "无",
    "暂无",
    "没有",
    "未知",
    "空",
    "未填",
    "未填写",
    "保密",
    "匿名",
    "無",
    "null",
    "none",
    "nil",
    "nan",
    "na",
    "n/a",
    "#n/a",
    "undefined",
    "unknown",
    "no",
    "false",
];

/// Whether lower-case text is a word for no value, or has no letter and no digit at all.
pub(super) fn is_placeholder(text: &str) -> bool {
    let bare = text.trim_matches(['(', ')', '[', ']', '<', '>', '{', '}', '"', '\'']);
    PLACEHOLDERS.contains(&bare) || !bare.contains(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bound_is_512_bytes_after_folding() {
        assert_eq!(contact(&"a".repeat(512)).unwrap().len(), 512);
        assert_eq!(contact(&"a".repeat(513)), Err(Reason::TooLong));
        assert_eq!(contact(&"１".repeat(512)).unwrap().len(), 512);
        assert_eq!(account(&"a".repeat(513)), Err(Reason::TooLong));
        assert_eq!(account(&"１".repeat(171)), Err(Reason::TooLong));
    }

    #[test]
    fn control_characters_are_refused_inside_and_trimmed_outside() {
        assert_eq!(contact("a\nb"), Err(Reason::ControlCharacter));
        assert_eq!(contact("a\u{0}"), Err(Reason::ControlCharacter));
        assert_eq!(contact("\tab\n").unwrap(), "ab");
        assert_eq!(account("\u{0}a"), Err(Reason::ControlCharacter));
        assert_eq!(account(" "), Err(Reason::Empty));
    }

    #[test]
    fn graphic_bytes_are_told_wherever_they_stand() {
        for len in 0..20 {
            for place in 0..len {
                for byte in 0..=255 {
                    let mut bytes = vec![b'!'; len];
                    bytes[place] = byte;
                    assert_eq!(is_graphic(&bytes), byte.is_ascii_graphic(), "{bytes:?}");
                }
            }
        }
    }

    #[test]
    fn contacts_are_folded_and_accounts_are_not() {
        assert_eq!(contact("Ａ＠ｂ").unwrap(), "A@b");
        assert_eq!(account("Ａ＠ｂ").unwrap(), "Ａ＠ｂ");
        assert_eq!(account("\u{feff}a").unwrap(), "\u{feff}a");
        // U+00A8 folds to a space and a combining mark: trimmed again after folding.
        assert_eq!(contact("a\u{3000}").unwrap(), "a");
        assert!(!contact("\u{a8}a").unwrap().starts_with(' '));
    }

    #[test]
    fn placeholders() {
        for text in ["无", "null", "(null)", "[none]", "-", "/", "--", "...", "n/a", "?"] {
            assert!(is_placeholder(text), "{text}");
        }
        for text in ["1", "a@b.cn", "无锡", "nullx"] {
            assert!(!is_placeholder(text), "{text}");
        }
    }
}
