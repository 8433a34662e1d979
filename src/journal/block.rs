//! Blocks: what is written at once, with a checksum that also covers where it belongs.

use super::bytes::{Reader, Writer};

/// What a block holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// The operations of one call.
    Operations,
    /// A part of the state that a journal begins with, or that a snapshot is.
    State,
    /// The last part of a state.
    LastState,
}

/// Checksum, kind, three bytes of zero, position.
const HEAD: usize = 4 + 4 + 8;

/// A block as it is written.
pub(super) fn seal(position: u64, kind: Kind, payload: &[u8]) -> Vec<u8> {
    let mut block = Writer(Vec::with_capacity(HEAD + payload.len()));
    block.raw(&[0; 4]);
    block.raw(&[kind as u8, 0, 0, 0]);
    block.raw(&position.to_le_bytes());
    block.raw(payload);
    let checksum = crc32fast::hash(&block.0[4..]);
    block.0[..4].copy_from_slice(&checksum.to_le_bytes());
    block.0
}

/// The checksum that a block says it has: of all that is in it, and where it belongs.
pub(super) fn checksum(block: &[u8]) -> u32 {
    block.first_chunk().map_or(0, |bytes| u32::from_le_bytes(*bytes))
}

/// What a block holds, if it is as it was written, and where it was written.
pub(super) fn open(position: u64, block: &[u8]) -> Option<(Kind, &[u8])> {
    let mut reader = Reader(block);
    let checksum = u32::from_le_bytes(reader.array().ok()?);
    if crc32fast::hash(reader.0) != checksum {
        return None;
    }
    let [kind, 0, 0, 0] = reader.array().ok()? else { return None };
    let kind = [Kind::Operations, Kind::State, Kind::LastState]
        .into_iter()
        .find(|&one| one as u8 == kind)?;
    (u64::from_le_bytes(reader.array().ok()?) == position).then_some((kind, reader.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_is_what_was_written_and_where() {
        let block = seal(7, Kind::State, b"payload");
        assert_eq!(open(7, &block), Some((Kind::State, &b"payload"[..])));
        assert_eq!(open(8, &block), None);
        for end in 0..block.len() {
            assert_eq!(open(7, &block[..end]), None);
        }
        for bit in 0..block.len() * 8 {
            let mut flipped = block.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(open(7, &flipped), None, "bit {bit}");
        }
    }
}
