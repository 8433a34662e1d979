//! `oneid resolve`: operations in, profiles out.

mod report;

use std::io::{self, Write};
use std::num::NonZeroUsize;
use std::path::PathBuf;

use oneid::{IdentityGraph, ProfileId};

use crate::error::Failure;
use crate::load::{self, Skipped, Ways};
use crate::output::{self, Pending};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    options: load::Options,
    /// Writes counts, refused links and whatever else was held back to this file, as a JSON object.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Leaves the profiles out.
    #[arg(long)]
    quiet: bool,
    /// With --db: has each batch durable before the next is read, and prints after each on stdout how many lines of the files together
    /// are; no profiles.
    #[arg(long, requires = "db")]
    acknowledge: bool,
    /// Applies so many operations at once, 4096 if left out; with --acknowledge they are durable together. The profiles are the same
    /// whatever it is.
    #[arg(long, value_name = "N")]
    batch: Option<NonZeroUsize>,
    /// Operations as JSON Lines, `-` is stdin. With --db they are added to the graph in that directory, which is made if it is missing; without
    /// any, nothing is added and the graph is opened to be read. Without --db none is stdin.
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
}

/// Reads everything, then writes: the report under a temporary name, the profiles to stdout, and the report's name last.
pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    // Made first, so that a place where no report can be is not found out after hours of reading.
    let report = arguments.report.as_deref().map(Pending::create).transpose()?;
    let options = &arguments.options;
    match options.db() {
        Some(dir) if !arguments.files.is_empty() => {
            let ways = Ways {
                batch: arguments.batch.map_or(load::BATCH, NonZeroUsize::get),
                acknowledges: arguments.acknowledge,
                ..Ways::default()
            };
            let added = options.add(dir, &arguments.files, ways)?;
            arguments.write(&added.graph, &added.skipped, report)?;
            added.db.close(added.graph)
        }
        _ => {
            let (graph, skipped) = options.loader(&arguments.files)?.load()?;
            arguments.write(&graph, &skipped, report)
        }
    }
}

impl Arguments {
    fn write(
        &self,
        graph: &IdentityGraph,
        skipped: &[Skipped],
        mut report: Option<Pending>,
    ) -> Result<(), Failure> {
        if let Some(report) = &mut report {
            report.write(|file| write_report(graph, skipped, file))?;
        }
        if !self.quiet && !self.acknowledge {
            output::to_stdout(|stdout| write_profiles(graph, stdout))?;
        }
        match report.is_some() {
            true => load::tell_skipped(skipped, 0, " (listed in the report)"),
            false => load::tell_skipped(skipped, load::SHOWN, " (--report FILE lists them all)"),
        }
        report.map_or(Ok(()), Pending::keep)
    }
}

fn write_report(graph: &IdentityGraph, skipped: &[Skipped], out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer(&mut *out, &report::of(graph, skipped))?;
    out.write_all(b"\n")
}

/// Writes a profile a line, sorted by id. Of all profiles only the ids are held at once: each is read when its turn comes.
fn write_profiles(graph: &IdentityGraph, out: &mut dyn Write) -> io::Result<()> {
    let mut ids: Vec<ProfileId> = graph.profile_ids().collect();
    ids.sort_unstable();
    for id in ids {
        let profile = graph
            .profile(id)
            .ok_or_else(|| io::Error::other(format!("the profile {id} is not found by its id")))?;
        serde_json::to_writer(&mut *out, &profile)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}
