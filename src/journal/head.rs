//! What a file of ours begins with: what it is, of which format, under which key; and, of a journal, how far it was acknowledged.

use super::bytes::{Reader, Writer};
use crate::error::{Error, ErrorKind};
use crate::identifier::FingerprintKey;
use crate::storage::StorageFile;

/// The format of everything that is written here.
pub(super) const FORMAT: u32 = 1;
/// Bytes that a head takes, with its marks: a page, so that what follows lies in pages of its own.
pub(super) const HEAD_BYTES: u64 = 4096;
/// Where the two marks lie, each in a sector of its own.
const MARKS: [u64; 2] = [1024, 2048];
const MARK_BYTES: usize = 16;
/// No graph comes to so many generations, or blocks.
const MOST: u64 = 1 << 47;
/// Of a head all but its checksum.
const CHECKED: usize = 16 + 4 + 4 + 8 + 8 + 8 + 8;

/// What kind of file it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Magic {
    Journal,
    Snapshot,
}

impl Magic {
    fn bytes(self) -> &'static [u8; 16] {
        match self {
            Magic::Journal => b"oneid journal\0\0\0",
            Magic::Snapshot => b"oneid snapshot\0\0",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) magic: Magic,
    /// Which rewriting of the journal it is of.
    pub(super) generation: u64,
    /// The first position that it holds; of a snapshot, the first that it does not.
    pub(super) position: u64,
    /// Of a snapshot: the checksum of the block before this position, so that it is of that journal and no other.
    pub(super) before: u32,
    /// Tells one key from another.
    pub(super) key_check: u64,
    /// Of a snapshot: calls up to it that erased something since the journal was rewritten.
    pub(super) erasures: u64,
}

impl Head {
    /// A whole head, without a mark.
    pub(super) fn bytes(&self) -> Vec<u8> {
        let mut head = Writer::default();
        head.raw(self.magic.bytes());
        head.raw(&FORMAT.to_le_bytes());
        head.raw(&self.before.to_le_bytes());
        head.raw(&self.generation.to_le_bytes());
        head.raw(&self.position.to_le_bytes());
        head.raw(&self.key_check.to_le_bytes());
        head.raw(&self.erasures.to_le_bytes());
        head.raw(&crc32fast::hash(&head.0).to_le_bytes());
        head.0.resize(usize::try_from(HEAD_BYTES).unwrap_or(usize::MAX), 0);
        head.0
    }

    /// Reads the head of a file that is to be of this kind.
    pub(super) fn read(file: &dyn StorageFile, magic: Magic) -> Result<Head, Error> {
        let mut bytes = [0; CHECKED + 4];
        read_exactly(file, 0, &mut bytes)?;
        let damaged = || Error::new(ErrorKind::Damaged, "the head is not as it was written");
        let mut reader = Reader(&bytes);
        let mut take = || reader.array::<8>().map(u64::from_le_bytes).map_err(|_| damaged());
        let beginning = [take()?, take()?].map(u64::to_le_bytes).concat();
        if beginning != magic.bytes() {
            return Err(Error::new(
                ErrorKind::Damaged,
                "the file does not begin as one of its kind",
            ));
        }
        let format_and_before = take()?.to_le_bytes();
        let half = |at: usize| format_and_before[at..].first_chunk().copied().unwrap_or_default();
        let (format, before) = (u32::from_le_bytes(half(0)), u32::from_le_bytes(half(4)));
        if u32::from_le_bytes(bytes[CHECKED..].try_into().map_err(|_| damaged())?)
            != crc32fast::hash(&bytes[..CHECKED])
        {
            return Err(damaged());
        }
        if format != FORMAT {
            let message =
                format!("the file is of format {format}; this version reads format {FORMAT}");
            return Err(Error::new(ErrorKind::Format, message));
        }
        let (generation, position) = (take()?, take()?);
        if generation > MOST || position > MOST {
            return Err(damaged());
        }
        Ok(Head { magic, generation, position, before, key_check: take()?, erasures: take()? })
    }
}

/// Refuses another key than the one that a file was written under.
pub(super) fn check_key(written: u64, key: &FingerprintKey) -> Result<(), Error> {
    if written == key.check() {
        return Ok(());
    }
    Err(Error::new(ErrorKind::Key, "the graph was written under another key"))
}

pub(super) fn read_exactly(
    file: &dyn StorageFile,
    offset: u64,
    bytes: &mut [u8],
) -> Result<(), Error> {
    file.read_at(offset, bytes).map_err(|error| match error.kind() {
        std::io::ErrorKind::UnexpectedEof => {
            Error::new(ErrorKind::Damaged, "the file is shorter than it was written")
        }
        _ => failed(error),
    })
}

/// What went wrong below.
#[allow(clippy::needless_pass_by_value, reason = "so it is what `map_err` calls")]
pub(super) fn failed(error: std::io::Error) -> Error {
    match error.kind() {
        std::io::ErrorKind::NotFound => Error::new(ErrorKind::NotFound, "a file is missing"),
        _ => Error::new(ErrorKind::Io, error.to_string()),
    }
}

/// Says that all blocks up to a position were acknowledged. Written after they were made durable, so that it never says more than is there.
/// There are two, to be written in turns: one stays whole, whatever becomes of the other.
pub(super) fn write_mark(file: &dyn StorageFile, turn: bool, position: u64) -> std::io::Result<()> {
    let mut mark = Writer::default();
    mark.raw(&position.to_le_bytes());
    mark.raw(&[0; 4]);
    mark.raw(&crc32fast::hash(&mark.0).to_le_bytes());
    file.write_at(MARKS[usize::from(turn)], &mark.0)
}

/// The greatest position that is marked as acknowledged.
pub(super) fn read_mark(file: &dyn StorageFile) -> Result<Option<u64>, Error> {
    let mut greatest = None;
    for place in MARKS {
        let mut bytes = [0; MARK_BYTES];
        read_exactly(file, place, &mut bytes)?;
        let mut reader = Reader(&bytes);
        let position = reader.array().map(u64::from_le_bytes).unwrap_or_default();
        let checksum = u32::from_le_bytes(bytes[12..].try_into().unwrap_or_default());
        if checksum == crc32fast::hash(&bytes[..12]) && position < MOST {
            greatest = greatest.max(Some(position));
        }
    }
    Ok(greatest)
}
