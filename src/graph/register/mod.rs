//! The register: which identifiers are known, by their fingerprints, and what profile each is in. One thread writes it, any number
//! read it meanwhile.

mod entries;
mod published;
mod sync;
mod table;
mod tag;
#[cfg(test)]
mod tests;

use std::sync::atomic::Ordering;
use std::sync::{Arc, OnceLock, PoisonError};

use self::entries::Entries;
use self::published::{Moment, SCOPE_GROUP, ScopeGroup, Structure};
use self::sync::{AtomicU64, RwLock, Swap, fence};
use self::table::Table;
use self::tag::Tagging;
use super::delta::Net;
use super::index::Node;
use crate::identifier::{Fingerprint, FingerprintKey, Fingerprinting};
use crate::policy::Policy;
use crate::profile::ProfileId;

pub(crate) use self::published::{Published, Seen};
pub(crate) use self::tag::Tag;

/// Slots of the largest table: two megabytes, one huge page. One that is full is split in two by the next bit of its tags: growing
/// never touches more than one table, whatever the number of nodes.
const MOST_SLOTS: usize = 1 << 18;
const FEWEST_SLOTS: usize = 8;

/// The writer's side.
pub(crate) struct Register {
    shown: Arc<Published>,
    tagging: Tagging,
    /// Where everything is; readers are shown a copy.
    structure: Structure,
    scope_count: usize,
    moment: Moment,
    /// How many nodes there are.
    len: usize,
    /// How many are found by their tags.
    found: usize,
    /// Nodes that are not known any more, but are found until readers are told so.
    leaving: Vec<(Tag, Node)>,
}

/// A copy shares nothing with what it is one of, and is read by nobody else.
impl Clone for Register {
    fn clone(&self) -> Self {
        let mut copy = Register::new(self.shown.key.clone(), self.structure.policy.clone());
        copy.structure = self.structure.copy();
        (copy.scope_count, copy.len, copy.found) = (self.scope_count, self.len, self.found);
        copy.leaving.clone_from(&self.leaving);
        copy.show_structure();
        copy.come(Moment::FIRST.next(self.published()));
        copy
    }
}

impl std::fmt::Debug for Register {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Register").field("len", &self.len).finish_non_exhaustive()
    }
}

impl Register {
    /// An empty one, for fingerprints under a key.
    pub(crate) fn new(key: FingerprintKey, policy: Arc<Policy>) -> Self {
        let tagging = Tagging::new(&key);
        let structure = Structure {
            policy,
            tables: vec![Arc::new(Table::new(FEWEST_SLOTS, 0))],
            depth: 0,
            entries: Entries::default(),
            scopes: Vec::new(),
        };
        let shown = Published {
            key,
            tagging,
            structure: Swap::new(Arc::new(structure.clone())),
            moment: AtomicU64::new(0),
            changes: AtomicU64::new(0),
            gate: RwLock::new(()),
        };
        Register {
            shown: Arc::new(shown),
            tagging,
            structure,
            scope_count: 0,
            moment: Moment::FIRST,
            len: 0,
            found: 0,
            leaving: Vec::new(),
        }
    }

    pub(crate) fn shown(&self) -> &Arc<Published> {
        &self.shown
    }

    pub(crate) fn key(&self) -> &FingerprintKey {
        &self.shown.key
    }

    #[inline]
    pub(crate) fn tag(&self, id: ProfileId) -> Tag {
        self.tagging.tag(id)
    }

    /// Reads the first slot that a tag may be in. For its effect on the cache.
    #[inline]
    pub(crate) fn touch(&self, tag: Tag) -> u64 {
        self.structure.table(tag).touch(tag)
    }

    /// The node that a tag most likely leads to; none if it leads nowhere.
    #[inline]
    pub(crate) fn guess(&self, tag: Tag) -> Node {
        self.find(tag, |_| true).unwrap_or(Node::NONE)
    }

    /// The node of a tag for which this holds.
    #[inline]
    pub(crate) fn find(&self, tag: Tag, is_it: impl FnMut(Node) -> bool) -> Option<Node> {
        self.structure.table(tag).find(tag, is_it)
    }

    /// How many nodes there are, with those that are not found any more.
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// How many are known.
    pub(crate) fn known_count(&self) -> usize {
        self.found - self.leaving.len()
    }

    /// Whether nodes are found that are not known any more.
    #[inline]
    pub(crate) fn is_left(&self) -> bool {
        !self.leaving.is_empty()
    }

    /// Adds the next node; it is found when it is [inserted](Register::insert).
    pub(crate) fn push(&mut self, fingerprint: Fingerprint) -> Node {
        let node = Node::at(self.len);
        if !self.structure.entries.has_room(self.len + 1) {
            self.structure.entries.grow();
            self.show_structure();
        }
        self.structure.entries.at(node).set_fingerprint(fingerprint);
        self.len += 1;
        node
    }

    #[inline]
    pub(crate) fn fingerprint(&self, node: Node) -> Fingerprint {
        self.structure.entries.at(node).fingerprint()
    }

    /// The fingerprint of a node, if it is one.
    #[inline]
    pub(crate) fn get_fingerprint(&self, node: Node) -> Option<Fingerprint> {
        self.structure.entries.get(node).map(entries::Entry::fingerprint)
    }

    /// The most senior identifier of the profile that a known node is in, between batches.
    #[inline]
    pub(crate) fn senior(&self, node: Node) -> Node {
        self.structure.entries.at(node).label().senior
    }

    /// Overwrites the fingerprint of a node that is not found any more: whoever found it did so before the last moment, and looks again.
    pub(crate) fn erase(&self, node: Node) {
        fence(Ordering::Release);
        self.structure.entries.at(node).set_fingerprint(Fingerprint(0));
    }

