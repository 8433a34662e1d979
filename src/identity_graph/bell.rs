//! Waking those who wait for changes.

use std::sync::atomic::{AtomicUsize, Ordering, fence};
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Rung after every call that changed something; nobody who rings waits but for a lock that is held for a moment.
#[derive(Debug, Default)]
pub(super) struct Bell {
    waiting: AtomicUsize,
    lock: Mutex<()>,
    rung: Condvar,
}

impl Bell {
    /// Wakes those who wait.
    pub(super) fn ring(&self) {
        // Whoever begins to wait sees what was published before, or is seen here.
        fence(Ordering::SeqCst);
        if self.waiting.load(Ordering::SeqCst) > 0 {
            drop(self.lock.lock().unwrap_or_else(PoisonError::into_inner));
            self.rung.notify_all();
        }
    }

    /// Waits until this holds, or so long.
    pub(super) fn wait(&self, most: Duration, holds: impl Fn() -> bool) {
        let begun = Instant::now();
        let mut guard = self.lock.lock().unwrap_or_else(PoisonError::into_inner);
        self.waiting.fetch_add(1, Ordering::SeqCst);
        fence(Ordering::SeqCst);
        while !holds() {
            let left = most.saturating_sub(begun.elapsed());
            if left.is_zero() {
                break;
            }
            let waited = self.rung.wait_timeout(guard, left);
            guard = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        self.waiting.fetch_sub(1, Ordering::SeqCst);
    }
}
