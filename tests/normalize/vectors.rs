//! Every line of `testdata/hash-vectors.jsonl`, checked by its scheme.

use std::collections::BTreeMap;

use crate::oracle;
use md5::Md5;
use oneid::normalize::digest::{
    Hash, PhoneForm, PhoneScheme, canonical_digest, email_digest, empty_digest, phone_digest,
};
use oneid::normalize::phone::Phone;
use oneid::normalize::{Reason, email, phone};
use serde_json::Value;
use sha2::{Digest, Sha256};
use sm3::Sm3;

const VECTORS: &str = include_str!("../../testdata/hash-vectors.jsonl");

/// Each scheme and the number of its vectors.
const SCHEMES: &[(&str, usize)] = &[
    ("NEGATIVE_md5_86prefix", 4),
    ("NEGATIVE_md5_of_md5hex", 4),
    ("NEGATIVE_placeholder_md5", 8),
    ("NEGATIVE_placeholder_sha256", 8),
    ("NEGATIVE_sha256_0086", 4),
    ("NEGATIVE_sha256_of_fullwidth", 4),
    ("NEGATIVE_sha256_trailing_newline", 4),
    ("cn_md5_11digit_HEX_upper", 1),
    ("cn_md5_11digit_hex", 4),
    ("cn_md5_16char_middle", 1),
    ("cn_md5_then_sha256_hex", 1),
    ("cn_sha256_11digit_hex", 4),
    ("cn_sm3_11digit_hex", 4),
    ("google_enhanced_conversions_email_sha256_hex", 3),
    ("google_hashed_phone_number_sha256_hex", 5),
    ("hmac_sha256_domain_separated_hex", 2),
    ("hmac_sha256_e164_hex", 2),
    ("hmac_sha256_rfc4231_case1", 1),
    ("hmac_sha256_rfc4231_case2", 1),
    ("md5_empty", 1),
    ("meta_custom_audience_email_sha256_hex", 3),
    ("meta_em_sha256_hex", 2),
    ("meta_ph_sdk_behaviour", 4),
    ("meta_ph_sha256_hex", 4),
    ("oracle_libphonenumber_CN", 59),
    ("sha256_empty", 1),
    ("sm3_empty", 1),
    ("sm3_gbt32905_example1", 1),
    ("sm3_gbt32905_example2", 1),
    ("tencent_HASH_IDFA_md5_hex", 1),
    ("tencent_HASH_IMEI_md5_hex", 1),
    ("tencent_HASH_MAC_md5_hex", 1),
    ("tencent_hash_phone_md5_hex", 1),
    ("tiktok_phone_sha256_hex", 4),
    ("uid2_email_NEGATIVE_not_normalised", 1),
    ("uid2_email_sha256_base64", 10),
    ("uid2_phone_sha256_base64", 7),
];

#[test]
#[expect(clippy::print_stdout, reason = "the counts are shown with --nocapture")]
fn every_vector_holds() {
    let mut counts = BTreeMap::new();
    for line in VECTORS.lines() {
        let vector = Vector(serde_json::from_str(line).expect("a line of JSON"));
        check(&vector);
        *counts.entry(vector.text("scheme").to_owned()).or_insert(0_usize) += 1;
    }
    for (scheme, count) in &counts {
        println!("{count:3} {scheme}");
    }
    let expected: BTreeMap<_, _> =
        SCHEMES.iter().map(|(name, n)| ((*name).to_owned(), *n)).collect();
    assert_eq!(counts, expected);
    assert_eq!(counts.values().sum::<usize>(), 168);
}

struct Vector(Value);

impl Vector {
    #[track_caller]
    fn text(&self, key: &str) -> &str {
        self.0[key].as_str().unwrap_or_else(|| panic!("{key} in {}", self.0))
    }

    fn input(&self) -> &str {
        self.text("input")
    }

    fn normalised(&self) -> &str {
        self.text("normalised")
    }

