//! Why: explanations, cuts, histories, work lists, simulation.

use std::ffi::c_char;

use oneid::Explanation;
use serde::Serialize;

use super::apply::oneid_outcome;
use super::oneid_graph;
use crate::entry::with;
use crate::error::oneid_error;
use crate::input::{self, identifier};
use crate::output::{Out, Wanted};
use crate::policy::{oneid_policy, rules};
use crate::status::oneid_status;
use crate::text::oneid_text;

/// An explanation, and whether a naive computation confirms it.
#[derive(Serialize)]
struct Verified {
    explanation: Explanation,
    confirmed: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    unconfirmed: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    step: Option<usize>,
}

/// Why two identifiers are one customer, or why they are not: the object that `oneid explain --json` prints, which docs/explain.md shows.
///
/// On failure (those of `oneid_policy_canonical`) nothing is written. Cost: microseconds; two that never met, in a large part that hubs hold together, milliseconds.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_graph_explain(
    graph: *const oneid_graph,
    a: *const c_char,
    a_size: usize,
    b: *const c_char,
    b_size: usize,
    explanation: *mut *mut oneid_text,
    error: *mut *mut oneid_error,
) -> oneid_status {
    with(graph, error, |state| {
        let out = Out::new("explanation", explanation)?;
        let (a, b) = (identifier("a", a, a_size)?, identifier("b", b, b_size)?);
        out.json(&state.ask()?.explain(&a, &b)?)
    })
}

/// Explains two identifiers and has every step of it recomputed from the records it cites: `{"explanation":{…},"confirmed":true}`, or what could not be confirmed in
/// `"unconfirmed"` and `"step"`.
///
/// On failure as `oneid_graph_explain`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_graph_verify(
    graph: *const oneid_graph,
    a: *const c_char,
    a_size: usize,
    b: *const c_char,
    b_size: usize,
    verified: *mut *mut oneid_text,
    error: *mut *mut oneid_error,
) -> oneid_status {
    with(graph, error, |state| {
        let out = Out::new("verified", verified)?;
        let (a, b) = (identifier("a", a, a_size)?, identifier("b", b, b_size)?);
        let graph = state.ask()?;
        let explanation = graph.explain(&a, &b)?;
        let unconfirmed = graph.verify(&explanation).err();
        out.json(&Verified {
            explanation,
            confirmed: unconfirmed.is_none(),
            step: unconfirmed.as_ref().and_then(oneid::Unconfirmed::step),
            unconfirmed: unconfirmed.map(|unconfirmed| unconfirmed.sentence().to_owned()),
        })
    })
}

/// A smallest set of records that, taken away, leaves two identifiers of one profile in two, and what simulating that shows; `null` if they are not in one.
///
/// On failure as `oneid_graph_explain`. Cost: that of the part of the graph that holds both.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_graph_cut(
    graph: *const oneid_graph,
    a: *const c_char,
    a_size: usize,
    b: *const c_char,
    b_size: usize,
    cut: *mut *mut oneid_text,
    error: *mut *mut oneid_error,
) -> oneid_status {
    with(graph, error, |state| {
        let out = Out::new("cut", cut)?;
        let (a, b) = (identifier("a", a, a_size)?, identifier("b", b, b_size)?);
        out.json(&state.ask()?.cut(&a, &b)?)
    })
}

/// The merges that made a profile, in the order of the contract, each with its record; `null` if there is no profile of this id (16 bytes).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_graph_history(
    graph: *const oneid_graph,
    profile: *const u8,
    history: *mut *mut oneid_text,
    error: *mut *mut oneid_error,
) -> oneid_status {
    with(graph, error, |state| {
        let out = Out::new("history", history)?;
        out.json(&state.ask()?.history(input::profile_id(profile)?))
    })
}

/// The records that alone hold a profile together; `null` if there is no profile of this id (16 bytes).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_graph_bridges(
    graph: *const oneid_graph,
    profile: *const u8,
    bridges: *mut *mut oneid_text,
    error: *mut *mut oneid_error,
) -> oneid_status {
    with(graph, error, |state| {
        let out = Out::new("bridges", bridges)?;
        out.json(&state.ask()?.bridges(input::profile_id(profile)?))
    })
}

/// All evidence of a profile as a graph: identifiers, links, records; `null` if there is no profile of this id (16 bytes).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_graph_evidence(
    graph: *const oneid_graph,
    profile: *const u8,
    evidence: *mut *mut oneid_text,
    error: *mut *mut oneid_error,
) -> oneid_status {
    with(graph, error, |state| {
        let out = Out::new("evidence", evidence)?;
        out.json(&state.ask()?.evidence(input::profile_id(profile)?))
    })
}

/// A data steward's work list, a JSON array: what awaits a decision, at most `most`, the heaviest first. Cost: looks at every link, record and profile once.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_graph_candidates(
    graph: *const oneid_graph,
    most: usize,
    candidates: *mut *mut oneid_text,
    error: *mut *mut oneid_error,
) -> oneid_status {
    with(graph, error, |state| {
        Out::new("candidates", candidates)?.json(&state.ask()?.candidates(most))
    })
}

/// The records that hold an identifier, a JSON array.
///
/// On failure as `oneid_graph_explain`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_graph_records_of(
    graph: *const oneid_graph,
    id: *const c_char,
    id_size: usize,
    records: *mut *mut oneid_text,
    error: *mut *mut oneid_error,
) -> oneid_status {
    with(graph, error, |state| {
        let out = Out::new("records", records)?;
        out.json(&state.ask()?.records_of(&identifier("id", id, id_size)?)?)
    })
}

/// What another policy would give, without changing anything: counts, and every profile that would merge or split.
///
/// On failure (`ONEID_POLICY` for what cannot change on a living graph) nothing is written. Cost: resolves everything once.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_graph_simulate(
    graph: *const oneid_graph,
    policy: *const oneid_policy,
    simulation: *mut *mut oneid_text,
    error: *mut *mut oneid_error,
) -> oneid_status {
    with(graph, error, |state| {
        let out = Out::new("simulation", simulation)?;
        let policy = rules(policy)?;
        out.json(&state.ask()?.simulate(&policy)?)
    })
}

/// Puts another policy in force, for good. `outcome` may be `NULL`; the changes are those that `oneid_graph_simulate` tells of.
///
/// On failure (`ONEID_POLICY`, `ONEID_IO`, `ONEID_READ_ONLY`) the old one is in force. Numbers of prepared scopes are to be asked for anew.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_graph_apply_policy(
    graph: *mut oneid_graph,
    policy: *const oneid_policy,
    outcome: *mut oneid_outcome,
    error: *mut *mut oneid_error,
) -> oneid_status {
    with(graph.cast_const(), error, |state| {
        let out = Wanted::new("outcome", outcome)?;
        out.put(state.change()?.apply_policy(rules(policy)?)?.into());
        Ok(())
    })
}
