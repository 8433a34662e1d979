//! What keeps records from joining what they hold.

use std::fmt;

use serde::Serialize;

use crate::identifier::{Redacted, RedactedList};
use crate::observation::{Strength, Timestamp};

/// Why two sets may not become one profile; of several the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum RefusalReason {
    /// They hold a separated pair.
    Separated,
    /// Together they hold more accounts than `max_accounts`.
    MaxAccounts,
    /// Together they hold more identifiers of one namespace in one scope than its `limit`.
    Limit,
}

impl RefusalReason {
    /// The name used in reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            RefusalReason::Separated => "separated",
            RefusalReason::MaxAccounts => "max_accounts",
            RefusalReason::Limit => "limit",
        }
    }
}

/// What keeps one step of a chain from joining its two ends.
///
/// `Debug` does not show the values of identifiers: a policy may retain contacts.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Hindrance {
    /// The identifier is blocked.
    Blocked {
        /// As printed.
        identifier: String,
    },
    /// The record is weaker than the policy's `min_strength`.
    TooWeak {
        /// What the policy wants at least.
        min_strength: Strength,
    },
    /// The policy does not let the record's source link.
    NoConsent,
    /// The record contradicts itself.
    Contradictory {
        /// A separated pair that it holds (all that are in one), else the identifiers of which it holds more than the `limit`; sorted.
        in_the_way: Vec<String>,
    },
    /// The identifier is shared, and leaves this record.
    Shared {
        /// As it stands in the record.
        identifier: String,
        /// It leaves records up to this strength.
        upto: Strength,
        /// The count of partners that is too many; 2 if only that a separated pair has it makes it shared.
        partners: usize,
    },
    /// The identifier has been given to another holder; this record speaks of a former one.
    Reassigned {
        /// As printed.
        identifier: String,
        /// What stands for it in this record.
        stands_as: String,
        /// Since when the identifier has been its newest holder's.
        since: Timestamp,
    },
    /// The link was refused.
    Refused {
        /// Why: the first reason that holds.
        reason: RefusalReason,
        /// The identifiers of both sides that stood in the way when the link was taken, sorted: those of separated pairs; or the accounts; or those of
        /// every namespace and scope whose `limit` would have been exceeded.
        in_the_way: Vec<String>,
    },
}

impl Hindrance {
    /// The name used in JSON.
    #[must_use]
    pub fn as_str(&self) -> &'static str {
        match self {
            Hindrance::Blocked { .. } => "blocked",
            Hindrance::TooWeak { .. } => "too_weak",
            Hindrance::NoConsent => "no_consent",
            Hindrance::Contradictory { .. } => "contradictory",
            Hindrance::Shared { .. } => "shared",
            Hindrance::Reassigned { .. } => "reassigned",
            Hindrance::Refused { .. } => "refused",
        }
    }
}

impl fmt::Debug for Hindrance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Hindrance::Blocked { identifier } => {
                f.debug_tuple("Blocked").field(&Redacted(identifier)).finish()
            }
            Hindrance::TooWeak { min_strength } => {
                f.debug_tuple("TooWeak").field(min_strength).finish()
            }
            Hindrance::NoConsent => f.write_str("NoConsent"),
            Hindrance::Contradictory { in_the_way } => {
                f.debug_tuple("Contradictory").field(&RedactedList(in_the_way)).finish()
            }
            Hindrance::Shared { identifier, upto, partners } => f
                .debug_tuple("Shared")
                .field(&Redacted(identifier))
                .field(upto)
                .field(partners)
                .finish(),
            Hindrance::Reassigned { identifier, stands_as, since } => f
                .debug_tuple("Reassigned")
                .field(&Redacted(identifier))
                .field(&Redacted(stands_as))
                .field(since)
                .finish(),
            Hindrance::Refused { reason, in_the_way } => {
                f.debug_tuple("Refused").field(reason).field(&RedactedList(in_the_way)).finish()
            }
        }
    }
}
