//! Rows into the graph, batch by batch.

use std::io::{self, IsTerminal as _, Write as _};
use std::time::{Duration, Instant};

use oneid::import::{FanBase, FanBaseReport, Manifest};
use oneid::report::Audience;
use oneid::{FingerprintKey, IdentityGraph, Operation, Timestamp};

use super::plain;
use crate::error::Failure;

/// Rows applied at once.
const BATCH: usize = 1000;
/// How long progress stands before it is told anew.
const PACE: Duration = Duration::from_millis(200);

/// What the fan bases gave.
pub(super) struct Import<'m> {
    pub(super) audience: Audience<'m>,
    /// In the order of the manifest.
    pub(super) reports: Vec<FanBaseReport>,
}

/// Opens every file once, so that a column that is missing in the last is known before the first is read.
pub(super) fn check_headers(
    manifest: &Manifest,
    key: &FingerprintKey,
    now: Timestamp,
) -> Result<(), Failure> {
    let opened = manifest.fan_bases().iter().map(|base| base.rows(manifest.policy(), key, now));
    let mut problems: Vec<String> = Vec::new();
    for error in opened.filter_map(Result::err) {
        for problem in error.problems() {
            if !problems.contains(problem) {
                problems.push(problem.clone());
            }
        }
    }
    if problems.is_empty() { Ok(()) } else { Err(Failure::all(problems)) }
}

/// Reads all fan bases into a graph, in the order of the manifest.
pub(super) fn run<'m>(
    manifest: &'m Manifest,
    key: &'m FingerprintKey,
    now: Timestamp,
    target: &mut Target<'_>,
) -> Result<Import<'m>, Failure> {
    let policy = manifest.policy();
    let names = manifest.fan_bases().iter().map(|base| (base.name(), base.platform()));
    let mut import = Import { audience: Audience::new(policy, key, names), reports: Vec::new() };
    let mut progress = Progress::new();
    for (place, base) in manifest.fan_bases().iter().enumerate() {
        let mut rows = base.rows(policy, key, now).map_err(|error| plain(&error))?;
        let mut batch = Vec::with_capacity(BATCH);
        while let Some(row) = rows.next_row().map_err(|error| plain(&error))? {
            row.fans.iter().for_each(|&fan| import.audience.add(place, fan));
            batch.push(Operation::from(row.observation));
            if batch.len() == BATCH {
                target.apply(base, &mut batch)?;
                progress.tell(base, row.line);
            }
        }
        target.apply(base, &mut batch)?;
        import.reports.push(rows.report());
    }
    progress.clear();
    Ok(import)
}

/// The graph that rows go into.
pub(super) struct Target<'g> {
    pub(super) graph: &'g mut IdentityGraph,
    /// Somebody reads the changes one day; else they are dropped as they come.
    pub(super) keeps_changes: bool,
}

impl Target<'_> {
    fn apply(&mut self, base: &FanBase, batch: &mut Vec<Operation>) -> Result<(), Failure> {
        if batch.is_empty() {
            return Ok(());
        }
        let failed = |error: oneid::Error| Failure::at(base.file_name(), &error);
        let outcome = self.graph.apply_batch(batch).map_err(failed)?;
        batch.clear();
        if self.keeps_changes {
            return Ok(());
        }
        self.graph.trim_changes(outcome.changes.end).map_err(failed)
    }
}

/// One line on stderr, if that is a terminal, written over again and again.
struct Progress {
    shown: bool,
    last: Instant,
}

impl Progress {
    fn new() -> Self {
        Progress { shown: io::stderr().is_terminal(), last: Instant::now() }
    }

    fn tell(&mut self, base: &FanBase, line: u64) {
        if self.shown && self.last.elapsed() >= PACE {
            self.last = Instant::now();
            self.write(format_args!("\r\x1b[K{}: line {line}", base.name()));
        }
    }

    fn clear(&self) {
        if self.shown {
            self.write(format_args!("\r\x1b[K"));
        }
    }

    /// Progress that cannot be shown stops nothing.
    fn write(&self, text: std::fmt::Arguments<'_>) {
        let mut stderr = io::stderr().lock();
        let _ = stderr.write_fmt(text).and_then(|()| stderr.flush());
    }
}
