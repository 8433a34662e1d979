//! At most how many nodes of one scope a set holds, in eight bytes.

use super::index::ScopeIndex;

/// Sixteen counts of four bits; a scope has the one of its number, with others. What is counted to 15 may be any number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally(u64);

const EVEN: u64 = 0x0f0f_0f0f_0f0f_0f0f;
const OVER: u64 = EVEN / 15 * 16;
const FULL: u32 = 15;

impl Tally {
    pub(crate) fn of(scope: ScopeIndex) -> Self {
        Tally(1 << (scope.index() % 16 * 4))
    }

    /// Of two sets that have nothing in common.
    pub(crate) fn and(self, other: Tally) -> Self {
        let sum = |shift: u32| {
            let sum = (self.0 >> shift & EVEN) + (other.0 >> shift & EVEN);
            let over = sum >> 4 & EVEN;
            (sum | (over * 15)) & EVEN
        };
        Tally(sum(0) | sum(4) << 4)
    }

    /// Whether surely no more nodes than this are of one scope.
    pub(crate) fn is_at_most(self, most: u32) -> bool {
        let spare = u64::from(FULL - most.min(FULL - 1)) * (EVEN / 15);
        let over = |shift: u32| ((self.0 >> shift & EVEN) + spare) & OVER;
        over(0) | over(4) == 0
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    #[test]
    fn no_scope_has_more_than_the_most() {
        let mut state = 7_u32;
        for len in 0..60_usize {
            let mut counts: HashMap<u32, u32> = HashMap::new();
            let mut halves = [Tally::default(); 2];
            for turn in 0..len {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let scope = state >> 27;
                *counts.entry(scope).or_default() += 1;
                let half = &mut halves[turn % 2];
                *half = half.and(Tally::of(ScopeIndex(scope)));
            }
            let most = counts.values().copied().max().unwrap_or(0);
            let both = halves[0].and(halves[1]);
            assert!((0..most).all(|fewer| !both.is_at_most(fewer)), "{both:?}");
            assert!(len >= 15 || both.is_at_most(u32::try_from(len).unwrap_or(u32::MAX)));
        }
    }

    #[test]
    fn one_scope_is_counted_exactly_up_to_fourteen() {
        let of =
            |count| (0..count).fold(Tally::default(), |all, _| all.and(Tally::of(ScopeIndex(3))));
        for count in 0..15 {
            assert!((0..40).all(|most| of(count).is_at_most(most) == (count <= most)));
        }
        let many = [of(15), of(40), of(9).and(of(8))];
        assert!(many.iter().all(|tally| !tally.is_at_most(u32::MAX)));
    }
}
