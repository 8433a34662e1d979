//! Numbers that are noted while the graph is only lent.

use std::sync::atomic::{AtomicU64, Ordering};

/// A number that whoever reads the graph may set: a count of work, a bound already known. Where several threads read at once, some of their additions may be lost;
/// one thread alone pays for it no more than for a plain number.
#[derive(Debug, Default)]
pub(crate) struct Counter(AtomicU64);

impl Counter {
    pub(crate) fn new(value: u64) -> Self {
        Counter(AtomicU64::new(value))
    }

    pub(crate) fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }

    pub(crate) fn set(&self, value: u64) {
        self.0.store(value, Ordering::Relaxed);
    }
}

impl Clone for Counter {
    fn clone(&self) -> Self {
        Counter::new(self.get())
    }
}
