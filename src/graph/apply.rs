//! Operations: what each does to the evidence.

use std::ops::Range;

use super::Graph;
use super::batch::Batch;
use super::index::{Node, RecordIndex, check_at_most};
use super::nodes::{MOST_SCOPES, Sighted};
use super::prepared::Ahead;
use super::ready::{Given, GivenSource, Ready, ReadyBatch, ReadyObservation};
use super::separations::Said;
use crate::error::{Error, ErrorKind};
use crate::identifier::{Fingerprint, Identifier};
use crate::observation::{MOST_IDENTIFIERS, Strength, Timestamp, Traits};
use crate::operation::Operation;
use crate::outcome::Outcome;
use crate::policy::Canonical;
use crate::profile::{RecordTraits, TraitValue};

impl Graph {
    /// Applies operations in order; if one is bad, none.
    pub(crate) fn apply_batch(&mut self, operations: &[Operation]) -> Result<Outcome, Error> {
        let ready = self.make_ready(operations)?;
        Ok(self.apply_ready(ready))
    }

    /// Applies operations that have been made ready by this graph, as it is.
    pub(crate) fn apply_ready(&mut self, ready: ReadyBatch<'_>) -> Outcome {
        let ReadyBatch { operations, ids: given, refused } = ready;
        let first = self.log.next();
        let known = self.nodes.known_count() as u64;
        let mut batch = Batch::default();
        batch.outcome.refused = refused;
        let mut ahead = Ahead::default();
        let is_single = operations.len() == 1;
        for operation in operations {
            if let Ready::Observe(seen) = &operation
                && !is_single
            {
                ahead.touch(seen.ids.end, &given, self);
            }
            self.work.operations += 1;
            self.apply_one(operation, &given, &mut batch);
        }
        self.finish(&mut batch);
        let mut outcome = batch.outcome;
        outcome.changes = first..self.log.next();
        outcome.identifiers_dropped =
            known + outcome.identifiers_added - self.nodes.known_count() as u64;
        outcome
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

    /// Finds the identifiers of operations in order, and room for what they say; leaves out what is refused. Nothing is changed.
    pub(crate) fn make_ready<'a>(
        &self,
        operations: &'a [Operation],
    ) -> Result<ReadyBatch<'a>, Error> {
        let mut batch = ReadyBatch::default();
        batch.operations.reserve(operations.len());
        for (index, operation) in operations.iter().enumerate() {
            let place = |error: Error| {
                if operations.len() > 1 {
                    error.at(format_args!("operation {}", index + 1))
                } else {
                    error
                }
            };
            let mut operation = self.make_one_ready(operation, &mut batch.ids).map_err(place)?;
            if self.refused_identifiers() > 0 {
                self.leave_out(&mut operation, &mut batch);
            }
            batch.operations.push(operation);
        }
        self.check_ready(&batch)?;
        Ok(batch)
    }

    /// Refuses what there is no room for.
    pub(crate) fn check_ready(&self, batch: &ReadyBatch<'_>) -> Result<(), Error> {
        let occurrences = batch.occurrences();
        check_at_most(MOST_SCOPES, self.nodes.scope_count(), occurrences, "scopes")?;
        self.check_room(batch.operations.len(), occurrences, batch.text_bytes())
    }

    fn make_one_ready<'a>(
        &self,
        operation: &'a Operation,
        given: &mut Vec<Given<'a>>,
    ) -> Result<Ready<'a>, Error> {
        Ok(match operation {
            Operation::Observe(seen) => Ready::Observe(ReadyObservation {
                ids: self.given_set(&seen.identifiers, given)?,
                at: seen.at,
                source: GivenSource::Named(&seen.source),
                strength: seen.strength,
                traits: self.record_traits(&seen.traits, seen.at)?,
            }),
            Operation::Separate { ids, at, source } => Ready::Separate {
                pairs: self.canonical_pairs(ids)?,
                said: Said { at: *at, source: source.clone() },
            },
            Operation::Rejoin { ids } => Ready::Rejoin { pairs: self.canonical_pairs(ids)? },
            Operation::Retract { ids, source } => {
                Ready::Retract { ids: self.canonical_set(ids)?, source }
            }
            Operation::RetractSource { source } => Ready::RetractSource { source },
            Operation::Expire { before, source } => {
                Ready::Expire { before: *before, source: source.as_deref() }
            }
            Operation::Erase { id } => Ready::Erase { ids: self.canonical(id)? },
            Operation::EraseProfile { id } => Ready::EraseProfile { ids: self.canonical(id)? },
        })
    }

    /// What an identifier stands for.
    pub(crate) fn canonical(&self, id: &Identifier) -> Result<Vec<Canonical>, Error> {
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

    fn apply_one(&mut self, operation: Ready<'_>, given: &[Given<'_>], batch: &mut Batch) {
        if !matches!(operation, Ready::Observe(_)) {
            self.settle_conflicts(std::mem::take(&mut batch.conflicts));
        }
        match operation {
            Ready::Observe(seen) => self.observe(seen, given, batch),
            Ready::Separate { pairs, said } => self.separate(&pairs, &said, batch),
            Ready::Rejoin { pairs } => self.rejoin(&pairs, batch),
            Ready::Retract { ids, source } => self.retract(&ids, source, batch),
            Ready::RetractSource { source } => self.retract_source(source, batch),
            Ready::Expire { before, source } => self.expire(before, source, batch),
            Ready::Erase { ids } => self.erase(&ids, batch),
            Ready::EraseProfile { ids } => self.erase_profile(&ids, batch),
        }
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
        let refused =
            |pair: &&[Canonical; 2]| pair.iter().any(|id| self.is_refused(id.fingerprint));
        let (refused, pairs): (Vec<_>, Vec<_>) = pairs.iter().partition(refused);
        batch.outcome.refused.separations += refused.len() as u64;
        // All that the one stands for is senior to all that the other does.
        let given = [0, 1].into_iter().flat_map(|end| pairs.iter().map(move |pair| &pair[end]));
        let sighted: Vec<_> = given.map(|id| self.nodes.sight(id, &self.policy)).collect();
        let nodes = self.intern(&sighted, batch);
        let (one, other) = nodes.split_at(pairs.len());
        for (&a, &b) in one.iter().zip(other) {
            if self.separations.add(a, b, said) {
                batch.outcome.separations_added += 1;
                batch.edits.separated.push((a, b));
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
