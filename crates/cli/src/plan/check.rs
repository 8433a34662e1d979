//! A forecast for one more size, beside what is measured there.

use serde::Serialize;

use super::model::{Model, whole};
use super::table::Point;

/// What was foretold of a graph that the model does not know.
#[derive(Serialize)]
pub(super) struct Check {
    pub(super) observations: u64,
    pub(super) identifiers: u64,
    pub(super) foretold: Vec<Foretold>,
}

#[derive(Serialize)]
pub(super) struct Foretold {
    pub(super) what: &'static str,
    /// Bytes, else nanoseconds.
    pub(super) is_bytes: bool,
    pub(super) foretold: f64,
    pub(super) measured: f64,
    /// As a part of what was measured: above zero if too much was foretold.
    pub(super) error: f64,
}

impl Check {
    pub(super) fn new(model: &Model, point: &Point) -> Self {
        let used = model.memory(&point.shape).total();
        let observed = point.observed as f64;
        let memory = [
            ("memory used", Some(used), Some(point.memory.total())),
            ("memory resident", model.resident_bytes(used), point.resident_bytes),
            ("most memory", model.peak_bytes(used), point.peak_bytes),
        ];
        let memory = memory.into_iter().filter_map(|(what, foretold, measured)| {
            Some(Foretold::new(what, true, foretold? as f64, measured? as f64))
        });
        let times = [
            ("load", model.load_ns_each(&point.shape) * observed, point.load_ns as f64),
            ("a policy anew", model.anew_ns_each(&point.shape) * observed, point.anew_ns as f64),
            ("a lookup", model.lookup_ns(&point.shape), point.lookup_ns),
        ];
        let files = model.disk.zip(point.files).into_iter().flat_map(|(model, files)| {
            let records = point.shape.records as f64;
            let bytes = [
                ("journal", model.journal_bytes_each * observed, files.journal_bytes),
                ("journal, compacted", model.compacted_bytes_each * records, files.compacted_bytes),
                ("snapshot", model.snapshot_bytes_each * records, files.snapshot_bytes),
            ];
            bytes.map(|(what, foretold, measured)| {
                Foretold::new(what, true, foretold, measured as f64)
            })
        });
        let opening = model.disk.zip(point.files).map(|(model, files)| {
            let foretold = model.open_ns_each(&point.shape) * point.shape.occurrences as f64;
            Foretold::new("opening", false, foretold, files.open_ns as f64)
        });
        let times = times
            .into_iter()
            .map(|(what, foretold, measured)| Foretold::new(what, false, foretold, measured));
        Check {
            observations: point.observations,
            identifiers: point.shape.identifiers,
            foretold: memory.chain(files).chain(times).chain(opening).collect(),
        }
    }
}

impl Foretold {
    fn new(what: &'static str, is_bytes: bool, foretold: f64, measured: f64) -> Self {
        Foretold { what, is_bytes, foretold, measured, error: foretold / measured - 1.0 }
    }

    /// What was foretold, and what was measured, with units.
    pub(super) fn told(&self) -> [String; 2] {
        [self.foretold, self.measured].map(|number| match self.is_bytes {
            true => super::units::bytes(whole(number)),
            false => super::units::duration(number / 1e9),
        })
    }
}
