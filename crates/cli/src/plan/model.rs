//! What measured graphs say of graphs of other sizes.

use serde::Serialize;

use super::disk::DiskModel;
use super::fit::{Line, factor, worst};
use super::structure;
use super::table::{Measured, Parts, Point, Shape};
use crate::error::Failure;

/// Memory as it is laid out, with what the evidence adds; times as straight lines in the logarithm of the size.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Model {
    watched: bool,
    /// Bytes for each identifier that the layout does not tell, by what they are for.
    pub(crate) beside_bytes: [f64; Parts::NAMES.len()],
    /// The largest error of the total, as a part of what was measured.
    pub(crate) memory_worst_error: f64,
    /// Of what the graph sets aside: what the process takes, and the most while a policy is applied anew.
    pub(crate) resident: Option<Line>,
    pub(crate) peak: Option<Line>,
    /// Nanoseconds, by log2 of the identifiers: for each occurrence loaded; for each with the policy applied anew; for a lookup.
    pub(crate) load_ns: Line,
    pub(crate) anew_ns: Line,
    pub(crate) lookup_ns: Line,
    /// Of files, if they were measured.
    pub(crate) disk: Option<DiskModel>,
}

impl Model {
    /// # Errors
    ///
    /// Fewer than two different sizes.
    pub(crate) fn fit(measured: &Measured) -> Result<Self, Failure> {
        let points = &measured.points;
        let by_size = |ns: fn(&Point) -> f64| {
            let points: Vec<(f64, f64)> = points.iter().map(|p| (log2(&p.shape), ns(p))).collect();
            let few = || Failure::new("graphs of two different sizes at least have to be measured");
            Line::through(&points).ok_or_else(few)
        };
        let by_memory = |bytes: fn(&Point) -> Option<u64>| {
            let all = points.iter().map(|p| Some((p.memory.total() as f64, bytes(p)? as f64)));
            all.collect::<Option<Vec<_>>>().and_then(|points| Line::through(&points))
        };
        let mut model = Model {
            watched: measured.watched,
            beside_bytes: beside(points, measured.watched),
            memory_worst_error: 0.0,
            resident: by_memory(|point| point.resident_bytes),
            peak: by_memory(|point| point.peak_bytes),
            load_ns: by_size(Point::load_ns_each)?,
            anew_ns: by_size(Point::anew_ns_each)?,
            lookup_ns: by_size(|point| point.lookup_ns)?,
            disk: DiskModel::fit(points),
        };
        let totals = points.iter().map(|point| (&point.shape, point.memory.total()));
        let totals =
            totals.map(|(shape, bytes)| (model.memory(shape).total() as f64, bytes as f64));
        model.memory_worst_error = worst(totals);
        Ok(model)
    }

    /// What a graph of this shape sets aside.
    pub(crate) fn memory(&self, shape: &Shape) -> Parts {
        let mut bytes = structure::parts(shape, self.watched).array();
        for (bytes, beside) in bytes.iter_mut().zip(self.beside_bytes) {
            *bytes = whole(*bytes as f64 + beside * shape.identifiers as f64);
        }
        Parts::of(bytes)
    }

    /// What the process takes where a graph sets so many bytes aside; never less than these.
    pub(crate) fn resident_bytes(&self, used: u64) -> Option<u64> {
        Some(whole(self.resident?.at(used as f64)).max(used))
    }

    /// The most that the process takes while a policy is applied anew.
    pub(crate) fn peak_bytes(&self, used: u64) -> Option<u64> {
        Some(whole(self.peak?.at(used as f64)).max(used))
    }

    /// Nanoseconds for an occurrence, on average from nothing to this size.
    pub(crate) fn load_ns_each(&self, shape: &Shape) -> f64 {
        self.load_ns.at(log2(shape)).max(0.0)
    }

    /// Nanoseconds for one more occurrence at this size: the load grows by so much.
    pub(crate) fn next_ns(&self, shape: &Shape) -> f64 {
        // The derivative of n * (a + b * log2(n)).
        (self.load_ns.at(log2(shape)) + self.load_ns.slope / std::f64::consts::LN_2).max(0.0)
    }

    pub(crate) fn anew_ns_each(&self, shape: &Shape) -> f64 {
        self.anew_ns.at(log2(shape)).max(0.0)
    }

    pub(crate) fn lookup_ns(&self, shape: &Shape) -> f64 {
        self.lookup_ns.at(log2(shape)).max(0.0)
    }
}

