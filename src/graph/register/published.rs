//! What readers read, while one thread writes: no reader waits for it.
//!
//! All that a batch changes comes in force at one *moment*. Before, each node that moves is marked with where it was, and what it was
//! counts until the moment comes; identifiers that are new are passed over until then. Whoever has read while a moment came reads again.

#![allow(clippy::cast_possible_truncation, reason = "what is read for its effect on the cache")]

use std::sync::atomic::Ordering;
use std::sync::{Arc, OnceLock, PoisonError};

use super::entries::{Entries, Entry};
use super::sync::{AtomicU64, Loaded, RwLock, Swap, fence};
use super::table::Table;
use super::tag::{Tag, Tagging};
use crate::error::Error;
use crate::graph::index::Node;
use crate::identifier::{Fingerprint, FingerprintKey, Fingerprinting};
use crate::policy::Policy;
use crate::prepared::{PreparedIdentifier, PreparedScope};
use crate::profile::ProfileId;

/// A state between two publications, or during one.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Moment(u64);

impl Moment {
    /// Before the first, with no node.
    pub(super) const FIRST: Moment = Moment(0);

    pub(super) fn bits(self) -> u64 {
        self.0
    }

    /// How many nodes there are for readers.
    pub(super) fn nodes(self) -> usize {
        (self.0 & u64::from(u32::MAX)) as usize
    }

    /// Nodes are being marked; what they were counts.
    pub(super) fn pending(self) -> Self {
        Moment(self.0.wrapping_add(1 << 32))
    }

    fn is_pending(self) -> bool {
        self.0 >> 32 & 1 == 1
    }

    /// The next at which nothing is pending, with so many nodes.
    pub(super) fn next(self, nodes: usize) -> Self {
        let number = (self.0 >> 32 | 1).wrapping_add(1);
        Moment(number << 32 | nodes as u64)
    }
}

/// Namespaces in scopes, some together; each is set once.
pub(super) type ScopeGroup = Arc<[OnceLock<Fingerprinting>]>;

/// How everything is found. What readers are shown is replaced whenever something grows. A clone shares what it leads to.
#[derive(Clone)]
pub(super) struct Structure {
    pub(super) policy: Arc<Policy>,
    /// The table for each beginning of a tag, of so many bits.
    pub(super) tables: Vec<Arc<Table>>,
    pub(super) depth: u32,
    pub(super) entries: Entries,
    pub(super) scopes: Vec<ScopeGroup>,
}

/// Scopes of a group but the first, which grows.
pub(super) const SCOPE_GROUP: usize = 1024;

impl Structure {
    #[inline]
    pub(super) fn table(&self, tag: Tag) -> &Table {
        &self.tables[tag.first_bits(self.depth)]
    }

    /// Every table once: those that several beginnings of tags lead to stand next to each other.
    fn distinct_tables(&self) -> impl Iterator<Item = (usize, &Arc<Table>)> {
        self.tables.chunk_by(Arc::ptr_eq).map(|alike| (alike.len(), &alike[0]))
    }

    /// One that shares nothing with this.
    pub(super) fn copy(&self) -> Self {
        let copied = self.distinct_tables().flat_map(|(count, table)| {
            let copy = Arc::new(Table::of(table.len(), table.depth, table.entries()));
            std::iter::repeat_n(copy, count)
        });
        Structure {
            policy: self.policy.clone(),
            tables: copied.collect(),
            depth: self.depth,
            entries: self.entries.copy(),
            scopes: self.scopes.iter().map(|group| group.iter().cloned().collect()).collect(),
        }
    }

    pub(super) fn bytes(&self) -> usize {
        let tables: usize = self.distinct_tables().map(|(_, table)| table.bytes()).sum();
        let directory = self.tables.capacity() * 2 * size_of::<Arc<Table>>();
        let scopes: usize = self.scopes.iter().map(|group| size_of_val(&**group)).sum();
        tables + directory + scopes + self.entries.bytes()
    }

