//! From fingerprints to nodes: open addressing, in tables of bounded size.
//!
//! A slot is eight bytes, 32 bits of a keyed hash and the node, so that one cache line holds eight. A table that is full is split
//! in two by the next bit of the hash: growing never touches more than one table, whatever the number of nodes.

#![allow(
    clippy::cast_possible_truncation,
    reason = "numbers are packed into bits, whose widths are stated"
)]

use super::index::Node;
use crate::identifier::FingerprintKey;
use crate::profile::ProfileId;

/// Slots of the largest table: two megabytes, one huge page.
const MOST_SLOTS: usize = 1 << 18;
const FEWEST_SLOTS: usize = 8;
/// No node.
const EMPTY: u64 = 0;

/// Where an identifier is looked for: 32 bits of a hash that nobody can aim at who does not know the key, although fingerprints may
/// be given as such.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Tag(u32);

impl Tag {
    /// For other tables that go by the same.
    pub(crate) fn hash(self) -> u64 {
        u64::from(self.0) << 32 | u64::from(self.0)
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Finder {
    seeds: [u64; 2],
    /// The table for each beginning of a tag.
    directory: Vec<u32>,
    /// How many bits of a tag the directory goes by.
    depth: u32,
    tables: Vec<Table>,
    len: usize,
}

#[derive(Clone, Debug)]
struct Table {
    slots: Vec<u64>,
    taken: usize,
    /// How many first bits all tags in it have in common.
    depth: u32,
}

impl Finder {
    /// An empty one, for fingerprints under a key.
    pub(crate) fn new(key: &FingerprintKey) -> Self {
        let seed = |name: &str| key.fingerprint("finder", None, name).0;
        let seeds = [seed("low"), seed("high")].map(|seed| (seed >> 64) as u64 ^ seed as u64);
        Finder {
            seeds,
            directory: vec![0],
            depth: 0,
            tables: vec![Table::new(FEWEST_SLOTS, 0)],
            len: 0,
        }
    }

    pub(crate) fn tag(&self, id: ProfileId) -> Tag {
        let bits = u128::from_be_bytes(id.as_bytes());
        let (low, high) = (bits as u64 ^ self.seeds[0], (bits >> 64) as u64 ^ self.seeds[1]);
        let product = u128::from(low) * u128::from(high);
        Tag(((product >> 64) as u64 ^ product as u64).rotate_left(20) as u32)
    }

    /// The first slot that a tag may be in. For its effect on the cache.
    pub(crate) fn touch(&self, tag: Tag) -> u64 {
        let table = self.table(tag);
        table.slots[table.home(tag)]
    }

    /// The node that a tag most likely leads to; none if it leads nowhere.
    pub(crate) fn guess(&self, tag: Tag) -> Node {
        self.find(tag, |_| true).unwrap_or(Node::NONE)
    }

    /// The node of a tag for which this holds.
    pub(crate) fn find(&self, tag: Tag, is_it: impl Fn(Node) -> bool) -> Option<Node> {
        let table = self.table(tag);
        let place = table.find(tag, is_it)?;
        Some(node_of(table.slots[place]))
    }

    /// Adds a node that is not in it.
    pub(crate) fn insert(&mut self, tag: Tag, node: Node) {
        while self.table(tag).is_full() {
            self.grow(tag);
        }
        let place = self.directory[self.first_bits(tag)] as usize;
        self.tables[place].insert(tag, node);
        self.len += 1;
    }

    /// Takes a node out, if it is in it.
    pub(crate) fn remove(&mut self, tag: Tag, node: Node) -> bool {
        let place = self.directory[self.first_bits(tag)] as usize;
        let found = self.tables[place].find(tag, |other| other == node);
        if let Some(slot) = found {
            self.tables[place].remove(slot);
            self.len -= 1;
        }
        found.is_some()
    }

    pub(crate) fn len(&self) -> usize {
        self.len
    }

    fn first_bits(&self, tag: Tag) -> usize {
        (u64::from(tag.0) << self.depth >> 32) as usize
    }

    fn table(&self, tag: Tag) -> &Table {
        &self.tables[self.directory[self.first_bits(tag)] as usize]
    }

    /// Makes room in the table of a tag: doubles it, or splits it once it is of the largest size.
    fn grow(&mut self, tag: Tag) {
        let place = self.directory[self.first_bits(tag)];
        let table = &self.tables[place as usize];
        // With all 32 bits in common no bit is left to split by; such a table just grows.
        if table.slots.len() < MOST_SLOTS || table.depth == 32 {
            let mut larger = Table::new(table.slots.len() * 2, table.depth);
            table.entries().for_each(|(tag, node)| larger.insert(tag, node));
            self.tables[place as usize] = larger;
            return;
        }
        if table.depth == self.depth {
            self.directory = self.directory.iter().flat_map(|&place| [place; 2]).collect();
            self.depth += 1;
        }
        self.split(place);
    }

    fn split(&mut self, place: u32) {
        let table = &self.tables[place as usize];
        let depth = table.depth + 1;
        let mut halves = [(); 2].map(|()| Table::new(MOST_SLOTS, depth));
        for (tag, node) in table.entries() {
            halves[(tag.0 >> (32 - depth) & 1) as usize].insert(tag, node);
        }
        let [low, high] = halves;
        let added = u32::try_from(self.tables.len()).expect("a table for each 2^17 nodes");
        self.tables[place as usize] = low;
        self.tables.push(high);
        let bit = self.depth - depth;
        for (bits, entry) in self.directory.iter_mut().enumerate() {
            if *entry == place && bits >> bit & 1 == 1 {
                *entry = added;
            }
        }
    }

    pub(crate) fn bytes(&self) -> usize {
        let slots: usize =
            self.tables.iter().map(|table| table.slots.len() * size_of::<u64>()).sum();
        slots
            + self.tables.capacity() * size_of::<Table>()
            + self.directory.capacity() * size_of::<u32>()
    }
}

impl Table {
    fn new(slots: usize, depth: u32) -> Self {
        Table { slots: vec![EMPTY; slots], taken: 0, depth }
    }

    /// Three quarters taken: above, runs of taken slots grow long.
    fn is_full(&self) -> bool {
        self.taken * 4 >= self.slots.len() * 3
    }

    /// The slot that a tag is put into if that is free.
    fn home(&self, tag: Tag) -> usize {
        let bits = self.slots.len().trailing_zeros();
        let rest = (u64::from(tag.0) << self.depth & u64::from(u32::MAX)) as usize;
        rest << bits >> 32
    }

    fn find(&self, tag: Tag, is_it: impl Fn(Node) -> bool) -> Option<usize> {
        let mask = self.slots.len() - 1;
        let mut place = self.home(tag);
        loop {
            let slot = self.slots[place];
            if slot == EMPTY {
                return None;
            }
            if tag_of(slot) == tag && is_it(node_of(slot)) {
                return Some(place);
            }
            place = (place + 1) & mask;
        }
    }

    fn insert(&mut self, tag: Tag, node: Node) {
        let mask = self.slots.len() - 1;
        let mut place = self.home(tag);
        while self.slots[place] != EMPTY {
            place = (place + 1) & mask;
        }
        self.slots[place] = slot(tag, node);
        self.taken += 1;
    }

    /// Closes the gap, so that what stands behind it is still found.
    fn remove(&mut self, place: usize) {
        let mask = self.slots.len() - 1;
        let (mut gap, mut next) = (place, (place + 1) & mask);
        while self.slots[next] != EMPTY {
            let home = self.home(tag_of(self.slots[next]));
            if next.wrapping_sub(home) & mask >= next.wrapping_sub(gap) & mask {
                self.slots[gap] = self.slots[next];
                gap = next;
            }
            next = (next + 1) & mask;
        }
        self.slots[gap] = EMPTY;
        self.taken -= 1;
    }

    fn entries(&self) -> impl Iterator<Item = (Tag, Node)> + '_ {
        let taken = self.slots.iter().filter(|&&slot| slot != EMPTY);
        taken.map(|&slot| (tag_of(slot), node_of(slot)))
    }
}

/// No node has the number `Node::NONE`, so that no slot that is taken is empty.
fn slot(tag: Tag, node: Node) -> u64 {
    u64::from(tag.0) << 32 | u64::from(!node.0)
}

fn tag_of(slot: u64) -> Tag {
    Tag((slot >> 32) as u32)
}

fn node_of(slot: u64) -> Node {
    Node(!(slot as u32))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identifier::Fingerprint;

    const KEY: [u8; 16] = [3; 16];

    fn finder() -> Finder {
        Finder::new(&FingerprintKey::from_bytes(KEY))
    }

    fn id(number: u32) -> ProfileId {
        let key = FingerprintKey::from_bytes(KEY);
        ProfileId::of(key.again(Fingerprint(number.into())))
    }

    #[test]
    fn what_was_put_in_is_found_and_what_was_taken_out_is_not() {
        let mut finder = finder();
        let count = 600_000;
        for number in 0..count {
            finder.insert(finder.tag(id(number)), Node(number));
        }
        assert!(finder.tables.len() > 2);
        let found =
            |finder: &Finder, number| finder.find(finder.tag(id(number)), |node| node.0 == number);
        assert!((0..count).all(|number| found(&finder, number) == Some(Node(number))));
        assert_eq!(found(&finder, count), None);
        for number in (0..count).step_by(3) {
            assert!(finder.remove(finder.tag(id(number)), Node(number)));
            assert!(!finder.remove(finder.tag(id(number)), Node(number)));
        }
        assert!((0..count).all(|number| found(&finder, number).is_some() == (number % 3 != 0)));
        assert_eq!(finder.len(), 400_000);
    }

    /// A table of whatever tags works, also where they crowd at its end and at its beginning.
    #[test]
    fn crowded_tags_are_found_too() {
        let mut finder = finder();
        let tags = (0..40).map(|number| Tag(u32::MAX - number % 4)).chain((0..40).map(Tag));
        let all: Vec<(Tag, Node)> = tags.zip((0..).map(Node)).collect();
        all.iter().for_each(|&(tag, node)| finder.insert(tag, node));
        for (turn, &(tag, node)) in all.iter().enumerate() {
            assert!(
                all[turn..]
                    .iter()
                    .all(|&(tag, node)| finder.find(tag, |other| other == node) == Some(node))
            );
            assert!(finder.remove(tag, node));
            assert_eq!(finder.find(tag, |other| other == node), None);
        }
    }

    #[test]
    fn a_small_one_is_small() {
        assert!(finder().bytes() < 256);
    }
}
