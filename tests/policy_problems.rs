//! What a policy can have wrong, and the exact words in which all of it is reported.

use oneid::{ErrorKind, Policy};

#[track_caller]
fn refused(text: &str, expected: &[&str]) {
    let error = Policy::from_toml(text).expect_err("the policy has problems");
    assert_eq!(error.kind(), ErrorKind::Policy);
    assert_eq!(error.problems(), expected, "of\n{text}");
}

#[test]
fn problems_of_the_whole_are_reported_at_once() {
    refused(
        r##"base = "retail"
order = ["strength", "oldest", "newest", "strength", "age", 7]
min_strength = "strong"
max_accounts = 0
maximum = 3
"##,
        &[
            "line 1, column 8, base: must be one of connected, first-owner, last-login, retail-cn",
            "line 2, column 32, order[2]: oldest and newest exclude each other",
            "line 2, column 42, order[3]: strength stands there twice",
            "line 2, column 54, order[4]: must be one of strength, rank, oldest, newest",
            "line 2, column 61, order[5]: must be text in quotes",
            "line 3, column 16, min_strength: must be one of inferred, declared, verified, authoritative, asserted",
            "line 4, column 16, max_accounts: must be 1 or more",
            "line 5, column 1, maximum: unknown key; known: base, order, min_strength, max_accounts, namespace, source, trait",
        ],
    );
    refused(
        r##"order = []
min_strength = 3
max_accounts = "100"
base = 1
"##,
        &[
            "line 1, column 9, order: must name one criterion or more",
            "line 2, column 16, min_strength: must be text in quotes",
            "line 3, column 16, max_accounts: must be a whole number",
            "line 4, column 8, base: must be text in quotes",
        ],
    );
    refused(
        r##"order = "rank"
max_accounts = 4294967296
namespace = 1
source = []
trait = true
"##,
        &[
            "line 1, column 9, order: must be a list",
            "line 2, column 16, max_accounts: must be 4294967295 or less",
            "line 3, column 13, namespace: must be a table",
            "line 4, column 10, source: must be a table",
            "line 5, column 9, trait: must be a table",
        ],
    );
    refused(
        r##"max_accounts = 99999999999999999999999999999999999999999999999999
"##,
        &["line 1, column 16, max_accounts: must be 1 to 4294967295"],
    );
}

#[test]
fn problems_of_phone_are_reported_at_once() {
    refused(
        r##"[namespace.phone]
limit = 0
shared_above = 0
contested = "somebody"
reassigned_after = "180"
retain = "yes"
rank = -1
region = "cn"
bridge = ["md5_national", "md5", "md5_national", 5]
scope = "none"
colour = "red"
"##,
        &[
            "line 2, column 9, namespace.phone.limit: must be 1 or more",
            "line 3, column 16, namespace.phone.shared_above: must be 1 or more",
            "line 4, column 13, namespace.phone.contested: must be one of order, nobody",
            "line 5, column 20, namespace.phone.reassigned_after: must be a number and a unit, s, m, h or d, such as 180d",
            "line 6, column 10, namespace.phone.retain: must be true or false",
            "line 7, column 8, namespace.phone.rank: must be 0 or more",
            "line 8, column 10, namespace.phone.region: must be the two capital letters of a region of ISO 3166, such as CN",
            "line 9, column 27, namespace.phone.bridge[1]: must be one of sha256_e164, sha256_digits, sha256_national, md5_e164, md5_digits, md5_national, sm3_e164, sm3_digits, sm3_national",
            "line 9, column 34, namespace.phone.bridge[2]: stands there twice",
            "line 9, column 50, namespace.phone.bridge[3]: must be text in quotes",
            "line 10, column 1, namespace.phone.scope: only a namespace that gives its class may state its scope",
            "line 11, column 1, namespace.phone.colour: unknown key; known: class, rank, scope, retain, limit, shared_above, contested, reassigned_after, region, bridge, blocked",
        ],
    );
}

#[test]
fn problems_of_other_namespaces_are_reported_at_once() {
    refused(
        r##"[namespace.device]
region = "CN"
bridge = ["sha256"]
shared_above = { account = 0, person = 3, device = "many" }
blocked = "null"
reassigned_after = "40000d"
[namespace."weibo.uid"]
blocked = ["0", "null", "", 0]
[namespace.email]
bridge = ["sha256", "md5_national"]
reassigned_after = "0h"
"##,
        &[
            "line 2, column 1, namespace.device.region: only phone numbers have a region",
            "line 3, column 1, namespace.device.bridge: only phone and email have digests to bridge to",
            "line 4, column 28, namespace.device.shared_above.account: must be 1 or more",
            "line 4, column 31, namespace.device.shared_above.person: unknown key; known: account, contact, device",
            "line 4, column 52, namespace.device.shared_above.device: must be a whole number",
            "line 5, column 11, namespace.device.blocked: must be a list",
            "line 6, column 20, namespace.device.reassigned_after: must be 36500d or less",
            r#"line 8, column 17, namespace."weibo.uid".blocked[1]: a value is decimal digits"#,
            r#"line 8, column 25, namespace."weibo.uid".blocked[2]: must not be empty"#,
            r#"line 8, column 29, namespace."weibo.uid".blocked[3]: must be text in quotes"#,
            "line 10, column 21, namespace.email.bridge[1]: must be one of sha256, md5, sm3",
            "line 11, column 20, namespace.email.reassigned_after: must be more than nothing",
        ],
    );
}

