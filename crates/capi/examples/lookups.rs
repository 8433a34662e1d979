//! Nanoseconds for each lookup in Rust, to be compared with those of other languages: `crates/capi/bench` runs all of them.
//!
//! `lookups make DIRECTORY COUNT` writes what all read: `values.txt`, distinct values, and `asked.txt`, the same in another order.
//! `lookups DIRECTORY` measures, and prints one line of JSON.

use std::error::Error;
use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::time::Instant;

use oneid::{
    FingerprintKey, IdentityGraph, Policy, PreparedIdentifier, PreparedObservation, PreparedScope,
    Preset, Reader, Strength,
};

/// Observations, or lookups, of one call.
const BATCH: usize = 4096;
const ROUNDS: usize = 5;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match &arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["make", dir, count] => make(Path::new(dir), count.parse()?),
        [dir] => measure(Path::new(dir)),
        _ => Err("lookups [make] DIRECTORY [COUNT]".into()),
    }
}

fn make(dir: &Path, count: u64) -> Result<(), Box<dyn Error>> {
    fs::create_dir_all(dir)?;
    // Odd numbers go through all numbers of 64 bits: the values look random, and are distinct.
    let value = |number: u64| format!("{:016x}\n", number.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    fs::write(dir.join("values.txt"), (0..count).map(value).collect::<String>())?;
    // A step that shares no factor with the count goes through all of them.
    let step = (count / 3 * 2..).find(|step| common_factor(*step, count) == 1).unwrap_or(1);
    let other = |number| value(number * step % count);
    fs::write(dir.join("asked.txt"), (0..count).map(other).collect::<String>())?;
    Ok(())
}

fn common_factor(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { common_factor(b, a % b) }
}

fn measure(dir: &Path) -> Result<(), Box<dyn Error>> {
    let (values, asked) =
        (fs::read_to_string(dir.join("values.txt"))?, fs::read_to_string(dir.join("asked.txt"))?);
    let key = FingerprintKey::from_hex("000102030405060708090a0b0c0d0e0f")?;
    let mut graph = IdentityGraph::in_memory(Policy::preset(Preset::Connected), key);
    let scope = graph.prepare_scope("jd.xid", Some("shop"))?;
    fill(&mut graph, scope, &values)?;
    let reader = graph.reader();
    let ids: Vec<_> = asked.lines().map(|value| PreparedIdentifier { scope, value }).collect();
    let lines: Vec<&str> = asked.lines().collect();
    let (single, found) = median(ids.len(), || one_by_one(&reader, &ids));
    let (batch, _) = median(ids.len(), || in_batches(&reader, scope, &lines));
    println(&format!(
        r#"{{"language":"rust","single_ns":{single:.1},"batch_ns":{batch:.1},"found":{found}}}"#
    ));
    Ok(())
}

#[expect(clippy::print_stdout, reason = "this is its result")]
fn println(line: &str) {
    println!("{line}");
}

fn fill(
    graph: &mut IdentityGraph,
    scope: PreparedScope,
    values: &str,
) -> Result<(), Box<dyn Error>> {
    let source = graph.prepare_source("bench");
    let ids: Vec<_> = values.lines().map(|value| PreparedIdentifier { scope, value }).collect();
    let observe = |identifiers| PreparedObservation {
        identifiers,
        at: None,
        source,
        strength: Strength::Declared,
        traits: None,
    };
    let seen: Vec<_> = ids.chunks(2).map(observe).collect();
    for batch in seen.chunks(BATCH) {
        graph.apply_prepared(batch)?;
    }
    Ok(())
}

/// The median of the rounds, in nanoseconds for each key, and what was found.
fn median(keys: usize, look: impl Fn() -> usize) -> (f64, usize) {
    let mut found = 0;
    let mut rounds: Vec<f64> = (0..ROUNDS)
        .map(|_| {
            let started = Instant::now();
            found = look();
            started.elapsed().as_secs_f64() * 1e9 / keys as f64
        })
        .collect();
    rounds.sort_by(f64::total_cmp);
    (rounds[ROUNDS / 2], found)
}

fn one_by_one(reader: &Reader, ids: &[PreparedIdentifier<'_>]) -> usize {
    ids.iter().filter(|id| matches!(black_box(reader.profile_of(id)), Ok(Some(_)))).count()
}

/// From plain texts, as other languages have them.
fn in_batches(reader: &Reader, scope: PreparedScope, values: &[&str]) -> usize {
    let (mut ids, mut found, mut count) = (Vec::new(), Vec::new(), 0);
    for values in values.chunks(BATCH) {
        ids.clear();
        ids.extend(values.iter().map(|&value| PreparedIdentifier { scope, value }));
        reader.lookup_batch(&ids, &mut found).expect("its own scope");
        count += black_box(&found).iter().flatten().count();
    }
    count
}
