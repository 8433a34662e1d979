//! Changes of profiles: what consumers of a graph follow.

use std::fmt;

use serde::Serialize;

use crate::identifier::RedactedList;
use crate::profile::ProfileId;

/// One net change of profiles. Replaying changes, in order, over the profiles of an earlier moment gives those of a later one.
///
/// | kind | `from` | `into` | what to do with `identifiers` |
/// | --- | --- | --- | --- |
/// | created | – | the new profile | they are the profile |
/// | merged | the profile that goes | the one that stays | all that `from` held goes into `into` |
/// | split | the profile that stays | the new profile | they leave `from` and are `into` |
/// | moved | the profile they leave; none if they were not known | another | they go from the one to the other |
/// | renamed | the old id | the new id | all that the profile holds |
/// | forgotten | the profile | – | nothing holds them any more: they leave |
/// | erased | the profile | – | empty: delete the profile; what is left of it follows as created |
///
/// A profile that nothing is left in is gone, and one that a consumer does not hold is empty. An identifier that has been erased
/// since is not named any more.
///
/// `Debug` does not show the values of identifiers: a policy may retain contacts.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// Its number: one more than that of the change before it.
    pub sequence: u64,
    /// What happened.
    pub kind: ChangeKind,
    /// See the table.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<ProfileId>,
    /// See the table.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub into: Option<ProfileId>,
    /// The identifiers concerned, as printed, the most senior first.
    pub identifiers: Vec<String>,
}

impl fmt::Debug for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Change")
            .field("sequence", &self.sequence)
            .field("kind", &self.kind)
            .field("from", &self.from)
            .field("into", &self.into)
            .field("identifiers", &RedactedList(&self.identifiers))
            .finish()
    }
}

/// What happened to a profile. Replay order within one operation is the order given here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ChangeKind {
    /// Identifiers left because nothing holds them any more.
    Forgotten,
    /// Identifiers were removed for good.
    Erased,
    /// Identifiers became a profile of their own.
    Split,
    /// A profile of identifiers that were not known.
    Created,
    /// A profile got another id.
    Renamed,
    /// Identifiers went from one profile to another.
    Moved,
    /// A profile went into another.
    Merged,
}

impl ChangeKind {
    /// The name used in JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            ChangeKind::Forgotten => "forgotten",
            ChangeKind::Erased => "erased",
            ChangeKind::Split => "split",
            ChangeKind::Created => "created",
            ChangeKind::Renamed => "renamed",
            ChangeKind::Moved => "moved",
            ChangeKind::Merged => "merged",
        }
    }
}

impl fmt::Display for ChangeKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
