//! What measured graphs say of graphs of other sizes.

use serde::Serialize;

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

fn log2(shape: &Shape) -> f64 {
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
