//! The commands that look after a graph.

use std::fs;

use serde_json::Value;

use super::command::{KEY, Place};
use super::world::{self, run};
use super::{DIR, check, example, files, on, profiles, told};

#[test]
fn a_good_graph_has_no_problems() {
    let place = example();
    let found: Value =
        serde_json::from_str(&told(place.run(&["check", "--json", DIR, "--key", KEY]))).unwrap();
    assert_eq!(found["problems"], Value::Array(Vec::new()));
    assert_eq!((&found["snapshots"], &found["profiles"]), (&1.into(), &20.into()));
    check(&place);
}

/// Flips a byte in each page of the journal that holds something, and asks of each damaged graph.
#[test]
fn damage_is_told_and_nothing_is_left_out_silently() {
    let place = example();
    let good = profiles(&place);
    let path = place.path("graph/journal-1");
    let journal = fs::read(&path).unwrap();
    let mut told = 0;
    for at in (0..journal.len()).step_by(509).filter(|&at| journal[at] != 0) {
        let mut damaged = journal.clone();
        damaged[at] ^= 0x40;
        fs::write(&path, damaged).unwrap();
        let ran = place.run(&["check", DIR, "--key", KEY]);
        match ran.status {
            Some(0) => assert_eq!(profiles(&place), good, "at {at}"),
            status => {
                told += 1;
                assert_eq!(status, Some(1), "at {at}");
                assert!(ran.stderr.starts_with("oneid: graph: "), "{ran:?}");
                let (all, named) = (ran.stdout + &ran.stderr, "journal-1: ");
                assert!(all.contains(named), "{all}");
            }
        }
    }
    assert!(told > 5, "{told}");
    fs::write(&path, journal).unwrap();
    check(&place);
}

#[test]
fn problems_are_listed_as_json_too() {
    let place = example();
    let snapshot =
        files(&place).into_iter().find(|path| path.to_string_lossy().contains("snapshot-"));
    let snapshot = snapshot.unwrap();
    let mut bytes = fs::read(&snapshot).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&snapshot, bytes).unwrap();
    let ran = place.run(&["check", "--json", DIR, "--key", KEY]);
    assert_eq!((ran.status, &*ran.stderr), (Some(1), "oneid: graph: 1 problem\n"));
    let found: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(found["problems"].as_array().unwrap().len(), 1);
    let text = place.run(&["check", DIR, "--key", KEY]).stdout;
    assert!(text.contains("\nProblems:\n  snapshot-1-"), "{text}");
    // The journal makes up for it, and whoever reads is told.
    let read = on(&place, "resolve", &[]);
    assert!(read.stderr.starts_with("oneid: warning: graph: snapshot-1-"), "{read:?}");
    assert_eq!(read.stdout, told(run(&place, "resolve", &["operations.jsonl"])));
    assert_eq!(on(&place, "compact", &[]).status, Some(0));
    check(&place);
}

#[test]
fn compacting_changes_no_answer() {
    let place = example();
    let all =
        || [profiles(&place), told(on(&place, "changes", &[])), told(on(&place, "dump", &[]))];
    let before = all();
    let compacted: Value = serde_json::from_str(&told(on(&place, "compact", &["--json"]))).unwrap();
    assert_eq!((&compacted["generation"], &compacted["erasures"]), (&2.into(), &0.into()));
    assert_eq!(all(), before);
    check(&place);
}

#[test]
fn a_snapshot_is_what_opening_starts_from() {
    let place = example();
    told(on(&place, "compact", &[]));
    let store = || -> Value {
        let stats = told(on(&place, "stats", &["--json"]));
        serde_json::from_str::<Value>(&stats).unwrap()["store"].clone()
    };
    assert_eq!(store()["snapshot_bytes"], Value::Null);
    let text = told(on(&place, "snapshot", &[]));
    assert!(
        text.starts_with("A snapshot of ") && text.ends_with(" bytes was written.\n"),
        "{text}"
    );
    assert!(store()["snapshot_bytes"].as_u64().unwrap() > 0);
    check(&place);
}

