//! The commands that take back, confirm, part or erase: what an operation would change, and the operation put on file.

mod append;
mod told;

use std::path::PathBuf;

use clap::error::ErrorKind;
use oneid::{
    DryRun, Identifier, IdentityGraph, Observation, Operation, Receipt, Strength, Timestamp,
};

use crate::error::{Failure, note};
use crate::load::{self, Loader};
use crate::output;
use told::Told;

/// What these commands have in common.
#[derive(clap::Args)]
struct How {
    #[command(flatten)]
    options: load::Options,
    /// Operations as JSON Lines, may be given several times; `-`, or none: from stdin.
    #[arg(long = "in", value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Appends the operation to this file of operations, which is made if it is missing. Without it nothing is written.
    #[arg(long, value_name = "FILE")]
    to: Option<PathBuf>,
    /// Writes nothing, whatever else is said.
    #[arg(long)]
    dry_run: bool,
    /// Prints what changes as a JSON object.
    #[arg(long)]
    json: bool,
}

#[derive(clap::Args)]
pub(crate) struct Retract {
    #[command(flatten)]
    how: How,
    /// The source of the records.
    #[arg(long, value_name = "S")]
    source: String,
    /// The identifiers that the records hold: exactly these.
    #[arg(value_name = "ID", required = true)]
    ids: Vec<String>,
}

#[derive(clap::Args)]
pub(crate) struct RetractSource {
    #[command(flatten)]
    how: How,
    /// The source.
    #[arg(value_name = "S")]
    source: String,
}

#[derive(clap::Args)]
pub(crate) struct Expire {
    #[command(flatten)]
    how: How,
    /// Records last seen before this time go, RFC 3339.
    #[arg(long, value_name = "TIME")]
    before: String,
    /// Of this source; without, of all sources, but none that is asserted.
    #[arg(long, value_name = "S")]
    source: Option<String>,
}

#[derive(clap::Args)]
pub(crate) struct Separate {
    #[command(flatten)]
    how: How,
    /// When it was said, RFC 3339.
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
    /// Who says so.
    #[arg(long, value_name = "S", default_value = "", hide_default_value = true)]
    source: String,
    /// The two identifiers, `namespace[@scope]:value`.
    #[arg(value_names = ["A", "B"], num_args = 1.., required = true)]
    ids: Vec<String>,
}

#[derive(clap::Args)]
pub(crate) struct Rejoin {
    #[command(flatten)]
    how: How,
    /// The two identifiers, `namespace[@scope]:value`.
    #[arg(value_names = ["A", "B"], num_args = 1.., required = true)]
    ids: Vec<String>,
}

#[derive(clap::Args)]
pub(crate) struct Confirm {
    #[command(flatten)]
    how: How,
    /// When it was true, RFC 3339.
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
    /// Who says so.
    #[arg(long, value_name = "S", default_value = "", hide_default_value = true)]
    source: String,
    /// The identifiers, `namespace[@scope]:value`: two or more.
    #[arg(value_name = "ID", required = true)]
    ids: Vec<String>,
}

#[derive(clap::Args)]
pub(crate) struct Erase {
    #[command(flatten)]
    how: How,
    /// The identifier, `namespace[@scope]:value`.
    #[arg(value_name = "ID", num_args = 1.., required = true)]
    ids: Vec<String>,
}

impl Retract {
    pub(crate) fn run(&self) -> Result<(), Failure> {
        self.how.run(|loader| {
            let (ids, source) = (identifiers(loader, &self.ids)?, self.source.as_str().into());
            Ok(Operation::Retract { ids, source })
        })
    }
}

impl RetractSource {
    pub(crate) fn run(&self) -> Result<(), Failure> {
        let source = self.source.as_str().into();
        self.how.run(|_| Ok(Operation::RetractSource { source }))
    }
}

impl Expire {
    pub(crate) fn run(&self) -> Result<(), Failure> {
        let before = time("--before", &self.before)?;
        let source = self.source.as_deref().map(Into::into);
        self.how.run(|_| Ok(Operation::Expire { before, source }))
    }
}

impl Separate {
    pub(crate) fn run(&self) -> Result<(), Failure> {
        let at = self.at.as_deref().map(|at| time("--at", at)).transpose()?;
        let source = self.source.as_str().into();
        self.how.run(|loader| Ok(Operation::Separate { ids: two(loader, &self.ids)?, at, source }))
    }
}

