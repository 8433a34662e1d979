//! What a second thread brings: loading with two, and reading while one writes. Time is that of the wall.

use std::hint::black_box;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use oneid::{FingerprintKey, IdentityGraph, Policy, PreparedIdentifier, Preset, Reader, Tuning};

use crate::world::World;
use crate::{Ready, load};

/// Observations a second that the writer applies, each by itself.
const WRITES_A_SECOND: u32 = 20_000;
const SECONDS: u64 = 3;
/// Observations applied at once when loading: enough that starting a thread is nothing beside it.
const BULK: usize = 1 << 15;

pub(crate) fn measure(world: &World, runs: usize) -> Result<(), oneid::Error> {
    for preset in [Preset::Connected, Preset::RetailCn] {
        let mut ns = [Vec::new(), Vec::new()];
        let mut ids: Vec<Vec<oneid::ProfileId>> = Vec::new();
        for _ in 0..runs {
            for threads in [1, 2] {
                let mut graph = graph(preset, threads);
                let ready = Ready::new(world, &mut graph)?;
                let observations = ready.observations(world);
                let started = Instant::now();
                for batch in observations.chunks(BULK) {
                    let outcome = graph.apply_prepared(batch)?;
                    graph.trim_changes(outcome.changes.end).expect("in memory");
                }
                ns[threads - 1].push(started.elapsed());
                ids.truncate(1);
                ids.push(graph.profile_ids().collect());
                assert_eq!(ids.first(), ids.last(), "any number of threads gives the same");
            }
        }
        let [one, two] = ns.map(|mut all| {
            all.sort_unstable();
            all[all.len() / 2].as_secs_f64() * 1e9 / world.occurrences() as f64
        });
        println!(
            "{preset:?}: {one:.0} ns an occurrence with one thread, {two:.0} with two: {:.2}",
            one / two
        );
    }
    read(world)
}

fn graph(preset: Preset, threads: usize) -> IdentityGraph {
    let key = FingerprintKey::from_bytes([7; 16]);
    let tuning = Tuning { threads, ..Tuning::default() };
    IdentityGraph::tuned(Policy::preset(preset), key, tuning)
}

/// Single lookups by another thread, without a writer and with one.
fn read(world: &World) -> Result<(), oneid::Error> {
    let mut graph = graph(Preset::RetailCn, 2);
    let ready = Ready::new(world, &mut graph)?;
    let observations = ready.observations(world);
    let (first, rest) = observations.split_at(observations.len() - observations.len() / 50);
    load(&mut graph, first)?;
    let (reader, done) = (graph.reader(), AtomicBool::new(false));
    let lookups = || look_up_until(&done, &reader, &ready.asked);
    for writes in [false, true] {
        done.store(false, Ordering::Relaxed);
        let (mut read, mut written) = thread::scope(|scope| {
            let reading = scope.spawn(lookups);
            let written = write(&mut graph, if writes { rest } else { &[] });
            done.store(true, Ordering::Relaxed);
            (reading.join().expect("no panic"), written)
        });
        println!(
            "a lookup, {}: {}",
            if writes { "beside a writer" } else { "alone" },
            told(&mut read)
        );
        if writes {
            println!("a write: {}", told(&mut written));
        }
    }
    Ok(())
}

/// Looks these up one by one, again and again, until it is done; how long each took.
pub(crate) fn look_up_until(
    done: &AtomicBool,
    reader: &Reader,
    asked: &[PreparedIdentifier<'_>],
) -> Vec<Duration> {
    let mut times = Vec::new();
    for id in asked.iter().cycle().step_by(7919) {
        if done.load(Ordering::Relaxed) {
            break;
        }
        let started = Instant::now();
        let _ = black_box(reader.profile_of(id));
        times.push(started.elapsed());
    }
    times
}

/// Applies these one by one, so many a second, for some seconds; how long each took.
fn write(
    graph: &mut IdentityGraph,
    observations: &[oneid::PreparedObservation<'_>],
) -> Vec<Duration> {
    let (started, mut times) = (Instant::now(), Vec::new());
    let mut observations = observations.chunks(1);
    while started.elapsed() < Duration::from_secs(SECONDS) {
        let due = started.elapsed().as_secs_f64() * f64::from(WRITES_A_SECOND);
        let Some(one) = observations.next().filter(|_| (times.len() as f64) < due) else {
            thread::sleep(Duration::from_micros(20));
            continue;
        };
        let before = Instant::now();
        let outcome = graph.apply_prepared(one).expect("it is in order");
        times.push(before.elapsed());
        graph.trim_changes(outcome.changes.end).expect("in memory");
    }
    times
}

pub(crate) fn told(times: &mut [Duration]) -> String {
    times.sort_unstable();
    let at = |permille: usize| times[(times.len() - 1) * permille / 1000].as_secs_f64() * 1e6;
    let [half, most, nearly_all, longest] = [500, 990, 999, 1000].map(at);
    let count = times.len();
    format!(
        "{count}; p50 {half:.2}, p99 {most:.2}, p99.9 {nearly_all:.2}, longest {longest:.0} microseconds"
    )
}
