//! `oneid compact`: the journal rewritten as what the graph holds now.

use oneid::Durability;

use crate::db::Named;
use crate::error::Failure;
use crate::output;
use crate::table::count;
use crate::tell;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    named: Named,
    /// Prints what was done as a JSON object.
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let db = arguments.named.db()?;
    let mut graph = db.write(Durability::Immediate)?;
    let done = graph.compact().map_err(|error| db.failed(&error))?;
    db.close(graph)?;
    output::to_stdout(|stdout| {
        if arguments.json {
            return output::json(&done, stdout);
        }
        let (before, after) = (count(done.bytes_before), count(done.bytes_after));
        writeln!(stdout, "The journal took {before} bytes and takes {after}.")?;
        match usize::try_from(done.erasures) {
            Ok(0) => Ok(()),
            erasures => {
                let erasures = tell::number(erasures.unwrap_or(usize::MAX), "erasure");
                writeln!(stdout, "What was erased is in no file any more ({erasures}).")
            }
        }
    })
}
