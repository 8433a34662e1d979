//! Operations: what each does to the evidence.

use std::ops::Range;

use super::Graph;
use super::batch::Batch;
use super::index::{Node, RecordIndex, check_at_most};
use super::nodes::{MOST_SCOPES, Sighted};
use super::prepared::Ahead;
use super::separations::Said;
use crate::error::{Error, ErrorKind};
use crate::identifier::{Fingerprint, Identifier};
use crate::observation::{MOST_IDENTIFIERS, Observation, Strength, Timestamp, Traits};
use crate::operation::Operation;
use crate::outcome::Outcome;
use crate::policy::Canonical;
use crate::profile::{RecordTraits, TraitValue};

/// An identifier of an observation, found in order.
pub(super) enum Given<'a> {
    /// In a scope that is known.
    Sighted(Sighted<'a>),
    Canonical(Canonical),
}

/// Operations whose identifiers have been found in order.
#[derive(Default)]
struct PreparedBatch<'a> {
    operations: Vec<Prepared<'a>>,
    /// The identifiers of all observations, one after the other.
    ids: Vec<Given<'a>>,
}

enum Prepared<'a> {
    /// An observation; which of all identifiers are its.
    Observe {
        observation: &'a Observation,
        ids: Range<usize>,
        traits: RecordTraits,
    },
    Separate {
        pairs: Vec<[Canonical; 2]>,
        said: Said,
    },
    Rejoin {
        pairs: Vec<[Canonical; 2]>,
    },
    Retract {
        ids: Vec<Canonical>,
        source: &'a str,
    },
    RetractSource {
        source: &'a str,
    },
    Expire {
        before: Timestamp,
        source: Option<&'a str>,
    },
    Erase {
        ids: Vec<Canonical>,
    },
    EraseProfile {
        ids: Vec<Canonical>,
    },
}

impl Graph {
    /// Applies operations in order; if one is bad, none.
    pub(crate) fn apply_batch(&mut self, operations: &[Operation]) -> Result<Outcome, Error> {
        let prepared = self.prepare_batch(operations)?;
        let first = self.log.next();
        let known = self.nodes.known_count() as u64;
        let mut batch = Batch::default();
        let mut ahead = Ahead::default();
        for operation in prepared.operations {
            if operations.len() > 1
                && let Prepared::Observe { ids, .. } = &operation
            {
                ahead.touch(ids.end, &prepared.ids, self);
            }
            self.work.operations += 1;
            self.apply_prepared(operation, &prepared.ids, &mut batch);
        }
        self.finish(&mut batch);
        let mut outcome = batch.outcome;
        outcome.changes = first..self.log.next();
        outcome.identifiers_dropped =
            known + outcome.identifiers_added - self.nodes.known_count() as u64;
        Ok(outcome)
    }

    /// Makes the profiles true again, logs their net changes, and overwrites what is erased.
    pub(super) fn finish(&mut self, batch: &mut Batch) {
        self.settle_conflicts(std::mem::take(&mut batch.conflicts));
        self.settle(std::mem::take(&mut batch.edits));
        let net = self.delta.net(&self.nodes, &self.partition);
        batch.dropped.sort_unstable();
        batch.dropped.dedup();
        self.log_net(&net, &batch.dropped);
        batch.dropped.clear();
        self.nodes.publish(&net, self.log.next());
        for node in batch.erased.drain(..) {
            self.nodes.erase(node);
        }
        batch.reduced.clear();
    }

