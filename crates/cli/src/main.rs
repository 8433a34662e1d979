//! The `oneid` command.

mod candidates;
mod cut;
mod error;
mod explain;
mod history;
mod key;
mod lines;
mod load;
mod lookup;
mod merge;
mod output;
mod policy;
mod resolve;
mod sources;
mod subject;
mod table;
mod tell;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use error::Failure;

/// Merges exported fan bases into customers.
#[derive(Parser)]
#[command(name = "oneid", version, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Merges the fan bases that a manifest names, and says whom they reach.
    Merge(merge::Arguments),
    /// Reads operations as JSON Lines, writes the profiles they give.
    Resolve(resolve::Arguments),
    /// Says why two identifiers are one customer, or are not.
    Explain(explain::Arguments),
    /// Names the fewest records without which two identifiers of one customer are two customers.
    Cut(cut::Arguments),
    /// Tells the merges that made a profile, in order.
    History(history::Arguments),
    /// Lists what awaits a data steward's decision, what holds the most links back first.
    Candidates(candidates::Arguments),
    /// Lists the sources, and what is kept of each.
    Sources(sources::Arguments),
    /// Says which profile holds an identifier, and how the identifier stands.
    Lookup(lookup::Arguments),
    /// Prints a policy as TOML, and on stderr what it probably does not mean.
    Policy(policy::Arguments),
}

impl Command {
    fn run(&self) -> Result<(), Failure> {
        match self {
            Command::Merge(arguments) => merge::run(arguments),
            Command::Resolve(arguments) => resolve::run(arguments),
            Command::Explain(arguments) => explain::run(arguments),
            Command::Cut(arguments) => cut::run(arguments),
            Command::History(arguments) => history::run(arguments),
            Command::Candidates(arguments) => candidates::run(arguments),
            Command::Sources(arguments) => sources::run(arguments),
            Command::Lookup(arguments) => lookup::run(arguments),
            Command::Policy(arguments) => policy::run(arguments),
        }
    }
}

fn main() -> ExitCode {
    match Cli::parse().command.run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            failure.print();
            ExitCode::FAILURE
        }
    }
}
