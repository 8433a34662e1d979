//! An observation of a large graph is no more work than one of a small graph: counted, not timed.

use oneid::synth::{Hub, World};
use oneid::{
    FingerprintKey, IdentityGraph, Observation, Operation, Policy, Preset, Stats, Strength, Tuning,
};

const SEED: u64 = 20_211_022;
/// Observations of a small and a large world.
const SIZES: [u64; 2] = [20_000, 100_000];

/// What one more observation of a much-seen identifier may look at, in records.
fn counted_above() -> u64 {
    Tuning::default().counted_above as u64
}

fn graph(preset: Preset) -> IdentityGraph {
    IdentityGraph::in_memory(Policy::preset(preset), FingerprintKey::from_bytes([7; 16]))
}

fn apply(graph: &mut IdentityGraph, operation: &Operation) {
    let outcome = graph.apply(operation).expect("an invented observation is valid");
    graph.trim_changes(outcome.changes.end).expect("in memory");
}

fn resolve(preset: Preset, world: World) -> Stats {
    let mut graph = graph(preset);
    for sighting in world {
        apply(&mut graph, &sighting.operation);
    }
    graph.stats()
}

/// All that is counted as work, for a thousand observations.
fn work(stats: &Stats) -> u64 {
    let work = stats.records_gathered + stats.links_resolved + stats.links_read;
    work * 1000 / stats.observations
}

/// Asserts that a large world is no more work for each observation than a small one, but for a tenth.
fn assert_flat(preset: Preset, world: impl Fn(u64) -> World) {
    let [small, large] = SIZES.map(|size| resolve(preset, world(size)));
    let (few, many) = (work(&small), work(&large));
    assert!(many * 10 <= few * 11, "{few}, then {many} a thousand: {small:?} {large:?}");
    assert_eq!(large.rebuilds, 0);
}

#[test]
fn retail_work_does_not_grow_with_the_graph() {
    assert_flat(Preset::RetailCn, |size| World::new(SEED, size));
}

#[test]
fn connected_work_does_not_grow_with_the_graph() {
    assert_flat(Preset::Connected, |size| World::new(SEED, size));
}

#[test]
fn connected_work_without_confirmations_does_not_grow_with_the_graph() {
    assert_flat(Preset::Connected, |size| World::new(SEED, size).asserted_permille(0));
}

#[test]
fn a_hub_costs_no_more_than_what_is_counted_above() {
    const WATCHED: usize = 2_000;
    let mut graph = graph(Preset::RetailCn);
    let mut work_of_each = Vec::new();
    for operation in Hub::new().take(WATCHED) {
        let before = total(&graph.stats());
        apply(&mut graph, &operation);
        work_of_each.push(total(&graph.stats()) - before);
    }
    let (early, late) = work_of_each.split_at(1_000);
    let most = |works: &[u64]| works.iter().copied().max().unwrap_or_default();
    // Where counting begins, or the hub becomes shared, its records are looked at twice and their links taken away.
    assert!(most(early) <= 4 * counted_above(), "{} once", most(early));
    assert!(most(late) <= counted_above(), "{} once", most(late));
}

#[test]
fn a_hub_costs_no_more_however_many_it_is_seen_with() {
    let mut graph = graph(Preset::RetailCn);
    let mut hub = Hub::new();
    let mut thousands = Vec::new();
    for _ in 0..20 {
        let before = total(&graph.stats());
        hub.by_ref().take(1000).for_each(|operation| apply(&mut graph, &operation));
        thousands.push(total(&graph.stats()) - before);
    }
    assert!(thousands[1..].is_sorted_by(|a, b| a >= b), "work of each thousand: {thousands:?}");
}

#[test]
fn confirming_two_accounts_beside_a_hub_does_not_count_the_hub_anew() {
    let work_beside = |seen: usize| {
        let mut graph = graph(Preset::RetailCn);
        let operations: Vec<Operation> = Hub::new().take(seen).collect();
        graph.apply_batch(&operations).expect("invented observations are valid");
        let mut accounts = operations.iter().filter_map(|operation| match operation {
            Operation::Observe(observation) => Some(observation.identifiers()[0].clone()),
            _ => None,
        });
        let pair = [accounts.next().expect("a first"), accounts.next().expect("a second")];
        let confirmed = Observation::new(pair).expect("two identifiers");
        let before = total(&graph.stats());
        apply(&mut graph, &confirmed.strength(Strength::Asserted).into());
        total(&graph.stats()) - before
    };
    let (few, many) = (work_beside(1_000), work_beside(10_000));
    assert!(many <= few + counted_above(), "{few} beside a thousand, {many} beside ten thousand");
}

fn total(stats: &Stats) -> u64 {
    stats.records_gathered + stats.links_resolved + stats.links_read
}

#[test]
fn a_separation_within_a_profile_reads_it_a_few_times_at_most() {
    let work_in = |leaves: usize| {
        let mut graph = graph(Preset::Connected);
        let parse = |line: &str| Operation::from_json(line).expect("a valid line");
        let star: Vec<Operation> = (0..leaves)
            .map(|leaf| {
                parse(&format!(r#"{{"ids":["taobao.ouid@s:hub","taobao.ouid@s:leaf{leaf}"]}}"#))
            })
            .collect();
        graph.apply_batch(&star).expect("a star is valid");
        let before = total(&graph.stats());
        apply(
            &mut graph,
            &parse(r#"{"op":"separate","ids":["taobao.ouid@s:leaf1","taobao.ouid@s:leaf7"]}"#),
        );
        assert_eq!(graph.stats().profiles, 2);
        total(&graph.stats()) - before
    };
    let (few, many) = (work_in(2_000), work_in(8_000));
    assert!(many <= 5 * few, "{few} in two thousand, {many} in eight thousand");
    assert!(many <= 10 * 8_000, "{many} in eight thousand");
}
