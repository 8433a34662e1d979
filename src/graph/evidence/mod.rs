//! The evidence: records, their identifiers, and which records hold an identifier.

mod links;
mod record_traits;

use std::hash::{BuildHasher, Hash, Hasher};
use std::ops::Range;

use hashbrown::{DefaultHashBuilder, HashMap, HashSet, HashTable};

use super::index::{Node, Occurrence, RecordIndex, SourceIndex};
use super::lists::Lists;
use crate::observation::{Strength, Timestamp};
use crate::profile::RecordTraits;

/// What a graph keeps of the observations with one set of identifiers, source and strength.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Record {
    first: u32,
    len: u16,
    /// Where among its occurrences the centre of its links stands.
    centre: u16,
    pub(crate) strength: Strength,
    /// Strong enough, and of a source that may link.
    pub(crate) live: bool,
    pub(crate) contradictory: bool,
    /// Taken back; what it linked is still to be undone.
    pub(crate) withdrawn: bool,
    pub(crate) source: SourceIndex,
    /// Where it stands in the list of its source.
    place: u32,
    pub(crate) times: Times,
}

/// First and last time seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Times {
    first_ms: i64,
    last_ms: i64,
}

impl Times {
    /// Before any time is known.
    const NONE: Times = Times { first_ms: i64::MAX, last_ms: i64::MIN };

    pub(crate) fn at(at: Option<Timestamp>) -> Times {
        at.map_or(Times::NONE, |at| Times {
            first_ms: at.as_millisecond(),
            last_ms: at.as_millisecond(),
        })
    }

    pub(crate) fn join(self, other: Times) -> Times {
        Times {
            first_ms: self.first_ms.min(other.first_ms),
            last_ms: self.last_ms.max(other.last_ms),
        }
    }

    /// First and last, in milliseconds, if any is known.
    pub(crate) fn span(self) -> Option<(i64, i64)> {
        (self != Times::NONE).then_some((self.first_ms, self.last_ms))
    }
}

const NO_CENTRE: u16 = u16::MAX;

#[derive(Clone, Debug, Default)]
pub(crate) struct Evidence {
    records: Vec<Record>,
    free_records: Vec<RecordIndex>,
    /// Beginnings of ranges of occurrences that are free, by their length.
    free_ranges: HashMap<u16, Vec<u32>>,
    hasher: DefaultHashBuilder,
    by_identity: HashTable<RecordIndex>,
    sources: Sources,
    traits: HashMap<RecordIndex, RecordTraits>,
    /// Records with an `invited_by` trait of this text.
    invited_by: HashMap<String, HashSet<RecordIndex>>,
    // One element for each occurrence.
    node: Vec<Node>,
    record: Vec<RecordIndex>,
    /// What stands there after step 5: the identifier, a stand-in, or none if it left the record.
    form: Vec<Node>,
    /// What the occurrence is linked as, or none: `form` after step 6, as it is in force.
    end: Vec<Node>,
    // One element for each node.
    held_count: Vec<u32>,
    held: Lists,
    linked: Lists,
    link_count: usize,
}

#[derive(Clone, Debug, Default)]
struct Sources {
    names: Vec<Box<str>>,
    by_name: HashMap<Box<str>, SourceIndex>,
    records: Vec<Vec<RecordIndex>>,
}

impl Evidence {
    pub(crate) fn grow_nodes(&mut self, nodes: usize) {
        self.held_count.resize(nodes.max(self.held_count.len()), 0);
        self.held.grow(nodes, 0);
        self.linked.grow(nodes, 0);
    }

    pub(crate) fn source(&mut self, name: &str) -> SourceIndex {
        if let Some(&source) = self.sources.by_name.get(name) {
            return source;
        }
        let source = SourceIndex::at(self.sources.names.len());
        self.sources.names.push(name.into());
        self.sources.records.push(Vec::new());
        self.sources.by_name.insert(name.into(), source);
        source
    }

    pub(crate) fn find_source(&self, name: &str) -> Option<SourceIndex> {
        self.sources.by_name.get(name).copied()
    }

