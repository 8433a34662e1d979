//! What depends on history: ids and changes; and what must not: everything else.

mod model;

use std::collections::{BTreeMap, BTreeSet};

use model::evidence::test_key;
use model::generate::{Case, case, observations};
use oneid::{Change, ChangeKind, Identifier, IdentityGraph, Operation, Profile, ProfileId};
use proptest::prelude::*;

type Profiles = BTreeMap<ProfileId, BTreeSet<String>>;

fn profiles(graph: &IdentityGraph) -> Profiles {
    graph
        .profiles()
        .map(|profile| (profile.id, profile.identifiers.into_iter().collect()))
        .collect()
}

/// What a consumer does with a change, as the table in its documentation says. A profile that it does not hold is empty.
fn replay(profiles: &mut Profiles, change: &Change) {
    let concerned: BTreeSet<String> = change.identifiers.iter().cloned().collect();
    let held = |profiles: &Profiles, id: Option<ProfileId>| {
        id.and_then(|id| profiles.get(&id).cloned()).unwrap_or_default()
    };
    let (from, into) = (held(profiles, change.from), held(profiles, change.into));
    assert!(
        change.from.is_none() || concerned.is_subset(&from),
        "a change takes what a profile holds"
    );
    let (from, into) = match change.kind {
        ChangeKind::Created => (BTreeSet::new(), concerned),
        ChangeKind::Erased => (BTreeSet::new(), into),
        ChangeKind::Merged | ChangeKind::Renamed => (BTreeSet::new(), &into | &from),
        _ => (&from - &concerned, &into | &concerned),
    };
    for (id, ids) in [(change.from, from), (change.into, into)] {
        let Some(id) = id else { continue };
        if ids.is_empty() {
            profiles.remove(&id);
        } else {
            profiles.insert(id, ids);
        }
    }
}

/// What a change promises where nothing is erased.
fn assert_exact(profiles: &Profiles, change: &Change) {
    let concerned: BTreeSet<String> = change.identifiers.iter().cloned().collect();
    let held = |id: Option<ProfileId>| id.and_then(|id| profiles.get(&id));
    let (from, into) = (held(change.from), held(change.into));
    assert!(!concerned.is_empty());
    assert_eq!(change.from.is_some(), from.is_some(), "what is left stood");
    match change.kind {
        ChangeKind::Created | ChangeKind::Split | ChangeKind::Renamed => assert_eq!(into, None),
        ChangeKind::Merged | ChangeKind::Moved => assert!(into.is_some()),
        ChangeKind::Forgotten => assert_eq!(change.into, None),
        kind => panic!("nothing is {kind}"),
    }
    if matches!(change.kind, ChangeKind::Merged | ChangeKind::Renamed) {
        assert_eq!(from, Some(&concerned), "all of it");
    }
}

fn graph(case: &Case) -> IdentityGraph {
    IdentityGraph::in_memory(case.policy(), test_key())
}

