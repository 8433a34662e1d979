//! `oneid bench`.

use serde_json::Value;

use super::command::{Place, Ran};

const KINDS: [&str; 5] = ["observe", "lookup", "retract", "erase", "explain"];

fn bench(arguments: &[&str]) -> Ran {
    let place = Place::new();
    let ran = place.run(&[&["bench"], arguments].concat());
    assert!(place.names().is_empty(), "no key is made, nothing is written: {:?}", place.names());
    ran
}

fn json(arguments: &[&str]) -> Value {
    let ran = bench(&[arguments, &["--json"]].concat());
    assert_eq!((ran.status, &*ran.stderr), (Some(0), ""));
    serde_json::from_str(&ran.stdout).unwrap()
}

const SMALL: [&str; 6] = [
    "--size",
    "2K",
    "--operations",
    "1000",
    "--mix",
    "observe=50,lookup=20,retract=10,erase=10,explain=10",
];

/// What does not depend on the clock.
fn done(report: &Value) -> Vec<Value> {
    let counts = report["kinds"].as_array().unwrap().iter().map(|kind| kind["count"].clone());
    let keys = ["hash", "identifiers", "profiles", "records", "mix", "seed"];
    keys.iter().map(|key| report[key].clone()).chain(counts).collect()
}

#[test]
fn a_seed_says_what_is_done() {
    let [first, again, other] =
        ["1", "1", "2"].map(|seed| json(&[&SMALL[..], &["--seed", seed]].concat()));
    assert_eq!(done(&first), done(&again));
    assert_ne!(first["hash"], other["hash"]);
    // Other operations, another policy: another hash.
    let longer = json(&[&SMALL[..2], &["--operations", "1001"], &SMALL[4..]].concat());
    let connected = json(&[&SMALL[..], &["--policy", "connected"]].concat());
    assert_ne!(first["hash"], longer["hash"]);
    assert_ne!(first["hash"], connected["hash"]);
}

#[test]
fn as_many_of_each_kind_as_the_mix_says() {
    let report = json(&SMALL);
    let counts = |report: &Value| -> Vec<(String, u64)> {
        let kinds = report["kinds"].as_array().unwrap().iter();
        kinds
            .map(|kind| (kind["kind"].as_str().unwrap().into(), kind["count"].as_u64().unwrap()))
            .collect()
    };
    let expected = KINDS.map(str::to_owned).into_iter().zip([500, 200, 100, 100, 100]);
    assert_eq!(counts(&report), expected.collect::<Vec<_>>());
    let lookups = json(&["--size", "100", "--operations", "7", "--mix", "lookup=1"]);
    assert_eq!(counts(&lookups), [("lookup".to_owned(), 7)]);
    // Nothing was added or taken away by asking.
    let loaded = json(&["--size", "100", "--operations", "1", "--mix", "explain=1"]);
    assert_eq!(lookups["records"], loaded["records"]);
}

#[test]
fn quantiles_rise_to_the_maximum() {
    for kind in json(&SMALL)["kinds"].as_array().unwrap() {
        let figure = |name: &str| kind[name].as_u64().unwrap();
        let figures = ["p50_ns", "p99_ns", "p999_ns", "max_ns"].map(figure);
        assert!(figures[0] > 0 && figures.is_sorted(), "{kind}");
        // A rate is that of the mean, which is at most the maximum.
        let rate = kind["per_second"].as_f64().unwrap();
        assert!(rate > 0.0 && 1e9 / rate <= figure("max_ns") as f64 * 1.001, "{kind}");
    }
}

#[test]
fn observations_that_are_taken_back_leave_no_record() {
    let all = ["--size", "300", "--operations", "300", "--mix", "retract=1"];
    let report = json(&all);
    assert_eq!(report["records"], 0);
    assert_eq!(report["identifiers"], 0);
}

#[test]
fn the_text_has_a_row_for_each_kind() {
    let text = bench(&SMALL).stdout;
    for row in KINDS.iter().chain(&["all"]) {
        let found = text.lines().filter(|line| line.trim_start().starts_with(row)).count();
        assert_eq!(found, 1, "{row}: {text}");
    }
    let hash = json(&SMALL)["hash"].as_str().unwrap().to_owned();
    assert!(text.contains(&hash), "{text}");
}

#[test]
fn what_cannot_be_done_is_said() {
    for (arguments, status, part) in [
        (
            &["--mix", "merge=1"][..],
            2,
            "none of the kinds observe, lookup, retract, erase, explain",
        ),
        (&["--mix", "observe=0"], 2, "above zero"),
        (&["--size", "0"], 2, "at least 1"),
        (&["--size", "1.5"], 2, "not a whole number"),
        (&["--operations", "many"], 2, "is no number"),
        (&["--size", "10", "--operations", "11", "--mix", "retract=1"], 1, "more than the 10"),
        (&["--policy", "none.toml"], 1, "none of the presets"),
    ] {
        let ran = bench(arguments);
        assert_eq!((ran.status, &*ran.stdout), (Some(status), ""), "{arguments:?}");
        assert!(ran.stderr.contains(part), "{arguments:?}: {}", ran.stderr);
    }
}
