//! What is read of the evidence, as it is asked for, and what has been worked out of it.

use std::rc::Rc;

use hashbrown::{HashMap, HashSet};

use super::Facts;
use super::links::Ends;
use super::names::{Names, Node, Place};
use super::tenures::Reassigned;
use crate::explanation::{Record, SeparatedBy};
use crate::observation::Strength;
use crate::policy::Policy;

/// A record that has been read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct RecordNumber(usize);

/// Works out section 5 for one verification: of each identifier and record what is asked, and no more.
pub(super) struct Judge<'a> {
    pub(super) facts: &'a dyn Facts,
    pub(super) policy: &'a Policy,
    pub(super) names: Names<'a>,
    records: Vec<Read>,
    numbers: HashMap<Rc<Record>, RecordNumber>,
    pub(super) known: Known,
}

/// A record, with the numbers of what it holds.
struct Read {
    record: Rc<Record>,
    kept: Rc<[Node]>,
}

/// The answers of each step.
#[derive(Default)]
pub(super) struct Known {
    records_of: HashMap<Node, Rc<[RecordNumber]>>,
    separated: HashMap<Node, Rc<HashSet<Node>>>,
    pub(super) blocked_at: HashMap<Place, Rc<HashSet<String>>>,
    pub(super) left: HashMap<RecordNumber, Rc<[Node]>>,
    pub(super) persons: HashMap<Node, Node>,
    pub(super) sound: HashMap<RecordNumber, bool>,
    pub(super) sightings: HashMap<Node, Rc<[RecordNumber]>>,
    pub(super) reassigned: HashMap<Node, Option<Rc<Reassigned>>>,
    pub(super) stood: HashMap<RecordNumber, Rc<[Node]>>,
    pub(super) shared: HashMap<Node, Option<Strength>>,
    pub(super) ends: HashMap<RecordNumber, Rc<Ends>>,
}

impl<'a> Judge<'a> {
    pub(super) fn new(facts: &'a dyn Facts) -> Self {
        let policy = facts.policy();
        Judge {
            facts,
            policy,
            names: Names::new(policy),
            records: Vec::new(),
            numbers: HashMap::new(),
            known: Known::default(),
        }
    }

    /// The identifier of this text, if a record or a separation holds it.
    pub(super) fn known(&mut self, text: &str) -> Option<Node> {
        let separated = !self.facts.separations_of(text).is_empty();
        if !separated && self.facts.records_of(text).is_empty() {
            return None;
        }
        Some(self.names.identifier(text))
    }

    /// Who separated two, sorted; nobody if they are not.
    pub(super) fn separated_by(&self, a: Node, b: Node) -> Vec<SeparatedBy> {
        let b = self.names.text(b);
        let separations = self.facts.separations_of(self.names.text(a)).into_iter();
        let mut by: Vec<SeparatedBy> =
            separations.filter(|(other, _)| other == b).flat_map(|(_, by)| by).collect();
        by.sort_unstable();
        by
    }

    /// Those that may never share a profile with an identifier. A separation names no stand-in.
    pub(super) fn separated(&mut self, node: Node) -> Rc<HashSet<Node>> {
        if let Some(others) = self.known.separated.get(&node) {
            return others.clone();
        }
        let mut others = HashSet::new();
        if !self.names.is_stand_in(node) {
            for (other, _) in self.facts.separations_of(self.names.text(node)) {
                others.insert(self.names.identifier(&other));
            }
        }
        let others = Rc::new(others);
        self.known.separated.insert(node, others.clone());
        others
    }

    /// The records that hold an identifier.
    pub(super) fn records_of(&mut self, identifier: Node) -> Rc<[RecordNumber]> {
        if let Some(records) = self.known.records_of.get(&identifier) {
            return records.clone();
        }
        let records = self.facts.records_of(self.names.text(identifier));
        let records: Rc<[RecordNumber]> =
            records.into_iter().map(|record| self.read(record)).collect();
        self.known.records_of.insert(identifier, records.clone());
        records
    }

    /// The number of a record that is the very same as this one and holds the identifier.
    pub(super) fn find(&mut self, identifier: Node, record: &Record) -> Option<RecordNumber> {
        let records = self.records_of(identifier);
        let number = *self.numbers.get(record)?;
        records.contains(&number).then_some(number)
    }

    pub(super) fn record(&self, number: RecordNumber) -> &Rc<Record> {
        &self.records[number.0].record
    }

    pub(super) fn strength(&self, number: RecordNumber) -> Strength {
        self.record(number).strength
    }

    /// What a record holds.
    pub(super) fn kept(&self, number: RecordNumber) -> Rc<[Node]> {
        self.records[number.0].kept.clone()
    }

    fn read(&mut self, record: Record) -> RecordNumber {
        if let Some(&number) = self.numbers.get(&record) {
            return number;
        }
        let number = RecordNumber(self.records.len());
        let names = record.identifiers.iter();
        let kept = names.map(|text| self.names.identifier(text)).collect();
        let record = Rc::new(record);
        self.numbers.insert(record.clone(), number);
        self.records.push(Read { record, kept });
        number
    }
}
