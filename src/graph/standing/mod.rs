//! Steps 2 to 6 of SPEC section 5 kept true: which identifiers stand in which records, and as what.

mod groups;
mod sharing;
mod tenures;

pub(in crate::graph) use sharing::shared_level;

use hashbrown::HashMap;

use super::Graph;
use super::contradiction::contradicts_itself;
use super::evidence::Evidence;
use super::index::{Node, Occurrence, RecordIndex};
use super::nodes::Nodes;
use super::settle::Edits;
use super::share::PartnerCounts;
use crate::observation::Strength;

/// What steps 1 to 5 leave of records: as it is kept, or worked out from nothing.
pub(in crate::graph) trait Forms {
    /// Whether a record may link and does not contradict itself.
    fn is_usable(&self, index: RecordIndex) -> bool;

    /// What stands at an occurrence after step 5; none if nothing does.
    fn form(&self, occurrence: Occurrence) -> Node;
}

impl Forms for Evidence {
    fn is_usable(&self, index: RecordIndex) -> bool {
        let record = self.record(index);
        record.live && !record.contradictory
    }

    fn form(&self, occurrence: Occurrence) -> Node {
        self.form(occurrence)
    }
}

/// What is kept of the standing of identifiers beside the evidence.
#[derive(Clone, Debug, Default)]
pub(crate) struct Standing {
    /// Since when, in milliseconds, identifiers have been their newest holder's.
    pub(crate) reassigned: HashMap<Node, i64>,
    /// Partner counts of identifiers and stand-ins that are in many records.
    pub(crate) counts: HashMap<Node, PartnerCounts>,
    /// First and last time of identifiers in many records, as long as all these are one run.
    pub(crate) single_runs: HashMap<Node, (i64, i64)>,
}

impl Standing {
    pub(super) fn bytes(&self) -> usize {
        self.reassigned.capacity() * size_of::<(Node, i64)>()
            + self.single_runs.capacity() * size_of::<(Node, (i64, i64))>()
            + self.counts.capacity() * size_of::<(Node, PartnerCounts)>()
            + self.counts.values().map(PartnerCounts::bytes).sum::<usize>()
    }

    pub(super) fn is_reassigned(&self, node: Node) -> bool {
        !self.reassigned.is_empty() && self.reassigned.contains_key(&node)
    }

    pub(super) fn forget(&mut self, node: Node) {
        self.reassigned.remove(&node);
        self.counts.remove(&node);
        self.single_runs.remove(&node);
    }
}

/// What a change of evidence does to standings, found step by step.
#[derive(Debug, Default)]
pub(crate) struct Restanding {
    /// Accounts with a `limit` whose group changed: nothing but sharing counts others by group.
    pub(crate) regrouped: Vec<Node>,
    /// Records to be linked anew.
    pub(crate) relink: Vec<RecordIndex>,
    /// Records whose form after step 5 may have changed.
    reform: Vec<RecordIndex>,
    /// Identifiers whose tenures may have changed, each with the record that is why.
    retenure: Vec<(Node, RecordIndex)>,
    /// What occurrences stand as after step 5, where that changed.
    assigned: HashMap<Occurrence, Node>,
    /// Nodes whose partners may have changed.
    judge: Vec<Node>,
}

impl Graph {
    /// Steps 2 to 6 after a change of evidence: finds the records to be linked anew.
    pub(super) fn restand(&mut self, edits: &Edits) -> Restanding {
        let mut restanding = Restanding { reform: edits.added.clone(), ..Restanding::default() };
        self.find_groups(edits, &mut restanding);
        self.find_contradictions(edits, &mut restanding);
        self.find_tenures(edits, &mut restanding);
        self.put_forms(edits, &mut restanding);
        self.find_shared(&mut restanding);
        restanding.relink.extend_from_slice(&restanding.reform);
        restanding.relink.extend_from_slice(&edits.withdrawn);
        restanding.relink.sort_unstable();
        restanding.relink.dedup();
        restanding
    }

