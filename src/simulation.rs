//! What another policy would give.

use std::fmt;

use serde::Serialize;

use crate::identifier::{Redacted, RedactedList};
use crate::observation::{Strength, Timestamp};
use crate::profile::ProfileId;

/// What another policy would give on the same evidence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Simulation {
    /// What there is.
    pub before: SimulatedCounts,
    /// What there would be.
    pub after: SimulatedCounts,
    /// Every set of profiles that would merge or split, those of the most identifiers first.
    pub regroupings: Vec<Regrouping>,
    /// Every identifier whose standing would change, sorted.
    pub standings: Vec<StandingChange>,
}

/// Counts under one policy.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct SimulatedCounts {
    /// Profiles.
    pub profiles: u64,
    /// Links that the records give.
    pub links: u64,
    /// Of these, refused.
    pub refused: u64,
    /// Records that contradict themselves.
    pub contradictory: u64,
    /// Identifiers that are blocked.
    pub blocked: u64,
    /// Identifiers that are shared.
    pub shared: u64,
    /// Identifiers that have been reassigned.
    pub reassigned: u64,
}

/// Profiles that would become others, of the same identifiers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Regrouping {
    /// Whether they would merge, split, or both.
    pub kind: RegroupingKind,
    /// The profiles that there are, by their identifiers.
    pub before: Vec<SimulatedProfile>,
    /// The profiles that there would be, by their identifiers.
    pub after: Vec<SimulatedProfile>,
}

/// What would happen to profiles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum RegroupingKind {
    /// Several would become one.
    Merged,
    /// One would become several.
    Split,
    /// Several would become several others.
    Regrouped,
}

/// A profile, by its id and identifiers. `Debug` does not show their values.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct SimulatedProfile {
    /// The id that it has, or would have.
    pub id: ProfileId,
    /// Its identifiers as printed, sorted.
    #[serde(rename = "ids")]
    pub identifiers: Vec<String>,
}

/// An identifier whose standing would change. `Debug` does not show its value.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct StandingChange {
    /// As printed.
    #[serde(rename = "id")]
    pub identifier: String,
    /// How it stands.
    pub before: StandingOf,
    /// How it would stand.
    pub after: StandingOf,
}

/// How an identifier stands; plain if none of these holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct StandingOf {
    /// It identifies nobody, says the policy.
    pub blocked: bool,
    /// Too many have it: it leaves records up to this strength. With the count of partners that is too many; 2 if only that a
    /// separated pair has it makes it shared.
    pub shared: Option<(Strength, usize)>,
    /// It has been given to another holder, who has had it since.
    pub reassigned_since: Option<Timestamp>,
}

impl fmt::Debug for SimulatedProfile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SimulatedProfile")
            .field("id", &self.id)
            .field("identifiers", &RedactedList(&self.identifiers))
            .finish()
    }
}

impl fmt::Debug for StandingChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StandingChange")
            .field("identifier", &Redacted(&self.identifier))
            .field("before", &self.before)
            .field("after", &self.after)
            .finish()
    }
}
