//! All that is held on one profile: the answer to a subject's access request.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

use crate::change::ChangeKind;
use crate::explanation::{Hindrance, SeparatedBy};
use crate::identifier::{Class, Redacted, RedactedList};
use crate::observation::{Strength, Timestamp};
use crate::profile::{ProfileId, ProfileTrait, TraitValue};

/// All that is held on one profile, as plain data; serialise it for the answer to a subject's access request.
///
/// Nobody else's identifiers or traits are in it, but for who invited the customer. `Debug` does not show the values of identifiers and traits.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Export {
    /// The profile's id.
    pub profile: ProfileId,
    /// Its identifiers, sorted.
    pub identifiers: Vec<ExportedIdentifier>,
    /// What it shows of each trait.
    pub traits: BTreeMap<String, ProfileTrait>,
    /// The records that hold any of its identifiers, sorted.
    pub records: Vec<ExportedRecord>,
    /// The separations that name any of its identifiers, sorted.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub separations: Vec<ExportedSeparation>,
    /// How many records of others name one of its identifiers as who invited them.
    pub mentions: u64,
    /// The changes in the log that name any of its identifiers, the oldest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<ExportedChange>,
}

/// An identifier of the profile. `Debug` does not show its value.
#[derive(Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ExportedIdentifier {
    /// As printed.
    #[serde(rename = "id")]
    pub identifier: String,
    /// Its class.
    #[serde(serialize_with = "class_name")]
    pub class: Class,
    /// The least time of a record that holds it, if any has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_seen: Option<Timestamp>,
    /// The greatest time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_seen: Option<Timestamp>,
}

/// A record that holds identifiers of the profile. `Debug` does not show their values.
#[derive(Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ExportedRecord {
    /// Those of its identifiers that are of the profile, as printed, sorted.
    #[serde(rename = "ids")]
    pub identifiers: Vec<String>,
    /// How many more it holds, of others.
    #[serde(skip_serializing_if = "is_zero")]
    pub others: usize,
    /// Its source.
    pub source: String,
    /// Its strength.
    pub strength: Strength,
    /// Its least time, if it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_seen: Option<Timestamp>,
    /// Its greatest time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_seen: Option<Timestamp>,
    /// Why it links nothing, if so; identifiers of others that stand in the way are left out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub hindrances: Vec<Hindrance>,
    /// What it says of the customer; nothing where the record is about somebody else.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub traits: Vec<ExportedTrait>,
}

/// What a record says of a trait. `Debug` does not show the values.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ExportedTrait {
    /// Its name.
    pub name: String,
    /// The newest value.
    pub newest: TraitValue,
    /// When that was true, if it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub newest_at: Option<Timestamp>,
    /// The oldest value.
    pub oldest: TraitValue,
    /// When that was true, if it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub oldest_at: Option<Timestamp>,
}

/// A separation that names an identifier of the profile. `Debug` does not show the value.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[non_exhaustive]
pub struct ExportedSeparation {
    /// The identifier, as printed. From whom it is separated is somebody else's.
    #[serde(rename = "id")]
    pub identifier: String,
    /// Who said so, and when.
    pub by: Vec<SeparatedBy>,
}

/// A change that names identifiers of the profile. `Debug` does not show their values.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ExportedChange {
    /// Its number.
    pub sequence: u64,
    /// What happened.
    pub kind: ChangeKind,
    /// From which profile.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<ProfileId>,
    /// Into which profile.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub into: Option<ProfileId>,
    /// Those of its identifiers that are of the profile, as printed.
    #[serde(rename = "ids")]
    pub identifiers: Vec<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "what serde asks for")]
fn is_zero(number: &usize) -> bool {
    *number == 0
}

fn class_name<S: serde::Serializer>(class: &Class, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(class.as_str())
}

impl fmt::Debug for ExportedIdentifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ExportedIdentifier")
            .field("identifier", &Redacted(&self.identifier))
            .field("class", &self.class)
            .field("first_seen", &self.first_seen)
            .field("last_seen", &self.last_seen)
            .finish()
    }
}

impl fmt::Debug for ExportedRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ExportedRecord")
            .field("identifiers", &RedactedList(&self.identifiers))
            .field("others", &self.others)
            .field("source", &self.source)
            .field("strength", &self.strength)
            .field("first_seen", &self.first_seen)
            .field("last_seen", &self.last_seen)
            .field("hindrances", &self.hindrances)
            .field("traits", &self.traits)
            .finish()
    }
}

impl fmt::Debug for ExportedSeparation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ExportedSeparation")
            .field("identifier", &Redacted(&self.identifier))
            .field("by", &self.by)
            .finish()
    }
}

impl fmt::Debug for ExportedChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ExportedChange")
            .field("sequence", &self.sequence)
            .field("kind", &self.kind)
            .field("from", &self.from)
            .field("into", &self.into)
            .field("identifiers", &RedactedList(&self.identifiers))
            .finish()
    }
}
