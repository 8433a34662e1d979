//! Counts.

use serde::Serialize;

/// Counts of what a graph holds, and of the work done so far.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Stats {
    /// Known identifiers.
    pub identifiers: u64,
    /// Profiles.
    pub profiles: u64,
    /// Records.
    pub records: u64,
    /// Links that the records give.
    pub links: u64,
    /// Separated pairs.
    pub separations: u64,
    /// Operations applied.
    pub operations: u64,
    /// Of these, observations.
    pub observations: u64,
    /// Records looked at to find how identifiers stand.
    pub records_gathered: u64,
    /// Links placed or judged anew.
    pub links_resolved: u64,
    /// Links read to find what a judged link stood between.
    pub links_read: u64,
    /// Links that could not be placed at once, since they conflict with others.
    pub conflicts: u64,
    /// Replays of conflicting links.
    pub cascades: u64,
    /// How often everything was resolved anew.
    pub rebuilds: u64,
}
