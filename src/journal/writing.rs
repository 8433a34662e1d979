//! Blocks on their way into the log: kept back as long as their durability allows.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::block::checksum;
use super::durability::Durability;
use super::files::Fresh;
use super::head::{failed, write_mark};
use super::log::Log;
use crate::error::{Error, ErrorKind};
use crate::storage::StorageFile;

/// More is not kept back.
const MOST_WAITING_BYTES: usize = 16 << 20;

/// The journal of one generation, being written.
pub(super) struct Writing {
    durability: Durability,
    shared: Arc<Shared>,
    flusher: Option<JoinHandle<()>>,
}

struct Shared {
    state: Mutex<State>,
    /// Something waits, or it is over.
    changed: Condvar,
}

struct State {
    /// None once it is closed.
    log: Option<Box<dyn Log>>,
    file: Arc<dyn StorageFile>,
    /// The position that the next block will have.
    next: u64,
    /// The checksum of the block before that.
    before: u32,
    waiting: Vec<Vec<u8>>,
    waiting_operations: u64,
    waiting_bytes: usize,
    /// When the first of those that wait came.
    since: Option<Instant>,
    /// Which mark is written next.
    turn: bool,
    /// Why a write failed: nobody knows what is on disk until it is opened again.
    failed: Option<String>,
}

impl Writing {
    /// Blocks are added where the journal ends.
    pub(super) fn new(journal: Fresh, durability: Durability) -> Writing {
        let Fresh { log, file, next, before, .. } = journal;
        let state = State {
            log: Some(log),
            file,
            next,
            before,
            waiting: Vec::new(),
            waiting_operations: 0,
            waiting_bytes: 0,
            since: None,
            turn: false,
            failed: None,
        };
        let shared = Arc::new(Shared { state: Mutex::new(state), changed: Condvar::new() });
        let flusher = match durability {
            Durability::Group { max_delay, .. } => {
                let shared = shared.clone();
                Some(std::thread::spawn(move || shared.flush_in_time(max_delay)))
            }
            _ => None,
        };
        Writing { durability, shared, flusher }
    }

    /// Adds a block that `make` makes for its position, and that holds so many operations.
    pub(super) fn append(
        &self,
        operations: u64,
        make: impl FnOnce(u64) -> Vec<u8>,
    ) -> Result<(), Error> {
        let mut state = self.shared.lock();
        state.check()?;
        let block = make(state.next);
        state.next += 1;
        state.before = checksum(&block);
        state.waiting_operations += operations;
        state.waiting_bytes += block.len();
        state.waiting.push(block);
        let is_due = match self.durability {
            // What is no operation may wait for the next: to lose it loses nothing.
            Durability::Immediate => operations > 0,
            Durability::Group { max_operations, .. } => state.waiting_operations >= max_operations,
            Durability::None => false,
        };
        if is_due || state.waiting_bytes >= MOST_WAITING_BYTES {
            return state.flush();
        }
        if state.since.is_none() && self.flusher.is_some() {
            state.since = Some(Instant::now());
            self.shared.changed.notify_all();
        }
        Ok(())
    }

    /// Makes all that waits durable.
    pub(super) fn sync(&self) -> Result<(), Error> {
        self.shared.lock().flush()
    }

    /// The position that the next block will have.
    pub(super) fn next(&self) -> u64 {
        self.shared.lock().next
    }

    /// That, and the checksum of the block before it.
    pub(super) fn end_of(&self) -> (u64, u32) {
        let state = self.shared.lock();
        (state.next, state.before)
    }

    /// How many blocks wait.
    pub(super) fn waiting(&self) -> u64 {
        self.shared.lock().waiting.len() as u64
    }

    /// Whether a write failed.
    pub(super) fn has_failed(&self) -> bool {
        self.shared.lock().failed.is_some()
    }

    /// From now on nothing is written.
    pub(super) fn fail(&self, why: &Error) {
        self.shared.lock().failed.get_or_insert_with(|| why.to_string());
    }

    /// Makes all that waits durable, and gives everything back.
    pub(super) fn close(mut self) -> Result<(), Error> {
        self.end()
    }

    fn end(&mut self) -> Result<(), Error> {
        let mut state = self.shared.lock();
        let Some(log) = state.log.take() else { return Ok(()) };
        let flushed = if state.failed.is_some() { Ok(()) } else { state.flush_into(log) };
        drop(state);
        self.shared.changed.notify_all();
        if let Some(flusher) = self.flusher.take() {
            // It ends by itself, and a panic of it has been told by then.
            let _ = flusher.join();
        }
        flushed
    }
}

impl Drop for Writing {
    fn drop(&mut self) {
        // Whoever wants to know calls `close`.
        let _ = self.end();
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes durable what has waited so long, until the log is closed.
    fn flush_in_time(&self, max_delay: Duration) {
        let mut state = self.lock();
        while state.log.is_some() {
            let left = state.since.map(|since| max_delay.saturating_sub(since.elapsed()));
            state = match left {
                None => self.changed.wait(state).unwrap_or_else(PoisonError::into_inner),
                Some(Duration::ZERO) => {
                    // What went wrong is told to the next call.
                    let _ = state.flush();
                    state.since = None;
                    state
                }
                Some(left) => {
                    let waited = self.changed.wait_timeout(state, left);
                    waited.unwrap_or_else(PoisonError::into_inner).0
                }
            };
        }
    }
}

impl State {
    fn check(&self) -> Result<(), Error> {
        let Some(why) = &self.failed else { return Ok(()) };
        let message = format!(
            "an earlier write failed ({why}): nothing is written until the graph is opened again"
        );
        Err(Error::new(ErrorKind::ReadOnly, message))
    }

    fn flush(&mut self) -> Result<(), Error> {
        self.check()?;
        let Some(mut log) = self.log.take() else { return Ok(()) };
        let written = self.write(&mut *log);
        self.log = Some(log);
        written
    }

    fn flush_into(&mut self, mut log: Box<dyn Log>) -> Result<(), Error> {
        let written = self.write(&mut *log);
        let closed = log.close();
        // The last mark, which no later block makes durable.
        let synced = self.file.sync().map_err(failed);
        written.and(closed).and(synced)
    }

    fn write(&mut self, log: &mut dyn Log) -> Result<(), Error> {
        if self.waiting.is_empty() {
            return Ok(());
        }
        let first = self.next - self.waiting.len() as u64;
        let written = log.append(first, &self.waiting).and_then(|()| {
            self.turn = !self.turn;
            write_mark(&*self.file, self.turn, self.next - 1).map_err(failed)
        });
        self.failed = written.as_ref().err().map(ToString::to_string);
        self.waiting.clear();
        (self.waiting_operations, self.waiting_bytes, self.since) = (0, 0, None);
        written
    }
}
