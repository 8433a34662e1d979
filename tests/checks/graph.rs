//! A graph against the model of the contract, after every operation.

use std::collections::BTreeSet;

use oneid::{IdentityGraph, Operation, Policy, RefusalReason};

use crate::model::evidence::{Store, test_key};
use crate::model::words::{Refusal, Resolution};

/// A policy and operations, told in a form to keep: TOML, a line of dashes, then JSON Lines.
#[derive(Clone, Debug, Default)]
pub(crate) struct Program {
    pub(crate) policy: String,
    pub(crate) lines: Vec<String>,
}

const DASHES: &str = "\n---\n";

impl Program {
    /// Reads what `to_text` gives.
    pub(crate) fn from_text(text: &str) -> Program {
        let (policy, lines) = text.split_once(DASHES).expect("a line of dashes");
        let lines = lines.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect();
        Program { policy: policy.to_owned(), lines }
    }

    pub(crate) fn to_text(&self) -> String {
        format!("{}{DASHES}{}\n", self.policy.trim_end(), self.lines.join("\n"))
    }
}

/// Runs a program on both, and compares all that a graph tells.
pub(crate) fn agrees_with_the_model(program: &Program) {
    let policy = Policy::from_toml(&program.policy).expect("a program's policy is valid");
    let mut store = Store::new(policy.clone());
    let mut graph = IdentityGraph::in_memory(policy, test_key());
    for (number, line) in program.lines.iter().enumerate() {
        let Ok(operation) = Operation::from_json(line) else { continue };
        let (expected, applied) = (store.apply(&operation), graph.apply(&operation));
        let place = || format!("after operation {} of\n{}", number + 1, program.to_text());
        assert_eq!(applied.is_ok(), expected.is_ok(), "{applied:?} {}", place());
        graph.check().unwrap_or_else(|wrong| panic!("{wrong} {}", place()));
        compare(&graph, &store.resolution(), place);
    }
}

fn compare(graph: &IdentityGraph, model: &Resolution, place: impl Fn() -> String) {
    let mut profiles: Vec<Vec<String>> = graph.profiles().map(|one| one.identifiers).collect();
    profiles.sort();
    assert_eq!(profiles, model.profiles, "profiles {}", place());

    let refused = graph
        .refused()
        .into_iter()
        .map(|one| (one.centre, one.other, one.source, one.strength, reason(one.reason)));
    let expected = model
        .refused
        .iter()
        .cloned()
        .map(|one| (one.centre, one.other, one.source, one.strength, one.reason));
    assert_eq!(refused.collect::<Vec<_>>(), expected.collect::<Vec<_>>(), "refused {}", place());

    let shared: Vec<_> = graph.shared().into_iter().map(|one| (one.identifier, one.upto)).collect();
    let expected: Vec<_> = model.shared.iter().map(|(id, (upto, _))| (id.clone(), *upto)).collect();
    assert_eq!(shared, expected, "shared {}", place());

    let contradictory: BTreeSet<_> = graph
        .contradictory()
        .into_iter()
        .map(|one| (BTreeSet::from_iter(one.identifiers), one.source, one.strength))
        .collect();
    assert_eq!(contradictory, model.contradictory, "contradictory {}", place());

    assert_eq!(BTreeSet::from_iter(graph.blocked()), model.blocked, "blocked {}", place());
    let reassigned: Vec<String> = model.reassigned.keys().cloned().collect();
    assert_eq!(graph.reassigned(), reassigned, "reassigned {}", place());
}

fn reason(reason: RefusalReason) -> Refusal {
    match reason {
        RefusalReason::Separated => Refusal::Separated,
        RefusalReason::MaxAccounts => Refusal::MaxAccounts,
        RefusalReason::Limit => Refusal::Limit,
        other => panic!("the contract has no such reason: {other:?}"),
    }
}
