//! Observations: the one operation that nearly every other depends on being quick.
//!
//! Nearly every new record changes nothing but links: no identifier of it is blocked, shared, reassigned, grouped or separated, and
//! none becomes so. Such a record is put in force at once, and its links united; what conflicts is replayed at the end of the batch. Every other is settled
//! with what else the batch changed.

use super::apply::{Batch, Given};
use super::evidence::Times;
use super::index::{Node, Occurrence, RecordIndex, SourceIndex};
use super::nodes::Sighted;
use super::share::SharingRules;
use super::watch::{Beside, Sole};
use super::{Graph, rules};
use crate::observation::{Observation, Strength};
use crate::policy::Criterion;
use crate::profile::RecordTraits;

/// A record to be.
pub(super) struct Evident<'a> {
    /// Sorted.
    pub(super) nodes: &'a [Node],
    pub(super) source: SourceIndex,
    pub(super) strength: Strength,
    pub(super) times: Times,
    pub(super) traits: RecordTraits,
}

/// What a new record does, as far as can be told at a glance.
enum Glance {
    /// Nothing: it may not link.
    Silent,
    /// It links all that it holds; where the centre stands.
    Plain(usize),
    /// It may change standings.
    Unclear,
}

impl Graph {
    pub(super) fn observe(
        &mut self,
        observation: &Observation,
        ids: &[Given<'_>],
        mut traits: RecordTraits,
        batch: &mut Batch,
    ) {
        self.work.observations += 1;
        let sight = |id| match id {
            &Given::Sighted(sighted) => sighted,
            Given::Canonical(canonical) => self.nodes.sight(canonical, &self.policy),
        };
        let mut sighted: Vec<Sighted<'_>> = ids.iter().map(sight).collect();
        batch.outcome.refused.add(self.leave_refused_out(&mut sighted, &mut traits));
        if sighted.is_empty() {
            return;
        }
        let mut nodes = self.intern(&sighted, batch);
        nodes.sort_unstable();
        nodes.dedup();
        let source = self.evidence.source(&observation.source, &self.policy);
        let times = Times::at(observation.at);
        let strength = observation.strength;
        self.add_evidence(Evident { nodes: &nodes, source, strength, times, traits }, batch);
    }

    /// Adds a record, or widens the one that is equal.
    ///
    /// Gives its number, and whether it is new.
    pub(super) fn add_evidence(
        &mut self,
        evident: Evident<'_>,
        batch: &mut Batch,
    ) -> (RecordIndex, bool) {
        let Evident { nodes, source, strength, times, traits } = evident;
        let found = self.evidence.find(nodes, source, strength);
        let index = match found {
            Some(index) => {
                self.widen(index, times, batch);
                index
            }
            None => self.add_record(nodes, source, strength, times, batch),
        };
        self.evidence.add_traits(index, traits);
        (index, found.is_none())
    }

    fn add_record(
        &mut self,
        nodes: &[Node],
        source: SourceIndex,
        strength: Strength,
        times: Times,
        batch: &mut Batch,
    ) -> RecordIndex {
        let live = strength >= self.policy.min_strength && self.evidence.source_links(source);
        let index = self.evidence.add(nodes, source, strength, times, live);
        batch.outcome.records_added += 1;
        let glance = if batch.edits.only_observe() {
            self.glance(index, nodes, strength, live)
        } else {
            Glance::Unclear
        };
        match glance {
            Glance::Silent => {}
            Glance::Plain(centre) => {
                self.evidence.link_everything(index, centre);
                self.place_links(index, nodes, centre, batch);
            }
            Glance::Unclear => {
                nodes.iter().for_each(|&node| self.watch.put_unknown(node));
                batch.edits.added.push(index);
            }
        }
        index
    }

    /// The record of these has just been added.
    fn glance(
        &mut self,
        index: RecordIndex,
        nodes: &[Node],
        strength: Strength,
        live: bool,
    ) -> Glance {
        if !live {
            let first = |node: &&Node| self.evidence.held_count(**node) == 1;
            // Whom it is seen with here does not count.
            for &node in nodes.iter().filter(first) {
                let least = self.nodes.entry(node).ruled.least;
                self.watch.put(node, least, Sole::Nobody);
            }
            return Glance::Silent;
        }
        if nodes.iter().any(|&node| self.is_special_at_a_glance(node)) {
            return Glance::Unclear;
        }
        let is_account = |node: &&Node| self.nodes.is_account(**node);
        if strength == Strength::Asserted && nodes.iter().filter(is_account).count() > 1 {
            return Glance::Unclear;
        }
        if self.repeats_scope(nodes) || !self.passes_watch(index, nodes) {
            return Glance::Unclear;
        }
        Glance::Plain(self.centre_of(nodes))
    }

    fn is_special_at_a_glance(&self, node: Node) -> bool {
        self.nodes.leaves_records(node)
            || self.separations.names(node)
            || self.standing.is_reassigned(node)
    }

    /// Whether a scope that has a limit, or any if partners are counted, has two identifiers among these.
    fn repeats_scope(&self, nodes: &[Node]) -> bool {
        let scope = |node: Node| self.nodes.scope_index(node);
        nodes.iter().enumerate().any(|(place, &node)| {
            nodes[..place].iter().any(|&before| scope(before) == scope(node))
                && (!self.watch.is_idle() || self.nodes.entry(node).limit.is_some())
        })
    }

    /// Whether a new record surely changes no standing: by what is kept of its identifiers or, where that does not tell, by
    /// counting their partners.
    fn passes_watch(&mut self, index: RecordIndex, nodes: &[Node]) -> bool {
        self.watch.is_idle()
            || nodes.iter().all(|&node| {
                let ruled = self.nodes.entry(node).ruled;
                !ruled.watched
                    || self.evidence.held_count(node) <= self.tuning.counted_above
                        && (self.passes_as_kept(node, nodes)
                            || self.passes_when_counted(node, index))
            })
    }

    fn passes_as_kept(&mut self, node: Node, nodes: &[Node]) -> bool {
        let Graph { watch, nodes: all, evidence, .. } = self;
        let entry = all.entry(node);
        let beside = nodes.iter().filter(|&&other| other != node).map(|&other| {
            let entry = all.entry(other);
            Beside { node: other, class: entry.trust.class, limited: entry.limit.is_some() }
        });
        let is_first = evidence.held_count(node) == 1;
        watch.passes(node, entry.trust.class, entry.ruled, is_first, beside)
    }

    /// Counts what stands beside an identifier in all its records. Those of the batch that are not settled yet stand for nothing:
    /// when they are, all that they hold is judged anew.
    fn passes_when_counted(&mut self, node: Node, new: RecordIndex) -> bool {
        let Some(sharing) = SharingRules::of(node, rules!(self)) else { return false };
        let mut partners = self.watch.take_partners();
        for record in self.evidence.held(node).map(Occurrence::record) {
            self.work.records_gathered += 1;
            let forms = match record == new {
                true => self.evidence.nodes(record),
                false => self.evidence.forms(record),
            };
            let others = forms.iter().filter(|&&other| other != node && other.is_some());
            partners.extend(others.map(|&other| (self.nodes.scope_index(other), other)));
        }
        let spare = sharing.spare(&mut partners);
        self.watch.give_back(partners);
        if let Some((credit, sole)) = spare {
            self.watch.put(node, credit, sole);
        }
        spare.is_some()
    }

    /// Where the most trusted of these stands; ties go by text.
    fn centre_of(&self, nodes: &[Node]) -> usize {
        let places = 0..nodes.len();
        let centre = places.min_by(|&a, &b| self.nodes.compare_trust(nodes[a], nodes[b]));
        centre.unwrap_or_default()
    }

    /// Unites what the links of a record join that links all it holds, where that is allowed; what conflicts is replayed later.
    fn place_links(
        &mut self,
        index: RecordIndex,
        nodes: &[Node],
        centre: usize,
        batch: &mut Batch,
    ) {
        self.work.links_resolved += nodes.len() as u64 - 1;
        for (place, &node) in nodes.iter().enumerate() {
            if place != centre && !self.unite(nodes[centre], node) {
                batch.conflicts.push(Occurrence::new(index, place));
            }
        }
    }

    /// Widens the times of a record.
    fn widen(&mut self, index: RecordIndex, times: Times, batch: &mut Batch) {
        let before = self.evidence.record(index).times;
        let joined = before.join(times);
        if joined == before {
            return;
        }
        self.evidence.set_times(index, joined);
        let only_observe = batch.edits.only_observe();
        if !only_observe || self.times_matter(index) {
            batch.edits.moved.push(index);
        }
        if only_observe && self.order_goes_by_times() {
            let run = self.run();
            let links = self.evidence.links_of_record(index);
            batch.conflicts.extend(links.filter(|&link| !run.is_internal(link)));
        }
    }

    /// Whether the times of a record may decide which holder of an identifier it speaks of.
    fn times_matter(&self, index: RecordIndex) -> bool {
        self.evidence.nodes(index).iter().any(|&node| {
            self.nodes.entry(node).ruled.reassigns
                && (self.evidence.held_count(node) > self.tuning.counted_above
                    || self.watch.sole(node) == Sole::Several
                    || self.standing.is_reassigned(node))
        })
    }

    fn order_goes_by_times(&self) -> bool {
        let by_times = |criterion| matches!(criterion, Criterion::Oldest | Criterion::Newest);
        self.policy.order.iter().copied().any(by_times)
    }
}