    fn digest(&self) -> &str {
        self.text("digest")
    }

    #[track_caller]
    fn is(&self, computed: &str) {
        assert_eq!(computed, self.digest(), "{}", self.0);
    }
}

fn check(v: &Vector) {
    match v.text("scheme") {
        "uid2_email_sha256_base64" => uid2_email(v),
        "uid2_email_NEGATIVE_not_normalised" => uid2_email_as_written(v),
        "uid2_phone_sha256_base64" => uid2_phone(v),
        "meta_custom_audience_email_sha256_hex" => meta_audience_email(v),
        "meta_em_sha256_hex" => meta_email(v),
        "google_enhanced_conversions_email_sha256_hex" => google_email(v),
        "tencent_HASH_IMEI_md5_hex" | "tencent_HASH_IDFA_md5_hex" => tencent_device(v, v.input()),
        "tencent_HASH_MAC_md5_hex" => tencent_device(v, &v.input().replace(':', "").to_uppercase()),
        "tencent_hash_phone_md5_hex" | "cn_md5_11digit_hex" => {
            phone_scheme(v, Hash::Md5, PhoneForm::National);
        }
        "cn_sha256_11digit_hex" => phone_scheme(v, Hash::Sha256, PhoneForm::National),
        "cn_sm3_11digit_hex" => phone_scheme(v, Hash::Sm3, PhoneForm::National),
        "meta_ph_sha256_hex" => phone_scheme(v, Hash::Sha256, PhoneForm::Digits),
        "google_hashed_phone_number_sha256_hex" | "tiktok_phone_sha256_hex" => {
            phone_scheme(v, Hash::Sha256, PhoneForm::E164);
        }
        "meta_ph_sdk_behaviour" => meta_sdk(v),
        "NEGATIVE_sha256_0086" => foreign_to_every_scheme(v, &sha256(v.normalised())),
        "NEGATIVE_md5_86prefix" => md5_with_country_code(v),
        "NEGATIVE_sha256_trailing_newline" => {
            assert_eq!(v.normalised(), format!("{}\\n", v.input()));
            foreign_to_every_scheme(v, &sha256(&format!("{}\n", v.input())));
        }
        "NEGATIVE_md5_of_md5hex" => {
            assert_eq!(v.normalised(), md5(v.input()));
            foreign_to_every_scheme(v, &md5(v.normalised()));
        }
        "NEGATIVE_sha256_of_fullwidth" => foreign_to_every_scheme(v, &sha256(v.input())),
        "cn_md5_11digit_HEX_upper" => upper_case(v),
        "cn_md5_16char_middle" => middle_of_md5(v),
        "cn_md5_then_sha256_hex" => foreign_to_every_scheme(v, &sha256(&md5(v.input()))),
        "hmac_sha256_e164_hex" => keyed(v, parsed(v.input()).e164()),
        "hmac_sha256_domain_separated_hex" => {
            keyed(v, &format!("phone\0{}", parsed(v.input()).e164()));
        }
        "hmac_sha256_rfc4231_case1" => v.is(&hmac_sha256(&[0x0b; 20], v.input())),
        "hmac_sha256_rfc4231_case2" => v.is(&hmac_sha256(v.text("key").as_bytes(), v.input())),
        "sm3_gbt32905_example1" | "sm3_gbt32905_example2" => v.is(&sm3(v.normalised())),
        "md5_empty" => empty(v, Hash::Md5, &md5("")),
        "sha256_empty" => empty(v, Hash::Sha256, &sha256("")),
        "sm3_empty" => empty(v, Hash::Sm3, &sm3("")),
        "NEGATIVE_placeholder_md5" => placeholder(v, Hash::Md5, &md5(v.input())),
        "NEGATIVE_placeholder_sha256" => placeholder(v, Hash::Sha256, &sha256(v.input())),
        "oracle_libphonenumber_CN" => oracle::check(&v.0),
        other => panic!("no check for {other}"),
    }
}

