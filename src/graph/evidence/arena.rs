//! Records as numbers in one array: a header, the identifiers, and for each of them the next record that holds it.
//!
//! ```text
//! 0 source                           1 next record of the source
//! 2 first seen, low half             3 last seen, low half
//! 4 first seen, 11 bits; last seen, 11 bits; strength, 3; what links, 2; flags, 5
//! 5 count of identifiers, 10 bits; place of the centre, 10; lists that still lead to it, 10
//! 6 identifiers, sorted; then for each the next record that holds it
//! ```

#![allow(
    clippy::cast_possible_truncation,
    reason = "numbers are packed into bits, whose widths are stated"
)]

use hashbrown::HashMap;

use super::times::Times;
use crate::graph::index::{Node, RecordIndex, SourceIndex};
use crate::graph::segments::Segments;
use crate::observation::Strength;

const HEADER: usize = 6;
const SOURCE: usize = 0;
const NEXT_OF_SOURCE: usize = 1;
const FIRST_SEEN: usize = 2;
const LAST_SEEN: usize = 3;
const STATE: usize = 4;
const SHAPE: usize = 5;

const HIGH_BITS: u32 = 11;
const HIGH: u32 = (1 << HIGH_BITS) - 1;
const STRENGTH_SHIFT: u32 = 22;
const LINKING_SHIFT: u32 = 25;
const TEN_BITS: u32 = 0x3ff;

/// Where flags stand in the state of a record.
#[derive(Clone, Copy)]
#[repr(u32)]
pub(super) enum Flag {
    /// Strong enough, and of a source that may link.
    Live = 1 << 27,
    Contradictory = 1 << 28,
    /// Taken back; what it linked may still have to be undone.
    Withdrawn = 1 << 29,
    /// Found by what it is, in a table: every identifier of it is in many records.
    Tabled = 1 << 30,
    /// Given up, but for lists that still lead to it.
    Released = 1 << 31,
}

/// What stands in a record after step 5, and what it links.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Linking {
    /// Nothing.
    Nothing,
    /// Every identifier of it, as itself.
    Everything,
    /// What is kept beside the record.
    Exception,
}

/// What a graph keeps of the observations with one set of identifiers, source and strength.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Record {
    pub(crate) strength: Strength,
    /// Strong enough, and of a source that may link.
    pub(crate) live: bool,
    pub(crate) contradictory: bool,
    /// Taken back; what it linked is still to be undone.
    pub(crate) withdrawn: bool,
    pub(crate) source: SourceIndex,
    pub(crate) times: Times,
}

/// The words of a record, and of whatever follows it.
#[derive(Clone, Copy)]
pub(super) struct View<'a>(&'a [Node]);

impl<'a> View<'a> {
    fn state(self) -> u32 {
        self.0[STATE].0
    }

    fn len(self) -> usize {
        (self.0[SHAPE].0 & TEN_BITS) as usize
    }

    pub(super) fn is(self, flag: Flag) -> bool {
        self.state() & flag as u32 != 0
    }

    /// Whether it is the record of this set (sorted by node), source and strength.
    #[inline]
    pub(super) fn is_of(self, nodes: &[Node], source: SourceIndex, strength: Strength) -> bool {
        self.len() == nodes.len()
            && self.0[SOURCE].0 == source.0
            && self.state() >> STRENGTH_SHIFT & 7 == strength.index() as u32
            && self.nodes() == nodes
    }

    fn times(self) -> Times {
        let time =
            |low: usize, high: u32| (i64::from(high & HIGH) << 32) | i64::from(self.0[low].0);
        Times::unpack(time(FIRST_SEEN, self.state()), time(LAST_SEEN, self.state() >> HIGH_BITS))
    }

    /// The identifiers that it holds, sorted by node.
    #[inline]
    pub(super) fn nodes(self) -> &'a [Node] {
        &self.0[HEADER..HEADER + self.len()]
    }

    /// Where an identifier that it holds stands in it.
    #[inline]
    pub(super) fn place(self, node: Node) -> usize {
        self.nodes().iter().position(|&held| held == node).expect("the record holds it")
    }

    /// The next record in the list of the identifier that stands there.
    #[inline]
    pub(super) fn next(self, place: usize) -> RecordIndex {
        RecordIndex(self.0[HEADER + self.len() + place].0)
    }
}

/// All records.
#[derive(Clone, Debug, Default)]
pub(super) struct Arena {
    /// Numbers of every kind; most are nodes.
    words: Segments<Node>,
    /// Records that were given up, by how many identifiers they held.
    free: HashMap<u32, Vec<RecordIndex>>,
}

