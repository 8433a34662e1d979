//! The commands that explain, show, and undo.

#[path = "../resolve/command.rs"]
#[allow(dead_code, reason = "what other tests of the command need, too")]
mod command;

mod failures;
mod page;
mod pages_of_docs;
mod questions;
mod undo;
mod world;
