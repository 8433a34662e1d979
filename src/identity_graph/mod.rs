//! The facade: one identity graph, and everything that can be asked of it.

mod bell;
mod durable;
mod erasing;
mod explaining;
#[cfg(feature = "metrics")]
mod metrics;
mod options;
mod prepared;
mod reading;
mod simulating;

use std::fmt;
use std::sync::Arc;

use crate::change::Change;
use crate::error::Error;
use crate::graph::{Contradiction, Found, Graph, Memory, Refusal, SharedIdentifier, Stats, Tuning};
use crate::identifier::{FingerprintKey, Identifier};
use crate::journal::{Entry, Recovery};
use crate::operation::Operation;
use crate::outcome::{DryRun, Outcome};
use crate::policy::Policy;
use crate::profile::{Profile, ProfileId};

use self::bell::Bell;
use self::durable::Keeping;
pub use self::options::OpenOptions;
pub use self::reading::{ReadView, Reader};

/// An identity graph: takes observations, and says at every moment which identifiers belong to one customer.
///
/// Who is one customer is a function of the evidence, the policy and the key, whatever the order or batching of
/// operations; only a profile's *id* depends on history. The graph is `Send`; while one thread changes it, others look up what they
/// want to know through [readers](IdentityGraph::reader).
///
/// # Complexity
///
/// An operation costs what it changes: the links at the identifiers it names and, where links conflict, those whose
/// decision that touches. Nothing grows with the whole graph, but for [`Operation::Expire`] without a source, which looks at every
/// record, and a change so large that resolving everything anew is cheaper. An identifier in more than 64 records has its
/// partners counted as they come and go, so that one more observation of a hub that is shared costs no more than one of
/// anybody. Three shapes cost what the identifier or its profile holds: a conflict at a hub that stays a link (no `shared_above`); an identifier in many
/// records with a `reassigned_after` rule and silences longer than that; a confirmation or separation within a large profile.
///
/// # Examples
///
/// ```
/// use oneid::{FingerprintKey, Identifier, IdentityGraph, Operation, Policy, Preset};
///
/// let mut graph = IdentityGraph::in_memory(
///     Policy::preset(Preset::RetailCn),
///     FingerprintKey::from_hex("000102030405060708090a0b0c0d0e0f")?,
/// );
/// for line in [
///     r#"{"ids":["wechat.unionid@brand:oUn1","phone:138 0013 8001"],"strength":"verified"}"#,
///     r#"{"ids":["taobao.ouid@flagship:AAF1","phone:+8613800138001"]}"#,
/// ] {
///     graph.apply(&Operation::from_json(line)?)?;
/// }
/// let fan = graph.lookup(&Identifier::parse("wechat.unionid@brand:oUn1")?)?;
/// let buyer = graph.lookup(&Identifier::parse("taobao.ouid@flagship:AAF1")?)?;
/// assert_eq!(fan[0].profile, buyer[0].profile);
/// # Ok::<(), oneid::Error>(())
/// ```
pub struct IdentityGraph {
    graph: Graph,
    keeping: Keeping,
    recovery: Recovery,
    /// For those who wait for changes.
    bell: Arc<Bell>,
}

impl IdentityGraph {
    /// An empty graph in memory. It takes less than 4 KiB beside its policy, which many graphs can share as an `Arc<Policy>`.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::sync::Arc;
    ///
    /// use oneid::{FingerprintKey, IdentityGraph, Policy, Preset};
    ///
    /// let policy = Arc::new(Policy::preset(Preset::RetailCn));
    /// let tenants: Vec<IdentityGraph> = (0..100)
    ///     .map(|tenant| {
    ///         IdentityGraph::in_memory(Arc::clone(&policy), FingerprintKey::from_bytes([tenant; 16]))
    ///     })
    ///     .collect();
    /// assert_eq!(tenants[0].policy(), &*policy);
    /// ```
    #[must_use]
    pub fn in_memory(policy: impl Into<Arc<Policy>>, key: FingerprintKey) -> Self {
        IdentityGraph::tuned(policy, key, Tuning::default())
    }

