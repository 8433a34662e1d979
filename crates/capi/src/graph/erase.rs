//! Erasure, and what is refused from then on.

use std::ffi::c_char;

use super::oneid_graph;
use crate::entry::with;
use crate::error::oneid_error;
use crate::input;
use crate::output::Out;
use crate::status::oneid_status;
use crate::text::oneid_text;

/// Erases an identifier for good, and gives a receipt: `{"identifiers":…,"records":…,…,"changes":{…},"refused_from_now_on":…}`, which holds no personal data. The
/// files of a durable graph still hold it until `oneid_graph_compact` has returned.
///
/// On failure (those of `oneid_policy_canonical`, `ONEID_IO`, `ONEID_READ_ONLY`) nothing is erased and nothing written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_graph_erase(
    graph: *mut oneid_graph,
    id: *const c_char,
    id_size: usize,
    receipt: *mut *mut oneid_text,
    error: *mut *mut oneid_error,
) -> oneid_status {
    with(graph.cast_const(), error, |state| {
        let out = Out::new("receipt", receipt)?;
        let id = input::identifier("id", id, id_size)?;
        out.json(&state.change()?.erase(&id)?)
    })
}

/// Erases every identifier of the profile that holds this one. Otherwise as `oneid_graph_erase`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_graph_erase_profile(
    graph: *mut oneid_graph,
    id: *const c_char,
    id_size: usize,
    receipt: *mut *mut oneid_text,
    error: *mut *mut oneid_error,
) -> oneid_status {
    with(graph.cast_const(), error, |state| {
        let out = Out::new("receipt", receipt)?;
        let id = input::identifier("id", id, id_size)?;
        out.json(&state.change()?.erase_profile(&id)?)
    })
}

/// Refuses what is erased from now on, under a second key of 16 bytes that is kept for this alone.
///
/// On failure (`ONEID_KEY` if something is refused under another key already, or this is the key of its fingerprints) nothing is changed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_graph_refuse_erased(
    graph: *mut oneid_graph,
    key: *const u8,
    error: *mut *mut oneid_error,
) -> oneid_status {
    with(graph.cast_const(), error, |state| {
        Ok(state.change()?.refuse_erased(input::key("key", key)?)?)
    })
}

/// Takes back that an erased identifier is refused; writes whether it was.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_graph_readmit(
    graph: *mut oneid_graph,
    id: *const c_char,
    id_size: usize,
    was_refused: *mut bool,
    error: *mut *mut oneid_error,
) -> oneid_status {
    with(graph.cast_const(), error, |state| {
        let out = Out::new("was_refused", was_refused)?;
        let id = input::identifier("id", id, id_size)?;
        out.put(state.change()?.readmit(&id)?);
        Ok(())
    })
}

/// Writes whether erased identifiers are refused, and how many are. Either may be `NULL`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_graph_refused_identifiers(
    graph: *const oneid_graph,
    refuses: *mut bool,
    count: *mut u64,
    error: *mut *mut oneid_error,
) -> oneid_status {
    with(graph, error, |state| {
        let refuses = crate::output::Wanted::new("refuses", refuses)?;
        let count = crate::output::Wanted::new("count", count)?;
        let graph = state.ask()?;
        refuses.put(graph.refuses_erased());
        count.put(graph.refused_identifiers() as u64);
        Ok(())
    })
}
