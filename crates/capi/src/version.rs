//! What library this is.

use std::ffi::c_char;
use std::ptr;

use crate::status::{NAMES, oneid_status};

/// The number of the binary interface, and of the shared library's name: it changes when a function, a structure or a number changes, and not when some are added.
pub const ONEID_ABI_VERSION: u32 = 1;

const VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), "\0");

/// The version of the library, such as `0.1.0`, with a zero at the end. Never freed.
#[unsafe(no_mangle)]
pub extern "C" fn oneid_version() -> *const c_char {
    VERSION.as_ptr().cast()
}

/// The number of the binary interface of the library that is loaded: to be compared with the `ONEID_ABI_VERSION` that a program was compiled with.
#[unsafe(no_mangle)]
pub extern "C" fn oneid_abi_version() -> u32 {
    ONEID_ABI_VERSION
}

/// The version of the built-in catalogue of namespaces, which is part of every policy.
#[unsafe(no_mangle)]
pub extern "C" fn oneid_catalogue_version() -> u32 {
    oneid::Policy::catalogue_version()
}

/// The name of a status, such as `identifier_syntax`, with a zero at the end; never freed. `NULL` for a number that is none.
#[unsafe(no_mangle)]
pub extern "C" fn oneid_status_name(status: oneid_status) -> *const c_char {
    NAMES.iter().find(|(known, _)| *known == status).map_or(ptr::null(), |(_, name)| name.as_ptr())
}
