//! The state of a graph as bytes, in parts of which each can be read by itself once those before it have been.

mod read;
mod write;

use crate::change::ChangeKind;

pub(crate) use self::read::Keys;
pub(super) use self::read::Reading;
pub(super) use self::write::write;

/// What a part holds: its first byte.
mod section {
    pub(super) const HEAD: u8 = 1;
    pub(super) const SCOPES: u8 = 2;
    pub(super) const SOURCES: u8 = 3;
    pub(super) const IDENTIFIERS: u8 = 4;
    pub(super) const RECORDS: u8 = 5;
    pub(super) const SEPARATIONS: u8 = 6;
    pub(super) const LEVELS: u8 = 7;
    pub(super) const REASSIGNED: u8 = 8;
    pub(super) const PROFILES: u8 = 9;
    pub(super) const CHANGES: u8 = 10;
    pub(super) const REFUSED: u8 = 11;
}

/// The checksum of the parts of a state so far, with one more; that of none is 0. The end of a state is the checksum of all.
fn with_part(sum: u32, part: &[u8]) -> u32 {
    let mut hasher = crc32fast::Hasher::new_with_initial(sum);
    hasher.update(part);
    hasher.finalize()
}

/// By which rules standings and profiles were found. A state of other rules is read all the same: they are found anew.
const RESOLUTION: u64 = 1;

/// Of an identifier: its fingerprint follows, and not its value.
const UNSEEN: u64 = 1;
/// Of an identifier: only changes name it.
const FORGOTTEN: u64 = 2;
/// Of an identifier: its partners are within its profile, but for a number that follows.
const WITHIN: u64 = 4;
/// Bits of an identifier before its scope.
const ID_BITS: u32 = 3;
/// Of a record, beside its strength.
const HAS_TIMES: u8 = 0x08;
const HAS_TRAITS: u8 = 0x10;
/// Of a record: all that it holds stands in it as it is. Neither: nothing does.
const EVERYTHING: u8 = 0x20;
const OTHER: u8 = 0x40;
/// Of a trait: its newest value is also its oldest.
const ONE_VALUE: u8 = 1;
const TWO_VALUES: u8 = 2;
/// Of a change.
const HAS_FROM: u8 = 0x10;
const HAS_INTO: u8 = 0x20;

/// Kinds of changes by the numbers that are written.
const KINDS: [ChangeKind; 7] = [
    ChangeKind::Forgotten,
    ChangeKind::Erased,
    ChangeKind::Split,
    ChangeKind::Created,
    ChangeKind::Renamed,
    ChangeKind::Moved,
    ChangeKind::Merged,
];
