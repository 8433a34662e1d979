//! `oneid load`: operations into a graph that is new.

use std::path::PathBuf;

use crate::db::is_vacant;
use crate::error::{Failure, usage};
use crate::load::{self, Ways};
use crate::output;
use crate::table::count;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    options: load::Options,
    /// Operations as JSON Lines; `-`, or none: from stdin.
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
}

/// Makes the graph, and says in a line what it holds.
pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let Some(dir) = arguments.options.db() else { usage("--db DIR says where the graph is to be") };
    let shown = dir.display();
    if !is_vacant(dir) {
        return Err(Failure::new(format!(
            "{shown}: not empty: load makes a new graph (oneid resolve adds to one that is there)"
        )));
    }
    let added =
        arguments.options.add(dir, &arguments.files, Ways::default()).map_err(|failure| {
            if is_vacant(dir) {
                return failure;
            }
            failure.and(Failure::new(format!(
                "to load it again remove {shown}; or add the rest by oneid resolve"
            )))
        })?;
    load::tell_skipped(&added.skipped, load::SHOWN, "");
    let stats = added.graph.stats();
    added.db.close(added.graph)?;
    output::to_stdout(|stdout| {
        let [operations, identifiers, profiles] =
            [stats.operations, stats.identifiers, stats.profiles].map(count);
        writeln!(
            stdout,
            "Loaded into {shown}: {operations} operations, {identifiers} identifiers in {profiles} profiles."
        )
    })
}
