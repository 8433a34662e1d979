//! The manifest: which files there are, and what their columns are.

mod fan_base;
mod read;

use std::fs;
use std::path::{Path, PathBuf};

pub use fan_base::{FanBase, Format};

use super::input::io_error;
use crate::error::Error;
use crate::policy::{Policy, Preset};

/// The fan bases to merge, under a policy. docs/merge.md describes the file by example.
#[derive(Clone, Debug)]
pub struct Manifest {
    policy: Policy,
    truth: Option<PathBuf>,
    fan_bases: Vec<FanBase>,
}

impl Manifest {
    /// Reads a manifest and the policy that it names ([`Preset::RetailCn`] if none); another policy may be given in its place.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Io`](crate::ErrorKind::Io) if the file cannot be read; else
    /// [`ErrorKind::Import`](crate::ErrorKind::Import) with every problem and its place: an unknown key or namespace, a missing file, a name
    /// that stands twice, a problem of the policy.
    pub fn read(path: &Path, policy: Option<Policy>) -> Result<Manifest, Error> {
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
        let text = fs::read_to_string(path).map_err(|error| io_error(&error).at(path.display()))?;
        let beside = path.parent().unwrap_or(Path::new(""));
        read::manifest(&text, beside, policy).map_err(|error| error.at(name))
    }

    /// The policy to merge under.
    #[must_use]
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// The file of the truth, if it is known.
    #[must_use]
    pub fn truth(&self) -> Option<&Path> {
        self.truth.as_deref()
    }

    /// The fan bases, in the order of the manifest.
    #[must_use]
    pub fn fan_bases(&self) -> &[FanBase] {
        &self.fan_bases
    }
}

/// The policy of this name: a preset, or else a file, beside the directory given.
///
/// # Errors
///
/// [`ErrorKind::Io`](crate::ErrorKind::Io) if the file cannot be read; [`ErrorKind::Policy`](crate::ErrorKind::Policy) with its problems.
///
/// # Examples
///
/// ```
/// use oneid::import::policy_named;
///
/// let policy = policy_named("retail.toml", "examples/fans".as_ref())?;
/// assert_eq!(policy.max_accounts(), Some(100));
/// assert!(policy_named("connected", "examples/fans".as_ref()).is_ok());
/// # Ok::<(), oneid::Error>(())
/// ```
pub fn policy_named(name: &str, beside: &Path) -> Result<Policy, Error> {
    if let Some(preset) = Preset::from_name(name) {
        return Ok(Policy::preset(preset));
    }
    let text = fs::read_to_string(beside.join(name)).map_err(|error| io_error(&error).at(name))?;
    Policy::from_toml(&text).map_err(|error| error.at(name))
}