impl Arena {
    pub(super) fn add(
        &mut self,
        nodes: &[Node],
        source: SourceIndex,
        strength: Strength,
        times: Times,
        live: bool,
    ) -> RecordIndex {
        // A record holds at most 64 identifiers, each with a digest or nine.
        let len = u32::try_from(nodes.len()).unwrap_or(u32::MAX);
        debug_assert!((1..TEN_BITS).contains(&len));
        let index = match self.free.get_mut(&len).and_then(Vec::pop) {
            Some(index) => index,
            None => RecordIndex::at(self.words.extend_run(HEADER + 2 * nodes.len(), Node(0))),
        };
        let words = self.words.tail_mut(index.index());
        words[SOURCE] = Node(source.0);
        words[NEXT_OF_SOURCE] = Node::NONE;
        let live = if live { Flag::Live as u32 } else { 0 };
        words[STATE] = Node((strength.index() as u32) << STRENGTH_SHIFT | live);
        words[SHAPE] = Node(len | (TEN_BITS << 10));
        set_times(words, times);
        words[HEADER..HEADER + nodes.len()].copy_from_slice(nodes);
        words[HEADER + nodes.len()..HEADER + 2 * nodes.len()].fill(Node::NONE);
        index
    }

    /// Gives the room of a record back.
    pub(super) fn free(&mut self, index: RecordIndex) {
        self.words[index.index() + SOURCE] = Node::NONE;
        self.free.entry(self.len(index)).or_default().push(index);
    }

