//! Prepared observations give what operations give; lookups agree, one by one and in batches.

mod model;

use model::evidence::test_key;
use model::generate::{Case, observations};
use oneid::synth::World;
use oneid::{
    ErrorKind, FingerprintKey, Identifier, IdentityGraph, Observation, Operation, Policy,
    PreparedIdentifier, PreparedObservation, PreparedScope, Preset, ProfileId, Strength, Timestamp,
    Tuning,
};
use proptest::prelude::*;
use serde_json::Value;

/// An observation, and what its line says beside the identifiers.
#[derive(Clone)]
struct Seen {
    observation: Observation,
    at: Option<Timestamp>,
    source: String,
    strength: Strength,
}

/// The observations of a case that are valid.
fn valid(case: &Case) -> Vec<Seen> {
    let mut graph = IdentityGraph::in_memory(case.policy(), test_key());
    let seen = case.lines.iter().zip(case.operations()).filter_map(|(line, operation)| {
        graph.apply(&operation).ok()?;
        seen(operation, line)
    });
    seen.collect()
}

fn seen(operation: Operation, line: &str) -> Option<Seen> {
    let Operation::Observe(observation) = operation else { return None };
    let line: Value = serde_json::from_str(line).expect("JSON");
    let text = |key: &str| line[key].as_str().map(str::to_owned);
    let confirms = line["op"] == "confirm";
    let strength = text("strength").unwrap_or_else(|| "declared".into());
    Some(Seen {
        observation,
        at: text("at").map(|at| Timestamp::parse(&at).expect("a time")),
        source: text("source").unwrap_or_default(),
        strength: if confirms { Strength::Asserted } else { Strength::from_name(&strength)? },
    })
}

type Values = Vec<(PreparedScope, String)>;

fn prepare(graph: &mut IdentityGraph, ids: &[Identifier]) -> Values {
    ids.iter().flat_map(|id| graph.prepare(id).expect("a valid identifier")).collect()
}

fn borrowed(values: &Values) -> Vec<PreparedIdentifier<'_>> {
    values.iter().map(|(scope, value)| PreparedIdentifier { scope: *scope, value }).collect()
}

fn apply_prepared(graph: &mut IdentityGraph, observations: &[Seen]) {
    let values: Vec<Values> =
        observations.iter().map(|seen| prepare(graph, seen.observation.identifiers())).collect();
    let ids: Vec<_> = values.iter().map(borrowed).collect();
    let prepared: Vec<PreparedObservation<'_>> = observations
        .iter()
        .zip(&ids)
        .map(|(seen, ids)| PreparedObservation {
            identifiers: ids,
            at: seen.at,
            source: graph.prepare_source(&seen.source),
            strength: seen.strength,
            traits: Some(seen.observation.traits()),
        })
        .collect();
    graph.apply_prepared(&prepared).expect("valid observations");
}

/// Everything that both show.
fn shown(graph: &IdentityGraph) -> String {
    let mut profiles: Vec<String> =
        graph.profiles().map(|profile| serde_json::to_string(&profile).expect("JSON")).collect();
    profiles.sort();
    let changes: Vec<String> = graph
        .changes_since(0)
        .map(|change| serde_json::to_string(&change).expect("JSON"))
        .collect();
    let refused: Vec<String> =
        graph.refused().iter().map(|one| serde_json::to_string(one).expect("JSON")).collect();
    format!("{profiles:?} {changes:?} {refused:?} {:?}", graph.sources())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn prepared_observations_give_what_operations_give(
        case in observations(60),
        size in 1_usize..50,
        refuses in any::<bool>(),
    ) {
        let observations = valid(&case);
        let [mut one, mut other] = [(); 2].map(|()| IdentityGraph::in_memory(case.policy(), test_key()));
        if refuses && let Some(seen) = observations.first() {
            for graph in [&mut one, &mut other] {
                graph.refuse_erased(FingerprintKey::from_bytes([9; 16])).expect("nothing is refused yet");
                graph.erase(&seen.observation.identifiers()[0]).expect("a valid identifier");
            }
        }
        for observations in observations.chunks(size) {
            let operations: Vec<Operation> =
                observations.iter().map(|seen| seen.observation.clone().into()).collect();
            one.apply_batch(&operations).expect("valid observations");
            apply_prepared(&mut other, observations);
            prop_assert_eq!(other.check(), Ok(()));
        }
        prop_assert_eq!(shown(&one), shown(&other));
    }

    #[test]
    fn lookups_agree(case in observations(40)) {
        let observations = valid(&case);
        let (known, asked) = observations.split_at(observations.len() / 2);
        let mut graph = IdentityGraph::in_memory(case.policy(), test_key());
        apply_prepared(&mut graph, known);
        for seen in known.iter().chain(asked) {
            let identifiers = seen.observation.identifiers();
            let values = prepare(&mut graph, identifiers);
            let ids = borrowed(&values);
            let mut found = vec![None];
            graph.lookup_batch(&ids, &mut found).expect("scopes of this graph");
            let single: Vec<Option<ProfileId>> = ids.iter().map(|id| graph.profile_of(id).expect("its scope")).collect();
            prop_assert_eq!(&found, &single);
            let looked_up: Vec<ProfileId> = identifiers
                .iter()
                .flat_map(|id| graph.lookup(id).expect("a valid identifier"))
                .map(|found| found.profile)
                .collect();
            prop_assert_eq!(found.into_iter().flatten().collect::<Vec<_>>(), looked_up);
        }
    }
}