    /// Step 4.
    fn find_contradictions(&mut self, edits: &Edits, restanding: &mut Restanding) {
        let mut candidates = edits.added.clone();
        for &account in &restanding.regrouped {
            candidates.extend(self.evidence.held(account).map(Occurrence::record));
        }
        for (a, b) in edits.separation_pairs() {
            candidates.extend(self.records_of_both(a, b));
        }
        candidates.sort_unstable();
        candidates.dedup();
        for index in candidates {
            let record = self.evidence.record(index);
            if record.withdrawn || !record.live {
                continue;
            }
            let contradictory = contradicts_itself(index, &self.evidence, self.rules());
            if contradictory != record.contradictory {
                self.evidence.set_contradictory(index, contradictory);
                restanding.reform.push(index);
            }
        }
    }

    fn records_of_both(&self, a: Node, b: Node) -> Vec<RecordIndex> {
        let (less, more) = if self.evidence.held_count(a) <= self.evidence.held_count(b) {
            (a, b)
        } else {
            (b, a)
        };
        let records = self.evidence.held(less).map(Occurrence::record);
        records.filter(|&record| self.evidence.nodes(record).contains(&more)).collect()
    }

    /// Puts what steps 2, 4 and 5 leave of records in force, and notes whose partners changed.
    fn put_forms(&mut self, edits: &Edits, restanding: &mut Restanding) {
        restanding.reform.sort_unstable();
        restanding.reform.dedup();
        for &record in restanding.reform.iter().chain(&edits.withdrawn) {
            let forms = self.forms_after_step_5(record, &restanding.assigned);
            if forms != self.evidence.forms(record) {
                self.count_partners(record, false);
                restanding
                    .judge
                    .extend(self.evidence.forms(record).iter().filter(|form| form.is_some()));
                self.evidence.set_forms(record, &forms);
                restanding.judge.extend(forms.iter().filter(|form| form.is_some()));
                self.count_partners(record, true);
            }
        }
        for (a, b) in edits.separation_pairs() {
            let fewer =
                if self.evidence.held_count(a) <= self.evidence.held_count(b) { a } else { b };
            for occurrence in self.evidence.held(fewer) {
                let forms = self.evidence.forms(occurrence.record());
                restanding.judge.extend(forms.iter().filter(|form| form.is_some()));
            }
        }
    }

    fn forms_after_step_5(
        &self,
        index: RecordIndex,
        assigned: &HashMap<Occurrence, Node>,
    ) -> Vec<Node> {
        let record = self.evidence.record(index);
        let out = record.withdrawn || !record.live || record.contradictory;
        let form = |occurrence: Occurrence| {
            let node = self.evidence.node(occurrence);
            if out || self.nodes.is_blocked(node) {
                return Node::NONE;
            }
            let before = self.evidence.form(occurrence);
            let unchanged = if before.is_some() { before } else { node };
            assigned.get(&occurrence).copied().unwrap_or(unchanged)
        };
        self.evidence.occurrences(index).map(form).collect()
    }

    /// What a record links after step 6: its nodes, and where its centre stands.
    pub(super) fn ends_after_step_6(&self, index: RecordIndex) -> (Vec<Node>, Option<usize>) {
        let strength = self.evidence.record(index).strength;
        ends_of_forms(self.evidence.forms(index).iter().copied(), strength, &self.nodes)
    }
}

/// What a record of this strength links of what stands in it, and where its centre stands.
pub(in crate::graph) fn ends_of_forms(
    forms: impl Iterator<Item = Node>,
    strength: Strength,
    nodes: &Nodes,
) -> (Vec<Node>, Option<usize>) {
    let stays = |form: Node| {
        if form.is_some() && !leaves(strength, nodes.level(form)) { form } else { Node::NONE }
    };
    let ends: Vec<Node> = forms.map(stays).collect();
    let left = ends.iter().enumerate().filter(|(_, end)| end.is_some());
    let centre = left.min_by(|a, b| nodes.compare_trust(*a.1, *b.1)).map(|(place, _)| place);
    (ends, centre)
}

/// Whether a node of this level leaves records of this strength.
pub(in crate::graph) fn leaves(strength: Strength, level: u8) -> bool {
    strength.index() < usize::from(level)
}