    pub(crate) fn source_name(&self, source: SourceIndex) -> &str {
        &self.sources.names[source.index()]
    }

    /// The record of this set (sorted by node), source and strength.
    pub(crate) fn find(
        &self,
        nodes: &[Node],
        source: SourceIndex,
        strength: Strength,
    ) -> Option<RecordIndex> {
        let hash = self.identity_hash(nodes, source, strength);
        let same = |&index: &RecordIndex| {
            let record = self.record(index);
            record.source == source && record.strength == strength && self.nodes(index) == nodes
        };
        self.by_identity.find(hash, same).copied()
    }

    /// Adds a record of this set (sorted by node), which no record has with this source and strength.
    pub(crate) fn add(
        &mut self,
        nodes: &[Node],
        source: SourceIndex,
        strength: Strength,
        times: Times,
        live: bool,
    ) -> RecordIndex {
        // A record holds at most 64 identifiers, each with a digest or nine.
        let len = u16::try_from(nodes.len()).unwrap_or(u16::MAX);
        let first = self
            .free_ranges
            .get_mut(&len)
            .and_then(Vec::pop)
            .unwrap_or_else(|| self.new_range(nodes.len()));
        let siblings = &self.sources.records[source.index()];
        let place = RecordIndex::at(siblings.len()).0;
        let record = Record {
            first,
            len,
            centre: NO_CENTRE,
            strength,
            live,
            contradictory: false,
            withdrawn: false,
            source,
            place,
            times,
        };
        let index = match self.free_records.pop() {
            Some(index) => {
                self.records[index.index()] = record;
                index
            }
            None => {
                self.records.push(record);
                RecordIndex::at(self.records.len() - 1)
            }
        };
        for (occurrence, &node) in self.occurrences(index).zip(nodes) {
            self.node[occurrence.index()] = node;
            self.record[occurrence.index()] = index;
            self.held.push(node, occurrence);
            self.held_count[node.index()] += 1;
        }
        self.sources.records[source.index()].push(index);
        self.insert_identity(index);
        index
    }

    fn new_range(&mut self, len: usize) -> u32 {
        let first = self.node.len();
        let total = first + len;
        self.node.resize(total, Node::NONE);
        self.record.resize(total, RecordIndex::NONE);
        self.form.resize(total, Node::NONE);
        self.end.resize(total, Node::NONE);
        self.held.grow(0, total);
        self.linked.grow(0, total);
        Occurrence::at(first).0
    }

    fn insert_identity(&mut self, index: RecordIndex) {
        let hash = self.hash_of(index);
        let mut table = std::mem::take(&mut self.by_identity);
        table.insert_unique(hash, index, |&index| self.hash_of(index));
        self.by_identity = table;
    }

    /// Takes a record out of the evidence. What it links stays in force until it is [unlinked](Evidence::link) and
    /// [freed](Evidence::free).
    pub(crate) fn withdraw(&mut self, index: RecordIndex) {
        let hash = self.hash_of(index);
        if let Ok(entry) = self.by_identity.find_entry(hash, |&known| known == index) {
            entry.remove();
        }
        for occurrence in self.occurrences(index) {
            let node = self.node(occurrence);
            self.held.remove(node, occurrence);
            self.held_count[node.index()] -= 1;
        }
        self.leave_source(index);
        self.drop_traits(index);
        self.record_mut(index).withdrawn = true;
    }

    fn leave_source(&mut self, index: RecordIndex) {
        let Record { source, place, .. } = *self.record(index);
        let siblings = &mut self.sources.records[source.index()];
        siblings.swap_remove(place as usize);
        if let Some(&moved) = siblings.get(place as usize) {
            self.record_mut(moved).place = place;
        }
    }

    /// Gives the numbers of a withdrawn, unlinked record back.
    pub(crate) fn free(&mut self, index: RecordIndex) {
        let Record { first, len, .. } = *self.record(index);
        for occurrence in self.occurrences(index) {
            debug_assert!(self.end[occurrence.index()].is_none());
            self.form[occurrence.index()] = Node::NONE;
            self.record[occurrence.index()] = RecordIndex::NONE;
            self.node[occurrence.index()] = Node::NONE;
        }
        self.free_ranges.entry(len).or_default().push(first);
        self.free_records.push(index);
    }

