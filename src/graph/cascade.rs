//! SPEC section 5, step 8, kept true under change.
//!
//! All of it rests on one property: every constraint on merging is downward closed (a subset of an allowed set is allowed).
//! Hence a link is accepted exactly if its ends share a profile in the end, and the block that a node was in just before a
//! link was taken is what the node reaches over earlier links inside its final profile. A cascade replays, in order, only the links
//! at *dirty* nodes: those whose block differs at that moment between the run before a change and the run after it. Outside the dirty
//! nodes the two partitions are equal, so that skipping every other link is exact.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use hashbrown::{HashMap, HashSet};

use super::counter::Counter;
use super::index::{Node, Occurrence, ProfileIndex};
use super::order::{LinkOrder, OrderedLink};
use super::partition::Partition;
use super::summary::{Rules, Summary};
use crate::explanation::RefusalReason;

/// The run before the change, and what the change is judged by.
#[derive(Clone, Copy)]
pub(crate) struct Run<'a> {
    pub(crate) order: LinkOrder<'a>,
    pub(crate) rules: Rules<'a>,
    pub(crate) partition: &'a Partition,
    /// How many links have been read, for the counters.
    pub(crate) links_read: &'a Counter,
}

/// What a cascade found: profiles to give up, and those that their members go into.
#[derive(Debug, Default)]
pub(crate) struct Regrouping {
    pub(crate) old: Vec<ProfileIndex>,
    pub(crate) new: Vec<(Vec<Node>, Summary)>,
    /// Links taken.
    pub(crate) links: u64,
}

impl<'a> Run<'a> {
    /// The block of a node just before a link was taken: what it reaches over earlier links inside its profile.
    pub(crate) fn block_before(self, node: Node, link: &OrderedLink<'a>) -> Vec<Node> {
        self.reach_by(node, |earlier| self.order.place(earlier) < *link)
    }

    /// What a node reaches over links inside its profile.
    pub(crate) fn reach(self, node: Node) -> Vec<Node> {
        self.reach_by(node, |_| true)
    }

    fn reach_by(self, node: Node, takes: impl Fn(Occurrence) -> bool) -> Vec<Node> {
        let profile = self.partition.profile(node);
        let size = self.partition.block(profile).len as usize;
        let mut members = vec![node];
        if size == 1 {
            return members;
        }
        let mut seen: HashSet<Node> = HashSet::new();
        seen.insert(node);
        let mut next = 0;
        while next < members.len() && members.len() < size {
            let member = members[next];
            next += 1;
            for earlier in self.order.evidence.links_at(member) {
                self.links_read.set(self.links_read.get() + 1);
                let other = self.other_end(earlier, member);
                if self.partition.profile(other) != profile
                    || seen.contains(&other)
                    || !takes(earlier)
                {
                    continue;
                }
                seen.insert(other);
                members.push(other);
            }
        }
        members
    }

    /// The link that first put two nodes of one profile into one block: the last of those on the way between them. Nothing that the
    /// two must not share a profile changes comes before it.
    pub(crate) fn joining_link(self, from: Node, to: Node) -> Option<Occurrence> {
        let profile = self.partition.profile(from);
        let mut queue: BinaryHeap<Reverse<OrderedLink<'a>>> = BinaryHeap::new();
        let mut seen: HashSet<Node> = HashSet::new();
        let mut last: Option<OrderedLink<'a>> = None;
        let mut node = from;
        while node != to {
            if seen.insert(node) {
                for link in self.order.evidence.links_at(node) {
                    self.links_read.set(self.links_read.get() + 1);
                    let other = self.other_end(link, node);
                    if self.partition.profile(other) == profile && !seen.contains(&other) {
                        queue.push(Reverse(self.order.place(link)));
                    }
                }
            }
            let Reverse(next) = queue.pop()?;
            let (centre, other) = self.order.evidence.link_ends(next.link);
            node = if seen.contains(&centre) { other } else { centre };
            if !seen.contains(&node) {
                last = last.max(Some(next));
            }
        }
        last.map(|link| link.link)
    }