fn parsed(raw: &str) -> Phone {
    phone::parse(raw, None).unwrap_or_else(|reason| panic!("{raw}: {reason}"))
}

fn phone_scheme(v: &Vector, hash: Hash, form: PhoneForm) {
    let phone = parsed(v.input());
    let hashed = match form {
        PhoneForm::E164 => phone.e164(),
        PhoneForm::Digits => phone.digits(),
        PhoneForm::National => phone.national(),
    };
    assert_eq!(hashed, v.normalised());
    v.is(&phone_digest(&phone, PhoneScheme::new(hash, form)));
    assert_eq!(canonical_digest(&v.digest().to_uppercase(), hash).as_deref(), Ok(v.digest()));
}

/// The digest is what the vector says, and no scheme makes it of the same number.
fn foreign_to_every_scheme(v: &Vector, computed: &str) {
    v.is(computed);
    let phone = parsed(v.input());
    for scheme in PhoneScheme::ALL {
        assert_ne!(phone_digest(&phone, scheme), v.digest(), "{}", scheme.name());
    }
}

fn md5_with_country_code(v: &Vector) {
    let phone = parsed(v.input());
    v.is(&phone_digest(&phone, PhoneScheme::new(Hash::Md5, PhoneForm::Digits)));
    assert_eq!(phone.digits(), v.normalised());
    assert_ne!(phone_digest(&phone, PhoneScheme::new(Hash::Md5, PhoneForm::National)), v.digest());
}

fn upper_case(v: &Vector) {
    let ours = phone_digest(&parsed(v.input()), PhoneScheme::new(Hash::Md5, PhoneForm::National));
    assert_eq!(canonical_digest(v.digest(), Hash::Md5), Ok(ours.clone()));
    v.is(&ours.to_uppercase());
}

fn middle_of_md5(v: &Vector) {
    v.is(&md5(v.input())[8..24]);
    for hash in Hash::ALL {
        assert_eq!(canonical_digest(v.digest(), hash), Err(Reason::InvalidDigest));
    }
}

fn uid2_email(v: &Vector) {
    let email = email::parse(v.input()).expect("an address");
    assert_eq!(email.uid2(), v.normalised());
    assert_eq!(canonical_digest(v.digest(), Hash::Sha256), Ok(sha256(v.normalised())));
    assert_eq!(canonical_digest(v.digest(), Hash::Sha256).as_deref(), Ok(v.text("hex")));
    let is_canonical = email.as_str() == v.normalised();
    assert_eq!(email_digest(&email, Hash::Sha256) == v.text("hex"), is_canonical);
}

fn uid2_email_as_written(v: &Vector) {
    let email = email::parse(v.input()).expect("an address");
    assert_eq!(canonical_digest(v.digest(), Hash::Sha256), Ok(sha256(v.input())));
    for form in [email.as_str().to_owned(), email.uid2(), email.google()] {
        assert_ne!(canonical_digest(v.digest(), Hash::Sha256), Ok(sha256(&form)));
    }
}

fn uid2_phone(v: &Vector) {
    let hex = v.text("hex");
    assert_eq!(canonical_digest(v.digest(), Hash::Sha256).as_deref(), Ok(hex));
    assert_eq!(sha256(v.normalised()), hex);
    let found = phone::parse(v.normalised(), None);
    // Not a number of Singapore: known with the numbering plans alone.
    if v.normalised() == "+6512435678" && cfg!(feature = "phone-intl") {
        assert_eq!(found, Err(Reason::InvalidNumber));
        return;
    }
    let found = found.expect("a number");
    assert_eq!(phone_digest(&found, PhoneScheme::new(Hash::Sha256, PhoneForm::E164)), hex);
    let region = match v.input() {
        "1 (234) 567-8901" => "US",
        "0491 570 006 (AU)" => "AU",
        "65 1243 5678" => "SG",
        _ => "CN",
    };
    let national = phone::parse(v.input().trim_end_matches(" (AU)"), Some(region));
    if region == "CN" || cfg!(feature = "phone-intl") {
        assert_eq!(national, Ok(found));
    } else {
        assert_eq!(national, Err(Reason::MissingCountry));
    }
}

