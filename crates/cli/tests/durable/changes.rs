//! What happened to profiles, told to whoever follows.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdout, Stdio};
use std::time::{Duration, Instant};

use oneid::{IdentityGraph, Operation};
use serde_json::Value;

use super::command::{KEY, Place};
use super::{DIR, example, on, options, told};

fn all(place: &Place, arguments: &[&str]) -> Vec<String> {
    told(on(place, "changes", arguments)).lines().map(str::to_owned).collect()
}

fn add(place: &Place, name: &str) {
    place.write("more.jsonl", format!("{{\"ids\":[\"weibo.uid:{name}\"]}}"));
    told(on(place, "resolve", &["--quiet", "more.jsonl"]));
}

#[test]
fn changes_are_numbered_lines_and_survive() {
    let place = example();
    let changes = all(&place, &[]);
    for (number, line) in changes.iter().enumerate() {
        assert_eq!(serde_json::from_str::<Value>(line).unwrap()["sequence"], number);
    }
    assert_eq!(all(&place, &["--since", "5"]), changes[5..]);
    assert_eq!(all(&place, &["--since", "1000"]), [""; 0]);
    add(&place, "77");
    let more = all(&place, &[]);
    assert_eq!(more[..changes.len()], changes);
    assert_eq!(more.len(), changes.len() + 1);
}

#[test]
fn that_changes_were_trimmed_is_said() {
    let place = example();
    assert_eq!(told(on(&place, "changes", &["--trim-before", "7"])), "");
    let ran = on(&place, "changes", &["--since", "3"]);
    assert_eq!(ran.stderr, "oneid: changes before 7 are not kept any more\n");
    assert!(ran.stdout.starts_with("{\"sequence\":7,"), "{}", ran.stdout);
    assert_eq!(all(&place, &["--since", "7"]).len(), ran.stdout.lines().count());
    let both = on(&place, "changes", &["--trim-before", "7", "--follow"]);
    assert_eq!(both.status, Some(2));
}

/// A follower, which ends even if what is waited for never comes.
fn follow(place: &Place, arguments: &[&str]) -> (Child, BufReader<ChildStdout>) {
    let given = ["changes", "--db", DIR, "--key", KEY, "--follow", "--every", "0.05"];
    let lasts: &[&str] = if arguments.contains(&"--for") { &[] } else { &["--for", "30"] };
    let mut command = place.command(&[&given, arguments, lasts].concat());
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let stdout = BufReader::new(child.stdout.take().unwrap());
    (child, stdout)
}

fn line(stdout: &mut BufReader<ChildStdout>) -> String {
    let mut line = String::new();
    stdout.read_line(&mut line).unwrap();
    line
}

/// Waits for the end, which must come.
fn ends(mut child: Child) {
    let until = Instant::now() + Duration::from_secs(5);
    while Instant::now() < until {
        if let Some(status) = child.try_wait().unwrap() {
            assert!(status.success(), "{status}");
            return;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    child.kill().unwrap();
    panic!("it goes on");
}

/// Adds, as soon as the follower does not read.
fn add_in_time(place: &Place, name: &str) {
    place.write("more.jsonl", format!("{{\"ids\":[\"weibo.uid:{name}\"]}}"));
    for _ in 0..500 {
        let ran = on(place, "resolve", &["--quiet", "more.jsonl"]);
        if ran.status == Some(0) {
            return;
        }
        assert!(ran.stderr.contains("or reads it all"), "{}", ran.stderr);
        std::thread::sleep(Duration::from_millis(7));
    }
    panic!("the follower never lets go");
}

#[test]
fn what_comes_is_printed_when_it_comes_until_nobody_reads() {
    let place = example();
    let old = all(&place, &[]);
    let from = (old.len() - 1).to_string();
    let (child, mut stdout) = follow(&place, &["--since", &from]);
    assert_eq!(line(&mut stdout).trim_end(), old[old.len() - 1]);
    for name in ["77", "78"] {
        add_in_time(&place, name);
        assert!(line(&mut stdout).contains(&format!("[\"weibo.uid:{name}\"]")));
    }
    drop(stdout);
    ends(child);
}

#[test]
fn it_ends_in_time_and_prints_nothing_twice() {
    let place = example();
    let old = all(&place, &[]);
    let (child, stdout) = follow(&place, &["--for", "0.6"]);
    assert_eq!(stdout.lines().map(Result::unwrap).collect::<Vec<_>>(), old);
    ends(child);
    for bad in [&["--every", "0", "--follow"][..], &["--for", "1"], &["--every", "x", "--follow"]] {
        assert_eq!(on(&place, "changes", bad).status, Some(2), "{bad:?}");
    }
}

#[test]
fn while_somebody_writes_snapshots_are_followed() {
    let place = example();
    let count = all(&place, &[]).len();
    let mut writer = IdentityGraph::open(place.path(DIR), &options()).unwrap();
    let (child, mut stdout) = follow(&place, &[]);
    (0..count).for_each(|_| assert_ne!(line(&mut stdout), ""));
    writer.apply(&Operation::from_json(r#"{"ids":["weibo.uid:77"]}"#).unwrap()).unwrap();
    writer.snapshot().unwrap().write().unwrap();
    assert!(line(&mut stdout).contains("weibo.uid:77"));
    writer.apply(&Operation::from_json(r#"{"ids":["weibo.uid:78"]}"#).unwrap()).unwrap();
    writer.close().unwrap();
    assert!(line(&mut stdout).contains("weibo.uid:78"));
    drop(stdout);
    ends(child);
}

#[test]
fn what_a_writer_left_who_was_killed_is_printed() {
    let place = example();
    let count = all(&place, &[]).len();
    let given = ["resolve", "--db", DIR, "--key", KEY, "--acknowledge", "--batch", "1", "-"];
    let mut command = place.command(&given);
    let mut writer = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut stdin = writer.stdin.take().unwrap();
    stdin.write_all(b"{\"ids\":[\"weibo.uid:77\"]}\n").unwrap();
    let mut acknowledged = BufReader::new(writer.stdout.take().unwrap());
    assert_eq!(line(&mut acknowledged), "1\n");
    let (child, mut stdout) = follow(&place, &[]);
    (0..count).for_each(|_| assert_ne!(line(&mut stdout), ""));
    // By then the files are old enough to be known again, and to be killed writes nothing to them.
    std::thread::sleep(Duration::from_millis(2500));
    writer.kill().unwrap();
    writer.wait().unwrap();
    assert!(line(&mut stdout).contains("weibo.uid:77"));
    drop(stdout);
    ends(child);
}