    pub(crate) fn set_form(&mut self, occurrence: Occurrence, form: Node) {
        self.form[occurrence.index()] = form;
    }

    pub(crate) fn record(&self, index: RecordIndex) -> &Record {
        &self.records[index.index()]
    }

    pub(crate) fn record_mut(&mut self, index: RecordIndex) -> &mut Record {
        &mut self.records[index.index()]
    }

    pub(crate) fn occurrences(
        &self,
        index: RecordIndex,
    ) -> impl Iterator<Item = Occurrence> + use<> {
        let record = self.record(index);
        (record.first..record.first + u32::from(record.len)).map(Occurrence)
    }

    fn range(&self, index: RecordIndex) -> Range<usize> {
        let record = self.record(index);
        let first = record.first as usize;
        first..first + usize::from(record.len)
    }

    /// The identifiers that a record holds, sorted by node.
    pub(crate) fn nodes(&self, index: RecordIndex) -> &[Node] {
        &self.node[self.range(index)]
    }

    /// What stands in a record after step 5, in the order of its identifiers.
    pub(crate) fn forms(&self, index: RecordIndex) -> &[Node] {
        &self.form[self.range(index)]
    }

    /// What a record links, in the order of its identifiers.
    pub(crate) fn ends(&self, index: RecordIndex) -> &[Node] {
        &self.end[self.range(index)]
    }

    pub(crate) fn node(&self, occurrence: Occurrence) -> Node {
        self.node[occurrence.index()]
    }

    pub(crate) fn form(&self, occurrence: Occurrence) -> Node {
        self.form[occurrence.index()]
    }

    pub(crate) fn end(&self, occurrence: Occurrence) -> Node {
        self.end[occurrence.index()]
    }

    pub(crate) fn record_of(&self, occurrence: Occurrence) -> RecordIndex {
        self.record[occurrence.index()]
    }

    /// The occurrence at the centre of a record's links, if anything is left of the record.
    pub(crate) fn centre(&self, index: RecordIndex) -> Option<Occurrence> {
        let record = self.record(index);
        (record.centre != NO_CENTRE).then(|| Occurrence(record.first + u32::from(record.centre)))
    }

    /// The occurrences of an identifier in all records that hold it.
    pub(crate) fn held(&self, node: Node) -> impl Iterator<Item = Occurrence> + '_ {
        self.held.of(node)
    }

    /// In how many records an identifier stands.
    pub(crate) fn held_count(&self, node: Node) -> usize {
        self.held_count.get(node.index()).map_or(0, |&count| count as usize)
    }

    /// Every record.
    pub(crate) fn records(&self) -> impl Iterator<Item = RecordIndex> + '_ {
        let taken = |&index: &RecordIndex| {
            let first = self.record(index).first as usize;
            self.record[first] == index
        };
        (0..self.records.len()).map(RecordIndex::at).filter(taken)
    }

    pub(crate) fn record_count(&self) -> usize {
        self.by_identity.len()
    }

    pub(crate) fn occurrence_count(&self) -> usize {
        self.node.len()
    }

    /// Every source, with the records of it; of some there are none any more.
    pub(crate) fn sources(&self) -> impl Iterator<Item = (&str, &[RecordIndex])> {
        let names = self.sources.names.iter().map(|name| &**name);
        names.zip(self.sources.records.iter().map(Vec::as_slice))
    }

    /// The records of one source.
    pub(crate) fn records_of_source(&self, source: SourceIndex) -> &[RecordIndex] {
        &self.sources.records[source.index()]
    }

    fn hash_of(&self, index: RecordIndex) -> u64 {
        let record = self.record(index);
        self.identity_hash(self.nodes(index), record.source, record.strength)
    }

    fn identity_hash(&self, nodes: &[Node], source: SourceIndex, strength: Strength) -> u64 {
        let mut hasher = self.hasher.build_hasher();
        nodes.hash(&mut hasher);
        source.hash(&mut hasher);
        strength.hash(&mut hasher);
        hasher.finish()
    }
}
