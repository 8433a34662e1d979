//! The commands that tell what a graph can bear. Nothing here depends on how long anything takes.

#[path = "../resolve/command.rs"]
#[allow(dead_code, reason = "what other tests of the command need, too")]
mod command;

mod bench;
mod generate;
mod plan;
mod real;