    fn prepare_batch<'a>(&self, operations: &'a [Operation]) -> Result<PreparedBatch<'a>, Error> {
        let mut batch = PreparedBatch::default();
        batch.operations.reserve(operations.len());
        for (index, operation) in operations.iter().enumerate() {
            let place = |error: Error| {
                if operations.len() > 1 {
                    error.at(format_args!("operation {}", index + 1))
                } else {
                    error
                }
            };
            let operation = self.prepare(operation, &mut batch.ids).map_err(place)?;
            batch.operations.push(operation);
        }
        let pairs = batch.operations.iter().map(|operation| match operation {
            Prepared::Separate { pairs, .. } => pairs.len(),
            _ => 0,
        });
        let occurrences = batch.ids.len() + 2 * pairs.sum::<usize>();
        check_at_most(MOST_SCOPES, self.nodes.scope_count(), occurrences, "scopes")?;
        self.check_room(operations.len(), occurrences, batch.operations.iter().map(text_bytes))?;
        Ok(batch)
    }

    fn prepare<'a>(
        &self,
        operation: &'a Operation,
        given: &mut Vec<Given<'a>>,
    ) -> Result<Prepared<'a>, Error> {
        Ok(match operation {
            Operation::Observe(observation) => Prepared::Observe {
                observation,
                ids: self.given_set(&observation.identifiers, given)?,
                traits: self.record_traits(&observation.traits, observation.at)?,
            },
            Operation::Separate { ids, at, source } => Prepared::Separate {
                pairs: self.canonical_pairs(ids)?,
                said: Said { at: *at, source: source.clone() },
            },
            Operation::Rejoin { ids } => Prepared::Rejoin { pairs: self.canonical_pairs(ids)? },
            Operation::Retract { ids, source } => {
                Prepared::Retract { ids: self.canonical_set(ids)?, source }
            }
            Operation::RetractSource { source } => Prepared::RetractSource { source },
            Operation::Expire { before, source } => {
                Prepared::Expire { before: *before, source: source.as_deref() }
            }
            Operation::Erase { id } => Prepared::Erase { ids: self.canonical(id)? },
            Operation::EraseProfile { id } => Prepared::EraseProfile { ids: self.canonical(id)? },
        })
    }

    pub(super) fn canonical(&self, id: &Identifier) -> Result<Vec<Canonical>, Error> {
        self.policy.canonical(id, self.nodes.key())
    }

    /// What one of the identifiers of an operation stands for.
    fn canonical_at(&self, index: usize, id: &Identifier) -> Result<Vec<Canonical>, Error> {
        self.canonical(id).map_err(|error| error.at(format_args!("ids[{index}]")))
    }

    /// Adds all that the identifiers of an observation stand for to a list; where they stand there.
    fn given_set<'a>(
        &self,
        ids: &'a [Identifier],
        given: &mut Vec<Given<'a>>,
    ) -> Result<Range<usize>, Error> {
        let begin = given.len();
        if ids.is_empty() || ids.len() > MOST_IDENTIFIERS {
            // Some may be alike.
            given.extend(self.canonical_set(ids)?.into_iter().map(Given::Canonical));
            return Ok(begin..given.len());
        }
        for (index, id) in ids.iter().enumerate() {
            match self.nodes.sight_as_given(id) {
                Some(sighted) => given.push(Given::Sighted(sighted)),
                None => {
                    let found = self.canonical_at(index, id)?;
                    given.extend(found.into_iter().map(Given::Canonical));
                }
            }
        }
        Ok(begin..given.len())
    }

    /// All that these identifiers stand for. Those that a raw value stands for count as one.
    fn canonical_set(&self, ids: &[Identifier]) -> Result<Vec<Canonical>, Error> {
        let mut all = Vec::with_capacity(ids.len());
        let mut given = Vec::with_capacity(ids.len());
        for (index, id) in ids.iter().enumerate() {
            let found = self.canonical_at(index, id)?;
            given.extend(found.first().map(|first| first.fingerprint));
            all.extend(found);
        }
        given.sort_unstable();
        given.dedup();
        if given.is_empty() || given.len() > MOST_IDENTIFIERS {
            let message =
                format!("1 to {MOST_IDENTIFIERS} different identifiers, not {}", given.len());
            return Err(Error::new(ErrorKind::Operation, message));
        }
        Ok(all)
    }

    /// Every pair of what the two stand for.
    fn canonical_pairs(&self, ids: &[Identifier; 2]) -> Result<Vec<[Canonical; 2]>, Error> {
        let (left, right) = (self.canonical_at(0, &ids[0])?, self.canonical_at(1, &ids[1])?);
        if left.iter().any(|a| right.contains(a)) {
            return Err(Error::new(
                ErrorKind::Operation,
                "the two identifiers are one and the same",
            ));
        }
        Ok(left.iter().flat_map(|a| right.iter().map(|b| [a.clone(), b.clone()])).collect())
    }

    pub(super) fn record_traits(
        &self,
        said: &Traits,
        at: Option<Timestamp>,
    ) -> Result<RecordTraits, Error> {
        let mut traits = RecordTraits::default();
        traits.observe(said, at, |value| self.printed(value))?;
        Ok(traits)
    }

    /// The printed form of the identifier that a trait names, so that no contact is kept in the clear.
    fn printed(&self, value: &TraitValue) -> Result<String, Error> {
        let TraitValue::Text(text) = value else {
            return Err(Error::new(ErrorKind::Trait, "names an identifier, as text"));
        };
        let found = self.canonical(&Identifier::parse(text)?)?;
        Ok(found.first().map(ToString::to_string).unwrap_or_default())
    }

    fn apply_prepared(&mut self, operation: Prepared<'_>, given: &[Given<'_>], batch: &mut Batch) {
        if !matches!(operation, Prepared::Observe { .. }) {
            self.settle_conflicts(std::mem::take(&mut batch.conflicts));
        }
        match operation {
            Prepared::Observe { observation, ids, traits } => {
                self.observe(observation, &given[ids], traits, batch);
            }
            Prepared::Separate { pairs, said } => self.separate(&pairs, &said, batch),
            Prepared::Rejoin { pairs } => self.rejoin(&pairs, batch),
            Prepared::Retract { ids, source } => self.retract(&ids, source, batch),
            Prepared::RetractSource { source } => self.retract_source(source, batch),
            Prepared::Expire { before, source } => self.expire(before, source, batch),
            Prepared::Erase { ids } => self.erase(&ids, batch),
            Prepared::EraseProfile { ids } => self.erase_profile(&ids, batch),
        }
    }

    /// Canonical identifiers as they are kept.
    pub(super) fn sight<'a>(&mut self, ids: &'a [Canonical]) -> Vec<Sighted<'a>> {
        ids.iter().map(|id| self.nodes.sight(id, &self.policy)).collect()
    }

    /// The nodes of identifiers, known or new, in the order given.
    pub(super) fn intern(&mut self, ids: &[Sighted<'_>], batch: &mut Batch) -> Vec<Node> {
        // What an earlier operation of the batch left nothing of is forgotten, and so new when it is seen again. Its changes are told
        // first: old and new go by one profile id.
        if !batch.edits.only_observe() && ids.iter().any(|id| self.is_left(id.fingerprint)) {
            self.finish(batch);
        }
        let mut nodes = Vec::with_capacity(ids.len());
        for &id in ids {
            let (node, new) = self.nodes.intern(id);
            if new {
                self.admit(node);
                batch.outcome.identifiers_added += 1;
            }
            nodes.push(node);
        }
        nodes
    }

    /// Whether an earlier operation of the batch left nothing of an identifier that was known.
    pub(super) fn is_left(&self, fingerprint: Fingerprint) -> bool {
        self.nodes.find(fingerprint).is_some_and(|node| !self.is_held(node))
    }

    /// Whether some record or separation holds an identifier.
    pub(super) fn is_held(&self, node: Node) -> bool {
        self.evidence.held_count(node) > 0 || self.separations.names(node)
    }

    /// The node of an identifier that is known, and has not been left by an earlier operation of the batch.
    pub(super) fn find(&self, id: &Canonical) -> Option<Node> {
        self.nodes.find(id.fingerprint).filter(|&node| self.is_held(node))
    }

    fn separate(&mut self, pairs: &[[Canonical; 2]], said: &Said, batch: &mut Batch) {
        for pair in pairs {
            if pair.iter().any(|id| self.is_refused(id)) {
                batch.outcome.refused.separations += 1;
                continue;
            }
            let sighted = self.sight(pair);
            let nodes = self.intern(&sighted, batch);
            if self.separations.add(nodes[0], nodes[1], said) {
                batch.outcome.separations_added += 1;
                batch.edits.separated.push((nodes[0], nodes[1]));
            }
        }
    }

    fn rejoin(&mut self, pairs: &[[Canonical; 2]], batch: &mut Batch) {
        for [a, b] in pairs {
            if let (Some(a), Some(b)) = (self.find(a), self.find(b))
                && self.separations.remove(a, b)
            {
                batch.outcome.separations_dropped += 1;
                batch.edits.rejoined.push((a, b));
            }
        }
    }

    fn retract(&mut self, ids: &[Canonical], source: &str, batch: &mut Batch) {
        let nodes: Option<Vec<Node>> =
            ids.iter().map(|id| self.nodes.find(id.fingerprint)).collect();
        let (Some(mut nodes), Some(source)) = (nodes, self.evidence.find_source(source)) else {
            return;
        };
        nodes.sort_unstable();
        nodes.dedup();
        for strength in Strength::ALL {
            if let Some(index) = self.evidence.find(&nodes, source, strength) {
                self.withdraw(index, batch);
            }
        }
    }

    fn retract_source(&mut self, source: &str, batch: &mut Batch) {
        let Some(source) = self.evidence.find_source(source) else { return };
        for index in self.evidence.records_of_source(source).collect::<Vec<_>>() {
            self.withdraw(index, batch);
        }
    }

    fn expire(&mut self, before: Timestamp, source: Option<&str>, batch: &mut Batch) {
        let records: Vec<RecordIndex> = match source {
            Some(source) => self
                .evidence
                .find_source(source)
                .map(|source| self.evidence.records_of_source(source).collect::<Vec<_>>())
                .unwrap_or_default(),
            None => {
                let asserted = |index: &RecordIndex| {
                    self.evidence.record(*index).strength == Strength::Asserted
                };
                self.evidence.records().filter(|index| !asserted(index)).collect()
            }
        };
        for index in records {
            let record = self.evidence.record(index);
            let expired =
                record.times.span().is_some_and(|(_, last_ms)| last_ms < before.as_millisecond());
            if expired && !record.withdrawn {
                self.withdraw(index, batch);
            }
        }
    }

    pub(super) fn withdraw(&mut self, index: RecordIndex, batch: &mut Batch) {
        self.evidence.withdraw(index);
        batch.edits.withdrawn.push(index);
        batch.outcome.records_dropped += 1;
    }
}

/// About the bytes of what is retained of an operation's texts.
fn text_bytes(operation: &Prepared<'_>) -> usize {
    match operation {
        Prepared::Observe { observation, .. } => observation.text_bytes(),
        _ => 0,
    }
}
