//! Panics on demand, for tests.

use std::cell::Cell;

thread_local! {
    static AT_ENTRY: Cell<bool> = const { Cell::new(false) };
    static IN_CHANGE: Cell<bool> = const { Cell::new(false) };
}

/// The next function that this thread calls panics before it does anything.
#[unsafe(no_mangle)]
pub extern "C" fn oneid_test_panic() {
    AT_ENTRY.set(true);
}

/// The next function that changes a graph on this thread panics in the middle of it.
#[unsafe(no_mangle)]
pub extern "C" fn oneid_test_panic_in_change() {
    IN_CHANGE.set(true);
}

pub(crate) fn strike_at_entry() {
    assert!(!AT_ENTRY.replace(false), "a test asked for it");
}

pub(crate) fn strike_in_change() {
    assert!(!IN_CHANGE.replace(false), "a test asked for it");
}
