//! `oneid backup`: a copy of a graph, to be opened by itself.

use std::path::PathBuf;

use crate::db::Named;
use crate::error::Failure;
use crate::output;
use crate::table::count;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    named: Named,
    /// The directory of the copy, made if it is missing; no graph may be there. The copy has the keys of the graph.
    #[arg(long, value_name = "DIR")]
    to: PathBuf,
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let graph = arguments.named.db()?.read()?;
    let to = arguments.to.display();
    graph.backup(&arguments.to).map_err(|error| Failure::at(&to, &error))?;
    let stats = graph.stats();
    output::to_stdout(|stdout| {
        let (identifiers, profiles) = (count(stats.identifiers), count(stats.profiles));
        writeln!(stdout, "Written to {to}: {identifiers} identifiers in {profiles} profiles.")
    })
}
