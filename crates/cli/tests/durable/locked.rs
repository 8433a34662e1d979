//! While somebody else writes the graph.

use std::fs;

use oneid::{IdentityGraph, Operation};

use super::command::Place;
use super::world::{self, LIN};
use super::{DIR, example, on, options, profiles, told};

const AS_OF: &str = "oneid: graph: somebody writes this graph: this is as of its newest snapshot\n";

fn write(place: &Place) -> IdentityGraph {
    IdentityGraph::open(place.path(DIR), &options()).unwrap()
}

fn change(graph: &mut IdentityGraph) {
    graph.apply(&Operation::from_json(r#"{"ids":["weibo.uid:77"]}"#).unwrap()).unwrap();
}

#[test]
fn nobody_else_writes() {
    let place = example();
    let writer = write(&place);
    let locked = "oneid: graph: somebody else writes this graph, or reads its journal\n";
    on(&place, "resolve", &["operations.jsonl"]).failed(locked);
    on(&place, "erase", &["phone:13771234560"]).failed(locked);
    on(&place, "simulate", &["--apply", "retail-cn"]).failed(locked);
    for subcommand in ["compact", "snapshot"] {
        on(&place, subcommand, &[]).failed(locked);
    }
    let checked = place.run(&["check", DIR, "--key", super::KEY]);
    assert!(checked.stderr.contains("somebody writes this graph: close it"), "{checked:?}");
    assert_eq!(checked.status, Some(1));
    writer.close().unwrap();
    told(on(&place, "compact", &[]));
}

#[test]
fn readers_get_the_newest_snapshot_and_are_told() {
    let place = example();
    let before = profiles(&place);
    let mut writer = write(&place);
    change(&mut writer);
    let read = on(&place, "resolve", &[]);
    assert_eq!((read.status, &*read.stdout, &*read.stderr), (Some(0), &*before, AS_OF));
    for subcommand in ["dump", "changes", "sources", "candidates"] {
        assert_eq!(on(&place, subcommand, &[]).stderr, AS_OF, "{subcommand}");
    }
    assert_eq!(on(&place, "lookup", &[LIN]).stderr, AS_OF);
    let dry = on(&place, "erase", &["--dry-run", LIN]);
    assert_eq!((dry.status, &*dry.stderr), (Some(0), AS_OF));
    writer.snapshot().unwrap().write().unwrap();
    assert!(on(&place, "resolve", &[]).stdout.contains("weibo.uid:77"));
}

#[test]
fn counts_are_of_the_graph_alone() {
    let place = example();
    let counts = || {
        let ran = on(&place, "stats", &["--json"]);
        (serde_json::from_str::<serde_json::Value>(&ran.stdout).unwrap(), ran.stderr)
    };
    let (whole, _) = counts();
    let writer = write(&place);
    let (graph, stderr) = counts();
    assert!(stderr.starts_with("oneid: graph: no counts of the files: "), "{stderr}");
    assert!(stderr.ends_with(AS_OF), "{stderr}");
    assert_eq!(graph["graph"], whole["graph"]);
    assert!(graph["store"].is_null() && whole["store"].is_object());
    drop(writer);
}

#[test]
fn a_backup_is_made_meanwhile() {
    let place = example();
    let before = profiles(&place);
    let mut writer = write(&place);
    change(&mut writer);
    let backup = on(&place, "backup", &["--to", "copy"]);
    assert_eq!((backup.status, &*backup.stderr), (Some(0), AS_OF));
    let copy = told(place.run(&["resolve", "--db", "copy", "--key", super::KEY]));
    assert_eq!(copy, before);
}

#[test]
fn without_a_snapshot_there_is_nothing_to_read() {
    let place = world::place();
    let made = IdentityGraph::open(
        place.path(DIR),
        &options().create(true).policy(oneid::Policy::preset(oneid::Preset::RetailCn)),
    );
    let writer = made.unwrap();
    on(&place, "resolve", &[]).failed(
        "oneid: graph: somebody else writes this graph, and there is no snapshot of it to read\n",
    );
    drop(writer);
    assert_eq!(profiles(&place), "");
    assert!(fs::metadata(place.path("oneid.key")).is_err());
}
