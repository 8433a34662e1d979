//! The graph against the model of the contract: after every step of random operation sequences, both say the same.

mod model;

use std::collections::{BTreeMap, BTreeSet};

use model::evidence::{Store, test_key};
use model::generate::{Case, case, observations};
use model::traits::{Shown, shown};
use model::words::{Refusal, Resolution};
use oneid::{
    Error, Identifier, IdentityGraph, Operation, Profile, ProfileId, ProfileTrait, RefusalReason,
    Tuning,
};
use proptest::prelude::*;

/// Refused link: centre, other, source, reason.
type Refused = (String, String, String, &'static str);

fn reason(refusal: Refusal) -> &'static str {
    match refusal {
        Refusal::Separated => "separated",
        Refusal::MaxAccounts => "max_accounts",
        Refusal::Limit => "limit",
    }
}

fn model_refused(resolution: &Resolution) -> Vec<Refused> {
    let refused = resolution.refused.iter();
    refused
        .map(|link| {
            (link.centre.clone(), link.other.clone(), link.source.clone(), reason(link.reason))
        })
        .collect()
}

fn graph_refused(graph: &IdentityGraph) -> Vec<Refused> {
    let name = |reason: RefusalReason| reason.as_str();
    let refused = graph.refused().into_iter();
    refused.map(|link| (link.centre, link.other, link.source, name(link.reason))).collect()
}

fn sorted_profiles(graph: &IdentityGraph) -> Vec<Profile> {
    let mut profiles: Vec<Profile> = graph.profiles().collect();
    profiles.sort_by(|a, b| a.identifiers.cmp(&b.identifiers));
    profiles
}

/// What a model's profile shows, as the graph would.
fn as_graph_shows(name: &str, shown: &Shown) -> ProfileTrait {
    match shown {
        Shown::One(value) => ProfileTrait::Value(value.clone()),
        Shown::All(values) => ProfileTrait::Values(values.iter().cloned().collect()),
        Shown::Sum(sums) if name == "amount" => ProfileTrait::Sums(sums.clone()),
        Shown::Sum(sums) => ProfileTrait::Sum(sums.values().sum()),
    }
}

/// Profiles, their ids and traits, refusals and standings.
fn compare(graph: &IdentityGraph, store: &Store) -> Result<(), TestCaseError> {
    if let Err(broken) = graph.check() {
        return Err(TestCaseError::fail(broken));
    }
    let resolution = store.resolution();
    let profiles = sorted_profiles(graph);
    let identifiers: Vec<Vec<String>> =
        profiles.iter().map(|profile| profile.identifiers.clone()).collect();
    prop_assert_eq!(&identifiers, &resolution.profiles);
    prop_assert_eq!(graph_refused(graph), model_refused(&resolution));
    compare_standings(graph, &resolution)?;
    for (place, profile) in profiles.iter().enumerate() {
        let senior = store.most_senior(&profile.identifiers).map(|text| lookup_id(graph, text));
        prop_assert_eq!(Some(profile.id), senior);
        let shown: BTreeMap<String, ProfileTrait> = shown(store, &resolution, place)
            .iter()
            .map(|(name, shown)| (name.clone(), as_graph_shows(name, shown)))
            .collect();
        prop_assert_eq!(&profile.traits, &shown);
    }
    Ok(())
}

fn lookup_id(graph: &IdentityGraph, text: &str) -> ProfileId {
    let id = Identifier::parse(text).expect("printed text is an identifier");
    graph.lookup(&id).expect("of a known namespace")[0].profile
}

fn compare_standings(graph: &IdentityGraph, resolution: &Resolution) -> Result<(), TestCaseError> {
    let shared: BTreeMap<_, _> = graph
        .shared()
        .into_iter()
        .map(|shared| (shared.identifier, (shared.upto, shared.partners)))
        .collect();
    prop_assert_eq!(&shared, &resolution.shared);
    let contradictory: BTreeSet<_> = graph
        .contradictory()
        .into_iter()
        .map(|record| (record.identifiers.into_iter().collect(), record.source, record.strength))
        .collect();
    prop_assert_eq!(&contradictory, &resolution.contradictory);
    prop_assert_eq!(graph.blocked(), Vec::from_iter(resolution.blocked.clone()));
    prop_assert_eq!(graph.reassigned(), Vec::from_iter(resolution.reassigned.keys().cloned()));
    for (text, since_ms) in &resolution.reassigned {
        let id = Identifier::parse(text).expect("printed text is an identifier");
        let found = graph.lookup(&id).expect("of a known namespace");
        let since = found[0].standing.reassigned_since.map(oneid::Timestamp::as_millisecond);
        prop_assert_eq!(since, Some(*since_ms));
    }
    Ok(())
}

