//! Why, why not, what would part a profile, and what awaits a decision.

use super::IdentityGraph;
use crate::error::Error;
use crate::explanation::{
    Candidate, Cut, Explanation, Merge, ProfileEvidence, Record, SeparatedBy,
};
use crate::graph::Graph;
use crate::identifier::{FingerprintKey, Identifier};
use crate::policy::Policy;
use crate::profile::ProfileId;
use crate::verify::{Facts, Unconfirmed, verify};

impl Facts for Graph {
    fn records_of(&self, identifier: &str) -> Vec<Record> {
        self.records_of_printed(identifier)
    }

    fn separations_of(&self, identifier: &str) -> Vec<(String, Vec<SeparatedBy>)> {
        self.separations_of_printed(identifier)
    }

    fn policy(&self) -> &Policy {
        self.policy()
    }

    fn key(&self) -> &FingerprintKey {
        self.key()
    }
}

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

    /// Confirms an explanation: works section 5 out anew, naively, from the records around the two identifiers, and checks the verdict and every
    /// field of every step. That shares no code with the graph. Of several chains equally short, and of several records that join
    /// the same two, any is confirmed.
    ///
    /// # Errors
    ///
    /// What could not be confirmed, and of which step: a bug, or a forged explanation, or an old one of other evidence.
    ///
    /// # Complexity
    ///
    /// The records of the identifiers that links connect with the two, and of the partners of these.
    ///
    /// # Examples
    ///
    /// ```
    /// use oneid::{FingerprintKey, Identifier, IdentityGraph, Operation, Policy, Preset};
    ///
    /// let key = FingerprintKey::from_bytes([7; 16]);
    /// let mut graph = IdentityGraph::in_memory(Policy::preset(Preset::RetailCn), key);
    /// graph.apply(&Operation::from_json(r#"{"ids":["shopify.customer_id@shop:1","cookie:c"]}"#)?)?;
    /// let (a, b) = (Identifier::parse("shopify.customer_id@shop:1")?, Identifier::parse("cookie:c")?);
    /// let mut explanation = graph.explain(&a, &b)?;
    /// assert_eq!(graph.verify(&explanation), Ok(()));
    /// explanation.chain[0].link.record.source = "forged".into();
    /// assert_eq!(graph.verify(&explanation).unwrap_err().step(), Some(0));
    /// # Ok::<(), oneid::Error>(())
    /// ```
    pub fn verify(&self, explanation: &Explanation) -> Result<(), Unconfirmed> {
        verify(explanation, &self.graph)
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
