//! `oneid sources`: which sources there are, and what is kept of each.

use std::io::{self, Write};
use std::path::PathBuf;

use oneid::{SourceSummary, Strength};

use crate::error::Failure;
use crate::table::{Table, count};
use crate::{load, output, tell};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    options: load::Options,
    /// Prints them as JSON, an object a line.
    #[arg(long)]
    json: bool,
    /// Operations as JSON Lines; `-`, or none: from stdin. None with --db.
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let graph = arguments.options.loader(&arguments.files)?.graph()?;
    let sources = graph.sources();
    output::to_stdout(|stdout| match arguments.json {
        true => sources.iter().try_for_each(|source| output::json(source, stdout)),
        false => tell(&sources, stdout),
    })
}

/// A table of counts; strengths that no record has are left out.
fn tell(sources: &[SourceSummary], out: &mut dyn Write) -> io::Result<()> {
    if sources.is_empty() {
        return writeln!(out, "No records, so no sources.");
    }
    let has = |strength: &Strength| sources.iter().any(|source| of(source, *strength) > 0);
    let strengths: Vec<Strength> = Strength::ALL.into_iter().filter(has).collect();
    let headings: Vec<String> = strengths.iter().map(|strength| format!(">{strength}")).collect();
    let headings: Vec<&str> = ["source", ">records"]
        .into_iter()
        .chain(headings.iter().map(String::as_str))
        .chain(["seen", "links"])
        .collect();
    let mut table = Table::new(&headings);
    for source in sources {
        let counts = strengths.iter().map(|&strength| count(of(source, strength)));
        let seen = tell::span(source.first_seen, source.last_seen);
        let links = if source.links { "yes" } else { "no" }.to_owned();
        let cells = [tell::source(&source.source), count(source.records)];
        table.row(cells.into_iter().chain(counts).chain([seen, links]));
    }
    table.write(out)
}

fn of(source: &SourceSummary, strength: Strength) -> u64 {
    source.by_strength.iter().find(|entry| entry.0 == strength).map_or(0, |entry| entry.1)
}
