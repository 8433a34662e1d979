//! A policy as text is read as an equal policy.

use oneid::{Policy, Preset};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

/// Lines that may stand in the table of any namespace; one of each list, or none.
const COMMON: [&[&str]; 6] = [
    &["rank = 0", "rank = 7", "rank = 100", "rank = 4294967295"],
    &["limit = 1", "limit = 4294967295"],
    &[
        "shared_above = 5",
        "shared_above = {}",
        "shared_above = { device = 1 }",
        "shared_above = { account = 5, contact = 20, device = 50 }",
    ],
    &["contested = 'nobody'", "contested = 'order'"],
    &["reassigned_after = '180d'", "reassigned_after = '5400s'", "reassigned_after = '36h'"],
    &["retain = true", "retain = false"],
];

/// Namespaces, each with lines that must, and lines that may stand in its table.
const NAMESPACES: [(&str, &str, &[&str]); 9] = [
    ("\"wechat.unionid\"", "", &["blocked = ['a_', 'b-']"]),
    ("\"weibo.uid\"", "", &["blocked = ['1', '0', '1']"]),
    (
        "phone",
        "",
        &[
            "region = 'CN'\nbridge = ['sm3_digits', 'md5_national']",
            "bridge = []\nblocked = ['+8613800138001']",
        ],
    ),
    ("\"phone.md5_national\"", "", &["blocked = ['9e9626cef66e28f074e941773891f57c']"]),
    ("email", "", &["bridge = ['md5', 'sha256']", "blocked = ['li@example.com']"]),
    ("cookie", "class = 'contact'", &["scope = 'required'", "blocked = ['x']"]),
    ("member", "class = 'account'", &["scope = 'none'", "blocked = ['\"\\', '杭 州']"]),
    ("\"acme.mail\"", "class = 'contact'", &["scope = 'optional'"]),
    ("kiosk", "class = 'device'", &["scope = 'required'", "blocked = []"]),
];

const HEAD: [&[&str]; 4] = [
    &["base = 'connected'", "base = 'first-owner'", "base = 'last-login'", "base = 'retail-cn'"],
    &["order = ['rank']", "order = ['newest', 'strength', 'rank']"],
    &["min_strength = 'asserted'", "min_strength = 'verified'"],
    &["max_accounts = 1", "max_accounts = 77"],
];

const TAIL: [&[&str]; 3] = [
    &[
        "source.'rented/*'.link = false",
        "source.\"a\\\"\\\\\\n杭\".link = false",
        "source.''.link = true",
    ],
    &["source.crm.link = true", "source.'*'.link = false", "source.crm = {}"],
    &["trait.amount.rule = 'sum'", "trait.city.rule = 'newest'", "trait.tags.rule = 'all'"],
];

fn one_or_none(lines: &'static [&'static str]) -> impl Strategy<Value = String> {
    prop::option::of(select(lines))
        .prop_map(|line| line.map_or(String::new(), |line| format!("{line}\n")))
}

fn some_of(lists: &'static [&'static [&'static str]]) -> impl Strategy<Value = String> {
    lists
        .iter()
        .map(|lines| one_or_none(lines))
        .collect::<Vec<_>>()
        .prop_map(|lines| lines.concat())
}

fn table(namespace: usize) -> impl Strategy<Value = String> {
    let (name, must, may) = NAMESPACES[namespace];
    (some_of(&COMMON), one_or_none(may))
        .prop_map(move |(common, own)| format!("[namespace.{name}]\n{must}\n{common}{own}"))
}

fn policies() -> impl Strategy<Value = String> {
    let tables = subsequence((0..NAMESPACES.len()).collect::<Vec<_>>(), 0..=NAMESPACES.len())
        .prop_flat_map(|chosen| chosen.into_iter().map(table).collect::<Vec<_>>());
    (some_of(&HEAD), some_of(&TAIL), tables)
        .prop_map(|(head, tail, tables)| format!("{head}{tail}{}", tables.concat()))
}

proptest! {
    #[test]
    fn any_policy_is_read_back_from_its_text(text in policies()) {
        let policy = Policy::from_toml(&text).map_err(|error| TestCaseError::fail(error.to_string()))?;
        let printed = policy.to_toml();
        let read = Policy::from_toml(&printed).map_err(|error| TestCaseError::fail(error.to_string()))?;
        prop_assert_eq!(&read, &policy);
        prop_assert_eq!(read.to_toml(), printed);
    }
}

#[test]
fn presets_are_read_back_from_their_text() {
    for preset in Preset::ALL {
        let policy = Policy::preset(preset);
        let read = Policy::from_toml(&policy.to_toml()).expect("what is printed is valid");
        assert_eq!(read, policy, "{preset}");
    }
}

#[test]
fn only_rules_are_printed() {
    let text = Policy::preset(Preset::Connected).to_toml();
    let stated: Vec<&str> =
        text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
    let order = "order = [\"strength\", \"rank\", \"oldest\"]";
    assert_eq!(stated, ["base = \"connected\"", order, "min_strength = \"inferred\""]);
}

#[test]
fn a_policy_is_printed_for_people() {
    let policy = Policy::from_toml(
        "[namespace.\"acme.member\"]
        class = 'account'
        limit = 1
        shared_above = { contact = 9 }
        [namespace.phone]
        reassigned_after = '48h'
        bridge = ['md5_national', 'sha256_e164']
        [source.'rented/*']
        link = false
        [trait.amount]
        rule = 'sum'",
    )
    .expect("valid");
    let text = policy.to_toml();
    let rules = text.split_once("# Other accounts.\n").expect("the group is there").1;
    assert_eq!(
        rules,
        r#"[namespace."acme.member"]
class = "account"
limit = 1
shared_above = { contact = 9 }

# Phone numbers and their digests.
[namespace.phone]
reassigned_after = "2d"
bridge = ["sha256_e164", "md5_national"]

# Sources: where `link` is false their records link nothing; `*` at the end matches any rest.
[source."rented/*"]
link = false

# Which value of a trait a profile shows; newest where nothing is said.
[trait.amount]
rule = "sum"
"#
    );
}
