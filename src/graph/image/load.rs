//! A graph made of what another kept. What it is made of may have been damaged, and is held to what a graph could have kept.

use std::sync::Arc;

use super::{KeptChange, KeptStanding};
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
use crate::graph::register::Tag;
use crate::graph::separations::Said;
use crate::graph::watch::Sole;
use crate::graph::{Graph, ScopeIndex, SourceIndex, Tuning, Work};
use crate::identifier::{Fingerprint, FingerprintKey};
use crate::observation::{Strength, Timestamp};
use crate::policy::Policy;
use crate::profile::RecordTraits;

/// Records that are put in force at once.
const BATCH: usize = 1 << 15;
/// Identifiers of a block.
const BLOCK: usize = 64;

/// A graph that is being loaded: either what it kept of standings and profiles is taken over, or all of that is found anew.
pub(crate) struct Loading {
    pub(super) graph: Graph,
    pub(super) how: How,
    scopes: Vec<ScopeIndex>,
    sources: Vec<SourceIndex>,
    /// By place.
    pub(super) nodes: Vec<Node>,
    log: ChangeLog,
}

pub(super) enum How {
    Anew {
        batch: Box<Batch>,
        /// Records since the last were put in force.
        fresh: usize,
    },
    TakenOver {
        /// Accounts that one asserted record holds.
        same: Vec<(Node, Node)>,
        /// Groups have been found.
        grouped: bool,
    },
}

/// An identifier to be loaded: by its value or, where that is not kept, by its fingerprint; its scope by its place.
pub(crate) struct IdentifierToLoad<'a> {
    pub(crate) scope: u32,
    pub(crate) kept: Result<&'a str, Fingerprint>,
    /// Else it is only named by changes.
    pub(crate) known: bool,
    /// All its partners are within its profile, but for so many.
    pub(crate) partners_outside: Option<u8>,
}

/// A record to be loaded; identifiers and source by their places.
pub(crate) struct RecordToLoad {
    pub(crate) identifiers: Vec<u32>,
    pub(crate) source: u32,
    pub(crate) strength: Strength,
    pub(crate) span: Option<(Timestamp, Timestamp)>,
    pub(crate) traits: RecordTraits,
    pub(crate) standing: KeptStanding,
}

impl Loading {
    /// Finds everything anew, or takes over what is kept of standings and profiles.
    pub(crate) fn new(
        policy: Arc<Policy>,
        key: FingerprintKey,
        tuning: Tuning,
        first_change: u64,
        take_over: bool,
    ) -> Self {
        let how = if take_over {
            How::TakenOver { same: Vec::new(), grouped: false }
        } else {
            How::Anew { batch: Box::default(), fresh: 0 }
        };
        Loading {
            graph: Graph::new(policy, key, tuning),
            how,
            scopes: Vec::new(),
            sources: Vec::new(),
            nodes: Vec::new(),
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

    /// The next identifiers. Worked through in blocks, so that the cache misses of a block overlap.
    pub(crate) fn identifiers(&mut self, ids: &[IdentifierToLoad<'_>]) -> Result<(), Error> {
        check_capacity(self.graph.nodes.len(), ids.len(), "identifiers")?;
        let mut block = Vec::with_capacity(BLOCK);
        for ids in ids.chunks(BLOCK) {
            block.clear();
            for id in ids {
                let sighted = self.sight(id)?;
                block.push((sighted, self.graph.nodes.tag(sighted.fingerprint)));
            }
            self.graph.touch_tags(block.iter().map(|&(_, tag)| tag));
            for (id, &(sighted, tag)) in ids.iter().zip(&block) {
                self.identifier(id, sighted, tag)?;
            }
        }
        Ok(())
    }

    fn sight<'a>(&self, id: &IdentifierToLoad<'a>) -> Result<Sighted<'a>, Error> {
        let scope = *self.scopes.get(id.scope as usize).ok_or_else(impossible)?;
        let sighted = match id.kept {
            Ok(value) => self.graph.sight_kept(scope, value),
            Err(fingerprint) => self.graph.sight_unseen(scope, fingerprint),
        };
        sighted.ok_or_else(impossible)
    }

    fn identifier(
        &mut self,
        id: &IdentifierToLoad<'_>,
        sighted: Sighted<'_>,
        tag: Tag,
    ) -> Result<(), Error> {
        let (node, new) = self.graph.nodes.intern_tagged(sighted, tag);
        if !new {
            return Err(impossible());
        }
        self.graph.admit(node);
        if !id.known {
            self.graph.partition.remove(node);
            self.graph.nodes.forget(node);
        } else if let (Some(outside), How::TakenOver { .. }) = (id.partners_outside, &self.how) {
            self.graph.watch.put(node, outside.into(), Sole::Within);
        }
        self.nodes.push(node);
        Ok(())
    }

    pub(crate) fn record(&mut self, record: RecordToLoad) -> Result<(), Error> {
        let RecordToLoad { identifiers, source, strength, span, traits, standing } = record;
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
        let source = *self.sources.get(source as usize).ok_or_else(impossible)?;
        let times = times(span)?;
        let evident = Evident { nodes: &nodes, source, strength, times, traits };
        match &mut self.how {
            How::TakenOver { .. } => self.take_over(evident, standing),
            How::Anew { batch, fresh } => {
                if !self.graph.add_evidence(evident, batch).1 {
                    return Err(impossible());
                }
                *fresh += 1;
                if *fresh == BATCH {
                    self.put_in_force();
                }
                Ok(())
            }
        }
    }

    fn put_in_force(&mut self) {
        if let How::Anew { batch, fresh } = &mut self.how {
            *fresh = 0;
            self.graph.finish(batch);
            self.graph.log.trim(u64::MAX);
        }
    }

    /// An identifier that is known, by its place.
    pub(super) fn known(&self, place: u32) -> Result<Node, Error> {
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
            let new = self.graph.separations.add(a, b, said);
            if let How::Anew { batch, .. } = &mut self.how
                && new
            {
                batch.edits.separated.push((a, b));
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
        match self.how {
            How::Anew { .. } => self.put_in_force(),
            How::TakenOver { .. } => self.show_profiles(),
        }
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

pub(super) fn impossible() -> Error {
    Error::new(ErrorKind::Damaged, "it holds what no graph could have kept")
}
