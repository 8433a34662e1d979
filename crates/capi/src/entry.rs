//! How every function is entered and left: panics caught, handles checked, errors handed out.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::error::oneid_error;
use crate::handle::{self, Handle, Held};
use crate::status::{Failure, ONEID_END, ONEID_OK, ONEID_PANIC, oneid_status};

pub(crate) type Done = Result<(), Failure>;

/// Runs what needs no handle.
///
/// # Safety
///
/// `error` is null or can be written to.
pub(crate) unsafe fn plain(error: *mut *mut oneid_error, f: impl FnOnce() -> Done) -> oneid_status {
    let done = catching(f);
    // SAFETY: as the caller promises.
    unsafe { leave(done, error) }
}

/// Runs what is done with a handle; a panic poisons it.
///
/// # Safety
///
/// The handle is null, or has been given and is freed by nobody meanwhile; `error` is null or can be written to.
pub(crate) unsafe fn with<H: Handle>(
    handle: *const H,
    error: *mut *mut oneid_error,
    f: impl FnOnce(&H::Body) -> Done,
) -> oneid_status {
    // SAFETY: as the caller promises.
    let held = unsafe { handle::hold(handle) };
    let done = held.and_then(|held| run(&held, f));
    // SAFETY: as the caller promises.
    unsafe { leave(done, error) }
}

fn run<H: Handle>(held: &Held<'_, H>, f: impl FnOnce(&H::Body) -> Done) -> Done {
    held.check()?;
    let done = catching(|| f(held.body));
    if matches!(&done, Err(failure) if failure.status == ONEID_PANIC) {
        held.poison();
    }
    done
}

/// Asks a handle for something that cannot fail; `none` if it is no handle, or poisoned.
///
/// # Safety
///
/// The handle is null, or has been given and is freed by nobody meanwhile.
pub(crate) unsafe fn ask<H: Handle, T>(
    handle: *const H,
    none: T,
    f: impl FnOnce(&H::Body) -> Option<T>,
) -> T {
    let mut answer = None;
    // SAFETY: as the caller promises.
    let held = unsafe { handle::hold(handle) };
    let done = held.and_then(|held| {
        run(&held, |body| {
            answer = f(body);
            Ok(())
        })
    });
    done.ok().and(answer).unwrap_or(none)
}

/// Gives a handle back; nothing happens to null, nor to what is no such handle.
///
/// # Safety
///
/// The handle is null, or has been given and is used by nobody meanwhile.
pub(crate) unsafe fn free<H: Handle>(handle: *mut H) {
    // SAFETY: as the caller promises.
    let taken = unsafe { handle::take(handle) };
    // What cannot even be dropped is gone all the same.
    let _ = catching(|| taken.map(drop));
}

fn catching(f: impl FnOnce() -> Done) -> Done {
    let caught = catch_unwind(AssertUnwindSafe(|| {
        #[cfg(feature = "test-panics")]
        crate::test_panics::strike_at_entry();
        f()
    }));
    caught.unwrap_or_else(|_| {
        // What it said went to stderr; here it might hold a customer's value.
        Err(Failure::new(ONEID_PANIC, "the library panicked, which is a bug of its own"))
    })
}

unsafe fn leave(done: Done, error: *mut *mut oneid_error) -> oneid_status {
    let Err(failure) = done else { return ONEID_OK };
    let status = failure.status;
    if status != ONEID_END && !error.is_null() && error.is_aligned() {
        // SAFETY: as the caller promises.
        unsafe { error.write(handle::give(failure.into())) };
    }
    status
}
