//! Random policies and operations, in which every rule of the contract often has something to decide.
//!
//! There are few identifiers, so that they collide; times lie days to months apart, and are often not known.

use std::fmt::{self, Write as _};

use oneid::{Operation, Policy, Strength, Timestamp};
use proptest::collection::vec;
use proptest::option::weighted;
use proptest::prelude::*;
use proptest::sample::{Index, select, subsequence};
use serde_json::{Value, json};

/// A policy and operations, as text: what fails can be pasted.
#[derive(Clone, PartialEq)]
pub(crate) struct Case {
    /// TOML.
    pub(crate) policy: String,
    /// JSON, one operation a line.
    pub(crate) lines: Vec<String>,
}

impl Case {
    pub(crate) fn policy(&self) -> Policy {
        Policy::from_toml(&self.policy).expect("generated policies are valid")
    }

    pub(crate) fn operations(&self) -> Vec<Operation> {
        let parse = |line: &String| Operation::from_json(line).expect("generated lines are valid");
        self.lines.iter().map(parse).collect()
    }
}

impl fmt::Debug for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "policy:\n{}\noperations:\n{}\n", self.policy, self.lines.join("\n"))
    }
}

/// Any policy, with up to `most` operations of every kind.
pub(crate) fn case(most: usize) -> impl Strategy<Value = Case> {
    (policy(), lines(most)).prop_map(|(policy, lines)| Case { policy, lines })
}

/// Any policy and observations alone (`confirm` among them): what is left does not depend on their order.
pub(crate) fn observations(most: usize) -> impl Strategy<Value = Case> {
    let lines = vec(observation().prop_map(|value| value.to_string()), 1..=most);
    (policy(), lines).prop_map(|(policy, lines)| Case { policy, lines })
}

// Policies.

/// A policy as TOML: namespaces u, o and t of accounts, p and e of contacts (e is not retained), d of devices, and the built-in
/// phone with its digest.
pub(crate) fn policy() -> impl Strategy<Value = String> {
    let namespaces = [
        namespace(
            "u",
            "class = \"account\"\nrank = 10\nscope = \"required\"",
            0.95,
            &[1, 1, 1, 2],
            "3",
        ),
        namespace(
            "o",
            "class = \"account\"\nrank = 20\nscope = \"required\"",
            0.3,
            &[1, 2, 3],
            "2",
        ),
        namespace("t", "class = \"account\"\nrank = 30", 0.3, &[1, 2, 3], "4"),
        namespace("p", "class = \"contact\"\nrank = 50", 0.3, &[1, 2, 3], "3"),
        namespace("e", "class = \"contact\"\nrank = 60\nretain = false", 0.3, &[1, 2, 3], "2"),
        namespace("d", "class = \"device\"\nrank = 90", 0.2, &[1, 2, 3], "3"),
        namespace("phone", "bridge = [\"md5_national\"]", 0.3, &[1, 2, 3], "+8613900139002"),
        namespace("phone.md5_national", "", 0.2, &[1, 2, 3], "9e9626cef66e28f074e941773891f57c"),
    ];
    (head(), namespaces, sources(), traits()).prop_map(|(head, namespaces, sources, traits)| {
        format!("{head}{}{sources}{traits}", namespaces.concat())
    })
}

fn head() -> impl Strategy<Value = String> {
    let strengths = vec!["inferred", "declared", "declared", "verified", "authoritative"];
    let min_strength = weighted(0.3, select(strengths))
        .prop_map(|name| name.map(|name| format!("min_strength = \"{name}\"\n")));
    let max_accounts = weighted(0.3, 1..=5_u32)
        .prop_map(|most| most.map(|most| format!("max_accounts = {most}\n")));
    (weighted(0.7, order()), min_strength, max_accounts)
        .prop_map(|(order, least, most)| [order, least, most].into_iter().flatten().collect())
}

