//! Why, why not, what would part a profile, and what awaits a decision.

use super::IdentityGraph;
use crate::error::Error;
use crate::explanation::{Candidate, Cut, Explanation, Merge, ProfileEvidence, Record};
use crate::identifier::Identifier;
use crate::profile::ProfileId;

impl IdentityGraph {
    /// Why two identifiers share a profile: the shortest chain of accepted links that joins them. Or why not: the first
    /// reason that applies, with the shortest chain on which it does.
    ///
    /// Where a raw value stands for several identifiers it is told of one of them: one that shares the profile if any does, else one to
    /// which the first reason applies.
    ///
    /// # Errors
    ///
    /// Those of [`Policy::canonical`](crate::Policy::canonical).
    ///
    /// # Complexity
    ///
    /// Searches from both ends, where fewer identifiers are: what lies within half the length of the chain, or all that hangs together with
    /// one of the two. Two that never met in a graph where nearly all hang together by what is shared cost as much as that part.
    ///
    /// # Examples
    ///
    /// ```
    /// use oneid::{FingerprintKey, Identifier, IdentityGraph, Operation, Policy, Preset, Verdict};
    ///
    /// let key = FingerprintKey::from_bytes([7; 16]);
    /// let mut graph = IdentityGraph::in_memory(Policy::preset(Preset::RetailCn), key);
    /// for line in [
    ///     r#"{"ids":["wechat.unionid@brand:oUn1","phone:137 7123 4560"],"source":"app"}"#,
    ///     r#"{"ids":["taobao.ouid@flagship:AAF1","phone:137 7123 4560"],"source":"taobao"}"#,
    /// ] {
    ///     graph.apply(&Operation::from_json(line)?)?;
    /// }
    /// let (fan, buyer) =
    ///     (Identifier::parse("wechat.unionid@brand:oUn1")?, Identifier::parse("taobao.ouid@flagship:AAF1")?);
    /// let explanation = graph.explain(&fan, &buyer)?;
    /// assert_eq!(explanation.verdict, Verdict::Joined);
    /// let sources: Vec<_> = explanation.chain.iter().map(|step| &*step.link.record.source).collect();
    /// assert_eq!(sources, ["app", "taobao"]);
    /// # Ok::<(), oneid::Error>(())
    /// ```
    pub fn explain(&self, a: &Identifier, b: &Identifier) -> Result<Explanation, Error> {
        self.graph.explain(a, b)
    }

    /// A smallest set of records whose accepted links, taken away, leave two identifiers of one profile in two; and, tried out, what would
    /// join them all the same. Nothing if they are not in one profile, or one and the same.
    ///
    /// # Errors
    ///
    /// Those of [`Policy::canonical`](crate::Policy::canonical).
    ///
    /// # Complexity
    ///
    /// A greatest flow through the records of the profile; and, to try it out, a copy of the graph's state.
    pub fn cut(&self, a: &Identifier, b: &Identifier) -> Result<Option<Cut>, Error> {
        self.graph.cut(a, b)
    }

    /// The records without whose accepted links a profile would not be connected, sorted; nothing if there is no such profile.
    ///
    /// # Complexity
    ///
    /// The links of the profile, sorted.
    #[must_use]
    pub fn bridges(&self, profile: ProfileId) -> Option<Vec<Record>> {
        self.graph.bridges(profile)
    }

    /// The merges that made a profile, in the order in which links are taken, each with its record; nothing if there is no such
    /// profile.
    ///
    /// # Complexity
    ///
    /// The links of the profile, sorted.
    #[must_use]
    pub fn history(&self, profile: ProfileId) -> Option<Vec<Merge>> {
        self.graph.history(profile)
    }

    /// A data steward's work list: refused links, contradictory records, shared identifiers, profiles at `max_accounts` and records
    /// below `min_strength` that lie across profiles; those that hold the most links back first, at most so many.
    ///
    /// # Complexity
    ///
    /// Looks at every link and record.
    #[must_use]
    pub fn candidates(&self, most: usize) -> Vec<Candidate> {
        self.graph.candidates(most)
    }

    /// What a profile rests on: its identifiers, the records that hold them, the links that these give, also refused ones. Nothing if there
    /// is no such profile.
    ///
    /// # Complexity
    ///
    /// The records of the profile's identifiers, and for each refused link the links of the two profiles between which it stands.
    #[must_use]
    pub fn evidence(&self, profile: ProfileId) -> Option<ProfileEvidence> {
        self.graph.profile_evidence(profile)
    }

    /// The records that hold an identifier, or anything that a raw value stands for; sorted.
    ///
    /// # Errors
    ///
    /// Those of [`Policy::canonical`](crate::Policy::canonical).
    pub fn records_of(&self, id: &Identifier) -> Result<Vec<Record>, Error> {
        self.graph.records_of(id)
    }
}