    /// An empty graph in memory whose work is bounded otherwise than by default. Results are the same.
    #[must_use]
    pub fn tuned(policy: impl Into<Arc<Policy>>, key: FingerprintKey, tuning: Tuning) -> Self {
        IdentityGraph {
            graph: Graph::new(policy.into(), key, tuning),
            keeping: Keeping::Memory,
            recovery: Recovery::default(),
            bell: Arc::default(),
        }
    }

    /// Applies one operation.
    ///
    /// # Errors
    ///
    /// Those of [`Policy::canonical`] for its identifiers; [`ErrorKind::Operation`](crate::ErrorKind::Operation) for more than
    /// 64 different identifiers or a separation of one from itself; [`ErrorKind::Capacity`](crate::ErrorKind::Capacity). Of a durable graph also
    /// [`ErrorKind::Io`](crate::ErrorKind::Io) and [`ErrorKind::ReadOnly`](crate::ErrorKind::ReadOnly). The graph is then as it was; but if writing failed,
    /// the operation may be there when it is opened again.
    pub fn apply(&mut self, operation: &Operation) -> Result<Outcome, Error> {
        self.apply_batch(std::slice::from_ref(operation))
    }

    /// Applies operations in order, as one. Faster than one by one, with the same result. The changes are net, but where the batch
    /// names again what it had left nothing of, or erases a profile: there they are told in two parts.
    ///
    /// # Errors
    ///
    /// As [`apply`](IdentityGraph::apply), naming the operation; then none is applied.
    pub fn apply_batch(&mut self, operations: &[Operation]) -> Result<Outcome, Error> {
        let ready = self.graph.make_ready(operations)?;
        self.keeping.keep_batch(&ready, &self.graph)?;
        let outcome = self.graph.apply_ready(ready);
        self.bell.ring();
        Ok(outcome)
    }

    /// What [`apply_batch`](IdentityGraph::apply_batch) would do with these operations, and the changes that it would make. Nothing is changed.
    ///
    /// # Errors
    ///
    /// As [`apply_batch`](IdentityGraph::apply_batch).
    ///
    /// # Complexity
    ///
    /// A copy of the graph's state, without the log of changes unless something is to be erased, and what the operations cost.
    ///
    /// # Examples
    ///
    /// ```
    /// use oneid::{ChangeKind, FingerprintKey, IdentityGraph, Operation, Policy, Preset};
    ///
    /// let key = FingerprintKey::from_bytes([7; 16]);
    /// let mut graph = IdentityGraph::in_memory(Policy::preset(Preset::RetailCn), key);
    /// graph.apply(&Operation::from_json(r#"{"ids":["shopify.customer_id@shop:1","cookie:c"],"source":"import"}"#)?)?;
    /// let undo = Operation::from_json(r#"{"op":"retract_source","source":"import"}"#)?;
    /// let tried = graph.dry_run(std::slice::from_ref(&undo))?;
    /// assert_eq!(tried.changes[0].kind, ChangeKind::Forgotten);
    /// assert_eq!(graph.stats().records, 1);
    /// assert_eq!(graph.apply(&undo)?, tried.outcome);
    /// # Ok::<(), oneid::Error>(())
    /// ```
    pub fn dry_run(&self, operations: &[Operation]) -> Result<DryRun, Error> {
        self.graph.dry_run(operations)
    }

    /// The policy in force.
    #[must_use]
    pub fn policy(&self) -> &Policy {
        self.graph.policy()
    }

    /// Where an identifier is and how it stands: nothing if it is not known; several where a raw value stands for several
    /// identifiers.
    ///
    /// # Errors
    ///
    /// Those of [`Policy::canonical`].
    pub fn lookup(&self, id: &Identifier) -> Result<Vec<Found>, Error> {
        self.graph.lookup(id)
    }

    /// The profile of this id: as long as the identifier that an id was made from is known, the profile that holds it now.
    #[must_use]
    pub fn profile(&self, id: ProfileId) -> Option<Profile> {
        self.graph.profile(id)
    }

    /// What the graph sets aside, in bytes.
    ///
    /// # Complexity
    ///
    /// Looks at every profile and trait once.
    #[must_use]
    pub fn memory(&self) -> Memory {
        self.graph.memory()
    }