fn same_outcome(
    a: &Result<oneid::Outcome, Error>,
    b: &Result<(), Error>,
) -> Result<(), TestCaseError> {
    let kinds = |error: &Error| error.kind();
    prop_assert_eq!(a.as_ref().err().map(kinds), b.as_ref().err().map(kinds));
    Ok(())
}

/// Every way of working is chosen often: counting partners as they come, and giving a replay up.
fn tuning() -> impl Strategy<Value = Tuning> {
    let cascade_links = prop_oneof![Just(0), 1_u64..6, Just(10_000)];
    (prop_oneof![Just(0), 1_usize..5, Just(64)], cascade_links).prop_map(
        |(counted_above, cascade_links)| Tuning {
            counted_above,
            cascade_links,
            ..Tuning::default()
        },
    )
}

/// Applies operations one by one to both, comparing after each.
fn walk(case: &Case, tuning: Tuning) -> Result<(), TestCaseError> {
    let mut graph = IdentityGraph::tuned(case.policy(), test_key(), tuning);
    let mut store = Store::new(case.policy());
    for operation in case.operations() {
        same_outcome(&graph.apply(&operation), &store.apply(&operation))?;
        compare(&graph, &store)?;
    }
    Ok(())
}

/// Applies operations in batches of these sizes, over and over, comparing after each.
fn walk_in_batches(case: &Case, sizes: &[usize], tuning: Tuning) -> Result<(), TestCaseError> {
    let mut graph = IdentityGraph::tuned(case.policy(), test_key(), tuning);
    let mut store = Store::new(case.policy());
    let operations = case.operations();
    let mut rest = &operations[..];
    for &size in sizes.iter().cycle() {
        if rest.is_empty() {
            break;
        }
        let (batch, left): (&[Operation], _) = rest.split_at(size.min(rest.len()));
        rest = left;
        // A batch with a bad operation is refused whole.
        let good: Vec<Operation> =
            batch.iter().filter(|one| store.apply(one).is_ok()).cloned().collect();
        prop_assert!(graph.apply_batch(&good).is_ok());
        compare(&graph, &store)?;
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_graph_is_the_model_after_every_step(case in case(40), tuning in tuning()) {
        walk(&case, tuning)?;
    }

    #[test]
    fn the_graph_is_the_model_after_every_batch(
        case in case(40),
        sizes in proptest::collection::vec(1_usize..12, 1..5),
        tuning in tuning(),
    ) {
        walk_in_batches(&case, sizes.as_slice(), tuning)?;
    }

    #[test]
    fn the_same_evidence_in_any_order_gives_the_same_profiles(
        (case, lines) in observations(40).prop_flat_map(|case| {
            let lines = case.lines.clone();
            (Just(case), Just(lines).prop_shuffle())
        }),
    ) {
        let mut one = IdentityGraph::in_memory(case.policy(), test_key());
        let mut other = IdentityGraph::in_memory(case.policy(), test_key());
        let shuffled = Case { lines, ..case.clone() };
        for (a, b) in case.operations().iter().zip(shuffled.operations()) {
            // What is refused is refused in any order.
            let _ = (one.apply(a), other.apply(&b));
        }
        let without_id = |graph: &IdentityGraph| {
            let profiles = sorted_profiles(graph).into_iter();
            Vec::from_iter(profiles.map(|profile| (profile.identifiers, profile.traits, profile.shared, profile.reassigned)))
        };
        prop_assert_eq!(without_id(&one), without_id(&other));
        prop_assert_eq!(graph_refused(&one), graph_refused(&other));
    }
}
