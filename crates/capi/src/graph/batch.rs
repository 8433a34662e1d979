//! Many observations at once, in columns.

use std::ffi::c_char;
use std::ops::Range;

use oneid::{
    Observation, Operation, PreparedIdentifier, PreparedObservation, PreparedScope, PreparedSource,
    Strength, Timestamp, Traits,
};

use super::apply::oneid_outcome;
use super::oneid_graph;
use crate::entry::with;
use crate::error::oneid_error;
use crate::input::{self, Texts, array};
use crate::output::Wanted;
use crate::status::{Failure, oneid_status};

/// Observations in columns: parallel arrays, each with a value for each observation, but for those of identifiers, which are all of the first observation,
/// then all of the second, and so on. Nothing of it is kept after the call.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct oneid_observations {
    /// How many observations.
    pub count: usize,
    /// How many identifiers each has, 1 to 64.
    pub id_counts: *const u32,
    /// How many identifiers there are in all.
    pub id_count: usize,
    /// The identifiers, `namespace[@scope]:value`.
    pub ids: *const *const c_char,
    /// Their lengths in bytes.
    pub id_sizes: *const usize,
    /// Milliseconds since 1970, or `ONEID_NO_TIME`; `NULL`: no time of any is known.
    pub at: *const i64,
    /// The source of each; `NULL`: that of all is `source`.
    pub sources: *const *const c_char,
    /// Their lengths in bytes.
    pub source_sizes: *const usize,
    /// The source of all, if `sources` is `NULL`; may be empty.
    pub source: *const c_char,
    /// Its length in bytes.
    pub source_size: usize,
    /// `ONEID_INFERRED` … `ONEID_ASSERTED`; `NULL`: all are `ONEID_DECLARED`.
    pub strengths: *const u32,
    /// JSON objects, each may be empty; `NULL`: none has traits.
    pub traits: *const *const c_char,
    /// Their lengths in bytes.
    pub traits_sizes: *const usize,
}

/// Observations in columns, as `oneid_observations`, of scopes and sources that have been prepared and of values that are canonical: the quickest way in.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct oneid_prepared_observations {
    /// How many observations.
    pub count: usize,
    /// How many identifiers each has, 1 to 640.
    pub id_counts: *const u32,
    /// How many identifiers there are in all.
    pub id_count: usize,
    /// The scope of each identifier, by `oneid_graph_prepare_scope`.
    pub scopes: *const u32,
    /// Its canonical value.
    pub values: *const *const c_char,
    /// Their lengths in bytes.
    pub value_sizes: *const usize,
    /// Milliseconds since 1970, or `ONEID_NO_TIME`; `NULL`: no time of any is known.
    pub at: *const i64,
    /// The source of each, by `oneid_graph_prepare_source`; `NULL`: that of all is `source`.
    pub sources: *const u32,
    /// The source of all, if `sources` is `NULL`.
    pub source: u32,
    /// `ONEID_INFERRED` … `ONEID_ASSERTED`; `NULL`: all are `ONEID_DECLARED`.
    pub strengths: *const u32,
    /// JSON objects, each may be empty; `NULL`: none has traits.
    pub traits: *const *const c_char,
    /// Their lengths in bytes.
    pub traits_sizes: *const usize,
}

/// The columns that both forms have, checked as far as can be without going through them.
struct Columns<'a> {
    id_counts: &'a [u32],
    at: Option<&'a [i64]>,
    strengths: Option<&'a [u32]>,
    traits: Option<Texts<'a>>,
}

impl Columns<'_> {
    fn at(&self, index: usize) -> Result<Option<Timestamp>, Failure> {
        self.at.map_or(Ok(None), |at| input::time(at[index]))
    }

    fn strength(&self, index: usize) -> Result<Strength, Failure> {
        self.strengths.map_or(Ok(Strength::Declared), |all| input::strength(all[index]))
    }

    fn traits(&self, index: usize) -> Result<Option<Traits>, Failure> {
        let Some(texts) = self.traits else { return Ok(None) };
        let traits = input::traits(texts.get(index)?)?;
        Ok(Some(traits).filter(|traits| !traits.is_empty()))
    }

    /// Where the identifiers of each observation are among all of them.
    fn places(&self, ids: usize) -> Result<Vec<Range<usize>>, Failure> {
        let mut end = 0;
        let mut places = Vec::with_capacity(self.id_counts.len());
        for &count in self.id_counts {
            let start = end;
            end = start + count as usize;
            places.push(start..end);
        }
        if end != ids {
            let message = format!("`id_counts` come to {end}, `id_count` is {ids}");
            return Err(Failure::argument(message));
        }
        Ok(places)
    }
}

unsafe fn column<'a, T>(
    name: &str,
    data: *const T,
    count: usize,
) -> Result<Option<&'a [T]>, Failure> {
    if data.is_null() { Ok(None) } else { array(name, data, count).map(Some) }
}

unsafe fn texts<'a>(
    name: &'static str,
    data: *const *const c_char,
    sizes: *const usize,
    count: usize,
) -> Result<Option<Texts<'a>>, Failure> {
    if data.is_null() { Ok(None) } else { Texts::new(name, data, sizes, count).map(Some) }
}