/// Threads that look ahead find where to look first, and nothing else.
#[test]
fn threads_change_nothing() {
    let all: Vec<Seen> = World::new(5, 9000)
        .filter_map(|sighting| {
            let line = sighting.operation.to_json();
            seen(sighting.operation, &line)
        })
        .collect();
    for preset in [Preset::Connected, Preset::RetailCn] {
        let graphs = [1, 2, 4].map(|threads| {
            let tuning = Tuning { threads, ..Tuning::default() };
            let mut graph = IdentityGraph::tuned(Policy::preset(preset), test_key(), tuning);
            // Large enough to be worth a thread, but for the last.
            all.chunks(4000).for_each(|batch| apply_prepared(&mut graph, batch));
            shown(&graph)
        });
        assert!(graphs.iter().all(|shown| *shown == graphs[0]), "{preset:?}");
    }
}

#[test]
fn a_bad_observation_is_refused_and_nothing_changes() {
    let mut graph = IdentityGraph::in_memory(Policy::preset(Preset::Connected), test_key());
    let scope = graph.prepare_scope("cookie", None).expect("a namespace");
    let source = graph.prepare_source("s");
    let good = [PreparedIdentifier { scope, value: "good" }];
    let cases: [(&[PreparedIdentifier<'_>], &str); 4] = [
        (&[], "1 to 640"),
        (&[PreparedIdentifier { scope, value: "" }], "ids[0]: cookie"),
        (&[PreparedIdentifier { scope, value: " secret" }], "white space"),
        (&[good[0], PreparedIdentifier { scope, value: "se\tcret" }], "ids[1]: cookie"),
    ];
    for (ids, says) in cases {
        let seen = |identifiers| PreparedObservation {
            identifiers,
            at: None,
            source,
            strength: Strength::Declared,
            traits: None,
        };
        let error = graph.apply_prepared(&[seen(&good), seen(ids)]).expect_err("it is bad");
        let told = error.to_string();
        assert!(told.contains("observation 2") && told.contains(says), "{told}");
        assert!(!told.contains("secret"), "{told}");
        assert_eq!(graph.stats().identifiers, 0);
    }
    assert!(graph.prepare_scope("nobody", None).is_err());
    assert!(graph.prepare_scope("wechat.unionid", None).is_err(), "it needs a scope");
}

#[test]
fn memory_is_told_by_what_it_is_for() {
    let mut graph = IdentityGraph::in_memory(Policy::preset(Preset::Connected), test_key());
    let empty = graph.memory().total();
    assert!(empty < 2_000, "{empty}");
    let seen = Operation::from_json(
        r#"{"ids":["cookie:c","device:d"],"traits":{"city":"a long text of a city, it is"}}"#,
    );
    graph.apply(&seen.expect("an operation")).expect("good");
    let memory = graph.memory();
    assert!(
        [
            memory.identifiers,
            memory.values,
            memory.records,
            memory.traits,
            memory.profiles,
            memory.changes
        ]
        .iter()
        .all(|&bytes| bytes > 0),
        "{memory:?}"
    );
    graph.trim_changes(u64::MAX).expect("in memory");
    assert!(graph.memory().total() >= empty);
}

/// Among so many identifiers some are alike in the 32 bits that they are looked for by.
#[test]
fn identifiers_that_are_looked_for_in_one_place_are_told_apart() {
    const COUNT: usize = 400_000;
    let mut graph = IdentityGraph::in_memory(Policy::preset(Preset::Connected), test_key());
    let scope = graph.prepare_scope("jd.pin", None).expect("a namespace");
    let source = graph.prepare_source("");
    let values: Vec<String> = (0..COUNT).map(|number| number.to_string()).collect();
    let ids: Vec<_> = values.iter().map(|value| PreparedIdentifier { scope, value }).collect();
    let observe = |identifiers| PreparedObservation {
        identifiers,
        at: None,
        source,
        strength: Strength::Declared,
        traits: None,
    };
    let alone: Vec<_> = ids.chunks(1).map(observe).collect();
    let outcome = graph.apply_prepared(&alone).expect("they are applied");
    assert_eq!(outcome.identifiers_added, COUNT as u64);
    // What is known is found where it is, not where another is.
    assert_eq!(graph.apply_prepared(&alone).expect("they are applied").records_added, 0);
    let mut found = Vec::new();
    graph.lookup_batch(&ids, &mut found).expect("scopes of this graph");
    assert!(ids.iter().zip(&found).all(|(id, &found)| graph.profile_of(id).ok() == Some(found)));
    let different: std::collections::HashSet<_> = found.into_iter().flatten().collect();
    assert_eq!(different.len(), COUNT);
}

#[test]
fn a_scope_is_what_an_identifier_could_have() {
    let mut graph = IdentityGraph::in_memory(Policy::preset(Preset::Connected), test_key());
    for scope in ["", "a:b", "a\nb", &"a".repeat(129)] {
        let error = graph.prepare_scope("jd.xid", Some(scope)).expect_err("it is no scope");
        assert_eq!(error.kind(), ErrorKind::Scope);
    }
    assert!(graph.prepare_scope("jd.xid", Some(&"a".repeat(128))).is_ok());
}
