//! Verifying explanations: section 5 of the contract, worked out anew from the records and separations alone.
//!
//! Nothing here knows how the graph came to its answer. Of each identifier and record only what the explanation is about is worked out,
//! one file a step:
//!
//! - `standing.rs`: steps 1 to 4, `tenures.rs`: step 5, `sharing.rs`: step 6, `links.rs`: step 7, `merge.rs`: step 8;
//! - `chain.rs`: the shortest chains of each kind;
//! - `confirm.rs`: what must hold of an explanation.

mod chain;
mod confirm;
mod judge;
mod links;
mod merge;
mod names;
mod sharing;
mod standing;
mod tenures;
mod unconfirmed;

pub use unconfirmed::Unconfirmed;

use crate::explanation::{Explanation, Record, SeparatedBy};
use crate::identifier::FingerprintKey;
use crate::policy::Policy;

/// What a verification reads: evidence alone, nothing that was worked out of it.
pub(crate) trait Facts {
    /// The records that hold an identifier (as printed), none if it is not known.
    fn records_of(&self, identifier: &str) -> Vec<Record>;
    /// Those separated from it (as printed), and who said so, sorted.
    fn separations_of(&self, identifier: &str) -> Vec<(String, Vec<SeparatedBy>)>;
    /// The policy in force.
    fn policy(&self) -> &Policy;
    /// The key of the fingerprints.
    fn key(&self) -> &FingerprintKey;
}

/// Confirms an explanation from the evidence.
///
/// What is confirmed:
///
/// - the verdict: that it holds, and that none that comes before it does;
/// - who separated the two, for [`Separated`](crate::Verdict::Separated), and that nobody is named for any other;
/// - of each step: that its record is in the evidence, the same in every field; that it joins the two ends in the way that the verdict
///   names, each named as it stands there; and that the hindrances are all that there are, with every field;
/// - of the chain: that it leads from `a` to `b`, that it is as short as any of its kind, and that there is none where the verdict names none.
///
/// Of several chains that are equally short, and of several records that join the same two ends, any is confirmed.
pub(crate) fn verify(explanation: &Explanation, facts: &impl Facts) -> Result<(), Unconfirmed> {
    confirm::confirm(explanation, facts)
}
