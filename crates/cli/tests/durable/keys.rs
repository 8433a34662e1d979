//! Where the keys of a graph come from.

use std::fs;

use super::command::{KEY, Place, Ran};
use super::{DIR, on, told};

const LINE: &str = r#"{"ids":["phone:+8613771234560","shopify.customer_id@shop:1"]}"#;
const OTHER: &str = "ffffffffffffffffffffffffffffffff";

fn place() -> Place {
    let place = Place::new();
    place.write("in.jsonl", LINE);
    place
}

#[test]
fn a_graph_that_is_made_gets_a_key_beside_it_and_is_opened_by_it() {
    let place = place();
    let made = place.run(&["resolve", "--db", DIR, "in.jsonl"]);
    assert!(made.stderr.contains("made the key ./oneid.key"), "{}", made.stderr);
    assert_eq!(place.names(), [DIR, "in.jsonl", "oneid.key"]);
    assert_eq!(told(place.run(&["resolve", "--db", DIR])), made.stdout);
    assert_eq!(told(place.run(&["resolve", "--db", DIR, "in.jsonl"])), made.stdout);
}

#[test]
fn no_key_is_made_for_a_graph_that_has_one() {
    let place = place();
    told(on(&place, "resolve", &["in.jsonl"]));
    let names = place.names();
    let problem = "oneid: ./oneid.key: no such file, and neither --key nor ONEID_KEY: the graph in graph has \
                   its key already\n";
    for arguments in
        [&["resolve", "--db", DIR][..], &["resolve", "--db", DIR, "in.jsonl"], &["check", DIR]]
    {
        place.run(arguments).failed(problem);
        assert_eq!(place.names(), names);
    }
}

#[test]
fn the_key_does_not_lie_with_the_graph() {
    let place = place();
    told(on(&place, "resolve", &["in.jsonl"]));
    fs::create_dir(place.path("graph/below")).unwrap();
    for (inside, dir) in [("graph", "."), ("graph", "../graph"), ("graph/below", "..")] {
        let run = |arguments: &[&str]| {
            let mut command = place.command(arguments);
            Ran::of(command.current_dir(place.path(inside)).output().unwrap())
        };
        let ran = run(&["resolve", "--db", dir]);
        assert_eq!((ran.status, &*ran.stdout), (Some(1), ""));
        assert!(ran.stderr.starts_with("oneid: ./oneid.key: the key is not to lie with the graph"));
        // A key from elsewhere is as good there as anywhere.
        assert_eq!(run(&["resolve", "--db", dir, "--key", KEY]).profiles().len(), 1);
    }
    // A directory that is empty still is the graph's.
    fs::create_dir(place.path("empty")).unwrap();
    let mut command = place.command(&["load", "--db", ".", "../in.jsonl"]);
    let ran = Ran::of(command.current_dir(place.path("empty")).output().unwrap());
    assert!(ran.stderr.starts_with("oneid: ./oneid.key: the key is not to lie"), "{}", ran.stderr);
    assert_eq!(fs::read_dir(place.path("empty")).unwrap().count(), 0);
}

#[test]
fn a_wrong_key_is_refused_and_not_shown() {
    let place = place();
    told(on(&place, "resolve", &["in.jsonl"]));
    let problem = "oneid: graph: journal-1: the graph was written under another key\n";
    for subcommand in ["resolve", "stats", "compact", "dump", "snapshot"] {
        place.run(&[subcommand, "--db", DIR, "--key", OTHER]).failed(problem);
    }
    place.run(&["resolve", "--db", DIR, "--key", OTHER, "in.jsonl"]).failed(problem);
    place.run(&["check", DIR, "--key", OTHER]).failed(problem);
    place
        .run(&["check", DIR, "--key", "0"])
        .failed("oneid: --key: a key is 32 hexadecimal digits\n");
}

#[test]
fn erased_identifiers_are_refused_under_a_second_key() {
    let place = place();
    let second = ["--refusal-key", OTHER];
    told(on(&place, "resolve", &[&second[..], &["in.jsonl"]].concat()));
    let erased =
        on(&place, "erase-profile", &[&second[..], &["--json", "phone:13771234560"]].concat());
    assert!(erased.stdout.contains("\"refused_from_now_on\":true"), "{erased:?}");
    let again = on(&place, "resolve", &[&second[..], &["in.jsonl"]].concat());
    assert_eq!(again.stdout, "");
    // It is kept where its key is not, so this must be given from then on.
    let missing = on(&place, "resolve", &["in.jsonl"]);
    assert_eq!(missing.status, Some(1));
    assert!(missing.stderr.contains("their second key is needed"), "{}", missing.stderr);
    let by_variable = |key: &str| {
        let mut command = place.command(&["resolve", "--db", DIR, "--key", KEY, "in.jsonl"]);
        Ran::of(command.env("ONEID_REFUSAL_KEY", key).output().unwrap())
    };
    assert_eq!(told(by_variable(OTHER)), "");
    by_variable("").failed("oneid: ONEID_REFUSAL_KEY: a key is 32 hexadecimal digits\n");
    let stats = told(on(&place, "stats", &second));
    assert!(stats.contains("erased identifiers refused       2\n"), "{stats}");
}

#[test]
fn counting_begins_no_refusing() {
    let place = place();
    told(on(&place, "resolve", &["in.jsonl"]));
    told(on(&place, "stats", &["--refusal-key", OTHER]));
    assert_eq!(on(&place, "resolve", &[]).profiles().len(), 1);
}

#[test]
fn the_second_key_is_another_and_of_a_graph() {
    let place = place();
    let same = ["--refusal-key", KEY, "in.jsonl"];
    on(&place, "resolve", &same)
        .failed("oneid: the second key must be another than that of the fingerprints\n");
    let no_graph = place.run(&["resolve", "--key", KEY, "--refusal-key", OTHER, "in.jsonl"]);
    assert_eq!(no_graph.status, Some(2));
    assert!(!no_graph.stderr.contains(OTHER), "{}", no_graph.stderr);
    assert_eq!(place.names(), ["in.jsonl"]);
}
