//! Step 5 kept true: which holder of an identifier each record speaks of.

use super::Restanding;
use crate::graph::Graph;
use crate::graph::index::{Node, RecordIndex};
use crate::graph::settle::Edits;
use crate::graph::tenure::{Tenures, tenures};

impl Graph {
    /// Step 5.
    pub(super) fn find_tenures(&mut self, edits: &Edits, restanding: &mut Restanding) {
        let changed = restanding.reform.iter().chain(&edits.moved).chain(&edits.withdrawn);
        for &record in changed {
            self.note_tenures(record, &mut restanding.retenure);
        }
        for &account in &restanding.regrouped {
            for occurrence in self.evidence.held(account) {
                let first = restanding.retenure.len();
                self.note_tenures(occurrence.record(), &mut restanding.retenure);
                // It is not the record that changed: one run stays one run.
                restanding.retenure[first..]
                    .iter_mut()
                    .for_each(|because| because.1 = RecordIndex::NONE);
            }
        }
        let mut retenure = std::mem::take(&mut restanding.retenure);
        retenure.sort_unstable();
        retenure.dedup();
        for because in retenure.chunk_by(|a, b| a.0 == b.0) {
            let only_more =
                because.iter().all(|(_, record)| record.is_none() || edits.only_adds(*record));
            if !(only_more && self.stays_one_run(because)) {
                self.assign_tenures(because[0].0, restanding);
            }
        }
    }

    fn note_tenures(&self, record: RecordIndex, retenure: &mut Vec<(Node, RecordIndex)>) {
        for &node in self.evidence.nodes(record) {
            let ruled = self.nodes.rules(node, &self.policy).reassigned_after_ms.is_some();
            if ruled && !self.nodes.is_blocked(node) {
                retenure.push((node, record));
            }
        }
    }

    /// Whether an identifier in many records, all of them one run, has only gained records that leave them one run.
    pub(in crate::graph) fn stays_one_run(&mut self, because: &[(Node, RecordIndex)]) -> bool {
        let node = because[0].0;
        let gap_ms = self.nodes.rules(node, &self.policy).reassigned_after_ms;
        let (Some(gap_ms), Some(&run)) = (gap_ms, self.standing.single_runs.get(&node)) else {
            return false;
        };
        let (mut first, mut last) = run;
        for &(_, record) in because.iter().filter(|because| because.1.is_some()) {
            let record = self.evidence.record(record);
            if !record.live || record.contradictory {
                continue;
            }
            let Some((begins, ends)) = record.times.span() else { continue };
            if begins > last.saturating_add(gap_ms) || first > ends.saturating_add(gap_ms) {
                return false;
            }
            (first, last) = (first.min(begins), last.max(ends));
        }
        self.standing.single_runs.insert(node, (first, last));
        true
    }

    /// Finds the tenures of an identifier and what it stands as in each of its records.
    fn assign_tenures(&mut self, node: Node, restanding: &mut Restanding) {
        let Some(gap_ms) = self.nodes.rules(node, &self.policy).reassigned_after_ms else { return };
        self.work.records_gathered += self.evidence.held_count(node) as u64;
        let Tenures { tenures, single_run } =
            tenures(node, gap_ms, &self.evidence, &self.evidence, self.rules());
        match single_run.filter(|_| self.evidence.held_count(node) > self.tuning.counted_above) {
            Some(run) => self.standing.single_runs.insert(node, run),
            None => self.standing.single_runs.remove(&node),
        };
        let newest = tenures.len().saturating_sub(1);
        match tenures.last().filter(|_| newest > 0) {
            Some(tenure) => self.standing.reassigned.insert(node, tenure.since_ms),
            None => self.standing.reassigned.remove(&node),
        };
        for (place, tenure) in tenures.iter().enumerate() {
            let stands_as = if place == newest { node } else { self.stand_in(node, place + 1) };
            for &occurrence in &tenure.occurrences {
                if self.evidence.form(occurrence) != stands_as {
                    restanding.assigned.insert(occurrence, stands_as);
                    restanding.reform.push(occurrence.record());
                }
            }
        }
    }

    fn stand_in(&mut self, node: Node, number: usize) -> Node {
        let number = u32::try_from(number).unwrap_or(u32::MAX);
        let (stand_in, new) = self.nodes.stand_in(node, number);
        if new {
            self.admit(stand_in);
        }
        stand_in
    }
}
