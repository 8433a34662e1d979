//! What a new record does, as far as can be told at a glance: of nearly every one, that no identifier of it becomes shared or
//! reassigned, and no other standing changes.

use super::index::{Node, Occurrence, RecordIndex, ScopeIndex};
use super::partition::Block;
use super::share::SharingRules;
use super::standing::{leaves, shared_level};
use super::tally::Tally;
use super::watch::{Beside, Sole};
use super::{Graph, rules};
use crate::observation::Strength;

/// No more profiles than this are looked at at a glance.
const MOST_PROFILES: usize = 8;

/// What a new record does.
pub(super) enum Glance {
    /// Nothing: it may not link.
    Silent,
    /// It links all that it holds; where the centre stands.
    Plain(usize),
    /// It links what shared identifiers, some of which it holds, leave of it.
    Left,
    /// It may change standings.
    Unclear,
}

/// A new record that is looked at.
struct Looked<'a> {
    index: RecordIndex,
    nodes: &'a [Node],
    strength: Strength,
    /// Two identifiers of it are of one scope.
    repeats: bool,
    /// How many shared identifiers leave it.
    leaving: u32,
    /// How many members of each scope the profiles of the others have together, if that has been found, and if it can be.
    within: Option<Option<Tally>>,
}

impl Graph {
    /// The record of these has just been added.
    pub(super) fn glance(
        &mut self,
        index: RecordIndex,
        nodes: &[Node],
        strength: Strength,
        live: bool,
    ) -> Glance {
        if !live {
            let first = |node: &&Node| self.evidence.held_count(**node) == 1;
            // Whom it is seen with here does not count.
            nodes.iter().filter(first).for_each(|&node| self.watch.begin(node));
            return Glance::Silent;
        }
        if nodes.iter().any(|&node| self.is_special_at_a_glance(node)) {
            return Glance::Unclear;
        }
        let is_account = |node: &&Node| self.nodes.is_account(**node);
        if strength == Strength::Asserted && nodes.iter().filter(is_account).count() > 1 {
            return Glance::Unclear;
        }
        let Some(repeats) = self.repeats_scope(nodes) else { return Glance::Unclear };
        if self.watch.is_idle() {
            return Glance::Plain(self.centre_of(nodes));
        }
        let leaving = nodes.iter().filter(|&&node| leaves(strength, self.nodes.level(node)));
        let leaving = u32::try_from(leaving.count()).unwrap_or(u32::MAX);
        let looked = Looked { index, nodes, strength, repeats, leaving, within: None };
        match self.passes_watch(looked) {
            false => Glance::Unclear,
            true if nodes.iter().any(|&node| self.nodes.level(node) > 0) => Glance::Left,
            true => Glance::Plain(self.centre_of(nodes)),
        }
    }

    fn is_special_at_a_glance(&self, node: Node) -> bool {
        self.nodes.is_blocked(node)
            || self.separations.names(node)
            || self.standing.is_reassigned(node)
    }

    /// Whether a scope has two identifiers among these; none if one has more than its limit.
    fn repeats_scope(&self, nodes: &[Node]) -> Option<bool> {
        let mut repeats = false;
        for (place, &node) in nodes.iter().enumerate() {
            let scope = self.nodes.scope_index(node);
            let before = nodes[..place].iter();
            let alike = before.filter(|&&before| self.nodes.scope_index(before) == scope).count();
            if alike > 0 {
                repeats = true;
                if self.nodes.entry(node).limit.is_some_and(|limit| alike >= limit as usize) {
                    return None;
                }
            }
        }
        Some(repeats)
    }

    /// Whether a new record surely changes no standing: by what is known of its identifiers or, where that does not tell, by
    /// counting their partners.
    fn passes_watch(&mut self, mut looked: Looked<'_>) -> bool {
        let nodes = looked.nodes;
        let mut counted = 0;
        let passes = nodes.iter().all(|&node| {
            let ruled = self.nodes.entry(node).ruled;
            if !ruled.watched {
                return true;
            }
            let held = self.evidence.held_count(node);
            if held == 1 {
                self.watch.begin(node);
            }
            if held > self.tuning.counted_above {
                counted += 1;
                return self.passes_by_counts(node, &looked);
            }
            self.nodes.level(node) == 0
                && (self.passes_as_known(node, &mut looked)
                    || self.passes_when_counted(node, &mut looked))
        });
        if !passes && counted > 0 {
            self.uncount(&looked, counted);
        }
        passes
    }

    /// Counts the partners in a new record of an identifier in many records; whether that leaves its standing as it is.
    fn passes_by_counts(&mut self, node: Node, looked: &Looked<'_>) -> bool {
        self.count_in(node, looked, true)
            && (!self.nodes.entry(node).ruled.reassigns
                || self.stays_one_run(&[(node, looked.index)]))
            && {
                let sharing = SharingRules::of(node, rules!(self));
                let counts = self.standing.counts.get(&node);
                let shared = sharing
                    .zip(counts)
                    .and_then(|(sharing, counts)| sharing.judge_by_counts(counts));
                shared.map_or(0, |shared| shared_level(shared.upto)) == self.nodes.level(node)
            }
    }

    /// Counts the partners in a new record of an identifier whose partners are counted as they come and go, or takes that back; whether
    /// they are so counted.
    fn count_in(&mut self, node: Node, looked: &Looked<'_>, joined: bool) -> bool {
        let Some(counts) = self.standing.counts.get_mut(&node) else { return false };
        let Some(sharing) = SharingRules::of(node, rules!(self)) else { return false };
        let others = looked.nodes.iter().copied().filter(|&other| other != node);
        sharing.count(counts, others, looked.strength, joined);
        true
    }

