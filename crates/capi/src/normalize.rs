//! Raw values as platforms and people write them: identifiers, phones, e-mails, digests.

use std::ffi::c_char;

use oneid::normalize::digest::{Hash, PhoneScheme, canonical_digest, email_digest, phone_digest};
use oneid::normalize::{Reason, email, phone, text};
use oneid::{FingerprintKey, Identifier, Operation};
use serde::Serialize;

use crate::entry::plain;
use crate::error::oneid_error;
use crate::input;
use crate::output::Out;
use crate::status::{Failure, ONEID_IDENTIFIER_VALUE, oneid_status};
use crate::text::oneid_text;

impl From<Reason> for Failure {
    fn from(reason: Reason) -> Self {
        let mut failure = Failure::new(ONEID_IDENTIFIER_VALUE, reason.to_string());
        failure.reason = Some(reason.as_str().to_owned());
        failure
    }
}

/// An identifier in its parts.
#[derive(Serialize)]
struct Parts<'a> {
    namespace: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    scope: Option<&'a str>,
    value: &'a str,
}

#[derive(Serialize)]
struct PhoneForms<'a> {
    e164: &'a str,
    digits: &'a str,
    national: &'a str,
    calling_code: &'a str,
    mainland: bool,
}

#[derive(Serialize)]
struct EmailForms<'a> {
    email: &'a str,
    local: &'a str,
    domain: &'a str,
    uid2: String,
    google: String,
}

/// Reads a fingerprint key of 32 hexadecimal digits into 16 bytes at `key`.
///
/// On failure (`ONEID_KEY`) nothing is written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_key_from_hex(
    hex: *const c_char,
    hex_size: usize,
    key: *mut u8,
    error: *mut *mut oneid_error,
) -> oneid_status {
    plain(error, || {
        let out = Out::new("key", key.cast::<[u8; 16]>())?;
        let hex = input::text("hex", hex, hex_size)?;
        FingerprintKey::from_hex(hex)?;
        let digits = u128::from_str_radix(hex.trim(), 16);
        out.put(digits.map_err(|_| Failure::argument("not a key"))?.to_be_bytes());
        Ok(())
    })
}

/// Takes an identifier, `namespace[@scope]:value`, apart: `{"namespace":…,"scope":…,"value":…}`, without the scope if it has none. What the value must be, only a policy says.
///
/// On failure (`ONEID_IDENTIFIER_SYNTAX`, `ONEID_SCOPE`) nothing is written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_identifier_parse(
    id: *const c_char,
    id_size: usize,
    parts: *mut *mut oneid_text,
    error: *mut *mut oneid_error,
) -> oneid_status {
    plain(error, || {
        let out = Out::new("parts", parts)?;
        let id = input::identifier("id", id, id_size)?;
        out.json(&Parts { namespace: id.namespace(), scope: id.scope(), value: id.value() })
    })
}

/// Puts an identifier together of its parts, and writes its text form. A `scope` of `NULL` and 0 is none.
///
/// On failure (`ONEID_IDENTIFIER_SYNTAX`, `ONEID_SCOPE`) nothing is written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_identifier_join(
    name_space: *const c_char,
    name_space_size: usize,
    scope: *const c_char,
    scope_size: usize,
    value: *const c_char,
    value_size: usize,
    id: *mut *mut oneid_text,
    error: *mut *mut oneid_error,
) -> oneid_status {
    plain(error, || {
        let out = Out::new("id", id)?;
        let namespace = input::text("name_space", name_space, name_space_size)?;
        let scope = input::optional("scope", scope, scope_size)?;
        let id = Identifier::new(namespace, scope, input::text("value", value, value_size)?)?;
        out.text(id.as_str().to_owned());
        Ok(())
    })
}

/// Reads an operation, one JSON object, and writes it with every key spelled out.
///
/// On failure (`ONEID_OPERATION`, `ONEID_TIMESTAMP`, `ONEID_TRAIT` and those of `oneid_identifier_parse`) nothing is written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_operation_parse(
    json: *const c_char,
    json_size: usize,
    operation: *mut *mut oneid_text,
    error: *mut *mut oneid_error,
) -> oneid_status {
    plain(error, || {
        let out = Out::new("operation", operation)?;
        out.text(Operation::from_json(input::text("json", json, json_size)?)?.to_json());
        Ok(())
    })
}

/// Reads a phone number, however it is written: `{"e164":"+86…","digits":"86…","national":…,"calling_code":"86","mainland":true}`. `region` is the one
/// of numbers without a country code, `CN` say; `NULL` and 0 is none.
///
/// On failure (`ONEID_IDENTIFIER_VALUE`; `oneid_error_reason` says why it is nobody's) nothing is written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_phone_parse(
    raw: *const c_char,
    raw_size: usize,
    region: *const c_char,
    region_size: usize,
    forms: *mut *mut oneid_text,
    error: *mut *mut oneid_error,
) -> oneid_status {
    plain(error, || {
        let out = Out::new("forms", forms)?;
        let phone = parse_phone(raw, raw_size, region, region_size)?;
        out.json(&PhoneForms {
            e164: phone.e164(),
            digits: phone.digits(),
            national: phone.national(),
            calling_code: phone.calling_code(),
            mainland: phone.is_mainland(),
        })
    })
}