#[test]
fn problems_of_names_are_reported_at_once() {
    refused(
        r##"[namespace.member]
limit = -1
[namespace.Shop]
class = "account"
[namespace."acme.member"]
class = "person"
scope = "always"
[namespace.wechat.unionid]
limit = 1
[namespace.phone.md5_national]
limit = 1
[namespace]
x = 3
"13800138000" = {}
"##,
        &[
            "line 1, column 12, namespace.member: neither built in nor declared: a new namespace gives its class",
            "line 2, column 9, namespace.member.limit: must be 1 or more",
            "line 3, column 12, namespace.Shop: a namespace is lower-case words of letters, digits and _ joined by dots, at most 64 bytes",
            r#"line 6, column 9, namespace."acme.member".class: must be one of account, contact, device"#,
            r#"line 7, column 9, namespace."acme.member".scope: must be one of required, optional, none"#,
            r#"line 8, column 19, namespace.wechat.unionid: unknown key; a namespace with a dot in its name is written in quotes, [namespace."wechat.unionid"]"#,
            r#"line 10, column 18, namespace.phone.md5_national: unknown key; a namespace with a dot in its name is written in quotes, [namespace."wechat.unionid"]"#,
            "line 13, column 5, namespace.x: must be a table",
            r#"line 14, column 1, namespace."…": a namespace is lower-case words of letters, digits and _ joined by dots, at most 64 bytes"#,
        ],
    );
}

#[test]
fn problems_of_sources_and_traits_are_reported_at_once() {
    refused(
        r##"[source."*/rented"]
link = "no"
[source.crm]
links = false
[trait.Amount]
rule = "sum"
[trait.city]
rule = "last"
order = 1
"##,
        &[
            r#"line 1, column 9, source."*/rented": `*` stands at the end only"#,
            r#"line 2, column 8, source."*/rented".link: must be true or false"#,
            "line 4, column 1, source.crm.links: unknown key; known: link",
            "line 5, column 8, trait.Amount: a trait's name is lower-case letters, digits and _, at most 64 bytes",
            "line 8, column 8, trait.city.rule: must be one of newest, oldest, most_frequent, min, max, all, sum",
            "line 9, column 1, trait.city.order: unknown key; known: rule",
        ],
    );
}

/// The rule is in the words of the TOML parser.
#[test]
fn malformed_text_says_where() {
    for (text, places) in [
        ("limit = \n", &["line 1, column 9: not TOML: "][..]),
        (
            "a = 1\na = 2\n[x\nb = 3\n",
            &["line 2, column 1: not TOML: ", "line 3, column 3: not TOML: "],
        ),
        ("[namespace.phone]\nblocked = [\"杭\\q\"]\n", &["line 2, column 15: not TOML: "]),
    ] {
        let error = Policy::from_toml(text).expect_err("this is not TOML");
        assert_eq!(error.problems().len(), places.len(), "{error}");
        for (problem, place) in error.problems().iter().zip(places) {
            assert!(problem.len() > place.len() && problem.starts_with(place), "{problem}");
        }
    }
}

/// A number planted as, or in, the value of every key; as a key; and in text that is not TOML.
#[test]
fn no_problem_holds_a_value_of_the_document() {
    let keys = [
        "base",
        "order",
        "min_strength",
        "max_accounts",
        "namespace",
        "source",
        "trait",
        "other",
        "namespace.x",
        "namespace.x.class",
        "namespace.phone",
        "namespace.phone.rank",
        "namespace.phone.limit",
        "namespace.phone.shared_above",
        "namespace.phone.contested",
        "namespace.phone.reassigned_after",
        "namespace.phone.blocked",
        "namespace.phone.region",
        "namespace.phone.bridge",
        "namespace.phone.retain",
        "namespace.phone.scope",
        "namespace.\"weibo.uid\".blocked",
        "source.crm",
        "source.crm.link",
        "trait.city.rule",
    ];
    let values = [
        "13800138001",
        "-13800138001",
        "13800138001.5",
        "\"x13800138001\"",
        "[\"x13800138001\"]",
        "[13800138001]",
        "{ x = \"13800138001\" }",
        "{ 13800138001 = 1 }",
        "{ account = 13800138001 }",
        "x13800138001",
        "\"13800138001",
        "'13800138001\n'",
        "\"\\q13800138001\"",
        "[\"13800138001\"",
        "\"\"\"13800138001",
        "+86 13800138001",
        "1\n13800138001 = 2",
        "1\n\"a@13800138001\" = {}",
    ];
    let mut problems = 0;
    for key in keys {
        for value in values {
            let text = format!("{key} = {value}");
            let Err(error) = Policy::from_toml(&text) else { continue };
            for shown in [error.to_string(), format!("{error:?}"), error.problems().join("")] {
                assert!(!shown.contains("138001"), "{text}");
            }
            problems += error.problems().len();
        }
    }
    assert!(problems > keys.len() * (values.len() - 2), "only {problems} problems");
}
