//! Sources, and the records of each: lists threaded through the records, tidied as those of identifiers are.

use hashbrown::HashMap;

use super::arena::{Arena, Flag};
use crate::graph::index::{RecordIndex, SourceIndex};
use crate::policy::Policy;

#[derive(Clone, Debug)]
pub(super) struct Sources {
    /// So many withdrawn records may be left behind in any list.
    few: usize,
    all: Vec<Source>,
    by_name: HashMap<Box<str>, SourceIndex>,
}

#[derive(Clone, Debug)]
struct Source {
    name: Box<str>,
    /// The policy lets it link.
    links: bool,
    first: RecordIndex,
    /// Records that are not withdrawn.
    count: usize,
    /// Withdrawn records that the list still leads to.
    left_behind: usize,
}

impl Sources {
    /// So `few` withdrawn records may be left behind in any list.
    pub(super) fn new(few: usize) -> Self {
        Sources { few, all: Vec::new(), by_name: HashMap::new() }
    }

    pub(super) fn intern(&mut self, name: &str, policy: &Policy) -> SourceIndex {
        if let Some(&source) = self.by_name.get(name) {
            return source;
        }
        let source = SourceIndex::at(self.all.len());
        self.all.push(Source {
            name: name.into(),
            links: policy.links(name),
            first: RecordIndex::NONE,
            count: 0,
            left_behind: 0,
        });
        self.by_name.insert(name.into(), source);
        source
    }

    pub(super) fn find(&self, name: &str) -> Option<SourceIndex> {
        self.by_name.get(name).copied()
    }

    pub(super) fn links(&self, source: SourceIndex) -> bool {
        self.all[source.index()].links
    }

    pub(super) fn put_policy(&mut self, policy: &Policy) {
        self.all.iter_mut().for_each(|source| source.links = policy.links(&source.name));
    }

    pub(super) fn name(&self, source: SourceIndex) -> &str {
        &self.all[source.index()].name
    }

    pub(super) fn names(&self) -> impl ExactSizeIterator<Item = &str> {
        self.all.iter().map(|source| &*source.name)
    }

    pub(super) fn enter(&mut self, index: RecordIndex, source: SourceIndex, arena: &mut Arena) {
        let source = &mut self.all[source.index()];
        source.count += 1;
        arena.set_next_of_source(index, std::mem::replace(&mut source.first, index));
    }

    /// The records of a source that are not withdrawn.
    pub(super) fn records<'a>(
        &'a self,
        source: SourceIndex,
        arena: &'a Arena,
    ) -> impl Iterator<Item = RecordIndex> + 'a {
        let some = |index: RecordIndex| index.is_some().then_some(index);
        let all = std::iter::successors(some(self.all[source.index()].first), move |&index| {
            some(arena.next_of_source(index))
        });
        all.filter(|&index| !arena.is(index, Flag::Withdrawn))
    }

    /// Takes a record, which has just been withdrawn, out of the list of its source, now or later. Gives released records that no list
    /// leads to any more.
    pub(super) fn leave(&mut self, index: RecordIndex, arena: &mut Arena) -> Vec<RecordIndex> {
        let source = arena.record(index).source;
        let list = &mut self.all[source.index()];
        list.count -= 1;
        list.left_behind += 1;
        arena.pin(index);
        if list.left_behind > list.count.max(self.few) {
            self.tidy(source, arena)
        } else {
            Vec::new()
        }
    }

    fn tidy(&mut self, source: SourceIndex, arena: &mut Arena) -> Vec<RecordIndex> {
        let source = &mut self.all[source.index()];
        let mut loose = Vec::new();
        let mut next = std::mem::replace(&mut source.first, RecordIndex::NONE);
        let mut last = RecordIndex::NONE;
        while next.is_some() {
            let record = next;
            next = arena.next_of_source(record);
            if arena.is(record, Flag::Withdrawn) {
                arena.unpin(record);
                if arena.pins(record) == 0 && arena.is(record, Flag::Released) {
                    loose.push(record);
                }
                continue;
            }
            match last.is_some() {
                true => arena.set_next_of_source(last, record),
                false => source.first = record,
            }
            arena.set_next_of_source(record, RecordIndex::NONE);
            last = record;
        }
        source.left_behind = 0;
        loose
    }

    pub(super) fn bytes(&self) -> usize {
        let names: usize = self.all.iter().map(|source| 2 * source.name.len()).sum();
        names
            + self.all.capacity() * size_of::<Source>()
            + self.by_name.capacity() * size_of::<(Box<str>, SourceIndex)>()
    }
}
