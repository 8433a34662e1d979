//! Operations made ready: their identifiers found in order, what is refused left out. What is applied, and what a journal keeps.

use std::ops::Range;

use super::index::SourceIndex;
use super::nodes::Sighted;
use super::separations::Said;
use crate::identifier::Fingerprint;
use crate::observation::{Strength, Timestamp};
use crate::outcome::RefusedInput;
use crate::policy::Canonical;
use crate::profile::RecordTraits;

/// An identifier of an observation, found in order.
#[derive(Clone)]
pub(crate) enum Given<'a> {
    /// In a scope that is known.
    Sighted(Sighted<'a>),
    Canonical(Canonical),
}

/// A source, found or by its name.
#[derive(Clone, Copy)]
pub(crate) enum GivenSource<'a> {
    Known(SourceIndex),
    Named(&'a str),
}

/// Operations of one call.
#[derive(Default)]
pub(crate) struct ReadyBatch<'a> {
    pub(crate) operations: Vec<Ready<'a>>,
    /// The identifiers of all observations, one after the other.
    pub(crate) ids: Vec<Given<'a>>,
    /// What has been left out.
    pub(crate) refused: RefusedInput,
}

pub(crate) enum Ready<'a> {
    Observe(ReadyObservation<'a>),
    Separate { pairs: Vec<[Canonical; 2]>, said: Said },
    Rejoin { pairs: Vec<[Canonical; 2]> },
    Retract { ids: Vec<Canonical>, source: &'a str },
    RetractSource { source: &'a str },
    Expire { before: Timestamp, source: Option<&'a str> },
    Erase { ids: Vec<Canonical> },
    EraseProfile { ids: Vec<Canonical> },
}

pub(crate) struct ReadyObservation<'a> {
    /// Which of all identifiers are its.
    pub(crate) ids: Range<usize>,
    pub(crate) at: Option<Timestamp>,
    pub(crate) source: GivenSource<'a>,
    pub(crate) strength: Strength,
    pub(crate) traits: RecordTraits,
}

impl ReadyBatch<'_> {
    /// How many times they name an identifier that may be new.
    pub(super) fn occurrences(&self) -> usize {
        let pairs = self.operations.iter().map(|operation| match operation {
            Ready::Separate { pairs, .. } => pairs.len(),
            _ => 0,
        });
        self.ids.len() + 2 * pairs.sum::<usize>()
    }

    /// Whether anything is to be erased.
    pub(crate) fn erases(&self) -> bool {
        let erases = |operation: &Ready<'_>| {
            matches!(operation, Ready::Erase { .. } | Ready::EraseProfile { .. })
        };
        self.operations.iter().any(erases)
    }

    /// About the bytes of what is retained of the texts of each.
    pub(super) fn text_bytes(&self) -> impl Iterator<Item = usize> + '_ {
        self.operations.iter().map(|operation| match operation {
            Ready::Observe(seen) => {
                let ids = self.ids[seen.ids.clone()].iter().map(Given::text_bytes);
                ids.sum::<usize>() + seen.traits.text_bytes()
            }
            _ => 0,
        })
    }
}

impl Given<'_> {
    pub(super) fn fingerprint(&self) -> Fingerprint {
        match self {
            Given::Sighted(sighted) => sighted.fingerprint,
            Given::Canonical(canonical) => canonical.fingerprint,
        }
    }

    fn text_bytes(&self) -> usize {
        match self {
            Given::Sighted(sighted) => sighted.value.len(),
            Given::Canonical(canonical) => canonical.value.as_deref().map_or(0, str::len),
        }
    }
}
