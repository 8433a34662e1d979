//! Runs the conformance cases of `testdata` through whatever resolves identities.

use std::collections::BTreeSet;

use oneid::{Operation, Policy};
use serde_json::Value;

use super::evidence::Store;

/// Anything that the cases can judge: the model, or a graph.
pub(crate) trait Engine {
    /// Does what the operation says, or nothing at all.
    fn apply(&mut self, operation: &Operation) -> Result<(), oneid::Error>;
    /// What holds now.
    fn resolution(&self) -> Answer;
}

/// What a case can ask for. Identifiers as printed, no stand-ins.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Answer {
    /// Each sorted, and sorted among themselves.
    pub(crate) profiles: Vec<Vec<String>>,
    pub(crate) shared: BTreeSet<String>,
    pub(crate) reassigned: BTreeSet<String>,
    pub(crate) blocked: BTreeSet<String>,
    /// The sorted identifiers of each contradictory record, and its source.
    pub(crate) contradictory: BTreeSet<(Vec<String>, String)>,
}

impl Engine for Store {
    fn apply(&mut self, operation: &Operation) -> Result<(), oneid::Error> {
        Store::apply(self, operation)
    }

    fn resolution(&self) -> Answer {
        let resolution = Store::resolution(self);
        Answer {
            shared: resolution.shared.into_keys().collect(),
            reassigned: resolution.reassigned.into_keys().collect(),
            blocked: resolution.blocked,
            contradictory: resolution
                .contradictory
                .into_iter()
                .map(|(ids, source, _)| (ids.into_iter().collect(), source))
                .collect(),
            profiles: resolution.profiles,
        }
    }
}

/// What came of the cases of one file.
#[derive(Debug, Default)]
pub(crate) struct Report {
    pub(crate) cases: usize,
    /// Operations that were refused, since one of their identifiers is none.
    pub(crate) refused_operations: usize,
    /// What did not hold, each with the case's name.
    pub(crate) failures: Vec<String>,
}

/// Runs every case of a file, each on an engine of its own.
pub(crate) fn run<E: Engine>(cases: &str, engine: impl Fn(Policy) -> E) -> Report {
    let mut report = Report::default();
    for line in cases.lines() {
        let case: Value = serde_json::from_str(line).expect("a case is JSON");
        let policy = Policy::from_toml(text(&case["policy"])).expect("a case's policy is valid");
        let mut engine = engine(policy);
        for operation in list(&case["ops"]) {
            let operation = Operation::from_json(&operation.to_string());
            if operation.and_then(|operation| engine.apply(&operation)).is_err() {
                report.refused_operations += 1;
            }
        }
        report.cases += 1;
        let failures = failures(&engine.resolution(), &case["expected"]);
        report.failures.extend(failures.iter().map(|failure| format!("{}: {failure}", case["id"])));
    }
    report
}

/// What of a case's expectations does not hold.
fn failures(answer: &Answer, expected: &Value) -> Vec<String> {
    let expected = expected.as_object().expect("`expected` is an object");
    let holds = |(key, value): (&String, &Value)| match key.as_str() {
        "profiles" => {
            let least = expected.get("least_size").and_then(Value::as_u64).unwrap_or(1);
            let mut wanted: Vec<_> = list(value).iter().map(texts).collect();
            wanted.sort();
            let large = |profile: &&Vec<String>| profile.len() as u64 >= least;
            wanted == answer.profiles.iter().filter(large).cloned().collect::<Vec<_>>()
        }
        "least_size" => true,
        "same" => list(value).iter().all(|pair| together(answer, pair)),
        "different" => !list(value).iter().any(|pair| together(answer, pair)),
        "shared" => texts(value) == Vec::from_iter(answer.shared.clone()),
        "reassigned" => texts(value) == Vec::from_iter(answer.reassigned.clone()),
        "blocked" => texts(value) == Vec::from_iter(answer.blocked.clone()),
        "contradictory" => {
            let record = |record: &Value| (texts(&record[0]), text(&record[1]).to_owned());
            answer.contradictory == list(value).iter().map(record).collect()
        }
        key => panic!("nothing is known of the expectation `{key}`"),
    };
    let told = |(key, value)| format!("{key} ought to be {value}: {answer:?}");
    expected.iter().filter(|entry| !holds(*entry)).map(told).collect()
}

fn together(answer: &Answer, pair: &Value) -> bool {
    let pair = texts(pair);
    assert_eq!(pair.len(), 2, "a pair is two identifiers");
    answer.profiles.iter().any(|profile| pair.iter().all(|id| profile.contains(id)))
}

fn texts(value: &Value) -> Vec<String> {
    let mut texts: Vec<String> = list(value).iter().map(|one| text(one).to_owned()).collect();
    texts.sort();
    texts
}

fn list(value: &Value) -> &Vec<Value> {
    value.as_array().expect("a list")
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}
