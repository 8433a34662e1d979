//! A data steward's work list.

use std::fmt;

use serde::Serialize;

use super::{Record, Step};
use crate::identifier::{Redacted, RedactedList};
use crate::observation::Strength;
use crate::profile::ProfileId;

/// Something that awaits a data steward's decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Candidate {
    /// How many links it holds back: what a decision is worth.
    pub weight: u64,
    /// What it is.
    #[serde(flatten)]
    pub what: Candidacy,
}

/// What awaits a decision. `Debug` does not show the values of identifiers: a policy may retain contacts.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Candidacy {
    /// Links between two profiles were refused. Confirm that they are one customer, or separate them.
    Refused {
        /// The first of the refused links, with its reason.
        step: Box<Step>,
        /// The two profiles, the lesser id first.
        profiles: [ProfileId; 2],
    },
    /// A record contradicts itself, and links nothing of what it holds.
    Contradictory {
        /// The record.
        record: Record,
        /// The identifiers that contradict each other.
        in_the_way: Vec<String>,
    },
    /// An identifier that too many have: it has left so many records.
    Shared {
        /// As printed.
        identifier: String,
        /// It leaves records up to this strength.
        upto: Strength,
        /// The count of partners that is too many.
        partners: usize,
    },
    /// A profile that holds as many accounts as a profile may: so many links lead out of it.
    MaxAccounts {
        /// The profile.
        profile: ProfileId,
        /// How many accounts it holds.
        accounts: u32,
    },
    /// A record that is too weak to link lies across several profiles.
    TooWeak {
        /// The record.
        record: Record,
        /// The profiles, the lesser ids first.
        profiles: Vec<ProfileId>,
    },
}

impl fmt::Debug for Candidacy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Candidacy::Refused { step, profiles } => {
                f.debug_tuple("Refused").field(step).field(profiles).finish()
            }
            Candidacy::Contradictory { record, in_the_way } => f
                .debug_tuple("Contradictory")
                .field(record)
                .field(&RedactedList(in_the_way))
                .finish(),
            Candidacy::Shared { identifier, upto, partners } => f
                .debug_tuple("Shared")
                .field(&Redacted(identifier))
                .field(upto)
                .field(partners)
                .finish(),
            Candidacy::MaxAccounts { profile, accounts } => {
                f.debug_tuple("MaxAccounts").field(profile).field(accounts).finish()
            }
            Candidacy::TooWeak { record, profiles } => {
                f.debug_tuple("TooWeak").field(record).field(profiles).finish()
            }
        }
    }
}
