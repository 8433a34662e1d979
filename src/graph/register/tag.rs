//! Where an identifier is looked for.

#![allow(
    clippy::cast_possible_truncation,
    reason = "numbers are packed into bits, whose widths are stated"
)]

use crate::identifier::FingerprintKey;
use crate::profile::ProfileId;

/// 32 bits of a hash that nobody can aim at who does not know the key, although fingerprints may be given as such.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Tag(pub(super) u32);

impl Tag {
    /// For other tables that go by the same.
    pub(crate) fn hash(self) -> u64 {
        u64::from(self.0) << 32 | u64::from(self.0)
    }

    /// So many of its first bits.
    pub(super) fn first_bits(self, count: u32) -> usize {
        (u64::from(self.0) << count >> 32) as usize
    }

    /// What is left of it after so many bits, as a place among 2^`bits`.
    pub(super) fn place_after(self, count: u32, bits: u32) -> usize {
        let rest = (u64::from(self.0) << count & u64::from(u32::MAX)) as usize;
        rest << bits >> 32
    }

    pub(super) fn bit_after(self, count: u32) -> usize {
        (self.0 >> (31 - count) & 1) as usize
    }
}

/// What makes tags of profile ids.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tagging([u64; 2]);

impl Tagging {
    pub(super) fn new(key: &FingerprintKey) -> Self {
        let seed = |name: &str| key.fingerprint("finder", None, name).0;
        Tagging([seed("low"), seed("high")].map(|seed| (seed >> 64) as u64 ^ seed as u64))
    }

    #[inline]
    pub(super) fn tag(self, id: ProfileId) -> Tag {
        let bits = u128::from_be_bytes(id.as_bytes());
        let (low, high) = (bits as u64 ^ self.0[0], (bits >> 64) as u64 ^ self.0[1]);
        let product = u128::from(low) * u128::from(high);
        Tag(((product >> 64) as u64 ^ product as u64).rotate_left(20) as u32)
    }
}
