//! Step 5: identifiers that were given to somebody else.

use std::rc::Rc;

use hashbrown::{HashMap, HashSet};

use super::judge::{Judge, RecordNumber};
use super::names::{Node, Place};
use crate::observation::{Strength, Timestamp};
use crate::policy::NamespacePolicy;

/// An identifier that has more than one tenure.
pub(super) struct Reassigned {
    /// The first time in the newest.
    pub(super) since: Timestamp,
    /// The stand-in that takes its place in each sound record of a former holder.
    former: HashMap<RecordNumber, Node>,
}

/// Records with times that speak of one holder: a run, or a tenure of several.
struct Tenure {
    since: Timestamp,
    records: Vec<RecordNumber>,
    /// Who of each limited place is in the strongest of the records that hold any, and how strong these are.
    strongest: HashMap<Place, Holders>,
    /// All limited persons.
    persons: HashSet<Node>,
}

struct Holders {
    strength: Strength,
    limit: usize,
    persons: HashSet<Node>,
}

impl Judge<'_> {
    /// The sound records that hold an identifier; none if it is blocked.
    pub(super) fn sightings(&mut self, identifier: Node) -> Rc<[RecordNumber]> {
        if let Some(sightings) = self.known.sightings.get(&identifier) {
            return sightings.clone();
        }
        let blocked = self.is_blocked(identifier);
        let records = if blocked { Rc::default() } else { self.records_of(identifier) };
        let sightings: Rc<[RecordNumber]> =
            records.iter().copied().filter(|&record| self.is_sound(record)).collect();
        self.known.sightings.insert(identifier, sightings.clone());
        sightings
    }

    /// As what an identifier stands in one of its sightings.
    pub(super) fn form(&mut self, identifier: Node, record: RecordNumber) -> Node {
        let reassigned = self.reassigned(identifier);
        let form = reassigned.and_then(|reassigned| reassigned.former.get(&record).copied());
        form.unwrap_or(identifier)
    }

    /// None if it has not more than one tenure.
    pub(super) fn reassigned(&mut self, identifier: Node) -> Option<Rc<Reassigned>> {
        if let Some(reassigned) = self.known.reassigned.get(&identifier) {
            return reassigned.clone();
        }
        let rules = self.names.rules(identifier);
        let gap_ms = rules.and_then(NamespacePolicy::reassigned_after_ms);
        let reassigned = gap_ms.and_then(|gap_ms| self.told_apart(identifier, gap_ms));
        self.known.reassigned.insert(identifier, reassigned.clone());
        reassigned
    }

    fn told_apart(&mut self, identifier: Node, gap_ms: i64) -> Option<Rc<Reassigned>> {
        let sightings = self.sightings(identifier);
        let tenures = self.tenures(identifier, gap_ms, &sightings);
        let newest = tenures.len().checked_sub(1).filter(|&newest| newest > 0)?;
        let mut number_of = HashMap::new();
        for (number, tenure) in tenures.iter().enumerate() {
            number_of.extend(tenure.records.iter().map(|&record| (record, number)));
        }
        let mut former = HashMap::new();
        for &record in &*sightings {
            let number = match number_of.get(&record) {
                Some(&number) => number,
                None => self.tenure_without_time(identifier, record, &tenures),
            };
            if number != newest {
                former.insert(record, self.names.stand_in(identifier, number + 1));
            }
        }
        Some(Rc::new(Reassigned { since: tenures[newest].since, former }))
    }

    fn tenures(
        &mut self,
        identifier: Node,
        gap_ms: i64,
        sightings: &[RecordNumber],
    ) -> Vec<Tenure> {
        let mut tenures = Vec::<Tenure>::new();
        for run in self.runs(identifier, gap_ms, sightings) {
            match tenures.last_mut() {
                Some(tenure) if !clash(tenure, &run) => tenure.extend(run),
                _ => tenures.push(run),
            }
        }
        tenures
    }

    /// A new run begins where a first time is more than the gap after the greatest last time so far.
    fn runs(&mut self, identifier: Node, gap_ms: i64, sightings: &[RecordNumber]) -> Vec<Tenure> {
        let mut timed = Vec::new();
        for &record in sightings {
            let Some(times) = times(self, record) else { continue };
            timed.push((times, record));
        }
        timed.sort_unstable();
        let mut runs = Vec::<Tenure>::new();
        let mut greatest = None::<Timestamp>;
        for ((first, last), record) in timed {
            let silent = |before: Timestamp| first.as_millisecond() - before.as_millisecond();
            let sighting = self.sighting(identifier, record, first);
            match runs.last_mut() {
                Some(run) if greatest.is_some_and(|before| silent(before) <= gap_ms) => {
                    run.extend(sighting);
                }
                _ => runs.push(sighting),
            }
            greatest = greatest.max(Some(last));
        }
        runs
    }

    /// One record as a run.
    fn sighting(&mut self, identifier: Node, record: RecordNumber, since: Timestamp) -> Tenure {
        let strength = self.strength(record);
        let mut tenure = Tenure {
            since,
            records: vec![record],
            strongest: HashMap::new(),
            persons: HashSet::new(),
        };
        for (place, limit, person) in self.limited(identifier, record) {
            let none = || Holders { strength, limit, persons: HashSet::new() };
            tenure.strongest.entry(place).or_insert_with(none).persons.insert(person);
            tenure.persons.insert(person);
        }
        tenure
    }

    /// The limited identifiers of more trusted classes in a record: where they count, up to how many, and who they are.
    fn limited(&mut self, identifier: Node, record: RecordNumber) -> Vec<(Place, usize, Node)> {
        let class = self.names.class(identifier);
        let mut limited = Vec::new();
        for &other in &*self.left(record) {
            if let Some(limit) = self.names.limit(other)
                && self.names.class(other) < class
            {
                limited.push((self.names.place(other), limit, self.person(other)));
            }
        }
        limited
    }

    fn tenure_without_time(
        &mut self,
        identifier: Node,
        record: RecordNumber,
        tenures: &[Tenure],
    ) -> usize {
        let persons = self.limited(identifier, record);
        let holds = |tenure: &Tenure| persons.iter().any(|(.., one)| tenure.persons.contains(one));
        let asserted = self.strength(record) == Strength::Asserted;
        let otherwise = if asserted { tenures.len() - 1 } else { 0 };
        tenures.iter().rposition(holds).unwrap_or(otherwise)
    }
}

impl Tenure {
    fn extend(&mut self, later: Tenure) {
        self.records.extend(later.records);
        self.persons.extend(later.persons);
        for (place, holders) in later.strongest {
            match self.strongest.get_mut(&place) {
                Some(held) if held.strength > holders.strength => {}
                Some(held) if held.strength == holders.strength => {
                    held.persons.extend(holders.persons);
                }
                _ => {
                    self.strongest.insert(place, holders);
                }
            }
        }
    }
}

fn clash(tenure: &Tenure, run: &Tenure) -> bool {
    run.strongest.iter().any(|(place, after)| {
        tenure.strongest.get(place).is_some_and(|before| {
            after.strength >= before.strength
                && before.persons.is_disjoint(&after.persons)
                && before.persons.len() + after.persons.len() > after.limit
        })
    })
}

fn times(judge: &Judge<'_>, record: RecordNumber) -> Option<(Timestamp, Timestamp)> {
    let record = judge.record(record);
    record.first_seen.zip(record.last_seen)
}
