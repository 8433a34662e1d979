//! What the report says.

use oneid::{Contradiction, IdentityGraph, Policy, Refusal};
use serde::Serialize;

use crate::load::Skipped;

/// Counts, and everything that was held back.
#[derive(Serialize)]
pub(super) struct Report<'a> {
    /// The version of the catalogue of namespaces, which is part of the policy.
    catalogue: u32,
    counts: Counts,
    /// In the order in which links are taken.
    refused: Vec<Refusal>,
    shared: Vec<String>,
    blocked: Vec<String>,
    reassigned: Vec<String>,
    contradictory: Vec<Contradiction>,
    /// In the order of the files.
    skipped: &'a [Skipped],
}

#[derive(Serialize)]
struct Counts {
    operations: u64,
    observations: u64,
    identifiers: u64,
    profiles: u64,
    records: u64,
    links: u64,
    separations: u64,
    refused: usize,
    shared: usize,
    blocked: usize,
    reassigned: usize,
    contradictory: usize,
    skipped: usize,
}

pub(super) fn of<'a>(graph: &IdentityGraph, skipped: &'a [Skipped]) -> Report<'a> {
    let stats = graph.stats();
    let shared: Vec<_> = graph.shared().into_iter().map(|shared| shared.identifier).collect();
    let (refused, contradictory) = (graph.refused(), graph.contradictory());
    let (blocked, reassigned) = (graph.blocked(), graph.reassigned());
    let counts = Counts {
        operations: stats.operations,
        observations: stats.observations,
        identifiers: stats.identifiers,
        profiles: stats.profiles,
        records: stats.records,
        links: stats.links,
        separations: stats.separations,
        refused: refused.len(),
        shared: shared.len(),
        blocked: blocked.len(),
        reassigned: reassigned.len(),
        contradictory: contradictory.len(),
        skipped: skipped.len(),
    };
    let catalogue = Policy::catalogue_version();
    Report { catalogue, counts, refused, shared, blocked, reassigned, contradictory, skipped }
}
