//! Handles: what a caller holds of a graph, a policy, a text.
//!
//! A handle points at a *slot*: which kind of thing it is, and where that is. The memory of slots is never given back, and one that is freed is used again only
//! after many others; so a handle of another kind, or one that has been freed, is seen and answered with a status. What is not seen: a pointer
//! that never was a handle, and a freed one whose slot has long been another's.

use std::collections::VecDeque;
use std::ptr;
use std::sync::atomic::{AtomicBool, AtomicPtr, AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};

use crate::status::{Failure, ONEID_HANDLE, ONEID_NULL, ONEID_POISONED};

/// What a handle stands for. `Self` is the opaque type that the header names.
pub(crate) trait Handle: Sized {
    /// Another number for each kind; never 0.
    const KIND: u32;
    /// What the header calls it.
    const NAME: &'static str;
    /// What there is behind it. It is only ever lent, so that calls from several threads are sound, whatever they do to it.
    type Body: Send + Sync + 'static;
}

/// The kind of a slot that is free.
const FREE: u32 = 0;
/// So many slots stay free before one is used again.
const QUARANTINE: usize = 4096;

struct Slot {
    kind: AtomicU32,
    poisoned: AtomicBool,
    body: AtomicPtr<()>,
}

static FREED: Mutex<VecDeque<&'static Slot>> = Mutex::new(VecDeque::new());

/// A handle of something new.
pub(crate) fn give<H: Handle>(body: H::Body) -> *mut H {
    let slot = unused();
    slot.poisoned.store(false, Ordering::Relaxed);
    slot.body.store(Box::into_raw(Box::new(body)).cast(), Ordering::Relaxed);
    slot.kind.store(H::KIND, Ordering::Release);
    ptr::from_ref(slot).cast_mut().cast()
}

fn unused() -> &'static Slot {
    let mut freed = FREED.lock().unwrap_or_else(PoisonError::into_inner);
    if freed.len() > QUARANTINE
        && let Some(slot) = freed.pop_front()
    {
        return slot;
    }
    drop(freed);
    Box::leak(Box::new(Slot {
        kind: AtomicU32::new(FREE),
        poisoned: AtomicBool::new(false),
        body: AtomicPtr::new(ptr::null_mut()),
    }))
}

/// A handle that has been looked at.
pub(crate) struct Held<'a, H: Handle> {
    slot: &'static Slot,
    pub(crate) body: &'a H::Body,
}

impl<H: Handle> Held<'_, H> {
    /// From now on the handle can only be freed.
    pub(crate) fn poison(&self) {
        self.slot.poisoned.store(true, Ordering::Release);
    }

    pub(crate) fn check(&self) -> Result<(), Failure> {
        if self.slot.poisoned.load(Ordering::Acquire) {
            return Err(poisoned::<H>());
        }
        Ok(())
    }
}

/// Looks at a handle.
///
/// # Safety
///
/// It is null, or has been [given](give), and nobody frees it meanwhile.
pub(crate) unsafe fn hold<'a, H: Handle>(handle: *const H) -> Result<Held<'a, H>, Failure> {
    // SAFETY: as the caller promises.
    let slot = unsafe { slot(handle)? };
    if slot.kind.load(Ordering::Acquire) != H::KIND {
        return Err(not_one::<H>());
    }
    let body = slot.body.load(Ordering::Relaxed).cast_const().cast::<H::Body>();
    // SAFETY: a slot of this kind has a body of this kind, until it is freed.
    Ok(Held { slot, body: unsafe { &*body } })
}

/// Takes what is behind a handle, which is no handle from then on.
///
/// # Safety
///
/// As for [`hold`].
pub(crate) unsafe fn take<H: Handle>(handle: *mut H) -> Result<Box<H::Body>, Failure> {
    // SAFETY: as the caller promises.
    let slot = unsafe { slot(handle)? };
    // Of two that free it at once, one does.
    let freed = slot.kind.compare_exchange(H::KIND, FREE, Ordering::AcqRel, Ordering::Acquire);
    freed.map_err(|_| not_one::<H>())?;
    let body = slot.body.swap(ptr::null_mut(), Ordering::Relaxed).cast::<H::Body>();
    FREED.lock().unwrap_or_else(PoisonError::into_inner).push_back(slot);
    // SAFETY: it was made by `give` for a handle of this kind, and taken out by this call alone.
    Ok(unsafe { Box::from_raw(body) })
}

unsafe fn slot<H: Handle>(handle: *const H) -> Result<&'static Slot, Failure> {
    if handle.is_null() {
        return Err(Failure::new(ONEID_NULL, format!("the `{}` is a null pointer", H::NAME)));
    }
    let slot = handle.cast::<Slot>();
    if !slot.is_aligned() {
        return Err(not_one::<H>());
    }
    // SAFETY: the caller promises that it has been given; slots stay for ever.
    Ok(unsafe { &*slot })
}

#[cold]
fn not_one<H: Handle>() -> Failure {
    Failure::new(ONEID_HANDLE, format!("no `{}`: freed, or another kind of handle", H::NAME))
}

#[cold]
pub(crate) fn poisoned<H: Handle>() -> Failure {
    let message = format!("an earlier call panicked while it used this `{}`: free it", H::NAME);
    Failure::new(ONEID_POISONED, message)
}
