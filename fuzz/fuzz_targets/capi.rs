//! Any bytes, as a sequence of C calls.
#![no_main]

#[path = "../../crates/capi/tests/calls/mod.rs"]
mod calls;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| calls::run(bytes));