    /// Takes back what was counted for the first of the identifiers in many records.
    fn uncount(&mut self, looked: &Looked<'_>, counted: usize) {
        let many = |node: &Node| {
            self.nodes.entry(*node).ruled.watched
                && self.evidence.held_count(*node) > self.tuning.counted_above
        };
        let many: Vec<Node> = looked.nodes.iter().copied().filter(many).take(counted).collect();
        for node in many {
            self.count_in(node, looked, false);
        }
    }

    fn passes_as_known(&mut self, node: Node, looked: &mut Looked<'_>) -> bool {
        if self.watch.sole(node) == Sole::Within {
            return self.passes_within(node, looked);
        }
        let Graph { watch, nodes: all, .. } = self;
        let entry = all.entry(node);
        let beside = looked.nodes.iter().filter(|&&other| other != node).map(|&other| {
            let entry = all.entry(other);
            Beside { node: other, class: entry.trust.class, limited: entry.limit.is_some() }
        });
        !looked.repeats && watch.passes(node, entry.trust.class, entry.ruled, beside)
    }

    /// Whether an identifier all of whose partners are within its profile, but for some, passes by what that profile is going to be.
    fn passes_within(&mut self, node: Node, looked: &mut Looked<'_>) -> bool {
        if looked.leaving > 0 && !self.stays_heedless(node, looked) {
            self.watch.part(node);
            return false;
        }
        let outside = self.watch.put_outside(node, looked.leaving);
        self.is_clear(node, outside, looked)
    }

    /// Whether an identifier with so many partners outside its profile surely has not too many, with what a new record brings.
    fn is_clear(&self, node: Node, outside: u32, looked: &mut Looked<'_>) -> bool {
        let joint = || self.joint_tally(looked.nodes, looked.strength);
        let Some(within) = *looked.within.get_or_insert_with(joint) else { return false };
        let least = self.nodes.entry(node).ruled.least;
        least.checked_sub(outside).is_some_and(|spare| within.is_at_most(spare))
    }

    /// Whether no identifier that leaves a record matters to another beyond its number.
    fn stays_heedless(&self, node: Node, looked: &Looked<'_>) -> bool {
        let own = self.nodes.entry(node).trust.class;
        looked.nodes.iter().all(|&other| {
            let entry = self.nodes.entry(other);
            !leaves(looked.strength, self.nodes.level(other))
                || entry.limit.is_none()
                || entry.trust.class >= own
        })
    }

    /// How many identifiers of each scope are in the profiles of these together, but for those that leave. None if they may exceed a
    /// limit, or that cannot be told at a glance.
    fn joint_tally(&self, nodes: &[Node], strength: Strength) -> Option<Tally> {
        let mut blocks: [Option<&Block>; MOST_PROFILES] = [None; MOST_PROFILES];
        for &node in nodes.iter().filter(|&&node| !leaves(strength, self.nodes.level(node))) {
            let block = self.partition.block(self.partition.profile(node));
            let is_its =
                |slot: &&mut Option<&Block>| slot.is_none_or(|seen| std::ptr::eq(seen, block));
            *blocks.iter_mut().find(is_its)? = Some(block);
        }
        let mut summaries = blocks.iter().flatten().map(|block| &block.summary);
        let first = summaries.next()?;
        let Some(second) = summaries.next() else { return Some(first.tally()) };
        let mut joint = first.clone();
        for summary in std::iter::once(second).chain(summaries) {
            if joint.refusal(summary, self.rules()).is_some() {
                return None;
            }
            joint.absorb(summary, self.rules());
        }
        Some(joint.tally())
    }

    /// Counts what stands beside an identifier in all its records. Those of the batch that are not settled yet stand for nothing:
    /// when they are, all that they hold is judged anew.
    fn passes_when_counted(&mut self, node: Node, looked: &mut Looked<'_>) -> bool {
        let Some(sharing) = SharingRules::of(node, rules!(self)) else { return false };
        let mut partners = self.watch.take_partners();
        for record in self.evidence.held(node).map(Occurrence::record) {
            self.work.records_gathered += 1;
            let forms = match record == looked.index {
                true => self.evidence.nodes(record),
                false => self.evidence.forms(record),
            };
            let others = forms.iter().filter(|&&other| other != node && other.is_some());
            partners.extend(others.map(|&other| (self.nodes.scope_index(other), other)));
        }
        let spare = sharing.spare(&mut partners);
        if let Some((credit, sole)) = spare {
            match self.outside(&partners, sharing, looked) {
                Some(outside) if self.is_clear(node, outside, looked) => {
                    self.watch.put(node, outside, Sole::Within);
                }
                _ => self.watch.put(node, credit, sole),
            }
        }
        self.watch.give_back(partners);
        spare.is_some()
    }

    /// How many of these partners are going to be outside an identifier's profile; none if one of them matters beyond its number.
    fn outside(
        &self,
        partners: &[(ScopeIndex, Node)],
        sharing: SharingRules<'_>,
        looked: &Looked<'_>,
    ) -> Option<u32> {
        let mut outside = 0;
        for &(scope, partner) in partners {
            let there = self.partition.profile(partner);
            let stays = |node: Node| !leaves(looked.strength, self.nodes.level(node));
            let is_there = |&node: &Node| self.partition.profile(node) == there && stays(node);
            if looked.nodes.iter().any(is_there) {
                continue;
            }
            if sharing.is_heeded(scope) {
                return None;
            }
            outside += 1;
        }
        Some(outside)
    }

    /// Where the most trusted of these stands; ties go by text.
    fn centre_of(&self, nodes: &[Node]) -> usize {
        let places = 0..nodes.len();
        let centre = places.min_by(|&a, &b| self.nodes.compare_trust(nodes[a], nodes[b]));
        centre.unwrap_or_default()
    }
}
