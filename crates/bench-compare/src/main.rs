//! oneid beside what one would write without it: the same identifiers, the same machine, one run.
//!
//! `cargo run --release -p oneid-bench-compare -- [threads|durable] [OBSERVATIONS] [RUNS] [WAY]`, by default 1,000,000, 5, and all four ways. All start from the same texts, made
//! before any clock runs. Time is what the thread was on a processor (Linux), medians of the runs, the ways taking turns.

#![allow(clippy::print_stdout, reason = "it is what the program is for")]

mod careful;
#[path = "../../cli/src/clock.rs"]
mod clock;
mod durable;
mod natural;
mod threads;
mod world;

use std::hint::black_box;

use careful::Careful;
use clock::Clock;
use natural::Natural;
use oneid::{
    FingerprintKey, IdentityGraph, Policy, PreparedIdentifier, PreparedObservation, PreparedSource,
    Preset,
};
use world::World;

/// Observations applied at once.
const BATCH: usize = 4096;

/// What one run of one way gave.
#[derive(Clone, Copy, Default)]
struct Run {
    load_ns: u64,
    lookup_ns: u64,
    batch_lookup_ns: u64,
    bytes: u64,
    profiles: usize,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1).peekable();
    let with_threads = arguments.next_if(|first| first == "threads").is_some();
    let with_files = arguments.next_if(|first| first == "durable").is_some();
    let mut sizes = arguments.map(|size| size.parse::<usize>());
    let observations = sizes.next().unwrap_or(Ok(1_000_000))?;
    let runs = sizes.next().unwrap_or(Ok(5))?;
    let only = sizes.next().transpose()?;
    let world = World::new(observations);
    if with_threads {
        return Ok(threads::measure(&world, runs)?);
    }
    if with_files {
        return durable::measure(&world);
    }
    println!(
        "{observations} observations, {} occurrences, {} identifiers of {} bytes on average; medians of {runs}\n",
        world.occurrences(),
        world.asked.len(),
        world.asked.bytes() / world.asked.len(),
    );
    let mut all: [Vec<Run>; 4] = Default::default();
    for _ in 0..runs {
        for way in (0..all.len()).filter(|way| only.is_none_or(|only| only == *way)) {
            all[way].push(match way {
                0 => natural(&world),
                1 => careful(&world),
                2 => graph(&world, Preset::Connected)?,
                _ => graph(&world, Preset::RetailCn)?,
            });
        }
    }
    print(&world, &all);
    Ok(())
}

fn natural(world: &World) -> Run {
    let (mut natural, clock) = (Natural::new(), Clock::start());
    world.for_each(|seen| natural.observe(seen.texts));
    let load_ns = clock.ns();
    let clock = Clock::start();
    let found = world.asked.texts().filter(|id| black_box(natural.lookup(id)).is_some()).count();
    assert_eq!(found, world.asked.len());
    Run { load_ns, lookup_ns: clock.ns(), profiles: natural.profiles(), ..Run::default() }
}

fn careful(world: &World) -> Run {
    let (mut careful, clock) = (Careful::new(), Clock::start());
    world.for_each(|seen| careful.observe(seen.texts));
    let load_ns = clock.ns();
    let clock = Clock::start();
    let found = world.asked.texts().filter(|id| black_box(careful.lookup(id)).is_some()).count();
    assert_eq!(found, world.asked.len());
    Run { load_ns, lookup_ns: clock.ns(), profiles: careful.profiles(), ..Run::default() }
}

/// With all evidence kept.
fn graph(world: &World, preset: Preset) -> Result<Run, oneid::Error> {
    let key = FingerprintKey::from_bytes([7; 16]);
    let mut graph = IdentityGraph::in_memory(Policy::preset(preset), key);
    let ready = Ready::new(world, &mut graph)?;
    let observations = ready.observations(world);
    let clock = Clock::start();
    load(&mut graph, &observations)?;
    let load_ns = clock.ns();
    let asked = &ready.asked;
    let clock = Clock::start();
    let found =
        asked.iter().filter(|id| matches!(black_box(graph.profile_of(id)), Ok(Some(_)))).count();
    let lookup_ns = clock.ns();
    assert_eq!(found, asked.len());
    let (mut profiles, clock) = (Vec::new(), Clock::start());
    for batch in asked.chunks(BATCH) {
        graph.lookup_batch(batch, &mut profiles)?;
        black_box(&profiles);
    }
    let profiles = usize::try_from(graph.stats().profiles).unwrap_or_default();
    let bytes = graph.memory().total();
    Ok(Run { load_ns, lookup_ns, batch_lookup_ns: clock.ns(), bytes, profiles })
}

