//! Operations: everything that can be done to a graph, and their form as JSON Lines.

mod json;

use crate::identifier::Identifier;
use crate::observation::{Observation, Timestamp};

/// One operation of a graph.
///
/// # Examples
///
/// ```
/// use oneid::Operation;
///
/// let operation = Operation::from_json(r#"{"op":"separate","ids":["a.user:1","a.user:2"]}"#)?;
/// assert!(matches!(operation, Operation::Separate { .. }));
/// assert_eq!(operation.to_json(), r#"{"op":"separate","ids":["a.user:1","a.user:2"]}"#);
/// # Ok::<(), oneid::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Operation {
    /// Identifiers were seen together. `confirm` is one of strength `asserted`.
    Observe(Observation),
    /// The two never share a profile, whatever the evidence.
    Separate {
        /// The two, which must differ.
        ids: [Identifier; 2],
        /// When it was said.
        at: Option<Timestamp>,
        /// Who said it.
        source: Box<str>,
    },
    /// Takes a separation back, whoever said it.
    Rejoin {
        /// The two.
        ids: [Identifier; 2],
    },
    /// Drops the records of exactly this set and source, of any strength.
    Retract {
        /// The set.
        ids: Vec<Identifier>,
        /// The source.
        source: Box<str>,
    },
    /// Drops every record of the source.
    RetractSource {
        /// The source.
        source: Box<str>,
    },
    /// Drops records last seen before a date.
    Expire {
        /// The date.
        before: Timestamp,
        /// Of this source; without, of all sources, but none that is asserted.
        source: Option<Box<str>>,
    },
    /// Removes an identifier for good.
    Erase {
        /// The identifier.
        id: Identifier,
    },
    /// Removes every identifier of a profile for good.
    EraseProfile {
        /// Any identifier of the profile.
        id: Identifier,
    },
}

impl From<Observation> for Operation {
    fn from(observation: Observation) -> Self {
        Operation::Observe(observation)
    }
}
