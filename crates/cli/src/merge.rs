//! `oneid merge`: fan bases in, customers and numbers out.

mod durable;
mod files;
mod import;
mod print;
mod replace;
mod sheet;
mod summary;

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use oneid::import::{Manifest, Truth};
use oneid::report::{Score, ScoreBuilder};
use oneid::{IdentityGraph, Timestamp};

use crate::db::Keys;
use crate::error::{Failure, warn};
use crate::{key, output, policy};
use import::{Import, Target};
use sheet::Sheet;
use summary::{Replaced, Summary};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The manifest: which files there are, and what their columns are.
    #[arg(value_name = "MANIFEST")]
    manifest: PathBuf,
    /// Where profiles.jsonl, profiles.csv and summary.json are written; `out` beside the manifest if left out.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// A preset (connected, first-owner, last-login, retail-cn) or a TOML file, in place of the manifest's policy.
    #[arg(long, value_name = "FILE|PRESET")]
    policy: Option<OsString>,
    #[command(flatten)]
    keys: Keys,
    /// Adds the fan bases to the graph in this directory, which is made if it is missing. One that is there has its policy already.
    #[arg(long, value_name = "DIR")]
    db: Option<PathBuf>,
    /// With --db: retracts this source once the fan bases are in, may be given several times; `*` at the end matches any rest. Sources
    /// of the manifest itself stay.
    #[arg(long, value_name = "SOURCE", requires = "db")]
    replace: Vec<String>,
    /// Prints the summary as JSON in place of tables.
    #[arg(long)]
    json: bool,
}

/// Reads everything, writes the files, prints the numbers. No file is written unless everything could be read.
pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    match &arguments.db {
        Some(dir) => durable::run(arguments, dir),
        None => in_memory(arguments),
    }
}

fn in_memory(arguments: &Arguments) -> Result<(), Failure> {
    let manifest = read_manifest(arguments)?;
    let key = key::find(arguments.keys.key.as_deref(), arguments.beside())?;
    let now = now()?;
    import::check_headers(&manifest, &key, now)?;

    let mut graph = IdentityGraph::in_memory(manifest.policy().clone(), key.clone());
    let mut target = Target { graph: &mut graph, keeps_changes: false };
    let import = import::run(&manifest, &key, now, &mut target)?;
    report(arguments, &manifest, &graph, import, Vec::new())
}

impl Arguments {
    /// The directory of the manifest.
    fn beside(&self) -> &Path {
        self.manifest.parent().unwrap_or(Path::new(""))
    }
}

/// Writes the files, prints the numbers.
fn report(
    arguments: &Arguments,
    manifest: &Manifest,
    graph: &IdentityGraph,
    import: Import<'_>,
    replaced: Vec<Replaced>,
) -> Result<(), Failure> {
    let Import { audience, reports } = import;
    let mut sheet = Sheet::default();
    let profiles = graph.profiles().inspect(|profile| sheet.see(profile));
    let reach = audience.reach(profiles).map_err(|error| Failure::at("profiles", &error))?;
    let score = manifest.truth().map(|truth| score(truth, graph)).transpose()?;
    let summary = Summary::new(reach, reports, replaced, graph, score);

    let out = arguments.out.clone().unwrap_or_else(|| arguments.beside().join("out"));
    files::write(&out, graph, &audience, &sheet, &summary)?;
    output::to_stdout(|stdout| match arguments.json {
        true => summary.write_json(stdout),
        false => print::summary(&summary, &out, stdout),
    })
}

fn read_manifest(arguments: &Arguments) -> Result<Manifest, Failure> {
    let policy = policy::read_named(arguments.policy.as_deref())?;
    let given = policy.is_some();
    let manifest = Manifest::read(&arguments.manifest, policy).map_err(|error| plain(&error))?;
    if !given {
        manifest
            .policy()
            .warnings()
            .iter()
            .for_each(|warning| warn(format_args!("policy: {warning}")));
    }
    Ok(manifest)
}

/// The library's problems, which tell their place themselves.
fn plain(error: &oneid::Error) -> Failure {
    Failure::all(error.problems().to_vec())
}

fn now() -> Result<Timestamp, Failure> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let ms = i128::try_from(since.as_millis()).unwrap_or(i128::MAX);
    Timestamp::from_millisecond(ms).map_err(|error| Failure::at("the system's clock", &error))
}

/// Scores the profiles by the truth.
fn score(path: &Path, graph: &IdentityGraph) -> Result<Score, Failure> {
    let mut truth = Truth::open(path).map_err(|error| plain(&error))?;
    let mut builder = ScoreBuilder::default();
    while let Some(row) = truth.next_row().map_err(|error| plain(&error))? {
        let found =
            graph.lookup(&row.identifier).map_err(|error| Failure::at(path.display(), &error))?;
        match found.first() {
            Some(found) => builder.add(found.profile, &row.person, &row.case),
            None => builder.add_unknown(),
        }
    }
    Ok(builder.finish())
}