    fn fingerprinting(&self, PreparedScope(scope): PreparedScope) -> Option<&Fingerprinting> {
        let scope = scope as usize;
        self.scopes.get(scope / SCOPE_GROUP)?.get(scope % SCOPE_GROUP)?.get()
    }
}

/// What a register shows to those who read it.
pub(crate) struct Published {
    pub(super) key: FingerprintKey,
    pub(super) tagging: Tagging,
    pub(super) structure: Swap<Structure>,
    pub(super) moment: AtomicU64,
    /// The number of the next change, at the last moment.
    pub(super) changes: AtomicU64,
    /// Held by views, so that no moment comes.
    pub(super) gate: RwLock<()>,
}

/// An identifier that was looked for.
pub(crate) struct Seen {
    pub(crate) fingerprint: Fingerprint,
    pub(crate) tag: Tag,
    /// The node that the tag most likely leads to; none if it leads nowhere.
    pub(crate) guess: Node,
}

/// What was found at one moment; to be found again if it has passed.
struct Look<'a> {
    shared: &'a Published,
    moment: Moment,
    structure: Loaded<Structure>,
}

impl<'a> Look<'a> {
    fn new(shared: &'a Published) -> Self {
        // In this order: nothing that came in force by the moment is missing in the structure.
        let moment = shared.now();
        Look { shared, moment, structure: shared.structure.load() }
    }

    /// What this gives at one moment.
    fn at_one_moment<T>(&mut self, of: impl Fn(&Structure, Moment) -> T) -> T {
        loop {
            if self.shared.now() != self.moment {
                *self = Look::new(self.shared);
            }
            let given = of(&self.structure, self.moment);
            fence(Ordering::Acquire);
            if self.shared.moment.load(Ordering::Relaxed) == self.moment.0 {
                return given;
            }
        }
    }

    fn profile_of(&mut self, fingerprint: Fingerprint) -> Option<ProfileId> {
        let id = ProfileId::of(fingerprint);
        self.profile(id, self.shared.tagging.tag(id))
    }

    fn profile(&mut self, id: ProfileId, tag: Tag) -> Option<ProfileId> {
        self.at_one_moment(|structure, moment| structure.profile(id, tag, moment))
    }
}

impl Structure {
    /// The profile that holds the identifier of this fingerprint at a moment.
    fn profile(&self, id: ProfileId, tag: Tag, moment: Moment) -> Option<ProfileId> {
        let mut senior = Node::NONE;
        self.table(tag).find(tag, |node| {
            let Some(entry) = self.entries.get(node) else { return false };
            if node.index() >= moment.nodes() || ProfileId::of(entry.fingerprint()) != id {
                return false;
            }
            senior = senior_at(entry, moment);
            senior.is_some()
        })?;
        self.entries.get(senior).map(|entry| ProfileId::of(entry.fingerprint()))
    }

    #[inline]
    fn fingerprint(&self, id: &PreparedIdentifier<'_>) -> Result<Fingerprint, Error> {
        let fingerprinting = self.fingerprinting(id.scope).ok_or_else(|| id.scope.foreign())?;
        Ok(fingerprinting.finish(id.value))
    }

    /// Reads what looking for these will read. For its effect on the cache.
    fn touch(&self, tags: &[Tag]) -> u64 {
        let slots = tags.iter().fold(0, |sum, &tag| sum ^ self.table(tag).touch(tag));
        let mut nodes = [Node::NONE; BLOCK];
        for (node, &tag) in nodes.iter_mut().zip(tags) {
            *node = self.table(tag).find(tag, |_| true).unwrap_or(Node::NONE);
        }
        let entries = || nodes.iter().filter_map(|&node| self.entries.get(node));
        let seniors = entries().fold(0, |sum, entry| {
            let senior = self.entries.get(entry.label().senior);
            sum ^ senior.map_or(0, |senior| senior.fingerprint().0 as u64)
        });
        slots ^ seniors
    }
}

fn senior_at(entry: &Entry, moment: Moment) -> Node {
    let label = entry.label();
    if moment.is_pending() { label.before() } else { label.senior }
}

/// So many identifiers are looked for at once, so that their cache misses overlap.
pub(super) const BLOCK: usize = 64;

