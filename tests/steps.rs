//! The finer points of each step of the resolution, each in a few lines, for the model. Where the contract leaves a choice, the test
//! says which reading it holds.

mod model;

use model::evidence::Store;
use oneid::{Operation, Policy};

const BASE: &str = r#"
[namespace.u]
class = "account"
rank = 10
limit = 1
[namespace.t]
class = "account"
rank = 30
[namespace.p]
class = "contact"
rank = 50
"#;

/// Observations as `identifiers | strength | day of 2021 or -`, and the profiles of more than one identifier.
#[track_caller]
fn expect(policy: &str, observations: &[&str], profiles: &[&str]) -> Store {
    let mut store = Store::new(Policy::from_toml(policy).expect("a valid policy"));
    for line in observations {
        store.apply(&operation(line)).expect("a valid operation");
    }
    let large = store.resolution().profiles.into_iter().filter(|profile| profile.len() > 1);
    assert_eq!(large.map(|profile| profile.join(" ")).collect::<Vec<_>>(), profiles);
    store
}

fn operation(line: &str) -> Operation {
    let parts: Vec<&str> = line.split('|').map(str::trim).collect();
    let ids: Vec<&str> = parts[0].split(' ').collect();
    let mut json = serde_json::json!({"ids": ids});
    match parts[1] {
        "separate" => json["op"] = "separate".into(),
        strength => json["strength"] = strength.into(),
    }
    if let Some(day) = parts.get(2).filter(|day| **day != "-") {
        json["at"] = format!("2021-{day}T00:00:00Z").into();
    }
    if let Some(source) = parts.get(3) {
        json["source"] = (*source).into();
    }
    Operation::from_json(&json.to_string()).expect("a valid line")
}

fn with(rules: &str) -> String {
    format!("{BASE}{rules}\n")
}

#[test]
fn what_is_in_both_is_no_clash() {
    let seen = ["u:1 p:1|declared|01-01", "u:1 p:1|declared|12-01|x", "u:2 p:1|declared|12-02"];
    let store = expect(&with("reassigned_after = \"90d\""), &seen, &["p:1 u:1"]);
    assert!(store.resolution().reassigned.is_empty());
}

#[test]
fn only_the_strongest_of_a_run_clash() {
    // The weak sighting of u:1 in the second run does not keep the number with u:1.
    let seen = ["u:1 p:1|declared|01-01", "u:1 p:1|declared|12-01|x", "u:2 p:1|verified|12-02"];
    expect(&with("reassigned_after = \"90d\""), &seen, &["p:1 u:2"]);
}

#[test]
fn an_untimed_record_goes_with_the_newest_tenure_of_its_holder() {
    let policy = with("reassigned_after = \"90d\"\nshared_above = 1");
    let seen = [
        "u:1 p:1|declared|01-01",
        "u:2 p:1|declared|05-01",
        "u:1 p:1|declared|12-01|x",
        "t:3 p:1|declared|12-02",
        "u:1 t:2 p:1|declared|-",
    ];
    // In the newest tenure, t:2 and t:3 are two partners of one namespace.
    let store = expect(&policy, &seen, &["t:2 u:1"]);
    assert_eq!(store.resolution().steps.tenures["p:1"], 3);
    assert!(store.resolution().shared.contains_key("p:1"));
}

#[test]
fn an_untimed_record_names_a_holder_by_another_account_of_hers() {
    // Reading: to find an identifier in a tenure is to compare, so those of one group are one.
    let seen = [
        "u:1 p:1|declared|01-01",
        "u:2 p:1|declared|12-01",
        "u:2 u:3|asserted|-",
        "u:3 t:9 p:1|declared|-",
    ];
    let store = expect(&with("reassigned_after = \"90d\""), &seen, &["p:1 t:9 u:2 u:3"]);
    assert_eq!(store.resolution().steps.untimed_named, 1);
}

#[test]
fn a_contradictory_record_is_no_sighting() {
    // Reading: it "links nothing" as a weak one does: else the second of these would break the silence.
    let seen = ["u:1 p:1|declared|01-01", "u:1 u:2 p:1|declared|05-01", "u:2 p:1|declared|07-01|x"];
    let store = expect(&with("reassigned_after = \"90d\""), &seen, &["p:1 u:2"]);
    assert_eq!(store.resolution().contradictory.len(), 1);
}

#[test]
fn a_contradictory_record_brings_no_partners() {
    let seen = ["u:1 p:1|declared|01-01", "u:1 u:2 p:1|declared|05-01"];
    expect(&with("contested = \"nobody\""), &seen, &["p:1 u:1"]);
}

#[test]
fn asserted_links_come_first_whatever_the_order() {
    let seen = ["u:1 p:1|authoritative|01-01", "u:2 p:1|asserted|12-01"];
    expect(&format!("order = [\"oldest\"]\n{BASE}"), &seen, &["p:1 u:2"]);
}

