//! `oneid dump`: a graph as the operations that make it anew.

use std::io;

use oneid::{Error, Timestamp};

use crate::db::Named;
use crate::error::{Failure, note};
use crate::output;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    named: Named,
}

/// Prints an operation a line, which `oneid load` reads.
pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let db = arguments.named.db()?;
    let graph = db.read()?;
    if graph.refused_identifiers() > 0 {
        note("the list of erased identifiers that are refused is not among the operations");
    }
    output::to_stdout(|stdout| {
        let mut written = Ok(());
        let dumped = graph.dump(|operation| {
            written = writeln!(stdout, "{}", operation.to_json());
            if written.is_ok() { Ok(()) } else { Err(stop()) }
        });
        written?;
        dumped.map_err(io::Error::other)
    })
}

/// Ends the dump: what went wrong has been put aside.
fn stop() -> Error {
    Timestamp::parse("").err().unwrap_or_else(|| unreachable!("an empty text is no time"))
}
