//! `oneid check`: whether the files of a graph are as they were written, and give what they ought to.

use std::io::{self, Write};
use std::path::PathBuf;

use oneid::{FilesChecked, IdentityGraph};

use crate::db::{Db, Keys};
use crate::error::Failure;
use crate::output;
use crate::table::{Table, count};
use crate::tell;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The directory of the graph. Nothing is written there, and nobody may write it meanwhile.
    #[arg(value_name = "DIR")]
    db: PathBuf,
    #[command(flatten)]
    keys: Keys,
    /// Prints what was found as a JSON object.
    #[arg(long)]
    json: bool,
}

/// Fails if there is any problem, once all are told.
pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let db = Db::there(&arguments.db, &arguments.keys)?;
    let found = IdentityGraph::check_files(db.dir(), &db.options());
    let found = found.map_err(|error| db.failed(&error))?;
    output::to_stdout(|stdout| match arguments.json {
        true => output::json(&found, stdout),
        false => tell(&found, stdout),
    })?;
    match found.problems.len() {
        0 => Ok(()),
        problems => {
            let problems = tell::number(problems, "problem");
            Err(Failure::new(format!("{}: {problems}", db.dir().display())))
        }
    }
}

fn tell(found: &FilesChecked, out: &mut dyn Write) -> io::Result<()> {
    let mut table = Table::new(&["", ">"]);
    for (name, number) in [
        ("generation", found.generation),
        ("blocks of the journal", found.blocks),
        ("identifiers", found.identifiers),
        ("records", found.records),
        ("profiles", found.profiles),
        ("snapshots that agree", found.snapshots),
    ] {
        table.row([name.to_owned(), count(number)]);
    }
    table.write(out)?;
    if !found.leftovers.is_empty() {
        let leftovers = found.leftovers.join(", ");
        writeln!(
            out,
            "\nLeft by what was cut short, removed when it is next written: {leftovers}"
        )?;
    }
    if found.problems.is_empty() {
        return writeln!(out, "\nEverything is as it was written.");
    }
    writeln!(out, "\nProblems:")?;
    found.problems.iter().try_for_each(|problem| writeln!(out, "  {}", tell::clean(problem)))
}
