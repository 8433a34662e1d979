//! Numbers that look random and are the same at every run.

/// SplitMix64: small, and good enough to invent customers with.
#[derive(Clone, Debug)]
pub(super) struct Rng(u64);

impl Rng {
    /// The numbers of one thing among many that have the seed in common.
    pub(super) fn of(seed: u64, number: u64) -> Self {
        let mut rng = Rng(seed ^ number.wrapping_mul(0xd6e8_feb8_6659_fd93));
        Rng(rng.next_u64())
    }

    pub(super) fn next_u64(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `bound`, which is above zero.
    pub(super) fn below(&mut self, bound: u64) -> u64 {
        self.next_u64() % bound
    }

    /// True so many times in a thousand.
    pub(super) fn permille(&mut self, times: u32) -> bool {
        self.below(1000) < u64::from(times)
    }

    /// One of these, each as likely as its weight says; they are not empty.
    pub(super) fn weighted<T: Copy>(&mut self, items: &[(T, u32)]) -> T {
        let mut rest = self.below(items.iter().map(|(_, weight)| u64::from(*weight)).sum());
        for &(item, weight) in items {
            match rest.checked_sub(u64::from(weight)) {
                Some(less) => rest = less,
                None => return item,
            }
        }
        items[0].0
    }

    /// The first `count` of these become a random choice of all, in random order.
    pub(super) fn shuffle_first<T>(&mut self, items: &mut [T], count: usize) {
        for place in 0..count.min(items.len()) {
            let rest = items.len() - place;
            // Less than a length, so it fits.
            let step = usize::try_from(self.below(rest as u64)).unwrap_or_default();
            items.swap(place, place + step);
        }
    }
}