impl Published {
    fn now(&self) -> Moment {
        Moment(self.moment.load(Ordering::Acquire))
    }

    /// The profile that holds a prepared identifier, if one does; an error if its scope is of another graph.
    pub(crate) fn find(&self, id: &PreparedIdentifier<'_>) -> Result<Option<ProfileId>, Error> {
        let mut look = Look::new(self);
        let print = look.structure.fingerprint(id)?;
        Ok(look.profile_of(print))
    }

    #[cfg(test)]
    pub(super) fn profile(&self, fingerprint: Fingerprint) -> Option<ProfileId> {
        Look::new(self).profile_of(fingerprint)
    }

    /// The fingerprints of prepared identifiers, in order; an error with the place of the first whose scope is of another graph.
    pub(crate) fn fingerprints(
        &self,
        ids: &[PreparedIdentifier<'_>],
    ) -> Result<Vec<Fingerprint>, Error> {
        let structure = self.structure.load();
        let mut prints = Vec::with_capacity(ids.len());
        for (index, id) in ids.iter().enumerate() {
            let print = structure.fingerprint(id);
            prints.push(print.map_err(|error| error.at(format_args!("ids[{index}]")))?);
        }
        Ok(prints)
    }

    /// The profiles of these fingerprints, in order, each as at some moment.
    pub(crate) fn look_up(&self, prints: &[Fingerprint], found: &mut Vec<Option<ProfileId>>) {
        let mut look = Look::new(self);
        for prints in prints.chunks(BLOCK) {
            let ids = prints.iter().map(|&print| ProfileId::of(print));
            let mut tags = [Tag(0); BLOCK];
            tags.iter_mut().zip(ids.clone()).for_each(|(tag, id)| *tag = self.tagging.tag(id));
            std::hint::black_box(look.structure.touch(&tags[..prints.len()]));
            found.extend(ids.zip(tags).map(|(id, tag)| look.profile(id, tag)));
        }
    }

    /// Finds prepared identifiers for the writer, who may be at work: nodes that readers do not see yet among them.
    pub(crate) fn sight<'a>(
        &self,
        ids: impl Iterator<Item = &'a PreparedIdentifier<'a>>,
    ) -> Vec<Seen> {
        let structure = self.structure.load();
        let fingerprint = |id: &PreparedIdentifier<'_>| {
            let fingerprinting = structure.fingerprinting(id.scope);
            fingerprinting.map_or(Fingerprint(0), |fingerprinting| fingerprinting.finish(id.value))
        };
        let sighted = ids.map(|id| {
            let fingerprint = fingerprint(id);
            let tag = self.tagging.tag(ProfileId::of(fingerprint));
            Seen { fingerprint, tag, guess: Node::NONE }
        });
        let mut all: Vec<Seen> = sighted.collect();
        for block in all.chunks_mut(BLOCK) {
            let touch = |sum, seen: &Seen| sum ^ structure.table(seen.tag).touch(seen.tag);
            std::hint::black_box(block.iter().fold(0, touch));
            for seen in &mut *block {
                let guess = structure.table(seen.tag).find(seen.tag, |_| true);
                seen.guess = guess.unwrap_or(Node::NONE);
            }
            let print = |seen: &Seen| structure.entries.get(seen.guess).map(Entry::fingerprint);
            std::hint::black_box(
                block.iter().filter_map(print).fold(0, |sum, print| sum ^ print.0 as u64),
            );
        }
        all
    }

    pub(crate) fn key(&self) -> &FingerprintKey {
        &self.key
    }

    pub(crate) fn policy(&self) -> Arc<Policy> {
        self.structure.load().policy.clone()
    }

    /// Does something while no moment comes.
    pub(crate) fn hold<T>(&self, f: impl FnOnce() -> T) -> T {
        let _held = self.gate.read().unwrap_or_else(PoisonError::into_inner);
        f()
    }

    /// The number of the change after the last that is in force.
    pub(crate) fn changes(&self) -> u64 {
        self.changes.load(Ordering::Acquire)
    }
}
