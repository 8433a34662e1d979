//! Any text as a policy.
#![no_main]
#![allow(dead_code, reason = "each target uses its own part")]

#[path = "../../tests/checks/text.rs"]
mod text;

libfuzzer_sys::fuzz_target!(|input: &str| text::policy(input));
