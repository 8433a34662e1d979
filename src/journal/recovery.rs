//! Opening: the newest good snapshot, and the rest of the journal; or the whole journal.

use std::any::Any;
use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::durability::Durability;
use super::files::{self, Fresh};
use super::head::{HEAD_BYTES, Head, Magic, check_key, failed, read_mark};
use super::image::Keys;
use super::log::{Log, RedbLog};
use super::names::{self, Names};
use super::overlay::Overlay;
use super::replay::Replay;
use super::snapshot;
use super::store::{Opened, Store, remove_superseded};
use crate::error::{Error, ErrorKind};
use crate::graph::{Graph, Tuning};
use crate::policy::Policy;
use crate::storage::{Storage, StorageFile};

type Lock = Box<dyn Any + Send + Sync>;

/// How long to sleep before looking again whether others still have the files.
const LOOK_AGAIN: Duration = Duration::from_millis(10);

/// With what a graph is opened.
pub(crate) struct Opening {
    pub(crate) storage: Arc<dyn Storage>,
    pub(crate) keys: Keys,
    pub(crate) tuning: Tuning,
    pub(crate) durability: Durability,
    /// Of a graph that is made.
    pub(crate) policy: Option<Arc<Policy>>,
    pub(crate) create: bool,
    /// So long others that have the files are waited for.
    pub(crate) wait: Duration,
}

/// A graph that was opened.
pub(crate) struct Recovered {
    pub(crate) graph: Graph,
    pub(crate) store: Option<Store>,
    pub(crate) recovery: Recovery,
}

/// How a graph was opened.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct Recovery {
    /// The position of the snapshot that it was opened from; none if it was opened from the journal alone.
    pub snapshot: Option<u64>,
    /// Blocks of the journal that were applied.
    pub blocks: u64,
    /// Snapshots that could not be used, each with why. The journal made up for them.
    pub bad_snapshots: Vec<String>,
    /// Calls that erased something since the journal was rewritten: until it is compacted, files still hold what they erased.
    pub erasures_to_compact: u64,
    /// The graph is as the snapshot says: somebody else writes, and may have gone on.
    pub as_of_snapshot: bool,
}

impl Opening {
    /// Opens a graph to be written, or makes one.
    pub(crate) fn open(self) -> Result<Recovered, Error> {
        let names = self.names()?;
        if !names.has_graph() && !self.create {
            return Err(not_found());
        }
        self.check_keys()?;
        let lock = self.lock_to_write()?;
        // Whoever held the lock before may have changed what there is.
        let names = self.names()?;
        match names.journals.last() {
            Some(&generation) => self.recover(generation, &names, lock),
            None if names.has_graph() => Err(no_journal()),
            None => self.make(lock),
        }
    }

    /// Opens a graph to be read: as it is now or, if somebody writes it, as the newest snapshot says.
    pub(crate) fn open_read_only(self) -> Result<Recovered, Error> {
        let (names, lock) = self.lock_to_read()?;
        // Held until all is read.
        let Some(_lock) = lock else { return self.read_snapshot() };
        let generation = *names.journals.last().ok_or_else(no_journal)?;
        let (graph, _, recovery) = self.read_all(generation, &names, true)?;
        Ok(Recovered { graph, store: None, recovery })
    }

    /// What there is, and the lock of those who read; none if somebody writes.
    pub(super) fn lock_to_read(&self) -> Result<(Names, Option<Lock>), Error> {
        if !self.names()?.has_graph() {
            return Err(not_found());
        }
        let lock = match self.storage.lock(names::LOCK, false) {
            Ok(lock) => lock,
            // A copy of the files may lack it.
            Err(error) if error.kind() == io::ErrorKind::NotFound => Some(Box::new(()) as Box<_>),
            Err(error) => return Err(failed(error)),
        };
        Ok((self.names()?, lock))
    }