pub(super) fn log2(shape: &Shape) -> f64 {
    (shape.identifiers.max(1) as f64).log2()
}

/// Bytes for each identifier, by what they are for, of what the layout does not tell.
fn beside(points: &[Point], watched: bool) -> [f64; Parts::NAMES.len()] {
    std::array::from_fn(|part| {
        let rest = points.iter().map(|point| {
            let told = structure::parts(&point.shape, watched).array()[part];
            (point.shape.identifiers as f64, point.memory.array()[part] as f64 - told as f64)
        });
        factor(&rest.collect::<Vec<_>>())
    })
}

/// A number to the whole; what is negative is zero.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "such a cast goes to the nearest number that there is"
)]
pub(crate) fn whole(number: f64) -> u64 {
    number.round() as u64
}

#[cfg(test)]
mod tests {
    use super::super::disk::Files;
    use super::*;

    /// As a graph would be whose times and bytes follow a rule without any noise.
    fn point(identifiers: u64) -> Point {
        let n = identifiers;
        let shape = Shape {
            identifiers: n,
            records: 2 * n,
            occurrences: 5 * n,
            value_bytes: 20 * n,
            profiles: n / 4,
        };
        let mut memory = structure::parts(&shape, true);
        memory.records += 7 * n;
        let each = 100.0 + 40.0 * log2(&shape);
        Point {
            observations: 2 * n,
            observed: 5 * n,
            shape,
            memory,
            resident_bytes: Some(3_000_000 + memory.total() / 10 * 11),
            peak_bytes: None,
            load_ns: whole(each * 5.0 * n as f64),
            anew_ns: whole(250.0 * 5.0 * n as f64),
            lookup_ns: 30.0 * log2(&shape) - 10.0,
            files: Some(Files {
                journal_bytes: 5 * n * 30,
                compacted_bytes: 2 * n * 37,
                snapshot_bytes: 2 * n * 29,
                open_ns: whole((20.0 + 10.0 * log2(&shape)) * 5.0 * n as f64),
            }),
        }
    }

    fn measured(sizes: &[u64]) -> Measured {
        Measured {
            machine: String::new(),
            date: String::new(),
            version: String::new(),
            policy: String::new(),
            watched: true,
            points: sizes.iter().map(|&size| point(size)).collect(),
        }
    }

    fn near(a: f64, b: f64) -> bool {
        (a - b).abs() <= 1e-3 * b.abs().max(1.0)
    }

    #[test]
    fn a_rule_without_noise_is_found_again() {
        let model = Model::fit(&measured(&[10_000, 20_000, 40_000, 90_000])).expect("sizes enough");
        let lines = [
            (&model.load_ns, 100.0, 40.0),
            (&model.anew_ns, 250.0, 0.0),
            (&model.lookup_ns, -10.0, 30.0),
        ];
        for (line, intercept, slope) in lines {
            assert!(near(line.intercept, intercept) && near(line.slope, slope), "{line:?}");
            assert!(line.worst_error < 1e-3);
        }
        assert!(near(model.beside_bytes[2], 7.0), "{:?}", model.beside_bytes);
        assert!(model.memory_worst_error < 1e-6);
        assert!(near(model.resident.expect("it was measured").slope, 1.1));
        assert_eq!(model.peak, None);
        let disk = model.disk.expect("it was measured");
        let each = [disk.journal_bytes_each, disk.compacted_bytes_each, disk.snapshot_bytes_each];
        assert!(each.into_iter().zip([30.0, 37.0, 29.0]).all(|(a, b)| near(a, b)), "{disk:?}");
        assert!(near(disk.open_ns.intercept, 20.0) && near(disk.open_ns.slope, 10.0), "{disk:?}");
        // Far beyond what was measured.
        let far = point(5_000_000);
        assert!(near(model.memory(&far.shape).total() as f64, far.memory.total() as f64));
        assert!(near(model.load_ns_each(&far.shape), far.load_ns_each()));
        // One more costs the average and what all others have become dearer by.
        let (more, n) = (point(5_000_100), far.shape.identifiers as f64);
        let grown = (more.load_ns - far.load_ns) as f64 / 500.0;
        assert!(near(model.next_ns(&far.shape), grown), "{grown} at {n}");
    }

    #[test]
    fn one_size_says_nothing_of_others() {
        assert!(Model::fit(&measured(&[10_000, 10_000])).is_err());
        assert!(Model::fit(&measured(&[])).is_err());
    }
}
