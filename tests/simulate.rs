//! Another policy: what it would give is what building anew under it gives, and putting it in force makes it so.

mod model;

use std::collections::{BTreeMap, BTreeSet};

use model::evidence::{Store, test_key};
use model::generate::{Case, case, policy};
use oneid::{
    ErrorKind, Identifier, IdentityGraph, Operation, Policy, ProfileId, RegroupingKind,
    SimulatedProfile, Simulation, StandingOf,
};
use proptest::prelude::*;

/// What a profile is when it is erased depends on the policy: that is left out.
fn operations(case: &Case) -> Vec<Operation> {
    let mut operations = case.operations();
    operations.retain(|one| !matches!(one, Operation::EraseProfile { .. }));
    operations
}

fn built(case: &Case, policy: Policy) -> IdentityGraph {
    let mut graph = IdentityGraph::in_memory(policy, test_key());
    for operation in operations(case) {
        // What is bad is refused, and changes nothing.
        let _ = graph.apply(&operation);
    }
    graph
}

fn other(toml: &str) -> Policy {
    Policy::from_toml(toml).expect("generated policies are valid")
}

fn sets(graph: &IdentityGraph) -> BTreeSet<Vec<String>> {
    graph.profiles().map(|profile| profile.identifiers).collect()
}

fn ids(graph: &IdentityGraph) -> BTreeMap<Vec<String>, ProfileId> {
    graph.profiles().map(|profile| (profile.identifiers, profile.id)).collect()
}

fn standings(graph: &IdentityGraph) -> BTreeMap<String, StandingOf> {
    let known = sets(graph).into_iter().flatten();
    let standing = |text: &String| {
        let found = graph.lookup(&Identifier::parse(text).expect("an identifier")).expect("known");
        found.into_iter().find(|found| found.identifier == *text).expect("itself").standing
    };
    known.map(|text| (text.clone(), standing(&text))).collect()
}

fn refused(graph: &IdentityGraph) -> Vec<String> {
    graph.refused().iter().map(|link| serde_json::to_string(link).expect("JSON")).collect()
}

