//! One graph of an invented population, loaded and measured.

use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};
use std::hint::black_box;

use oneid::synth::World;
use oneid::{
    Error, FingerprintKey, Identifier, IdentityGraph, Memory, NamespacePolicy, Observation,
    Operation, Policy, PreparedIdentifier, PreparedObservation, PreparedScope, PreparedSource,
    Strength, Timestamp,
};
use serde::Deserialize;

use super::disk;
use super::table::{Parts, Point, Shape};
use crate::clock::Clock;

/// Observations applied at once.
const BATCH: usize = 4096;
/// About so many identifiers are looked up.
const LOOKUPS: u64 = 100_000;
/// What is invented is nobody's: any key will do, if it is always the same.
pub(super) const KEY: [u8; 16] = [7; 16];

/// Loads so many observations of a world and measures: memory first, then what would change it.
///
/// # Errors
///
/// Those of the graph: its policy may lack a namespace, or numbers run out.
pub(super) fn measure(policy: &Policy, seed: u64, observations: u64) -> Result<Point, Error> {
    let graph = IdentityGraph::in_memory(policy.clone(), FingerprintKey::from_bytes(KEY));
    let mut load = Load::new(graph);
    let world = || World::new(seed, observations).map(|sighting| sighting.operation);
    load.world(world())?;
    let resident_bytes = status("VmRSS:");
    let memory = parts(&load.graph.memory());
    let clock = Clock::start();
    let outcome = load.graph.apply_policy(policy.clone())?;
    let anew_ns = clock.ns();
    load.graph.trim_changes(outcome.changes.end)?;
    let peak_bytes = status("VmHWM:");
    let stats = load.graph.stats();
    let mut shape = Shape {
        identifiers: stats.identifiers,
        records: stats.records,
        occurrences: 0,
        value_bytes: 0,
        profiles: stats.profiles,
    };
    let asked = second_pass(policy, seed, observations, &mut shape);
    let lookup_ns = load.look_up(&asked)?;
    let (load_ns, observed) = (load.ns, load.observed);
    drop(load);
    let files = Some(disk::measure(policy, world())?);
    Ok(Point {
        observations,
        observed,
        shape,
        memory,
        resident_bytes,
        peak_bytes,
        load_ns,
        anew_ns,
        lookup_ns,
        files,
    })
}

/// A graph in the making.
pub(super) struct Load {
    pub(super) graph: IdentityGraph,
    scopes: Vec<(String, Option<String>, PreparedScope)>,
    sources: Vec<(String, PreparedSource)>,
    ns: u64,
    observed: u64,
}

impl Load {
    pub(super) fn new(graph: IdentityGraph) -> Self {
        Load { graph, scopes: Vec::new(), sources: Vec::new(), ns: 0, observed: 0 }
    }

    /// All of a world.
    pub(super) fn world(
        &mut self,
        mut world: impl Iterator<Item = Operation>,
    ) -> Result<(), Error> {
        loop {
            let batch: Vec<Operation> = world.by_ref().take(BATCH).collect();
            if batch.is_empty() {
                return Ok(());
            }
            self.batch(&batch)?;
        }
    }

    /// Makes everything ready, then lets the clock run.
    fn batch(&mut self, operations: &[Operation]) -> Result<(), Error> {
        let mut ids: Vec<PreparedIdentifier<'_>> = Vec::new();
        let mut said = Vec::new();
        for observation in operations.iter().filter_map(observed) {
            for id in observation.identifiers() {
                ids.push(self.identifier(id)?);
            }
            let line = Said::of(observation);
            let source = self.source(&line.source);
            said.push((observation.identifiers().len(), line, source));
        }
        let mut rest = &ids[..];
        let mut prepared = Vec::with_capacity(said.len());
        for (len, line, source) in &said {
            let (identifiers, others) = rest.split_at(*len);
            rest = others;
            let (at, strength) = (line.at(), line.strength());
            prepared.push(PreparedObservation {
                identifiers,
                at,
                source: *source,
                strength,
                traits: None,
            });
        }
        let clock = Clock::start();
        let outcome = self.graph.apply_prepared(&prepared)?;
        self.graph.trim_changes(outcome.changes.end)?;
        self.ns += clock.ns();
        self.observed += ids.len() as u64;
        Ok(())
    }

