//! The `oneid` command.

mod bench;
mod candidates;
mod clock;
mod cut;
mod db;
mod error;
mod explain;
mod generate;
mod history;
mod key;
mod lines;
mod load;
mod lookup;
mod merge;
mod output;
mod page;
mod plan;
mod policy;
mod profile;
mod quantity;
mod random;
mod resolve;
mod simulate;
mod sources;
mod store;
mod subject;
mod table;
mod tell;
mod undo;

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
    /// Says what another policy would give on the same operations.
    Simulate(simulate::Arguments),
    /// Lists the sources, and what is kept of each.
    Sources(sources::Arguments),
    /// Shows all of one profile.
    Profile(profile::Arguments),
    /// Says which profile holds an identifier, and how the identifier stands.
    Lookup(lookup::Arguments),
    /// Drops the records of a set of identifiers and a source.
    Retract(undo::Retract),
    /// Drops every record of a source.
    RetractSource(undo::RetractSource),
    /// Drops records last seen before a time.
    Expire(undo::Expire),
    /// Says that two identifiers never share a profile.
    Separate(undo::Separate),
    /// Takes a separation back.
    Rejoin(undo::Rejoin),
    /// Says that identifiers are one customer's.
    Confirm(undo::Confirm),
    /// Removes an identifier for good.
    Erase(undo::Erase),
    /// Removes every identifier of the profile that holds this one for good.
    EraseProfile(undo::Erase),
    /// Makes a durable graph of operations.
    Load(store::load::Arguments),
    /// Prints a durable graph as the operations that make it anew.
    Dump(store::dump::Arguments),
    /// Prints what happened to profiles of a durable graph.
    Changes(store::changes::Arguments),
    /// Counts what a durable graph holds, and what its files take.
    Stats(store::stats::Arguments),
    /// Verifies the files of a durable graph.
    Check(store::check::Arguments),
    /// Rewrites the files of a durable graph, so that none holds what was erased.
    Compact(store::compact::Arguments),
    /// Writes a snapshot of a durable graph, from which it is opened sooner.
    Snapshot(store::snapshot::Arguments),
    /// Copies a durable graph.
    Backup(store::backup::Arguments),
    /// Prints a policy as TOML, and on stderr what it probably does not mean.
    Policy(policy::Arguments),
    /// Writes an invented population: operations, lists of identifiers, or fan bases.
    Generate(generate::Arguments),
    /// Does a mix of operations on an invented population, and says how long each took.
    Bench(bench::Arguments),
    /// Says what memory, time and cores so many customers take.
    Plan(plan::Arguments),
    #[command(hide = true)]
    MeasureOne(plan::One),
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
            Command::Simulate(arguments) => simulate::run(arguments),
            Command::Sources(arguments) => sources::run(arguments),
            Command::Profile(arguments) => profile::run(arguments),
            Command::Lookup(arguments) => lookup::run(arguments),
            Command::Retract(arguments) => arguments.run(),
            Command::RetractSource(arguments) => arguments.run(),
            Command::Expire(arguments) => arguments.run(),
            Command::Separate(arguments) => arguments.run(),
            Command::Rejoin(arguments) => arguments.run(),
            Command::Confirm(arguments) => arguments.run(),
            Command::Erase(arguments) => arguments.run(),
            Command::EraseProfile(arguments) => arguments.run_profile(),
            Command::Load(arguments) => store::load::run(arguments),
            Command::Dump(arguments) => store::dump::run(arguments),
            Command::Changes(arguments) => store::changes::run(arguments),
            Command::Stats(arguments) => store::stats::run(arguments),
            Command::Check(arguments) => store::check::run(arguments),
            Command::Compact(arguments) => store::compact::run(arguments),
            Command::Snapshot(arguments) => store::snapshot::run(arguments),
            Command::Backup(arguments) => store::backup::run(arguments),
            Command::Policy(arguments) => policy::run(arguments),
            Command::Generate(arguments) => generate::run(arguments),
            Command::Bench(arguments) => bench::run(arguments),
            Command::Plan(arguments) => plan::run(arguments),
            Command::MeasureOne(arguments) => plan::run_one(arguments),
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
