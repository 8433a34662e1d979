//! The conformance cases, which are data: whatever resolves identities must pass them all.

mod model;

use std::collections::BTreeSet;

use model::evidence::Store;
use model::runner::{Answer, Engine, run};
use oneid::Operation;

const SPEC: &str = include_str!("../testdata/spec.jsonl");
const PEERS: &str = include_str!("../testdata/peers.jsonl");

#[test]
fn the_model_passes_the_cases_of_the_contract() {
    let report = run(SPEC, Store::new);
    assert_eq!(report.failures, Vec::<String>::new());
    assert_eq!((report.cases, report.refused_operations), (65, 0));
}

#[test]
fn the_model_passes_the_cases_of_peers() {
    let report = run(PEERS, Store::new);
    assert_eq!(report.failures, Vec::<String>::new());
    assert_eq!((report.cases, report.refused_operations), (35, 1));
}

/// Puts every identifier it hears of into a profile of its own, and has no standing for any.
struct Apart(BTreeSet<String>);

impl Engine for Apart {
    fn apply(&mut self, operation: &Operation) -> Result<(), oneid::Error> {
        if let Operation::Observe(observation) = operation {
            self.0.extend(observation.identifiers().iter().map(|id| id.as_str().to_owned()));
        }
        Ok(())
    }

    fn resolution(&self) -> Answer {
        let profiles = self.0.iter().map(|id| vec![id.clone()]).collect();
        Answer { profiles, ..Answer::default() }
    }
}

#[test]
fn an_engine_that_links_nothing_fails() {
    let failed: BTreeSet<_> = [SPEC, PEERS]
        .into_iter()
        .flat_map(|cases| run(cases, |_| Apart(BTreeSet::new())).failures)
        .map(|failure| failure.split(": ").next().unwrap_or_default().to_owned())
        .collect();
    assert!(failed.len() > 60, "only {} cases notice", failed.len());
    for kind in ["shared", "reassigned", "blocked", "contradictory", "same", "profiles"] {
        let told = format!(": {kind} ought to be ");
        assert!(
            run(SPEC, |_| Apart(BTreeSet::new())).failures.iter().any(|line| line.contains(&told))
                || run(PEERS, |_| Apart(BTreeSet::new()))
                    .failures
                    .iter()
                    .any(|l| l.contains(&told)),
            "no case notices a wrong `{kind}`"
        );
    }
}
