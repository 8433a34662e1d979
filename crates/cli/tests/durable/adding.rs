//! Operations added to a graph.

use std::fs;

use super::command::{KEY, Place};
use super::world::{self, run};
use super::{DIR, check, example, on, profiles, told};

fn operations(place: &Place) -> Vec<String> {
    let text = fs::read_to_string(place.path("operations.jsonl")).unwrap();
    text.lines().filter(|line| !line.is_empty()).map(|line| format!("{line}\n")).collect()
}

fn of_files(place: &Place) -> String {
    told(run(place, "resolve", &["operations.jsonl"]))
}

#[test]
fn added_in_two_runs_or_one_gives_what_the_files_give() {
    let place = world::place();
    let lines = operations(&place);
    let (first, second) = lines.split_at(lines.len() / 2);
    place.write("first.jsonl", first.concat());
    place.write("second.jsonl", second.concat());
    let quiet = run(&place, "resolve", &["--db", DIR, "--quiet", "first.jsonl"]);
    assert_eq!(told(quiet), "");
    let added = told(on(&place, "resolve", &["second.jsonl"]));
    assert_eq!(added, of_files(&place));
    assert_eq!(profiles(&place), added);
    check(&place);
}

#[test]
fn added_twice_is_added_once() {
    let place = example();
    let all = || [told(on(&place, "dump", &[])), told(on(&place, "changes", &[]))];
    let (before, dumped) = (profiles(&place), all());
    assert_eq!(told(on(&place, "resolve", &["operations.jsonl"])), before);
    assert_eq!(all(), dumped);
    check(&place);
}

#[test]
fn stdin_is_added_where_it_is_named() {
    let place = world::place();
    let text = operations(&place).concat();
    let arguments = ["resolve", "--db", DIR, "--key", KEY, "--policy", "policy.toml", "-"];
    assert_eq!(told(place.feed(&arguments, &text)), of_files(&place));
    // Without a file stdin is not read: nothing is added.
    let ran = place.feed(&["resolve", "--db", DIR, "--key", KEY], r#"{"ids":["weibo.uid:77"]}"#);
    assert_eq!(told(ran), of_files(&place));
}

#[test]
fn what_stands_before_a_bad_line_is_added_and_said_so() {
    for bad in ["nonsense", r#"{"ids":["no.such:1"]}"#] {
        let place = world::place();
        let lines = operations(&place);
        let (good, rest) = lines.split_at(7);
        place.write("good.jsonl", good.concat());
        place.write("bad.jsonl", format!("{}{bad}\n{}", good.concat(), rest.concat()));
        let ran = run(&place, "resolve", &["--db", DIR, "bad.jsonl"]);
        assert_eq!((ran.status, &*ran.stdout), (Some(1), ""));
        let [rule, kept] = ran.stderr.lines().collect::<Vec<_>>()[..] else { panic!("{ran:?}") };
        assert!(rule.starts_with("oneid: bad.jsonl:8: "), "{rule}");
        assert_eq!(
            kept,
            "oneid: what stands before that was added to graph and is durable: given again it changes nothing"
        );
        assert_eq!(profiles(&place), told(run(&place, "resolve", &["good.jsonl"])));
        check(&place);
        let skipped = on(&place, "resolve", &["--skip-bad", "bad.jsonl"]);
        assert!(skipped.stderr.contains("1 bad lines skipped"), "{skipped:?}");
        assert_eq!(skipped.stdout, of_files(&place));
    }
}

#[test]
fn a_report_is_of_the_whole_graph() {
    let place = example();
    place.write("more.jsonl", r#"{"ids":["weibo.uid:77"]}"#);
    assert_eq!(
        told(on(&place, "resolve", &["--quiet", "--report", "report.json", "more.jsonl"])),
        ""
    );
    let profiles = profiles(&place).lines().count();
    assert_eq!(place.report()["counts"]["profiles"], profiles);
}

#[test]
fn each_batch_is_acknowledged_when_it_is_durable() {
    let place = world::place();
    let lines = operations(&place);
    // Empty lines count, and what is acknowledged goes on over files.
    place.write("one.jsonl", format!("\n{}\n", lines[..5].concat()));
    place.write("two.jsonl", lines[5..].concat());
    let arguments = ["--acknowledge", "--batch", "2", "one.jsonl", "two.jsonl"];
    let ran = run(&place, "resolve", &[&["--db", DIR], &arguments[..]].concat());
    let said: Vec<usize> = told(ran).lines().map(|line| line.parse().unwrap()).collect();
    assert_eq!(said[..3], [3, 5, 8]);
    assert_eq!(said.last(), Some(&(lines.len() + 2)));
    assert!(said.is_sorted());
    assert_eq!(profiles(&place), of_files(&place));
    let without = run(&place, "resolve", &["--acknowledge", "one.jsonl"]);
    assert_eq!(without.status, Some(2));
}

#[test]
fn many_blocks_are_followed_by_a_snapshot() {
    let place = Place::new();
    let blocks = || -> u64 {
        let stats: serde_json::Value =
            serde_json::from_str(&told(on(&place, "stats", &["--json"]))).unwrap();
        stats["store"]["blocks_since_snapshot"].as_u64().unwrap()
    };
    let add = |from: usize, to: usize| {
        let lines: Vec<_> =
            (from..to).map(|n| format!("{{\"ids\":[\"weibo.uid:{n}\"]}}\n")).collect();
        place.write("some.jsonl", lines.concat());
        told(on(&place, "resolve", &["--quiet", "--batch", "1", "some.jsonl"]));
    };
    add(0, 3);
    assert_eq!(blocks(), 0, "there was none");
    add(3, 13);
    assert_eq!(blocks(), 10);
    add(13, 300);
    assert_eq!(blocks(), 0);
    check(&place);
}
