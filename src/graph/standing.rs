//! Steps 2 to 6 of SPEC section 5 kept true: which identifiers stand in which records, and as what.

use hashbrown::{HashMap, HashSet};

use super::contradiction::contradicts_itself;
use super::index::{Node, Occurrence, RecordIndex};
use super::settle::Edits;
use super::share::{PartnerCounts, SharingRules, partners_in};
use super::tenure::{Tenures, tenures};
use super::{Graph, rules};
use crate::observation::Strength;

/// What is kept of the standing of identifiers beside the evidence.
#[derive(Debug, Default)]
pub(crate) struct Standing {
    /// Since when, in milliseconds, identifiers have been their newest holder's.
    pub(crate) reassigned: HashMap<Node, i64>,
    /// Partner counts of identifiers and stand-ins that are in many records.
    pub(crate) counts: HashMap<Node, PartnerCounts>,
    /// First and last time of identifiers in many records, as long as all these are one run.
    pub(crate) single_runs: HashMap<Node, (i64, i64)>,
}

impl Standing {
    pub(super) fn forget(&mut self, node: Node) {
        self.reassigned.remove(&node);
        self.counts.remove(&node);
        self.single_runs.remove(&node);
    }
}

/// What a change of evidence does to standings, found step by step.
#[derive(Debug, Default)]
pub(crate) struct Restanding {
    /// Accounts whose group changed.
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

    /// Step 3.
    fn find_groups(&mut self, edits: &Edits, restanding: &mut Restanding) {
        let seeds = self.group_seeds(edits);
        let separated: Vec<Node> = edits.separation_ends().collect();
        if seeds.is_empty() && separated.is_empty() {
            return;
        }
        restanding.regrouped =
            self.same.regroup(&seeds, &self.nodes, &self.evidence, &self.separations);
        let touched: HashSet<Node> =
            restanding.regrouped.iter().copied().chain(separated).collect();
        self.drop_counts_beside(&touched, edits);
        for &account in &restanding.regrouped {
            for occurrence in self.evidence.held(account) {
                let record = self.evidence.record_of(occurrence);
                self.work.records_gathered += 1;
                restanding
                    .judge
                    .extend(self.evidence.forms(record).iter().filter(|form| form.is_some()));
            }
        }
    }

    /// The accounts whose group may have changed.
    fn group_seeds(&self, edits: &Edits) -> Vec<Node> {
        let groupable = |&node: &Node| self.nodes.is_account(node) && !self.nodes.is_blocked(node);
        let mut seeds: Vec<Node> = edits.separation_ends().filter(groupable).collect();
        for &index in edits.added.iter().chain(&edits.withdrawn) {
            let record = self.evidence.record(index);
            if record.live && record.strength == Strength::Asserted {
                let accounts: Vec<Node> =
                    self.evidence.nodes(index).iter().copied().filter(groupable).collect();
                if accounts.len() > 1 {
                    seeds.extend(accounts);
                }
            }
        }
        seeds
    }

    /// Partners are counted by group, and those a separation names apart: where these change, counts are taken anew.
    fn drop_counts_beside(&mut self, touched: &HashSet<Node>, edits: &Edits) {
        if self.standing.counts.is_empty() {
            return;
        }
        let held = touched.iter().flat_map(|&node| self.evidence.held(node));
        let records = held
            .map(|occurrence| self.evidence.record_of(occurrence))
            .chain(edits.withdrawn.iter().copied());
        for record in records {
            for form in self.evidence.forms(record) {
                self.standing.counts.remove(form);
            }
        }
    }

