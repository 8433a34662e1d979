//! What may be left of what was not synced, when power is lost.

use crate::rng::Rng;

/// How much of the unsynced changes of one file, of names, or of a whole disk is left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Survival {
    Nothing,
    /// In order.
    Everything,
    /// Any of them, in any order; of a write, any of its sectors.
    Some,
}

/// Which of the unsynced changes of names may be left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NamesKept {
    /// The first ones: file systems keep a journal of names.
    First,
    /// Any that can be made without the others.
    Any,
}

impl Survival {
    pub(super) fn draw(rng: &mut Rng) -> Self {
        match rng.below(4) {
            0 => Survival::Nothing,
            1 => Survival::Everything,
            _ => Survival::Some,
        }
    }

    /// Of a part of what this is about.
    pub(super) fn of_part(self, rng: &mut Rng) -> Self {
        if self == Survival::Some { Survival::draw(rng) } else { self }
    }
}
