//! `oneid history`: the merges that made a profile.

use std::io::{self, Write};
use std::path::PathBuf;

use oneid::{Merge, ProfileId};

use crate::error::Failure;
use crate::subject::Subject;
use crate::table::{Table, count};
use crate::{load, output, tell};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    options: load::Options,
    /// Prints the merges as JSON, an object a line.
    #[arg(long)]
    json: bool,
    /// A profile's id, or an identifier that it holds.
    #[arg(value_name = "ID")]
    id: String,
    /// Operations as JSON Lines; `-`, or none: from stdin. None with --db.
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let loader = arguments.options.loader(&arguments.files)?;
    let subject = Subject::parse(&arguments.id, &loader)?;
    let graph = loader.graph()?;
    let id = subject.find(&graph)?;
    let merges = graph.history(id).unwrap_or_default();
    output::to_stdout(|stdout| match arguments.json {
        true => merges.iter().try_for_each(|merge| output::json(merge, stdout)),
        false => tell(id, &merges, stdout),
    })
}

fn tell(id: ProfileId, merges: &[Merge], out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "Profile {id}, {}\n", tell::number(merges.len(), "merge"))?;
    let mut table = Table::new(&[">", "from", ">of", "to", ">of", "source", "strength", "seen"]);
    for (place, merge) in (1u64..).zip(merges) {
        let [one, other] = merge.sizes.map(|size| count(size as u64));
        let names = [count(place), merge.link.from.clone(), one, merge.link.to.clone(), other];
        table.row(names.into_iter().chain(tell::record(&merge.link.record)));
    }
    if table.is_empty() { Ok(()) } else { table.write(out) }
}
