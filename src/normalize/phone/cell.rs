//! What a cell holds: one number, or something that is none.

use std::borrow::Cow;

use crate::normalize::{Reason, text};

/// Quotes and apostrophes that spreadsheets put around text to keep it text, and the sign of a formula.
const WRAPPERS: [char; 10] = ['=', '"', '\'', '`', '‘', '’', '“', '”', '´', '\u{2032}'];
/// What may end a cell without meaning anything.
const TRAILERS: [char; 8] = [',', ';', '、', '。', '.', '|', '/', '-'];
/// Words before a number.
const LABELS: [&str; 11] = [
    "telephone",
    "tel",
    "phone",
    "mobile",
    "mob",
    "联系电话",
    "手机号码",
    "手机号",
    "手机",
    "电话号码",
    "电话",
];
/// Words and signs between a number and its extension.
const EXTENSIONS: [&str; 10] =
    ["ext", "extension", "extn", "x", "#", "转", "转接", "分机", "分机号", "轉"];
/// What a spreadsheet shows in place of a value.
const SHEET_ERRORS: [&str; 6] = ["#value!", "#ref!", "#name?", "#num!", "#div/0!", "#null!"];

/// The text of one number, folded, in lower case, without wrapper and label; or why there is none.
pub(super) fn tidy(raw: &str) -> Result<String, Reason> {
    let folded = text::contact(raw)?;
    let lower = text::without_invisible(&folded).to_ascii_lowercase();
    let lower = lower.replace(char::is_whitespace, " ");
    if is_masked(&lower) {
        return Err(Reason::Masked);
    }
    if is_sheet_error(&lower) {
        return Err(Reason::SpreadsheetDamage);
    }
    if text::is_placeholder(&lower) {
        return Err(Reason::Placeholder);
    }
    let bare = without_label(unwrapped(&lower));
    let repaired = repaired(bare)?;
    if is_ciphertext(&repaired) {
        return Err(Reason::Encrypted);
    }
    Ok(repaired.trim_end_matches(TRAILERS).trim_end().to_owned())
}

/// A number and the short tail after it, where the text has that shape.
pub(super) struct Tail<'t> {
    /// What stands before the tail.
    pub(super) head: &'t str,
    /// Whether what parts them is a word or a sign for an extension.
    pub(super) is_extension: bool,
}

/// Parts the last one to six digits from what stands before them.
pub(super) fn tail(text: &str) -> Option<Tail<'_>> {
    let text = text.trim_end_matches([')', ']', ' ']);
    let head = text.trim_end_matches(|c: char| c.is_ascii_digit());
    let bare = head.trim_end_matches(|c: char| !c.is_ascii_digit());
    let between = head.get(bare.len()..)?;
    if !(1..=6).contains(&(text.len() - head.len())) || between.is_empty() || between.contains('+')
    {
        return None;
    }
    let word = between.trim_matches([' ', '.', ':', ';', '=', '-', ',', '(', '[']);
    Some(Tail { head: bare, is_extension: EXTENSIONS.contains(&word) })
}

/// Whether the text holds two numbers: parted by a sign that is in no number, or each whole.
pub(super) fn is_several(text: &str) -> bool {
    let parts = |separators: &[char], least: usize| {
        let whole = |part: &&str| part.bytes().filter(u8::is_ascii_digit).count() >= least;
        text.split(separators).filter(whole).count() > 1
    };
    parts(&[',', ';', '、', '/', '|', '\\', '&', '或', '和'], 7) || parts(&[' ', '-', '+'], 10)
}

/// Stars and dots in place of digits; `x` too, where nothing else but digits is there.
fn is_masked(text: &str) -> bool {
    let digit_or_x = |c: char| c.is_ascii_digit() || matches!(c, 'x' | ' ' | '-' | '+');
    text.contains(['*', '•', '●', '∗', '×', '✱', '█'])
        || (text.contains("xx") && text.chars().all(digit_or_x))
        || (text.contains("##") && text.starts_with(|c: char| c.is_ascii_digit()))
}

fn is_sheet_error(text: &str) -> bool {
    SHEET_ERRORS.contains(&text) || (!text.is_empty() && text.bytes().all(|b| b == b'#'))
}

fn unwrapped(text: &str) -> &str {
    text.trim_start_matches(WRAPPERS).trim_end_matches(&WRAPPERS[1..]).trim()
}

fn without_label(text: &str) -> &str {
    let label = LABELS.iter().find_map(|label| text.strip_prefix(label));
    let rest = label.map(|rest| rest.trim_start_matches([':', '.', ' ', '-']));
    rest.filter(|rest| {
        rest.starts_with(['+', '(']) || rest.starts_with(|c: char| c.is_ascii_digit())
    })
    .unwrap_or(text)
}

