//! Which calls shall go wrong, and how many there were.

use std::io;
use std::ops::RangeInclusive;

/// How a call fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FailKind {
    StorageFull,
    PermissionDenied,
    Other,
}

/// Calls are numbered from one.
#[derive(Debug, Default)]
pub(super) struct Plan {
    pub(super) failing: Option<(RangeInclusive<u64>, FailKind)>,
    pub(super) failing_reads: Option<RangeInclusive<u64>>,
    pub(super) lying: Option<RangeInclusive<u64>>,
    pub(super) cut_at: Option<u64>,
    pub(super) forgets_after_failed_sync: bool,
}

/// How often anything was called.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Counts {
    /// Modifying or syncing.
    pub(super) calls: u64,
    /// The syncs among them.
    pub(super) syncs: u64,
    pub(super) reads: u64,
}

/// What becomes of one modifying or syncing call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    Done,
    /// It says that it was done.
    Lied,
    Failed(FailKind),
    /// Power is lost meanwhile: it may have been done, or not.
    Cut,
    /// Power was lost before.
    Dead,
}

impl Plan {
    /// Of the call that was counted last.
    pub(super) fn fate(&self, counts: Counts, is_sync: bool) -> Fate {
        match &self.failing {
            _ if self.cut_at == Some(counts.calls) => Fate::Cut,
            _ if self.is_dead(counts) => Fate::Dead,
            Some((calls, kind)) if calls.contains(&counts.calls) => Fate::Failed(*kind),
            _ if is_sync && includes(self.lying.as_ref(), counts.syncs) => Fate::Lied,
            _ => Fate::Done,
        }
    }

    pub(super) fn read(&self, counts: Counts) -> io::Result<()> {
        if self.is_dead(counts) {
            return Err(no_power());
        }
        if includes(self.failing_reads.as_ref(), counts.reads) {
            return Err(FailKind::Other.error());
        }
        Ok(())
    }

    pub(super) fn is_dead(&self, counts: Counts) -> bool {
        self.cut_at.is_some_and(|call| call <= counts.calls)
    }
}

impl Fate {
    /// Does what the call is about, if it comes to that.
    pub(super) fn carry_out<T>(self, call: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
        match self {
            Fate::Done | Fate::Lied => call(),
            Fate::Failed(kind) => Err(kind.error()),
            Fate::Cut => call().and_then(|_| Err(no_power())),
            Fate::Dead => Err(no_power()),
        }
    }
}

impl FailKind {
    fn error(self) -> io::Error {
        let kind = match self {
            FailKind::StorageFull => io::ErrorKind::StorageFull,
            FailKind::PermissionDenied => io::ErrorKind::PermissionDenied,
            FailKind::Other => io::ErrorKind::Other,
        };
        io::Error::new(kind, "this call was planned to fail")
    }
}

fn includes(numbers: Option<&RangeInclusive<u64>>, number: u64) -> bool {
    numbers.is_some_and(|numbers| numbers.contains(&number))
}

fn no_power() -> io::Error {
    io::Error::other("the disk has no power")
}
