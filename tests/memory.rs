//! What a graph takes, by the allocator's own count.

use std::alloc::System;
use std::sync::Arc;

use oneid::synth::World;
use oneid::{FingerprintKey, IdentityGraph, Operation, Policy, Preset};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// The bytes that what is made takes: all tests are one, since the allocator counts for the whole program.
fn bytes_of<T>(make: impl FnOnce() -> T) -> (T, usize) {
    let region = Region::new(ALLOCATOR);
    let made = make();
    let change = region.change();
    (made, change.bytes_allocated - change.bytes_deallocated)
}

fn key() -> FingerprintKey {
    FingerprintKey::from_bytes([7; 16])
}

fn load(graph: &mut IdentityGraph, operations: &[Operation]) {
    for batch in operations.chunks(1_000) {
        let outcome = graph.apply_batch(batch).expect("they are applied");
        graph.trim_changes(outcome.changes.end).expect("in memory");
    }
}

#[test]
fn a_graph_takes_what_it_says() {
    for preset in [Preset::Connected, Preset::RetailCn] {
        let policy = Arc::new(Policy::preset(preset));
        let empty = || IdentityGraph::in_memory(Arc::clone(&policy), key());
        let (graph, beside) = bytes_of(empty);
        assert!(beside + size_of_val(&graph) <= 4096, "{preset:?}: an empty one takes {beside}");
        // A hundred identifiers, and enough of them for whole segments.
        for (observations, most_each) in [(190, 500), (60_000, 330), (300_000, 270)] {
            let operations: Vec<Operation> =
                World::new(1, observations).map(|sighting| sighting.operation).collect();
            let (graph, taken) = bytes_of(|| {
                let mut graph = empty();
                load(&mut graph, &operations);
                graph
            });
            let (told, identifiers) = (graph.memory().total(), graph.stats().identifiers);
            let told = usize::try_from(told).expect("it fits");
            let off = taken.abs_diff(told);
            assert!(off <= 4096 + taken / 50, "{preset:?} {observations}: {taken} and not {told}");
            let each = taken as u64 / identifiers;
            assert!(each <= most_each, "{preset:?} {observations}: {each} bytes an identifier");
        }
    }
}