fn order() -> impl Strategy<Value = String> {
    let one_time = prop_oneof![Just("oldest"), Just("newest")]
        .prop_flat_map(|time| subsequence(vec!["strength", "rank", time], 1..=3));
    one_time.prop_shuffle().prop_map(|criteria| format!("order = {criteria:?}\n"))
}

/// One namespace, with any rules.
fn namespace(
    name: &'static str,
    fixed: &'static str,
    limited: f64,
    limits: &'static [u32],
    blocked: &'static str,
) -> impl Strategy<Value = String> {
    let rules = (
        weighted(limited, select(limits).prop_map(|limit| format!("limit = {limit}\n"))),
        weighted(0.4, shared_above()),
        weighted(0.3, select(vec!["contested = \"nobody\"\n", "contested = \"order\"\n"])),
        weighted(0.7, (2..=45_u32).prop_map(|days| format!("reassigned_after = \"{days}d\"\n"))),
        weighted(0.05, Just(format!("blocked = [\"{blocked}\"]\n"))),
    );
    rules.prop_map(move |(limit, shared, contested, reassigned, blocked)| {
        let contested = contested.map(str::to_owned);
        let rules: String =
            [limit, shared, contested, reassigned, blocked].into_iter().flatten().collect();
        format!("\n[namespace.\"{name}\"]\n{fixed}\n{rules}")
    })
}

fn shared_above() -> impl Strategy<Value = String> {
    let table = subsequence(vec!["account", "contact", "device"], 1..=3)
        .prop_flat_map(|classes| {
            let count = classes.len();
            (Just(classes), vec(1..=3_u32, count))
        })
        .prop_map(|(classes, thresholds)| {
            let entries = classes.iter().zip(thresholds);
            entries.map(|(class, most)| format!("{class} = {most}")).collect::<Vec<_>>().join(", ")
        });
    prop_oneof![
        (1..=3_u32).prop_map(|most| format!("shared_above = {most}\n")),
        table.prop_map(|entries| format!("shared_above = {{ {entries} }}\n")),
    ]
}

fn sources() -> impl Strategy<Value = String> {
    weighted(0.3, select(vec!["rented/*", "crm"])).prop_map(|pattern| {
        pattern.map_or_else(String::new, |p| format!("\n[source.\"{p}\"]\nlink = false\n"))
    })
}

fn traits() -> impl Strategy<Value = String> {
    let rules = vec!["newest", "oldest", "most_frequent", "min", "max", "all", "sum", "sum", "sum"];
    vec(weighted(0.7, select(rules)), TRAITS.len()).prop_map(|rules| {
        let mut text = String::new();
        for (name, rule) in TRAITS.iter().zip(rules) {
            if let Some(rule) = rule {
                let _ = write!(text, "\n[trait.{name}]\nrule = \"{rule}\"\n");
            }
        }
        text
    })
}

// Operations.

const SOURCES: [&str; 7] = ["", "s", "s", "x", "x", "crm", "rented/1"];
const TRAITS: [&str; 3] = ["city", "orders", "amount"];
/// The national form of the two numbers below, by MD5.
const DIGESTS: [&str; 2] = [
    "phone.md5_national:9e9626cef66e28f074e941773891f57c",
    "phone.md5_national:d1bb9946e5c2b6efeb6a27217aa51657",
];
const UNIONIDS: [&str; 4] = ["u@a:1", "u@a:2", "u@a:3", "u@b:1"];
const ACCOUNTS: [&str; 8] = ["o@a:1", "o@a:2", "o@b:1", "t:1", "t:2", "t:3", "t:4", "u@b:2"];
const CONTACTS: [&str; 5] = ["p:1", "p:2", "p:3", "e:1", "e:2"];
const DEVICES: [&str; 3] = ["d:1", "d:2", "d:3"];
/// Two numbers, the first in two ways of writing it.
const PHONES: [&str; 3] =
    ["phone:+8613800138001", "phone:+86 138-0013-8001", "phone:+8613900139002"];
