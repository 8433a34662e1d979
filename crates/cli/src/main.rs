//! The `oneid` command.

mod error;
mod key;
mod lines;
mod merge;
mod output;
mod policy;
mod resolve;

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
    /// Prints a policy as TOML, and on stderr what it probably does not mean.
    Policy(policy::Arguments),
}

impl Command {
    fn run(&self) -> Result<(), Failure> {
        match self {
            Command::Merge(arguments) => merge::run(arguments),
            Command::Resolve(arguments) => resolve::run(arguments),
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