/// The counts, regroupings and standings of a simulation are those of two graphs.
fn compare(
    simulation: &Simulation,
    before: &IdentityGraph,
    after: &IdentityGraph,
) -> Result<(), TestCaseError> {
    for (counts, graph) in [(simulation.before, before), (simulation.after, after)] {
        let stats = graph.stats();
        prop_assert_eq!(
            [counts.profiles, counts.links, counts.refused],
            [stats.profiles, stats.links, graph.refused_count()]
        );
        prop_assert_eq!(counts.contradictory, graph.contradictory().len() as u64);
        prop_assert_eq!(counts.blocked, graph.blocked().len() as u64);
        prop_assert_eq!(counts.shared, graph.shared().len() as u64);
        prop_assert_eq!(counts.reassigned, graph.reassigned().len() as u64);
    }
    let told = |side: fn(&oneid::Regrouping) -> &Vec<SimulatedProfile>| {
        let profiles = simulation.regroupings.iter().flat_map(side);
        profiles.map(|profile| profile.identifiers.clone()).collect::<BTreeSet<_>>()
    };
    let (old, new) = (sets(before), sets(after));
    prop_assert_eq!(told(|one| &one.before), &old - &new);
    prop_assert_eq!(told(|one| &one.after), &new - &old);
    let before_ids = ids(before);
    let mut size = usize::MAX;
    for one in &simulation.regroupings {
        for profile in &one.before {
            prop_assert_eq!(profile.id, before_ids[&profile.identifiers]);
        }
        let members = |profiles: &[SimulatedProfile]| {
            profiles.iter().flat_map(|profile| profile.identifiers.clone()).collect::<BTreeSet<_>>()
        };
        prop_assert_eq!(members(&one.before), members(&one.after));
        prop_assert!(members(&one.before).len() <= size, "the largest first");
        size = members(&one.before).len();
        let kind = match (one.before.len(), one.after.len()) {
            (_, 1) => RegroupingKind::Merged,
            (1, _) => RegroupingKind::Split,
            _ => RegroupingKind::Regrouped,
        };
        prop_assert_eq!(one.kind, kind);
    }
    let (old, new) = (standings(before), standings(after));
    let changed = old.iter().filter(|(id, standing)| new[*id] != **standing);
    let expected: Vec<_> =
        changed.map(|(id, old)| (id.clone(), old.clone(), new[id].clone())).collect();
    let told: Vec<_> = simulation
        .standings
        .iter()
        .map(|one| (one.identifier.clone(), one.before.clone(), one.after.clone()))
        .collect();
    prop_assert_eq!(told, expected);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn simulating_is_building_anew(case in case(40), toml in policy()) {
        let graph = built(&case, case.policy());
        let (ids_before, refused_before) = (ids(&graph), refused(&graph));
        let changes = graph.changes_since(0).count();
        let simulation = graph.simulate(&other(&toml)).expect("it keeps the same");
        compare(&simulation, &graph, &built(&case, other(&toml)))?;
        prop_assert_eq!(ids(&graph), ids_before);
        prop_assert_eq!(refused(&graph), refused_before);
        prop_assert_eq!(graph.changes_since(0).count(), changes);
        prop_assert!(graph.check().is_ok());
    }

    /// Afterwards the graph goes on as one that never had another policy.
    #[test]
    fn a_policy_put_in_force_is_building_anew(case in case(40), toml in policy(), turn in 0_usize..40) {
        let operations = operations(&case);
        let (first, rest) = operations.split_at(turn.min(operations.len()));
        let mut graph = IdentityGraph::in_memory(case.policy(), test_key());
        let mut anew = IdentityGraph::in_memory(other(&toml), test_key());
        let mut store = Store::new(other(&toml));
        let apply = |operation: &Operation, graph: &mut IdentityGraph, anew: &mut IdentityGraph| {
            let _ = (graph.apply(operation), anew.apply(operation));
        };
        for operation in first {
            apply(operation, &mut graph, &mut anew);
            let _ = store.apply(operation);
        }
        let simulation = graph.simulate(&other(&toml)).expect("it keeps the same");
        let before = ids(&graph);
        let outcome = graph.apply_policy(other(&toml)).expect("it keeps the same");
        prop_assert_eq!(graph.check(), Ok(()));
        for profile in simulation.regroupings.iter().flat_map(|one| &one.after) {
            prop_assert_eq!(ids(&graph)[&profile.identifiers], profile.id);
        }
        prop_assert_eq!(outcome.changes.is_empty(), before == ids(&graph));
        for operation in std::iter::once(None).chain(rest.iter().map(Some)) {
            if let Some(operation) = operation {
                apply(operation, &mut graph, &mut anew);
                let _ = store.apply(operation);
            }
            prop_assert_eq!(graph.check(), Ok(()));
            prop_assert_eq!(refused(&graph), refused(&anew));
            prop_assert_eq!(standings(&graph), standings(&anew));
            prop_assert_eq!(Vec::from_iter(sets(&graph)), store.resolution().profiles);
        }
    }

    /// There and back again.
    #[test]
    fn a_policy_can_be_taken_back(case in case(40), toml in policy()) {
        let mut graph = built(&case, case.policy());
        let before = (ids(&graph), refused(&graph), standings(&graph));
        graph.apply_policy(other(&toml)).expect("it keeps the same");
        graph.apply_policy(case.policy()).expect("it keeps the same");
        prop_assert_eq!((ids(&graph), refused(&graph), standings(&graph)), before);
    }
}

#[test]
fn what_decides_what_is_kept_cannot_be_changed() {
    let now =
        "[namespace.phone]\nregion = \"CN\"\n[namespace.\"acme.member\"]\nclass = \"account\"";
    let mut graph = IdentityGraph::in_memory(other(now), test_key());
    let seen = Operation::from_json(r#"{"ids":["acme.member:1","phone:+8613771234560"]}"#);
    graph.apply(&seen.expect("an operation")).expect("good");
    let then = "[namespace.phone]\nregion = \"US\"\nretain = true\nbridge = [\"md5_national\"]
        [namespace.email]\nclass = \"contact\"";
    let error = graph.simulate(&other(then)).expect_err("it keeps other things");
    assert_eq!(error.kind(), ErrorKind::Policy);
    let keys =
        ["phone\".retain", "phone\".region", "phone\".bridge", "email\".class", "acme.member\""];
    for key in keys {
        assert!(error.problems().iter().any(|problem| problem.contains(key)), "{key}: {error}");
    }
    let declared = "[namespace.\"acme.member\"]\nclass = \"contact\"\nscope = \"required\"";
    let error = graph.apply_policy(other(declared)).expect_err("it keeps other things");
    assert!(error.to_string().contains("acme.member\".scope"), "{error}");
    // What the graph has nothing of may go, and what is new may come.
    let new = format!("{now}\nlimit = 1\nrank = 3\n[namespace.new]\nclass = \"device\"");
    graph.apply_policy(other(&new)).expect("it keeps the same");
    graph.apply_policy(other(now)).expect("nothing of the new namespace is held");
}
