//! What operations cost. The population and its seed are fixed.

use std::hint::black_box;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use oneid::synth::{Hub, World};
use oneid::{FingerprintKey, Identifier, IdentityGraph, Operation, Policy, Preset};

const SEED: u64 = 20_211_022;
/// Observations in the graph that single operations meet.
const KNOWN: usize = 20_000;
/// Observations of a batch.
const BATCH: usize = 1_000;
const PRESETS: [Preset; 2] = [Preset::Connected, Preset::RetailCn];

fn operations(count: usize) -> Vec<Operation> {
    World::new(SEED, count as u64).map(|sighting| sighting.operation).collect()
}

fn empty(preset: Preset) -> IdentityGraph {
    IdentityGraph::in_memory(Policy::preset(preset), FingerprintKey::from_bytes([7; 16]))
}

fn graph_of(preset: Preset, operations: &[Operation]) -> IdentityGraph {
    let mut graph = empty(preset);
    for batch in operations.chunks(BATCH) {
        graph.apply_batch(batch).expect("invented observations are valid");
    }
    graph.trim_changes(u64::MAX).expect("in memory");
    graph
}

/// One observation after the other, in a graph that goes on growing.
fn apply(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("apply");
    let operations = operations(KNOWN * 3);
    let (known, next) = operations.split_at(KNOWN);
    for preset in PRESETS {
        let mut graph = graph_of(preset, known);
        let mut next = next.iter().cycle();
        group.bench_function(preset.as_str(), |bencher| {
            bencher.iter(|| graph.apply(black_box(next.next().expect("a cycle"))));
        });
    }
    let mut hub = Hub::new();
    let mut graph = graph_of(Preset::RetailCn, &hub.by_ref().take(KNOWN).collect::<Vec<_>>());
    group.bench_function("retail-cn/hub", |bencher| {
        bencher.iter_batched(
            || hub.next().expect("it never ends"),
            |operation| graph.apply(&operation),
            BatchSize::SmallInput,
        );
    });
    group.finish();
}

fn apply_batch(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("apply_batch");
    group.throughput(Throughput::Elements(BATCH as u64));
    let operations = operations(KNOWN * 3);
    let (known, next) = operations.split_at(KNOWN);
    for preset in PRESETS {
        let mut graph = graph_of(preset, known);
        let mut batches = next.chunks_exact(BATCH).cycle();
        group.bench_function(preset.as_str(), |bencher| {
            bencher.iter(|| graph.apply_batch(black_box(batches.next().expect("a cycle"))));
        });
    }
    group.finish();
}

fn lookup(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("lookup");
    let world = World::new(SEED, KNOWN as u64);
    let operations: Vec<Operation> = world.clone().map(|sighting| sighting.operation).collect();
    let customers = KNOWN as u64 / 8;
    let ids: Vec<Identifier> =
        (0..customers).flat_map(|customer| world.identifiers(customer)).collect();
    for preset in PRESETS {
        let graph = graph_of(preset, &operations);
        // A stride, so that one lookup does not warm the next.
        let mut wanted = ids.iter().step_by(7).cycle();
        group.bench_function(preset.as_str(), |bencher| {
            bencher.iter(|| graph.lookup(black_box(wanted.next().expect("a cycle"))));
        });
    }
    group.finish();
}

/// A whole small world, from nothing.
fn resolve(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("resolve");
    let operations = operations(KNOWN / 2);
    group.throughput(Throughput::Elements(operations.len() as u64));
    for preset in PRESETS {
        group.bench_function(preset.as_str(), |bencher| {
            bencher.iter(|| graph_of(preset, black_box(&operations)).first_change());
        });
    }
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(10).without_plots();
    targets = apply, apply_batch, lookup, resolve
}
criterion_main!(benches);
