//! Step 6 kept true: which nodes too many have, and what they leave.

use super::{Restanding, leaves};
use crate::graph::evidence::Evidence;
use crate::graph::index::{Node, Occurrence, RecordIndex};
use crate::graph::share::{PartnerCounts, Sharing, SharingRules, partners_in};
use crate::graph::{Graph, rules};
use crate::observation::Strength;

impl Graph {
    /// Notes that the nodes of a record, as it stands now, have joined or left each other.
    pub(super) fn count_partners(&mut self, record: RecordIndex, joined: bool) {
        if self.standing.counts.is_empty() {
            return;
        }
        let strength = self.evidence.record(record).strength;
        for &form in self.evidence.forms(record) {
            let Some(counts) = self.standing.counts.get_mut(&form) else { continue };
            if let Some(sharing) = SharingRules::of(form, rules!(self)) {
                sharing.count(counts, partners_in(record, form, &self.evidence), strength, joined);
            }
        }
    }

    /// Step 6.
    pub(super) fn find_shared(&mut self, restanding: &mut Restanding) {
        let mut judge = std::mem::take(&mut restanding.judge);
        judge.sort_unstable();
        judge.dedup();
        for node in judge {
            let Some(sharing) = SharingRules::of(node, rules!(self)) else { continue };
            let base = self.nodes.base(node);
            let shared = if self.evidence.held_count(base) > self.tuning.counted_above {
                let counts = self.standing.counts.entry(node).or_insert_with(|| {
                    self.work.records_gathered += self.evidence.held_count(base) as u64;
                    count_all(node, base, &self.evidence, sharing)
                });
                self.watch.put_unknown(node);
                sharing.judge_by_counts(counts)
            } else {
                self.standing.counts.remove(&node);
                self.work.records_gathered += self.evidence.held_count(base) as u64;
                let standing = standing_as(node, base, &self.evidence);
                let judged = sharing.judge_by_records(standing, &self.evidence, &self.evidence);
                self.watch.put(node, judged.credit, judged.sole);
                judged.sharing
            };
            let level = shared.map_or(0, |shared| shared_level(shared.upto));
            self.put_level(node, base, level, restanding);
            self.list_linked(node, base, level);
        }
    }

    /// An identifier that is in many records and leaves most has those that it links listed. Stand-ins always have.
    fn list_linked(&mut self, node: Node, base: Node, level: u8) {
        if node == base {
            let is_many = self.evidence.held_count(node) > self.tuning.counted_above;
            self.evidence.list_linked(node, level > 0 && is_many);
        }
    }

    /// Puts a sharing level in force; records between the old one and the new are to be linked anew.
    fn put_level(&mut self, node: Node, base: Node, level: u8, restanding: &mut Restanding) {
        let before = self.nodes.level(node);
        if level == before {
            return;
        }
        self.nodes.set_level(node, level);
        for occurrence in standing_as(node, base, &self.evidence) {
            let record = occurrence.record();
            self.work.records_gathered += 1;
            let strength = self.evidence.record(record).strength;
            if leaves(strength, before) != leaves(strength, level) {
                restanding.relink.push(record);
            }
        }
    }

    /// How a node is shared, looked up anew.
    pub(in crate::graph) fn sharing(&self, node: Node) -> Option<Sharing> {
        let sharing = SharingRules::of(node, self.rules())?;
        match self.standing.counts.get(&node) {
            Some(counts) => sharing.judge_by_counts(counts),
            None => {
                let base = self.nodes.base(node);
                let standing = standing_as(node, base, &self.evidence);
                sharing.judge_by_records(standing, &self.evidence, &self.evidence).sharing
            }
        }
    }
}

/// The occurrences that stand as a node after step 5.
fn standing_as(
    node: Node,
    base: Node,
    evidence: &Evidence,
) -> impl Iterator<Item = Occurrence> + '_ {
    evidence.held(base).filter(move |&occurrence| evidence.form(occurrence) == node)
}

fn count_all(
    node: Node,
    base: Node,
    evidence: &Evidence,
    sharing: SharingRules<'_>,
) -> PartnerCounts {
    let mut counts = PartnerCounts::default();
    for occurrence in standing_as(node, base, evidence) {
        let record = occurrence.record();
        let strength = evidence.record(record).strength;
        sharing.count(&mut counts, partners_in(record, node, evidence), strength, true);
    }
    counts
}

/// The level of a node that is shared up to a strength: 0 is kept for those that are not shared.
pub(in crate::graph) fn shared_level(upto: Strength) -> u8 {
    u8::try_from(upto.index() + 1).unwrap_or(u8::MAX)
}