    /// Why a link was refused; nothing if it was accepted.
    pub(crate) fn refusal(self, link: &OrderedLink<'a>) -> Option<RefusalReason> {
        let (centre, other) = self.order.evidence.link_ends(link.link);
        let [a, b] = [centre, other].map(|end| self.summary(&self.block_before(end, link)));
        a.refusal(&b, self.rules)
    }

    pub(crate) fn is_internal(self, link: Occurrence) -> bool {
        let (centre, other) = self.order.evidence.link_ends(link);
        self.partition.profile(centre) == self.partition.profile(other)
    }

    /// The end of a link that is not this one.
    pub(crate) fn other_end(self, link: Occurrence, end: Node) -> Node {
        let (centre, other) = self.order.evidence.link_ends(link);
        if centre == end { other } else { centre }
    }

    fn summary(self, members: &[Node]) -> Summary {
        Summary::of(members.iter().copied(), self.rules)
    }

    /// Replays what a change touches: `edits` are links that are new, leave, or are to be judged anew; of these and all others
    /// `dead` are those that leave.
    ///
    /// Gives nothing if more links than `budget` would have to be taken, or four times as many read: then resolving everything anew
    /// is cheaper.
    pub(crate) fn cascade(
        self,
        edits: impl IntoIterator<Item = Occurrence>,
        dead: &HashSet<Occurrence>,
        budget: u64,
    ) -> Option<Regrouping> {
        let edits: HashSet<Occurrence> = edits.into_iter().collect();
        let queue = edits.iter().map(|&link| Reverse(self.order.place(link))).collect();
        let edits_left = edits.len();
        let most_read = self.links_read.get().saturating_add(budget.saturating_mul(4));
        let cascade = Cascade {
            run: self,
            edits,
            dead,
            queue,
            edits_left,
            old: Side::default(),
            new: Side::default(),
            links: 0,
            most_read,
        };
        cascade.replay(budget)
    }
}

struct Cascade<'a, 'd> {
    run: Run<'a>,
    edits: HashSet<Occurrence>,
    dead: &'d HashSet<Occurrence>,
    queue: BinaryHeap<Reverse<OrderedLink<'a>>>,
    edits_left: usize,
    old: Side,
    new: Side,
    links: u64,
    /// What the count of links read must not pass.
    most_read: u64,
}

/// The blocks of the dirty nodes in one of the two runs.
#[derive(Default)]
struct Side {
    block: HashMap<Node, usize>,
    blocks: Vec<(Vec<Node>, Summary)>,
}

impl Side {
    fn is_dirty(&self, node: Node) -> bool {
        self.block.contains_key(&node)
    }

    fn add(&mut self, members: Vec<Node>, summary: Summary) {
        for &member in &members {
            self.block.insert(member, self.blocks.len());
        }
        self.blocks.push((members, summary));
    }

    fn same_block(&self, a: Node, b: Node) -> bool {
        self.block[&a] == self.block[&b]
    }

    fn summary(&self, node: Node) -> &Summary {
        &self.blocks[self.block[&node]].1
    }

    fn members(&self, node: Node) -> &[Node] {
        &self.blocks[self.block[&node]].0
    }

    fn join(&mut self, a: Node, b: Node, rules: Rules<'_>) {
        let (mut into, mut from) = (self.block[&a], self.block[&b]);
        if into == from {
            return;
        }
        if self.blocks[into].0.len() < self.blocks[from].0.len() {
            std::mem::swap(&mut into, &mut from);
        }
        let (members, summary) = std::mem::take(&mut self.blocks[from]);
        for &member in &members {
            self.block.insert(member, into);
        }
        self.blocks[into].0.extend(members);
        self.blocks[into].1.absorb(&summary, rules);
    }

    fn drop_block(&mut self, node: Node) {
        let place = self.block[&node];
        for member in std::mem::take(&mut self.blocks[place]).0 {
            self.block.remove(&member);
        }
    }
}

