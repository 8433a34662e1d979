//! What must follow from the contract, held against its model; and a count of what the generator brings about.

mod model;

use std::collections::{BTreeMap, BTreeSet};

use model::evidence::Store;
use model::generate::{Case, case, observations};
use model::naive::resolve;
use model::traits::{Shown, shown};
use model::words::{Evidence, Record, Resolution, Set, is_stand_in};
use oneid::{Class, Identifier, Operation, Policy};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;

fn stored(policy: Policy, operations: &[Operation]) -> Store {
    let mut store = Store::new(policy);
    for operation in operations {
        // An operation that is refused changes nothing, here as in a graph.
        let _ = store.apply(operation);
    }
    store
}

fn of_case(case: &Case) -> Store {
    stored(case.policy(), &case.operations())
}

fn of_lines(policy: &str, lines: &[&str]) -> Store {
    let parse = |line: &&str| Operation::from_json(line).expect("a valid line");
    let operations: Vec<Operation> = lines.iter().map(parse).collect();
    stored(Policy::from_toml(policy).expect("a valid policy"), &operations)
}

/// The traits of every profile.
fn all_shown(store: &Store, resolution: &Resolution) -> Vec<BTreeMap<String, Shown>> {
    (0..resolution.profiles.len()).map(|profile| shown(store, resolution, profile)).collect()
}

/// The parts of the evidence that share no identifier (and so no group) and no separation.
fn parts(evidence: &Evidence) -> Vec<Evidence> {
    let mut parts: Vec<(Set, Evidence)> = Vec::new();
    let mut add = |ids: Set, more: Evidence| {
        let (joined, apart) = std::mem::take(&mut parts)
            .into_iter()
            .partition::<Vec<_>, _>(|(known, _)| !known.is_disjoint(&ids));
        let mut all = (ids, more);
        for (ids, more) in joined {
            all.0.extend(ids);
            all.1.records.extend(more.records);
            all.1.separations.extend(more.separations);
        }
        parts = apart;
        parts.push(all);
    };
    for record in &evidence.records {
        let alone = Evidence { records: vec![record.clone()], separations: BTreeSet::new() };
        add(record.kept.clone(), alone);
    }
    for pair in &evidence.separations {
        let alone = Evidence { records: Vec::new(), separations: BTreeSet::from([pair.clone()]) };
        add(Set::from([pair.0.clone(), pair.1.clone()]), alone);
    }
    parts.into_iter().map(|(_, evidence)| evidence).collect()
}

