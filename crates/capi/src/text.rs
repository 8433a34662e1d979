//! Texts that the library made.

use std::ffi::c_char;

use crate::entry::{ask, free};
use crate::handle::Handle;

/// A text that the library made: UTF-8, mostly JSON. The caller's, to be freed with `oneid_text_free`; it never changes, and many threads may read it.
pub struct oneid_text {
    _private: [u8; 0],
}

impl Handle for oneid_text {
    const KIND: u32 = 0x7465_7874;
    const NAME: &'static str = "oneid_text";
    type Body = Text;
}

/// Bytes with a zero after them.
pub(crate) struct Text(Box<[u8]>);

impl Text {
    pub(crate) fn new(text: String) -> Self {
        let mut bytes = text.into_bytes();
        bytes.push(0);
        Text(bytes.into())
    }

    pub(crate) fn pointer(&self) -> *const c_char {
        self.0.as_ptr().cast()
    }

    pub(crate) fn size(&self) -> usize {
        self.0.len() - 1
    }
}

/// The bytes of a text, with a zero after the last. They stay where they are until the text is freed. `NULL` if it is no text.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_text_data(text: *const oneid_text) -> *const c_char {
    ask(text, std::ptr::null(), |text| Some(text.pointer()))
}

/// How many bytes it has, without the zero; 0 if it is no text.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_text_size(text: *const oneid_text) -> usize {
    ask(text, 0, |text| Some(text.size()))
}

/// Frees a text; does nothing to `NULL`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_text_free(text: *mut oneid_text) {
    free(text);
}
