//! `oneid resolve` and `oneid policy`, run as a user runs them.

mod cases;
mod command;
mod failures;
mod key;
mod output;
mod policy;
