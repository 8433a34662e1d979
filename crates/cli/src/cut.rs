//! `oneid cut`: the smallest set of records that parts two identifiers of one customer.

use std::io::{self, Write};
use std::path::PathBuf;

use oneid::{Cut, Policy};
use serde::Serialize;

use crate::error::Failure;
use crate::table::columns;
use crate::{load, output, tell};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    options: load::Options,
    /// Prints the cut as a JSON object.
    #[arg(long)]
    json: bool,
    /// The one identifier, `namespace[@scope]:value`.
    #[arg(value_name = "A")]
    a: String,
    /// The other.
    #[arg(value_name = "B")]
    b: String,
    /// Operations as JSON Lines; `-`, or none: from stdin. None with --db.
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
}

/// What is printed as JSON.
#[derive(Serialize)]
struct Answer<'a> {
    /// None if the two are not in one profile, or one and the same.
    cut: Option<&'a Cut>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let loader = arguments.options.loader(&arguments.files)?;
    let (a, b) = (loader.identifier("A", &arguments.a)?, loader.identifier("B", &arguments.b)?);
    let graph = loader.graph()?;
    let cut = graph.cut(&a, &b).map_err(|error| Failure::at("cut", &error))?;
    output::to_stdout(|stdout| match (&cut, arguments.json) {
        (cut, true) => output::json(&Answer { cut: cut.as_ref() }, stdout),
        (Some(cut), false) => tell(cut, graph.policy(), stdout),
        (None, false) => writeln!(
            stdout,
            "Nothing to cut: the two are not in one profile, or are one and the same (oneid explain says why)."
        ),
    })
}

fn tell(cut: &Cut, policy: &Policy, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}\n{}\n", tell::clean(&cut.a), tell::clean(&cut.b))?;
    match cut.records.len() {
        1 => writeln!(out, "Without this record they part:\n")?,
        count => writeln!(out, "Without these {count} records they part:\n")?,
    }
    let cells: Vec<_> = cut.records.iter().map(tell::record).collect();
    for (record, cells) in cut.records.iter().zip(columns(&cells)) {
        writeln!(out, "  {cells}")?;
        writeln!(out, "    {}", tell::few(&record.identifiers))?;
    }
    if cut.taken_over_by.is_empty() {
        return writeln!(out, "\nNothing takes over: then they are two customers.");
    }
    writeln!(out, "\nOther links take over, and they stay one customer (x: held back so far):\n")?;
    tell::chain(&cut.taken_over_by, policy, out)
}
