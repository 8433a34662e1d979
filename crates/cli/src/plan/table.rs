//! What was measured: graphs of several sizes, on one machine, under one policy.

use std::ffi::OsStr;
use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::disk::Files;
use crate::error::Failure;

/// How much a graph holds: all that its memory depends on.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Shape {
    pub(crate) identifiers: u64,
    pub(crate) records: u64,
    /// Identifiers in records, each as often as a record holds it.
    pub(crate) occurrences: u64,
    /// Bytes of the values that are retained.
    pub(crate) value_bytes: u64,
    pub(crate) profiles: u64,
}

/// Bytes by what they are for, as the library counts them; of traits and changes an invented population has none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Parts {
    pub(crate) identifiers: u64,
    pub(crate) values: u64,
    pub(crate) records: u64,
    pub(crate) profiles: u64,
    pub(crate) standings: u64,
}

impl Parts {
    pub(crate) const NAMES: [&str; 5] =
        ["identifiers", "values", "records", "profiles", "standings"];

    pub(crate) fn array(&self) -> [u64; 5] {
        [self.identifiers, self.values, self.records, self.profiles, self.standings]
    }

    pub(crate) fn of([identifiers, values, records, profiles, standings]: [u64; 5]) -> Self {
        Parts { identifiers, values, records, profiles, standings }
    }

    pub(crate) fn total(&self) -> u64 {
        self.array().iter().sum()
    }
}

/// One graph, measured.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Point {
    pub(crate) observations: u64,
    /// Identifiers in observations: what time is told of.
    pub(crate) observed: u64,
    pub(crate) shape: Shape,
    pub(crate) memory: Parts,
    /// Of the whole process, where the system tells: once the graph is loaded.
    pub(crate) resident_bytes: Option<u64>,
    /// The most so far, once the policy has been applied anew.
    pub(crate) peak_bytes: Option<u64>,
    /// Processor time: to load it; to apply the policy anew; to look one identifier up.
    pub(crate) load_ns: u64,
    pub(crate) anew_ns: u64,
    pub(crate) lookup_ns: f64,
    /// Of the same graph in files.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) files: Option<Files>,
}

impl Point {
    pub(crate) fn load_ns_each(&self) -> f64 {
        self.load_ns as f64 / self.observed.max(1) as f64
    }

    pub(crate) fn anew_ns_each(&self) -> f64 {
        self.anew_ns as f64 / self.observed.max(1) as f64
    }
}

/// A ladder of sizes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Measured {
    pub(crate) machine: String,
    pub(crate) date: String,
    pub(crate) version: String,
    pub(crate) policy: String,
    /// Whether a namespace has a rule about partners or holders, so that something is kept for each identifier.
    pub(crate) watched: bool,
    pub(crate) points: Vec<Point>,
}

/// What is built in, by policy.
const BUILT_IN: [&str; 2] =
    [include_str!("measured/retail-cn.json"), include_str!("measured/connected.json")];

impl Measured {
    /// The built-in one for a policy.
    ///
    /// # Errors
    ///
    /// That there is none.
    pub(crate) fn built_in(policy: Option<&OsStr>) -> Result<Self, Failure> {
        let name = policy.map_or("retail-cn".into(), OsStr::to_string_lossy);
        for text in BUILT_IN {
            let measured = Measured::parse("built in", text)?;
            if measured.policy == name {
                return Ok(measured);
            }
        }
        Err(Failure::new(format!(
            "nothing built in was measured under the policy `{name}`, only under retail-cn and connected \
             (--measure measures on this machine)"
        )))
    }

    /// The one in a file that `--save` wrote.
    ///
    /// # Errors
    ///
    /// A file that cannot be read, or that holds none.
    pub(crate) fn read(path: &Path) -> Result<Self, Failure> {
        let text = fs::read_to_string(path).map_err(|error| Failure::io(path, &error))?;
        Measured::parse(&path.display().to_string(), &text)
    }

    fn parse(place: &str, text: &str) -> Result<Self, Failure> {
        serde_json::from_str(text).map_err(|error| Failure::new(format!("{place}: {error}")))
    }

    /// As a file, which is read again as the same.
    pub(crate) fn to_json(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }
}
