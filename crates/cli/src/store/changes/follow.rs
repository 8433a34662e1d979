//! Following a graph that others write.

use std::ffi::OsString;
use std::fs;
use std::io::{self, BufWriter, Write as _};
use std::path::Path;
use std::time::{Duration, Instant, SystemTime};

use oneid::{ErrorKind, IdentityGraph};

use super::{kept_from, write};
use crate::db::Db;
use crate::error::{Failure, note};

/// Files as young as this may have been written again at what looks like the same time.
const YOUNG: Duration = Duration::from_secs(2);

/// Name, size and time of each file.
type Seen = Vec<(OsString, u64, SystemTime)>;

/// Prints changes as they come, until nobody reads them or the time is over.
pub(super) fn run(
    db: &Db<'_>,
    since: u64,
    every: Duration,
    lasts: Option<Duration>,
) -> Result<(), Failure> {
    let end = lasts.and_then(|lasts| Instant::now().checked_add(lasts));
    let mut follower = Follower { next: since, seen: None, told: false, waits: false };
    loop {
        if follower.look(db)?.is_none() {
            return Ok(());
        }
        let left = end.map_or(every, |end| end.saturating_duration_since(Instant::now()));
        if left.is_zero() || nobody_reads(every.min(left)) {
            return Ok(());
        }
    }
}

struct Follower {
    next: u64,
    /// The files when they were last read as they are.
    seen: Option<Seen>,
    /// What is not as usual was told when it was opened first.
    told: bool,
    /// It was told that it waits for whoever writes.
    waits: bool,
}

impl Follower {
    /// Prints what is new; nothing comes back if nobody reads it.
    fn look(&mut self, db: &Db<'_>) -> Result<Option<()>, Failure> {
        // Whoever reads a graph holds off those who write it, so it is not read if nothing can have changed.
        let seen = files(db.dir());
        if seen.is_some() && seen == self.seen {
            return Ok(Some(()));
        }
        let graph = match IdentityGraph::open_read_only(db.dir(), &db.options()) {
            Err(error) if error.kind() == ErrorKind::Locked => {
                self.tell_waiting(db);
                return Ok(Some(()));
            }
            opened => opened.map_err(|error| db.failed(&error))?,
        };
        if !std::mem::replace(&mut self.told, true) {
            db.tell_recovery(&graph);
        }
        self.next = kept_from(&graph, self.next);
        self.seen = seen.filter(|_| !graph.recovery().as_of_snapshot);
        self.print(&graph)
    }

    fn tell_waiting(&mut self, db: &Db<'_>) {
        if !std::mem::replace(&mut self.waits, true) {
            let dir = db.dir().display();
            note(format_args!(
                "{dir}: waiting: somebody writes this graph, and there is no snapshot"
            ));
        }
    }

    fn print(&mut self, graph: &IdentityGraph) -> Result<Option<()>, Failure> {
        let mut stdout = BufWriter::new(io::stdout().lock());
        let written = write(graph, self.next, &mut stdout);
        match written.and_then(|next| stdout.flush().map(|()| next)) {
            Ok(next) => {
                self.next = next;
                Ok(Some(()))
            }
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(None),
            Err(error) => Err(Failure::new(format!("writing to stdout: {error}"))),
        }
    }
}

/// The files of a directory as they are; nothing if one of them is young, or they cannot be told.
fn files(dir: &Path) -> Option<Seen> {
    let now = SystemTime::now();
    let mut seen = Seen::new();
    for entry in fs::read_dir(dir).ok()? {
        let entry = entry.ok()?;
        let metadata = entry.metadata().ok()?;
        let modified = metadata.modified().ok()?;
        if now.duration_since(modified).is_ok_and(|age| age < YOUNG) {
            return None;
        }
        seen.push((entry.file_name(), metadata.len(), modified));
    }
    seen.sort();
    Some(seen)
}

/// Waits, or until nobody reads stdout any more; whether that is so.
#[cfg(any(target_os = "linux", target_os = "macos"))]
fn nobody_reads(wait: Duration) -> bool {
    use rustix::event::{PollFd, PollFlags, Timespec, poll};

    let stdout = io::stdout();
    // Asked for nothing, it tells of errors and of the other end's closing alone.
    let mut fds = [PollFd::new(&stdout, PollFlags::empty())];
    let timeout = Timespec::try_from(wait).ok();
    let told = poll(&mut fds, timeout.as_ref()).is_ok_and(|told| told > 0);
    told && fds[0].revents().intersects(PollFlags::ERR | PollFlags::HUP | PollFlags::NVAL)
}

/// Waits. That nobody reads stdout any more is found out when something is written.
#[cfg(not(any(target_os = "linux", target_os = "macos")))]
fn nobody_reads(wait: Duration) -> bool {
    std::thread::sleep(wait);
    false
}
