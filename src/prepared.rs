//! Observations made ready: what a caller that feeds millions has in hand, without an allocation for each.

use std::fmt;

use crate::error::{Error, ErrorKind};
use crate::identifier::Redacted;
use crate::observation::{Strength, Timestamp, Traits};

/// A namespace in a scope, found once for all its identifiers. Good for the graph that
/// [gave it](crate::IdentityGraph::prepare_scope), as long as its policy is in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PreparedScope(pub(crate) u32);

/// A source, found once for all its observations. Good for the graph that [gave it](crate::IdentityGraph::prepare_source).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PreparedSource(pub(crate) u32);

/// An identifier whose value is canonical already: an account's text as the platform gives it, `+8613800138001` for a phone,
/// lower-case hexadecimal digits for a digest. A value that is not canonical is another identifier; [`IdentityGraph::prepare`](crate::IdentityGraph::prepare)
/// gives what a raw value stands for. `Debug` does not show the value.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct PreparedIdentifier<'a> {
    /// Where it is unique.
    pub scope: PreparedScope,
    /// The canonical value: 1 to 512 bytes, no control characters, no white space around it.
    pub value: &'a str,
}

impl PreparedScope {
    /// A number that stands for it, for callers that can hold nothing else.
    #[must_use]
    pub fn number(self) -> u32 {
        self.0
    }

    /// The scope that [gave](PreparedScope::number) this number; any other number is a scope of another graph.
    #[must_use]
    pub fn from_number(number: u32) -> Self {
        PreparedScope(number)
    }

    #[cold]
    pub(crate) fn foreign(self) -> Error {
        Error::new(ErrorKind::Operation, "the scope is of another graph")
    }
}

impl PreparedSource {
    /// A number that stands for it, for callers that can hold nothing else.
    #[must_use]
    pub fn number(self) -> u32 {
        self.0
    }

    /// The source that [gave](PreparedSource::number) this number; any other number is a source of another graph.
    #[must_use]
    pub fn from_number(number: u32) -> Self {
        PreparedSource(number)
    }
}

impl fmt::Debug for PreparedIdentifier<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PreparedIdentifier")
            .field("scope", &self.scope)
            .field("value", &Redacted(self.value))
            .finish()
    }
}

/// An observation of such identifiers.
#[derive(Clone, Copy, Debug)]
pub struct PreparedObservation<'a> {
    /// 1 to 640; duplicates count once.
    pub identifiers: &'a [PreparedIdentifier<'a>],
    /// When the fact was true, if that is known.
    pub at: Option<Timestamp>,
    /// The feed or import that it came through.
    pub source: PreparedSource,
    /// How strong it is.
    pub strength: Strength,
    /// What is said of the customer, if anything.
    pub traits: Option<&'a Traits>,
}
