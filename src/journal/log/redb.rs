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

const BLOCKS: TableDefinition<'_, u64, &[u8]> = TableDefinition::new("blocks");
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
        let database = self.database()?;
        guarded(&self.frozen, || {
            let mut transaction = database.begin_write()?;
            transaction.set_durability(Durability::Immediate)?;
            // What makes opening after a crash quick; commits in two phases go with it.
            transaction.set_quick_repair(true);
            {
                let mut table = transaction.open_table(BLOCKS)?;
                for (position, block) in (position..).zip(blocks) {
                    table.insert(position, block.as_slice())?;
                }
            }
            Ok(transaction.commit()?)
        })
    }

    fn read(&self, from: u64, visit: Visit<'_>) -> Result<(), Error> {
        let database = self.database()?;
        let ended = guarded(&self.frozen, || {
            let transaction = database.begin_read()?;
            let table = match transaction.open_table(BLOCKS) {
                Err(redb::TableError::TableDoesNotExist(_)) => return Ok(None),
                table => table?,
            };
            for entry in table.range(from..)? {
                let (position, block) = entry?;
                if let ControlFlow::Break(error) = visit(position.value(), block.value()) {
                    return Ok(Some(error));
                }
            }
            Ok(None)
        })?;
        ended.map_or(Ok(()), Err)
    }

    fn last(&self) -> Result<Option<u64>, Error> {
        let database = self.database()?;
        guarded(&self.frozen, || {
            let transaction = database.begin_read()?;
            let table = match transaction.open_table(BLOCKS) {
                Err(redb::TableError::TableDoesNotExist(_)) => return Ok(None),
                table => table?,
            };
            Ok(table.last()?.map(|(position, _)| position.value()))
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
