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

use super::{Log, Visit};
use crate::error::{Error, ErrorKind};
use crate::journal::head::{HEAD_BYTES, io_error};
use crate::storage::StorageFile;

/// Parts of blocks: by the position of the block, and the number of the part in the lowest bits.
const PARTS: TableDefinition<'_, u64, &[u8]> = TableDefinition::new("parts");
const PART_BITS: u32 = 16;
/// A value lies in a page of its own, whose size is a power of two: parts that just fit leave little of it unused.
const PART_BYTES: usize = (32 << 10) - 64;
/// What is appended is not read again before the next opening, which reads it once.
const CACHE_BYTES: usize = 16 << 20;

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
    file: Arc<dyn StorageFile>,
    frozen: Arc<AtomicBool>,
}

impl Part {
    fn check_thawed(&self) -> io::Result<()> {
        if self.frozen.load(Ordering::Relaxed) {
            return Err(io::Error::other("the file is damaged, and is left as it is"));
        }
        Ok(())
    }
}

impl StorageBackend for Part {
    fn len(&self) -> io::Result<u64> {
        Ok(self.file.size()?.saturating_sub(HEAD_BYTES))
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        self.file.read_at(HEAD_BYTES + offset, out)
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        self.check_thawed()?;
        self.file.set_size(HEAD_BYTES + len)
    }

    fn sync_data(&self) -> io::Result<()> {
        self.check_thawed()?;
        self.file.sync()
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        self.check_thawed()?;
        self.file.write_at(HEAD_BYTES + offset, data)
    }
}

impl RedbLog {
    /// Opens the log in a file that holds a head, or makes an empty one where there is nothing behind it.
    pub(in crate::journal) fn open(file: Arc<dyn StorageFile>) -> Result<RedbLog, Error> {
        let frozen = Arc::new(AtomicBool::new(false));
        let part = Part { file, frozen: frozen.clone() };
        let mut builder = Database::builder();
        builder.set_cache_size(CACHE_BYTES);
        let opened = guarded(&frozen, || Ok(builder.create_with_backend(part)?));
        Ok(RedbLog { database: Some(opened?), frozen })
    }

    fn database(&self) -> Result<&Database, Error> {
        self.database.as_ref().ok_or_else(|| Error::new(ErrorKind::Io, "the log is closed"))
    }
}

/// Shows a block that is whole; why that is to be the last, if it is.
fn shown(block: Option<(u64, Vec<u8>)>, visit: Visit<'_>) -> Option<Error> {
    let (position, bytes) = block?;
    match visit(position, &bytes) {
        ControlFlow::Continue(()) => None,
        ControlFlow::Break(error) => Some(error),
    }
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
        // So redb calls a file that is not its own.
        redb::Error::Io(error) if error.kind() == io::ErrorKind::InvalidData => {
            damaged("what keeps the blocks is not as it was written")
        }
        redb::Error::Io(error) => io_error(&error),
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
        if blocks.iter().any(|block| block.len() > PART_BYTES << PART_BITS) {
            let message = "a call says more than can be written at once";
            return Err(Error::new(ErrorKind::Capacity, message));
        }
        let database = self.database()?;
        guarded(&self.frozen, || {
            let mut transaction = database.begin_write()?;
            transaction.set_durability(Durability::Immediate)?;
            // What makes opening after a crash quick; commits in two phases go with it.
            transaction.set_quick_repair(true);
            {
                let mut table = transaction.open_table(PARTS)?;
                for (position, block) in (position..).zip(blocks) {
                    for (number, part) in (0..).zip(block.chunks(PART_BYTES)) {
                        table.insert(position << PART_BITS | number, part)?;
                    }
                }
            }
            Ok(transaction.commit()?)
        })
    }

    fn read(&self, from: u64, visit: Visit<'_>) -> Result<(), Error> {
        let database = self.database()?;
        let ended = guarded(&self.frozen, || {
            let transaction = database.begin_read()?;
            let table = match transaction.open_table(PARTS) {
                Err(redb::TableError::TableDoesNotExist(_)) => return Ok(None),
                table => table?,
            };
            let mut block: Option<(u64, Vec<u8>)> = None;
            for entry in table.range(from << PART_BITS..)? {
                let (key, part) = entry?;
                let position = key.value() >> PART_BITS;
                match &mut block {
                    Some((of, bytes)) if *of == position => bytes.extend_from_slice(part.value()),
                    _ => {
                        let next = (position, part.value().to_vec());
                        let whole = block.replace(next);
                        if let Some(error) = shown(whole, visit) {
                            return Ok(Some(error));
                        }
                    }
                }
            }
            Ok(shown(block, visit))
        })?;
        ended.map_or(Ok(()), Err)
    }

    fn last(&self) -> Result<Option<u64>, Error> {
        let database = self.database()?;
        guarded(&self.frozen, || {
            let transaction = database.begin_read()?;
            let table = match transaction.open_table(PARTS) {
                Err(redb::TableError::TableDoesNotExist(_)) => return Ok(None),
                table => table?,
            };
            Ok(table.last()?.map(|(key, _)| key.value() >> PART_BITS))
        })
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
