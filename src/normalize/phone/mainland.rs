//! Numbers of mainland China.
//!
//! Mobile numbers have eleven digits. The ranges are those of libphonenumber 9.0.33, and 149 besides:
//! libphonenumber leaves it out, the national numbering plan gives it to China Telecom for its public
//! mobile network, at first for data cards (voice is allowed). A number of an assigned public range is
//! kept: to refuse it would lose a customer, to keep it can merge nobody. Not kept, like libphonenumber:
//! 140, 141, 144, 146, 148 (internet of things), 154, 160, 161, 163, 164, 168, 169, 179, 194, and of
//! 174 all but the satellite telephones 1740[0-5]. Virtual operators (162, 165, 167, 170, 171) are
//! people's phones like any other.

use crate::normalize::Reason;

/// The second and third digit of the mobile ranges; the first is 1.
#[rustfmt::skip]
const MOBILE: &[&str] = &[
    "30", "31", "32", "33", "34", "35", "36", "37", "38", "39",
    "45", "47", "49",
    "50", "51", "52", "53", "55", "56", "57", "58", "59",
    "62", "65", "66", "67",
    "70", "71", "72", "73", "75", "76", "77", "78",
    "80", "81", "82", "83", "84", "85", "86", "87", "88", "89",
    "90", "91", "92", "93", "95", "96", "97", "98", "99",
];

/// The eleven digits of a mobile number, from the digits after `+86`, or written without it.
///
/// A country code and a trunk zero before the number are dropped, as is a country code written twice.
pub(super) fn mobile(digits: &str) -> Result<&str, Reason> {
    candidates(digits).into_iter().find(|number| is_mobile(number)).ok_or_else(|| refusal(digits))
}

/// Whether the digits, without the trunk zero, have the shape of a fixed line with its area code.
pub(super) fn is_landline(number: &str) -> bool {
    is_two_digit_area(number) || is_three_digit_area(number)
}

fn candidates(digits: &str) -> [&str; 2] {
    let national = digits.strip_prefix("86").unwrap_or(digits);
    [without_trunk_zero(digits), without_trunk_zero(national)]
}

fn without_trunk_zero(digits: &str) -> &str {
    digits.strip_prefix('0').unwrap_or(digits)
}

/// Whether eleven digits are a mobile number.
pub(super) fn is_mobile(number: &str) -> bool {
    number.len() == 11
        && number.starts_with('1')
        && (number.get(1..3).is_some_and(|range| MOBILE.binary_search(&range).is_ok())
            || is_satellite(number))
}

fn is_satellite(number: &str) -> bool {
    number.strip_prefix("1740").is_some_and(|rest| rest.starts_with(|c| ('0'..='5').contains(&c)))
}

fn refusal(digits: &str) -> Reason {
    let candidates = candidates(digits);
    let any = |rule: fn(&str) -> bool| candidates.into_iter().any(rule);
    if any(is_placeholder) {
        Reason::Placeholder
    } else if any(is_service) || any(is_landline) || is_local(digits) {
        Reason::Landline
    } else if any(is_unassigned) {
        Reason::NotMobile
    } else {
        Reason::InvalidNumber
    }
}

/// Digits that count up (12345678901), one digit again and again, or a one before nothing but zeros.
fn is_placeholder(number: &str) -> bool {
    const COUNTING: &str = "01234567890123456789";
    let counts = number.len() >= 5 && COUNTING.contains(number);
    let zeros = number.strip_prefix('1').is_some_and(|rest| rest.bytes().all(|b| b == b'0'));
    counts || zeros || is_one_digit(number)
}

/// One digit again and again.
pub(super) fn is_one_digit(number: &str) -> bool {
    number.bytes().zip(number.bytes().skip(1)).all(|(a, b)| a == b)
}

