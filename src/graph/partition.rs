//! The partition of all nodes into profiles: exact labels, relabelled small to large.

use super::index::{Node, ProfileIndex};
use super::nodes::Nodes;
use super::segments::Segments;
use super::summary::{Rules, Summary};

/// One profile of the partition.
#[derive(Clone, Debug)]
pub(crate) struct Block {
    /// Any member; the others follow in the ring.
    head: Node,
    pub(crate) len: u32,
    /// The most senior identifier; none if there are stand-ins only.
    pub(crate) senior: Node,
    pub(crate) summary: Summary,
}

/// Where a node sits.
#[derive(Clone, Copy, Debug)]
struct Seat {
    profile: ProfileIndex,
    /// The members of a profile form a ring.
    next: Node,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Partition {
    seats: Segments<Seat>,
    blocks: Segments<Block>,
    free: Vec<ProfileIndex>,
}

impl Partition {
    /// Gives the next node a profile of its own.
    pub(crate) fn push(&mut self, node: Node, rules: Rules<'_>) {
        debug_assert_eq!(node.index(), self.seats.len());
        let senior = if rules.nodes.is_stand_in(node) { Node::NONE } else { node };
        let summary = Summary::of_node(node, rules);
        let profile = self.add_block(Block { head: node, len: 1, senior, summary });
        self.seats.push(Seat { profile, next: node });
    }

    /// Makes one profile of nodes whose former profiles have been [released](Partition::release).
    pub(crate) fn create(
        &mut self,
        members: &[Node],
        summary: Summary,
        nodes: &Nodes,
    ) -> ProfileIndex {
        let senior = members.iter().copied().filter(|&node| !nodes.is_stand_in(node)).min();
        let len = u32::try_from(members.len()).unwrap_or(u32::MAX);
        let block = Block { head: members[0], len, senior: senior.unwrap_or(Node::NONE), summary };
        let profile = self.add_block(block);
        for (place, &member) in members.iter().enumerate() {
            let next = members[(place + 1) % members.len()];
            self.seats[member.index()] = Seat { profile, next };
        }
        profile
    }

    fn add_block(&mut self, block: Block) -> ProfileIndex {
        match self.free.pop() {
            Some(profile) => {
                self.blocks[profile.index()] = block;
                profile
            }
            None => {
                self.blocks.push(block);
                ProfileIndex::at(self.blocks.len() - 1)
            }
        }
    }

    /// Gives up a profile; its members are to be put into others.
    pub(crate) fn release(&mut self, profile: ProfileIndex) {
        self.free.push(profile);
    }

    /// Takes a node out that has a profile of its own.
    pub(crate) fn remove(&mut self, node: Node) {
        let profile = self.profile(node);
        debug_assert_eq!(self.block(profile).len, 1);
        self.release(profile);
        self.seats[node.index()].profile = ProfileIndex::NONE;
    }

    /// Unites two profiles: the members of `from` go into `into`.
    pub(crate) fn unite(&mut self, into: ProfileIndex, from: ProfileIndex, rules: Rules<'_>) {
        let from_head = self.block(from).head;
        let mut member = from_head;
        loop {
            let seat = &mut self.seats[member.index()];
            seat.profile = into;
            member = seat.next;
            if member == from_head {
                break;
            }
        }
        let absorbed = std::mem::take(&mut self.blocks[from.index()].summary);
        let Block { len, senior, .. } = self.blocks[from.index()];
        let block = &mut self.blocks[into.index()];
        block.summary.absorb(&absorbed, rules);
        block.len += len;
        block.senior = block.senior.min(senior);
        let head = block.head;
        self.swap_next(from_head, head);
        self.release(from);
    }

    /// Makes one ring of two.
    fn swap_next(&mut self, a: Node, b: Node) {
        let (after_a, after_b) = (self.seats[a.index()].next, self.seats[b.index()].next);
        self.seats[a.index()].next = after_b;
        self.seats[b.index()].next = after_a;
    }

    /// Takes the summary of a profile anew, since what it is judged by changed.
    pub(crate) fn resummarise(&mut self, profile: ProfileIndex, rules: Rules<'_>) {
        let summary = Summary::of(self.members(profile), rules);
        self.blocks[profile.index()].summary = summary;
    }

    pub(crate) fn bytes(&self) -> usize {
        let beside = self.blocks.iter().map(|block| block.summary.bytes());
        self.seats.bytes()
            + self.blocks.bytes()
            + self.free.capacity() * size_of::<ProfileIndex>()
            + beside.sum::<usize>()
    }

    /// What reading a profile will read. For its effect on the cache.
    pub(crate) fn touch(&self, profile: ProfileIndex) -> u64 {
        self.blocks.get(profile.index()).map_or(0, |block| block.len.into())
    }

    /// The profile of a node; none if the node has been removed.
    pub(crate) fn profile(&self, node: Node) -> ProfileIndex {
        self.seats[node.index()].profile
    }

    pub(crate) fn block(&self, profile: ProfileIndex) -> &Block {
        &self.blocks[profile.index()]
    }

    pub(crate) fn members(&self, profile: ProfileIndex) -> impl Iterator<Item = Node> + '_ {
        let head = self.block(profile).head;
        std::iter::successors(Some(head), move |member| {
            let next = self.seats[member.index()].next;
            (next != head).then_some(next)
        })
    }

    /// Whether a number is that of a profile now.
    pub(crate) fn stands(&self, profile: ProfileIndex) -> bool {
        self.profile(self.block(profile).head) == profile
    }

    /// Every profile.
    pub(crate) fn profiles(&self) -> impl Iterator<Item = ProfileIndex> + '_ {
        (0..self.blocks.len()).map(ProfileIndex::at).filter(|&profile| self.stands(profile))
    }
}