fn profile_of<'a>(resolution: &'a Resolution, id: &str) -> Option<&'a Set> {
    resolution.steps.profiles.iter().find(|profile| profile.contains(id))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_order_of_observations_does_not_matter(
        (case, lines) in observations(25).prop_flat_map(|case| {
            let lines = case.lines.clone();
            (Just(case), Just(lines).prop_shuffle())
        }),
    ) {
        let (one, other) = (of_case(&case), of_case(&Case { lines, ..case.clone() }));
        prop_assert_eq!(&one.records, &other.records);
        let resolution = one.resolution();
        prop_assert_eq!(all_shown(&one, &resolution), all_shown(&other, &other.resolution()));
    }

    #[test]
    fn the_same_observations_again_change_nothing(case in observations(25)) {
        let twice = [case.lines.clone(), case.lines.clone()].concat();
        let (once, twice) = (of_case(&case), of_case(&Case { lines: twice, ..case.clone() }));
        prop_assert_eq!(&once.records, &twice.records);
        prop_assert_eq!(once.seniority, twice.seniority);
    }

    #[test]
    fn without_rules_profiles_are_the_connected_components(case in observations(25)) {
        let store = stored(Policy::from_toml(NO_RULES).expect("a valid policy"), &case.operations());
        let components: BTreeSet<Vec<String>> =
            parts(&store.evidence()).iter().map(|part| part.known().into_iter().collect()).collect();
        let resolution = store.resolution();
        prop_assert_eq!(Vec::from_iter(components), resolution.profiles);
        prop_assert_eq!(resolution.refused, []);
    }

    #[test]
    fn what_shares_nothing_is_resolved_apart(case in case(40)) {
        let store = of_case(&case);
        let apart = parts(&store.evidence()).into_iter().map(|part| resolve(&part, &store.policy, &store.key));
        let mut profiles: Vec<Vec<String>> = apart.flat_map(|part| part.profiles).collect();
        profiles.sort();
        prop_assert_eq!(profiles, store.resolution().profiles);
    }

    #[test]
    fn profiles_share_out_what_is_known_and_keep_to_the_rules(case in case(40)) {
        let store = of_case(&case);
        let resolution = store.resolution();
        let mut listed = resolution.profiles.concat();
        listed.sort();
        prop_assert_eq!(&listed, &Vec::from_iter(store.evidence().known()));
        let mut senior = store.seniority.clone();
        senior.sort();
        prop_assert_eq!(listed, senior);
        for profile in &resolution.profiles {
            let apart = |(a, b): &(String, String)| !(profile.contains(a) && profile.contains(b));
            prop_assert!(store.separations.keys().all(apart));
            let is_account = |id: &&String| class(&store.policy, id) == Class::Account;
            let accounts = u32::try_from(profile.iter().filter(is_account).count()).unwrap_or(u32::MAX);
            prop_assert!(store.policy.max_accounts().is_none_or(|most| accounts <= most));
            prop_assert!(profile.len() == 1 || profile.iter().all(|id| !resolution.blocked.contains(id)));
        }
        for refused in &resolution.refused {
            prop_assert_ne!(profile_of(&resolution, &refused.centre), profile_of(&resolution, &refused.other));
        }
        prop_assert!(resolution.contradictory.iter().all(|key| resolution.owner[key].is_none()));
        prop_assert!(resolution.owner.keys().eq(store.records.keys()));
    }

    #[test]
    fn a_retracted_source_leaves_nothing(case in observations(25), more in observations(10)) {
        let before = of_case(&case);
        let mut store = before.clone();
        for line in &more.lines {
            let mut line: serde_json::Value = serde_json::from_str(line).expect("JSON");
            line["source"] = "bad import".into();
            let _ = store.apply(&Operation::from_json(&line.to_string()).expect("a valid line"));
        }
        let retract = Operation::RetractSource { source: "bad import".into() };
        prop_assert!(store.apply(&retract).is_ok());
        prop_assert_eq!(&store.records, &before.records);
        prop_assert_eq!(store.seniority, before.seniority);
    }

    #[test]
    fn what_is_erased_is_nowhere(case in case(40), index in any::<prop::sample::Index>()) {
        let mut store = of_case(&case);
        prop_assume!(!store.seniority.is_empty());
        let erased = index.get(&store.seniority).clone();
        let id = Identifier::parse(&erased).expect("a printed identifier is accepted as input");
        store.apply(&Operation::Erase { id }).expect("a valid identifier");
        prop_assert!(!store.evidence().known().contains(&erased));
        prop_assert!(!store.seniority.contains(&erased));
        let names = |said: &model::evidence::Said| said.value == erased.as_str().into();
        let mut inviters = store.records.values().filter_map(|kept| kept.traits.get("invited_by"));
        prop_assert!(inviters.all(|values| !names(&values.newest) && !names(&values.oldest)));
    }
}

/// The generated namespaces without any rule.
const NO_RULES: &str = r#"
namespace.u = { class = "account", rank = 10, scope = "required" }
namespace.o = { class = "account", rank = 20, scope = "required" }
namespace.t = { class = "account", rank = 30 }
namespace.p = { class = "contact", rank = 50 }
namespace.e = { class = "contact", rank = 60, retain = false }
namespace.d = { class = "device", rank = 90 }
"#;

fn class(policy: &Policy, id: &str) -> Class {
    let (name, _) = model::words::place(id);
    policy.namespace(&name).expect("a known namespace").class()
}

const TENURES: &str = r#"
namespace.u = { class = "account", rank = 10, limit = 1 }
namespace.t = { class = "account", rank = 30 }
namespace.p = { class = "contact", reassigned_after = "90d" }
trait.amount = { rule = "sum" }
trait.city = { rule = "oldest" }
"#;

#[test]
fn a_number_of_three_holders_has_two_stand_ins() {
    let store = of_lines(
        TENURES,
        &[
            r#"{"ids":["u:1","p:9"],"at":"2020-01-01T00:00:00Z"}"#,
            r#"{"ids":["t:1","p:9"],"at":"2020-01-02T00:00:00Z"}"#,
            r#"{"ids":["u:2","p:9"],"at":"2020-07-01T00:00:00Z","source":"x"}"#,
            r#"{"ids":["t:2","p:9"],"at":"2020-07-02T00:00:00Z","source":"x"}"#,
            r#"{"ids":["u:3","p:9"],"at":"2021-01-01T00:00:00Z"}"#,
            r#"{"ids":["u:2","t:4","p:9"]}"#,
        ],
    );
    let resolution = store.resolution();
    let profiles = [vec!["p:9", "u:3"], vec!["t:1", "u:1"], vec!["t:2", "t:4", "u:2"]];
    assert_eq!(resolution.profiles, profiles);
    let with_stand_ins = Set::from(["p~2:9", "t:2", "t:4", "u:2"].map(str::to_owned));
    assert_eq!(profile_of(&resolution, "p~2:9"), Some(&with_stand_ins));
    assert_eq!(resolution.reassigned["p:9"], 1_609_459_200_000);
}

