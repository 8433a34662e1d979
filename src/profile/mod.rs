//! Profiles: their ids, and the traits that they show.

mod id;
mod record_traits;
mod survivorship;
mod value;

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

pub use id::ProfileId;
#[cfg(feature = "import")]
pub(crate) use record_traits::INVITED_BY;
pub(crate) use record_traits::{Dated, RecordTrait, RecordTraits};
pub use survivorship::ProfileTrait;
pub(crate) use survivorship::{Testimony, show};
pub use value::TraitValue;
pub(crate) use value::serialize_number;

use crate::identifier::RedactedList;

/// One customer: identifiers that the resolution holds together, and what is said of them.
///
/// Serialises as the contract's JSON object. `Debug` does not show the values of identifiers and traits: a policy may retain contacts.
#[derive(Clone, PartialEq, Serialize)]
pub struct Profile {
    /// The fingerprint of its most senior identifier, as a UUID.
    pub id: ProfileId,
    /// Its identifiers as printed, sorted by bytes.
    #[serde(rename = "ids")]
    pub identifiers: Vec<String>,
    /// What it shows, by name, decided by the policy's rule for each.
    pub traits: BTreeMap<String, ProfileTrait>,
    /// Those of its identifiers that are blocked.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub blocked: Vec<String>,
    /// Those of its identifiers that are shared.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub shared: Vec<String>,
    /// Those of its identifiers that have been reassigned.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reassigned: Vec<String>,
}

impl fmt::Debug for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Profile")
            .field("id", &self.id)
            .field("identifiers", &RedactedList(&self.identifiers))
            .field("traits", &self.traits)
            .field("blocked", &RedactedList(&self.blocked))
            .field("shared", &RedactedList(&self.shared))
            .field("reassigned", &RedactedList(&self.reassigned))
            .finish()
    }
}