/// The place of a failure, as the library tells it: `operation 1` is the first.
fn numbered(what: &str, index: usize) -> impl Fn(Failure) -> Failure {
    move |failure| failure.at(format_args!("{what} {}", index + 1))
}

unsafe fn the_batch<'a, T>(batch: *const T) -> Result<&'a T, Failure> {
    Ok(&array("batch", batch, 1)?[0])
}

/// Applies observations in order, as one: all of them, or none. `outcome` may be `NULL`.
///
/// On failure as `oneid_graph_apply`; the message begins with the number of the observation, from 1. Cost: reading each identifier, and that of
/// `oneid_graph_apply_prepared`. A few thousand at once is best.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_graph_observe_batch(
    graph: *mut oneid_graph,
    batch: *const oneid_observations,
    outcome: *mut oneid_outcome,
    error: *mut *mut oneid_error,
) -> oneid_status {
    with(graph.cast_const(), error, |state| {
        let out = Wanted::new("outcome", outcome)?;
        let operations = operations(the_batch(batch)?)?;
        out.put(state.change()?.apply_batch(&operations)?.into());
        Ok(())
    })
}

unsafe fn operations(batch: &oneid_observations) -> Result<Vec<Operation>, Failure> {
    let count = batch.count;
    let columns = Columns {
        id_counts: array("id_counts", batch.id_counts, count)?,
        at: column("at", batch.at, count)?,
        strengths: column("strengths", batch.strengths, count)?,
        traits: texts("traits", batch.traits, batch.traits_sizes, count)?,
    };
    let ids = Texts::new("ids", batch.ids, batch.id_sizes, batch.id_count)?;
    let sources = texts("sources", batch.sources, batch.source_sizes, count)?;
    let source = input::text("source", batch.source, batch.source_size)?;
    let one = |index, place: Range<usize>| {
        let ids: Vec<_> = place.map(|id| ids.identifier(id)).collect::<Result<_, _>>()?;
        let source = sources.map_or(Ok(source), |sources| sources.get(index))?;
        let seen = Observation::new(ids)?.source(source).strength(columns.strength(index)?);
        let seen = input::at_a_time(seen, columns.at(index)?);
        Ok(seen.with_traits(columns.traits(index)?.unwrap_or_default()).into())
    };
    let places = columns.places(ids.len())?.into_iter().enumerate();
    places.map(|(index, place)| one(index, place).map_err(numbered("operation", index))).collect()
}

/// Applies prepared observations in order, as one: all of them, or none. `outcome` may be `NULL`.
///
/// On failure (`ONEID_OPERATION` for a scope or source of another graph, `ONEID_IDENTIFIER_VALUE` for a value that cannot be canonical, and those of
/// `oneid_graph_apply`) the graph is as before. Cost: a fraction of a microsecond for each identifier: docs/speed.md. A few thousand at once is best.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_graph_apply_prepared(
    graph: *mut oneid_graph,
    batch: *const oneid_prepared_observations,
    outcome: *mut oneid_outcome,
    error: *mut *mut oneid_error,
) -> oneid_status {
    with(graph.cast_const(), error, |state| {
        let out = Wanted::new("outcome", outcome)?;
        let batch = the_batch(batch)?;
        let columns = Columns {
            id_counts: array("id_counts", batch.id_counts, batch.count)?,
            at: column("at", batch.at, batch.count)?,
            strengths: column("strengths", batch.strengths, batch.count)?,
            traits: texts("traits", batch.traits, batch.traits_sizes, batch.count)?,
        };
        let sources = column("sources", batch.sources, batch.count)?;
        let ids = identifiers(batch.scopes, batch.values, batch.value_sizes, batch.id_count)?;
        let places = columns.places(ids.len())?;
        let numbered = |index| numbered("observation", index);
        let traits = (0..batch.count).map(|index| columns.traits(index).map_err(numbered(index)));
        let traits: Vec<Option<Traits>> = traits.collect::<Result<_, _>>()?;
        let prepare = |(index, place): (usize, Range<usize>)| {
            let source = sources.map_or(batch.source, |sources| sources[index]);
            Ok(PreparedObservation {
                identifiers: &ids[place],
                at: columns.at(index).map_err(numbered(index))?,
                source: PreparedSource::from_number(source),
                strength: columns.strength(index).map_err(numbered(index))?,
                traits: traits[index].as_ref(),
            })
        };
        let seen = places.into_iter().enumerate().map(prepare);
        let seen: Vec<_> = seen.collect::<Result<_, Failure>>()?;
        out.put(state.change()?.apply_prepared(&seen)?.into());
        Ok(())
    })
}

/// Prepared identifiers in columns.
///
/// # Safety
///
/// Each array is null or has `count` values; each text is as [`input::text`] wants it.
pub(crate) unsafe fn identifiers<'a>(
    scopes: *const u32,
    values: *const *const c_char,
    sizes: *const usize,
    count: usize,
) -> Result<Vec<PreparedIdentifier<'a>>, Failure> {
    let scopes = array("scopes", scopes, count)?;
    let values = Texts::new("values", values, sizes, count)?;
    let mut ids = Vec::with_capacity(count);
    for (index, &scope) in scopes.iter().enumerate() {
        let scope = PreparedScope::from_number(scope);
        ids.push(PreparedIdentifier { scope, value: values.get(index)? });
    }
    Ok(ids)
}
