//! Prepared observations: worked through in blocks, so that the cache misses of a block overlap.
//!
//! One dependent miss at a time is twenty times slower than a dozen under way. So a block is hashed, then everything that it will
//! touch is read once, in rounds none of which waits for itself; what follows finds it in the cache.

use std::hint::black_box;
use std::ops::Range;
use std::sync::Arc;

use super::Graph;
use super::batch::Batch;
use super::evidence::Times;
use super::helpers::{Helpers, LEAST};
use super::index::{Node, ScopeIndex, SourceIndex, check_at_most};
use super::nodes::{MOST_SCOPES, Sighted};
use super::observe::Evident;
use super::ready::Given;
use super::register::Tag;
use crate::error::{Error, ErrorKind};
use crate::identifier::{Identifier, check_scope};
use crate::normalize::text;
use crate::observation::Traits;
use crate::outcome::Outcome;
use crate::prepared::{PreparedIdentifier, PreparedObservation, PreparedScope, PreparedSource};
use crate::profile::RecordTraits;

/// Observations of a block: some eighty identifiers.
pub(super) const BLOCK: usize = 32;
/// 64 identifiers, each with a digest or nine.
pub(crate) const MOST_KEPT: usize = 640;

/// Room for the work on a block, used again for the next.
#[derive(Default)]
pub(super) struct Block<'a> {
    pub(super) sighted: Vec<Sighted<'a>>,
    pub(super) tags: Vec<Tag>,
    /// The nodes that the tags most likely lead to; none where they lead nowhere yet.
    pub(super) guesses: Vec<Node>,
    nodes: Vec<Node>,
}

/// Identifiers that are touched before their turn comes.
#[derive(Default)]
pub(super) struct Ahead<'a> {
    block: Block<'a>,
    /// How many have been touched.
    touched: usize,
}

impl<'a> Ahead<'a> {
    /// Sees to it that so many of these have been touched.
    pub(super) fn touch(&mut self, wanted: usize, given: &[Given<'a>], graph: &Graph) {
        if wanted <= self.touched {
            return;
        }
        let end = (self.touched + 3 * BLOCK).max(wanted).min(given.len());
        let tags = &mut self.block.tags;
        tags.clear();
        for id in &given[self.touched..end] {
            if let Given::Sighted(id) = id {
                tags.push(graph.nodes.tag(id.fingerprint));
            }
        }
        graph.touch_slots(&mut self.block);
        graph.touch_known(&self.block);
        self.touched = end;
    }
}

impl Graph {
    pub(crate) fn prepare_scope(
        &mut self,
        namespace: &str,
        scope: Option<&str>,
    ) -> Result<PreparedScope, Error> {
        let index = self.policy.index_of(namespace)?;
        self.policy.at(index).scope.check(namespace, scope)?;
        scope.map_or(Ok(()), check_scope).map_err(|error| error.at(namespace))?;
        check_at_most(MOST_SCOPES, self.nodes.scope_count(), 1, "scopes")?;
        Ok(PreparedScope(self.nodes.scope(index, scope, &self.policy).0))
    }

    pub(crate) fn prepare_source(&mut self, source: &str) -> PreparedSource {
        PreparedSource(self.evidence.source(source, &self.policy).0)
    }

    pub(crate) fn prepare_identifier(
        &mut self,
        id: &Identifier,
    ) -> Result<Vec<(PreparedScope, String)>, Error> {
        let index = self.policy.index_of(id.namespace())?;
        self.policy.at(index).scope.check(id.namespace(), id.scope())?;
        let values = self.policy.canonical_values(index, id.value())?;
        check_at_most(MOST_SCOPES, self.nodes.scope_count(), values.len(), "scopes")?;
        let mut scope = |index| PreparedScope(self.nodes.scope(index, id.scope(), &self.policy).0);
        Ok(values.into_iter().map(|(index, value)| (scope(index), value)).collect())
    }

