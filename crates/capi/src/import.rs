//! Fan-base files, read by a manifest.

use std::ffi::c_char;
use std::path::Path;
use std::sync::Arc;

use oneid::import::{FanBase, FanBaseReport, Manifest};
use oneid::report::{Audience, Reach};
use oneid::{FingerprintKey, IdentityGraph, Operation};
use serde::Serialize;

use crate::entry::{free, plain, with};
use crate::error::oneid_error;
use crate::graph::oneid_graph;
use crate::handle::{Handle, hold};
use crate::input;
use crate::output::Out;
use crate::policy::{oneid_policy, rules};
use crate::status::{Failure, oneid_status};
use crate::text::oneid_text;

/// What fan-base files there are, and how each is read: docs/merge.md. The caller's, to be freed with `oneid_manifest_free`. It never changes, and many threads may
/// use it.
pub struct oneid_manifest {
    _private: [u8; 0],
}

impl Handle for oneid_manifest {
    const KIND: u32 = 0x6d61_6e69;
    const NAME: &'static str = "oneid_manifest";
    type Body = Manifest;
}

/// Rows applied at once.
const BATCH: usize = 1000;

/// What fan bases gave.
#[derive(Serialize)]
struct Imported {
    fan_bases: Vec<FanBaseReport>,
    reach: Reach,
}

/// A fan base, as the manifest says.
#[derive(Serialize)]
struct Entry<'a> {
    name: &'a str,
    platform: &'a str,
    file: &'a str,
    source: &'a str,
    strength: &'static str,
}

impl<'a> From<&'a FanBase> for Entry<'a> {
    fn from(base: &'a FanBase) -> Self {
        Entry {
            name: base.name(),
            platform: base.platform(),
            file: base.file_name(),
            source: base.source(),
            strength: base.strength().as_str(),
        }
    }
}

/// Reads a manifest. `path` is UTF-8; files that it names lie beside it. `policy` takes the place of the one that it names; `NULL`: that one.
///
/// On failure (`ONEID_IO`; `ONEID_IMPORT` and `ONEID_POLICY` with every problem) nothing is written to `manifest`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_manifest_read(
    path: *const c_char,
    path_size: usize,
    policy: *const oneid_policy,
    manifest: *mut *mut oneid_manifest,
    error: *mut *mut oneid_error,
) -> oneid_status {
    plain(error, || {
        let out = Out::new("manifest", manifest)?;
        let path = Path::new(input::text("path", path, path_size)?);
        let policy = if policy.is_null() { None } else { Some((*rules(policy)?).clone()) };
        out.give(Manifest::read(path, policy)?);
        Ok(())
    })
}

/// Gives the policy to merge under: a new handle, the caller's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_manifest_policy(
    manifest: *const oneid_manifest,
    policy: *mut *mut oneid_policy,
    error: *mut *mut oneid_error,
) -> oneid_status {
    with(manifest, error, |manifest| {
        Out::new("policy", policy)?.give(Arc::new(manifest.policy().clone()));
        Ok(())
    })
}

/// Writes what fan bases it names: `[{"name":…,"platform":…,"file":…,"source":…,"strength":…},…]`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_manifest_fan_bases(
    manifest: *const oneid_manifest,
    fan_bases: *mut *mut oneid_text,
    error: *mut *mut oneid_error,
) -> oneid_status {
    with(manifest, error, |manifest| {
        let entries: Vec<Entry<'_>> = manifest.fan_bases().iter().map(Entry::from).collect();
        Out::new("fan_bases", fan_bases)?.json(&entries)
    })
}

/// Reads every fan base into a graph of the manifest's policy, in batches: `{"fan_bases":[…],"reach":{…}}`, with what became of every row, and whom fan bases and platforms
/// reach. Rows whose time is after `now` (milliseconds since 1970) are skipped, and counted.
///
/// On failure (`ONEID_ARGUMENT` if the graph has another policy; `ONEID_IO`, `ONEID_IMPORT` naming file and line) nothing is written, and what has been read before stays in the
/// graph: `oneid_graph_retract_source` takes it back. Memory does not grow with the files.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_graph_import(
    graph: *mut oneid_graph,
    manifest: *const oneid_manifest,
    now: i64,
    report: *mut *mut oneid_text,
    error: *mut *mut oneid_error,
) -> oneid_status {
    with(graph.cast_const(), error, |state| {
        let out = Out::new("report", report)?;
        let held = hold(manifest)?;
        held.check()?;
        let now = input::a_time("now", now)?;
        let mut graph = state.change()?;
        if graph.policy() != held.body.policy() {
            return Err(Failure::argument("the graph has another policy than the manifest"));
        }
        out.json(&import(&mut graph, held.body, state.key(), now)?)
    })
}

fn import(
    graph: &mut IdentityGraph,
    manifest: &Manifest,
    key: &FingerprintKey,
    now: oneid::Timestamp,
) -> Result<Imported, Failure> {
    let policy = manifest.policy();
    let names = manifest.fan_bases().iter().map(|base| (base.name(), base.platform()));
    let mut audience = Audience::new(policy, key, names);
    let mut fan_bases = Vec::new();
    for (place, base) in manifest.fan_bases().iter().enumerate() {
        let mut rows = base.rows(policy, key, now)?;
        let mut batch = Vec::with_capacity(BATCH);
        let failed = |error| Failure::from(error).at(base.file_name());
        while let Some(row) = rows.next_row()? {
            row.fans.iter().for_each(|&fan| audience.add(place, fan));
            batch.push(Operation::from(row.observation));
            if batch.len() == BATCH {
                graph.apply_batch(&batch).map_err(failed)?;
                batch.clear();
            }
        }
        graph.apply_batch(&batch).map_err(failed)?;
        fan_bases.push(rows.report());
    }
    Ok(Imported { fan_bases, reach: audience.reach(graph.profiles())? })
}

/// Frees a manifest; does nothing to `NULL`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_manifest_free(manifest: *mut oneid_manifest) {
    free(manifest);
}
