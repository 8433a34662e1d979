//! What a graph says of itself: why two identifiers are one customer's or not, what would part them, and what awaits a decision.
//!
//! Plain data: the graph works it out, [`verify`](crate::IdentityGraph::verify) checks it, front ends print it.

mod candidate;
mod cut;
mod dot;
mod evidence;
mod hindrance;
mod record;

use std::fmt;

use serde::Serialize;

pub use candidate::{Candidacy, Candidate};
pub use cut::{Cut, Merge};
pub use evidence::{EvidenceIdentifier, EvidenceLink, ProfileEvidence};
pub use hindrance::{Hindrance, RefusalReason};
pub use record::{Link, Record, SeparatedBy, Step};

use crate::identifier::Redacted;

/// Why two identifiers share a profile, or why they do not.
///
/// A function of the evidence, the policy and the key, as profiles are. `Debug` does not show the values of identifiers.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Explanation {
    /// The one identifier, as printed.
    pub a: String,
    /// The other.
    pub b: String,
    /// The answer.
    pub verdict: Verdict,
    /// Who separated the two, for [`Verdict::Separated`].
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub separated_by: Vec<SeparatedBy>,
    /// The shortest chain from `a` to `b` of the kind that the verdict names; none where it names none. Of several that are
    /// equally short, the one whose links come first.
    pub chain: Vec<Step>,
}

/// The answer of an [`Explanation`]: of the reasons why two identifiers do not share a profile, the first that applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Verdict {
    /// They share a profile; the chain is of accepted links.
    Joined,
    /// One of them, or both, is not known.
    Unknown,
    /// Somebody separated the two.
    Separated,
    /// One of them is blocked, or every chain of records between them goes through what is blocked.
    Blocked,
    /// Only records that link nothing join them: too weak, of a source without consent, contradictory.
    LinkNothing,
    /// Every chain of records that may link goes through what is shared or reassigned.
    SharedOrReassigned,
    /// Every chain of links holds one that was refused.
    Refused,
    /// No chain of records, of whatever kind, joins them.
    NeverSeenTogether,
}

impl Verdict {
    /// The name used in JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Verdict::Joined => "joined",
            Verdict::Unknown => "unknown",
            Verdict::Separated => "separated",
            Verdict::Blocked => "blocked",
            Verdict::LinkNothing => "link_nothing",
            Verdict::SharedOrReassigned => "shared_or_reassigned",
            Verdict::Refused => "refused",
            Verdict::NeverSeenTogether => "never_seen_together",
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Explanation")
            .field("a", &Redacted(&self.a))
            .field("b", &Redacted(&self.b))
            .field("verdict", &self.verdict)
            .field("separated_by", &self.separated_by)
            .field("chain", &self.chain)
            .finish()
    }
}