    /// Applies prepared observations in order; if one is bad, none.
    pub(crate) fn apply_prepared_batch(
        &mut self,
        observations: &[PreparedObservation<'_>],
    ) -> Result<Outcome, Error> {
        self.check_prepared(observations)?;
        let traits = self.prepared_traits(observations)?;
        let first = self.log.next();
        let mut batch = Batch::default();
        let helpers = self.tuning.threads.saturating_sub(1);
        if helpers == 0 || observations.len() < LEAST {
            self.observe_all(observations, traits, None, &mut batch);
        } else {
            let published = Arc::clone(self.published());
            std::thread::scope(|scope| {
                let helpers = Helpers::start(helpers, observations, &published, scope);
                self.observe_all(observations, traits, Some(helpers), &mut batch);
            });
        }
        self.finish(&mut batch);
        batch.outcome.changes = first..self.log.next();
        Ok(batch.outcome)
    }

    fn observe_all(
        &mut self,
        observations: &[PreparedObservation<'_>],
        traits: Vec<RecordTraits>,
        mut helpers: Option<Helpers>,
        batch: &mut Batch,
    ) {
        let mut traits = traits.into_iter();
        let mut block = Block::default();
        for observations in observations.chunks(BLOCK) {
            let ids = observations.iter().flat_map(|observation| observation.identifiers);
            match &mut helpers {
                Some(helpers) => self.take_sights(ids, helpers, &mut block),
                None => {
                    self.sight_block(ids, &mut block);
                    self.touch_slots(&mut block);
                }
            }
            self.touch_known(&block);
            let mut begin = 0;
            for observation in observations {
                let end = begin + observation.identifiers.len();
                let said = observation.traits.and_then(|_| traits.next()).unwrap_or_default();
                self.observe_prepared(observation, begin..end, said, &mut block, batch);
                begin = end;
            }
        }
    }

    pub(super) fn check_prepared(
        &self,
        observations: &[PreparedObservation<'_>],
    ) -> Result<(), Error> {
        let mut occurrences = 0;
        for (index, observation) in observations.iter().enumerate() {
            self.check_one_prepared(observation).map_err(|error| {
                if observations.len() > 1 {
                    error.at(format_args!("observation {}", index + 1))
                } else {
                    error
                }
            })?;
            occurrences += observation.identifiers.len();
        }
        let texts = observations.iter().map(|observation| {
            let values = observation.identifiers.iter().map(|id| id.value.len());
            values.sum::<usize>() + observation.traits.map_or(0, Traits::text_bytes)
        });
        self.check_room(observations.len(), occurrences, texts)
    }

    #[inline]
    fn check_one_prepared(&self, observation: &PreparedObservation<'_>) -> Result<(), Error> {
        let count = observation.identifiers.len();
        if count == 0 || count > MOST_KEPT {
            let message = format!("1 to {MOST_KEPT} identifiers, not {count}");
            return Err(Error::new(ErrorKind::Operation, message));
        }
        if observation.source.0 as usize >= self.evidence.source_count() {
            return Err(Error::new(ErrorKind::Operation, "the source is of another graph"));
        }
        for (index, id) in observation.identifiers.iter().enumerate() {
            self.check_identifier(id).map_err(|error| error.at(format_args!("ids[{index}]")))?;
        }
        Ok(())
    }

    #[inline]
    pub(super) fn check_scope(&self, scope: PreparedScope) -> Result<(), Error> {
        if (scope.0 as usize) < self.nodes.scope_count() { Ok(()) } else { Err(scope.foreign()) }
    }

    #[inline]
    fn check_identifier(&self, id: &PreparedIdentifier<'_>) -> Result<(), Error> {
        self.check_scope(id.scope)?;
        if text::is_plain(id.value) {
            return Ok(());
        }
        let name = || &self.nodes.scope_entry(ScopeIndex(id.scope.0)).name;
        match text::account(id.value) {
            Ok(value) if value.len() == id.value.len() => Ok(()),
            Ok(_) => {
                let message = format!("{}: a prepared value has no white space around it", name());
                Err(Error::new(ErrorKind::IdentifierValue, message))
            }
            Err(reason) => {
                let message = format!("{}: {reason}", name());
                Err(Error::with_reason(ErrorKind::IdentifierValue, reason, message))
            }
        }
    }

    /// What the observations that say something say, in order.
    pub(super) fn prepared_traits(
        &self,
        observations: &[PreparedObservation<'_>],
    ) -> Result<Vec<RecordTraits>, Error> {
        let saying = observations.iter().enumerate().filter_map(|(index, observation)| {
            observation.traits.map(|traits| (index, traits, observation.at))
        });
        saying
            .map(|(index, traits, at)| {
                self.record_traits(traits, at)
                    .map_err(|error| error.at(format_args!("observation {}", index + 1)))
            })
            .collect()
    }

    /// Hashes identifiers.
    pub(super) fn sight_block<'a, 'b>(
        &self,
        ids: impl Iterator<Item = &'b PreparedIdentifier<'a>>,
        block: &mut Block<'a>,
    ) where
        'a: 'b,
    {
        block.sighted.clear();
        block.tags.clear();
        for id in ids {
            let sighted = self.nodes.sight_value(ScopeIndex(id.scope.0), id.value);
            block.sighted.push(sighted);
            block.tags.push(self.nodes.tag(sighted.fingerprint));
        }
    }

    /// Takes what others have found of identifiers.
    fn take_sights<'a, 'b>(
        &self,
        ids: impl Iterator<Item = &'b PreparedIdentifier<'a>>,
        helpers: &mut Helpers,
        block: &mut Block<'a>,
    ) where
        'a: 'b,
    {
        block.sighted.clear();
        block.tags.clear();
        block.guesses.clear();
        for id in ids {
            let seen = helpers.next().expect("a helper finds every identifier");
            block.sighted.push(self.nodes.sighted(
                ScopeIndex(id.scope.0),
                id.value,
                seen.fingerprint,
            ));
            block.tags.push(seen.tag);
            block.guesses.push(seen.guess);
        }
    }

    /// Reads what looking up what is in the block will touch, so that it is in the cache.
    pub(super) fn touch_seniors(&self, block: &mut Block<'_>) {
        self.touch_slots(block);
        let known = block.guesses.iter().filter(|node| node.is_some());
        black_box(known.fold(0, |sum, &node| sum ^ self.nodes.touch_senior(node)));
    }

    /// Reads where tags may lead to, so that it is in the cache.
    pub(super) fn touch_tags(&self, tags: impl Iterator<Item = Tag>) {
        let register = self.nodes.register();
        black_box(tags.fold(0, |sum, tag| sum ^ register.touch(tag)));
    }

    /// Reads where the identifiers of the block are found, so that it is in the cache.
    fn touch_slots(&self, block: &mut Block<'_>) {
        self.touch_tags(block.tags.iter().copied());
        let register = self.nodes.register();
        block.guesses.clear();
        block.guesses.extend(block.tags.iter().map(|&tag| register.guess(tag)));
    }

    /// Reads what observing what is in the block will touch, once it is known where it is. Each round reads what the round before led to.
    fn touch_known(&self, block: &Block<'_>) {
        let known = || block.guesses.iter().filter(|node| node.is_some()).copied();
        let nodes = known().fold(0, |sum, node| {
            let seat = self.partition.profile(node);
            sum ^ self.nodes.touch(node)
                ^ u64::from(self.evidence.latest(node).0)
                ^ u64::from(seat.0)
        });
        if !self.watch.is_idle() {
            let records =
                known().fold(0, |sum, node| sum ^ self.evidence.touch(self.evidence.latest(node)));
            black_box(records);
        }
        let profiles =
            known().fold(0, |sum, node| sum ^ self.partition.touch(self.partition.profile(node)));
        black_box((nodes, profiles));
    }

    fn observe_prepared(
        &mut self,
        observation: &PreparedObservation<'_>,
        range: Range<usize>,
        mut traits: RecordTraits,
        block: &mut Block<'_>,
        batch: &mut Batch,
    ) {
        self.work.operations += 1;
        self.work.observations += 1;
        let Block { sighted, tags, guesses, nodes } = block;
        nodes.clear();
        if self.refused_identifiers() > 0 {
            let mut given: Vec<Given<'_>> =
                sighted[range].iter().copied().map(Given::Sighted).collect();
            batch.outcome.refused.add(self.leave_refused_out(&mut given, &mut traits));
            let left = given.iter().filter_map(|id| match id {
                &Given::Sighted(sighted) => Some(sighted),
                Given::Canonical(_) => None,
            });
            let sighted: Vec<Sighted<'_>> = left.collect();
            if sighted.is_empty() {
                return;
            }
            nodes.extend(self.intern(&sighted, batch));
        } else {
            for place in range {
                let id = sighted[place];
                if self.nodes.is_at(guesses[place], id.fingerprint) {
                    nodes.push(guesses[place]);
                    continue;
                }
                let (node, new) = self.nodes.intern_tagged(id, tags[place]);
                if new {
                    self.admit(node);
                    batch.outcome.identifiers_added += 1;
                }
                nodes.push(node);
            }
        }
        nodes.sort_unstable();
        nodes.dedup();
        let evident = Evident {
            nodes,
            source: SourceIndex(observation.source.0),
            strength: observation.strength,
            times: Times::at(observation.at),
            traits,
        };
        self.add_evidence(evident, batch);
    }
}
