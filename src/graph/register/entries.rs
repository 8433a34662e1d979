//! What readers see of each node: its fingerprint, and the most senior identifier of its profile.

#![allow(
    clippy::cast_possible_truncation,
    reason = "numbers are packed into bits, whose widths are stated"
)]

use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::sync::AtomicU64;
use crate::graph::index::Node;
use crate::identifier::Fingerprint;

/// Entries of a whole segment: three megabytes.
const SEGMENT: usize = if cfg!(oneid_loom) { 4 } else { 1 << 17 };
const FEWEST: usize = 4;

/// Of a label: it does not change now.
const UNMARKED: Node = Node(u32::MAX - 1);

pub(super) struct Entry {
    print: [AtomicU64; 2],
    label: AtomicU64,
}

/// The most senior identifier of a node's profile, and what it was before the publication that is under way.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Label {
    pub(super) senior: Node,
    before: Node,
}

impl Label {
    const NONE: Label = Label { senior: Node::NONE, before: UNMARKED };

    fn pack(self) -> u64 {
        u64::from(self.before.0) << 32 | u64::from(self.senior.0)
    }

    fn unpack(word: u64) -> Self {
        Label { senior: Node(word as u32), before: Node((word >> 32) as u32) }
    }

    /// As it was before a publication that is under way.
    pub(super) fn before(self) -> Node {
        if self.before == UNMARKED { self.senior } else { self.before }
    }
}

impl Entry {
    fn new(fingerprint: Fingerprint, label: Label) -> Self {
        let print = halves(fingerprint).map(AtomicU64::new);
        Entry { print, label: AtomicU64::new(label.pack()) }
    }

    #[inline]
    pub(super) fn fingerprint(&self) -> Fingerprint {
        let [high, low] = [0, 1].map(|half| u128::from(self.print[half].load(Ordering::Relaxed)));
        Fingerprint(high << 64 | low)
    }

    pub(super) fn set_fingerprint(&self, fingerprint: Fingerprint) {
        let halves = halves(fingerprint);
        (0..2).for_each(|half| self.print[half].store(halves[half], Ordering::Relaxed));
    }

    #[inline]
    pub(super) fn label(&self) -> Label {
        Label::unpack(self.label.load(Ordering::Acquire))
    }

    /// Says what it is going to be; what it was is kept beside it.
    pub(super) fn mark(&self, senior: Node) {
        let before = self.label().senior;
        self.label.store(Label { senior, before }.pack(), Ordering::Release);
    }

    pub(super) fn set_label(&self, senior: Node) {
        self.label.store(Label { senior, before: UNMARKED }.pack(), Ordering::Release);
    }

    fn copy(&self) -> Self {
        Entry::new(self.fingerprint(), self.label())
    }
}

fn halves(fingerprint: Fingerprint) -> [u64; 2] {
    [(fingerprint.0 >> 64) as u64, fingerprint.0 as u64]
}

/// All entries, in segments; the first grows by doubling, so that a small graph is small.
#[derive(Clone, Default)]
pub(super) struct Entries(Vec<Arc<[Entry]>>);

impl Entries {
    #[inline]
    pub(super) fn get(&self, node: Node) -> Option<&Entry> {
        self.0.get(node.index() / SEGMENT)?.get(node.index() % SEGMENT)
    }

    #[inline]
    pub(super) fn at(&self, node: Node) -> &Entry {
        &self.0[node.index() / SEGMENT][node.index() % SEGMENT]
    }

    /// Whether there is room for so many.
    pub(super) fn has_room(&self, len: usize) -> bool {
        self.0.last().is_some_and(|last| (self.0.len() - 1) * SEGMENT + last.len() >= len)
    }

    /// Makes room for more. What others hold of it stays as it is.
    pub(super) fn grow(&mut self) {
        let fresh = || Entry::new(Fingerprint(0), Label::NONE);
        match &mut self.0[..] {
            [] => self.0.push((0..FEWEST).map(|_| fresh()).collect()),
            [first] if first.len() < SEGMENT => {
                let len = first.len();
                let copies = first.iter().map(Entry::copy);
                *first = copies.chain((len..2 * len).map(|_| fresh())).collect();
            }
            _ => self.0.push((0..SEGMENT).map(|_| fresh()).collect()),
        }
    }

    /// One that shares nothing with this.
    pub(super) fn copy(&self) -> Self {
        Entries(self.0.iter().map(|segment| segment.iter().map(Entry::copy).collect()).collect())
    }

    pub(super) fn bytes(&self) -> usize {
        let entries: usize = self.0.iter().map(|segment| segment.len()).sum();
        let headers = self.0.len() * 2 * size_of::<usize>();
        entries * size_of::<Entry>() + headers + self.0.capacity() * size_of::<Arc<[Entry]>>()
    }
}