    /// Has a node found by its tag.
    pub(crate) fn insert(&mut self, tag: Tag, node: Node) {
        while self.structure.table(tag).is_full() {
            self.grow(tag);
        }
        self.structure.table(tag).insert(tag, node);
        self.found += 1;
    }

    /// A node is not known any more; it is found until readers are told so.
    pub(crate) fn leave(&mut self, tag: Tag, node: Node) {
        self.leaving.push((tag, node));
    }

    /// Makes room in the table of a tag: doubles it, or splits it once it is of the largest size. One that is mostly given up is made
    /// anew.
    fn grow(&mut self, tag: Tag) {
        let old = self.structure.tables[tag.first_bits(self.structure.depth)].clone();
        let (slots, depth) = (old.len(), old.depth);
        let is_mostly_given_up = old.entries().count() * 2 < slots;
        // With all 32 bits in common no bit is left to split by; such a table just grows.
        if is_mostly_given_up || slots < MOST_SLOTS || depth == 32 {
            let slots = if is_mostly_given_up { slots } else { slots * 2 };
            let table = Arc::new(Table::of(slots, depth, old.entries()));
            self.put_in_place(&old, |_| table.clone());
        } else {
            let half = |bit| old.entries().filter(move |(tag, _)| tag.bit_after(depth) == bit);
            let made = |bit| Arc::new(Table::of(MOST_SLOTS, depth + 1, half(bit)));
            self.put_halves(&old, &[made(0), made(1)]);
        }
        self.show_structure();
    }

    fn put_halves(&mut self, old: &Arc<Table>, halves: &[Arc<Table>; 2]) {
        if old.depth == self.structure.depth {
            self.structure.tables = self
                .structure
                .tables
                .iter()
                .flat_map(|table| [table.clone(), table.clone()])
                .collect();
            self.structure.depth += 1;
        }
        let bit = self.structure.depth - old.depth - 1;
        self.put_in_place(old, |beginning| halves[beginning >> bit & 1].clone());
    }

    /// Puts other tables in the place of one.
    fn put_in_place(&mut self, old: &Arc<Table>, new: impl Fn(usize) -> Arc<Table>) {
        for (beginning, table) in self.structure.tables.iter_mut().enumerate() {
            if Arc::ptr_eq(table, old) {
                *table = new(beginning);
            }
        }
    }

    /// Tells readers where everything is.
    fn show_structure(&self) {
        self.shown.structure.store(Arc::new(self.structure.clone()));
    }

    /// Tells readers how values of the next scope are fingerprinted.
    pub(crate) fn add_scope(&mut self, fingerprinting: Fingerprinting) {
        let (group, place) = (self.scope_count / SCOPE_GROUP, self.scope_count % SCOPE_GROUP);
        if self.structure.scopes.get(group).is_none_or(|group| group.len() <= place) {
            let old: &[_] = self.structure.scopes.get(group).map_or(&[], |group| group);
            let len = if group == 0 { (2 * old.len()).max(4) } else { SCOPE_GROUP };
            let fresh = (old.len()..len).map(|_| OnceLock::new());
            let grown: ScopeGroup = old.iter().cloned().chain(fresh).collect();
            self.structure.scopes.truncate(group);
            self.structure.scopes.push(grown);
            self.show_structure();
        }
        let _ = self.structure.scopes[group][place].set(fingerprinting);
        self.scope_count += 1;
    }

    pub(crate) fn put_policy(&mut self, policy: Arc<Policy>) {
        self.structure.policy = policy;
        self.show_structure();
    }

    /// Takes over the nodes that a copy has more.
    pub(crate) fn catch_up(&mut self, copy: &Register) {
        for node in (self.len..copy.len).map(Node::at) {
            self.push(copy.fingerprint(node));
        }
    }

    /// How many nodes readers see.
    fn published(&self) -> usize {
        self.moment.nodes()
    }

    fn come(&mut self, moment: Moment) {
        self.moment = moment;
        self.shown.moment.store(moment.bits(), Ordering::Release);
    }

    /// Tells readers what moved, all at one moment; it is the one before the change of this number.
    pub(crate) fn publish(&mut self, net: &Net, changes: u64) {
        let shown = self.shown.clone();
        let held = shown.gate.write().unwrap_or_else(PoisonError::into_inner);
        let first_new = self.published();
        let moved = || {
            let moves = net.moves.iter();
            moves.flat_map(|one| {
                net.nodes[one.nodes.clone()].iter().map(move |&node| (node, one.into))
            })
        };
        if moved().any(|(node, _)| node.index() < first_new) {
            self.come(self.moment.pending());
        }
        for (node, into) in moved() {
            let entry = self.structure.entries.at(node);
            if node.index() < first_new { entry.mark(into) } else { entry.set_label(into) }
        }
        shown.changes.store(changes, Ordering::Release);
        self.come(self.moment.next(self.len));
        for (node, into) in moved().filter(|(node, _)| node.index() < first_new) {
            self.structure.entries.at(node).set_label(into);
        }
        for (tag, node) in std::mem::take(&mut self.leaving) {
            if self.structure.table(tag).remove(tag, node) {
                self.found -= 1;
            }
        }
        drop(held);
    }

    /// Says of a node that readers do not see yet what profile it is in.
    pub(crate) fn label(&self, node: Node, senior: Node) {
        debug_assert!(node.index() >= self.published());
        self.structure.entries.at(node).set_label(senior);
    }

    pub(crate) fn bytes(&self) -> usize {
        self.structure.bytes() + size_of::<Published>() + size_of::<Structure>()
    }
}
