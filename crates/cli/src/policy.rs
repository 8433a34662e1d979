//! `oneid policy`, and the policy that the other commands are given.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use oneid::{Policy, Preset};

use crate::db::{Db, Keys};
use crate::error::{Failure, usage, warn};
use crate::output;

/// The policy of the commands that are given none.
pub(crate) const DEFAULT: Preset = Preset::RetailCn;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// A preset (connected, first-owner, last-login, retail-cn) or a TOML file; retail-cn if left out.
    #[arg(value_name = "FILE|PRESET")]
    policy: Option<OsString>,
    /// Prints the policy of the graph in this directory.
    #[arg(long, value_name = "DIR")]
    db: Option<PathBuf>,
    #[command(flatten)]
    keys: Keys,
}

/// Prints the policy.
pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let policy = match (&arguments.db, arguments.policy.as_deref()) {
        (Some(_), Some(_)) => {
            usage("--db prints the policy of a graph: none is to be named beside it")
        }
        (Some(dir), None) => Db::there(dir, &arguments.keys)?.read()?.policy().clone(),
        (None, name) => read(name)?,
    };
    output::to_stdout(|stdout| stdout.write_all(policy.to_toml().as_bytes()))
}

/// The preset of this name, else the policy in this file; the default if none is named. Warns of what the policy probably
/// does not mean.
///
/// # Errors
///
/// Every problem of the file, each with its name; a file that cannot be read.
pub(crate) fn read(name: Option<&OsStr>) -> Result<Policy, Failure> {
    let Some(name) = name else { return Ok(Policy::preset(DEFAULT)) };
    if let Some(preset) = name.to_str().and_then(Preset::from_name) {
        return Ok(Policy::preset(preset));
    }
    let path = Path::new(name);
    let text = std::fs::read_to_string(path).map_err(|error| unreadable(path, &error))?;
    let policy = Policy::from_toml(&text).map_err(|error| Failure::at(path.display(), &error))?;
    for warning in policy.warnings() {
        warn(format_args!("{}: {warning}", path.display()));
    }
    Ok(policy)
}

/// As [`read`]; nothing if none is named.
///
/// # Errors
///
/// As [`read`].
pub(crate) fn read_named(name: Option<&OsStr>) -> Result<Option<Policy>, Failure> {
    name.map(|name| read(Some(name))).transpose()
}

/// A name that is no file's may be meant for a preset's.
fn unreadable(path: &Path, error: &std::io::Error) -> Failure {
    if error.kind() != std::io::ErrorKind::NotFound {
        return Failure::io(path, error);
    }
    let presets = Preset::ALL.map(Preset::as_str).join(", ");
    Failure::new(format!("{}: no such file, and none of the presets {presets}", path.display()))
}
