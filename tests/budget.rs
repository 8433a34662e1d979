//! A graph that may take only so many bytes.

use oneid::{
    ErrorKind, FingerprintKey, IdentityGraph, Operation, Policy, Preset, Tuning, synth::World,
};

const MOST: u64 = 8 << 20;

fn within(most_bytes: u64) -> IdentityGraph {
    let tuning = Tuning { most_bytes, ..Tuning::default() };
    let key = FingerprintKey::from_bytes([7; 16]);
    IdentityGraph::tuned(Policy::preset(Preset::RetailCn), key, tuning)
}

fn taken(graph: &IdentityGraph) -> u64 {
    let memory = graph.memory();
    memory.total() - memory.changes
}

#[test]
fn what_might_exceed_the_bytes_is_refused_and_changes_nothing() {
    let mut graph = within(MOST);
    let operations: Vec<Operation> =
        World::new(5, 200_000).map(|sighting| sighting.operation).collect();
    let mut refused = None;
    for batch in operations.chunks(100) {
        let before = graph.stats();
        if let Err(error) = graph.apply_batch(batch) {
            assert_eq!((error.kind(), graph.stats()), (ErrorKind::Capacity, before));
            refused = Some(batch);
            break;
        }
        assert!(taken(&graph) <= MOST);
    }
    let refused = refused.expect("all of it takes more");
    assert!(taken(&graph) > MOST / 3, "{}", taken(&graph));
    graph.check().expect("every invariant holds");
    // What takes evidence back is never refused.
    let Operation::Observe(first) = &operations[0] else { panic!("a world begins with one") };
    let id = first.identifiers()[0].clone();
    graph.apply(&Operation::Erase { id }).expect("it is erased");
    // The others are not known to be refused for another reason.
    assert!(within(u64::MAX).apply_batch(refused).is_ok());
}

#[test]
fn nothing_fits_into_nothing() {
    let mut graph = within(1);
    let line = r#"{"ids":["jd.pin:a","jd.pin:b"]}"#;
    let error = graph.apply(&Operation::from_json(line).expect("it is one")).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Capacity);
    assert_eq!(graph.stats().identifiers, 0);
}
