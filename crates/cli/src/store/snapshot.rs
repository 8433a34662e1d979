//! `oneid snapshot`: the state of a graph, from which it is opened sooner, and read while somebody writes.

use oneid::Durability;

use crate::db::Named;
use crate::error::Failure;
use crate::output;
use crate::table::count;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    named: Named,
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let db = arguments.named.db()?;
    let graph = db.write(Durability::Immediate)?;
    let snapshot = graph.snapshot().map_err(|error| db.failed(&error))?;
    let bytes = snapshot.bytes();
    snapshot.write().map_err(|error| db.failed(&error))?;
    db.close(graph)?;
    output::to_stdout(|stdout| {
        writeln!(stdout, "A snapshot of {} bytes was written.", count(bytes))
    })
}
