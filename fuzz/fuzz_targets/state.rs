//! Any bytes as the state that a journal begins with, and that a snapshot is.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| oneid::fuzzing::state(bytes));
