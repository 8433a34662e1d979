//! What operations did, or would do.

use std::fmt;
use std::ops::Range;

use serde::Serialize;

use crate::change::Change;
use crate::observation::{Strength, Timestamp};

/// What an operation, or a batch, did. The changes themselves are read with
/// [`changes_since`](crate::IdentityGraph::changes_since).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Outcome {
    /// The sequence numbers of the changes of profiles.
    pub changes: Range<u64>,
    /// Records that are new.
    pub records_added: u64,
    /// Records that were dropped; an erased identifier's are dropped and, without it, added.
    pub records_dropped: u64,
    /// Identifiers that were not known.
    pub identifiers_added: u64,
    /// Identifiers that are not known any more.
    pub identifiers_dropped: u64,
    /// Pairs that were not yet separated.
    pub separations_added: u64,
    /// Separations that were taken back, or erased with an identifier.
    pub separations_dropped: u64,
    /// What was erased.
    pub erased: Erased,
    /// What was left out since it is of erased identifiers that are [refused](crate::IdentityGraph::refuse_erased).
    pub refused: RefusedInput,
}

/// What was erased, in numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Erased {
    /// Known identifiers.
    pub identifiers: u64,
    /// Records that held some of them.
    pub records: u64,
    /// Of these, records that are gone: nothing was left of them, or what was left is another record.
    pub records_removed: u64,
    /// Traits of records in which an erased identifier was the most trusted.
    pub traits: u64,
    /// Mentions in the `invited_by` of others' records.
    pub mentions: u64,
    /// Separations.
    pub separations: u64,
}

/// What was left out of the input, in numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct RefusedInput {
    /// Identifiers of observations, and mentions in their `invited_by`.
    pub identifiers: u64,
    /// Traits of observations in which a refused identifier was the most trusted.
    pub traits: u64,
    /// Observations of which nothing was left.
    pub observations: u64,
    /// Separations.
    pub separations: u64,
}

impl RefusedInput {
    pub(crate) fn add(&mut self, more: RefusedInput) {
        self.identifiers += more.identifiers;
        self.traits += more.traits;
        self.observations += more.observations;
        self.separations += more.separations;
    }
}

/// What operations would do.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct DryRun {
    /// In numbers.
    pub outcome: Outcome,
    /// The changes of profiles, with the sequence numbers that they would have.
    pub changes: Vec<Change>,
}

impl fmt::Debug for DryRun {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DryRun")
            .field("outcome", &self.outcome)
            .field("changes", &self.changes)
            .finish()
    }
}

/// That something was erased. Holds no personal data: no identifier, no fingerprint, no profile id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Receipt {
    /// What was removed.
    #[serde(flatten)]
    pub erased: Erased,
    /// The sequence numbers of the changes that tell consumers of it.
    pub changes: Range<u64>,
    /// Whether what was erased is refused from now on.
    pub refused_from_now_on: bool,
}

/// A source, and what is kept of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct SourceSummary {
    /// Its name.
    pub source: String,
    /// How many records are of it.
    pub records: u64,
    /// How many records there are of each strength, the weakest first.
    pub by_strength: Vec<(Strength, u64)>,
    /// The least time of a record of it, if any has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_seen: Option<Timestamp>,
    /// The greatest time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_seen: Option<Timestamp>,
    /// Whether the policy lets it link.
    pub links: bool,
}
