//! Another policy: tried out, and put in force.

use std::sync::Arc;

use super::IdentityGraph;
use crate::error::Error;
use crate::journal::Entry;
use crate::outcome::Outcome;
use crate::policy::Policy;
use crate::simulation::Simulation;

impl IdentityGraph {
    /// What another policy would give on the same evidence: counts, every profile that would merge or split, every identifier whose standing would
    /// change. Nothing is changed.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Policy`](crate::ErrorKind::Policy), with all problems, if the policy would keep other things than the one in force: another `scope`, `retain`,
    /// `region` or `bridge` of a namespace, other values, or without a namespace that the graph has identifiers of.
    ///
    /// # Complexity
    ///
    /// Takes every step for every record and link. Memory: a copy of the identifiers, what is told, and the links of one component at a
    /// time.
    ///
    /// # Examples
    ///
    /// ```
    /// use oneid::{FingerprintKey, IdentityGraph, Operation, Policy, Preset, RegroupingKind};
    ///
    /// let key = FingerprintKey::from_bytes([7; 16]);
    /// let mut graph = IdentityGraph::in_memory(Policy::preset(Preset::Connected), key);
    /// for line in [
    ///     r#"{"ids":["wechat.unionid@brand:oUn1","cookie:c"]}"#,
    ///     r#"{"ids":["wechat.unionid@brand:oUn2","cookie:c"]}"#,
    /// ] {
    ///     graph.apply(&Operation::from_json(line)?)?;
    /// }
    /// let retail = Policy::preset(Preset::RetailCn);
    /// let simulation = graph.simulate(&retail)?;
    /// assert_eq!(simulation.regroupings[0].kind, RegroupingKind::Split);
    /// graph.apply_policy(retail)?;
    /// assert_eq!(graph.stats().profiles, simulation.after.profiles);
    /// # Ok::<(), oneid::Error>(())
    /// ```
    pub fn simulate(&self, policy: &Policy) -> Result<Simulation, Error> {
        self.graph.simulate(policy)
    }

    /// Makes another policy that of the graph; the outcome tells the changes of profiles.
    ///
    /// # Errors
    ///
    /// As [`simulate`](IdentityGraph::simulate), and of a durable graph those of writing; then nothing is changed.
    ///
    /// # Complexity
    ///
    /// Takes every step for every record and link.
    pub fn apply_policy(&mut self, policy: impl Into<Arc<Policy>>) -> Result<Outcome, Error> {
        let policy = policy.into();
        self.graph.check_successor(&policy)?;
        self.keeping.keep(&Entry::Policy(&policy.to_toml()), &self.graph)?;
        let outcome = self.graph.apply_policy(policy)?;
        self.bell.ring();
        Ok(outcome)
    }
}
