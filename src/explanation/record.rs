//! Records and links, as they are told.

use std::fmt;

use serde::Serialize;

use super::Hindrance;
use crate::identifier::{Redacted, RedactedList};
use crate::observation::{Strength, Timestamp};

/// A record of the evidence. `Debug` does not show the values of identifiers: a policy may retain contacts.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct Record {
    /// The identifiers that it holds, as printed, sorted.
    #[serde(rename = "ids")]
    pub identifiers: Vec<String>,
    /// Its source.
    pub source: String,
    /// Its strength.
    pub strength: Strength,
    /// The least time of its observations, if any had one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_seen: Option<Timestamp>,
    /// The greatest time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_seen: Option<Timestamp>,
}

/// Two identifiers of one record. `Debug` does not show their values.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct Link {
    /// The one, as it stands in the record: a former holder of a reassigned number is printed `phone~1:…`.
    pub from: String,
    /// The other.
    pub to: String,
    /// The record that holds both.
    pub record: Record,
}

/// One step of a chain, and what keeps it from joining its two ends.
///
/// In a chain of [links](super::Verdict::Refused) one of the two is the centre of the record, and each is named as it stands in it
/// (`phone~1:…`); in a chain of records they are any two that it holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Step {
    /// From where to where, by which record.
    #[serde(flatten)]
    pub link: Link,
    /// What stands against it, sorted; nothing where it joins the two.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub hindrances: Vec<Hindrance>,
}

/// That somebody separated two identifiers.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct SeparatedBy {
    /// When, if that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<Timestamp>,
    /// Who.
    pub source: String,
}

impl fmt::Debug for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Record")
            .field("identifiers", &RedactedList(&self.identifiers))
            .field("source", &self.source)
            .field("strength", &self.strength)
            .field("first_seen", &self.first_seen)
            .field("last_seen", &self.last_seen)
            .finish()
    }
}

impl fmt::Debug for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Link")
            .field("from", &Redacted(&self.from))
            .field("to", &Redacted(&self.to))
            .field("record", &self.record)
            .finish()
    }
}
