//! How much work an observation is: counted, not timed, so that any machine says the same.
//!
//! `cargo run --release --example work -- [SMALL] [LARGE] [HUB]`, by default 100,000 and 1,000,000 observations of a synthetic world and
//! 100,000 of a hub. Prints Markdown tables.

#![allow(clippy::print_stdout, reason = "it is what the program is for")]

use oneid::synth::{Hub, World};
use oneid::{FingerprintKey, IdentityGraph, Operation, Policy, Preset, Stats};

const SEED: u64 = 20_211_022;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut sizes = std::env::args().skip(1).map(|size| size.parse::<u64>());
    let mut size = |default| sizes.next().unwrap_or(Ok(default));
    let (small, large, hub) = (size(100_000)?, size(1_000_000)?, size(100_000)?);
    hub_deciles(hub)?;
    compare(Preset::RetailCn, small, large)?;
    compare(Preset::Connected, small, large)?;
    Ok(())
}

fn graph(preset: Preset) -> IdentityGraph {
    IdentityGraph::in_memory(Policy::preset(preset), FingerprintKey::from_bytes([7; 16]))
}

/// What is counted: a name, and where to read it.
type Counter = (&'static str, fn(&Stats) -> u64);

const COUNTERS: [Counter; 5] = [
    ("records gathered", |stats| stats.records_gathered),
    ("links resolved", |stats| stats.links_resolved),
    ("links read", |stats| stats.links_read),
    ("conflicts", |stats| stats.conflicts),
    ("cascades", |stats| stats.cascades),
];

const SIZES: [Counter; 5] = [
    ("identifiers", |stats| stats.identifiers),
    ("records", |stats| stats.records),
    ("links", |stats| stats.links),
    ("profiles", |stats| stats.profiles),
    ("rebuilds", |stats| stats.rebuilds),
];

#[allow(clippy::cast_precision_loss, reason = "counts, to three decimals")]
fn compare(preset: Preset, small: u64, large: u64) -> Result<(), oneid::Error> {
    println!("\n`{}`: for each observation\n", preset.as_str());
    println!("| | {small} | {large} | ratio |\n| --- | ---: | ---: | ---: |");
    let (few, many) = (resolve(preset, small)?, resolve(preset, large)?);
    for (name, count) in COUNTERS.into_iter().chain(SIZES) {
        let one = count(&few) as f64 / small as f64;
        let other = count(&many) as f64 / large as f64;
        println!("| {name} | {one:.3} | {other:.3} | {:.3} |", other / one);
    }
    Ok(())
}

fn resolve(preset: Preset, observations: u64) -> Result<Stats, oneid::Error> {
    let mut graph = graph(preset);
    for sighting in World::new(SEED, observations) {
        apply(&mut graph, &sighting.operation)?;
    }
    Ok(graph.stats())
}

/// Applied one by one, as events come; nobody reads the changes.
fn apply(graph: &mut IdentityGraph, operation: &Operation) -> Result<(), oneid::Error> {
    let outcome = graph.apply(operation)?;
    graph.trim_changes(outcome.changes.end).expect("in memory");
    Ok(())
}

#[allow(clippy::cast_precision_loss, reason = "counts, to three decimals")]
fn hub_deciles(observations: u64) -> Result<(), oneid::Error> {
    println!(
        "\n`retail-cn`: one phone in {observations} observations, each with another account\n"
    );
    println!("| decile | records gathered | links resolved | links read | most in a hundred |");
    println!("| ---: | ---: | ---: | ---: | ---: |");
    let mut graph = graph(Preset::RetailCn);
    let mut hub = Hub::new();
    let each = (observations / 10).max(1);
    for decile in 1..=10 {
        let before = graph.stats();
        let most =
            most_of_a_hundred(&mut graph, hub.by_ref().take(usize::try_from(each).unwrap_or(1)))?;
        let after = graph.stats();
        let mean = |count: fn(&Stats) -> u64| (count(&after) - count(&before)) as f64 / each as f64;
        let means = COUNTERS[..3].iter().map(|(_, count)| format!("{:.3}", mean(*count)));
        println!("| {decile} | {} | {most} |", means.collect::<Vec<_>>().join(" | "));
    }
    Ok(())
}

/// The most work that any observation was, of the hundred that are watched one by one: `stats` counts profiles, so it is
/// not asked after each.
fn most_of_a_hundred(
    graph: &mut IdentityGraph,
    operations: impl Iterator<Item = Operation>,
) -> Result<u64, oneid::Error> {
    let mut most = 0;
    for (index, operation) in operations.enumerate() {
        if index >= 100 {
            apply(graph, &operation)?;
            continue;
        }
        let before = work(&graph.stats());
        apply(graph, &operation)?;
        most = most.max(work(&graph.stats()) - before);
    }
    Ok(most)
}

fn work(stats: &Stats) -> u64 {
    stats.records_gathered + stats.links_resolved + stats.links_read
}
