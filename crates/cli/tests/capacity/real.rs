//! A plan beside a real graph: bytes are counted, so that every machine says the same.

use std::collections::BTreeSet;

use oneid::synth::World;
use oneid::{FingerprintKey, Identifier, IdentityGraph, Memory, Operation, Policy, Preset};
use serde_json::Value;

use super::command::Place;
use super::plan::json;

/// What a graph holds, counted from what it was given.
#[derive(Default)]
struct Held {
    occurrences: usize,
    value_bytes: usize,
}

fn held(policy: &Policy, operations: &[Operation]) -> Held {
    let (mut held, mut known, mut records) = (Held::default(), BTreeSet::new(), BTreeSet::new());
    for operation in operations {
        let Operation::Observe(observation) = operation else { continue };
        let ids: BTreeSet<&str> =
            observation.identifiers().iter().map(Identifier::as_str).collect();
        let line: Value = serde_json::from_str(&operation.to_json()).unwrap();
        let said = [&line["source"], &line["strength"]].map(Value::to_string);
        for id in observation.identifiers() {
            let retained = policy.namespace(id.namespace()).unwrap().retain();
            if known.insert(id.as_str()) && retained {
                held.value_bytes += id.value().len();
            }
        }
        let count = ids.len();
        held.occurrences += if records.insert((ids, said)) { count } else { 0 };
    }
    held
}

/// A graph of an invented population, and the plan for one that holds as much.
fn real_and_planned(preset: Preset, observations: u64) -> (Memory, Value) {
    let policy = Policy::preset(preset);
    let world = World::new(5, observations);
    let operations: Vec<Operation> = world.map(|sighting| sighting.operation).collect();
    let key = FingerprintKey::from_bytes([3; 16]);
    let mut graph = IdentityGraph::in_memory(policy.clone(), key);
    for batch in operations.chunks(1000) {
        let outcome = graph.apply_batch(batch).unwrap();
        graph.trim_changes(outcome.changes.end).expect("in memory");
    }
    let (stats, held) = (graph.stats(), held(&policy, &operations));
    let (ids, records) = (stats.identifiers as f64, stats.records as f64);
    let asked = [
        ("--customers", stats.profiles as f64),
        ("--ids-per-customer", ids / stats.profiles as f64),
        ("--records-per-id", records / ids),
        ("--ids-per-record", held.occurrences as f64 / records),
        ("--value-bytes", held.value_bytes as f64 / ids),
    ];
    let asked: Vec<String> =
        asked.iter().flat_map(|(name, value)| [(*name).to_owned(), value.to_string()]).collect();
    let mut arguments: Vec<&str> = asked.iter().map(String::as_str).collect();
    arguments.extend(["--policy", preset.as_str()]);
    let plan = json(&arguments);
    assert_eq!(plan["forecast"]["shape"]["identifiers"], stats.identifiers);
    assert_eq!(plan["forecast"]["shape"]["occurrences"], held.occurrences);
    (graph.memory(), plan["forecast"].clone())
}

fn error(planned: &Value, real: u64) -> f64 {
    if real == 0 {
        planned.as_f64().unwrap()
    } else {
        planned.as_f64().unwrap() / real as f64 - 1.0
    }
}

/// Sizes that the ladders do not hold, before and after tables are split and segments begun.
#[test]
fn memory_is_that_of_a_real_graph() {
    for (preset, observations) in [
        (Preset::RetailCn, 70_000),
        (Preset::RetailCn, 110_000),
        (Preset::Connected, 90_000),
        (Preset::Connected, 120_000),
    ] {
        let (real, planned) = real_and_planned(preset, observations);
        let error = error(&planned["used_bytes"], real.total());
        assert!(error.abs() < 0.1, "{preset} {observations}: {error}");
    }
}

/// How large the first segment of the records is, and the last group of values, is known to a factor of two only; all else at
/// any size.
#[test]
fn parts_that_grow_by_a_rule_are_those_of_a_small_graph() {
    for (preset, observations) in [(Preset::RetailCn, 30_000), (Preset::Connected, 20_000)] {
        let (real, planned) = real_and_planned(preset, observations);
        for (name, real) in [
            ("identifiers", real.identifiers),
            ("profiles", real.profiles),
            ("standings", real.standings),
        ] {
            let error = error(&planned["memory"][name], real);
            assert!(error.abs() < 0.06, "{preset} {observations}, {name}: {error}");
        }
        let error = error(&planned["used_bytes"], real.total());
        assert!(error.abs() < 0.4, "{preset} {observations}: {error}");
    }
}

/// What the ladder measures is counted as it is here.
#[test]
fn a_measured_point_holds_what_its_observations_hold() {
    let policy = Policy::preset(Preset::RetailCn);
    let operations: Vec<Operation> = World::new(5, 3000).map(|seen| seen.operation).collect();
    let mut graph = IdentityGraph::in_memory(policy.clone(), FingerprintKey::from_bytes([3; 16]));
    graph.apply_batch(&operations).unwrap();
    let (stats, held) = (graph.stats(), held(&policy, &operations));
    let ran = Place::new().run(&["measure-one", "--observations", "3K", "--seed", "5"]);
    let point: Value = serde_json::from_str(&ran.stdout).unwrap();
    let shape = serde_json::json!({
        "identifiers": stats.identifiers,
        "records": stats.records,
        "occurrences": held.occurrences,
        "value_bytes": held.value_bytes,
        "profiles": stats.profiles,
    });
    assert_eq!(point["shape"], shape);
    let observed = operations.iter().map(|operation| match operation {
        Operation::Observe(observation) => observation.identifiers().len(),
        _ => 0,
    });
    assert_eq!(point["observed"], observed.sum::<usize>());
}