/// Writes the digest of a phone number, read as `oneid_phone_parse` does, by a scheme: `md5`, `sha256` or `sm3`, an underscore, and what is hashed: `e164`, `digits` or `national`.
///
/// On failure (`ONEID_IDENTIFIER_VALUE`, `ONEID_ARGUMENT` for a scheme that there is not) nothing is written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_phone_digest(
    raw: *const c_char,
    raw_size: usize,
    region: *const c_char,
    region_size: usize,
    scheme: *const c_char,
    scheme_size: usize,
    digest: *mut *mut oneid_text,
    error: *mut *mut oneid_error,
) -> oneid_status {
    plain(error, || {
        let out = Out::new("digest", digest)?;
        let phone = parse_phone(raw, raw_size, region, region_size)?;
        let scheme = PhoneScheme::from_name(input::text("scheme", scheme, scheme_size)?);
        let scheme = scheme.ok_or_else(|| Failure::argument("there is no scheme of this name"))?;
        out.text(phone_digest(&phone, scheme));
        Ok(())
    })
}

unsafe fn parse_phone(
    raw: *const c_char,
    raw_size: usize,
    region: *const c_char,
    region_size: usize,
) -> Result<phone::Phone, Failure> {
    let raw = input::text("raw", raw, raw_size)?;
    Ok(phone::parse(raw, input::optional("region", region, region_size)?)?)
}

/// Reads an e-mail address: `{"email":…,"local":…,"domain":…,"uid2":…,"google":…}`; the last two are the forms that UID2 and Google hash.
///
/// On failure (`ONEID_IDENTIFIER_VALUE`) nothing is written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_email_parse(
    raw: *const c_char,
    raw_size: usize,
    forms: *mut *mut oneid_text,
    error: *mut *mut oneid_error,
) -> oneid_status {
    plain(error, || {
        let out = Out::new("forms", forms)?;
        let email = email::parse(input::text("raw", raw, raw_size)?)?;
        out.json(&EmailForms {
            email: email.as_str(),
            local: email.local(),
            domain: email.domain(),
            uid2: email.uid2(),
            google: email.google(),
        })
    })
}

/// Writes the digest of an e-mail address by a hash function: `md5`, `sha256` or `sm3`.
///
/// On failure (`ONEID_IDENTIFIER_VALUE`, `ONEID_ARGUMENT`) nothing is written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_email_digest(
    raw: *const c_char,
    raw_size: usize,
    hash: *const c_char,
    hash_size: usize,
    digest: *mut *mut oneid_text,
    error: *mut *mut oneid_error,
) -> oneid_status {
    plain(error, || {
        let out = Out::new("digest", digest)?;
        let email = email::parse(input::text("raw", raw, raw_size)?)?;
        out.text(email_digest(&email, parse_hash(hash, hash_size)?));
        Ok(())
    })
}

/// Writes a digest that somebody else made in the one form that is kept: lower-case hexadecimal digits.
///
/// On failure (`ONEID_IDENTIFIER_VALUE`, `ONEID_ARGUMENT`) nothing is written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_digest_parse(
    raw: *const c_char,
    raw_size: usize,
    hash: *const c_char,
    hash_size: usize,
    digest: *mut *mut oneid_text,
    error: *mut *mut oneid_error,
) -> oneid_status {
    plain(error, || {
        let out = Out::new("digest", digest)?;
        let raw = input::text("raw", raw, raw_size)?;
        out.text(canonical_digest(raw, parse_hash(hash, hash_size)?)?);
        Ok(())
    })
}

unsafe fn parse_hash(name: *const c_char, size: usize) -> Result<Hash, Failure> {
    let name = input::text("hash", name, size)?;
    let hash = Hash::ALL.into_iter().find(|hash| hash.name() == name);
    hash.ok_or_else(|| Failure::argument("there is no hash function of this name"))
}

/// Writes text of a contact as it is compared: NFKC, without white space around it.
///
/// On failure (`ONEID_IDENTIFIER_VALUE`) nothing is written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_contact_normalize(
    raw: *const c_char,
    raw_size: usize,
    value: *mut *mut oneid_text,
    error: *mut *mut oneid_error,
) -> oneid_status {
    plain(error, || {
        let out = Out::new("value", value)?;
        out.text(text::contact(input::text("raw", raw, raw_size)?)?.into_owned());
        Ok(())
    })
}

/// Writes text of an account as it is compared: byte for byte, without white space around it.
///
/// On failure (`ONEID_IDENTIFIER_VALUE`) nothing is written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_account_normalize(
    raw: *const c_char,
    raw_size: usize,
    value: *mut *mut oneid_text,
    error: *mut *mut oneid_error,
) -> oneid_status {
    plain(error, || {
        let out = Out::new("value", value)?;
        out.text(text::account(input::text("raw", raw, raw_size)?)?.to_owned());
        Ok(())
    })
}