#[test]
fn traits_go_with_the_records_that_brought_them() {
    let store = of_lines(
        TENURES,
        &[
            r#"{"ids":["u:1","p:1"],"at":"2021-01-01T00:00:00Z","traits":{"city":"a","amount":1,"currency":"CNY"}}"#,
            r#"{"ids":["u:1","p:1"],"at":"2021-01-02T00:00:00Z","traits":{"city":"b","amount":2,"currency":"CNY"}}"#,
            r#"{"ids":["t:1","p:1"],"at":"2021-01-03T00:00:00Z","traits":{"amount":40,"currency":"CNY"}}"#,
            r#"{"ids":["t:2","p:1"],"at":"2021-01-03T00:00:00Z","traits":{"amount":5,"currency":"USD","city":"c"}}"#,
            r#"{"ids":["u:2","p:1"],"at":"2021-01-04T00:00:00Z","traits":{"city":"d"}}"#,
        ],
    );
    let resolution = store.resolution();
    assert_eq!(resolution.profiles, [vec!["p:1", "t:1", "t:2", "u:1"], vec!["u:2"]]);
    let sums = [("CNY", 42.0), ("USD", 5.0)].map(|(currency, sum)| (currency.to_owned(), sum));
    let traits = [
        ("amount", Shown::Sum(BTreeMap::from(sums))),
        ("city", Shown::One("a".into())),
        ("currency", Shown::One("CNY".into())),
    ];
    let wanted: BTreeMap<_, _> =
        traits.into_iter().map(|(name, shown)| (name.to_owned(), shown)).collect();
    assert_eq!(shown(&store, &resolution, 0), wanted);
    assert_eq!(shown(&store, &resolution, 1)["city"], Shown::One("d".into()));
}

