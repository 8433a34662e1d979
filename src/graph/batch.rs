//! What a batch has done so far.

use hashbrown::HashSet;

use super::index::{Node, Occurrence, RecordIndex};
use super::settle::Edits;
use crate::outcome::Outcome;
use crate::profile::ProfileId;

/// A batch under way.
#[derive(Default)]
pub(super) struct Batch {
    pub(super) edits: Edits,
    /// Links in force whose ends could not be united at once.
    pub(super) conflicts: Vec<Occurrence>,
    pub(super) outcome: Outcome,
    /// Identifiers that are erased, to be overwritten when they are gone.
    pub(super) erased: Vec<Node>,
    /// Profiles that do not stand any more, and in which consumers may still hold what is erased.
    pub(super) dropped: Vec<ProfileId>,
    /// Records that are what erasing left of others.
    pub(super) reduced: HashSet<RecordIndex>,
}