    /// A record with whatever follows it in its segment: found once, then read in place.
    #[inline]
    pub(super) fn view(&self, index: RecordIndex) -> View<'_> {
        View(self.words.tail(index.index()))
    }

    fn word(&self, index: RecordIndex, place: usize) -> u32 {
        self.words[index.index() + place].0
    }

    fn word_mut(&mut self, index: RecordIndex, place: usize) -> &mut u32 {
        &mut self.words[index.index() + place].0
    }

    fn len(&self, index: RecordIndex) -> u32 {
        self.word(index, SHAPE) & TEN_BITS
    }

    pub(super) fn record(&self, index: RecordIndex) -> Record {
        let view = self.view(index);
        Record {
            strength: Strength::ALL[(view.state() >> STRENGTH_SHIFT & 7) as usize],
            live: view.is(Flag::Live),
            contradictory: view.is(Flag::Contradictory),
            withdrawn: view.is(Flag::Withdrawn),
            source: SourceIndex(view.0[SOURCE].0),
            times: view.times(),
        }
    }

    pub(super) fn set_times(&mut self, index: RecordIndex, times: Times) {
        set_times(self.words.tail_mut(index.index()), times);
    }

    pub(super) fn is(&self, index: RecordIndex, flag: Flag) -> bool {
        self.view(index).is(flag)
    }

    pub(super) fn set(&mut self, index: RecordIndex, flag: Flag, on: bool) {
        let state = self.word_mut(index, STATE);
        *state = if on { *state | flag as u32 } else { *state & !(flag as u32) };
    }

    /// Says that a record links all that it holds.
    pub(super) fn link_everything(&mut self, index: RecordIndex, centre: usize) {
        let words = self.words.tail_mut(index.index());
        words[STATE].0 |= (Linking::Everything as u32) << LINKING_SHIFT;
        words[SHAPE].0 = words[SHAPE].0 & !(TEN_BITS << 10) | (centre as u32) << 10;
    }

    pub(super) fn linking(&self, index: RecordIndex) -> Linking {
        match self.word(index, STATE) >> LINKING_SHIFT & 3 {
            0 => Linking::Nothing,
            1 => Linking::Everything,
            _ => Linking::Exception,
        }
    }

    pub(super) fn set_linking(&mut self, index: RecordIndex, linking: Linking) {
        let state = self.word_mut(index, STATE);
        *state = *state & !(3 << LINKING_SHIFT) | (linking as u32) << LINKING_SHIFT;
    }

    /// Where among its identifiers the centre of its links stands.
    pub(super) fn centre(&self, index: RecordIndex) -> Option<u16> {
        let place = self.word(index, SHAPE) >> 10 & TEN_BITS;
        (place != TEN_BITS).then_some(place as u16)
    }

    pub(super) fn set_centre(&mut self, index: RecordIndex, centre: Option<usize>) {
        let place = centre.and_then(|place| u32::try_from(place).ok()).unwrap_or(TEN_BITS);
        let shape = self.word_mut(index, SHAPE);
        *shape = *shape & !(TEN_BITS << 10) | place << 10;
    }

    /// How many lists lead to a withdrawn record, because nothing has tidied them since.
    pub(super) fn pins(&self, index: RecordIndex) -> u32 {
        self.word(index, SHAPE) >> 20
    }

    pub(super) fn pin(&mut self, index: RecordIndex) {
        *self.word_mut(index, SHAPE) += 1 << 20;
    }

    pub(super) fn unpin(&mut self, index: RecordIndex) {
        *self.word_mut(index, SHAPE) -= 1 << 20;
    }

    pub(super) fn next_of_source(&self, index: RecordIndex) -> RecordIndex {
        RecordIndex(self.word(index, NEXT_OF_SOURCE))
    }

    pub(super) fn set_next_of_source(&mut self, index: RecordIndex, next: RecordIndex) {
        *self.word_mut(index, NEXT_OF_SOURCE) = next.0;
    }

    /// Reads a record. For its effect on the cache.
    pub(super) fn touch(&self, index: RecordIndex) -> u64 {
        self.words.get(index.index()).map_or(0, |word| word.0.into())
    }

    /// The identifiers that a record holds, sorted by node.
    pub(super) fn nodes(&self, index: RecordIndex) -> &[Node] {
        self.view(index).nodes()
    }

    /// Where an identifier stands in a record that holds it.
    pub(super) fn place(&self, index: RecordIndex, node: Node) -> usize {
        self.view(index).place(node)
    }

    /// The next record in the list of the identifier that stands there.
    pub(super) fn next(&self, index: RecordIndex, place: usize) -> RecordIndex {
        self.view(index).next(place)
    }

    /// The next records in the lists of all identifiers of a record, in their order.
    pub(super) fn nexts_mut(&mut self, index: RecordIndex) -> &mut [Node] {
        let words = self.words.tail_mut(index.index());
        let len = (words[SHAPE].0 & TEN_BITS) as usize;
        &mut words[HEADER + len..HEADER + 2 * len]
    }

    pub(super) fn set_next(&mut self, index: RecordIndex, place: usize, next: RecordIndex) {
        let place = HEADER + self.len(index) as usize + place;
        *self.word_mut(index, place) = next.0;
    }

    /// Every record that is not withdrawn.
    pub(super) fn records(&self) -> impl Iterator<Item = RecordIndex> + '_ {
        let mut next = 0;
        std::iter::from_fn(move || {
            while next < self.words.len() {
                let index = RecordIndex::at(next);
                // A segment is filled with zeros where no record fits any more.
                if self.room_left(next) < HEADER || self.len(index) == 0 {
                    next += self.room_left(next);
                    continue;
                }
                next += HEADER + 2 * self.len(index) as usize;
                let is_free = self.word(index, SOURCE) == Node::NONE.0;
                if !is_free && !self.is(index, Flag::Withdrawn) {
                    return Some(index);
                }
            }
            None
        })
    }

    /// Up to the end of a segment.
    fn room_left(&self, place: usize) -> usize {
        let size = Segments::<Node>::SIZE;
        size - place % size
    }

    /// Words that are taken. A record goes by the place of its first, so that there can be 2^32 - 1.
    pub(super) fn words(&self) -> usize {
        self.words.len()
    }

    /// As many words as records with so many identifiers in all can take, with what is left unused at the end of a segment.
    pub(super) fn words_of(records: usize, occurrences: usize) -> usize {
        let taken = (records * HEADER).saturating_add(2 * occurrences);
        taken.saturating_add(taken / 512).saturating_add(Segments::<Node>::SIZE)
    }

    pub(super) fn bytes(&self) -> usize {
        let free = self.free.values().map(|list| list.capacity() * size_of::<RecordIndex>());
        self.words.bytes() + free.sum::<usize>()
    }
}

fn set_times(words: &mut [Node], times: Times) {
    let (first, last) = times.pack();
    let split = |time: u64| ((time & u64::from(u32::MAX)) as u32, (time >> 32) as u32 & HIGH);
    let ((first_low, first_high), (last_low, last_high)) = (split(first), split(last));
    words[FIRST_SEEN].0 = first_low;
    words[LAST_SEEN].0 = last_low;
    let kept = words[STATE].0 & !(HIGH | HIGH << HIGH_BITS);
    words[STATE].0 = kept | first_high | last_high << HIGH_BITS;
}
