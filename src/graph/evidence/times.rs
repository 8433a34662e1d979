//! First and last time seen.

use crate::observation::Timestamp;

/// Bits that a time takes: milliseconds up to the year 2200.
const BITS: u32 = 43;
/// What is kept where no time is known.
const UNKNOWN: u64 = (1 << BITS) - 1;

/// First and last time seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Times {
    first_ms: i64,
    last_ms: i64,
}

impl Times {
    /// Before any time is known.
    const NONE: Times = Times { first_ms: i64::MAX, last_ms: i64::MIN };

    pub(crate) fn at(at: Option<Timestamp>) -> Times {
        at.map_or(Times::NONE, |at| Times {
            first_ms: at.as_millisecond(),
            last_ms: at.as_millisecond(),
        })
    }

    /// From the first to the last, in milliseconds.
    pub(crate) fn spanning((first_ms, last_ms): (i64, i64)) -> Times {
        Times { first_ms, last_ms }
    }

    pub(crate) fn join(self, other: Times) -> Times {
        Times {
            first_ms: self.first_ms.min(other.first_ms),
            last_ms: self.last_ms.max(other.last_ms),
        }
    }

    /// First and last, in milliseconds, if any is known.
    pub(crate) fn span(self) -> Option<(i64, i64)> {
        (self != Times::NONE).then_some((self.first_ms, self.last_ms))
    }

    /// In 43 bits each.
    pub(super) fn pack(self) -> (u64, u64) {
        match self.span() {
            Some((first, last)) => (first.unsigned_abs(), last.unsigned_abs()),
            None => (UNKNOWN, UNKNOWN),
        }
    }

    pub(super) fn unpack(first: i64, last: i64) -> Times {
        if first.unsigned_abs() == UNKNOWN {
            return Times::NONE;
        }
        Times { first_ms: first, last_ms: last }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_packed_without_loss() {
        let times =
            ["1970-01-01T00:00:00Z", "2199-12-31T23:59:59.999Z", "2021-10-22T07:07:35.123Z"]
                .map(|text| Times::at(Some(Timestamp::parse(text).expect("a time"))));
        for times in times.into_iter().chain([Times::NONE, times[0].join(times[1])]) {
            let (first, last) = times.pack();
            assert!(first <= UNKNOWN && last <= UNKNOWN);
            let signed = |packed: u64| i64::try_from(packed).expect("43 bits");
            assert_eq!(Times::unpack(signed(first), signed(last)), times);
        }
    }
}
