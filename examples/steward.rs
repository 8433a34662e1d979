//! What a data steward's questions and corrections cost beside a lookup, and beside building the graph anew.
//!
//! `cargo run --release --example steward -- [OBSERVATIONS] [ASKED]`, by default 20,000 observations of a synthetic world, and 1,000
//! of each question; prints Markdown tables. All is measured in one run, so that the ratios hold on any machine.

#![allow(clippy::print_stdout, reason = "it is what the program is for")]

use std::hint::black_box;
use std::time::{Duration, Instant};

use oneid::synth::World;
use oneid::{FingerprintKey, Identifier, IdentityGraph, Operation, Policy, Preset, Verdict};

const SEED: u64 = 20_211_022;
const BATCH: usize = 4096;
/// Every so many observations are of an import that is then taken back.
const BAD_EVERY: usize = 100;
const BAD_IMPORT: &str = "import/bad";
const STRICTER: &str = "base = \"retail-cn\"\n[namespace.phone]\nshared_above = 1\n";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut sizes = std::env::args().skip(1).map(|size| size.parse::<u64>());
    let observations = sizes.next().unwrap_or(Ok(20_000))?;
    let asked = usize::try_from(sizes.next().unwrap_or(Ok(1_000))?)?;
    let operations = operations(observations)?;
    let mut graph = graph();
    let built = build(&mut graph, &operations)?;
    println!("`retail-cn`, {observations} observations: {:?}\n", graph.stats());
    println!("Building it anew, in batches of {BATCH}: {:.2} s\n", built.as_secs_f64());
    questions(&mut graph, &operations, asked)?;
    println!("\n| | s | of building anew |\n| --- | ---: | ---: |");
    let share = |what: &str, took: Duration| {
        let ratio = took.as_secs_f64() / built.as_secs_f64();
        println!("| {what} | {:.3} | {ratio:.3} |", took.as_secs_f64());
    };
    let simulate = |what: &str, policy: &Policy| {
        let (took, simulation) = timed(|| graph.simulate(policy));
        let changed = simulation?.regroupings.len();
        share(&format!("`simulate` {what}, {changed} regroupings"), took);
        Ok::<(), oneid::Error>(())
    };
    simulate("`connected`", &Policy::preset(Preset::Connected))?;
    simulate("the same policy", graph.policy())?;
    simulate("phones shared above 1", &Policy::from_toml(STRICTER)?)?;
    let retract_source = Operation::RetractSource { source: BAD_IMPORT.into() };
    let (took, outcome) = timed(|| graph.apply(&retract_source));
    share(&format!("`retract_source` of {} records", outcome?.records_dropped), took);
    Ok(())
}

fn graph() -> IdentityGraph {
    IdentityGraph::in_memory(Policy::preset(Preset::RetailCn), FingerprintKey::from_bytes([7; 16]))
}

/// The observations of a world, one in a hundred of them of another source.
fn operations(observations: u64) -> Result<Vec<Operation>, oneid::Error> {
    let world = World::new(SEED, observations).map(|sighting| sighting.operation);
    Ok(world.enumerate().map(|(place, operation)| mislabelled(place, operation)).collect())
}

fn mislabelled(place: usize, operation: Operation) -> Operation {
    match operation {
        Operation::Observe(observation) if place.is_multiple_of(BAD_EVERY) => {
            observation.source(BAD_IMPORT).into()
        }
        operation => operation,
    }
}

fn build(graph: &mut IdentityGraph, operations: &[Operation]) -> Result<Duration, oneid::Error> {
    let started = Instant::now();
    for batch in operations.chunks(BATCH) {
        let outcome = graph.apply_batch(batch)?;
        graph.trim_changes(outcome.changes.end).expect("in memory");
    }
    Ok(started.elapsed())
}

fn timed<T>(work: impl FnOnce() -> T) -> (Duration, T) {
    let started = Instant::now();
    let done = black_box(work());
    (started.elapsed(), done)
}

