//! A graph made of what another kept. What it is made of may have been damaged, and is held to what a graph could have kept.

use super::KeptChange;
use crate::error::{Error, ErrorKind};
use crate::graph::batch::Batch;
use crate::graph::delta::Net;
use crate::graph::evidence::Times;
use crate::graph::index::{Node, check_capacity};
use crate::graph::journaled::NamedScope;
use crate::graph::log::ChangeLog;
use crate::graph::nodes::Sighted;
use crate::graph::observe::Evident;
use crate::graph::prepared::MOST_KEPT;
use crate::graph::refusals::Refusals;
use crate::graph::separations::Said;
use crate::graph::{Graph, ScopeIndex, SourceIndex, Tuning, Work};
use crate::identifier::{Fingerprint, FingerprintKey};
use crate::observation::{Strength, Timestamp};
use crate::policy::Policy;
use crate::profile::RecordTraits;
use std::sync::Arc;

/// Records that are put in force at once.
const BATCH: usize = 1 << 15;

/// A graph that is being loaded.
pub(crate) struct Loading {
    graph: Graph,
    scopes: Vec<ScopeIndex>,
    sources: Vec<SourceIndex>,
    nodes: Vec<Node>,
    batch: Batch,
    /// Records since the last were put in force.
    fresh: usize,
    log: ChangeLog,
}

/// A record to be loaded; identifiers and source by their places.
pub(crate) struct RecordToLoad {
    pub(crate) identifiers: Vec<u32>,
    pub(crate) source: u32,
    pub(crate) strength: Strength,
    pub(crate) span: Option<(Timestamp, Timestamp)>,
    pub(crate) traits: RecordTraits,
}

impl Loading {
    pub(crate) fn new(
        policy: Arc<Policy>,
        key: FingerprintKey,
        tuning: Tuning,
        first_change: u64,
    ) -> Self {
        Loading {
            graph: Graph::new(policy, key, tuning),
            scopes: Vec::new(),
            sources: Vec::new(),
            nodes: Vec::new(),
            batch: Batch::default(),
            fresh: 0,
            log: ChangeLog::starting_at(first_change),
        }
    }

    pub(crate) fn scope(&mut self, name: &NamedScope<'_>) -> Result<(), Error> {
        let (scope, _) = self.graph.scope_named(name)?;
        self.scopes.push(scope);
        Ok(())
    }

    pub(crate) fn source(&mut self, name: &str) {
        let source = self.graph.source_named(name);
        self.sources.push(source);
    }

    /// The next identifier, by its value or, where that is not kept, by its fingerprint; one that is not known is only named by changes.
    pub(crate) fn identifier(
        &mut self,
        scope: u32,
        kept: Result<&str, Fingerprint>,
        known: bool,
    ) -> Result<(), Error> {
        check_capacity(self.graph.nodes.len(), 2, "identifiers")?;
        let scope = *self.scopes.get(scope as usize).ok_or_else(impossible)?;
        let sighted = match kept {
            Ok(value) => self.graph.sight_kept(scope, value),
            Err(fingerprint) => self.graph.sight_unseen(scope, fingerprint),
        };
        let node = self.intern(sighted.ok_or_else(impossible)?)?;
        if !known {
            self.graph.partition.remove(node);
            self.graph.nodes.forget(node);
        }
        self.nodes.push(node);
        Ok(())
    }

    fn intern(&mut self, id: Sighted<'_>) -> Result<Node, Error> {
        let (node, new) = self.graph.nodes.intern(id);
        if !new {
            return Err(impossible());
        }
        self.graph.admit(node);
        Ok(node)
    }

    pub(crate) fn record(&mut self, record: RecordToLoad) -> Result<(), Error> {
        let RecordToLoad { identifiers, source, strength, span, traits } = record;
        if identifiers.is_empty() || identifiers.len() > MOST_KEPT {
            return Err(impossible());
        }
        let nodes: Result<Vec<Node>, Error> =
            identifiers.into_iter().map(|place| self.known(place)).collect();
        let nodes = nodes?;
        if !nodes.is_sorted_by(|a, b| a < b) {
            return Err(impossible());
        }
        self.graph.evidence.check_room(1, nodes.len())?;
        check_capacity(self.graph.nodes.len(), 2 * nodes.len(), "identifiers")?;
        let evident = Evident {
            nodes: &nodes,
            source: *self.sources.get(source as usize).ok_or_else(impossible)?,
            strength,
            times: times(span)?,
            traits,
        };
        let (_, new) = self.graph.add_evidence(evident, &mut self.batch);
        if !new {
            return Err(impossible());
        }
        self.fresh += 1;
        if self.fresh == BATCH {
            self.put_in_force();
        }
        Ok(())
    }

    fn put_in_force(&mut self) {
        self.fresh = 0;
        self.graph.finish(&mut self.batch);
        self.graph.log.trim(u64::MAX);
    }

    /// An identifier that is known, by its place.
    fn known(&self, place: u32) -> Result<Node, Error> {
        let node = self.named(place)?;
        if self.graph.nodes.is_known(node) { Ok(node) } else { Err(impossible()) }
    }

    fn named(&self, place: u32) -> Result<Node, Error> {
        self.nodes.get(place as usize).copied().ok_or_else(impossible)
    }

    /// Separates two; all records are loaded before.
    pub(crate) fn separate(&mut self, a: u32, b: u32, said: &[Said]) -> Result<(), Error> {
        let (a, b) = (self.known(a)?, self.known(b)?);
        if a == b || said.is_empty() {
            return Err(impossible());
        }
        for said in said {
            if self.graph.separations.add(a, b, said) {
                self.batch.edits.separated.push((a, b));
            }
        }
        Ok(())
    }

    pub(crate) fn change(&mut self, change: KeptChange) -> Result<(), Error> {
        let KeptChange { kind, from, into, identifiers } = change;
        let nodes: Result<Vec<Node>, Error> =
            identifiers.into_iter().map(|place| self.named(place)).collect();
        self.log.push(kind, [from, into], nodes?);
        Ok(())
    }

    /// What is refused, under a second key.
    pub(crate) fn refuse(
        &mut self,
        key: FingerprintKey,
        erased: impl IntoIterator<Item = Fingerprint>,
    ) {
        self.graph.refusals = Some(Refusals::of(key, erased));
    }

    /// The graph, as it was kept.
    pub(crate) fn finish(mut self) -> Result<Graph, Error> {
        self.put_in_force();
        let graph = &mut self.graph;
        if graph.nodes.known().any(|node| !graph.is_held(node)) {
            return Err(impossible());
        }
        graph.log = self.log;
        // Readers are to be told the number of the next change.
        graph.nodes.publish(&Net::default(), graph.log.next());
        graph.work = Work::default();
        Ok(self.graph)
    }
}

fn times(span: Option<(Timestamp, Timestamp)>) -> Result<Times, Error> {
    match span {
        Some((first, last)) if first > last => Err(impossible()),
        Some((first, last)) => Ok(Times::spanning((first.as_millisecond(), last.as_millisecond()))),
        None => Ok(Times::at(None)),
    }
}

fn impossible() -> Error {
    Error::new(ErrorKind::Damaged, "it holds what no graph could have kept")
}