#[test]
fn a_backup_is_a_graph_of_its_own() {
    let place = example();
    let text = told(on(&place, "backup", &["--to", "copy"]));
    assert_eq!(text, "Written to copy: 30 identifiers in 20 profiles.\n");
    let of_copy = || told(place.run(&["resolve", "--db", "copy", "--key", KEY]));
    assert_eq!(of_copy(), profiles(&place));
    let before = of_copy();
    told(on(&place, "retract-source", &["jd/self"]));
    assert_eq!(of_copy(), before);
    let again = on(&place, "backup", &["--to", "copy"]);
    assert!(again.status == Some(1) && again.stderr.starts_with("oneid: copy: "), "{again:?}");
    assert_eq!(of_copy(), before);
}

#[test]
fn what_is_dumped_and_loaded_has_the_same_profiles_and_ids() {
    let place = example();
    // Undone, so that not every identifier is where it was first seen.
    told(on(&place, "retract-source", &["jd/self"]));
    told(on(&place, "resolve", &["--quiet", "operations.jsonl"]));
    place.write("dump.jsonl", told(on(&place, "dump", &[])));
    let load = |dir: &str, file: &str| run(&place, "load", &["--db", dir, file]);
    let text = told(load("copy", "dump.jsonl"));
    assert!(
        text.starts_with("Loaded into copy: ") && text.ends_with(" in 20 profiles.\n"),
        "{text}"
    );
    let copy = told(place.run(&["resolve", "--db", "copy", "--key", KEY]));
    assert_eq!(copy, profiles(&place));
    let again = load("copy", "dump.jsonl");
    again.failed(
        "oneid: copy: not empty: load makes a new graph (oneid resolve adds to one that is there)\n",
    );
    assert_eq!(told(place.run(&["resolve", "--db", "copy", "--key", KEY])), copy);
    // From stdin.
    let dump = fs::read_to_string(place.path("dump.jsonl")).unwrap();
    let arguments = ["load", "--db", "third", "--policy", "policy.toml", "--key", KEY];
    told(place.feed(&arguments, &dump));
    assert_eq!(told(place.run(&["resolve", "--db", "third", "--key", KEY])), copy);
}

#[test]
fn a_load_that_stops_says_what_is_to_be_done() {
    let place = world::place();
    place.write("bad.jsonl", "{\"ids\":[\"weibo.uid:1\"]}\nnonsense\n");
    let ran = run(&place, "load", &["--db", DIR, "bad.jsonl"]);
    assert_eq!((ran.status, &*ran.stdout), (Some(1), ""));
    let last = ran.stderr.lines().last().unwrap();
    assert_eq!(last, "oneid: to load it again remove graph; or add the rest by oneid resolve");
    let missing = run(&place, "load", &["--db", "other", "missing.jsonl"]);
    missing.failed("oneid: missing.jsonl: No such file or directory (os error 2)\n");
    assert!(!place.path("other").exists());
    let nowhere = place.run(&["load", "--key", KEY, "bad.jsonl"]);
    assert_eq!(nowhere.status, Some(2));
}

#[test]
fn counts_are_told() {
    let place = example();
    told(on(&place, "retract-source", &["jd/self"]));
    let stats: Value = serde_json::from_str(&told(on(&place, "stats", &["--json"]))).unwrap();
    let profiles = profiles(&place).lines().count();
    let changes = told(on(&place, "changes", &[])).lines().count();
    assert_eq!(stats["graph"]["profiles"], profiles);
    assert_eq!(stats["graph"]["next_change"], changes);
    assert_eq!(stats["store"]["blocks_since_snapshot"], 1);
    let text = told(on(&place, "stats", &[]));
    assert!(text.contains("\n  blocks since                     1\n"), "{text}");
}

#[test]
fn a_dump_nobody_reads_to_its_end_is_no_error() {
    let place = Place::new();
    let lines: Vec<_> = (0..5000).map(|n| format!("{{\"ids\":[\"weibo.uid:{n}\"]}}\n")).collect();
    place.write("in.jsonl", lines.concat());
    told(on(&place, "resolve", &["--quiet", "in.jsonl"]));
    let mut command = place.command(&["dump", "--db", DIR, "--key", KEY]);
    command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
    let mut child = command.spawn().unwrap();
    drop(child.stdout.take());
    let ran = super::Ran::of(child.wait_with_output().unwrap());
    assert_eq!((ran.status, &*ran.stderr), (Some(0), ""));
}
