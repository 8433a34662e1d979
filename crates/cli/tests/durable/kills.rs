//! The process is killed at random moments: what it acknowledged is there, and nothing is there by half.

use std::fmt::Write as _;
use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::io::{BufRead as _, BufReader};
use std::process::Stdio;
use std::time::Duration;

use oneid::{FingerprintKey, IdentityGraph, Operation, Policy, Preset};

use super::command::{KEY, Place};
use super::{DIR, options};

const BATCH: usize = 7;
/// Kills, if ONEID_KILLS says nothing else.
const KILLS: u32 = 20;
const OPERATIONS: usize = 6000;
/// Batches that are fed without being acknowledged.
const UNACKNOWLEDGED: usize = 50;

/// A graph under the hammer, and what it ought to be.
struct Hammered {
    place: Place,
    lines: Vec<String>,
    /// What the first operations give.
    ought: IdentityGraph,
    applied: usize,
}

fn random(below: u64) -> u64 {
    RandomState::new().build_hasher().finish() % below
}

/// Customers who share numbers, separations, undone sources: operations whose order matters to ids.
fn operation(number: usize) -> String {
    let of = |below| random(below);
    match of(40) {
        0 => format!(
            r#"{{"op":"separate","ids":["weibo.uid:{}","cookie:c{}"],"source":"steward/li"}}"#,
            of(300),
            of(500)
        ),
        1 => format!(r#"{{"op":"retract_source","source":"feed/{}"}}"#, of(50)),
        2 => format!(r#"{{"op":"erase","id":"cookie:c{}"}}"#, of(500)),
        _ => format!(
            r#"{{"ids":["weibo.uid:{}","phone:137{:08}","cookie:c{}"],"source":"feed/{}","at":"2021-{:02}-01T00:00:00Z","traits":{{"orders":{number}}}}}"#,
            of(300),
            10_000_000 + of(200),
            of(500),
            of(50),
            1 + of(12)
        ),
    }
}

impl Hammered {
    fn new() -> Self {
        let lines = (0..OPERATIONS).map(operation).collect();
        let key = FingerprintKey::from_hex(KEY).unwrap();
        let ought = IdentityGraph::in_memory(Policy::preset(Preset::RetailCn), key);
        Hammered { place: Place::new(), lines, ought, applied: 0 }
    }

    /// Feeds what is not there yet, kills the process, and counts the operations that it acknowledged.
    fn feed_and_kill(&self) -> usize {
        let acknowledged = self.feed_some_and_kill(self.lines.len(), &["--acknowledge"]);
        self.applied + acknowledged.map_or(0, |line| line.parse().unwrap())
    }

    /// Feeds so many at most, with these options, and kills the process; the last line that it printed.
    fn feed_some_and_kill(&self, most: usize, options: &[&str]) -> Option<String> {
        let rest =
            self.lines[self.applied..].iter().take(most).fold(String::new(), |mut rest, line| {
                writeln!(rest, "{line}").unwrap();
                rest
            });
        self.place.write("rest.jsonl", rest);
        let batch = BATCH.to_string();
        let arguments = ["resolve", "--db", DIR, "--key", KEY, "--batch", &*batch];
        self.run_and_kill(&[&arguments[..], options, &["rest.jsonl"]].concat())
    }

    /// Compacts, and is killed: nothing is lost whichever moment that is.
    fn compact_and_kill(&self) {
        self.run_and_kill(&["compact", "--db", DIR, "--key", KEY]);
    }

    /// Runs the command and kills it; the last line that it printed whole.
    fn run_and_kill(&self, arguments: &[&str]) -> Option<String> {
        let mut command = self.place.command(arguments);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(Duration::from_micros(random(90_000)));
        child.kill().unwrap();
        child.wait().unwrap();
        let stdout = BufReader::new(child.stdout.take().unwrap());
        // A line is written at once, so that the last is whole.
        stdout.lines().map(Result::unwrap).last()
    }

    /// Asserts that what is there is what some operations give that include the first `acknowledged` and, of those after them, no more than
    /// so many batches.
    fn verify(&mut self, acknowledged: usize, more: usize) {
        if !self.place.path("graph/oneid").exists() {
            assert_eq!(acknowledged, 0, "the graph was acknowledged and is not there");
            return;
        }
        let found = IdentityGraph::check_files(self.place.path(DIR), &options()).unwrap();
        assert_eq!(found.problems, [""; 0]);
        let graph = IdentityGraph::open_read_only(self.place.path(DIR), &options()).unwrap();
        let is = profiles(&graph);
        while self.applied < acknowledged {
            self.apply_batch();
        }
        // Of the batch that was under way nothing is there, or all.
        for _ in 0..more {
            if profiles(&self.ought) != is && self.applied < self.lines.len() {
                self.apply_batch();
            }
        }
        assert!(profiles(&self.ought) == is, "no prefix that includes {acknowledged} gives this");
        let changes: Vec<_> = graph.changes_since(0).collect();
        assert!(self.ought.changes_since(0).eq(changes), "{acknowledged}: other changes");
    }

    /// Applies as many operations at once as the command does, so that the changes are the same.
    fn apply_batch(&mut self) {
        let end = (self.applied + BATCH).min(self.lines.len());
        let lines = self.lines[self.applied..end].iter();
        let operations: Vec<_> = lines.map(|line| Operation::from_json(line).unwrap()).collect();
        self.ought.apply_batch(&operations).unwrap();
        self.applied = end;
    }
}

/// Every profile as JSON, its id included, sorted.
fn profiles(graph: &IdentityGraph) -> Vec<String> {
    let mut all: Vec<_> =
        graph.profiles().map(|profile| serde_json::to_string(&profile).unwrap()).collect();
    all.sort_unstable();
    all
}

#[test]
fn whatever_was_acknowledged_is_there_after_a_kill() {
    let kills = std::env::var("ONEID_KILLS").map_or(KILLS, |kills| kills.parse().unwrap());
    let mut hammered = Hammered::new();
    let mut acknowledged_in_all = 0;
    for kill in 0..kills {
        let before = hammered.applied;
        match kill % 4 {
            2 => {
                // Durable at the end, and followed by a snapshot.
                hammered.feed_some_and_kill(UNACKNOWLEDGED * BATCH, &["--quiet"]);
                hammered.verify(before, UNACKNOWLEDGED);
            }
            3 => {
                hammered.compact_and_kill();
                hammered.verify(before, 0);
            }
            _ => {
                let acknowledged = hammered.feed_and_kill();
                acknowledged_in_all += acknowledged - before;
                hammered.verify(acknowledged, 1);
            }
        }
        if hammered.applied == hammered.lines.len() {
            hammered = Hammered::new();
        }
    }
    assert!(acknowledged_in_all > 0, "no kill came late enough to tell anything");
}
