//! Step 3 kept true: which accounts count as one, and whose partners are counted otherwise for it.

use hashbrown::{HashMap, HashSet};

use super::Restanding;
use crate::graph::index::{Node, RecordIndex};
use crate::graph::same::Regrouped;
use crate::graph::settle::Edits;
use crate::graph::share::SharingRules;
use crate::graph::{Graph, rules};
use crate::observation::Strength;

/// Withdrawn records in which nodes stand until these are given up, by node.
type Leaving = HashMap<Node, Vec<RecordIndex>>;

impl Graph {
    pub(super) fn find_groups(&mut self, edits: &Edits, restanding: &mut Restanding) {
        let seeds = self.group_seeds(edits);
        let is_live = |index| self.evidence.record(index).live;
        let regrouped =
            self.same.regroup(&seeds, &self.nodes, &self.evidence, &self.separations, is_live);
        for one in &regrouped {
            for occurrence in self.evidence.held(one.account) {
                self.work.records_gathered += 1;
                let forms = self.evidence.forms(occurrence.record());
                restanding.judge.extend(forms.iter().filter(|form| form.is_some()));
            }
        }
        self.recount(&regrouped, edits);
        let limited = |account: &Node| self.nodes.entry(*account).limit.is_some();
        restanding.regrouped = regrouped.iter().map(|one| one.account).filter(limited).collect();
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

    /// Partners are counted by group, and those that a separation names apart: kept counts follow where these change.
    fn recount(&mut self, regrouped: &[Regrouped], edits: &Edits) {
        if self.standing.counts.is_empty() {
            return;
        }
        let separated: HashSet<Node> = edits.separation_ends().collect();
        let touched =
            separated.iter().copied().chain(regrouped.iter().map(|one| one.account)).collect();
        let leaving = self.leaving(&touched, edits);
        for &one in regrouped {
            if self.same.representative(one.account) != one.before {
                self.recount_regrouped(one, &leaving);
            }
        }
        for node in separated {
            self.recount_separated(node, &leaving);
        }
    }

    fn leaving(&self, touched: &HashSet<Node>, edits: &Edits) -> Leaving {
        let mut leaving = Leaving::new();
        for &record in &edits.withdrawn {
            for &node in self.evidence.nodes(record).iter().filter(|node| touched.contains(*node)) {
                leaving.entry(node).or_default().push(record);
            }
        }
        leaving
    }

    /// The nodes beside this one whose partners are kept counted, each with the strengths of the records they share.
    fn counted_beside(&self, node: Node, leaving: &Leaving) -> HashMap<Node, Vec<Strength>> {
        let mut beside: HashMap<Node, Vec<Strength>> = HashMap::new();
        let held = self.evidence.held(node).map(super::super::index::Occurrence::record);
        let leaving = leaving.get(&node).into_iter().flatten().copied();
        for record in
            held.chain(leaving).filter(|&record| self.evidence.forms(record).contains(&node))
        {
            let strength = self.evidence.record(record).strength;
            for &form in self.evidence.forms(record) {
                if form != node && self.standing.counts.contains_key(&form) {
                    beside.entry(form).or_default().push(strength);
                }
            }
        }
        beside
    }

    fn recount_regrouped(&mut self, one: Regrouped, leaving: &Leaving) {
        for (node, strengths) in self.counted_beside(one.account, leaving) {
            let Some(counts) = self.standing.counts.get_mut(&node) else { continue };
            if let Some(sharing) = SharingRules::of(node, rules!(self)) {
                sharing.recount_regrouped(counts, one, &strengths);
            }
        }
    }

    fn recount_separated(&mut self, partner: Node, leaving: &Leaving) {
        for (node, strengths) in self.counted_beside(partner, leaving) {
            let Some(counts) = self.standing.counts.get_mut(&node) else { continue };
            if let Some(sharing) = SharingRules::of(node, rules!(self)) {
                sharing.recount_separated(counts, partner, &strengths);
            }
        }
    }
}