/// The digits of a number that a spreadsheet or a data frame wrote as a fraction or with an exponent, where
/// all of them are still there.
fn repaired(text: &str) -> Result<Cow<'_, str>, Reason> {
    if let Some((mantissa, exponent)) = scientific(text) {
        return expanded(mantissa, exponent).map(Cow::Owned).ok_or(Reason::SpreadsheetDamage);
    }
    let whole = text.rsplit_once('.').filter(|(head, zeros)| {
        let digits = head.strip_prefix('+').unwrap_or(head);
        digits.len() >= 7 && is_digits(digits) && matches!(*zeros, "0" | "00")
    });
    Ok(Cow::Borrowed(whole.map_or(text, |(head, _)| head)))
}

fn scientific(text: &str) -> Option<(&str, &str)> {
    let (mantissa, exponent) = text.split_once('e')?;
    let exponent = exponent.strip_prefix('+').unwrap_or(exponent);
    let is_number = is_digits(&mantissa.replacen(['.', ','], "", 1)) && is_digits(exponent);
    (is_number && exponent.len() <= 2).then_some((mantissa, exponent))
}

fn expanded(mantissa: &str, exponent: &str) -> Option<String> {
    let (whole, fraction) = mantissa.split_once(['.', ',']).unwrap_or((mantissa, ""));
    let (kept, surplus) = fraction.split_at_checked(exponent.parse().ok()?)?;
    surplus.bytes().all(|b| b == b'0').then(|| format!("{whole}{kept}"))
}

/// Long text without white space that has letters among its digits, in the alphabets that platforms use.
fn is_ciphertext(text: &str) -> bool {
    let letters = text.bytes().filter(u8::is_ascii_alphabetic).count();
    let in_alphabet = |c: char| c.is_ascii_alphanumeric() || "+/=_-~$#:|.".contains(c);
    text.len() >= 20
        && letters >= 4
        && text.chars().all(in_alphabet)
        && tail(text).is_none_or(|tail| !tail.is_extension)
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repairs() {
        for (raw, tidied) in [
            ("'13812345678", "13812345678"),
            ("=\"13812345678\"", "13812345678"),
            ("13812345678.0", "13812345678"),
            ("13812345678.00", "13812345678"),
            ("1.3812345678E10", "13812345678"),
            ("1.38123456780E+10", "13812345678"),
            ("138.1234.5678", "138.1234.5678"),
            ("手机：13812345678", "13812345678"),
            ("TEL:13812345678", "13812345678"),
            ("138\u{200b}12345678", "13812345678"),
            ("13812345678，", "13812345678"),
        ] {
            assert_eq!(tidy(raw).as_deref(), Ok(tidied), "{raw}");
        }
    }

    #[test]
    fn refusals() {
        let taobao = "$138$NFLdoyEvZ8PwKqg/QvrJcQ==$1$";
        let pdd = "~AgAAAAKxQq0FJvLwRQFuLcHZ~bMcR3J~0~";
        for (raw, reason) in [
            ("138****5678", Reason::Masked),
            ("138xxxx5678", Reason::Masked),
            ("***", Reason::Masked),
            ("1.38E+10", Reason::SpreadsheetDamage),
            ("1.381234567E10", Reason::SpreadsheetDamage),
            ("1.38123456789E10", Reason::SpreadsheetDamage),
            ("#REF!", Reason::SpreadsheetDamage),
            ("########", Reason::SpreadsheetDamage),
            (taobao, Reason::Encrypted),
            (pdd, Reason::Encrypted),
            ("7945bd83237335e5376ff44d62e4f0ae", Reason::Encrypted),
            ("无", Reason::Placeholder),
            ("N/A", Reason::Placeholder),
            ("--", Reason::Placeholder),
        ] {
            assert_eq!(tidy(raw), Err(reason), "{raw}");
        }
    }

    #[test]
    fn tails() {
        let head = |text| tail(text).map(|tail| (tail.head, tail.is_extension));
        assert_eq!(head("13812345678-1234"), Some(("13812345678", false)));
        assert_eq!(head("13812345678转1234"), Some(("13812345678", true)));
        assert_eq!(head("13812345678;ext=12"), Some(("13812345678", true)));
        assert_eq!(head("13812345678(1234)"), Some(("13812345678", false)));
        assert_eq!(head("13812345678"), None);
        assert_eq!(head("+86"), None);
    }
}
