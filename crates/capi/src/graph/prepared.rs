//! Scopes, sources and identifiers made ready, for those who feed and ask for millions.

use std::ffi::c_char;

use serde::Serialize;

use super::oneid_graph;
use crate::entry::with;
use crate::error::oneid_error;
use crate::input;
use crate::output::Out;
use crate::status::oneid_status;
use crate::text::oneid_text;

/// A canonical value in its scope.
#[derive(Serialize)]
struct Prepared {
    scope: u32,
    value: String,
}

/// Writes the number of a namespace in a scope, found once for all its identifiers: for `oneid_graph_apply_prepared` and the prepared lookups of readers of this
/// graph, as long as its policy is in force. A `scope` of `NULL` and 0 is none.
///
/// On failure (`ONEID_UNKNOWN_NAMESPACE`, `ONEID_SCOPE`, `ONEID_CAPACITY` for more than 2^24 scopes) nothing is written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_graph_prepare_scope(
    graph: *mut oneid_graph,
    name_space: *const c_char,
    name_space_size: usize,
    scope: *const c_char,
    scope_size: usize,
    number: *mut u32,
    error: *mut *mut oneid_error,
) -> oneid_status {
    with(graph.cast_const(), error, |state| {
        let out = Out::new("number", number)?;
        let namespace = input::text("name_space", name_space, name_space_size)?;
        let scope = input::optional("scope", scope, scope_size)?;
        out.put(state.change()?.prepare_scope(namespace, scope)?.number());
        Ok(())
    })
}

/// Writes the number of a source, found once for all its observations.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_graph_prepare_source(
    graph: *mut oneid_graph,
    source: *const c_char,
    source_size: usize,
    number: *mut u32,
    error: *mut *mut oneid_error,
) -> oneid_status {
    with(graph.cast_const(), error, |state| {
        let out = Out::new("number", number)?;
        let source = input::text("source", source, source_size)?;
        out.put(state.change()?.prepare_source(source).number());
        Ok(())
    })
}

/// Writes the canonical values that an identifier stands for, each with the number of its scope: `[{"scope":…,"value":…},…]`, itself first, then one for each digest
/// that its namespace bridges to.
///
/// On failure (those of `oneid_policy_canonical`, and `ONEID_IDENTIFIER_VALUE` for one that is given by its fingerprint, of which there is no value) nothing is written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_graph_prepare(
    graph: *mut oneid_graph,
    id: *const c_char,
    id_size: usize,
    prepared: *mut *mut oneid_text,
    error: *mut *mut oneid_error,
) -> oneid_status {
    with(graph.cast_const(), error, |state| {
        let out = Out::new("prepared", prepared)?;
        let values = state.change()?.prepare(&input::identifier("id", id, id_size)?)?;
        let one = |(scope, value): (oneid::PreparedScope, String)| Prepared {
            scope: scope.number(),
            value,
        };
        out.json(&values.into_iter().map(one).collect::<Vec<_>>())
    })
}
