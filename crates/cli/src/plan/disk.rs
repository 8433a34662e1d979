//! What a graph takes on a disk, and how soon it is open again.

use std::path::{Path, PathBuf};
use std::{fs, process};

use oneid::{Durability, Error, FingerprintKey, IdentityGraph, OpenOptions, Operation, Policy};
use serde::{Deserialize, Serialize};

use super::fit::{Line, factor};
use super::forecast::Asked;
use super::model::{log2, whole};
use super::one::{KEY, Load};
use super::table::{Point, Shape};
use super::units::{bytes, digits, duration, percent};
use crate::clock::Clock;

/// The files of one graph, measured.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Files {
    /// Of the journal, with every observation as it came; and compacted.
    pub(crate) journal_bytes: u64,
    pub(crate) compacted_bytes: u64,
    pub(crate) snapshot_bytes: u64,
    /// Processor time to open the graph from its snapshot.
    pub(crate) open_ns: u64,
}

/// A directory that goes with the value.
struct Place(PathBuf);

impl Drop for Place {
    fn drop(&mut self) {
        // What is left of it is in the directory for what is temporary.
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Loads a world into a graph in files, and measures these.
///
/// # Errors
///
/// Those of the graph: there may be no room.
pub(super) fn measure(
    policy: &Policy,
    world: impl Iterator<Item = Operation>,
) -> Result<Files, Error> {
    let place = Place(std::env::temp_dir().join(format!("oneid-plan-{}", process::id())));
    let options = OpenOptions::new(FingerprintKey::from_bytes(KEY)).durability(Durability::None);
    let mut load =
        Load::new(IdentityGraph::open(&place.0, &options.clone().policy(policy.clone()))?);
    load.world(world)?;
    load.graph.snapshot()?.write()?;
    load.graph.close()?;
    let [journal_bytes, snapshot_bytes] =
        ["journal-", "snapshot-"].map(|beginning| size(&place.0, beginning));
    let clock = Clock::start();
    let mut graph = IdentityGraph::open(&place.0, &options)?;
    let open_ns = clock.ns();
    graph.compact()?;
    graph.close()?;
    let compacted_bytes = size(&place.0, "journal-");
    Ok(Files { journal_bytes, compacted_bytes, snapshot_bytes, open_ns })
}

fn size(dir: &Path, beginning: &str) -> u64 {
    let entries = fs::read_dir(dir).into_iter().flatten().flatten();
    let ours = entries.filter(|entry| entry.file_name().to_string_lossy().starts_with(beginning));
    ours.filter_map(|entry| entry.metadata().ok()).map(|metadata| metadata.len()).sum()
}

/// What measured files say of those of other sizes.
#[derive(Clone, Copy, Debug, Serialize)]
pub(crate) struct DiskModel {
    /// Bytes for each identifier of an observation that comes in.
    pub(crate) journal_bytes_each: f64,
    /// Bytes for each record.
    pub(crate) compacted_bytes_each: f64,
    pub(crate) snapshot_bytes_each: f64,
    /// Nanoseconds for each occurrence, by log2 of the identifiers.
    pub(crate) open_ns: Line,
}

impl DiskModel {
    /// Nothing if the files were not measured.
    pub(super) fn fit(points: &[Point]) -> Option<Self> {
        let of = |bytes: fn(&Files) -> u64, by: fn(&Point) -> u64| {
            let all = points
                .iter()
                .map(|point| Some((by(point) as f64, bytes(point.files.as_ref()?) as f64)));
            all.collect::<Option<Vec<_>>>().map(|points| factor(&points))
        };
        let opened = points.iter().map(|point| {
            let occurrences = point.shape.occurrences.max(1) as f64;
            Some((log2(&point.shape), point.files.as_ref()?.open_ns as f64 / occurrences))
        });
        Some(DiskModel {
            journal_bytes_each: of(|files| files.journal_bytes, |point| point.observed)?,
            compacted_bytes_each: of(|files| files.compacted_bytes, |point| point.shape.records)?,
            snapshot_bytes_each: of(|files| files.snapshot_bytes, |point| point.shape.records)?,
            open_ns: Line::through(&opened.collect::<Option<Vec<_>>>()?)?,
        })
    }

    pub(super) fn open_ns_each(&self, shape: &Shape) -> f64 {
        self.open_ns.at(log2(shape)).max(0.0)
    }

    pub(super) fn formulas(&self) -> [String; 3] {
        let each = [self.journal_bytes_each, self.compacted_bytes_each, self.snapshot_bytes_each];
        let [journal, compacted, snapshot] = each.map(digits);
        let Line { intercept, slope, worst_error } = self.open_ns;
        [
            format!(
                "journal = {journal} bytes an identifier of an observation; compacted {compacted} a record"
            ),
            format!("snapshot = {snapshot} bytes a record"),
            format!(
                "opening, an occurrence = {} {} {}·log2(identifiers) ns; largest error {}",
                digits(intercept),
                if slope < 0.0 { '−' } else { '+' },
                digits(slope.abs()),
                percent(worst_error)
            ),
        ]
    }
}

/// What a graph takes on a disk.
#[derive(Clone, Copy, Debug, Serialize)]
pub(crate) struct Disk {
    /// What a day's events add to the journal.
    pub(crate) journal_bytes_per_day: u64,
    /// The journal, just compacted.
    pub(crate) compacted_bytes: u64,
    pub(crate) snapshot_bytes: u64,
    /// From a snapshot, on one core.
    pub(crate) open_seconds: f64,
}

impl Disk {
    pub(super) fn new(asked: &Asked, shape: &Shape, model: &DiskModel) -> Self {
        let a_day = asked.events_per_day * asked.ids_per_record * model.journal_bytes_each;
        let records = shape.records as f64;
        Disk {
            journal_bytes_per_day: whole(a_day),
            compacted_bytes: whole(records * model.compacted_bytes_each),
            snapshot_bytes: whole(records * model.snapshot_bytes_each),
            open_seconds: shape.occurrences as f64 * model.open_ns_each(shape) / 1e9,
        }
    }

    /// In words, and how much.
    pub(super) fn told(&self) -> [(&'static str, String); 4] {
        [
            ("journal, compacted", bytes(self.compacted_bytes)),
            ("journal, more each day", bytes(self.journal_bytes_per_day)),
            ("snapshot", bytes(self.snapshot_bytes)),
            ("opening, from the snapshot", duration(self.open_seconds)),
        ]
    }
}
