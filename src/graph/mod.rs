//! The pure state: evidence, and the profiles it gives. No files, no clock, no randomness, no threads.
//!
//! Evidence is changed by operations (`apply`); `settle` then makes steps 1 to 8 of SPEC section 5 true again, touching only what
//! the change touches. Each step has a file of its own. [`Graph::check`] verifies every numbered invariant.

mod anew;
mod apply;
mod batch;
mod cascade;
mod check;
mod contradiction;
mod counter;
mod counts;
mod delta;
mod erase;
mod evidence;
mod explain;
mod export;
mod fork;
mod glance;
mod helpers;
mod image;
mod index;
mod journaled;
mod log;
mod lookup;
mod memory;
mod nodes;
mod observe;
mod order;
mod partition;
mod prepared;
mod read;
mod ready;
mod refusals;
mod register;
mod resolve;
mod room;
mod same;
mod scopes;
mod segments;
mod separations;
mod settle;
mod share;
mod standing;
mod stats;
mod summary;
mod tally;
mod tenure;
mod texts;
mod tuning;
mod values;
mod watch;

use std::sync::Arc;

use self::cascade::Run;
use self::counter::Counter;
use self::delta::Delta;
use self::evidence::Evidence;
use self::index::Node;
use self::log::ChangeLog;
use self::nodes::Nodes;
use self::order::LinkOrder;
use self::partition::Partition;
use self::refusals::Refusals;
use self::same::SameGroups;
use self::separations::Separations;
use self::standing::Standing;
use self::summary::Rules;
use self::watch::Watch;
use crate::identifier::FingerprintKey;
use crate::policy::Policy;

pub(crate) use self::image::{
    IdentifierToLoad, Image, KeptChange, KeptIdentifier, KeptRecord, KeptStanding, Loading,
    OtherStanding, PlaceAs, RecordToLoad,
};
pub(crate) use self::index::{ScopeIndex, SourceIndex};
pub(crate) use self::journaled::NamedScope;
pub use self::memory::Memory;
pub(crate) use self::prepared::MOST_KEPT;
pub(crate) use self::ready::{Given, GivenSource, Ready, ReadyBatch, ReadyObservation};
pub(crate) use self::register::Published;
pub(crate) use self::separations::Said;

pub use self::read::{Contradiction, Found, Refusal, SharedIdentifier};
pub use self::stats::Stats;
pub use self::tuning::Tuning;

/// The identity graph's state.
pub(crate) struct Graph {
    policy: Arc<Policy>,
    tuning: Tuning,
    nodes: Nodes,
    evidence: Evidence,
    separations: Separations,
    same: SameGroups,
    standing: Standing,
    watch: Watch,
    partition: Partition,
    delta: Delta,
    log: ChangeLog,
    /// Erased identifiers that are refused, if they are to be.
    refusals: Option<Refusals>,
    /// No more than this is set aside, as long as only some bytes are allowed.
    bytes_at_most: Counter,
    work: Work,
}

/// Work done so far, for capacity planning and for tests of bounds: counted, not timed.
#[derive(Debug, Default)]
struct Work {
    operations: u64,
    observations: u64,
    records_gathered: u64,
    links_resolved: u64,
    links_read: Counter,
    conflicts: u64,
    cascades: u64,
    rebuilds: u64,
}

/// Field by field, so that others stay free to be changed.
macro_rules! rules {
    ($graph:expr) => {
        $crate::graph::summary::Rules {
            policy: &$graph.policy,
            nodes: &$graph.nodes,
            same: &$graph.same,
            separations: &$graph.separations,
        }
    };
}
use rules;

impl Graph {
    pub(crate) fn new(policy: Arc<Policy>, key: FingerprintKey, tuning: Tuning) -> Self {
        Graph {
            watch: Watch::new(&policy),
            nodes: Nodes::new(key, policy.clone()),
            policy,
            tuning,
            evidence: Evidence::new(tuning.counted_above),
            separations: Separations::default(),
            same: SameGroups::default(),
            standing: Standing::default(),
            partition: Partition::default(),
            delta: Delta::default(),
            log: ChangeLog::default(),
            refusals: None,
            bytes_at_most: Counter::new(u64::MAX),
            work: Work::default(),
        }
    }

    pub(crate) fn policy(&self) -> &Policy {
        &self.policy
    }

    /// What readers read.
    pub(crate) fn published(&self) -> &Arc<Published> {
        self.nodes.published()
    }

    pub(crate) fn log(&self) -> &ChangeLog {
        &self.log
    }

    pub(crate) fn log_mut(&mut self) -> &mut ChangeLog {
        &mut self.log
    }

    fn rules(&self) -> Rules<'_> {
        rules!(self)
    }

    fn order(&self) -> LinkOrder<'_> {
        LinkOrder { policy: &self.policy, nodes: &self.nodes, evidence: &self.evidence }
    }

    fn run(&self) -> Run<'_> {
        Run {
            order: self.order(),
            rules: self.rules(),
            partition: &self.partition,
            links_read: &self.work.links_read,
        }
    }

    /// Room and a profile of its own for a node just made.
    fn admit(&mut self, node: Node) {
        self.evidence.grow_nodes(self.nodes.len());
        self.watch.grow(self.nodes.len());
        self.partition.push(node, rules!(self));
    }
}