/// Of no known namespace, and without the scope that is required.
const ERRORS: [&str; 2] = ["nobody:1", "u:1"];

/// What becomes an operation once those before it are known.
#[derive(Clone, Debug)]
enum Step {
    Line(Value),
    /// Of an earlier observation.
    Retract(Index),
    /// Of two identifiers that an earlier observation holds.
    Separate(Index),
    /// Of an earlier separation.
    Rejoin(Index),
}

/// Up to `most` operations of every kind, as JSON.
pub(crate) fn lines(most: usize) -> impl Strategy<Value = Vec<String>> {
    vec(step(), 1..=most).prop_map(|steps| {
        let mut lines = Vec::<Value>::new();
        for step in steps {
            let line = match step {
                Step::Line(line) => Some(line),
                Step::Retract(index) => retract(&lines, &index),
                Step::Separate(index) => separate_seen(&lines, &index),
                Step::Rejoin(index) => rejoin(&lines, &index),
            };
            lines.extend(line);
        }
        lines.iter().map(Value::to_string).collect()
    })
}

fn step() -> impl Strategy<Value = Step> {
    let others = prop_oneof![
        5 => separate(),
        2 => source().prop_map(|source| json!({"op": "retract_source", "source": source})),
        3 => expire(),
        3 => identifier().prop_map(|id| json!({"op": "erase", "id": id})),
        1 => identifier().prop_map(|id| json!({"op": "erase_profile", "id": id})),
    ];
    prop_oneof![
        70 => observation().prop_map(Step::Line),
        10 => others.prop_map(Step::Line),
        3 => any::<Index>().prop_map(Step::Retract),
        2 => any::<Index>().prop_map(Step::Separate),
        3 => any::<Index>().prop_map(Step::Rejoin),
    ]
}

fn retract(before: &[Value], index: &Index) -> Option<Value> {
    let observations: Vec<_> = before.iter().filter(|line| is_observation(line)).collect();
    let line = (!observations.is_empty()).then(|| index.get(&observations))?;
    Some(json!({"op": "retract", "ids": line["ids"], "source": line["source"]}))
}

fn separate_seen(before: &[Value], index: &Index) -> Option<Value> {
    let observations: Vec<_> = before.iter().filter(|line| is_observation(line)).collect();
    let line = (!observations.is_empty()).then(|| index.get(&observations))?;
    Some(json!({"op": "separate", "ids": line["ids"].as_array()?.get(..2)?}))
}

fn rejoin(before: &[Value], index: &Index) -> Option<Value> {
    let separations: Vec<_> = before.iter().filter(|line| line["op"] == "separate").collect();
    let line = (!separations.is_empty()).then(|| index.get(&separations))?;
    Some(json!({"op": "rejoin", "ids": line["ids"]}))
}

fn is_observation(line: &Value) -> bool {
    line["op"] == "observe" || line["op"] == "confirm"
}

fn observation() -> impl Strategy<Value = Value> {
    // Who says that two accounts are one person's says it of two, or of all that he sees.
    let confirmed = prop_oneof![
        vec(account(), 2),
        (select(&ACCOUNTS[..]), contact()).prop_map(|(a, b)| vec![a, b]),
        ids(),
    ];
    prop_oneof![
        7 => (ids(), time(), source(), strength(), said()).prop_map(|(ids, at, source, strength, said)| {
            filled(json!({"op": "observe", "ids": ids, "source": source,
                "strength": strength.as_str()}), at, said)
        }),
        1 => (confirmed, time(), source(), said()).prop_map(|(ids, at, source, said)| {
            filled(json!({"op": "confirm", "ids": ids, "source": source}), at, said)
        }),
    ]
}

