//! A durable graph's files while it is open to be written.

use std::any::Any;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::block::{Kind, seal};
use super::durability::Durability;
use super::entry::{self, Entry};
use super::files::{self, Fresh};
use super::head::failed;
use super::names::{self, Names};
use super::snapshot::Snapshot;
use super::writing::Writing;
use crate::error::Error;
use crate::graph::{Graph, ReadyBatch};
use crate::storage::Storage;

/// Where files are, and of which generation; shared with snapshots that are being written.
pub(super) struct Place {
    pub(super) storage: Arc<dyn Storage>,
    generation: Mutex<u64>,
}

impl Place {
    fn lock(&self) -> MutexGuard<'_, u64> {
        self.generation.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Gives a snapshot its name, and removes earlier ones; one of a generation that is gone is removed itself.
    pub(super) fn put_snapshot(
        &self,
        generation: u64,
        position: u64,
        unfinished: &str,
    ) -> Result<bool, Error> {
        // Held, so that no compaction comes between.
        let current = self.lock();
        // Another graph may have compacted it since, if this one was closed.
        let newest = Names::read(&*self.storage).map_err(failed)?.journals.last().copied();
        if *current != generation || newest != Some(generation) {
            // The compaction may have removed it.
            let _ = self.storage.remove(unfinished);
            return Ok(false);
        }
        self.storage.rename(unfinished, &names::snapshot(generation, position)).map_err(failed)?;
        self.storage.sync().map_err(failed)?;
        for other in Names::read(&*self.storage).map_err(failed)?.snapshots {
            if other < (generation, position) {
                self.storage.remove(&names::snapshot(other.0, other.1)).map_err(failed)?;
            }
        }
        self.storage.sync().map_err(failed)?;
        Ok(true)
    }
}

/// The files of a graph that is written.
pub(crate) struct Store {
    place: Arc<Place>,
    writing: Writing,
    durability: Durability,
    /// Where the operations of the journal begin.
    began: u64,
    /// Erasures that the journal still holds what was erased of.
    erasures: u64,
    /// Held as long as there is a store.
    _lock: Box<dyn Any + Send + Sync>,
}

/// What was found when a graph was opened.
pub(super) struct Opened {
    pub(super) storage: Arc<dyn Storage>,
    pub(super) lock: Box<dyn Any + Send + Sync>,
    pub(super) generation: u64,
    pub(super) journal: Fresh,
    pub(super) erasures: u64,
}

/// What compacting did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct Compaction {
    /// How many times the journal has been rewritten, the first writing included.
    pub generation: u64,
    /// Calls since the last one that erased something: of what they erased, no file of the graph holds anything any more.
    pub erasures: u64,
    /// Bytes of the journal before.
    pub bytes_before: u64,
    /// Bytes of the journal now.
    pub bytes_after: u64,
}

impl Store {
    pub(super) fn new(opened: Opened, durability: Durability) -> Store {
        let Opened { storage, lock, generation, journal, erasures } = opened;
        let began = journal.began;
        Store {
            place: Arc::new(Place { storage, generation: Mutex::new(generation) }),
            writing: Writing::new(journal, durability),
            durability,
            began,
            erasures,
            _lock: lock,
        }
    }

    /// Keeps operations that are about to be applied. Nothing is to be applied if this fails.
    pub(crate) fn keep_batch(
        &mut self,
        batch: &ReadyBatch<'_>,
        graph: &Graph,
    ) -> Result<(), Error> {
        let Some(payload) = entry::encode_batch(batch, graph) else { return Ok(()) };
        self.append(batch.operations.len() as u64, &payload)?;
        self.erasures += u64::from(batch.erases());
        Ok(())
    }

    /// Keeps what is about to be done beside operations.
    pub(crate) fn keep(&mut self, entry: &Entry<'_>, graph: &Graph) -> Result<(), Error> {
        // That changes were trimmed may be forgotten: then they are there once more.
        let operations = u64::from(!matches!(entry, Entry::TrimChanges(_)));
        self.append(operations, &entry::encode(entry, graph))
    }

    fn append(&mut self, operations: u64, payload: &[u8]) -> Result<(), Error> {
        self.writing.append(operations, |position| seal(position, Kind::Operations, payload))
    }

    pub(crate) fn sync(&self) -> Result<(), Error> {
        self.writing.sync()
    }

