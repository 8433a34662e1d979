//! What callers get: written only when all went well.

use serde::Serialize;

use crate::handle::{Handle, give};
use crate::status::{Failure, ONEID_NULL};
use crate::text::{Text, oneid_text};

/// Where a result goes.
pub(crate) struct Out<T>(*mut T);

/// Where a result goes, if the caller wants it.
pub(crate) struct Wanted<T>(*mut T);

impl<T> Out<T> {
    /// # Safety
    ///
    /// It is null, or can be written to until the call returns.
    pub(crate) unsafe fn new(name: &str, place: *mut T) -> Result<Self, Failure> {
        if place.is_null() {
            return Err(Failure::new(ONEID_NULL, format!("`{name}` is a null pointer")));
        }
        if !place.is_aligned() {
            return Err(Failure::argument(format!("`{name}` is not aligned")));
        }
        Ok(Out(place))
    }

    pub(crate) fn put(self, value: T) {
        // SAFETY: whoever made this promised that it can be written to; null and alignment were checked.
        unsafe { self.0.write(value) };
    }
}

impl<H: Handle> Out<*mut H> {
    /// Puts a new handle.
    pub(crate) fn give(self, body: H::Body) {
        self.put(give(body));
    }
}

impl Out<*mut oneid_text> {
    pub(crate) fn text(self, text: String) {
        self.give(Text::new(text));
    }

    pub(crate) fn json(self, value: &impl Serialize) -> Result<(), Failure> {
        self.text(serde_json::to_string(value)?);
        Ok(())
    }
}

impl<T> Wanted<T> {
    /// # Safety
    ///
    /// It is null, or can be written to until the call returns.
    pub(crate) unsafe fn new(name: &str, place: *mut T) -> Result<Self, Failure> {
        if !place.is_null() {
            // SAFETY: as the caller promises.
            unsafe { Out::new(name, place)? };
        }
        Ok(Wanted(place))
    }

    pub(crate) fn put(self, value: T) {
        if !self.0.is_null() {
            Out(self.0).put(value);
        }
    }
}

impl Wanted<*mut oneid_text> {
    pub(crate) fn json(self, value: &impl Serialize) -> Result<(), Failure> {
        if self.0.is_null() { Ok(()) } else { Out(self.0).json(value) }
    }
}
