//! What a graph sets aside for what it holds, reckoned from how it is laid out.
//!
//! Arrays are in segments of at most 4 MiB; the first grows by doubling. Fingerprints are found in tables that are split in two
//! when they are full, nearly all of them at about the same size: the steps in the curve of memory. What depends on the evidence (records
//! that link less than they hold, partners that are counted) is not in it: that is fitted to what was measured.

use super::table::{Parts, Shape};

const SEGMENT_BYTES: u64 = 1 << 22;
/// Tables of fingerprints: slots of eight bytes, at most three quarters taken.
const SLOT_BYTES: u64 = 8;
const FEWEST_SLOTS: u64 = 8;
const MOST_SLOTS: u64 = 1 << 18;
/// Values stand together in groups; the last is still growing.
const GROUP: u64 = 1 << 16;

/// A fingerprint, and what readers see of it.
const ENTRY: u64 = 24;
const STATE: u64 = 4;
const VALUE_END: u64 = 4;
const LIST_OF_RECORDS: u64 = 8;
const SEAT: u64 = 8;
const PROFILE: u64 = 56;
const CREDIT: u64 = 1;
const SOLE: u64 = 4;
const WORD: u64 = 4;
/// Words of a record beside its identifiers, and of each of these.
const RECORD_WORDS: u64 = 6;
const OCCURRENCE_WORDS: u64 = 2;

/// Numbers of identifiers (and stand-ins), and words of records: 32 bits, of which the last says "none".
pub(crate) const MOST_NUMBERS: u64 = u32::MAX as u64 - 1;

/// Bytes by what they are for; `watched` if a rule of the policy is about partners or holders.
pub(crate) fn parts(shape: &Shape, watched: bool) -> Parts {
    let n = shape.identifiers;
    let glance = if watched { array(n, CREDIT) + array(n, SOLE) } else { 0 };
    Parts {
        identifiers: array(n, ENTRY) + array(n, STATE) + tables(n),
        values: values(n, shape.value_bytes) + array(n, VALUE_END),
        records: arena(words(shape)) + array(n, LIST_OF_RECORDS),
        profiles: array(n, SEAT) + array(shape.profiles, PROFILE),
        standings: glance,
    }
}

/// Words that the records take.
pub(crate) fn words(shape: &Shape) -> u64 {
    RECORD_WORDS * shape.records + OCCURRENCE_WORDS * shape.occurrences
}

/// An array in segments.
fn array(len: u64, size: u64) -> u64 {
    let per_segment = 1 << (SEGMENT_BYTES / size).ilog2();
    let room = if len <= per_segment {
        len.max(4).next_power_of_two()
    } else {
        len.next_multiple_of(per_segment)
    };
    room * size
}

/// The words of records: as an array, but its first segment grows by runs, to anything between its length and twice that.
fn arena(words: u64) -> u64 {
    let segment = SEGMENT_BYTES / WORD;
    if words < segment { (words + words / 2).min(segment) * WORD } else { array(words, WORD) }
}

fn tables(len: u64) -> u64 {
    let most = |slots: u64| slots / 4 * 3;
    let mut slots = FEWEST_SLOTS;
    while slots < MOST_SLOTS && most(slots) < len {
        slots *= 2;
    }
    let tables = len.div_ceil(most(slots)).max(1).next_power_of_two();
    tables * slots * SLOT_BYTES
}

/// Whole groups have no room to spare; the last has half as much again as it needs, on average.
fn values(len: u64, bytes: u64) -> u64 {
    let in_last = len % GROUP;
    let of_last = u128::from(bytes) * u128::from(in_last) / u128::from(len.max(1));
    // No more than all bytes.
    bytes + u64::try_from(of_last / 2).unwrap_or(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrays_double_up_to_a_segment_and_then_grow_by_segments() {
        assert_eq!(array(0, 4), 16);
        assert_eq!(array(5, 4), 32);
        assert_eq!(array(1 << 20, 4), 1 << 22);
        assert_eq!(array((1 << 20) + 1, 4), 2 << 22);
        assert_eq!(array(5 << 20, 4), 5 << 22);
        // 65,536 of 48 bytes: the largest power of two that a segment holds.
        assert_eq!(array(65_537, 48), 2 * 65_536 * 48);
    }

    #[test]
    fn tables_are_split_at_three_quarters() {
        assert_eq!(tables(6), 64);
        assert_eq!(tables(7), 128);
        assert_eq!(tables(196_608), 1 << 21);
        assert_eq!(tables(196_609), 2 << 21);
        assert_eq!(tables(1_000_000), 8 << 21);
    }
}
