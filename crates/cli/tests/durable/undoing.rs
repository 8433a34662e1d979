//! Taking back, confirming, parting and erasing in a graph.

use serde_json::Value;

use super::world::{LIN, ORDER, run};
use super::{check, example, on, profiles, told};

const HE: [&str; 2] = ["wechat.unionid@brand:oHe08", "jd.open_id@self:jdHe"];
const CHEN: [&str; 2] = ["wechat.unionid@brand:oChen02", "wechat.unionid@brand:oChen03"];

const OPERATIONS: [(&str, &[&str]); 8] = [
    ("retract", &["--source", "taobao/flagship", ORDER, "taobao.ouid@flagship:AAF1xLinQ"]),
    ("retract-source", &["jd/self"]),
    ("expire", &["--before", "2022-01-01T00:00:00Z"]),
    ("separate", &["--at", "2024-01-01T00:00:00Z", "--source", "steward/li", LIN, ORDER]),
    ("rejoin", &HE),
    ("confirm", &CHEN),
    ("erase", &["phone:13771234560"]),
    ("erase-profile", &[LIN]),
];

#[test]
fn each_is_applied_and_does_what_it_would_on_file() {
    for (subcommand, arguments) in OPERATIONS {
        let place = example();
        let before = profiles(&place);
        let dry = told(on(&place, subcommand, &[&["--dry-run", "--json"], arguments].concat()));
        assert_eq!(profiles(&place), before, "{subcommand}");
        let done = on(&place, subcommand, &[&["--json"], arguments].concat());
        assert_eq!(done.status, Some(0), "{}", done.stderr);
        let [mut dry, mut done] = [dry, done.stdout].map(|text| parsed(&text));
        assert_eq!((dry["dry_run"].take(), done["dry_run"].take()), (true.into(), false.into()));
        assert_eq!(dry, done, "{subcommand}");
        let after = profiles(&place);
        assert_ne!(after, before, "{subcommand}");
        check(&place);
        // On file.
        let file = ["--in", "operations.jsonl", "--to", "operations.jsonl"];
        run(&place, subcommand, &[arguments, &file].concat());
        assert_eq!(after, told(run(&place, "resolve", &["operations.jsonl"])), "{subcommand}");
    }
}

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[test]
fn where_it_was_applied_is_said() {
    let place = example();
    let dry = told(on(&place, "rejoin", &[&["--dry-run"], &HE[..]].concat()));
    assert!(dry.ends_with("\nA dry run: nothing was written.\n"), "{dry}");
    let done = told(on(&place, "rejoin", &HE));
    assert!(done.ends_with("\nApplied to the graph in graph.\n"), "{done}");
}

#[test]
fn files_of_operations_do_not_go_with_a_graph() {
    let place = example();
    let before = (profiles(&place), place.names());
    for more in [["--to", "to.jsonl"], ["--in", "operations.jsonl"]] {
        let ran = on(&place, "rejoin", &[&HE[..], &more].concat());
        assert_eq!((ran.status, &*ran.stdout), (Some(2), ""));
        assert!(ran.stderr.contains("neither --in nor --to goes with it"), "{}", ran.stderr);
    }
    assert_eq!((profiles(&place), place.names()), before);
}

#[test]
fn what_cannot_be_applied_changes_nothing() {
    let place = example();
    let before = profiles(&place);
    assert_eq!(on(&place, "separate", &[LIN, LIN]).status, Some(1));
    assert_eq!(profiles(&place), before);
}
