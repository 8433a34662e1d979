//! What a graph sets aside, in bytes.

use serde::Serialize;

use super::Graph;

/// What a graph sets aside, in bytes, by what it is for: counted from the capacities of its arrays and tables. What the allocator
/// adds, the policy, and marks of a few bytes in each table are not in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Memory {
    /// Identifiers: fingerprints, how they are found, scopes.
    pub identifiers: u64,
    /// Values that are retained.
    pub values: u64,
    /// Records, and which records hold an identifier.
    pub records: u64,
    /// Traits of records.
    pub traits: u64,
    /// Profiles: which identifiers belong together.
    pub profiles: u64,
    /// What is kept of the standing of identifiers.
    pub standings: u64,
    /// Changes that have not been trimmed.
    pub changes: u64,
}

impl Memory {
    /// All of it.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.identifiers
            + self.values
            + self.records
            + self.traits
            + self.profiles
            + self.standings
            + self.changes
    }
}

impl Graph {
    pub(crate) fn memory(&self) -> Memory {
        let (records, traits) = self.evidence.bytes();
        let [identifiers, values, records, traits, profiles, standings, changes] = [
            self.nodes.bytes(),
            self.nodes.value_bytes(),
            records,
            traits,
            self.partition.bytes(),
            self.watch.bytes() + self.standing.bytes(),
            self.log.bytes(),
        ]
        .map(|bytes| bytes as u64);
        Memory { identifiers, values, records, traits, profiles, standings, changes }
    }
}
