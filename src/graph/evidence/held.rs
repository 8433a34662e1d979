//! Which records hold an identifier: lists threaded through the records.
//!
//! A record that is withdrawn is taken out of a short list at once. Out of a long one it is taken when as many have been withdrawn
//! as are left: so that one of a million goes in one step, and what is left behind never outweighs what is there.

use hashbrown::HashMap;

use super::arena::{Arena, Flag};
use crate::graph::index::{Node, Occurrence, RecordIndex, SourceIndex};
use crate::graph::segments::Segments;
use crate::observation::Strength;

#[derive(Clone, Copy, Debug)]
struct List {
    first: RecordIndex,
    /// Records that are not withdrawn, if they are fewer than [`MANY`].
    count: u16,
    /// The marks of all records that have been in it.
    marks: u16,
}

const EMPTY: List = List { first: RecordIndex::NONE, count: 0, marks: 0 };
/// So many records, or more, are counted elsewhere.
const MANY: u16 = u16::MAX;

/// One of sixteen bits that a record leaves in the lists of all that it holds. Where one of them does not have it, no equal record
/// has been there: which nearly always tells a new record from a known one, without a look at any.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mark(u16);

impl Mark {
    /// Of a record of this set (sorted by node), source and strength.
    pub(super) fn of(nodes: &[Node], source: SourceIndex, strength: Strength) -> Self {
        const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;
        let start = u64::from(source.0) << 3 | strength.index() as u64;
        let mixed = nodes.iter().fold(start, |mixed, node| {
            (mixed ^ u64::from(node.0)).wrapping_mul(FACTOR).rotate_left(29)
        });
        Mark(1 << (mixed.wrapping_mul(FACTOR) >> 60))
    }
}

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
    /// Lists of so many records that they are counted here.
    many: HashMap<Node, u32>,
    /// How many withdrawn records lists still lead to.
    left_behind: HashMap<Node, u32>,
}

impl Held {
    /// Lists of up to so many records are short.
    pub(super) fn new(short: usize) -> Self {
        let short = u32::try_from(short).unwrap_or(u32::MAX);
        Held {
            short,
            lists: Segments::default(),
            many: HashMap::new(),
            left_behind: HashMap::new(),
        }
    }

    pub(super) fn grow(&mut self, nodes: usize) {
        while self.lists.len() < nodes {
            self.lists.push(EMPTY);
        }
    }

    /// In how many records an identifier stands.
    #[inline]
    pub(super) fn count(&self, node: Node) -> usize {
        match self.lists.get(node.index()).map_or(0, |list| list.count) {
            MANY => self.many[&node] as usize,
            few => few.into(),
        }
    }

    /// Whether records with this mark may have held all of these.
    pub(super) fn may_hold(&self, nodes: &[Node], Mark(mark): Mark) -> bool {
        nodes.iter().all(|node| self.lists[node.index()].marks & mark != 0)
    }

    /// The record that an identifier is in which was entered last.
    pub(super) fn latest(&self, node: Node) -> RecordIndex {
        self.lists.get(node.index()).map_or(RecordIndex::NONE, |list| list.first)
    }

    /// Enters a record in the lists of all that it holds.
    pub(super) fn enter(
        &mut self,
        index: RecordIndex,
        nodes: &[Node],
        mark: Mark,
        arena: &mut Arena,
    ) -> Counts {
        let mut counts = Counts { least: u32::MAX, counts_are: 0 };
        for (&node, next) in nodes.iter().zip(arena.nexts_mut(index)) {
            let list = &mut self.lists[node.index()];
            next.0 = std::mem::replace(&mut list.first, index).0;
            list.marks |= mark.0;
            if list.count < MANY - 1 {
                list.count += 1;
                counts.note(list.count.into());
            } else {
                list.count = MANY;
                let count = self.many.entry(node).or_insert(u32::from(MANY) - 1);
                *count += 1;
                counts.note(*count);
            }
        }
        counts
    }

    /// One record fewer is in a list; how many are left.
    fn count_down(&mut self, node: Node) -> u32 {
        let list = &mut self.lists[node.index()];
        if list.count < MANY {
            list.count -= 1;
            return list.count.into();
        }
        let count = self.many.get_mut(&node).expect("it is counted here");
        *count -= 1;
        let left = *count;
        if left < u32::from(MANY) {
            list.count = MANY - 1;
            self.many.remove(&node);
        }
        left
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
            let count = self.count_down(node);
            let left_behind = self.left_behind.get(&node).copied().unwrap_or(0);
            if left_behind == 0 && count < self.short {
                self.unlink(index, node, arena);
                continue;
            }
            arena.pin(index);
            self.left_behind.insert(node, left_behind + 1);
            if left_behind + 1 > count.max(self.short) {
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
        let counted = self.many.capacity() + self.left_behind.capacity();
        self.lists.bytes() + counted * size_of::<(Node, u32)>()
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Evidence, Times};
    use super::*;

    /// Also where a list has more records than its count has bits for, on the way up and down.
    #[test]
    fn records_are_counted_however_many() {
        let hub = Node(0);
        let most = usize::from(MANY) + 3;
        let mut evidence = Evidence::new(64);
        evidence.grow_nodes(most + 1);
        evidence.source("s", &crate::policy::Policy::preset(crate::policy::Preset::Connected));
        let records: Vec<RecordIndex> = (1..=most)
            .map(|number| {
                let nodes = [hub, Node::at(number)];
                let times = Times::at(None);
                let added = evidence.add(&nodes, SourceIndex(0), Strength::Declared, times, false);
                assert_eq!(evidence.held_count(hub), number);
                assert_eq!(evidence.find(&nodes, SourceIndex(0), Strength::Declared), Some(added));
                added
            })
            .collect();
        for (gone, &record) in records.iter().take(6).enumerate() {
            evidence.withdraw(record);
            assert_eq!(evidence.held_count(hub), most - gone - 1);
        }
        assert_eq!(evidence.held(hub).count(), most - 6);
    }
}
