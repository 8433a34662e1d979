//! Durable graphs: each command with `--db`, and the commands that look after them.

#[path = "../resolve/command.rs"]
#[allow(dead_code, reason = "what other tests of the command need, too")]
mod command;
#[path = "../explain/world.rs"]
#[allow(dead_code, reason = "what other tests of the command need, too")]
mod world;

mod adding;
mod changes;
mod erasing;
mod keeping;
mod keys;
mod kills;
mod locked;
mod merging;
mod reading;
mod undoing;

use std::path::PathBuf;

use command::{KEY, Place, Ran};
use oneid::{FingerprintKey, OpenOptions};

/// Where tests have their graph.
const DIR: &str = "graph";

/// The options under which the command opens a graph of the tests.
fn options() -> OpenOptions {
    OpenOptions::new(FingerprintKey::from_hex(KEY).unwrap()).create(false)
}

/// Runs a subcommand on the graph, under its own policy.
fn on(place: &Place, subcommand: &str, arguments: &[&str]) -> Ran {
    place.run(&[&[subcommand, "--db", DIR, "--key", KEY], arguments].concat())
}

/// What a run that went well, and had nothing to remark, printed.
fn told(ran: Ran) -> String {
    assert_eq!((ran.status, &*ran.stderr), (Some(0), ""));
    ran.stdout
}

/// The example, and a graph of its operations.
fn example() -> Place {
    let place = world::place();
    let made = world::run(&place, "resolve", &["--db", DIR, "--quiet", "operations.jsonl"]);
    assert_eq!(told(made), "");
    place
}

/// The profiles of a graph, as the command prints them.
fn profiles(place: &Place) -> String {
    told(on(place, "resolve", &[]))
}

/// All that is found wrong with the files of a graph.
fn check(place: &Place) {
    let text = told(place.run(&["check", DIR, "--key", KEY]));
    assert!(text.ends_with("\nEverything is as it was written.\n"), "{text}");
}

/// The files of the graph.
fn files(place: &Place) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(place.path(DIR)).unwrap();
    entries.map(|entry| entry.unwrap().path()).collect()
}
