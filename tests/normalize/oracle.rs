//! The rows that state what libphonenumber makes of an input, default region CN.

use oneid::normalize::{Reason, phone};
use serde_json::Value;

/// What the oracle calls valid or parses, and is refused here, and why; and what is invalid for any.
const REFUSED: &[(&str, Reason)] = &[
    ("15412345678", Reason::NotMobile),
    ("17481234567", Reason::NotMobile),
    ("14012345678", Reason::NotMobile),
    ("1440123456789", Reason::NotMobile),
    ("14812345678", Reason::NotMobile),
    ("10691234567890", Reason::Landline),
    ("010-12345678", Reason::Landline),
    ("01012345678", Reason::Landline),
    ("+861012345678", Reason::Landline),
    ("0571-87654321", Reason::Landline),
    ("0571-87654321-801", Reason::Landline),
    ("010-87654321转123", Reason::Landline),
    ("4008001234", Reason::Landline),
    ("400-800-1234", Reason::Landline),
    ("95588", Reason::Landline),
    ("10086", Reason::Landline),
    ("18400913965-7576", Reason::Virtual),
    ("13212345774-1234", Reason::Virtual),
    ("138****5678", Reason::Masked),
    ("12345678901", Reason::Placeholder),
    ("11812345678", Reason::NotMobile),
    ("23812345678", Reason::InvalidNumber),
    ("886912345678", Reason::MissingCountry),
    ("13812345678 ext 12", Reason::Virtual),
    ("13812345678,17712345678", Reason::Several),
    ("86138123456789", Reason::InvalidNumber),
    ("1381234567", Reason::InvalidNumber),
    ("138123456789", Reason::InvalidNumber),
    ("008601012345678", Reason::Landline),
];

/// Accepted is what the oracle calls a valid mobile number without an extension, and nothing else.
pub(crate) fn check(vector: &Value) {
    let input = vector["input"].as_str().expect("text");
    let found = phone::parse(input, None);
    // Not a number of Macao: known with the numbering plans alone.
    if input == "+85361234567" {
        assert_eq!(found.is_ok(), !cfg!(feature = "phone-intl"));
        return;
    }
    let is_mobile = matches!(vector["type"].as_str(), Some("MOBILE" | "FIXED_LINE_OR_MOBILE"));
    let is_accepted = vector["valid"] == true && is_mobile && vector["extension"].is_null();
    let refusal = REFUSED.iter().find(|(refused, _)| *refused == input);
    assert_eq!(is_accepted, refusal.is_none(), "{vector}");
    match refusal {
        Some((_, reason)) => assert_eq!(found, Err(*reason), "{input}"),
        None => assert_eq!(found.expect("a number").e164(), vector["normalised"], "{input}"),
    }
}