/// 400 and 800, 95 and 96, 10xxx and 1010, 106 (messages), 118, 12xxx (hotlines), 160 and 168 (premium).
fn is_service(number: &str) -> bool {
    let begins = |prefixes: &[&str]| prefixes.iter().any(|prefix| number.starts_with(prefix));
    match number.len() {
        3 => begins(&["11", "12"]),
        5 => begins(&["10", "11", "12", "95", "96"]),
        6 => begins(&["118", "95", "96"]),
        8 => begins(&["1010", "106", "160", "168", "95", "96"]),
        10 => begins(&["400", "800", "106", "95"]),
        7 | 9 | 11..=20 => begins(&["106", "95"]),
        _ => false,
    }
}

/// Peking (10) and the areas 20 to 29, then eight digits.
fn is_two_digit_area(number: &str) -> bool {
    number.len() == 10
        && (number.starts_with("10") || number.starts_with('2'))
        && number.get(2..3) != Some("0")
}

/// The areas 3xx to 9xx, then seven or eight digits. 852 and 853 were given up in 2014: what begins so is
/// a number of Hong Kong or Macao.
fn is_three_digit_area(number: &str) -> bool {
    matches!(number.len(), 10 | 11)
        && number.starts_with(|c| ('3'..='9').contains(&c))
        && number.get(..3).is_some_and(|area| !matches!(area, "852" | "853"))
        && number.get(3..4).is_some_and(|digit| digit > "1")
}

/// A fixed line without its area code.
fn is_local(digits: &str) -> bool {
    matches!(digits.len(), 7 | 8) && digits.starts_with(|c| ('2'..='8').contains(&c))
}

/// The length of a mobile number, or of the thirteen digits of the internet of things.
fn is_unassigned(number: &str) -> bool {
    (number.len() == 11 && number.starts_with('1'))
        || (number.len() == 13 && number.starts_with("14"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_range_is_decided() {
        assert!(MOBILE.is_sorted());
        let refused = [
            "140", "141", "142", "143", "144", "146", "148", "154", "160", "161", "163", "164",
            "168", "169", "174", "179", "194",
        ];
        for range in 130..200 {
            let number = format!("{range}87654321");
            let expected = !refused.contains(&range.to_string().as_str());
            assert_eq!(mobile(&number).is_ok(), expected, "{range}");
        }
        for range in 100..130 {
            assert!(mobile(&format!("{range}87654321")).is_err(), "{range}");
        }
        for digit in 0..10 {
            assert_eq!(mobile(&format!("1740{digit}876543")).is_ok(), digit <= 5, "1740{digit}");
        }
    }

    #[test]
    fn prefixes_are_dropped() {
        for digits in ["13812345678", "013812345678", "8613812345678", "86013812345678"] {
            assert_eq!(mobile(digits), Ok("13812345678"), "{digits}");
        }
        assert!(mobile("868613812345678").is_err());
        assert!(mobile("0013812345678").is_err());
    }

    #[test]
    fn refusals() {
        for (digits, reason) in [
            ("01012345678", Reason::Landline),
            ("861012345678", Reason::Landline),
            ("057187654321", Reason::Landline),
            ("87654321", Reason::Landline),
            ("4008001234", Reason::Landline),
            ("95588", Reason::Landline),
            ("10086", Reason::Landline),
            ("10691234567890", Reason::Landline),
            ("16812345", Reason::Landline),
            ("15412345678", Reason::NotMobile),
            ("1440123456789", Reason::NotMobile),
            ("12345678901", Reason::Placeholder),
            ("8612345678901", Reason::Placeholder),
            ("11111111111", Reason::Placeholder),
            ("10000000000", Reason::Placeholder),
            ("1381234567", Reason::InvalidNumber),
            ("138123456789", Reason::InvalidNumber),
            ("86138123456789", Reason::InvalidNumber),
            ("23812345678", Reason::InvalidNumber),
        ] {
            assert_eq!(mobile(digits), Err(reason), "{digits}");
        }
    }
}
