//! SPEC section 9: identifiers removed for good.

use super::Graph;
use super::apply::{Batch, Evident};
use super::index::{Node, RecordIndex};
use crate::identifier::Fingerprint;
use crate::policy::Canonical;

impl Graph {
    pub(super) fn erase(&mut self, ids: &[Canonical], batch: &mut Batch) {
        for id in ids {
            self.refuse(id.fingerprint);
            if self.is_left(id) {
                self.finish(batch);
            }
            self.erase_forgotten(id.fingerprint, batch);
            match self.find(id) {
                Some(node) => self.erase_node(node, batch),
                // Not known, and yet somebody may have been invited by it.
                None => {
                    batch.outcome.erased.mentions += self.evidence.erase_inviter(&id.to_string());
                }
            }
        }
    }

    /// What the log and the arrays still hold of an identifier that was forgotten goes as well.
    fn erase_forgotten(&mut self, fingerprint: Fingerprint, batch: &mut Batch) {
        for node in self.nodes.forgotten(fingerprint).to_vec() {
            let dropped = self.redact_log(node);
            batch.dropped.extend(dropped);
            batch.erased.push(node);
        }
    }

    /// Erases all identifiers of a profile. Which these are depends on all operations before.
    pub(super) fn erase_profile(&mut self, ids: &[Canonical], batch: &mut Batch) {
        self.finish(batch);
        self.erase(
            &ids.iter().filter(|id| self.find(id).is_none()).cloned().collect::<Vec<_>>(),
            batch,
        );
        let mut members: Vec<Node> = ids
            .iter()
            .filter_map(|id| self.find(id))
            .flat_map(|node| {
                self.partition.members(self.partition.profile(node)).collect::<Vec<_>>()
            })
            .filter(|&node| !self.nodes.is_stand_in(node))
            .collect();
        members.sort_unstable();
        members.dedup();
        for node in members {
            self.erase_forgotten(self.nodes.fingerprint(node), batch);
            self.erase_node(node, batch);
        }
    }

    fn erase_node(&mut self, node: Node, batch: &mut Batch) {
        self.refuse(self.nodes.fingerprint(node));
        batch.outcome.erased.identifiers += 1;
        let dropped = self.redact_log(node);
        batch.dropped.extend(dropped);
        let records: Vec<RecordIndex> = self
            .evidence
            .held(node)
            .map(|occurrence| self.evidence.record_of(occurrence))
            .collect();
        for index in records {
            self.leave_record(node, index, batch);
        }
        for other in self.separations.of(node).collect::<Vec<_>>() {
            self.separations.remove(node, other);
            batch.outcome.erased.separations += 1;
            batch.outcome.separations_dropped += 1;
            batch.edits.rejoined.push((node, other));
        }
        batch.outcome.erased.mentions += self.evidence.erase_inviter(&self.nodes.text(node));
        batch.erased.push(node);
    }

    /// Takes an identifier out of a record; what is left may be equal to another record, or nothing.
    fn leave_record(&mut self, node: Node, index: RecordIndex, batch: &mut Batch) {
        let nodes = self.evidence.nodes(index);
        let is_most_trusted =
            nodes.iter().all(|&other| self.nodes.compare_trust(node, other).is_le());
        let left: Vec<Node> = nodes.iter().copied().filter(|&other| other != node).collect();
        let record = *self.evidence.record(index);
        let mut traits = self.evidence.traits(index).cloned().unwrap_or_default();
        let erased = &mut batch.outcome.erased;
        erased.records += u64::from(!batch.reduced.remove(&index));
        if is_most_trusted {
            erased.traits += std::mem::take(&mut traits).iter().count() as u64;
        }
        self.withdraw(index, batch);
        if left.is_empty() {
            batch.outcome.erased.records_removed += 1;
            return;
        }
        let evident = Evident {
            nodes: left,
            source: record.source,
            strength: record.strength,
            times: record.times,
            traits,
        };
        match self.add_evidence(evident, batch) {
            (reduced, true) => drop(batch.reduced.insert(reduced)),
            (_, false) => batch.outcome.erased.records_removed += 1,
        }
    }
}
