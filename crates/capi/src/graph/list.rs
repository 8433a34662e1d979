//! What a graph holds: lookups with standing, lists, changes, counts.

use std::ffi::c_char;

use oneid::IdentityGraph;
use serde::Serialize;

use super::oneid_graph;
use crate::entry::with;
use crate::error::oneid_error;
use crate::input;
use crate::output::{Out, Wanted};
use crate::status::{Failure, ONEID_INVARIANT, oneid_status};
use crate::text::oneid_text;

/// An identifier with its profile and how it stands: `[{"id":…,"profile":"…uuid…","standing":{"blocked":…,"shared":[strength,partners],"reassigned_since":…}},…]`; empty if it is
/// not known; several where a raw value stands for several identifiers.
///
/// On failure as `oneid_policy_canonical`. Where only the profile is wanted, a reader is quicker.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_graph_lookup(
    graph: *const oneid_graph,
    id: *const c_char,
    id_size: usize,
    found: *mut *mut oneid_text,
    error: *mut *mut oneid_error,
) -> oneid_status {
    with(graph, error, |state| {
        let out = Out::new("found", found)?;
        out.json(&state.ask()?.lookup(&input::identifier("id", id, id_size)?)?)
    })
}

/// All that is held on the profile of an identifier: the answer to a subject's access request; `null` if it is not known.
///
/// On failure as `oneid_policy_canonical`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_graph_export(
    graph: *const oneid_graph,
    id: *const c_char,
    id_size: usize,
    export: *mut *mut oneid_text,
    error: *mut *mut oneid_error,
) -> oneid_status {
    with(graph, error, |state| {
        let out = Out::new("export", export)?;
        out.json(&state.ask()?.export(&input::identifier("id", id, id_size)?)?)
    })
}

unsafe fn list<T: Serialize>(
    graph: *const oneid_graph,
    name: &str,
    out: *mut *mut oneid_text,
    error: *mut *mut oneid_error,
    f: impl FnOnce(&IdentityGraph) -> T,
) -> oneid_status {
    with(graph, error, |state| Out::new(name, out)?.json(&f(&*state.ask()?)))
}

/// Every link that was refused, with the reason: a JSON array.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_graph_refused(
    graph: *const oneid_graph,
    refused: *mut *mut oneid_text,
    error: *mut *mut oneid_error,
) -> oneid_status {
    list(graph, "refused", refused, error, IdentityGraph::refused)
}

/// Writes how many links were refused.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_graph_refused_count(
    graph: *const oneid_graph,
    count: *mut u64,
    error: *mut *mut oneid_error,
) -> oneid_status {
    with(graph, error, |state| {
        let out = Out::new("count", count)?;
        out.put(state.ask()?.refused_count());
        Ok(())
    })
}

/// Every record that contradicts itself: a JSON array.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_graph_contradictory(
    graph: *const oneid_graph,
    contradictory: *mut *mut oneid_text,
    error: *mut *mut oneid_error,
) -> oneid_status {
    list(graph, "contradictory", contradictory, error, IdentityGraph::contradictory)
}

/// Every identifier that too many have: `[{"id":…,"upto":…,"partners":…},…]`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_graph_shared(
    graph: *const oneid_graph,
    shared: *mut *mut oneid_text,
    error: *mut *mut oneid_error,
) -> oneid_status {
    list(graph, "shared", shared, error, IdentityGraph::shared)
}

/// Every known identifier that the policy blocks: a JSON array of texts.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_graph_blocked(
    graph: *const oneid_graph,
    blocked: *mut *mut oneid_text,
    error: *mut *mut oneid_error,
) -> oneid_status {
    list(graph, "blocked", blocked, error, IdentityGraph::blocked)
}

/// Every identifier that has been given to another holder: a JSON array of texts.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_graph_reassigned(
    graph: *const oneid_graph,
    reassigned: *mut *mut oneid_text,
    error: *mut *mut oneid_error,
) -> oneid_status {
    list(graph, "reassigned", reassigned, error, IdentityGraph::reassigned)
}

/// Every source, and what is kept of it: a JSON array.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_graph_sources(
    graph: *const oneid_graph,
    sources: *mut *mut oneid_text,
    error: *mut *mut oneid_error,
) -> oneid_status {
    list(graph, "sources", sources, error, IdentityGraph::sources)
}

/// Counts: what the graph holds (`identifiers`, `profiles`, `records`, `links`, `separations`), and the work it has done, that of asking included.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_graph_stats(
    graph: *const oneid_graph,
    stats: *mut *mut oneid_text,
    error: *mut *mut oneid_error,
) -> oneid_status {
    list(graph, "stats", stats, error, IdentityGraph::stats)
}

/// What the graph sets aside, in bytes, by what for. Cost: looks at every profile and trait once.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_graph_memory(
    graph: *const oneid_graph,
    memory: *mut *mut oneid_text,
    error: *mut *mut oneid_error,
) -> oneid_status {
    list(graph, "memory", memory, error, IdentityGraph::memory)
}

/// Changes of profiles from a sequence number on, at most `most` of them, as JSON Lines: `{"sequence":…,"kind":…,"from":…,"into":…,"identifiers":[…]}`. `next` is the number
/// to go on from; it may be `NULL`. To wait for more, `oneid_reader_wait`.
///
/// Changes before `oneid_graph_first_change` have been trimmed: whoever asks for these gets those from there on.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_graph_changes_since(
    graph: *const oneid_graph,
    since: u64,
    most: usize,
    changes: *mut *mut oneid_text,
    next: *mut u64,
    error: *mut *mut oneid_error,
) -> oneid_status {
    with(graph, error, |state| {
        let (out, next) = (Out::new("changes", changes)?, Wanted::new("next", next)?);
        let graph = state.ask()?;
        let (mut lines, mut reached) = (String::new(), since.max(graph.first_change()));
        for change in graph.changes_since(since).take(most) {
            lines.push_str(&serde_json::to_string(&change)?);
            lines.push('\n');
            reached = change.sequence + 1;
        }
        next.put(reached);
        out.text(lines);
        Ok(())
    })
}

/// Writes the sequence number of the first change that is still kept, or of the next if none is.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_graph_first_change(
    graph: *const oneid_graph,
    sequence: *mut u64,
    error: *mut *mut oneid_error,
) -> oneid_status {
    with(graph, error, |state| {
        let out = Out::new("sequence", sequence)?;
        out.put(state.ask()?.first_change());
        Ok(())
    })
}

/// Drops changes before a sequence number: every consumer has seen them.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_graph_trim_changes(
    graph: *mut oneid_graph,
    before: u64,
    error: *mut *mut oneid_error,
) -> oneid_status {
    with(graph.cast_const(), error, |state| Ok(state.change()?.trim_changes(before)?))
}

/// Checks every invariant of a graph; `ONEID_INVARIANT` with the one that does not hold. Cost: some seconds for a million records.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_graph_check(
    graph: *const oneid_graph,
    error: *mut *mut oneid_error,
) -> oneid_status {
    with(graph, error, |state| {
        state.ask()?.check().map_err(|broken| Failure::new(ONEID_INVARIANT, broken))
    })
}
