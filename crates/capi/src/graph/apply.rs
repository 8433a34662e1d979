//! Operations: each by itself, or as JSON Lines.

use std::ffi::c_char;

use oneid::{Observation, Operation, Outcome};

use super::{State, oneid_graph};
use crate::entry::{Done, with};
use crate::error::oneid_error;
use crate::input::{self, Texts, identifier};
use crate::output::{Out, Wanted};
use crate::status::{Failure, oneid_status};
use crate::text::oneid_text;

/// What an operation, or a batch, did.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct oneid_outcome {
    /// The sequence number of the first change of profiles that it made, if it made any.
    pub first_change: u64,
    /// The sequence number that the next change will have.
    pub next_change: u64,
    /// Records that are new.
    pub records_added: u64,
    /// Records that were dropped.
    pub records_dropped: u64,
    /// Identifiers that were not known.
    pub identifiers_added: u64,
    /// Identifiers that are not known any more.
    pub identifiers_dropped: u64,
    /// Pairs that were not yet separated.
    pub separations_added: u64,
    /// Separations that were taken back, or erased with an identifier.
    pub separations_dropped: u64,
    /// Known identifiers that were erased.
    pub erased_identifiers: u64,
    /// Records that held some of these.
    pub erased_records: u64,
    /// Of these, records that are gone.
    pub erased_records_removed: u64,
    /// Traits of records in which an erased identifier was the most trusted.
    pub erased_traits: u64,
    /// Mentions of erased identifiers in the `invited_by` of others' records.
    pub erased_mentions: u64,
    /// Separations of erased identifiers.
    pub erased_separations: u64,
    /// Identifiers left out, since they are erased and refused; and mentions of them.
    pub refused_identifiers: u64,
    /// Traits left out, of observations in which a refused identifier was the most trusted.
    pub refused_traits: u64,
    /// Observations of which nothing was left.
    pub refused_observations: u64,
    /// Separations left out.
    pub refused_separations: u64,
}

impl From<Outcome> for oneid_outcome {
    fn from(outcome: Outcome) -> Self {
        oneid_outcome {
            first_change: outcome.changes.start,
            next_change: outcome.changes.end,
            records_added: outcome.records_added,
            records_dropped: outcome.records_dropped,
            identifiers_added: outcome.identifiers_added,
            identifiers_dropped: outcome.identifiers_dropped,
            separations_added: outcome.separations_added,
            separations_dropped: outcome.separations_dropped,
            erased_identifiers: outcome.erased.identifiers,
            erased_records: outcome.erased.records,
            erased_records_removed: outcome.erased.records_removed,
            erased_traits: outcome.erased.traits,
            erased_mentions: outcome.erased.mentions,
            erased_separations: outcome.erased.separations,
            refused_identifiers: outcome.refused.identifiers,
            refused_traits: outcome.refused.traits,
            refused_observations: outcome.refused.observations,
            refused_separations: outcome.refused.separations,
        }
    }
}

/// Applies what `operation` makes, and puts what it did where the caller wants it.
unsafe fn apply(
    graph: *mut oneid_graph,
    outcome: *mut oneid_outcome,
    error: *mut *mut oneid_error,
    operation: impl FnOnce() -> Result<Operation, Failure>,
) -> oneid_status {
    with(graph.cast_const(), error, |state| {
        let out = Wanted::new("outcome", outcome)?;
        apply_all(state, out, &[operation()?])
    })
}

fn apply_all(state: &State, out: Wanted<oneid_outcome>, operations: &[Operation]) -> Done {
    out.put(state.change()?.apply_batch(operations)?.into());
    Ok(())
}

/// Applies operations as JSON Lines, as one: all of them, or none. What a line is, section 3 of docs/contract.md says; empty lines are passed over.
/// `outcome` may be `NULL`.
///
/// On failure (`ONEID_OPERATION`, `ONEID_TIMESTAMP`, `ONEID_TRAIT`, `ONEID_CAPACITY`, those of `oneid_policy_canonical`, and for a durable graph `ONEID_IO`
/// and `ONEID_READ_ONLY`) the graph is as before and nothing is written; the message begins with the line or the place in the list.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_graph_apply(
    graph: *mut oneid_graph,
    lines: *const c_char,
    lines_size: usize,
    outcome: *mut oneid_outcome,
    error: *mut *mut oneid_error,
) -> oneid_status {
    with(graph.cast_const(), error, |state| {
        let out = Wanted::new("outcome", outcome)?;
        apply_all(state, out, &input::operations(input::text("lines", lines, lines_size)?)?)
    })
}

