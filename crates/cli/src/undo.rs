//! The commands that take back, confirm, part or erase: what an operation would change, and the operation put on file.

mod append;
mod told;

use std::path::{Path, PathBuf};

use oneid::{Change, Identifier, Observation, Operation, Outcome, Strength, Timestamp};

use crate::error::{Failure, note, usage};
use crate::load::{self, Loader};
use crate::output;
use told::{Kept, Receipt, Told};

/// What these commands have in common.
#[derive(clap::Args)]
struct How {
    #[command(flatten)]
    options: load::Options,
    /// Operations as JSON Lines, may be given several times; `-`, or none: from stdin.
    #[arg(long = "in", value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Appends the operation to this file of operations, which is made if it is missing. Without it, and without --db, nothing is written;
    /// with --db the operation is applied to the graph in that directory, and durable.
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
    /// With --db: rewrites the files at once, so that none holds what was erased any more, as `oneid compact` does.
    #[arg(long, requires = "db", conflicts_with = "dry_run")]
    compact: bool,
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
        self.how
            .run_and(self.compact, |loader| Ok(Operation::Erase { id: one(loader, &self.ids)? }))
    }

    pub(crate) fn run_profile(&self) -> Result<(), Failure> {
        self.how.run_and(self.compact, |loader| {
            Ok(Operation::EraseProfile { id: one(loader, &self.ids)? })
        })
    }
}

impl How {
    fn run(
        &self,
        operation: impl FnOnce(&Loader<'_>) -> Result<Operation, Failure>,
    ) -> Result<(), Failure> {
        self.run_and(false, operation)
    }

    /// Tries the operation out, puts it on file or applies it to a durable graph if that is wanted, and tells what changed.
    fn run_and(
        &self,
        compacts: bool,
        operation: impl FnOnce(&Loader<'_>) -> Result<Operation, Failure>,
    ) -> Result<(), Failure> {
        let Some(dir) = self.options.db() else { return self.put_on_file(operation) };
        if self.to.is_some() || !self.files.is_empty() {
            usage(
                "--db stands in place of files of operations: neither --in nor --to goes with it",
            );
        }
        if self.dry_run {
            self.put_on_file(operation)
        } else {
            self.apply(dir, compacts, operation)
        }
    }

    fn put_on_file(
        &self,
        operation: impl FnOnce(&Loader<'_>) -> Result<Operation, Failure>,
    ) -> Result<(), Failure> {
        let loader = self.options.loader(&self.files)?;
        let operation = operation(&loader)?;
        let graph = loader.graph()?;
        let run =
            graph.dry_run(std::slice::from_ref(&operation)).map_err(|error| failed(&error))?;
        let receipt = receipt(&operation, &run.outcome, self.options.refuses_erased()?);
        let to = self.to.as_deref().filter(|_| !self.dry_run);
        if let Some(path) = to {
            append::line(path, &operation.to_json()).map_err(|error| Failure::io(path, &error))?;
        }
        let erased_on_file = receipt.is_some() && to.is_some();
        self.tell(&Told {
            dry_run: to.is_none(),
            outcome: &run.outcome,
            changes: &run.changes,
            receipt,
            compaction: None,
            kept: match to {
                Some(path) => Kept::Appended(path),
                None if self.to.is_some() || self.options.db().is_some() => Kept::Nowhere,
                None => Kept::NowhereYet,
            },
        })?;
        if erased_on_file {
            note(
                "the files of operations still hold what was erased, in the lines that brought it and in the one that \
                 erases it: rewrite them to be rid of it there",
            );
        }
        Ok(())
    }

    /// Applies the operation to the graph in a directory.
    fn apply(
        &self,
        dir: &Path,
        compacts: bool,
        operation: impl FnOnce(&Loader<'_>) -> Result<Operation, Failure>,
    ) -> Result<(), Failure> {
        let (db, loader) = self.options.writer(dir)?;
        let operation = operation(&loader)?;
        let mut graph = loader.graph()?;
        let outcome = graph.apply(&operation).map_err(|error| failed(&error))?;
        let changes: Vec<Change> = graph.changes_since(outcome.changes.start).collect();
        let compaction = match compacts {
            true => Some(graph.compact().map_err(|error| db.failed(&error))?),
            false => None,
        };
        db.settle(&graph)?;
        let stats = graph.store_stats().map_err(|error| db.failed(&error))?;
        db.close(graph)?;
        self.tell(&Told {
            dry_run: false,
            outcome: &outcome,
            changes: &changes,
            receipt: receipt(&operation, &outcome, db.refuses_erased()),
            compaction,
            kept: Kept::Applied(dir),
        })?;
        if is_erasing(&operation) && stats.is_some_and(|stats| stats.erasures_to_compact > 0) {
            let dir = dir.display();
            note(format_args!(
                "the files in {dir} still hold what was erased, until oneid compact --db {dir} rewrites them"
            ));
        }
        Ok(())
    }

    fn tell(&self, told: &Told<'_>) -> Result<(), Failure> {
        output::to_stdout(|stdout| match self.json {
            true => output::json(told, stdout),
            false => told.write(stdout),
        })
    }
}

fn failed(error: &oneid::Error) -> Failure {
    Failure::at("the operation", error)
}

fn is_erasing(operation: &Operation) -> bool {
    matches!(operation, Operation::Erase { .. } | Operation::EraseProfile { .. })
}

/// What erasing gives; nothing for another operation.
fn receipt(operation: &Operation, outcome: &Outcome, refused: bool) -> Option<Receipt> {
    is_erasing(operation).then(|| Receipt {
        erased: outcome.erased,
        changes: outcome.changes.clone(),
        refused_from_now_on: refused,
    })
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
