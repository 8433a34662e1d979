//! `oneid generate`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use serde_json::Value;

use super::command::{KEY, Place, Ran};

const SMALL: [&str; 3] = ["generate", "--observations", "3K"];

fn generate(place: &Place, arguments: &[&str]) -> Ran {
    let ran = place.run(&[&SMALL, arguments].concat());
    assert_eq!((ran.status, &*ran.stderr), (Some(0), ""));
    ran
}

/// The identifiers of each operation.
fn seen(operations: &str) -> Vec<Vec<String>> {
    let ids = |line: &str| {
        let line: Value = serde_json::from_str(line).unwrap();
        let ids = line["ids"].as_array().unwrap().iter();
        ids.map(|id| id.as_str().unwrap().to_owned()).collect()
    };
    operations.lines().map(ids).collect()
}

fn truth(place: &Place, name: &str) -> BTreeMap<String, String> {
    let text = fs::read_to_string(place.path(name)).unwrap();
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("identifier,person"));
    let pairs = lines.map(|line| line.split_once(',').unwrap());
    pairs.map(|(id, person)| (id.to_owned(), person.to_owned())).collect()
}

#[test]
fn a_seed_and_options_say_every_byte() {
    let place = Place::new();
    let all = |seed: &str| {
        let seed = ["--seed", seed];
        let operations = generate(&place, &[&seed[..], &["--truth", "truth"]].concat()).stdout;
        let truth = fs::read_to_string(place.path("truth")).unwrap();
        let lists = generate(&place, &[&seed[..], &["--format", "lists"]].concat()).stdout;
        generate(&place, &[&seed[..], &["--format", "fans", "--out", "fans"]].concat());
        let files = fs::read_dir(place.path("fans")).unwrap().map(|file| file.unwrap().path());
        let files: BTreeMap<_, _> =
            files.map(|path| (path.clone(), fs::read_to_string(path).unwrap())).collect();
        assert!(files.len() > 10);
        (operations, truth, lists, files)
    };
    let first = all("1");
    assert_eq!(first, all("1"));
    let other = all("2");
    assert!(first.0 != other.0 && first.1 != other.1 && first.2 != other.2 && first.3 != other.3);
}

#[test]
fn lists_hold_what_operations_hold() {
    let place = Place::new();
    let operations = seen(&generate(&place, &[]).stdout);
    let lists = generate(&place, &["--format", "lists"]).stdout;
    let ids = |line: &str| line.split('\t').map(str::to_owned).collect();
    let lists: Vec<Vec<String>> = lists.lines().map(ids).collect();
    assert_eq!(operations.len(), 3000);
    assert_eq!(operations, lists);
}

#[test]
fn nothing_is_shared_where_nothing_is_to_be() {
    let place = Place::new();
    let mixed = |options: &[&str]| {
        let operations = generate(&place, &[&["--truth", "truth"], options].concat()).stdout;
        let truth = truth(&place, "truth");
        let persons =
            |ids: &Vec<String>| ids.iter().map(|id| truth.get(id)).collect::<BTreeSet<_>>().len();
        seen(&operations).iter().filter(|ids| persons(ids) > 1).count()
    };
    // One in a thousand holds somebody else's by mistake.
    assert!(mixed(&["--shared-phones", "0", "--hubs", "0"]) < 15);
    assert!(mixed(&["--shared-phones", "0", "--hubs", "20"]) > 400);
    assert!(mixed(&["--shared-phones", "50", "--hubs", "0"]) > 100);
}

#[test]
fn fan_bases_merge_into_what_operations_resolve_to() {
    let place = Place::new();
    place.write("operations.jsonl", generate(&place, &[]).stdout);
    generate(&place, &["--format", "fans", "--out", "fans"]);
    let customers = |profiles: &str| -> BTreeSet<String> {
        let ids = |line: &str| serde_json::from_str::<Value>(line).unwrap()["ids"].to_string();
        profiles.lines().map(ids).collect()
    };
    let resolved = place.run(&["resolve", "--key", KEY, "operations.jsonl"]);
    let merged = place.run(&["merge", "--key", KEY, "--json", "fans/manifest.toml"]);
    assert_eq!((resolved.status, merged.status), (Some(0), Some(0)), "{}", merged.stderr);
    let profiles = fs::read_to_string(place.path("fans/out/profiles.jsonl")).unwrap();
    assert_eq!(customers(&profiles), customers(&resolved.stdout));
    let summary: Value = serde_json::from_str(&merged.stdout).unwrap();
    assert_eq!((&summary["rows"], &summary["skipped"]), (&3000.into(), &0.into()));
    let precision = summary["score"]["pairwise_precision"].as_f64().unwrap();
    assert!(precision > 0.95, "{precision}");
}

#[test]
fn what_cannot_be_is_refused() {
    let place = Place::new();
    for wrong in [
        &["--shared-phones", "60"][..],
        &["--hubs", "0.05"],
        &["--observations", "0"],
        &["--format", "fans"],
    ] {
        let ran = place.run(&[&["generate"], wrong].concat());
        assert_eq!((ran.status, &*ran.stdout), (Some(2), ""), "{wrong:?}");
    }
    place.write("file", "");
    let ran = place.run(&["generate", "--format", "fans", "--out", "file"]);
    assert!(ran.status == Some(1) && ran.stderr.contains("file"), "{}", ran.stderr);
}