/// The line with what is not always there.
fn filled(mut line: Value, at: Option<String>, said: Value) -> Value {
    if let Some(at) = at {
        line["at"] = at.into();
    }
    if said.as_object().is_some_and(|said| !said.is_empty()) {
        line["traits"] = said;
    }
    line
}

fn separate() -> impl Strategy<Value = Value> {
    let pair = prop_oneof![
        8 => subsequence([&UNIONIDS[..], &ACCOUNTS[..]].concat(), 2),
        3 => vec(identifier(), 2),
    ];
    (pair, time(), source()).prop_map(|(ids, at, source)| {
        filled(json!({"op": "separate", "ids": ids, "source": source}), at, Value::Null)
    })
}

fn expire() -> impl Strategy<Value = Value> {
    (moment(), weighted(0.5, source())).prop_map(|(before, source)| {
        let line = json!({"op": "expire", "before": before});
        match source {
            Some(source) => json!({"op": "expire", "before": line["before"], "source": source}),
            None => line,
        }
    })
}

fn ids() -> impl Strategy<Value = Vec<&'static str>> {
    let pair = (select(&UNIONIDS[..]), contact()).prop_map(|(a, b)| vec![a, b]);
    let more = (account(), contact(), vec(identifier(), 0..=1))
        .prop_map(|(a, b, rest)| [vec![a, b], rest].concat());
    prop_oneof![
        6 => pair,
        4 => more,
        3 => vec(identifier(), 1..=4),
    ]
}

fn identifier() -> impl Strategy<Value = &'static str> {
    prop_oneof![50 => account(), 49 => contact(), 1 => select(&ERRORS[..])]
}

fn account() -> impl Strategy<Value = &'static str> {
    prop_oneof![select(&UNIONIDS[..]), select(&ACCOUNTS[..])]
}

fn contact() -> impl Strategy<Value = &'static str> {
    prop_oneof![
        // One contact and one device are seen with many, so that sharing and reassignment have something to decide.
        8 => Just(CONTACTS[0]),
        3 => Just(DEVICES[0]),
        5 => select(&CONTACTS[1..]),
        2 => select(&DEVICES[1..]),
        2 => select(&PHONES[..]),
        1 => select(&DIGESTS[..]),
    ]
}

fn source() -> impl Strategy<Value = &'static str> {
    select(&SOURCES[..])
}

fn strength() -> impl Strategy<Value = Strength> {
    prop_oneof![
        2 => Just(Strength::Inferred),
        8 => Just(Strength::Declared),
        6 => Just(Strength::Verified),
        2 => Just(Strength::Authoritative),
        1 => Just(Strength::Asserted),
    ]
}

fn time() -> impl Strategy<Value = Option<String>> {
    weighted(0.75, moment())
}

/// One of the first days of one of eight months.
fn moment() -> impl Strategy<Value = String> {
    (0..8_i64, 0..4_i64).prop_map(|(month, day)| {
        const START_MS: i64 = 1_609_459_200_000;
        let ms = START_MS + (month * 30 + day) * 86_400_000;
        Timestamp::from_millisecond(ms).expect("a day of 2021").to_string()
    })
}

/// Traits: few values, so that they tie.
fn said() -> impl Strategy<Value = Value> {
    let cities =
        weighted(0.3, select(vec![json!("杭州"), json!("上海"), json!(["a", "b"]), json!(true)]));
    let orders = weighted(0.2, (0..4_u32).prop_map(Value::from));
    let amount = weighted(0.2, (0..4_u32).prop_map(Value::from));
    let currency = weighted(0.2, select(vec![json!("CNY"), json!("USD")]));
    let inviter = weighted(0.1, select(&ACCOUNTS[..]).prop_map(Value::from));
    (cities, orders, amount, currency, inviter).prop_map(
        |(city, orders, amount, currency, invited_by)| {
            let all = [
                ("city", city),
                ("orders", orders),
                ("amount", amount),
                ("currency", currency),
                ("invited_by", invited_by),
            ];
            all.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
        },
    )
}
