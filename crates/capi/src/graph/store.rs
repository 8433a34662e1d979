//! Durable graphs: their files.

use std::ffi::c_char;
use std::fs::File;
use std::io::{self, BufWriter, Write as _};

use serde::Serialize;

use super::oneid_graph;
use crate::entry::with;
use crate::error::oneid_error;
use crate::input;
use crate::output::{Out, Wanted};
use crate::status::{Failure, ONEID_IO, oneid_status};
use crate::text::oneid_text;

/// What became of a snapshot.
#[derive(Serialize)]
struct Snapshotted {
    bytes: u64,
    of_use: bool,
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Failure::new(ONEID_IO, error.to_string())
    }
}

/// How a durable graph was opened: `{"snapshot":…,"blocks":…,"bad_snapshots":[…],"erasures_to_compact":…,"as_of_snapshot":…}`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_graph_recovery(
    graph: *const oneid_graph,
    recovery: *mut *mut oneid_text,
    error: *mut *mut oneid_error,
) -> oneid_status {
    with(graph, error, |state| Out::new("recovery", recovery)?.json(state.ask()?.recovery()))
}

/// What the files take, and how far they are; `null` for a graph that is not in files, or opened to be read.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_graph_store_stats(
    graph: *const oneid_graph,
    stats: *mut *mut oneid_text,
    error: *mut *mut oneid_error,
) -> oneid_status {
    with(graph, error, |state| Out::new("stats", stats)?.json(&state.ask()?.store_stats()?))
}

/// Makes every operation that has returned durable. Without effect in memory.
///
/// On failure (`ONEID_IO`, `ONEID_READ_ONLY` if an earlier write failed) nothing more is known than before.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_graph_sync(
    graph: *const oneid_graph,
    error: *mut *mut oneid_error,
) -> oneid_status {
    with(graph, error, |state| Ok(state.ask()?.sync()?))
}

/// Takes a snapshot and writes it: the next opening starts from it. Changes wait while it is taken, not while it is written. `snapshot` may be `NULL`; else it gets
/// `{"bytes":…,"of_use":…}`: it is of no use if the graph has been compacted meanwhile.
///
/// On failure (`ONEID_IO`, `ONEID_READ_ONLY`) the graph and its journal are as they were.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_graph_snapshot(
    graph: *const oneid_graph,
    snapshot: *mut *mut oneid_text,
    error: *mut *mut oneid_error,
) -> oneid_status {
    with(graph, error, |state| {
        let out = Wanted::new("snapshot", snapshot)?;
        let taken = state.ask()?.snapshot()?;
        let told = Snapshotted { bytes: taken.bytes(), of_use: taken.write()? };
        out.json(&told)
    })
}

/// Rewrites the journal as what the graph holds now: what has been erased is in no file any more. Readers go on. `compaction` may be `NULL`.
///
/// On failure (`ONEID_IO`, `ONEID_READ_ONLY`) the old journal is still in force; cut short, it is as before or as after.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_graph_compact(
    graph: *mut oneid_graph,
    compaction: *mut *mut oneid_text,
    error: *mut *mut oneid_error,
) -> oneid_status {
    with(graph.cast_const(), error, |state| {
        let out = Wanted::new("compaction", compaction)?;
        out.json(&state.change()?.compact()?)
    })
}

/// Writes the graph as it is, in memory or in files, into a directory that has none: a durable graph to be opened by itself. `dir` is a path, UTF-8.
///
/// On failure (`ONEID_LOCKED` if there is a graph already, `ONEID_IO`) what has been written stays.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_graph_backup(
    graph: *const oneid_graph,
    dir: *const c_char,
    dir_size: usize,
    error: *mut *mut oneid_error,
) -> oneid_status {
    with(graph, error, |state| Ok(state.ask()?.backup(input::text("dir", dir, dir_size)?)?))
}

/// Writes operations that make the graph anew, as JSON Lines, into a file that there is not yet: for `oneid_graph_apply` of a graph of the same policy and
/// key, whatever format files have. Values that are retained stand in it in the clear.
///
/// On failure (`ONEID_IO`) the file may hold a part.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_graph_dump(
    graph: *const oneid_graph,
    path: *const c_char,
    path_size: usize,
    error: *mut *mut oneid_error,
) -> oneid_status {
    with(graph, error, |state| {
        let path = input::text("path", path, path_size)?;
        let graph = state.ask()?;
        let mut file = BufWriter::new(File::create_new(path)?);
        graph.dump(|operation| writeln!(file, "{}", operation.to_json()).map_err(Failure::from))?;
        file.into_inner().map_err(|error| Failure::from(error.into_error()))?.sync_all()?;
        Ok(())
    })
}
