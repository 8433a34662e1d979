//! Blocks in a redb database, that lies in a file of ours behind its head.

use std::io;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use redb::{
    Database, DatabaseError, Durability, ReadableDatabase, ReadableTable, StorageBackend,
    StorageError, TableDefinition,
};

use super::pages::Pages;
use super::{Log, Shown, Visit};
use crate::error::{Error, ErrorKind};
use crate::journal::head::failed;
use crate::storage::StorageFile;

/// Parts of what was appended at once: by the position of the first block, and the number of the part in the lowest bits.
///
/// Appended at once are a count of blocks, and each with its length before it: all in four bytes, the lowest first.
const PARTS: TableDefinition<'_, u64, &[u8]> = TableDefinition::new("parts");
const PART_BITS: u32 = 16;
/// A value lies in a page of its own, whose size is a power of two: parts that just fit leave little of it unused.
const PART_BYTES: usize = (32 << 10) - 64;
/// What is appended is not read again before the next opening, which reads it once.
const CACHE_BYTES: usize = 16 << 20;

type Parts = redb::ReadOnlyTable<u64, &'static [u8]>;

/// A log in a redb database.
pub(in crate::journal) struct RedbLog {
    /// None once it is closed.
    database: Option<Database>,
    /// Set by damage: nothing is written any more.
    frozen: Arc<AtomicBool>,
}

/// The part of a file that redb sees.
#[derive(Debug)]
struct Part {
    pages: Pages,
    frozen: Arc<AtomicBool>,
}

impl Part {
    fn thawed(&self) -> io::Result<&Pages> {
        if self.frozen.load(Ordering::Relaxed) {
            return Err(io::Error::other("the file is damaged, and is left as it is"));
        }
        Ok(&self.pages)
    }
}

impl StorageBackend for Part {
    fn len(&self) -> io::Result<u64> {
        self.pages.len()
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        let read = self.pages.read(offset, out);
        if read.is_err() {
            // At once: what is read wrongly is not to be written back.
            self.frozen.store(true, Ordering::Relaxed);
        }
        read
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        self.thawed()?.set_len(len)
    }

    fn sync_data(&self) -> io::Result<()> {
        self.thawed()?.0.sync()
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        self.thawed()?.write(offset, data)
    }
}

impl RedbLog {
    /// Opens the log in a file that holds a head, or makes an empty one where there is nothing behind it.
    pub(in crate::journal) fn open(file: Arc<dyn StorageFile>) -> Result<RedbLog, Error> {
        let frozen = Arc::new(AtomicBool::new(false));
        let part = Part { pages: Pages(file), frozen: frozen.clone() };
        let mut builder = Database::builder();
        builder.set_cache_size(CACHE_BYTES);
        let opened = guarded(&frozen, || Ok(builder.create_with_backend(part)?));
        Ok(RedbLog { database: Some(opened?), frozen })
    }

    /// Reads the table of parts; nothing if there is none yet.
    fn with_parts<T>(
        &self,
        read: impl FnOnce(&Parts) -> Result<T, redb::Error>,
    ) -> Result<Option<T>, Error> {
        let database = self.database()?;
        guarded(&self.frozen, || {
            let transaction = database.begin_read()?;
            match transaction.open_table(PARTS) {
                Err(redb::TableError::TableDoesNotExist(_)) => Ok(None),
                table => read(&table?).map(Some),
            }
        })
    }

    fn database(&self) -> Result<&Database, Error> {
        self.database.as_ref().ok_or_else(|| Error::new(ErrorKind::Io, "the log is closed"))
    }
}

/// Blocks to be appended at once.
fn joined(blocks: &[Vec<u8>]) -> Result<Vec<u8>, Error> {
    let too_much =
        |_| Error::new(ErrorKind::Capacity, "a call says more than can be written at once");
    let length = |length: usize| Ok(u32::try_from(length).map_err(too_much)?.to_le_bytes());
    let mut bytes = length(blocks.len())?.to_vec();
    for block in blocks {
        bytes.extend_from_slice(&length(block.len())?);
        bytes.extend_from_slice(block);
    }
    length(bytes.len())?;
    Ok(bytes)
}

/// Shows the blocks that were appended at once, those from a position on.
fn show(together: Option<(u64, Vec<u8>)>, from: u64, visit: Visit<'_>) -> Shown {
    let Some((first, bytes)) = together else { return ControlFlow::Continue(()) };
    let Some(blocks) = apart(&bytes) else {
        let error = damaged("it is not as it was written");
        return ControlFlow::Break(Err(error.at(format_args!("blocks from {first} on"))));
    };
    for (position, block) in (first..).zip(blocks) {
        if position >= from {
            visit(position, block)?;
        }
    }
    ControlFlow::Continue(())
}

/// The blocks that were appended at once.
fn apart(bytes: &[u8]) -> Option<Vec<&[u8]>> {
    let (count, mut rest) = bytes.split_first_chunk()?;
    let count = u32::from_le_bytes(*count) as usize;
    let mut blocks = Vec::new();
    while let Some((length, after)) = rest.split_first_chunk() {
        let (block, after) = after.split_at_checked(u32::from_le_bytes(*length) as usize)?;
        blocks.push(block);
        rest = after;
    }
    (rest.is_empty() && blocks.len() == count).then_some(blocks)
}

