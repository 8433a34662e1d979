//! `oneid changes`: what happened to profiles, for whoever follows a graph.

mod follow;

use std::io::{self, Write};
use std::time::Duration;

use oneid::{Durability, IdentityGraph};

use crate::db::{Db, Named};
use crate::error::{Failure, note};
use crate::output;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    named: Named,
    /// From the change of this number on; each is one more than that of the one before.
    #[arg(long, value_name = "N", default_value_t = 0)]
    since: u64,
    /// Drops the changes before this one, which whoever follows must have by then, and prints nothing.
    #[arg(long, value_name = "N", conflicts_with_all = ["since", "follow"])]
    trim_before: Option<u64>,
    /// Goes on with what comes, until nobody reads stdout any more. While somebody writes the graph, what comes is seen once they are done,
    /// or have written a snapshot.
    #[arg(long)]
    follow: bool,
    /// With --follow: looks again every so many seconds.
    #[arg(long, value_name = "SECONDS", default_value = "1", value_parser = seconds, requires = "follow")]
    every: Duration,
    /// With --follow: ends after so many seconds.
    #[arg(long = "for", value_name = "SECONDS", value_parser = seconds, requires = "follow")]
    lasts: Option<Duration>,
}

fn seconds(text: &str) -> Result<Duration, &'static str> {
    let seconds = text.parse().ok().and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    seconds.filter(|seconds| !seconds.is_zero()).ok_or("must be a number of seconds above zero")
}

/// Prints the changes as JSON, an object a line.
pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let db = arguments.named.db()?;
    if let Some(before) = arguments.trim_before {
        return trim(&db, before);
    }
    if arguments.follow {
        return follow::run(&db, arguments.since, arguments.every, arguments.lasts);
    }
    let graph = db.read()?;
    let since = kept_from(&graph, arguments.since);
    output::to_stdout(|stdout| write(&graph, since, stdout).map(drop))
}

fn trim(db: &Db<'_>, before: u64) -> Result<(), Failure> {
    let mut graph = db.write(Durability::Immediate)?;
    graph.trim_changes(before).map_err(|error| db.failed(&error))?;
    db.close(graph)
}

/// Where to go on if changes from there are not kept any more, and says so: nobody is to take for everything what is not.
fn kept_from(graph: &IdentityGraph, since: u64) -> u64 {
    let first = graph.first_change();
    if since < first {
        note(format_args!("changes before {first} are not kept any more"));
    }
    since.max(first)
}

/// Writes the changes from this number on; the number of the one to come.
fn write(graph: &IdentityGraph, since: u64, out: &mut dyn Write) -> io::Result<u64> {
    let mut next = since;
    for change in graph.changes_since(since) {
        output::json(&change, out)?;
        next = change.sequence + 1;
    }
    Ok(next)
}
