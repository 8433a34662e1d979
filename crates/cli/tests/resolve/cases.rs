//! The conformance cases through the command.

use std::collections::BTreeSet;

use serde_json::Value;

use super::command::{KEY, Place, Ran, texts};

const SPEC: &str = include_str!("../../../../testdata/spec.jsonl");
const PEERS: &str = include_str!("../../../../testdata/peers.jsonl");

#[test]
fn the_cases_of_the_contract() {
    let outcome = run_all(SPEC, &[]);
    assert_eq!(outcome.failures, Vec::<String>::new());
    assert_eq!((outcome.cases, outcome.skipped), (65, 0));
}

#[test]
fn the_cases_of_peers() {
    let outcome = run_all(PEERS, &["--skip-bad"]);
    assert_eq!(outcome.failures, Vec::<String>::new());
    assert_eq!((outcome.cases, outcome.skipped), (35, 1));
}

#[derive(Default)]
struct Outcome {
    cases: usize,
    /// Operations that were skipped, since one of their identifiers is none.
    skipped: u64,
    failures: Vec<String>,
}

fn run_all(cases: &str, options: &[&str]) -> Outcome {
    let mut outcome = Outcome::default();
    for line in cases.lines() {
        let case: Value = serde_json::from_str(line).unwrap();
        let place = Place::new();
        // Cases come as files and through stdin in turn.
        let ran = run(&place, &case, options, outcome.cases % 2 == 0);
        outcome.cases += 1;
        let answer = Answer::of(&ran, &place.report());
        outcome.skipped += place.report()["counts"]["skipped"].as_u64().unwrap();
        let failures = answer.failures(&case["expected"]);
        outcome
            .failures
            .extend(failures.iter().map(|failure| format!("{}: {failure}", case["id"])));
    }
    outcome
}

fn run(place: &Place, case: &Value, options: &[&str], from_file: bool) -> Ran {
    place.write("policy.toml", case["policy"].as_str().unwrap());
    let operations: Vec<String> =
        case["ops"].as_array().unwrap().iter().map(Value::to_string).collect();
    let operations = operations.join("\n");
    let given = ["resolve", "--policy", "policy.toml", "--key", KEY, "--report", "report.json"];
    let arguments = [&given, options].concat();
    if from_file {
        place.write("operations.jsonl", operations);
        place.run(&[&*arguments, &["operations.jsonl"]].concat())
    } else {
        place.feed(&arguments, &operations)
    }
}

/// What a case can ask for.
#[derive(Debug)]
struct Answer {
    profiles: Vec<Vec<String>>,
    report: Value,
}

impl Answer {
    fn of(ran: &Ran, report: &Value) -> Self {
        // What the profiles say of their identifiers is what the report lists.
        for standing in ["shared", "reassigned", "blocked"] {
            let profiles = ran.profiles();
            let named = profiles.iter().filter_map(|profile| profile.get(standing)).flat_map(texts);
            assert_eq!(
                named.collect::<BTreeSet<_>>(),
                texts(&report[standing]).into_iter().collect()
            );
        }
        Answer { profiles: ran.partition(), report: report.clone() }
    }

    /// What of a case's expectations does not hold.
    fn failures(&self, expected: &Value) -> Vec<String> {
        let expectations = expected.as_object().unwrap();
        let least = expected["least_size"].as_u64().unwrap_or(1);
        let failed = expectations.iter().filter(|(key, value)| !self.holds(key, value, least));
        failed.map(|(key, value)| format!("{key} ought to be {value}: {self:?}")).collect()
    }

    fn holds(&self, key: &str, value: &Value, least: u64) -> bool {
        match key {
            "profiles" => {
                let large = |ids: &&Vec<String>| ids.len() as u64 >= least;
                let profiles: Vec<_> = self.profiles.iter().filter(large).cloned().collect();
                profiles == sorted(list(value).iter().map(|ids| sorted(texts(ids))))
            }
            "least_size" => true,
            "same" => list(value).iter().all(|pair| self.joins(pair)),
            "different" => !list(value).iter().any(|pair| self.joins(pair)),
            "shared" | "reassigned" | "blocked" => texts(&self.report[key]) == sorted(texts(value)),
            "contradictory" => {
                let wanted =
                    list(value).iter().map(|record| (sorted(texts(&record[0])), &record[1]));
                let found = list(&self.report[key]).iter();
                sorted(found.map(|record| (texts(&record["ids"]), record["source"].as_str())))
                    == sorted(wanted.map(|(ids, source)| (ids, source.as_str())))
            }
            key => panic!("nothing is known of the expectation `{key}`"),
        }
    }

    fn joins(&self, pair: &Value) -> bool {
        let pair = texts(pair);
        assert_eq!(pair.len(), 2, "a pair is two identifiers");
        self.profiles.iter().any(|ids| pair.iter().all(|id| ids.contains(id)))
    }
}

fn list(value: &Value) -> &Vec<Value> {
    value.as_array().unwrap()
}

fn sorted<T: Ord>(all: impl IntoIterator<Item = T>) -> Vec<T> {
    let mut all: Vec<T> = all.into_iter().collect();
    all.sort();
    all
}
