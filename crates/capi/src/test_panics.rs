//! Panics on demand, for tests.

use std::cell::Cell;

thread_local! {
    static NEXT: Cell<bool> = const { Cell::new(false) };
}

/// The next function that this thread calls panics.
#[unsafe(no_mangle)]
pub extern "C" fn oneid_test_panic() {
    NEXT.set(true);
}

pub(crate) fn strike() {
    assert!(!NEXT.replace(false), "a test asked for it");
}
