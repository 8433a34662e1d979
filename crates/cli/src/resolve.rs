//! `oneid resolve`: operations in, profiles out.

mod report;

use std::io::{self, Write};
use std::path::PathBuf;

use oneid::{IdentityGraph, ProfileId};

use crate::error::Failure;
use crate::load::{self, Skipped};
use crate::output::{self, Pending};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    options: load::Options,
    /// Writes counts, refused links and whatever else was held back to this file, as a JSON object.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Operations as JSON Lines; `-`, or none: from stdin.
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
}

/// Reads everything, then writes: the report under a temporary name, the profiles to stdout, and the report's name last.
pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    // Made first, so that a place where no report can be is not found out after hours of reading.
    let mut report = arguments.report.as_deref().map(Pending::create).transpose()?;
    let (graph, skipped) = arguments.options.loader(&arguments.files)?.load()?;
    if let Some(report) = &mut report {
        report.write(|file| write_report(&graph, &skipped, file))?;
    }
    output::to_stdout(|stdout| write_profiles(&graph, stdout))?;
    match report.is_some() {
        true => load::tell_skipped(&skipped, 0, " (listed in the report)"),
        false => load::tell_skipped(&skipped, load::SHOWN, " (--report FILE lists them all)"),
    }
    report.map_or(Ok(()), Pending::keep)
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
