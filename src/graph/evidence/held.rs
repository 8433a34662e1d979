//! Which records hold an identifier: lists threaded through the records.
//!
//! A record that is withdrawn is taken out of a short list at once. Out of a long one it is taken when as many have been withdrawn
//! as are left: so that one of a million goes in one step, and what is left behind never outweighs what is there.

use hashbrown::HashMap;

use super::arena::{Arena, Flag};
use crate::graph::index::{Node, Occurrence, RecordIndex};
use crate::graph::segments::Segments;

#[derive(Clone, Copy, Debug)]
struct List {
    first: RecordIndex,
    /// Records that are not withdrawn.
    count: u32,
}

const EMPTY: List = List { first: RecordIndex::NONE, count: 0 };

/// In how many records the identifiers of a record stand.
#[derive(Clone, Copy, Debug)]
pub(super) struct Counts {
    pub(super) least: u32,
    /// A bit for each count below 32 that one of them has.
    counts_are: u32,
}

impl Counts {
    fn note(&mut self, count: u32) {
        self.least = self.least.min(count);
        self.counts_are |= 1_u32.checked_shl(count).unwrap_or(0);
    }

    /// Whether one of them stands in just so many.
    pub(super) fn any_is(self, count: usize) -> bool {
        debug_assert!(count < 32);
        self.counts_are >> count & 1 == 1
    }
}

#[derive(Clone, Debug)]
pub(super) struct Held {
    /// A list of more records is long.
    short: u32,
    lists: Segments<List>,
    /// How many withdrawn records lists still lead to.
    left_behind: HashMap<Node, u32>,
}

impl Held {
    /// Lists of up to so many records are short.
    pub(super) fn new(short: usize) -> Self {
        let short = u32::try_from(short).unwrap_or(u32::MAX);
        Held { short, lists: Segments::default(), left_behind: HashMap::new() }
    }

    pub(super) fn grow(&mut self, nodes: usize) {
        while self.lists.len() < nodes {
            self.lists.push(EMPTY);
        }
    }

    /// In how many records an identifier stands.
    pub(super) fn count(&self, node: Node) -> usize {
        self.lists.get(node.index()).map_or(0, |list| list.count as usize)
    }

    /// Enters a record in the lists of all that it holds.
    pub(super) fn enter(
        &mut self,
        index: RecordIndex,
        nodes: &[Node],
        arena: &mut Arena,
    ) -> Counts {
        let mut counts = Counts { least: u32::MAX, counts_are: 0 };
        for (&node, next) in nodes.iter().zip(arena.nexts_mut(index)) {
            let list = &mut self.lists[node.index()];
            list.count += 1;
            counts.note(list.count);
            next.0 = std::mem::replace(&mut list.first, index).0;
        }
        counts
    }

    /// The occurrences of an identifier in records that are not withdrawn, the latest entered first.
    pub(super) fn of<'a>(
        &'a self,
        node: Node,
        arena: &'a Arena,
    ) -> impl Iterator<Item = Occurrence> + 'a {
        let mut next = self.lists.get(node.index()).map_or(RecordIndex::NONE, |list| list.first);
        std::iter::from_fn(move || {
            while next.is_some() {
                let record = next;
                let view = arena.view(record);
                let place = view.place(node);
                next = view.next(place);
                if !view.is(Flag::Withdrawn) {
                    return Some(Occurrence::new(record, place));
                }
            }
            None
        })
    }

    /// Takes a record, which has just been withdrawn, out of the lists of all that it holds; out of long ones later. Gives released records
    /// that no list leads to any more.
    pub(super) fn leave(&mut self, index: RecordIndex, arena: &mut Arena) -> Vec<RecordIndex> {
        let mut loose = Vec::new();
        for place in 0..arena.nodes(index).len() {
            let node = arena.nodes(index)[place];
            let list = &mut self.lists[node.index()];
            list.count -= 1;
            let left_behind = self.left_behind.get(&node).copied().unwrap_or(0);
            if left_behind == 0 && list.count < self.short {
                self.unlink(index, node, arena);
                continue;
            }
            arena.pin(index);
            self.left_behind.insert(node, left_behind + 1);
            if left_behind + 1 > self.lists[node.index()].count.max(self.short) {
                self.tidy(node, arena, &mut loose);
            }
        }
        loose
    }

    fn unlink(&mut self, index: RecordIndex, node: Node, arena: &mut Arena) {
        let after = arena.next(index, arena.place(index, node));
        let mut before = RecordIndex::NONE;
        let mut next = self.lists[node.index()].first;
        while next != index {
            before = next;
            next = arena.next(before, arena.place(before, node));
        }
        match before.is_some() {
            true => arena.set_next(before, arena.place(before, node), after),
            false => self.lists[node.index()].first = after,
        }
    }

    /// Takes every withdrawn record out of a list.
    fn tidy(&mut self, node: Node, arena: &mut Arena, loose: &mut Vec<RecordIndex>) {
        let mut next = std::mem::replace(&mut self.lists[node.index()].first, RecordIndex::NONE);
        let mut last: Option<(RecordIndex, usize)> = None;
        while next.is_some() {
            let record = next;
            let place = arena.place(record, node);
            next = arena.next(record, place);
            if arena.is(record, Flag::Withdrawn) {
                arena.unpin(record);
                if arena.pins(record) == 0 && arena.is(record, Flag::Released) {
                    loose.push(record);
                }
                continue;
            }
            match last {
                Some((before, place)) => arena.set_next(before, place, record),
                None => self.lists[node.index()].first = record,
            }
            arena.set_next(record, place, RecordIndex::NONE);
            last = Some((record, place));
        }
        self.left_behind.remove(&node);
    }

    pub(super) fn bytes(&self) -> usize {
        self.lists.bytes() + self.left_behind.capacity() * size_of::<(Node, u32)>()
    }
}