#[test]
fn what_remains_equal_goes_by_text_then_source_then_strength() {
    let order = format!("order = [\"oldest\"]\n{BASE}");
    expect(&order, &["u:2 p:1|declared|-", "u:1 p:1|declared|-"], &["p:1 u:1"]);
    let store = expect(
        &order,
        &[
            "u:1 p:1|asserted|-",
            "u:2 p:1|declared|-|b",
            "u:2 p:1|verified|-|a",
            "u:2 p:1|inferred|-|a",
        ],
        &["p:1 u:1"],
    );
    let refused = store.resolution().refused;
    let order: Vec<_> = refused.iter().map(|r| (r.source.as_str(), r.strength.as_str())).collect();
    assert_eq!(order, [("a", "verified"), ("a", "inferred"), ("b", "declared")]);
}

#[test]
fn the_accounts_of_a_group_count_one_by_one_for_max_accounts() {
    // Reading: `max_accounts` is no `limit`.
    let policy = format!("max_accounts = 2\n{BASE}");
    expect(&policy, &["u:1 u:2|asserted|-", "u:1 t:1|declared|01-01"], &["u:1 u:2"]);
}

#[test]
fn the_accounts_of_a_group_are_one_partner() {
    let policy = with("contested = \"nobody\"");
    let seen = ["u:1 u:2|asserted|-", "u:1 p:1|declared|01-01", "u:2 p:1|declared|01-02"];
    expect(&policy, &seen, &["p:1 u:1 u:2"]);
    let dissolved = [&seen[..], &["u:1 u:2|separate"]].concat();
    expect(&policy, &dissolved, &[]);
}

#[test]
fn a_separation_concerns_only_the_two_that_it_names() {
    let seen = ["u:1 u:2|asserted|-", "u:1 t:1|separate", "u:2 t:1 p:1|declared|01-01"];
    let store = expect(BASE, &seen, &["p:1 u:1 u:2"]);
    let reasons = store.resolution().refused;
    assert!(reasons.iter().any(|refused| refused.other == "t:1"));
    assert!(store.resolution().contradictory.is_empty());
}

#[test]
fn a_stand_in_is_a_partner_like_any_other() {
    let device = "reassigned_after = \"90d\"\n[namespace.d]\nclass = \"device\"";
    let seen = [
        "u:1 p:1|declared|01-01",
        "p:1 d:1|declared|01-02",
        "u:2 p:1|declared|12-01",
        "p:1 d:1|declared|12-02|x",
    ];
    expect(&with(device), &seen, &["d:1 u:1", "p:1 u:2"]);
    // The device is seen with the number and with the stand-in of its former holder.
    let store = expect(&with(&format!("{device}\nshared_above = 1")), &seen, &["p:1 u:2"]);
    assert_eq!(store.resolution().shared["d:1"].1, 2);
}

#[test]
fn a_shared_identifier_stays_in_what_is_stronger() {
    let policy = with("shared_above = 1");
    let seen =
        ["t:1 p:1|verified|-", "t:2 p:1|declared|-", "t:3 p:1|inferred|-", "t:4 p:1|asserted|-"];
    let store = expect(&policy, &seen, &["p:1 t:4"]);
    let shared = &store.resolution().shared["p:1"];
    assert_eq!((shared.0.as_str(), shared.1), ("verified", 2));
}

#[test]
fn only_more_trusted_classes_clash() {
    let policy = with("reassigned_after = \"90d\"\n[namespace.d]\nclass = \"device\"\nlimit = 1");
    let seen = ["d:1 p:1|declared|01-01", "d:2 p:1|declared|12-01"];
    let store = expect(&policy, &seen, &["d:1 p:1"]);
    assert!(store.resolution().reassigned.is_empty());
}

#[test]
fn a_record_belongs_to_its_centre_or_else_to_the_most_trusted_that_it_holds() {
    // Reading: of a record that is too weak nothing is left either.
    let policy = format!("min_strength = \"declared\"\n{}", with("shared_above = 1"));
    let seen = ["t:1 p:1|declared|-", "t:2 p:1|declared|-", "p:1|declared|-", "t:1 p:2|inferred|-"];
    let resolution = expect(&policy, &seen, &[]).resolution();
    let owners = resolution.owner.iter().map(|((ids, ..), owner)| {
        let owner = owner.as_ref().expect("each belongs to a profile");
        (Vec::from_iter(ids.clone()).join(" "), resolution.profiles[owner.profile].join(" "))
    });
    let wanted = [("p:1", "p:1"), ("p:1 t:1", "t:1"), ("p:1 t:2", "t:2"), ("p:2 t:1", "t:1")];
    let wanted = wanted.map(|(ids, profile)| (ids.to_owned(), profile.to_owned()));
    assert_eq!(owners.collect::<Vec<_>>(), wanted);
}
