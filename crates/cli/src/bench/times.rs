//! How long each operation took: a histogram for each kind.

use std::time::Duration;

use hdrhistogram::{CreationError, Histogram};
use serde::Serialize;

use super::mix::Kind;

/// Longer than an hour is told as an hour.
const LONGEST_NS: u64 = 3_600_000_000_000;
/// Times are kept to three digits.
const DIGITS: u8 = 3;

/// Times of operations, by kind.
pub(super) struct Times {
    histograms: Vec<Histogram<u64>>,
    /// In all, exactly.
    whole_ns: [u128; Kind::ALL.len()],
}

/// What is told of one kind.
#[derive(Serialize)]
pub(super) struct Summary {
    pub(super) kind: Kind,
    pub(super) count: u64,
    pub(super) per_second: f64,
    pub(super) p50_ns: u64,
    pub(super) p99_ns: u64,
    pub(super) p999_ns: u64,
    pub(super) max_ns: u64,
}

impl Times {
    /// # Errors
    ///
    /// None with these bounds, says the histogram; it is for it to know.
    pub(super) fn new() -> Result<Self, CreationError> {
        let one = |_| Histogram::new_with_bounds(1, LONGEST_NS, DIGITS);
        let histograms = Kind::ALL.into_iter().map(one).collect::<Result<_, _>>()?;
        Ok(Times { histograms, whole_ns: [0; Kind::ALL.len()] })
    }

    pub(super) fn add(&mut self, kind: Kind, time: Duration) {
        let ns = time.as_nanos();
        self.whole_ns[kind.index()] += ns;
        self.histograms[kind.index()].saturating_record(u64::try_from(ns).unwrap_or(u64::MAX));
    }

    /// Of each kind that was done.
    pub(super) fn summaries(&self) -> Vec<Summary> {
        let done = Kind::ALL.into_iter().filter(|kind| !self.histograms[kind.index()].is_empty());
        done.map(|kind| self.summary(kind)).collect()
    }

    fn summary(&self, kind: Kind) -> Summary {
        let histogram = &self.histograms[kind.index()];
        Summary {
            kind,
            count: histogram.len(),
            per_second: rate(histogram.len(), self.whole_ns[kind.index()]),
            p50_ns: histogram.value_at_quantile(0.5),
            p99_ns: histogram.value_at_quantile(0.99),
            p999_ns: histogram.value_at_quantile(0.999),
            max_ns: histogram.max(),
        }
    }

    /// Operations of all kinds a second, while operations were done.
    pub(super) fn per_second(&self) -> f64 {
        let count = self.histograms.iter().map(Histogram::len).sum();
        rate(count, self.whole_ns.iter().sum())
    }
}

fn rate(count: u64, ns: u128) -> f64 {
    // A clock that did not move tells no rate; a nanosecond does no harm.
    count as f64 * 1e9 / ns.max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_those_of_what_was_put_in() {
        let mut times = Times::new().expect("bounds that are allowed");
        for micros in 1..=1000 {
            times.add(Kind::Lookup, Duration::from_micros(micros));
        }
        times.add(Kind::Retract, Duration::from_secs(7200));
        let [lookup, retract] = &times.summaries()[..] else { panic!("two kinds were done") };
        let near = |ns: u64, expected: u64| ns.abs_diff(expected) * 500 <= expected;
        assert_eq!((lookup.kind, lookup.count), (Kind::Lookup, 1000));
        assert!(near(lookup.p50_ns, 500_000), "{}", lookup.p50_ns);
        assert!(near(lookup.p99_ns, 990_000), "{}", lookup.p99_ns);
        assert!(near(lookup.p999_ns, 999_000), "{}", lookup.p999_ns);
        assert!(near(lookup.max_ns, 1_000_000), "{}", lookup.max_ns);
        // 1,000 in 500.5 milliseconds.
        assert!((lookup.per_second - 1998.0).abs() < 1.0, "{}", lookup.per_second);
        assert!(near(retract.max_ns, LONGEST_NS), "{}", retract.max_ns);
        assert!((times.per_second() - 1001.0 / 7200.5005).abs() < 1e-6);
    }
}
