//! Numbers that look random and are the same for the same seed, so that what failed can be run again.

/// SplitMix64.
#[derive(Clone, Debug)]
pub(crate) struct Rng(u64);

impl Rng {
    pub(crate) fn new(seed: u64) -> Self {
        Rng(seed)
    }

    pub(crate) fn next_u64(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `bound`, which is above zero.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        let number = self.next_u64() % bound as u64;
        usize::try_from(number).expect("it is below a `usize`")
    }

    /// True so many times in ten.
    pub(crate) fn tenths(&mut self, times: usize) -> bool {
        self.below(10) < times
    }

    /// True as often as false.
    pub(crate) fn coin(&mut self) -> bool {
        self.tenths(5)
    }

    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for place in (1..items.len()).rev() {
            items.swap(place, self.below(place + 1));
        }
    }
}

#[test]
fn numbers_are_those_of_splitmix64() {
    let mut rng = Rng::new(1_234_567);
    let numbers = [rng.next_u64(), rng.next_u64(), rng.next_u64()];
    assert_eq!(
        numbers,
        [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]
    );
}
