//! What is erased is in no file once the graph is compacted.

use std::fs;

use oneid::{FingerprintKey, Identifier, Policy};

use super::command::{KEY, Place, texts};
use super::{DIR, check, files, on, told};

const POLICY: &str =
    "base = \"retail-cn\"\n[namespace.phone]\nbridge = [\"md5_national\", \"sha256_e164\"]\n";
const ACCOUNT: &str = "taobao.ouid@shop:AAFsecretAccount";
const PHONE: &str = "phone:13771234560";
/// Digests of the number, as other platforms write them.
const DIGESTS: [&str; 4] = [
    "65d5fdab27f70980490070db7800a707",
    "907549c95ccf80a46ccc5b94d258cb8d",
    "5a207fd8f8626fcad2e30ca86ac51a80e9b2024621a08ce6fc6c9fcf31975b4c",
    "e71f9809c6ebe9765c9acdb7364bdae1ddc65d244d3fb4d7d0527dc184ea847f",
];

fn place() -> Place {
    let place = Place::new();
    place.write("policy.toml", POLICY);
    let lines = [
        format!(r#"{{"ids":["wechat.unionid@brand:oStays","{PHONE}"],"strength":"verified"}}"#),
        format!(r#"{{"ids":["{ACCOUNT}","{PHONE}"],"traits":{{"nickname":"secretNickname"}}}}"#),
        r#"{"ids":["weibo.uid:5012345678"],"traits":{"invited_by":"phone:13771234560"}}"#
            .to_owned(),
    ];
    place.write("in.jsonl", lines.join("\n"));
    told(on(&place, "resolve", &["--policy", "policy.toml", "--quiet", "in.jsonl"]));
    place
}

/// Every form in which any of this could be in a file.
fn forms() -> Vec<Vec<u8>> {
    let policy = Policy::from_toml(POLICY).unwrap();
    let key = FingerprintKey::from_hex(KEY).unwrap();
    let texts = ["AAFsecretAccount", "secretNickname", "13771234560", "7123 4560"];
    let mut forms: Vec<Vec<u8>> = texts.into_iter().map(|text| text.as_bytes().to_vec()).collect();
    let mut fingerprints = 0;
    for id in [ACCOUNT, PHONE] {
        for canonical in policy.canonical(&Identifier::parse(id).unwrap(), &key).unwrap() {
            fingerprints += 1;
            number(&canonical.fingerprint().to_string(), &mut forms);
        }
    }
    assert_eq!(fingerprints, 4, "an account, a number and its two digests");
    DIGESTS.iter().for_each(|digest| number(digest, &mut forms));
    forms
}

/// A number of hexadecimal digits: as text, and as bytes in either order.
fn number(digits: &str, forms: &mut Vec<Vec<u8>>) {
    let byte = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).unwrap();
    let bytes: Vec<u8> = (0..digits.len()).step_by(2).map(byte).collect();
    forms.push(digits.as_bytes().to_vec());
    forms.push(digits.to_uppercase().into_bytes());
    forms.push(bytes.iter().rev().copied().collect());
    forms.push(bytes);
}

/// How many of the forms are in some file.
fn found(place: &Place) -> usize {
    let files: Vec<Vec<u8>> = files(place).iter().map(|path| fs::read(path).unwrap()).collect();
    let is_in =
        |form: &[u8]| files.iter().any(|file| file.windows(form.len()).any(|at| at == form));
    forms().iter().filter(|form| is_in(form)).count()
}

fn erase_both(place: &Place, more: &[&str]) -> [String; 2] {
    [ACCOUNT, PHONE].map(|id| {
        let ran = on(place, "erase", &[more, &["--json", id]].concat());
        assert_eq!(ran.status, Some(0), "{}", ran.stderr);
        ran.stderr
    })
}

#[test]
fn files_hold_it_until_they_are_compacted() {
    let place = place();
    assert!(found(&place) > 4);
    let notes = erase_both(&place, &[]);
    let note = "oneid: the files in graph still hold what was erased, until oneid compact --db graph rewrites them\n";
    assert_eq!(notes, [note, note]);
    assert!(found(&place) > 4, "the journal holds what came before");
    let compacted = told(on(&place, "compact", &[]));
    assert!(compacted.ends_with("\nWhat was erased is in no file any more (2 erasures).\n"));
    assert_eq!(found(&place), 0);
    check(&place);
    let left: Vec<_> = on(&place, "resolve", &[]).profiles();
    let left: Vec<_> = left.iter().flat_map(|profile| texts(&profile["ids"])).collect();
    assert_eq!(left.len(), 2, "{left:?}");
}

#[test]
fn it_can_be_compacted_at_once() {
    let place = place();
    assert_eq!(erase_both(&place, &["--compact"]), ["", ""]);
    assert_eq!(found(&place), 0);
    let text = told(on(&place, "erase", &["--compact", "weibo.uid:5012345678"]));
    assert!(
        text.ends_with("\nCompacted: no file there holds what was erased any more.\n"),
        "{text}"
    );
    for wrong in [&["--compact", "--dry-run", "--db", DIR][..], &["--compact"]] {
        let ran = place.run(&[&["erase", "--key", KEY, "weibo.uid:1"], wrong].concat());
        assert_eq!(ran.status, Some(2), "{}", ran.stderr);
    }
    check(&place);
}

#[test]
fn no_form_is_left_either_where_it_is_refused_from_then_on() {
    let place = place();
    let second = ["--refusal-key", "ffffffffffffffffffffffffffffffff"];
    erase_both(&place, &[&["--compact"], &second[..]].concat());
    assert_eq!(found(&place), 0);
    // Seen again it is left out, and in no file.
    told(on(&place, "resolve", &[&second[..], &["--quiet", "in.jsonl"]].concat()));
    assert_eq!(found(&place), 0);
}
