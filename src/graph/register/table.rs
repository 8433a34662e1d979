//! From tags to nodes: open addressing. One thread writes, others may read meanwhile.
//!
//! A slot is eight bytes, 32 bits of a keyed hash and the node, so that one cache line holds eight. A slot that is given up stays in
//! the way of those behind it until the table is made anew, since somebody may be looking for them.

#![allow(
    clippy::cast_possible_truncation,
    reason = "numbers are packed into bits, whose widths are stated"
)]

use std::sync::atomic::Ordering;

use super::sync::AtomicU64;
use super::tag::Tag;
use crate::graph::index::Node;

/// No node, and there has been none.
const EMPTY: u64 = 0;
/// No node any more.
const GIVEN_UP: u64 = 1;

pub(super) struct Table {
    slots: Box<[AtomicU64]>,
    /// How many slots are not empty.
    taken: AtomicU64,
    /// How many first bits all tags in it have in common.
    pub(super) depth: u32,
}

impl Table {
    pub(super) fn new(slots: usize, depth: u32) -> Self {
        let slots = (0..slots).map(|_| AtomicU64::new(EMPTY)).collect();
        Table { slots, taken: AtomicU64::new(0), depth }
    }

    /// One of so many slots that holds what these do.
    pub(super) fn of(slots: usize, depth: u32, entries: impl Iterator<Item = (Tag, Node)>) -> Self {
        let table = Table::new(slots, depth);
        entries.for_each(|(tag, node)| table.insert(tag, node));
        table
    }

    pub(super) fn len(&self) -> usize {
        self.slots.len()
    }

    /// Three quarters taken: above, runs of taken slots grow long.
    pub(super) fn is_full(&self) -> bool {
        self.taken.load(Ordering::Relaxed) as usize * 4 >= self.slots.len() * 3
    }

    /// Reads the slot that a tag is put into if that is free. For its effect on the cache.
    #[inline]
    pub(super) fn touch(&self, tag: Tag) -> u64 {
        self.slots[self.home(tag)].load(Ordering::Relaxed)
    }

    #[inline]
    fn home(&self, tag: Tag) -> usize {
        tag.place_after(self.depth, self.slots.len().trailing_zeros())
    }

    /// The node of a tag for which this holds.
    #[inline]
    pub(super) fn find(&self, tag: Tag, mut is_it: impl FnMut(Node) -> bool) -> Option<Node> {
        self.find_slot(tag, &mut is_it).map(|(_, node)| node)
    }

    #[inline]
    fn find_slot(&self, tag: Tag, is_it: &mut impl FnMut(Node) -> bool) -> Option<(usize, Node)> {
        let mask = self.slots.len() - 1;
        let mut place = self.home(tag);
        loop {
            let slot = self.slots[place & mask].load(Ordering::Acquire);
            if slot == EMPTY {
                return None;
            }
            if tag_of(slot) == tag && slot != GIVEN_UP && is_it(node_of(slot)) {
                return Some((place & mask, node_of(slot)));
            }
            place += 1;
        }
    }

    /// Adds a node that is not in it. What else is written of the node is seen by whoever finds it.
    pub(super) fn insert(&self, tag: Tag, node: Node) {
        let mask = self.slots.len() - 1;
        let mut place = self.home(tag);
        loop {
            let slot = self.slots[place & mask].load(Ordering::Relaxed);
            if slot <= GIVEN_UP {
                self.slots[place & mask].store(packed(tag, node), Ordering::Release);
                let more = u64::from(slot == EMPTY);
                self.taken.store(self.taken.load(Ordering::Relaxed) + more, Ordering::Relaxed);
                return;
            }
            place += 1;
        }
    }

    /// Takes a node out, if it is in it.
    pub(super) fn remove(&self, tag: Tag, node: Node) -> bool {
        let Some((mut place, _)) = self.find_slot(tag, &mut |other| other == node) else {
            return false;
        };
        self.slots[place].store(GIVEN_UP, Ordering::Release);
        let mask = self.slots.len() - 1;
        let slot = |place: usize| self.slots[place & mask].load(Ordering::Relaxed);
        // Before an empty slot, one that is given up is in nobody's way.
        while slot(place + 1) == EMPTY && slot(place) == GIVEN_UP {
            self.slots[place & mask].store(EMPTY, Ordering::Release);
            self.taken.store(self.taken.load(Ordering::Relaxed) - 1, Ordering::Relaxed);
            place = place.wrapping_sub(1) & mask;
        }
        true
    }

    pub(super) fn entries(&self) -> impl Iterator<Item = (Tag, Node)> + '_ {
        let slots = self.slots.iter().map(|slot| slot.load(Ordering::Relaxed));
        slots.filter(|&slot| slot > GIVEN_UP).map(|slot| (tag_of(slot), node_of(slot)))
    }

    pub(super) fn bytes(&self) -> usize {
        size_of_val(&*self.slots) + size_of::<Table>() + 2 * size_of::<usize>()
    }
}

/// No node has one of the last two numbers, so that no slot that is taken is empty or given up.
fn packed(tag: Tag, node: Node) -> u64 {
    u64::from(tag.0) << 32 | u64::from(!node.0)
}

fn tag_of(slot: u64) -> Tag {
    Tag((slot >> 32) as u32)
}

fn node_of(slot: u64) -> Node {
    Node(!(slot as u32))
}