    /// Invented values are canonical.
    fn identifier<'a>(&mut self, id: &'a Identifier) -> Result<PreparedIdentifier<'a>, Error> {
        let is_it = |scope: &&(String, Option<String>, PreparedScope)| {
            scope.0 == id.namespace() && scope.1.as_deref() == id.scope()
        };
        let known = self.scopes.iter().find(is_it).map(|scope| scope.2);
        let scope = match known {
            Some(scope) => scope,
            None => {
                let scope = self.graph.prepare_scope(id.namespace(), id.scope())?;
                let name = (id.namespace().to_owned(), id.scope().map(str::to_owned), scope);
                self.scopes.push(name);
                scope
            }
        };
        Ok(PreparedIdentifier { scope, value: id.value() })
    }

    fn source(&mut self, name: &str) -> PreparedSource {
        if let Some((_, source)) = self.sources.iter().find(|(known, _)| known == name) {
            return *source;
        }
        let source = self.graph.prepare_source(name);
        self.sources.push((name.to_owned(), source));
        source
    }

    /// Nanoseconds for each, one by one.
    fn look_up(&mut self, asked: &[Identifier]) -> Result<f64, Error> {
        let prepared: Vec<PreparedIdentifier<'_>> =
            asked.iter().map(|id| self.identifier(id)).collect::<Result<_, _>>()?;
        let clock = Clock::start();
        let found = prepared
            .iter()
            .filter(|id| matches!(black_box(self.graph.profile_of(id)), Ok(Some(_))))
            .count();
        let ns = clock.ns();
        debug_assert_eq!(found, asked.len());
        Ok(ns as f64 / asked.len().max(1) as f64)
    }
}

/// Goes through the world once more, to count what the graph does not tell: what its records and its values hold in all. Returns
/// identifiers to look up, in an order that follows nothing.
fn second_pass(
    policy: &Policy,
    seed: u64,
    observations: u64,
    shape: &mut Shape,
) -> Vec<Identifier> {
    let hasher = RandomState::new();
    let (mut known, mut records) = (HashSet::new(), HashSet::new());
    let one_in = (shape.identifiers / LOOKUPS).max(1);
    let mut asked = Vec::new();
    for operation in World::new(seed, observations).map(|sighting| sighting.operation) {
        let Some(observation) = observed(&operation) else { continue };
        let mut ids: Vec<u64> = Vec::new();
        for id in observation.identifiers() {
            let hash = hasher.hash_one(id.as_str());
            ids.push(hash);
            if !known.insert(hash) {
                continue;
            }
            let retained = policy.namespace(id.namespace()).is_some_and(NamespacePolicy::retain);
            shape.value_bytes += if retained { id.value().len() as u64 } else { 0 };
            if hash % one_in == 0 {
                asked.push((hash, id.clone()));
            }
        }
        ids.sort_unstable();
        ids.dedup();
        let said = Said::of(observation);
        if records.insert(hasher.hash_one((&ids, &said.source, &said.strength))) {
            shape.occurrences += ids.len() as u64;
        }
    }
    asked.sort_unstable_by_key(|(hash, _)| hash.rotate_left(32));
    asked.into_iter().map(|(_, id)| id).collect()
}

fn observed(operation: &Operation) -> Option<&Observation> {
    match operation {
        Operation::Observe(observation) => Some(observation),
        _ => None,
    }
}

/// What the line of an observation says beside its identifiers.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Said {
    at: Option<String>,
    source: String,
    strength: Option<String>,
}

impl Said {
    fn of(observation: &Observation) -> Self {
        let line = Operation::from(observation.clone()).to_json();
        serde_json::from_str(&line).unwrap_or_default()
    }

    fn at(&self) -> Option<Timestamp> {
        self.at.as_deref().and_then(|at| Timestamp::parse(at).ok())
    }

    fn strength(&self) -> Strength {
        self.strength.as_deref().and_then(Strength::from_name).unwrap_or_default()
    }
}

fn parts(memory: &Memory) -> Parts {
    Parts {
        identifiers: memory.identifiers,
        values: memory.values,
        records: memory.records,
        profiles: memory.profiles,
        standings: memory.standings,
    }
}

/// A number of bytes that Linux tells of this process.
fn status(name: &str) -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(name))?;
    let kibibytes: u64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kibibytes * 1024)
}
