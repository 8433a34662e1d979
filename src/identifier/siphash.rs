//! SipHash-2-4 with 128 bits, of texts that begin alike: the beginning is hashed once.

/// The state after a beginning. `Debug` is not derived: it holds the key.
#[derive(Clone, Copy)]
pub(super) struct SipHash {
    lanes: [u64; 4],
    /// The last bytes, fewer than eight, in the lowest places.
    tail: u64,
    /// Bytes so far.
    len: usize,
}

impl SipHash {
    pub(super) fn new(key: [u8; 16]) -> Self {
        let bits = u128::from_le_bytes(key);
        #[allow(clippy::cast_possible_truncation, reason = "its two halves")]
        let (low, high) = (bits as u64, (bits >> 64) as u64);
        let lanes = [
            low ^ 0x736f_6d65_7073_6575,
            high ^ 0x646f_7261_6e64_6f6d ^ 0xee,
            low ^ 0x6c79_6765_6e65_7261,
            high ^ 0x7465_6462_7974_6573,
        ];
        SipHash { lanes, tail: 0, len: 0 }
    }

    /// The state after more bytes.
    #[inline]
    pub(super) fn with(self, bytes: &[u8]) -> Self {
        let SipHash { mut lanes, mut tail, len } = self;
        let bits = len % 8 * 8;
        let (eights, rest) = bytes.as_chunks::<8>();
        for &eight in eights {
            let eight = u64::from_le_bytes(eight);
            take(&mut lanes, tail | eight << bits);
            tail = eight >> 1 >> (63 - bits);
        }
        let last = last_bytes(bytes, rest);
        let held = tail | last << bits;
        tail = held;
        if bits + 8 * rest.len() >= 64 {
            take(&mut lanes, held);
            tail = last >> 1 >> (63 - bits);
        }
        SipHash { lanes, tail, len: len + bytes.len() }
    }

    /// The hash of the beginning and the last bytes.
    #[inline]
    pub(super) fn finish(self, bytes: &[u8]) -> u128 {
        let SipHash { mut lanes, tail, len } = self.with(bytes);
        take(&mut lanes, tail | (len as u64) << 56);
        lanes[2] ^= 0xee;
        rounds::<4>(&mut lanes);
        let low = lanes[0] ^ lanes[1] ^ lanes[2] ^ lanes[3];
        lanes[1] ^= 0xdd;
        rounds::<4>(&mut lanes);
        let high = lanes[0] ^ lanes[1] ^ lanes[2] ^ lanes[3];
        u128::from(high) << 64 | u128::from(low)
    }
}

#[inline]
fn take(lanes: &mut [u64; 4], word: u64) {
    lanes[3] ^= word;
    rounds::<2>(lanes);
    lanes[0] ^= word;
}

/// The bytes after the last whole eight, in the lowest places.
#[inline]
fn last_bytes(bytes: &[u8], rest: &[u8]) -> u64 {
    match bytes.last_chunk::<8>() {
        Some(_) if rest.is_empty() => 0,
        Some(&eight) => u64::from_le_bytes(eight) >> (64 - 8 * rest.len()),
        None => rest.iter().rev().fold(0, |all, &byte| all << 8 | u64::from(byte)),
    }
}

#[inline]
fn rounds<const COUNT: usize>(lanes: &mut [u64; 4]) {
    let [mut a, mut b, mut c, mut d] = *lanes;
    for _ in 0..COUNT {
        a = a.wrapping_add(b);
        c = c.wrapping_add(d);
        b = b.rotate_left(13) ^ a;
        d = d.rotate_left(16) ^ c;
        a = a.rotate_left(32);
        c = c.wrapping_add(b);
        a = a.wrapping_add(d);
        b = b.rotate_left(17) ^ c;
        d = d.rotate_left(21) ^ a;
        c = c.rotate_left(32);
    }
    *lanes = [a, b, c, d];
}

#[cfg(test)]
mod tests {
    use std::hash::Hasher as _;

    use siphasher::sip128::{Hasher128 as _, SipHasher24};

    use super::*;

    /// However a text is cut in two, the hash is that of another implementation.
    #[test]
    fn hashes_are_those_of_another_implementation() {
        let bytes: Vec<u8> = (0..300_u32).map(|number| (number * 37 % 251) as u8).collect();
        let key = *b"0123456789abcdef";
        for len in (0..70).chain([255, 256, 257, 300]) {
            let mut other = SipHasher24::new_with_key(&key);
            other.write(&bytes[..len]);
            let expected = other.finish128().as_u128();
            for cut in 0..=len.min(20) {
                let hash = SipHash::new(key).with(&bytes[..cut]).finish(&bytes[cut..len]);
                assert_eq!(hash, expected, "{len} bytes cut at {cut}");
            }
        }
    }
}
