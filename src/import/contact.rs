//! Phone numbers and e-mail addresses where none belong.

use crate::normalize::{email, phone};

/// Longest word in which a number is looked for, in bytes.
const WORD: usize = 20;

/// `phone` or `email`, if the text is one.
pub(super) fn is_one(text: &str) -> Option<&'static str> {
    if email::parse(text).is_ok() {
        return Some("email");
    }
    is_phone(text).then_some("phone")
}

/// `phone` or `email`, if the text is one or holds one.
pub(super) fn holds_one(text: &str) -> Option<&'static str> {
    if text.contains(['@', '＠']) && words(text).any(|word| email::parse(word).is_ok()) {
        return Some("email");
    }
    // What has fewer digits is no number of a person; the rest is asked of the normaliser, which is dearer.
    let digits = text.chars().filter(|c| c.is_numeric()).count();
    (digits >= 7 && holds_phone(text)).then_some("phone")
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    let inside = |c: char| c.is_ascii_alphanumeric() || "@.-_+＠".contains(c);
    std::iter::once(text)
        .chain(text.split(move |c: char| !inside(c)))
        .map(|word| word.trim_matches('.'))
}

/// The whole text is a number, or a run of eleven digits in it, or of thirteen that begin with 86, is one. Long words are
/// ids, in which such a run is nobody's.
fn holds_phone(text: &str) -> bool {
    let plausible = |run: &str| run.len() == 11 || run.len() == 13 && run.starts_with("86");
    let words = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| word.len() <= WORD);
    let mut runs = words.flat_map(|word| word.split(|c: char| !c.is_ascii_digit()));
    is_phone(text) || runs.any(|run| plausible(run) && is_phone(run))
}

fn is_phone(text: &str) -> bool {
    phone::parse(text, None).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contacts_are_seen_alone_and_inside_text() {
        for text in [
            "13812345678",
            "+86 138 1234 5678",
            "１３８１２３４５６７８",
            "老李13812345678",
            "a/8613812345678",
        ] {
            assert_eq!(holds_one(text), Some("phone"), "{text}");
        }
        for text in ["li@example.com", "mail: li.lei@example.com.", "微信li@example.com"] {
            assert_eq!(holds_one(text), Some("email"), "{text}");
        }
    }

    #[test]
    fn times_amounts_and_ids_are_none() {
        for text in [
            "2023-02-01 23:16:50",
            "1740800000",
            "1740800000123",
            "138****5678",
            "3557e83c-5d09-fc57-ab36-92a36e45fb55",
            "2230201713362043744",
            "https://avatars.example/f180029a13812345678b6359.png",
            "1234.50",
            "@someone",
            "VIP",
            "",
        ] {
            assert_eq!(holds_one(text), None, "{text}");
        }
    }
}
