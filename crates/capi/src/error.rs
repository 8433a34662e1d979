//! Errors: why a call failed, in detail.

use std::ffi::c_char;
use std::ptr;

use crate::entry::{ask, free};
use crate::handle::Handle;
use crate::status::{Failure, ONEID_OK, oneid_status};
use crate::text::Text;

/// Why a call failed, in detail. Given through the last argument of a function, if that is not `NULL` and the function fails; else that is not
/// written. The caller's, to be freed with `oneid_error_free`; it never changes, and many threads may read it.
///
/// Messages say which rule was broken and where, never a customer's value.
pub struct oneid_error {
    _private: [u8; 0],
}

impl Handle for oneid_error {
    const KIND: u32 = 0x6572_726f;
    const NAME: &'static str = "oneid_error";
    type Body = Detail;
}

/// A failure as C reads it.
pub(crate) struct Detail {
    status: oneid_status,
    message: Text,
    problems: Vec<Text>,
    reason: Option<Text>,
}

impl From<Failure> for Detail {
    fn from(failure: Failure) -> Self {
        Detail {
            status: failure.status,
            message: Text::new(failure.problems.join("\n")),
            problems: failure.problems.into_iter().map(Text::new).collect(),
            reason: failure.reason.map(Text::new),
        }
    }
}

/// The status that the call returned; `ONEID_OK` if it is no error.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_error_status(error: *const oneid_error) -> oneid_status {
    ask(error, ONEID_OK, |error| Some(error.status))
}

/// What went wrong, and where: all problems, a line each, with a zero at the end. Good until the error is freed. `NULL` if it is no error.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_error_message(error: *const oneid_error) -> *const c_char {
    ask(error, ptr::null(), |error| Some(error.message.pointer()))
}

/// Which rule of a normaliser refused a value (`masked`, `virtual`, `landline` …: `oneid::normalize::Reason` lists them), with a zero at the end. Good until
/// the error is freed. `NULL` if no normaliser did.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_error_reason(error: *const oneid_error) -> *const c_char {
    ask(error, ptr::null(), |error| error.reason.as_ref().map(Text::pointer))
}

/// How many problems there are: one for most errors, several for a policy or a manifest; 0 if it is no error.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_error_problem_count(error: *const oneid_error) -> usize {
    ask(error, 0, |error| Some(error.problems.len()))
}

/// The problem of this number, from 0, with a zero at the end. Good until the error is freed. `NULL` if there is none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_error_problem(
    error: *const oneid_error,
    number: usize,
) -> *const c_char {
    ask(error, ptr::null(), |error| error.problems.get(number).map(Text::pointer))
}

/// Frees an error; does nothing to `NULL`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_error_free(error: *mut oneid_error) {
    free(error);
}