impl Rejoin {
    pub(crate) fn run(&self) -> Result<(), Failure> {
        self.how.run(|loader| Ok(Operation::Rejoin { ids: two(loader, &self.ids)? }))
    }
}

impl Confirm {
    pub(crate) fn run(&self) -> Result<(), Failure> {
        if self.ids.len() < 2 {
            usage("to confirm takes two identifiers or more");
        }
        let at = self.at.as_deref().map(|at| time("--at", at)).transpose()?;
        self.how.run(|loader| {
            let observation = Observation::new(identifiers(loader, &self.ids)?)
                .map_err(|error| Failure::at("ID", &error))?;
            let observation = observation.source(&self.source).strength(Strength::Asserted);
            Ok(at.map_or(observation.clone(), |at| observation.at(at)).into())
        })
    }
}

impl Erase {
    pub(crate) fn run(&self) -> Result<(), Failure> {
        self.how.run(|loader| Ok(Operation::Erase { id: one(loader, &self.ids)? }))
    }

    pub(crate) fn run_profile(&self) -> Result<(), Failure> {
        self.how.run(|loader| Ok(Operation::EraseProfile { id: one(loader, &self.ids)? }))
    }
}

impl How {
    /// Tries the operation on the graph that the files give, puts it on file if that is wanted, and tells what changed.
    fn run(
        &self,
        operation: impl FnOnce(&Loader<'_>) -> Result<Operation, Failure>,
    ) -> Result<(), Failure> {
        let loader = self.options.loader(&self.files)?;
        let operation = operation(&loader)?;
        let mut graph = loader.graph()?;
        let failed = |error: oneid::Error| Failure::at("the operation", &error);
        let run = graph.dry_run(std::slice::from_ref(&operation)).map_err(failed)?;
        let receipt = receipt(&mut graph, &operation).map_err(failed)?;
        let to = self.to.as_deref().filter(|_| !self.dry_run);
        if let Some(path) = to {
            append::line(path, &operation.to_json()).map_err(|error| Failure::io(path, &error))?;
        }
        self.tell(&run, receipt.as_ref(), to.is_none())?;
        if receipt.is_some() && to.is_some() {
            note(
                "the files of operations still hold what was erased, in the lines that brought it and in the one that \
                 erases it: rewrite them to be rid of it there",
            );
        }
        Ok(())
    }

    fn tell(&self, run: &DryRun, receipt: Option<&Receipt>, dry_run: bool) -> Result<(), Failure> {
        let told = Told { dry_run, outcome: &run.outcome, changes: &run.changes, receipt };
        output::to_stdout(|stdout| match self.json {
            true => output::json(&told, stdout),
            false => told.write(self.to.as_deref(), stdout),
        })
    }
}

/// What erasing gives; nothing for another operation.
fn receipt(
    graph: &mut IdentityGraph,
    operation: &Operation,
) -> Result<Option<Receipt>, oneid::Error> {
    match operation {
        Operation::Erase { id } => graph.erase(id).map(Some),
        Operation::EraseProfile { id } => graph.erase_profile(id).map(Some),
        _ => Ok(None),
    }
}

fn identifiers(loader: &Loader<'_>, texts: &[String]) -> Result<Vec<Identifier>, Failure> {
    texts.iter().map(|text| loader.identifier("ID", text)).collect()
}

fn one(loader: &Loader<'_>, texts: &[String]) -> Result<Identifier, Failure> {
    match texts {
        [one] => loader.identifier("ID", one),
        _ => usage("this takes one identifier; files of operations are given by --in"),
    }
}

fn two(loader: &Loader<'_>, texts: &[String]) -> Result<[Identifier; 2], Failure> {
    match texts {
        [a, b] => Ok([loader.identifier("A", a)?, loader.identifier("B", b)?]),
        _ => usage("this takes two identifiers; files of operations are given by --in"),
    }
}

fn time(name: &str, text: &str) -> Result<Timestamp, Failure> {
    Timestamp::parse(text).map_err(|error| Failure::at(name, &error))
}

/// Wrong usage, told without the arguments: these may be phone numbers, and the parser would repeat them.
fn usage(message: &str) -> ! {
    clap::Command::new("oneid").error(ErrorKind::WrongNumberOfValues, message).exit()
}
