//! Values that are written for want of one: typed to get past a form, or put there by a program.

use crate::identifier::{Class, Syntax};

/// Numbers that are well-formed and well known: a carrier's old short-message centres, and the ones that
/// examples, test data and impatient people type.
const PHONES: &[&str] = &[
    "+8613000000000",
    "+8613012345678",
    "+8613333333333",
    "+8613800000000",
    "+8613800138000",
    "+8613812345678",
    "+8613888888888",
    "+8613900000000",
    "+8613912345678",
    "+8613999999999",
    "+8615000000000",
    "+8615012345678",
    "+8615555555555",
    "+8615888888888",
    "+8618000000000",
    "+8618012345678",
    "+8618612345678",
    "+8618666666666",
    "+8618888888888",
];

/// Addresses that nobody reads, or that everybody types.
const EMAILS: &[&str] = &[
    "123456@qq.com",
    "123@163.com",
    "123@qq.com",
    "a@a.com",
    "abc@abc.com",
    "admin@admin.com",
    "email@example.com",
    "no-reply@example.com",
    "none@none.com",
    "noreply@example.com",
    "null@null.com",
    "test@example.com",
    "test@test.com",
    "user@example.com",
];

/// What programs and clerks write where an identifier is missing.
const WORDS: &[&str] =
    &["-", "0", "N/A", "NULL", "None", "none", "null", "undefined", "unknown", "无"];

/// The words that are also letters, digits, `_` and `-`.
const PLAIN_WORDS: &[&str] = &["-", "0", "NULL", "None", "none", "null", "undefined", "unknown"];

/// Device ids that a phone gives where its owner allows none, or that a faulty model shares.
const DEVICES: &[&str] = &[
    "00000000-0000-0000-0000-000000000000",
    "00000000000000000000000000000000",
    "0000000000000000",
    "000000000000000",
    "00:00:00:00:00:00",
    "02:00:00:00:00:00",
    "9774d56d682e549c",
];

/// The usual placeholders that namespaces of this class and syntax may hold.
pub(super) fn usual(class: Class, syntax: Syntax) -> impl Iterator<Item = &'static str> {
    let values: &[&str] = match syntax {
        Syntax::Phone => PHONES,
        Syntax::Email => EMAILS,
        Syntax::Opaque | Syntax::Text => WORDS,
        Syntax::Base64Url => PLAIN_WORDS,
        Syntax::Decimal | Syntax::ShopifyCustomer => &["0"],
        // An Alipay user id begins with 2088; digests of placeholders are blocked with the placeholders.
        Syntax::AlipayUser | Syntax::Digest(_) => &[],
    };
    let devices = if class == Class::Device { DEVICES } else { &[] };
    values.iter().chain(devices).copied()
}