/// How long each question took.
#[derive(Default)]
struct Times {
    lookup: Vec<Duration>,
    profile: Vec<Duration>,
    joined: Vec<Duration>,
    apart: Vec<Duration>,
    retract: Vec<Duration>,
}

fn questions(
    graph: &mut IdentityGraph,
    operations: &[Operation],
    asked: usize,
) -> Result<(), oneid::Error> {
    let mut times = Times::default();
    let ids = drawn(operations, asked);
    for (place, id) in ids.iter().enumerate() {
        ask(graph, id, &ids[(place + 1) % ids.len()], &mut times)?;
    }
    for id in &ids {
        retract(graph, id, &mut times)?;
    }
    times.print();
    Ok(())
}

/// The first identifiers of observations drawn by chance.
fn drawn(operations: &[Operation], asked: usize) -> Vec<Identifier> {
    let place = |draw: u64| {
        let mixed = u128::from(draw.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        usize::try_from((mixed * operations.len() as u128) >> 64).unwrap_or_default()
    };
    let observed = (1..=asked as u64).filter_map(|draw| match &operations[place(draw)] {
        Operation::Observe(observation) => observation.identifiers().first().cloned(),
        _ => None,
    });
    observed.collect()
}

/// Looks an identifier up, reads its profile, and asks why it is one with the last identifier of it, and why not with another.
fn ask(
    graph: &IdentityGraph,
    id: &Identifier,
    other: &Identifier,
    times: &mut Times,
) -> Result<(), oneid::Error> {
    let (took, found) = timed(|| graph.lookup(id));
    times.lookup.push(took);
    let Some(found) = found?.into_iter().next() else { return Ok(()) };
    let (took, profile) = timed(|| graph.profile(found.profile));
    times.profile.push(took);
    let last = profile.and_then(|profile| profile.identifiers.last().cloned());
    let last = last.map_or_else(|| Ok(id.clone()), |text| Identifier::parse(&text))?;
    for other in [&last, other] {
        let (took, explanation) = timed(|| graph.explain(id, other));
        let joined = explanation?.verdict == Verdict::Joined;
        if joined { times.joined.push(took) } else { times.apart.push(took) }
    }
    Ok(())
}

/// Takes back one of the records that hold an identifier.
fn retract(
    graph: &mut IdentityGraph,
    id: &Identifier,
    times: &mut Times,
) -> Result<(), oneid::Error> {
    let Some(record) = graph.records_of(id)?.into_iter().next() else { return Ok(()) };
    let ids: Result<Vec<_>, _> =
        record.identifiers.iter().map(|text| Identifier::parse(text)).collect();
    let operation = Operation::Retract { ids: ids?, source: record.source.into() };
    let (took, outcome) = timed(|| graph.apply(&operation));
    times.retract.push(took);
    graph.trim_changes(outcome?.changes.end).expect("in memory");
    Ok(())
}

impl Times {
    fn print(&mut self) {
        println!("| | asked | p50 µs | p99 µs | p50, in lookups | p99, in lookups |");
        println!("| --- | ---: | ---: | ---: | ---: | ---: |");
        let lookup = [50, 99].map(|percent| percentile(&mut self.lookup, percent));
        for (what, times) in [
            ("`lookup`", &mut self.lookup),
            ("`profile`", &mut self.profile),
            ("`explain`, one profile", &mut self.joined),
            ("`explain`, two profiles", &mut self.apart),
            ("`retract` of a record", &mut self.retract),
        ] {
            let [p50, p99] = [50, 99].map(|percent| percentile(times, percent));
            let [r50, r99] = [p50 / lookup[0], p99 / lookup[1]];
            println!("| {what} | {} | {p50:.1} | {p99:.1} | {r50:.1} | {r99:.1} |", times.len());
        }
    }
}

/// In microseconds.
fn percentile(times: &mut [Duration], percent: usize) -> f64 {
    times.sort_unstable();
    let place = (times.len() * percent / 100).min(times.len().saturating_sub(1));
    times.get(place).map_or(f64::NAN, |time| time.as_secs_f64() * 1e6)
}