impl<'a> Cascade<'a, '_> {
    fn replay(mut self, budget: u64) -> Option<Regrouping> {
        let mut last = Occurrence::NONE;
        while let Some(Reverse(link)) = self.queue.pop() {
            // Both ends may have put the link into the queue.
            if link.link == last {
                continue;
            }
            last = link.link;
            self.links += 1;
            if self.links > budget || self.run.links_read.get() > self.most_read {
                return None;
            }
            self.take(&link);
            self.edits_left -= usize::from(self.edits.contains(&link.link));
            if self.edits_left == 0 && self.old.block.is_empty() {
                break;
            }
        }
        Some(self.regrouping())
    }

    fn regrouping(self) -> Regrouping {
        let mut old: Vec<ProfileIndex> =
            self.old.block.keys().map(|&node| self.run.partition.profile(node)).collect();
        old.sort_unstable();
        old.dedup();
        let new = self.new.blocks.into_iter().filter(|block| !block.0.is_empty()).collect();
        Regrouping { old, new, links: self.links }
    }

    /// Takes one link in both runs.
    fn take(&mut self, link: &OrderedLink<'a>) {
        let (x, y) = self.run.order.evidence.link_ends(link.link);
        let accepted_before = self.run.is_internal(link.link);
        let live = !self.dead.contains(&link.link);
        match (self.old.is_dirty(x), self.old.is_dirty(y)) {
            (false, false) => self.take_clean(link, x, y, live, accepted_before),
            (true, true) => self.take_dirty(x, y, live, accepted_before),
            (true, false) => self.take_half(link, x, y, live, accepted_before),
            (false, true) => self.take_half(link, y, x, live, accepted_before),
        }
    }

    fn take_clean(
        &mut self,
        link: &OrderedLink<'a>,
        x: Node,
        y: Node,
        live: bool,
        accepted_before: bool,
    ) {
        if !self.edits.contains(&link.link) {
            return;
        }
        let block_x = self.run.block_before(x, link);
        if block_x.contains(&y) {
            return;
        }
        let block_y = self.run.block_before(y, link);
        let (summary_x, summary_y) = (self.run.summary(&block_x), self.run.summary(&block_y));
        let accepted = live && summary_x.refusal(&summary_y, self.run.rules).is_none();
        if accepted == accepted_before {
            return;
        }
        self.import(block_x, summary_x, link);
        self.import(block_y, summary_y, link);
        let side = if accepted { &mut self.new } else { &mut self.old };
        side.join(x, y, self.run.rules);
    }

    fn take_dirty(&mut self, x: Node, y: Node, live: bool, accepted_before: bool) {
        if accepted_before {
            self.old.join(x, y, self.run.rules);
        }
        let joins = live
            && !self.new.same_block(x, y)
            && self.new.summary(x).refusal(self.new.summary(y), self.run.rules).is_none();
        if joins {
            self.new.join(x, y, self.run.rules);
        }
        self.converge(x);
        self.converge(y);
    }

    fn take_half(
        &mut self,
        link: &OrderedLink<'a>,
        dirty: Node,
        clean: Node,
        live: bool,
        accepted_before: bool,
    ) {
        let block = self.run.block_before(clean, link);
        let summary = self.run.summary(&block);
        let accepted = live && self.new.summary(dirty).refusal(&summary, self.run.rules).is_none();
        if !accepted && !accepted_before {
            return;
        }
        self.import(block, summary, link);
        if accepted_before {
            self.old.join(dirty, clean, self.run.rules);
        }
        if accepted {
            self.new.join(dirty, clean, self.run.rules);
        }
        self.converge(dirty);
        self.converge(clean);
    }

    /// Makes a block dirty that is the same in both runs; its later links must be taken.
    fn import(&mut self, members: Vec<Node>, summary: Summary, link: &OrderedLink<'a>) {
        for &member in &members {
            for later in self.run.order.evidence.links_at(member) {
                self.run.links_read.set(self.run.links_read.get() + 1);
                let later = self.run.order.place(later);
                if later > *link {
                    self.queue.push(Reverse(later));
                }
            }
        }
        self.old.add(members.clone(), summary.clone());
        self.new.add(members, summary);
    }

    /// A node whose block has become the same in both runs is clean again, and so is all of the block.
    fn converge(&mut self, node: Node) {
        if !self.old.is_dirty(node) {
            return;
        }
        let (old, new) = (self.old.members(node), self.new.members(node));
        if old.len() == new.len() && new.iter().all(|&other| self.old.same_block(node, other)) {
            self.old.drop_block(node);
            self.new.drop_block(node);
        }
    }
}