    /// The id of every profile, in no particular order: far quicker than the profiles.
    ///
    /// # Examples
    ///
    /// ```
    /// use oneid::{FingerprintKey, Identifier, IdentityGraph, Observation, Operation, Policy, Preset};
    ///
    /// let key = FingerprintKey::from_bytes([7; 16]);
    /// let mut graph = IdentityGraph::in_memory(Policy::preset(Preset::RetailCn), key);
    /// let id = Identifier::parse("wechat.openid@wx01:oDemo7Kp2")?;
    /// graph.apply(&Operation::Observe(Observation::new([id])?))?;
    /// let ids: Vec<_> = graph.profile_ids().collect();
    /// assert_eq!(ids, [graph.profiles().next().expect("there is one").id]);
    /// # Ok::<(), oneid::Error>(())
    /// ```
    pub fn profile_ids(&self) -> impl Iterator<Item = ProfileId> + '_ {
        self.graph.profile_ids()
    }

    /// Every profile, in no particular order.
    pub fn profiles(&self) -> impl Iterator<Item = Profile> + '_ {
        self.graph.profiles()
    }

    /// Every refused link, in the order in which links are taken.
    ///
    /// # Complexity
    ///
    /// Looks at every link, and for each that is refused reads the links of the two profiles that it stands between; to know how
    /// many there are, [`refused_count`](IdentityGraph::refused_count) does without.
    #[must_use]
    pub fn refused(&self) -> Vec<Refusal> {
        self.graph.refused()
    }

    /// How many links are refused. Looks at every link once.
    #[must_use]
    pub fn refused_count(&self) -> u64 {
        self.graph.refused_count()
    }

    /// Every record that contradicts itself.
    #[must_use]
    pub fn contradictory(&self) -> Vec<Contradiction> {
        self.graph.contradictory()
    }

    /// Every shared identifier.
    #[must_use]
    pub fn shared(&self) -> Vec<SharedIdentifier> {
        self.graph.shared()
    }

    /// Every blocked identifier that is known, as printed.
    #[must_use]
    pub fn blocked(&self) -> Vec<String> {
        self.graph.blocked()
    }

    /// Every reassigned identifier, as printed.
    #[must_use]
    pub fn reassigned(&self) -> Vec<String> {
        self.graph.reassigned()
    }

    /// The changes from this sequence number on, the oldest first; those that were [trimmed](IdentityGraph::trim_changes) are
    /// left out. An identifier erased since is named in none of them.
    pub fn changes_since(&self, sequence: u64) -> impl Iterator<Item = Change> + '_ {
        self.graph.changes_since(sequence)
    }

    /// The sequence number of the oldest change that is kept.
    #[must_use]
    pub fn first_change(&self) -> u64 {
        self.graph.log().first()
    }

    /// Drops the changes before this sequence number. In a durable graph that becomes durable with the next operation.
    ///
    /// # Errors
    ///
    /// Of a durable graph those of writing; then nothing is dropped.
    pub fn trim_changes(&mut self, before: u64) -> Result<(), Error> {
        let before = before.min(self.graph.log().next());
        if before > self.graph.log().first() {
            self.keeping.keep(&Entry::TrimChanges(before), &self.graph)?;
            self.graph.log_mut().trim(before);
        }
        Ok(())
    }

    /// Counts of what the graph holds and of the work done. Counts profiles: not for every operation.
    #[must_use]
    pub fn stats(&self) -> Stats {
        self.graph.stats()
    }

    /// Verifies every invariant of the graph, and its profiles against a resolution from nothing.
    ///
    /// For tests and for whoever doubts: it looks at everything, several times.
    ///
    /// # Errors
    ///
    /// What does not hold, by the number of the invariant.
    pub fn check(&self) -> Result<(), String> {
        self.graph.check()
    }
}

impl fmt::Debug for IdentityGraph {
    /// Counts alone: what a graph holds is nobody's to read in a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IdentityGraph").field("stats", &self.stats()).finish_non_exhaustive()
    }
}