/// A damaged file may lead redb astray in ways that it reports, and in ways that it takes for mistakes of its own: both are damage.
fn guarded<T>(
    frozen: &AtomicBool,
    act: impl FnOnce() -> Result<T, redb::Error>,
) -> Result<T, Error> {
    let result = match catch_unwind(AssertUnwindSafe(act)) {
        Ok(result) => result.map_err(error_of),
        Err(_) => Err(damaged("what keeps the blocks contradicts itself")),
    };
    if result.is_err() {
        frozen.store(true, Ordering::Relaxed);
    }
    result
}

fn damaged(what: &str) -> Error {
    Error::new(ErrorKind::Damaged, what)
}

fn error_of(error: redb::Error) -> Error {
    match error {
        redb::Error::Io(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
            damaged("the file is shorter than it was written")
        }
        // A page, or what redb does not take for a file of its own.
        redb::Error::Io(error) if error.kind() == io::ErrorKind::InvalidData => {
            damaged(&format!("what keeps the blocks is not as it was written: {error}"))
        }
        redb::Error::Io(error) => failed(error),
        redb::Error::Corrupted(what) => {
            damaged(&format!("what keeps the blocks is not as it was written: {what}"))
        }
        redb::Error::UpgradeRequired(_) => {
            Error::new(ErrorKind::Format, "the blocks are kept in a format of another version")
        }
        redb::Error::ValueTooLarge(bytes) => Error::new(
            ErrorKind::Capacity,
            format!("{bytes} bytes are too many to be written at once"),
        ),
        error => damaged(&format!("what keeps the blocks: {error}")),
    }
}

impl Log for RedbLog {
    fn append(&mut self, position: u64, blocks: &[Vec<u8>]) -> Result<(), Error> {
        let bytes = joined(blocks)?;
        let database = self.database()?;
        guarded(&self.frozen, || {
            let mut transaction = database.begin_write()?;
            transaction.set_durability(Durability::Immediate)?;
            // What makes opening after a crash quick; commits in two phases go with it.
            transaction.set_quick_repair(true);
            {
                let mut table = transaction.open_table(PARTS)?;
                for (number, part) in (0..).zip(bytes.chunks(PART_BYTES)) {
                    table.insert(position << PART_BITS | number, part)?;
                }
            }
            Ok(transaction.commit()?)
        })
    }

    fn read(&self, from: u64, visit: Visit<'_>) -> Result<(), Error> {
        let ended = self.with_parts(|table| {
            // They may have been appended together with some before.
            let before = table.range(..=from << PART_BITS)?.next_back().transpose()?;
            let begin = before.map_or(0, |(key, _)| key.value() >> PART_BITS);
            let mut together: Option<(u64, Vec<u8>)> = None;
            for entry in table.range(begin << PART_BITS..)? {
                let (key, part) = entry?;
                let first = key.value() >> PART_BITS;
                match &mut together {
                    Some((of, bytes)) if *of == first => bytes.extend_from_slice(part.value()),
                    _ => {
                        let whole = together.replace((first, part.value().to_vec()));
                        if let ControlFlow::Break(end) = show(whole, from, visit) {
                            return Ok(ControlFlow::Break(end));
                        }
                    }
                }
            }
            Ok(show(together, from, visit))
        })?;
        match ended {
            Some(ControlFlow::Break(end)) => end,
            _ => Ok(()),
        }
    }

    fn last(&self) -> Result<Option<u64>, Error> {
        let last = self.with_parts(|table| {
            let Some((key, _)) = table.last()? else { return Ok(None) };
            let first = key.value() >> PART_BITS;
            let part = table.get(first << PART_BITS)?;
            let count =
                part.and_then(|part| Some(u32::from_le_bytes(*part.value().first_chunk()?)));
            Ok(Some((first, count)))
        })?;
        match last.flatten() {
            Some((first, Some(count @ 1..))) => Ok(Some(first + u64::from(count) - 1)),
            Some(_) => Err(damaged("the first part of the last blocks is missing")),
            None => Ok(None),
        }
    }

    fn verify(&mut self) -> Result<(), Error> {
        let database = self.database.as_mut().ok_or_else(|| damaged("the log is closed"))?;
        match guarded(&self.frozen, || Ok(database.check_integrity()?))? {
            true => Ok(()),
            false => {
                Err(damaged("what keeps the blocks was not as it was written, and has been mended"))
            }
        }
    }

    fn close(mut self: Box<Self>) -> Result<(), Error> {
        let Some(database) = self.database.take() else { return Ok(()) };
        guarded(&self.frozen, || match database.close() {
            Ok(()) => Ok(()),
            Err(DatabaseError::Storage(StorageError::Io(error))) => Err(redb::Error::Io(error)),
            Err(error) => Err(error.into()),
        })
    }
}

impl Drop for RedbLog {
    fn drop(&mut self) {
        if let Some(database) = self.database.take() {
            let _ = guarded(&self.frozen, move || {
                drop(database);
                Ok(())
            });
        }
    }
}