    /// The lock of who writes, as soon as nobody else has it.
    fn lock_to_write(&self) -> Result<Lock, Error> {
        let begun = Instant::now();
        loop {
            if let Some(lock) = self.storage.lock(names::LOCK, true).map_err(failed)? {
                return Ok(lock);
            }
            if begun.elapsed() >= self.wait {
                let message = "somebody else writes this graph, or reads its journal";
                return Err(Error::new(ErrorKind::Locked, message));
            }
            std::thread::sleep(LOOK_AGAIN);
        }
    }

    /// The list of those refused says nothing that the files do not, if it is under the same key.
    fn check_keys(&self) -> Result<(), Error> {
        if self.keys.refusal_key.as_ref() == Some(&self.keys.key) {
            return Err(Error::new(ErrorKind::Key, "the second key is to differ from the first"));
        }
        Ok(())
    }

    fn names(&self) -> Result<Names, Error> {
        match Names::read(&*self.storage) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Names::default()),
            names => names.map_err(failed),
        }
    }

    /// The newest snapshot alone, while somebody else writes.
    fn read_snapshot(&self) -> Result<Recovered, Error> {
        // One that is being read may be replaced by a newer one meanwhile.
        for _ in 0..3 {
            let Some(&newest) = self.names()?.snapshots.last() else { break };
            match snapshot::read(&*self.storage, newest, &self.keys, self.tuning) {
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                read => {
                    let (graph, head) = read?;
                    let recovery = Recovery {
                        snapshot: Some(head.position),
                        erasures_to_compact: head.erasures,
                        as_of_snapshot: true,
                        ..Recovery::default()
                    };
                    return Ok(Recovered { graph, store: None, recovery });
                }
            }
        }
        let message = "somebody else writes this graph, and there is no snapshot of it to read";
        Err(Error::new(ErrorKind::Locked, message))
    }

    fn make(self, lock: Lock) -> Result<Recovered, Error> {
        let policy = self
            .policy
            .clone()
            .ok_or_else(|| Error::new(ErrorKind::Policy, "a graph that is made needs a policy"))?;
        let mut graph = Graph::new(policy, self.keys.key.clone(), self.tuning);
        if let Some(key) = self.keys.refusal_key.clone() {
            graph.refuse_erased(key)?;
        }
        remove_superseded(&*self.storage, 1)?;
        let journal = files::write_journal(&*self.storage, 1, 0, &graph)?;
        files::write_marker(&*self.storage)?;
        let opened = Opened { storage: self.storage, lock, generation: 1, journal, erasures: 0 };
        let store = Some(Store::new(opened, self.durability));
        Ok(Recovered { graph, store, recovery: Recovery::default() })
    }

    fn recover(self, generation: u64, names: &Names, lock: Lock) -> Result<Recovered, Error> {
        let (graph, journal, recovery) = self.read_all(generation, names, false)?;
        let erasures = recovery.erasures_to_compact;
        // What a compaction that was cut short has left, and what it was to remove.
        remove_superseded(&*self.storage, generation)?;
        self.remove_ahead(generation, journal.next, names)?;
        if !names.has_marker {
            files::write_marker(&*self.storage)?;
        }
        let opened = Opened { storage: self.storage, lock, generation, journal, erasures };
        let store = Some(Store::new(opened, self.durability));
        Ok(Recovered { graph, store, recovery })
    }

    /// Removes snapshots of what the journal has not come to: when it has, it may have come another way.
    fn remove_ahead(&self, generation: u64, next: u64, names: &Names) -> Result<(), Error> {
        let ahead = names.snapshots.iter().filter(|&&(of, at)| of == generation && at > next);
        let mut any = false;
        for &(of, at) in ahead {
            self.storage.remove(&names::snapshot(of, at)).map_err(failed)?;
            any = true;
        }
        if any { self.storage.sync().map_err(failed) } else { Ok(()) }
    }

    /// The graph, its journal, and how it was read.
    fn read_all(
        &self,
        generation: u64,
        names: &Names,
        read_only: bool,
    ) -> Result<(Graph, Fresh, Recovery), Error> {
        let name = names::journal(generation);
        let journal = self.open_journal(generation, &name, read_only);
        let mut journal = journal.map_err(|error| error.at(&name))?;
        let mut recovery = Recovery::default();
        let found = self.good_snapshot(generation, &journal, names, &mut recovery)?;
        recovery.snapshot = found.as_ref().map(|(_, head)| head.position);
        let mut replay = Replay::new(self, &name);
        replay.begin(&journal, found);
        replay.run(&journal)?;
        (recovery.blocks, journal.began, journal.before) =
            (replay.blocks, replay.began, replay.before);
        recovery.erasures_to_compact = replay.erasures;
        Ok((replay.finish(&journal)?, journal, recovery))
    }

    pub(super) fn open_journal(
        &self,
        generation: u64,
        name: &str,
        read_only: bool,
    ) -> Result<Fresh, Error> {
        let file: Arc<dyn StorageFile> = if read_only {
            let file = self.storage.open_to_read(name).map_err(failed)?;
            Arc::new(Overlay::new(file).map_err(failed)?)
        } else {
            self.storage.open(name).map_err(failed)?.into()
        };
        let head = Head::read(&*file, Magic::Journal)?;
        check_key(head.key_check, &self.keys.key)?;
        if head.generation != generation {
            return Err(damaged("the file has the name of another"));
        }
        if file.size().map_err(failed)? <= HEAD_BYTES {
            return Err(damaged("the file is shorter than it was written"));
        }
        let mark = read_mark(&*file)?;
        let log = RedbLog::open(file.clone())?;
        let next = log.last()?.map_or(head.position, |last| last + 1);
        if let Some(mark) = mark.filter(|&mark| mark >= next) {
            return Err(missing(next, mark + 1));
        }
        Ok(Fresh { log: Box::new(log), file, began: head.position, next, before: 0 })
    }

    /// A snapshot, if it is of this journal.
    pub(super) fn snapshot_of(
        &self,
        journal: &Fresh,
        at: (u64, u64),
    ) -> Result<(Graph, Head), Error> {
        let (graph, head) = snapshot::read(&*self.storage, at, &self.keys, self.tuning)?;
        if !journal.has_before(head.position, head.before)? {
            let error = damaged("it is of another journal than the one beside it");
            return Err(error.at(names::snapshot(at.0, at.1)));
        }
        Ok((graph, head))
    }

    /// The newest snapshot that can be used.
    fn good_snapshot(
        &self,
        generation: u64,
        journal: &Fresh,
        names: &Names,
        recovery: &mut Recovery,
    ) -> Result<Option<(Graph, Head)>, Error> {
        for &at in names.snapshots.iter().rev().filter(|&&(of, _)| of == generation) {
            if at.1 > journal.next {
                let name = names::snapshot(at.0, at.1);
                recovery.bad_snapshots.push(format!("{name}: it is ahead of the journal"));
                continue;
            }
            match self.snapshot_of(journal, at) {
                Ok(found) => return Ok(Some(found)),
                Err(error) if matches!(error.kind(), ErrorKind::Key | ErrorKind::Capacity) => {
                    return Err(error);
                }
                Err(error) => recovery.bad_snapshots.push(error.to_string()),
            }
        }
        Ok(None)
    }
}

pub(super) fn missing(first: u64, end: u64) -> Error {
    damaged(&format!("blocks {first} to {} are missing", end.saturating_sub(1)))
}

pub(super) fn damaged(what: &str) -> Error {
    Error::new(ErrorKind::Damaged, what)
}

fn no_journal() -> Error {
    damaged("the journal is missing")
}

fn not_found() -> Error {
    Error::new(ErrorKind::NotFound, "there is no graph")
}