/// Everything but the ids: profiles without theirs, and all that is held back.
fn state(graph: &IdentityGraph) -> (Vec<Profile>, Vec<oneid::Refusal>, Vec<oneid::Contradiction>) {
    let nobody: ProfileId =
        "00000000-0000-8000-8000-000000000000".parse().expect("a UUID of version 8");
    let mut profiles: Vec<Profile> =
        graph.profiles().map(|profile| Profile { id: nobody, ..profile }).collect();
    profiles.sort_by(|a, b| a.identifiers.cmp(&b.identifiers));
    (profiles, graph.refused(), graph.contradictory())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn replaying_changes_gives_the_profiles(
        case in case(40),
        sizes in proptest::collection::vec(1_usize..8, 1..4),
        lag in 1_usize..5,
    ) {
        let mut graph = graph(&case);
        let mut replayed = Profiles::new();
        let operations = case.operations();
        let erases = case.lines.iter().any(|line| line.contains("erase"));
        let mut rest = operations.as_slice();
        let mut next = 0;
        for (round, &size) in sizes.iter().cycle().enumerate() {
            if rest.is_empty() {
                break;
            }
            let (batch, left): (&[Operation], _) = rest.split_at(size.min(rest.len()));
            rest = left;
            let before = graph.changes_since(0).count() as u64;
            let Ok(outcome) = graph.apply_batch(batch) else { continue };
            prop_assert_eq!(&outcome.changes, &(before..graph.changes_since(0).count() as u64));
            // The consumer lags behind, and what it has not read may have been erased since.
            if round % lag != 0 && !rest.is_empty() {
                continue;
            }
            for change in graph.changes_since(next) {
                prop_assert_eq!(change.sequence, next);
                next += 1;
                if !erases {
                    assert_exact(&replayed, &change);
                }
                replay(&mut replayed, &change);
            }
            prop_assert_eq!(&replayed, &profiles(&graph));
        }
    }

    #[test]
    fn an_operation_that_changes_no_profile_logs_nothing(case in case(40)) {
        let mut graph = graph(&case);
        for operation in case.operations() {
            let before = profiles(&graph);
            let Ok(outcome) = graph.apply(&operation) else { continue };
            let erases = matches!(operation, Operation::Erase { .. } | Operation::EraseProfile { .. });
            if before == profiles(&graph) && !erases {
                prop_assert!(outcome.changes.is_empty());
            } else if before != profiles(&graph) {
                prop_assert!(!outcome.changes.is_empty());
            }
        }
    }

    #[test]
    fn an_id_once_given_out_resolves_as_long_as_its_identifier_is_known(case in case(40)) {
        let mut graph = graph(&case);
        // The identifier that an id was made from, by the id.
        let mut given: BTreeMap<ProfileId, String> = BTreeMap::new();
        for operation in case.operations() {
            let _ = graph.apply(&operation);
            for profile in graph.profiles() {
                let maker = profile.identifiers.iter().find(|text| {
                    let id = Identifier::parse(text).expect("printed text is an identifier");
                    let canonical = graph.policy().canonical(&id, &test_key()).expect("of a known namespace");
                    ProfileId::from(canonical[0].fingerprint()) == profile.id
                });
                prop_assert!(maker.is_some(), "an id is made from an identifier of its profile");
                given.insert(profile.id, maker.cloned().unwrap_or_default());
            }
            for (&id, maker) in &given {
                let parsed = Identifier::parse(maker).expect("printed text is an identifier");
                let now = graph.lookup(&parsed).expect("of a known namespace").first().map(|found| found.profile);
                prop_assert_eq!(graph.profile(id).map(|profile| profile.id), now);
            }
        }
    }

    #[test]
    fn a_source_taken_back_was_never_there(case in case(30), more in observations(15)) {
        let mut graph = graph(&case);
        for operation in case.operations() {
            let _ = graph.apply(&operation);
        }
        let before = state(&graph);
        for line in &more.lines {
            let mut line: serde_json::Value = serde_json::from_str(line).expect("JSON");
            line["source"] = "bad import".into();
            let _ = graph.apply(&Operation::from_json(&line.to_string()).expect("a valid line"));
        }
        let retract = Operation::RetractSource { source: "bad import".into() };
        prop_assert!(graph.apply(&retract).is_ok());
        prop_assert_eq!(state(&graph), before);
        prop_assert_eq!(graph.check(), Ok(()));
    }

    #[test]
    fn what_is_erased_was_never_there(
        case in observations(30),
        erased in prop::sample::select(vec!["u@a:1", "o@a:1", "t:1", "t:2", "p:1", "d:1"]),
    ) {
        let mut with = graph(&case);
        let mut without = graph(&case);
        for line in &case.lines {
            let mut line: serde_json::Value = serde_json::from_str(line).expect("JSON");
            // Traits go with the most trusted identifier; the model judges those.
            line.as_object_mut().expect("an object").remove("traits");
            let _ = with.apply(&Operation::from_json(&line.to_string()).expect("a valid line"));
            line["ids"].as_array_mut().expect("a list").retain(|id| id != erased);
            if line["ids"] != serde_json::json!([]) {
                let _ = without.apply(&Operation::from_json(&line.to_string()).expect("a valid line"));
            }
        }
        let erase = Operation::Erase { id: Identifier::parse(erased).expect("an identifier") };
        prop_assert!(with.apply(&erase).is_ok());
        prop_assert_eq!(state(&with), state(&without));
        prop_assert_eq!(with.check(), Ok(()));
    }
}

#[test]
fn an_erased_identifier_is_named_nowhere_though_it_was_forgotten_before() {
    let case = Case {
        policy: "[namespace.t]\nclass = \"account\"".to_owned(),
        lines: vec![
            r#"{"ids":["t:secret","t:friend"],"source":"old"}"#.to_owned(),
            r#"{"op":"retract_source","source":"old"}"#.to_owned(),
            r#"{"ids":["t:secret","t:other"],"source":"new"}"#.to_owned(),
            r#"{"op":"erase","id":"t:secret"}"#.to_owned(),
        ],
    };
    let mut graph = graph(&case);
    for operation in case.operations() {
        graph.apply(&operation).expect("a valid operation");
    }
    let named = graph.changes_since(0).flat_map(|change| change.identifiers);
    assert!(named.filter(|text| text.contains("secret") || text.contains('#')).count() == 0);
}

/// A raw number stands for itself and its digests: all of these are senior to what is named after it.
#[test]
fn all_that_a_number_stands_for_is_senior_to_what_is_named_after_it() {
    let digest = "phone.md5_national:d1bb9946e5c2b6efeb6a27217aa51657";
    let case = Case {
        policy:
            "[namespace.t]\nclass = \"account\"\n[namespace.phone]\nbridge = [\"md5_national\"]"
                .to_owned(),
        lines: vec![
            r#"{"op":"separate","ids":["phone:+8613900139002","t:1"]}"#.to_owned(),
            format!(r#"{{"ids":["t:1","{digest}"]}}"#),
            r#"{"op":"rejoin","ids":["phone:+8613900139002","t:1"]}"#.to_owned(),
        ],
    };
    let mut graph = graph(&case);
    let digest = Identifier::parse(digest).expect("an identifier");
    let id_of =
        |graph: &IdentityGraph| graph.lookup(&digest).expect("a known namespace")[0].profile;
    let mut operations = case.operations().into_iter();
    graph.apply(&operations.next().expect("one of three")).expect("valid");
    let first = id_of(&graph);
    for operation in operations {
        graph.apply(&operation).expect("a valid operation");
    }
    assert_eq!(id_of(&graph), first);
    assert_eq!(graph.profiles().count(), 1);
}
