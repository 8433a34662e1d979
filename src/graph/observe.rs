//! Observations: the one operation that nearly every other depends on being quick.
//!
//! Nearly every new record changes nothing but links, which a [glance](super::glance) tells. Such a record is put in force at once, and
//! its links united; what conflicts is replayed at the end of the batch. Every other is settled with what else the batch changed.

use std::borrow::Cow;

use super::Graph;
use super::batch::Batch;
use super::evidence::Times;
use super::glance::Glance;
use super::index::{Node, Occurrence, RecordIndex, SourceIndex};
use super::nodes::Sighted;
use super::ready::{Given, GivenSource, ReadyObservation};
use super::watch::Sole;
use crate::observation::Strength;
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

impl Graph {
    pub(super) fn observe(
        &mut self,
        seen: ReadyObservation<'_>,
        given: &[Given<'_>],
        batch: &mut Batch,
    ) {
        self.work.observations += 1;
        let ReadyObservation { ids, at, source, strength, mut traits } = seen;
        let mut given = Cow::Borrowed(&given[ids]);
        if self.refused_identifiers() > 0 {
            // Of what was erased before in this batch.
            let refused = self.leave_refused_out(given.to_mut(), &mut traits);
            batch.outcome.refused.add(refused);
        }
        if given.is_empty() {
            return;
        }
        let sight = |id| match id {
            &Given::Sighted(sighted) => sighted,
            Given::Canonical(canonical) => self.nodes.sight(canonical, &self.policy),
        };
        let sighted: Vec<Sighted<'_>> = given.iter().map(sight).collect();
        let mut nodes = self.intern(&sighted, batch);
        nodes.sort_unstable();
        nodes.dedup();
        let source = match source {
            GivenSource::Known(source) => source,
            GivenSource::Named(name) => self.evidence.source(name, &self.policy),
        };
        let times = Times::at(at);
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
            Glance::Left => {
                self.evidence.set_forms(index, nodes);
                let (ends, centre) = self.ends_after_step_6(index);
                self.evidence.link(index, &ends, centre);
                if let Some(centre) = centre {
                    self.place_links(index, &ends, centre, batch);
                }
            }
            Glance::Unclear => {
                nodes.iter().for_each(|&node| self.watch.put_unknown(node));
                batch.edits.added.push(index);
            }
        }
        index
    }

    /// Unites what the links of a record join, where that is allowed; what conflicts is replayed later.
    fn place_links(&mut self, index: RecordIndex, ends: &[Node], centre: usize, batch: &mut Batch) {
        for (place, &end) in ends.iter().enumerate() {
            if place == centre || end.is_none() {
                continue;
            }
            self.work.links_resolved += 1;
            if !self.unite(ends[centre], end) {
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