/// Meta's helper strips blanks and dots, and takes any text; `test` is no address.
fn meta_audience_email(v: &Vector) {
    let stripped = v.input().trim_matches([' ', '.']).to_lowercase();
    assert_eq!(stripped, v.normalised());
    v.is(&sha256(&stripped));
    assert_eq!(email::parse(v.input()), Err(Reason::InvalidEmail));
}

fn meta_email(v: &Vector) {
    let email = email::parse(v.input()).expect("an address");
    assert_eq!(email.as_str(), v.normalised());
    v.is(&email_digest(&email, Hash::Sha256));
}

fn google_email(v: &Vector) {
    let email = email::parse(v.input()).expect("an address");
    assert_eq!(email.google(), v.normalised());
    v.is(&sha256(&email.google()));
}

fn tencent_device(v: &Vector, hashed: &str) {
    assert_eq!(hashed, v.normalised());
    v.is(&md5(hashed));
    assert_eq!(canonical_digest(v.digest(), Hash::Md5).as_deref(), Ok(v.digest()));
}

/// Meta's own normaliser adds no country code; ours does, so that they meet only where one was there.
fn meta_sdk(v: &Vector) {
    let bare = v.input().replace([' ', '-', '(', ')'], "");
    let bare = bare.strip_prefix('+').unwrap_or(&bare);
    let bare = bare.strip_prefix('0').unwrap_or(bare);
    let bare = bare.strip_prefix('0').unwrap_or(bare);
    assert_eq!(bare, v.normalised());
    v.is(&sha256(bare));
    let ours = phone_digest(&parsed(v.input()), PhoneScheme::new(Hash::Sha256, PhoneForm::Digits));
    assert_eq!(ours == v.digest(), v.text("note") == "ok");
}

fn keyed(v: &Vector, message: &str) {
    assert_eq!(message.replace('\0', "\\u0000"), v.normalised());
    v.is(&hmac_sha256(v.text("key").as_bytes(), message));
}

fn empty(v: &Vector, hash: Hash, computed: &str) {
    v.is(computed);
    assert_eq!(empty_digest(hash), v.digest());
    assert_eq!(phone::parse(v.input(), None), Err(Reason::Empty));
}

/// What stands for no value is refused before it is hashed; a well-formed number is the policy's to block.
fn placeholder(v: &Vector, hash: Hash, computed: &str) {
    v.is(computed);
    let found = phone::parse(v.input(), None);
    if v.input() == "13800000000" {
        let scheme = PhoneScheme::new(hash, PhoneForm::National);
        v.is(&phone_digest(&found.expect("a well-formed number"), scheme));
    } else {
        assert_eq!(found, Err(Reason::Placeholder), "{}", v.input());
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn md5(text: &str) -> String {
    hex(&Md5::digest(text))
}

fn sha256(text: &str) -> String {
    hex(&Sha256::digest(text))
}

fn sm3(text: &str) -> String {
    hex(&Sm3::digest(text))
}

/// RFC 2104, for keys of at most one block.
fn hmac_sha256(key: &[u8], message: &str) -> String {
    assert!(key.len() <= 64);
    let pad = |with: u8| -> Vec<u8> {
        let padded = key.iter().copied().chain(std::iter::repeat(0)).take(64);
        padded.map(|byte| byte ^ with).collect()
    };
    let inner = Sha256::new().chain_update(pad(0x36)).chain_update(message).finalize();
    hex(&Sha256::new().chain_update(pad(0x5c)).chain_update(inner).finalize())
}
