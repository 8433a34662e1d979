//! `oneid merge`: fan bases in, customers and numbers out.

mod files;
mod import;
mod print;
mod sheet;
mod summary;

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use oneid::import::{Manifest, Truth};
use oneid::report::{Score, ScoreBuilder};
use oneid::{IdentityGraph, Timestamp};

use crate::error::{Failure, warn};
use crate::{key, output, policy};
use import::Import;
use sheet::Sheet;
use summary::Summary;

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
    /// The key of the fingerprints, 32 hexadecimal digits; else ONEID_KEY, else the file oneid.key beside the manifest, made
    /// on first use.
    #[arg(long, value_name = "HEX")]
    key: Option<String>,
    /// Prints the summary as JSON in place of tables.
    #[arg(long)]
    json: bool,
}

/// Reads everything, writes the files, prints the numbers. Nothing is written unless everything could be read.
pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let manifest = read_manifest(arguments)?;
    let beside = arguments.manifest.parent().unwrap_or(Path::new(""));
    let key = key::find(arguments.key.as_deref(), beside)?;
    let now = now()?;
    import::check_headers(&manifest, &key, now)?;

    let Import { graph, audience, reports } = import::run(&manifest, &key, now)?;
    let mut sheet = Sheet::default();
    let profiles = graph.profiles().inspect(|profile| sheet.see(profile));
    let reach = audience.reach(profiles).map_err(|error| Failure::at("profiles", &error))?;
    let score = manifest.truth().map(|truth| score(truth, &graph)).transpose()?;
    let summary = Summary::new(reach, reports, &graph, score);

    let out = arguments.out.clone().unwrap_or_else(|| beside.join("out"));
    files::write(&out, &graph, &audience, &sheet, &summary)?;
    output::to_stdout(|stdout| match arguments.json {
        true => summary.write_json(stdout),
        false => print::summary(&summary, &out, stdout),
    })
}

fn read_manifest(arguments: &Arguments) -> Result<Manifest, Failure> {
    let policy = match &arguments.policy {
        Some(name) => Some(policy::read(Some(name))?),
        None => None,
    };
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
