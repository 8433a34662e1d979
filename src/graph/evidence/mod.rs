//! The evidence: records, their identifiers, and which records hold an identifier.

mod arena;
mod forms;
mod held;
mod identity;
mod links;
mod record_traits;
mod sources;
mod times;

use hashbrown::{HashMap, HashSet};

use self::arena::{Arena, Flag, Linking};
use self::forms::Forms;
use self::held::{Held, Mark};
use self::identity::Identity;
use self::sources::Sources;
use super::index::{Node, Occurrence, RecordIndex, SourceIndex, check_capacity};
use crate::error::Error;
use crate::observation::Strength;
use crate::policy::Policy;
use crate::profile::RecordTraits;

pub(crate) use self::arena::Record;
pub(crate) use self::times::Times;

#[derive(Clone, Debug)]
pub(crate) struct Evidence {
    arena: Arena,
    held: Held,
    sources: Sources,
    identity: Identity,
    forms: Forms,
    traits: HashMap<RecordIndex, RecordTraits>,
    /// Records with an `invited_by` trait of this text.
    invited_by: HashMap<String, HashSet<RecordIndex>>,
    record_count: usize,
    occurrence_count: usize,
    link_count: usize,
}

impl Evidence {
    /// No evidence. The records of an identifier that is in more than `many` are not looked through one by one.
    pub(crate) fn new(many: usize) -> Self {
        Evidence {
            arena: Arena::default(),
            held: Held::new(many),
            sources: Sources::new(many),
            identity: Identity::new(many),
            forms: Forms::default(),
            traits: HashMap::new(),
            invited_by: HashMap::new(),
            record_count: 0,
            occurrence_count: 0,
            link_count: 0,
        }
    }

    pub(crate) fn grow_nodes(&mut self, nodes: usize) {
        self.held.grow(nodes);
    }

    pub(crate) fn source(&mut self, name: &str, policy: &Policy) -> SourceIndex {
        self.sources.intern(name, policy)
    }

    /// Whether the policy lets a source link.
    pub(crate) fn source_links(&self, source: SourceIndex) -> bool {
        self.sources.links(source)
    }

    /// Puts what another policy says of sources in force.
    pub(crate) fn put_policy(&mut self, policy: &Policy) {
        self.sources.put_policy(policy);
    }

    pub(crate) fn find_source(&self, name: &str) -> Option<SourceIndex> {
        self.sources.find(name)
    }

    pub(crate) fn source_count(&self) -> usize {
        self.sources.names().len()
    }

    pub(crate) fn source_name(&self, source: SourceIndex) -> &str {
        self.sources.name(source)
    }

    /// Adds a record of this set (sorted by node), which no record has with this source and strength. It links nothing yet.
    pub(crate) fn add(
        &mut self,
        nodes: &[Node],
        source: SourceIndex,
        strength: Strength,
        times: Times,
        live: bool,
    ) -> RecordIndex {
        let index = self.arena.add(nodes, source, strength, times, live);
        let mark = Mark::of(nodes, source, strength);
        let counts = self.held.enter(index, nodes, mark, &mut self.arena);
        self.sources.enter(index, source, &mut self.arena);
        self.enter_identity(index, counts);
        self.record_count += 1;
        self.occurrence_count += nodes.len();
        index
    }

    /// Takes a record out of the evidence. What it links stays in force until it is [unlinked](Evidence::link) and
    /// [freed](Evidence::free).
    pub(crate) fn withdraw(&mut self, index: RecordIndex) {
        self.leave_table(index);
        self.arena.set(index, Flag::Withdrawn, true);
        self.record_count -= 1;
        self.occurrence_count -= self.arena.nodes(index).len();
        let loose = self.held.leave(index, &mut self.arena);
        self.free_all(loose);
        let loose = self.sources.leave(index, &mut self.arena);
        self.free_all(loose);
        self.drop_traits(index);
    }

    /// Gives the number of a withdrawn, unlinked record back, as soon as no list leads to it.
    pub(crate) fn free(&mut self, index: RecordIndex) {
        debug_assert!(self.arena.linking(index) == Linking::Nothing);
        self.arena.set(index, Flag::Released, true);
        if self.arena.pins(index) == 0 {
            self.arena.free(index);
        }
    }

    fn free_all(&mut self, records: Vec<RecordIndex>) {
        records.into_iter().for_each(|index| self.arena.free(index));
    }

    pub(crate) fn record(&self, index: RecordIndex) -> Record {
        self.arena.record(index)
    }

    pub(crate) fn set_times(&mut self, index: RecordIndex, times: Times) {
        self.arena.set_times(index, times);
    }

    pub(crate) fn set_live(&mut self, index: RecordIndex, live: bool) {
        self.arena.set(index, Flag::Live, live);
    }

    pub(crate) fn set_contradictory(&mut self, index: RecordIndex, contradictory: bool) {
        self.arena.set(index, Flag::Contradictory, contradictory);
    }

    pub(crate) fn occurrences(
        &self,
        index: RecordIndex,
    ) -> impl Iterator<Item = Occurrence> + use<> {
        (0..self.arena.nodes(index).len()).map(move |place| Occurrence::new(index, place))
    }

    /// The identifiers that a record holds, sorted by node.
    pub(crate) fn nodes(&self, index: RecordIndex) -> &[Node] {
        self.arena.nodes(index)
    }

    pub(crate) fn node(&self, occurrence: Occurrence) -> Node {
        self.arena.nodes(occurrence.record())[occurrence.place()]
    }

    /// The occurrence at the centre of a record's links, if anything is left of the record.
    pub(crate) fn centre(&self, index: RecordIndex) -> Option<Occurrence> {
        self.arena.centre(index).map(|place| Occurrence::new(index, place.into()))
    }

    /// The occurrences of an identifier in all records that hold it.
    pub(crate) fn held(&self, node: Node) -> impl Iterator<Item = Occurrence> + '_ {
        self.held.of(node, &self.arena)
    }

    /// What records take, and what their traits do.
    pub(crate) fn bytes(&self) -> (usize, usize) {
        let records = self.arena.bytes()
            + self.held.bytes()
            + self.sources.bytes()
            + self.identity.bytes()
            + self.forms.bytes();
        (records, self.trait_bytes())
    }

    /// The latest record of an identifier: what entering another will read. For its effect on the cache.
    pub(crate) fn latest(&self, node: Node) -> RecordIndex {
        self.held.latest(node)
    }

    /// Reads a record. For its effect on the cache.
    pub(crate) fn touch(&self, record: RecordIndex) -> u64 {
        self.arena.touch(record)
    }

    /// In how many records an identifier stands.
    pub(crate) fn held_count(&self, node: Node) -> usize {
        self.held.count(node)
    }

    /// Every record.
    pub(crate) fn records(&self) -> impl Iterator<Item = RecordIndex> + '_ {
        self.arena.records()
    }

    pub(crate) fn record_count(&self) -> usize {
        self.record_count
    }

    /// Refuses what would exhaust the numbers, before anything is changed.
    pub(crate) fn check_room(&self, records: usize, occurrences: usize) -> Result<(), Error> {
        check_capacity(
            self.arena.words(),
            Arena::words_of(records, occurrences),
            "words of records",
        )
    }

    /// The name of every source; of some there are no records any more.
    pub(crate) fn source_names(&self) -> impl Iterator<Item = &str> {
        self.sources.names()
    }

    /// The records of one source.
    pub(crate) fn records_of_source(
        &self,
        source: SourceIndex,
    ) -> impl Iterator<Item = RecordIndex> + '_ {
        self.sources.records(source, &self.arena)
    }
}