#[test]
fn erasing_takes_the_traits_that_the_identifier_brought() {
    let mut store = of_lines(
        TENURES,
        &[
            r#"{"ids":["u:1","p:1"],"traits":{"city":"a"}}"#,
            r#"{"ids":["t:1","p:1"],"traits":{"city":"b","invited_by":"u:1"}}"#,
            r#"{"op":"separate","ids":["u:1","t:7"]}"#,
        ],
    );
    assert_eq!(store.seniority, ["u:1", "p:1", "t:1", "t:7"]);
    let erase = Operation::from_json(r#"{"op":"erase","id":"u:1"}"#).expect("a valid line");
    store.apply(&erase).expect("erased");
    assert_eq!(store.seniority, ["p:1", "t:1"]);
    assert!(store.separations.is_empty());
    let left: Vec<(Record, Vec<&String>)> = store
        .evidence()
        .records
        .into_iter()
        .zip(store.records.values().map(|kept| kept.traits.keys().collect()))
        .collect();
    assert_eq!(left.len(), 2);
    assert_eq!((left[0].0.kept.len(), left[0].1.len()), (1, 0));
    assert_eq!((left[1].0.kept.len(), &left[1].1[..]), (2, &[&"city".to_owned()][..]));
    let again = Operation::from_json(r#"{"ids":["u:1","p:1"]}"#).expect("a valid line");
    store.apply(&again).expect("observed");
    assert_eq!(store.seniority, ["p:1", "t:1", "u:1"]);
}

#[test]
fn a_raw_number_means_its_digests_too() {
    let policy = "[namespace.phone]\nbridge = [\"md5_national\"]\nblocked = [\"+8613900139002\"]";
    let digest = "phone.md5_national:9e9626cef66e28f074e941773891f57c";
    let blocked = "phone.md5_national:d1bb9946e5c2b6efeb6a27217aa51657";
    let line = |ids: [&str; 2]| format!("{{\"ids\":{ids:?}}}");
    let lines = [
        line(["jd.pin:1", "phone:+86 138-0013-8001"]),
        line(["jd.pin:2", digest]),
        line(["jd.pin:3", blocked]),
        line(["jd.pin:4", "phone:+8613900139002"]),
    ];
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let mut store = of_lines(policy, &lines);
    let resolution = store.resolution();
    assert_eq!(resolution.profiles.iter().map(Vec::len).max(), Some(4));
    assert_eq!(resolution.blocked.len(), 2);
    assert_eq!(profile_of(&resolution, "jd.pin:3").map(Set::len), Some(1));
    let erase = Operation::from_json(r#"{"op":"erase","id":"phone:13800138001"}"#);
    store.apply(&erase.expect("a valid line")).expect("erased");
    assert_eq!(store.resolution().profiles.iter().map(Vec::len).max(), Some(1));
}

#[test]
fn an_operation_with_an_error_changes_nothing() {
    let mut store = of_lines(TENURES, &[r#"{"ids":["u:1"]}"#]);
    for line in [
        r#"{"ids":["u:2","nobody:1"]}"#,
        r#"{"op":"separate","ids":["u:1","u:1"]}"#,
        r#"{"op":"separate","ids":["u:1","nobody:1"]}"#,
        r#"{"op":"erase","id":"nobody:1"}"#,
    ] {
        let operation = Operation::from_json(line).expect("a valid line");
        assert!(store.apply(&operation).is_err(), "{line}");
    }
    assert_eq!(store.seniority, ["u:1"]);
    assert_eq!((store.records.len(), store.separations.len()), (1, 0));
}

/// How many of 500 sequences show each thing that a rule can do, at some moment of theirs.
#[test]
fn the_generator_exercises_every_rule() {
    let mut runner = TestRunner::deterministic();
    let strategy = case(60);
    let mut counts: BTreeMap<String, usize> =
        EVENTS.iter().map(|event| ((*event).to_owned(), 0)).collect();
    for _ in 0..500 {
        let case = strategy.new_tree(&mut runner).expect("a case").current();
        let mut seen = BTreeSet::new();
        let mut store = Store::new(case.policy());
        for operation in case.operations() {
            if store.apply(&operation).is_err() {
                seen.insert("refused operation".to_owned());
            }
            events(&store.resolution(), &mut seen);
        }
        for event in seen {
            *counts.entry(event).or_insert(0) += 1;
        }
    }
    let never: Vec<_> = counts.iter().filter(|(_, count)| **count == 0).collect();
    assert!(never.is_empty(), "never seen: {never:?}; all: {counts:#?}");
    assert_eq!(counts.len(), EVENTS.len(), "unknown events: {counts:#?}");
}

const EVENTS: [&str; 24] = [
    "blocked",
    "contradictory",
    "dissolved group",
    "group of the same",
    "refused operation",
    "refused: Limit",
    "refused: MaxAccounts",
    "refused: Separated",
    "refused: a stand-in's link",
    "shared at authoritative",
    "shared at declared",
    "shared at inferred",
    "shared at verified",
    "stand-in alone",
    "stand-in with others",
    "tenures: 2",
    "tenures: 3 or more",
    "untimed: asserted, to the newest",
    "untimed: to the holder it names",
    "untimed: to the oldest",
    "record of no profile",
    "record with nothing left",
    "record of a stand-in",
    "several profiles of two or more",
];

fn events(resolution: &Resolution, seen: &mut BTreeSet<String>) {
    let steps = &resolution.steps;
    let mut note = |happened: bool, event: &str| {
        if happened {
            seen.insert(event.to_owned());
        }
    };
    note(!resolution.blocked.is_empty(), "blocked");
    note(!resolution.contradictory.is_empty(), "contradictory");
    note(!steps.dissolved.is_empty(), "dissolved group");
    note(!steps.groups.is_empty(), "group of the same");
    for refused in &resolution.refused {
        note(true, &format!("refused: {:?}", refused.reason));
        let stands_in = is_stand_in(&refused.centre) || is_stand_in(&refused.other);
        note(stands_in, "refused: a stand-in's link");
    }
    for (strength, _) in resolution.shared.values() {
        note(true, &format!("shared at {strength}"));
    }
    for profile in &steps.profiles {
        let stands_in = profile.iter().any(|id| is_stand_in(id));
        note(stands_in && profile.len() == 1, "stand-in alone");
        note(stands_in && profile.iter().any(|id| !is_stand_in(id)), "stand-in with others");
    }
    for tenures in steps.tenures.values() {
        note(true, if *tenures == 2 { "tenures: 2" } else { "tenures: 3 or more" });
    }
    note(steps.untimed_asserted > 0, "untimed: asserted, to the newest");
    note(steps.untimed_named > 0, "untimed: to the holder it names");
    note(steps.untimed_oldest > 0, "untimed: to the oldest");
    for ((ids, ..), owner) in &resolution.owner {
        match owner {
            None => note(
                !resolution.contradictory.iter().any(|(set, ..)| set == ids),
                "record of no profile",
            ),
            Some(owner) => {
                note(is_stand_in(&owner.identifier), "record of a stand-in");
                let gone = resolution.shared.contains_key(&owner.identifier)
                    || resolution.blocked.contains(&owner.identifier);
                note(gone, "record with nothing left");
            }
        }
    }
    let large = resolution.profiles.iter().filter(|profile| profile.len() > 1).count();
    note(large > 1, "several profiles of two or more");
}
