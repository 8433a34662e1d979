//! The handles of a sequence of calls.

use std::ffi::{CStr, c_void};
use std::ptr;

use oneid_capi::*;

use super::Input;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    Error,
    Policy,
    Options,
    Graph,
    Reader,
    Profile,
    Profiles,
}

#[derive(Clone, Copy)]
struct Handle {
    kind: Kind,
    pointer: *mut c_void,
    is_live: bool,
}

#[derive(Default)]
pub(crate) struct Pool {
    handles: Vec<Handle>,
}

/// A handle that has been chosen for a parameter of some kind.
#[derive(Clone, Copy)]
pub(crate) struct Chosen {
    pointer: *mut c_void,
    fits: bool,
}

impl Chosen {
    pub(crate) fn pointer<H>(self) -> *mut H {
        self.pointer.cast()
    }
}

impl Pool {
    /// One of the kind, mostly; sometimes of another, or one that has been freed, or none.
    pub(crate) fn choose(&self, input: &mut Input<'_>, kind: Kind) -> Chosen {
        let which = input.byte();
        let any = which % 16 == 15;
        let fitting: Vec<&Handle> =
            self.handles.iter().filter(|handle| any || handle.kind == kind).collect();
        let place = usize::from(which) * 7 + usize::from(input.byte());
        let Some(handle) = fitting.get(place % fitting.len().max(1)) else {
            return Chosen { pointer: ptr::null_mut(), fits: false };
        };
        Chosen { pointer: handle.pointer, fits: handle.kind == kind && handle.is_live }
    }

    pub(crate) fn live(&self, kind: Kind) -> Vec<*mut c_void> {
        let live = self.handles.iter().filter(|handle| handle.is_live && handle.kind == kind);
        live.map(|handle| handle.pointer).collect()
    }

    fn keep(&mut self, kind: Kind, pointer: *mut c_void) {
        assert!(!pointer.is_null(), "a result of kind {kind:?} is null");
        self.handles.push(Handle { kind, pointer, is_live: true });
    }

    /// What a call came to: its results are kept, its error is looked at.
    pub(crate) fn done<H>(&mut self, call: Call, kind: Kind, result: *mut H) {
        let written = !result.is_null();
        assert_eq!(call.finish(), written, "a result is written if and only if all went well");
        if written {
            self.keep(kind, result.cast());
        }
    }

    /// Frees it: nothing happens to what is no live handle of this kind.
    pub(crate) fn free(&mut self, kind: Kind, chosen: Chosen) {
        unsafe { free(kind, chosen.pointer) };
        for handle in &mut self.handles {
            handle.is_live &= handle.pointer != chosen.pointer || handle.kind != kind;
        }
    }

    pub(crate) fn free_all(mut self) {
        for Handle { kind, pointer, .. } in std::mem::take(&mut self.handles) {
            // Those that have been freed are so twice.
            unsafe { free(kind, pointer) };
        }
    }
}

unsafe fn free(kind: Kind, pointer: *mut c_void) {
    unsafe {
        match kind {
            Kind::Text => oneid_text_free(pointer.cast()),
            Kind::Error => oneid_error_free(pointer.cast()),
            Kind::Policy => oneid_policy_free(pointer.cast()),
            Kind::Options => oneid_options_free(pointer.cast()),
            Kind::Graph => oneid_graph_free(pointer.cast()),
            Kind::Reader => oneid_reader_free(pointer.cast()),
            Kind::Profile => oneid_profile_free(pointer.cast()),
            Kind::Profiles => oneid_profiles_free(pointer.cast()),
        }
    }
}

/// A call with its status and error.
pub(crate) struct Call {
    status: oneid_status,
    error: *mut oneid_error,
    fits: bool,
}

impl Call {
    /// Makes a call with some handles.
    pub(crate) fn new<const N: usize>(
        handles: [Chosen; N],
        f: impl FnOnce(*mut *mut oneid_error) -> oneid_status,
    ) -> Self {
        let mut error = ptr::null_mut();
        let status = f(&mut error);
        Call { status, error, fits: handles.iter().all(|handle| handle.fits) }
    }

    /// Whether all went well.
    pub(crate) fn finish(self) -> bool {
        let Call { status, error, fits } = self;
        assert!(fits || ![ONEID_OK, ONEID_END].contains(&status), "a bad handle was taken");
        for never in [ONEID_PANIC, ONEID_POISONED, ONEID_INVARIANT] {
            assert_ne!(status, never);
        }
        if status == ONEID_HANDLE {
            assert!(!fits, "a live handle is no handle");
        }
        assert_eq!(error.is_null(), status == ONEID_OK || status == ONEID_END);
        if !error.is_null() {
            unsafe {
                assert_eq!(oneid_error_status(error), status);
                assert!(!CStr::from_ptr(oneid_error_message(error)).is_empty());
                assert!(!CStr::from_ptr(oneid_status_name(status)).is_empty());
                oneid_error_free(error);
            }
        }
        status == ONEID_OK
    }
}
