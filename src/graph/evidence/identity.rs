//! Which record has a set of identifiers, a source and a strength.
//!
//! Where the marks of its identifiers do not rule it out, it is looked for among the records of the least seen of them. Only records all of
//! whose identifiers are in many stand in a table.

use std::hash::{BuildHasher, Hash, Hasher};

use hashbrown::{DefaultHashBuilder, HashTable};

use super::Evidence;
use super::arena::Flag;
use super::held::{Counts, Mark};
use crate::graph::index::{Node, RecordIndex, SourceIndex};
use crate::observation::Strength;

/// An identifier in so many records has them looked through: hardly slower than the table, and most records need not stand there.
const FEW: usize = 16;

#[derive(Clone, Debug)]
pub(super) struct Identity {
    /// An identifier in more records than this is in many.
    few: usize,
    hasher: DefaultHashBuilder,
    tabled: HashTable<RecordIndex>,
}

impl Identity {
    /// Records of identifiers that are in no more than `most` are not in the table.
    pub(super) fn new(most: usize) -> Self {
        Identity {
            few: most.min(FEW),
            hasher: DefaultHashBuilder::default(),
            tabled: HashTable::new(),
        }
    }

    pub(super) fn bytes(&self) -> usize {
        self.tabled.capacity() * (size_of::<RecordIndex>() + 1)
    }
}

impl Evidence {
    /// The record of this set (sorted by node), source and strength.
    pub(crate) fn find(
        &self,
        nodes: &[Node],
        source: SourceIndex,
        strength: Strength,
    ) -> Option<RecordIndex> {
        if !self.held.may_hold(nodes, Mark::of(nodes, source, strength)) {
            return None;
        }
        let least = *nodes.iter().min_by_key(|&&node| self.held.count(node))?;
        let same = |&index: &RecordIndex| self.is(index, nodes, source, strength);
        if self.held.count(least) <= self.identity.few {
            let held =
                self.held.of(least, &self.arena).map(super::super::index::Occurrence::record);
            return held.into_iter().find(same);
        }
        let hash = self.identity_hash(nodes, source, strength);
        self.identity.tabled.find(hash, same).copied()
    }

    fn is(
        &self,
        index: RecordIndex,
        nodes: &[Node],
        source: SourceIndex,
        strength: Strength,
    ) -> bool {
        self.arena.view(index).is_of(nodes, source, strength)
    }

    /// Enters a new record, and those that its identifiers have brought to be in many, in the table if they belong there.
    pub(super) fn enter_identity(&mut self, index: RecordIndex, counts: Counts) {
        if counts.least as usize > self.identity.few {
            self.enter_table(index);
        }
        if !counts.any_is(self.identity.few + 1) {
            return;
        }
        let nodes = self.arena.nodes(index);
        let just_many: Vec<Node> = nodes
            .iter()
            .copied()
            .filter(|&node| self.held.count(node) == self.identity.few + 1)
            .collect();
        for node in just_many {
            let held: Vec<RecordIndex> = self
                .held
                .of(node, &self.arena)
                .map(super::super::index::Occurrence::record)
                .collect();
            held.into_iter().for_each(|index| self.enter_table(index));
        }
    }

    fn enter_table(&mut self, index: RecordIndex) {
        let all_in_many =
            self.arena.nodes(index).iter().all(|&node| self.held.count(node) > self.identity.few);
        if !all_in_many || self.arena.is(index, Flag::Tabled) {
            return;
        }
        self.arena.set(index, Flag::Tabled, true);
        let hash = self.hash_of(index);
        let mut tabled = std::mem::take(&mut self.identity.tabled);
        tabled.insert_unique(hash, index, |&index| self.hash_of(index));
        self.identity.tabled = tabled;
    }

    pub(super) fn leave_table(&mut self, index: RecordIndex) {
        if !self.arena.is(index, Flag::Tabled) {
            return;
        }
        self.arena.set(index, Flag::Tabled, false);
        let hash = self.hash_of(index);
        if let Ok(entry) = self.identity.tabled.find_entry(hash, |&known| known == index) {
            entry.remove();
        }
    }

    fn hash_of(&self, index: RecordIndex) -> u64 {
        let record = self.arena.record(index);
        self.identity_hash(self.arena.nodes(index), record.source, record.strength)
    }

    fn identity_hash(&self, nodes: &[Node], source: SourceIndex, strength: Strength) -> u64 {
        let mut hasher = self.identity.hasher.build_hasher();
        nodes.hash(&mut hasher);
        source.hash(&mut hasher);
        strength.hash(&mut hasher);
        hasher.finish()
    }
}