/// Applies one observation: identifiers that were seen together.
///
/// `ids` and `id_sizes` have `id_count` texts, `namespace[@scope]:value`. `at` is milliseconds since 1970, or `ONEID_NO_TIME`. `source` may be empty.
/// `strength` is one of `ONEID_INFERRED` … `ONEID_ASSERTED`. `traits` is a JSON object, or empty. `outcome` may be `NULL`.
///
/// On failure as `oneid_graph_apply`. Cost: about a microsecond and the reading of the identifiers; many at once cost far less (`oneid_graph_apply_prepared`).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_graph_observe(
    graph: *mut oneid_graph,
    ids: *const *const c_char,
    id_sizes: *const usize,
    id_count: usize,
    at: i64,
    source: *const c_char,
    source_size: usize,
    strength: u32,
    traits: *const c_char,
    traits_size: usize,
    outcome: *mut oneid_outcome,
    error: *mut *mut oneid_error,
) -> oneid_status {
    apply(graph, outcome, error, || {
        let seen = Observation::new(Texts::new("ids", ids, id_sizes, id_count)?.identifiers()?)?
            .source(input::text("source", source, source_size)?)
            .strength(input::strength(strength)?);
        let at = input::time(at)?;
        let traits = input::traits(input::text("traits", traits, traits_size)?)?;
        Ok(input::at_a_time(seen, at).with_traits(traits).into())
    })
}

/// Says that identifiers are one and the same customer's: an observation of strength `ONEID_ASSERTED`. Otherwise as `oneid_graph_observe`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_graph_confirm(
    graph: *mut oneid_graph,
    ids: *const *const c_char,
    id_sizes: *const usize,
    id_count: usize,
    at: i64,
    source: *const c_char,
    source_size: usize,
    outcome: *mut oneid_outcome,
    error: *mut *mut oneid_error,
) -> oneid_status {
    let traits = std::ptr::null();
    let strength = input::ONEID_ASSERTED;
    oneid_graph_observe(
        graph,
        ids,
        id_sizes,
        id_count,
        at,
        source,
        source_size,
        strength,
        traits,
        0,
        outcome,
        error,
    )
}

/// Says that two identifiers never share a profile, whatever the evidence. Otherwise as `oneid_graph_observe`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_graph_separate(
    graph: *mut oneid_graph,
    a: *const c_char,
    a_size: usize,
    b: *const c_char,
    b_size: usize,
    at: i64,
    source: *const c_char,
    source_size: usize,
    outcome: *mut oneid_outcome,
    error: *mut *mut oneid_error,
) -> oneid_status {
    apply(graph, outcome, error, || {
        Ok(Operation::Separate {
            ids: [identifier("a", a, a_size)?, identifier("b", b, b_size)?],
            at: input::time(at)?,
            source: input::text("source", source, source_size)?.into(),
        })
    })
}

/// Takes a separation back, whoever said it. `outcome` may be `NULL`. On failure as `oneid_graph_apply`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_graph_rejoin(
    graph: *mut oneid_graph,
    a: *const c_char,
    a_size: usize,
    b: *const c_char,
    b_size: usize,
    outcome: *mut oneid_outcome,
    error: *mut *mut oneid_error,
) -> oneid_status {
    apply(graph, outcome, error, || {
        Ok(Operation::Rejoin { ids: [identifier("a", a, a_size)?, identifier("b", b, b_size)?] })
    })
}

/// Drops the records of exactly these identifiers and this source, of any strength. `outcome` may be `NULL`. On failure as `oneid_graph_apply`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_graph_retract(
    graph: *mut oneid_graph,
    ids: *const *const c_char,
    id_sizes: *const usize,
    id_count: usize,
    source: *const c_char,
    source_size: usize,
    outcome: *mut oneid_outcome,
    error: *mut *mut oneid_error,
) -> oneid_status {
    apply(graph, outcome, error, || {
        Ok(Operation::Retract {
            ids: Texts::new("ids", ids, id_sizes, id_count)?.identifiers()?,
            source: input::text("source", source, source_size)?.into(),
        })
    })
}

/// Drops every record of a source: a bad import is undone as if it had never been. `outcome` may be `NULL`. On failure as `oneid_graph_apply`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_graph_retract_source(
    graph: *mut oneid_graph,
    source: *const c_char,
    source_size: usize,
    outcome: *mut oneid_outcome,
    error: *mut *mut oneid_error,
) -> oneid_status {
    apply(graph, outcome, error, || {
        let source = input::text("source", source, source_size)?.into();
        Ok(Operation::RetractSource { source })
    })
}

/// Drops records whose last time is before `before`, in milliseconds since 1970: of a source, or, if `source` is `NULL` and 0, of all sources, but then none that
/// is asserted. Records without a time stay. `outcome` may be `NULL`. On failure as `oneid_graph_apply`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_graph_expire(
    graph: *mut oneid_graph,
    before: i64,
    source: *const c_char,
    source_size: usize,
    outcome: *mut oneid_outcome,
    error: *mut *mut oneid_error,
) -> oneid_status {
    apply(graph, outcome, error, || {
        Ok(Operation::Expire {
            before: input::a_time("before", before)?,
            source: input::optional("source", source, source_size)?.map(Into::into),
        })
    })
}

/// Tells what operations, as JSON Lines, would do, without doing it: `{"outcome":{…},"changes":[…]}`.
///
/// On failure as `oneid_graph_apply`. Cost: a copy of the graph, and that of applying them.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_graph_dry_run(
    graph: *const oneid_graph,
    lines: *const c_char,
    lines_size: usize,
    result: *mut *mut oneid_text,
    error: *mut *mut oneid_error,
) -> oneid_status {
    with(graph, error, |state| {
        let out = Out::new("result", result)?;
        let operations = input::operations(input::text("lines", lines, lines_size)?)?;
        out.json(&state.ask()?.dry_run(&operations)?)
    })
}
