//! A new export in the place of old ones.

use std::collections::{BTreeMap, BTreeSet};

use oneid::import::{FanBase, Manifest};
use oneid::{Error, IdentityGraph, Operation};

use super::summary::Replaced;
use crate::error::Failure;

/// The sources of a graph that match one of these patterns, without those of the manifest itself.
///
/// # Errors
///
/// Every pattern that matches no source, or only those of the manifest: then it is not what it was meant for.
pub(super) fn sources(
    patterns: &[String],
    manifest: &Manifest,
    graph: Option<&IdentityGraph>,
) -> Result<Vec<Replaced>, Failure> {
    if patterns.is_empty() {
        return Ok(Vec::new());
    }
    let own: BTreeSet<&str> = manifest.fan_bases().iter().map(FanBase::source).collect();
    let all = graph.map(IdentityGraph::sources).unwrap_or_default();
    let mut replaced = BTreeMap::new();
    let mut problems = Vec::new();
    for pattern in patterns {
        let matching: Vec<_> = all.iter().filter(|one| matches(pattern, &one.source)).collect();
        let others = matching.iter().filter(|one| !own.contains(&*one.source));
        let others: Vec<_> = others.map(|one| (one.source.clone(), one.records)).collect();
        if matching.is_empty() {
            problems.push(format!("--replace {pattern}: the graph has no such source"));
        } else if others.is_empty() {
            problems
                .push(format!("--replace {pattern}: only sources of the manifest itself match"));
        }
        replaced.extend(others);
    }
    if !problems.is_empty() {
        return Err(Failure::all(problems));
    }
    let replaced = replaced.into_iter();
    Ok(replaced.map(|(source, records)| Replaced { source, records }).collect())
}

fn matches(pattern: &str, source: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(beginning) => source.starts_with(beginning),
        None => source == pattern,
    }
}

/// Drops all records of these sources, at once.
pub(super) fn retract(replaced: &[Replaced], graph: &mut IdentityGraph) -> Result<(), Error> {
    if replaced.is_empty() {
        return Ok(());
    }
    let retracted = replaced
        .iter()
        .map(|Replaced { source, .. }| Operation::RetractSource { source: source.as_str().into() });
    graph.apply_batch(&retracted.collect::<Vec<_>>()).map(drop)
}
