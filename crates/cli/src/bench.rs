//! `oneid bench`: a mix of operations on a graph in this process, and how long each took.

mod actions;
mod digest;
mod mix;
mod times;

use std::ffi::OsString;
use std::hint::black_box;
use std::io::{self, Write};
use std::time::{Duration, Instant};

use oneid::{Error, FingerprintKey, IdentityGraph, Operation};
use serde::Serialize;

use crate::error::Failure;
use crate::table::{Table, count};
use crate::{output, policy, quantity};
use actions::{Action, Actions};
use digest::Digest;
use mix::Mix;
use times::{Summary, Times};

/// Operations applied at once while the graph is loaded.
const BATCH: usize = 4096;
/// What is invented is nobody's: any key will do, if it is always the same.
const KEY: [u8; 16] = [7; 16];

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Observations that are loaded first; K, M and B stand for thousands, millions and billions.
    #[arg(long, value_name = "N", default_value = "100K", value_parser = quantity::count)]
    size: u64,
    /// Operations that are done then, one by one.
    #[arg(long, value_name = "N", default_value = "100K", value_parser = quantity::count)]
    operations: u64,
    /// How many of each kind: observe, lookup, retract, erase, explain, each with a weight.
    #[arg(long, value_name = "KIND=WEIGHT,…", default_value = "observe=70,lookup=25,retract=5")]
    mix: Mix,
    /// Says which operations are done: the same seed, the same operations.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// A preset (connected, first-owner, last-login, retail-cn) or a TOML file; retail-cn if left out.
    #[arg(long, value_name = "FILE|PRESET")]
    policy: Option<OsString>,
    /// Prints everything as a JSON object.
    #[arg(long)]
    json: bool,
}

/// What was done, and how long it took.
#[derive(Serialize)]
struct Report {
    size: u64,
    operations: u64,
    mix: String,
    seed: u64,
    /// Of all operations and their answers.
    hash: String,
    load_per_second: f64,
    identifiers: u64,
    profiles: u64,
    records: u64,
    memory_bytes: u64,
    per_second: f64,
    kinds: Vec<Summary>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let policy = policy::read(arguments.policy.as_deref())?;
    let counts = arguments.mix.counts(arguments.operations);
    let taken = actions::taken(counts);
    if taken > arguments.size {
        return Err(Failure::new(format!(
            "the mix takes {} observations back, more than the {} that --size loads",
            count(taken),
            count(arguments.size)
        )));
    }
    let mut bench = Bench {
        graph: IdentityGraph::in_memory(policy, FingerprintKey::from_bytes(KEY)),
        digest: Digest::new(),
        times: Times::new().map_err(|error| Failure::new(error.to_string()))?,
    };
    let mut actions = Actions::new(arguments.seed, arguments.size, counts);
    let failed = |error: Error| Failure::at("bench", &error);
    let load = bench.load(&mut actions, arguments.size).map_err(failed)?;
    bench.work(&mut actions).map_err(failed)?;
    let report = bench.report(arguments, load);
    output::to_stdout(|stdout| match arguments.json {
        true => output::json(&report, stdout),
        false => tell(&report, stdout),
    })
}

struct Bench {
    graph: IdentityGraph,
    digest: Digest,
    times: Times,
}

impl Bench {
    /// Loads observations in batches; how long that took, without making them.
    fn load(&mut self, actions: &mut Actions, size: u64) -> Result<Duration, Error> {
        let mut batch: Vec<Operation> = Vec::with_capacity(BATCH);
        let mut took = Duration::ZERO;
        let mut left = size;
        while left > 0 {
            batch.clear();
            let next = left.min(BATCH as u64);
            batch.extend((0..next).map_while(|_| actions.observation()));
            left -= next;
            let started = Instant::now();
            let outcome = self.graph.apply_batch(&batch)?;
            took += started.elapsed();
            self.graph.trim_changes(outcome.changes.end)?;
        }
        Ok(took)
    }

    fn work(&mut self, actions: &mut Actions) -> Result<(), Error> {
        while let Some(action) = actions.action() {
            let kind = action.kind();
            self.digest.add(kind.as_str().as_bytes());
            let took = self.perform(&action)?;
            self.times.add(kind, took);
        }
        Ok(())
    }

    /// Does one operation between two looks at the clock, and notes what it was and what came of it.
    fn perform(&mut self, action: &Action) -> Result<Duration, Error> {
        match action {
            Action::Apply(_, operation) => {
                let started = Instant::now();
                let outcome = self.graph.apply(operation)?;
                let took = started.elapsed();
                self.graph.trim_changes(outcome.changes.end)?;
                self.digest.add(operation.to_json().as_bytes());
                self.digest.add_json(&outcome);
                Ok(took)
            }
            Action::Lookup(id) => {
                let started = Instant::now();
                let found = black_box(self.graph.lookup(id)?);
                let took = started.elapsed();
                self.digest.add(id.as_str().as_bytes());
                found.iter().for_each(|found| self.digest.add(&found.profile.as_bytes()));
                Ok(took)
            }
            Action::Explain(a, b) => {
                let started = Instant::now();
                let explanation = black_box(self.graph.explain(a, b)?);
                let took = started.elapsed();
                self.digest.add_json(&explanation);
                Ok(took)
            }
        }
    }

    fn report(&self, arguments: &Arguments, load: Duration) -> Report {
        let stats = self.graph.stats();
        Report {
            size: arguments.size,
            operations: arguments.operations,
            mix: arguments.mix.to_string(),
            seed: arguments.seed,
            hash: self.digest.hex(),
            load_per_second: arguments.size as f64 / load.as_secs_f64().max(1e-9),
            identifiers: stats.identifiers,
            profiles: stats.profiles,
            records: stats.records,
            memory_bytes: self.graph.memory().total(),
            per_second: self.times.per_second(),
            kinds: self.times.summaries(),
        }
    }
}

fn tell(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "{} observations loaded, {} a second; then {} operations, seed {}, hash {}.\n",
        count(report.size),
        whole(report.load_per_second),
        count(report.operations),
        report.seed,
        report.hash
    )?;
    let mut table = Table::new(&[
        "operation",
        ">times",
        ">a second",
        ">p50, µs",
        ">p99, µs",
        ">p99.9, µs",
        ">max, µs",
    ]);
    for kind in &report.kinds {
        let times = [kind.p50_ns, kind.p99_ns, kind.p999_ns, kind.max_ns].map(micros);
        let head = [kind.kind.as_str().to_owned(), count(kind.count), whole(kind.per_second)];
        table.row(head.into_iter().chain(times));
    }
    let all = ["all".to_owned(), count(report.operations), whole(report.per_second)];
    table.row(all.into_iter().chain([(); 4].map(|()| String::new())));
    table.write(out)?;
    writeln!(
        out,
        "\nNow {} identifiers in {} profiles, {} records, {} MB.",
        count(report.identifiers),
        count(report.profiles),
        count(report.records),
        count(report.memory_bytes / 1_000_000)
    )
}

fn micros(ns: u64) -> String {
    format!("{:.1}", ns as f64 / 1000.0)
}

/// A rate, to the whole.
fn whole(rate: f64) -> String {
    // Far below 2^53.
    format!("{rate:.0}").parse().map_or_else(|_| "–".to_owned(), count)
}