    /// Step 4.
    fn find_contradictions(&mut self, edits: &Edits, restanding: &mut Restanding) {
        let mut candidates = edits.added.clone();
        for &account in &restanding.regrouped {
            candidates.extend(
                self.evidence.held(account).map(|occurrence| self.evidence.record_of(occurrence)),
            );
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
                self.evidence.record_mut(index).contradictory = contradictory;
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
        let records =
            self.evidence.held(less).map(|occurrence| self.evidence.record_of(occurrence));
        records.filter(|&record| self.evidence.nodes(record).contains(&more)).collect()
    }

    /// Step 5.
    fn find_tenures(&mut self, edits: &Edits, restanding: &mut Restanding) {
        let changed = restanding.reform.iter().chain(&edits.moved).chain(&edits.withdrawn);
        for &record in changed {
            self.note_tenures(record, &mut restanding.retenure);
        }
        for &account in &restanding.regrouped {
            for occurrence in self.evidence.held(account) {
                self.note_tenures(self.evidence.record_of(occurrence), &mut restanding.retenure);
            }
        }
        let mut retenure = std::mem::take(&mut restanding.retenure);
        retenure.sort_unstable();
        retenure.dedup();
        for because in retenure.chunk_by(|a, b| a.0 == b.0) {
            let only_more = restanding.regrouped.is_empty()
                && because.iter().all(|(_, record)| edits.only_adds(*record));
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
    fn stays_one_run(&mut self, because: &[(Node, RecordIndex)]) -> bool {
        let node = because[0].0;
        let gap_ms = self.nodes.rules(node, &self.policy).reassigned_after_ms;
        let (Some(gap_ms), Some(&run)) = (gap_ms, self.standing.single_runs.get(&node)) else {
            return false;
        };
        let (mut first, mut last) = run;
        for &(_, record) in because {
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
        let Tenures { tenures, single_run } = tenures(node, gap_ms, &self.evidence, self.rules());
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
                    restanding.reform.push(self.evidence.record_of(occurrence));
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
                for (occurrence, &form) in self.evidence.occurrences(record).zip(&forms) {
                    self.evidence.set_form(occurrence, form);
                }
                restanding.judge.extend(forms.iter().filter(|form| form.is_some()));
                self.count_partners(record, true);
            }
        }
        for (a, b) in edits.separation_pairs() {
            let fewer =
                if self.evidence.held_count(a) <= self.evidence.held_count(b) { a } else { b };
            for occurrence in self.evidence.held(fewer) {
                let forms = self.evidence.forms(self.evidence.record_of(occurrence));
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

    /// Notes that the nodes of a record, as it stands now, have joined or left each other.
    fn count_partners(&mut self, record: RecordIndex, joined: bool) {
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
    fn find_shared(&mut self, restanding: &mut Restanding) {
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
                sharing.judge_by_counts(counts)
            } else {
                self.standing.counts.remove(&node);
                self.work.records_gathered += self.evidence.held_count(base) as u64;
                sharing.judge_by_records(standing_as(node, base, &self.evidence), &self.evidence)
            };
            let level = shared.map_or(0, |shared| shared_level(shared.upto));
            self.put_level(node, base, level, restanding);
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
            let record = self.evidence.record_of(occurrence);
            self.work.records_gathered += 1;
            let strength = self.evidence.record(record).strength;
            if leaves(strength, before) != leaves(strength, level) {
                restanding.relink.push(record);
            }
        }
    }

    /// What a record links after step 6: its nodes, and where its centre stands.
    pub(super) fn ends_after_step_6(&self, index: RecordIndex) -> (Vec<Node>, Option<usize>) {
        let strength = self.evidence.record(index).strength;
        let stays = |&form: &Node| {
            if form.is_some() && !leaves(strength, self.nodes.level(form)) {
                form
            } else {
                Node::NONE
            }
        };
        let ends: Vec<Node> = self.evidence.forms(index).iter().map(stays).collect();
        let left = ends.iter().enumerate().filter(|(_, end)| end.is_some());
        let centre =
            left.min_by(|a, b| self.nodes.compare_trust(*a.1, *b.1)).map(|(place, _)| place);
        (ends, centre)
    }

    /// How a node is shared, looked up anew.
    pub(super) fn sharing(&self, node: Node) -> Option<super::share::Sharing> {
        let sharing = SharingRules::of(node, self.rules())?;
        match self.standing.counts.get(&node) {
            Some(counts) => sharing.judge_by_counts(counts),
            None => {
                let base = self.nodes.base(node);
                sharing.judge_by_records(standing_as(node, base, &self.evidence), &self.evidence)
            }
        }
    }
}

/// The occurrences that stand as a node after step 5.
fn standing_as(
    node: Node,
    base: Node,
    evidence: &super::evidence::Evidence,
) -> impl Iterator<Item = Occurrence> + '_ {
    evidence.held(base).filter(move |&occurrence| evidence.form(occurrence) == node)
}

fn count_all(
    node: Node,
    base: Node,
    evidence: &super::evidence::Evidence,
    sharing: SharingRules<'_>,
) -> PartnerCounts {
    let mut counts = PartnerCounts::default();
    for occurrence in standing_as(node, base, evidence) {
        let record = evidence.record_of(occurrence);
        let strength = evidence.record(record).strength;
        sharing.count(&mut counts, partners_in(record, node, evidence), strength, true);
    }
    counts
}

/// The level of a node that is shared up to a strength: 0 is kept for those that are not shared.
fn shared_level(upto: Strength) -> u8 {
    u8::try_from(upto.index() + 1).unwrap_or(u8::MAX)
}

/// Whether a node of this level leaves records of this strength.
fn leaves(strength: Strength, level: u8) -> bool {
    strength.index() < usize::from(level)
}