/// The identifiers of a world, made ready for a graph.
struct Ready<'w> {
    ids: Vec<PreparedIdentifier<'w>>,
    asked: Vec<PreparedIdentifier<'w>>,
    sources: Vec<PreparedSource>,
}

impl<'w> Ready<'w> {
    fn new(world: &'w World, graph: &mut IdentityGraph) -> Result<Self, oneid::Error> {
        let mut scopes = Vec::new();
        for (name, scope) in &world.scopes {
            scopes.push(graph.prepare_scope(name, scope.as_deref())?);
        }
        let prepared =
            |(scope, value): (usize, _)| PreparedIdentifier { scope: scopes[scope], value };
        Ok(Ready {
            ids: world.values().map(prepared).collect(),
            asked: world.asked.values().map(prepared).collect(),
            sources: world.sources.iter().map(|name| graph.prepare_source(name)).collect(),
        })
    }

    fn observations(&self, world: &World) -> Vec<PreparedObservation<'_>> {
        let mut begin = 0;
        let mut observations = Vec::new();
        world.for_each(|seen| {
            let identifiers = &self.ids[begin..begin + seen.texts.len()];
            begin += seen.texts.len();
            let (at, source, strength) = seen.said;
            let source = self.sources[source];
            let traits = None;
            observations.push(PreparedObservation { identifiers, at, source, strength, traits });
        });
        observations
    }
}

/// By itself, so that a profiler can tell it from the rest.
#[inline(never)]
fn load(
    graph: &mut IdentityGraph,
    observations: &[PreparedObservation<'_>],
) -> Result<(), oneid::Error> {
    for batch in observations.chunks(BATCH) {
        let outcome = graph.apply_prepared(batch)?;
        graph.trim_changes(outcome.changes.end).expect("in memory");
    }
    Ok(())
}

fn print(world: &World, all: &[Vec<Run>; 4]) {
    let median = |runs: &[Run], of: fn(&Run) -> u64| {
        let mut values: Vec<u64> = runs.iter().map(of).collect();
        values.sort_unstable();
        values.get(values.len() / 2).map_or(0.0, |&value| value as f64)
    };
    let names = ["natural Rust", "careful Rust", "oneid, `connected`", "oneid, `retail-cn`"];
    println!(
        "| | load, ns an occurrence (least to most) | natural / it | careful / it | lookup, ns | natural / it | in batches, ns | natural / it | bytes an identifier | profiles |"
    );
    println!("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
    let [natural_load, careful_load] = [0, 1].map(|way| median(&all[way], |run| run.load_ns));
    let natural_lookup = median(&all[0], |run| run.lookup_ns);
    for (name, runs) in names.iter().zip(all) {
        let load = median(runs, |run| run.load_ns);
        let each = |ns: f64| ns / world.occurrences() as f64;
        let (least, most) =
            (runs.iter().map(|run| run.load_ns).min(), runs.iter().map(|run| run.load_ns).max());
        let [least, most] = [least, most].map(|ns| each(ns.unwrap_or_default() as f64));
        let lookup = median(runs, |run| run.lookup_ns);
        let batch = median(runs, |run| run.batch_lookup_ns);
        let asked = world.asked.len() as f64;
        let per =
            |value: f64| if value > 0.0 { format!("{:.0}", value / asked) } else { "–".into() };
        let ratio =
            |of: f64, to: f64| if to > 0.0 { format!("{:.2}", of / to) } else { "–".into() };
        println!(
            "| {name} | {:.0} ({least:.0} to {most:.0}) | {} | {} | {} | {} | {} | {} | {} | {} |",
            each(load),
            ratio(natural_load, load),
            ratio(careful_load, load),
            per(lookup),
            ratio(natural_lookup, lookup),
            per(batch),
            ratio(natural_lookup, batch),
            per(median(runs, |run| run.bytes)),
            runs.first().map_or(0, |run| run.profiles),
        );
    }
}
