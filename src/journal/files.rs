//! Whole files: written beside, and given their name when they are whole and durable.

use std::sync::Arc;

use super::block::{Kind, checksum, seal};
use super::head::{Head, Magic, failed, write_mark};
use super::image;
use super::log::{Log, RedbLog};
use super::names::{self, Names};
use crate::error::{Error, ErrorKind};
use crate::graph::Graph;
use crate::storage::{Storage, StorageFile};

/// Parts of a state that are written at once.
const PARTS_AT_ONCE: usize = 64;

/// A journal that begins with a state.
pub(super) struct Fresh {
    pub(super) log: Box<dyn Log>,
    pub(super) file: Arc<dyn StorageFile>,
    /// Where its operations begin.
    pub(super) began: u64,
    /// The position that its next block will have.
    pub(super) next: u64,
    /// The checksum of the block before that; of one that is opened, once it has been read.
    pub(super) before: u32,
}

impl Fresh {
    /// Whether the block before a position has this checksum.
    pub(super) fn has_before(&self, position: u64, checksum: u32) -> Result<bool, Error> {
        let last = position.checked_sub(1).map(|last| self.log.checksum(last));
        Ok(last.transpose()?.flatten() == Some(checksum))
    }
}

/// Writes a journal that begins with the state of a graph, at this position; then it has its name, durably.
pub(super) fn write_journal(
    storage: &dyn Storage,
    generation: u64,
    first: u64,
    graph: &Graph,
) -> Result<Fresh, Error> {
    let name = names::journal(generation);
    let unfinished = names::unfinished(&name);
    let file: Arc<dyn StorageFile> = storage.create(&unfinished).map_err(failed)?.into();
    let key_check = graph.key().check();
    let magic = Magic::Journal;
    let head = Head { magic, generation, position: first, before: 0, key_check, erasures: 0 };
    file.write_at(0, &head.bytes()).map_err(failed)?;
    let mut log: Box<dyn Log> = Box::new(RedbLog::open(file.clone())?);
    let (mut next, mut before) = (first, 0);
    let mut blocks = Vec::new();
    image::write(&graph.image(), |part, is_last| {
        let kind = if is_last { Kind::LastState } else { Kind::State };
        blocks.push(seal(next + blocks.len() as u64, kind, &part));
        if is_last || blocks.len() == PARTS_AT_ONCE {
            log.append(next, &blocks)?;
            next += blocks.len() as u64;
            before = blocks.pop().map_or(before, |block: Vec<u8>| checksum(&block));
            blocks.clear();
        }
        Ok(())
    })?;
    write_mark(&*file, false, next - 1).map_err(failed)?;
    file.sync().map_err(failed)?;
    storage.rename(&unfinished, &name).map_err(failed)?;
    storage.sync().map_err(failed)?;
    Ok(Fresh { log, file, began: next, next, before })
}

/// Writes the state of a graph where there is none.
pub(crate) fn copy_to(storage: &dyn Storage, graph: &Graph) -> Result<(), Error> {
    let lock = storage.lock(names::LOCK, true).map_err(failed)?;
    let names = Names::read(storage).map_err(failed)?;
    if lock.is_none() || names.has_graph() {
        return Err(Error::new(ErrorKind::Locked, "there is a graph already"));
    }
    let Fresh { log, file, .. } = write_journal(storage, 1, 0, graph)?;
    log.close()?;
    file.sync().map_err(failed)?;
    write_marker(storage)
}

/// Writes that there is a graph here.
pub(super) fn write_marker(storage: &dyn Storage) -> Result<(), Error> {
    let file = storage.create(names::MARKER).map_err(failed)?;
    file.write_at(0, names::MARKER_TEXT).map_err(failed)?;
    file.sync().map_err(failed)?;
    storage.sync().map_err(failed)
}