    /// The state of the graph, which has applied all that was kept.
    pub(crate) fn snapshot(&self, graph: &Graph) -> Result<Snapshot, Error> {
        // A snapshot is never ahead of the journal.
        self.writing.sync()?;
        let (generation, end) = (*self.place.lock(), self.writing.end_of());
        Snapshot::take(graph, self.place.clone(), generation, end, self.erasures)
    }

    /// Rewrites the journal as the state of the graph, and removes all that was before.
    pub(crate) fn compact(&mut self, graph: &Graph) -> Result<Compaction, Error> {
        self.writing.sync()?;
        let place = self.place.clone();
        let mut current = place.lock();
        let (generation, next) = (*current + 1, self.writing.next());
        let bytes_before = self.journal_bytes(*current)?;
        let fresh = files::write_journal(&*place.storage, generation, next, graph);
        let fresh = match fresh {
            Ok(fresh) => fresh,
            Err(error) => {
                self.give_up(generation, &error);
                return Err(error);
            }
        };
        (*current, self.began) = (generation, fresh.began);
        let old = std::mem::replace(&mut self.writing, Writing::new(fresh, self.durability));
        // What it says of its end no longer matters.
        let _ = old.close();
        let removed = remove_superseded(&*place.storage, generation);
        if let Err(error) = removed {
            self.writing.fail(&error);
            return Err(error);
        }
        let bytes_after = self.journal_bytes(generation)?;
        let erasures = std::mem::take(&mut self.erasures);
        Ok(Compaction { generation, erasures, bytes_before, bytes_after })
    }

    /// A journal that could not be written is removed. If it may have got its name, nobody knows which one counts until all is opened again.
    fn give_up(&self, generation: u64, why: &Error) {
        let storage = &*self.place.storage;
        let name = names::journal(generation);
        let is_named = storage.open_to_read(&name).is_ok();
        if is_named || storage.remove(&names::unfinished(&name)).is_err() {
            self.writing.fail(why);
        }
    }

    fn journal_bytes(&self, generation: u64) -> Result<u64, Error> {
        let file = self.place.storage.open_to_read(&names::journal(generation)).map_err(failed)?;
        file.size().map_err(failed)
    }

    pub(crate) fn close(self) -> Result<(), Error> {
        self.writing.close()
    }
}

/// Removes all that a journal makes needless.
pub(super) fn remove_superseded(storage: &dyn Storage, generation: u64) -> Result<(), Error> {
    let mut any = false;
    for name in Names::read(storage).map_err(failed)?.superseded_by(generation) {
        storage.remove(&name).map_err(failed)?;
        any = true;
    }
    if any { storage.sync().map_err(failed) } else { Ok(()) }
}

/// What a graph's files take, and how far they are.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct StoreStats {
    /// How many times the journal has been written anew, the first writing included.
    pub generation: u64,
    /// Blocks that the journal has had, in all generations.
    pub position: u64,
    /// Calls that are not durable yet.
    pub waiting: u64,
    /// Bytes of the journal.
    pub journal_bytes: u64,
    /// Bytes of the newest snapshot; none if there is none.
    pub snapshot_bytes: Option<u64>,
    /// Blocks written since the newest snapshot, or since the journal was rewritten: what opening reads beside it.
    pub blocks_since_snapshot: u64,
    /// Calls that erased something since the journal was rewritten: until it is compacted, files still hold what they erased.
    pub erasures_to_compact: u64,
    /// A write failed: all later ones are refused until the graph is opened again.
    pub failed: bool,
}

impl Store {
    pub(crate) fn stats(&self) -> Result<StoreStats, Error> {
        let generation = *self.place.lock();
        let storage = &*self.place.storage;
        let names = Names::read(storage).map_err(failed)?;
        let newest = names.snapshots.into_iter().rfind(|&(of, _)| of == generation);
        let position = self.writing.next();
        let size = |(generation, position)| {
            let file = storage.open_to_read(&names::snapshot(generation, position));
            file.and_then(|file| file.size()).map_err(failed)
        };
        Ok(StoreStats {
            generation,
            position,
            waiting: self.writing.waiting(),
            journal_bytes: self.journal_bytes(generation)?,
            snapshot_bytes: newest.map(size).transpose()?,
            blocks_since_snapshot: position - newest.map_or(self.began, |(_, at)| at),
            erasures_to_compact: self.erasures,
            failed: self.writing.has_failed(),
        })
    }
}
