//! Any bytes as what a journal holds of calls.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| oneid::fuzzing::blocks(bytes));
