//! Every explanation is confirmed, and no forged one.

mod model;

use model::evidence::{Store, test_key};
use model::explain::{Answers, json};
use model::forge::forgeries;
use model::generate::{Case, case};
use oneid::{Identifier, IdentityGraph};
use proptest::prelude::*;
use proptest::sample::Index;

fn run(case: &Case) -> (IdentityGraph, Answers) {
    let mut graph = IdentityGraph::in_memory(case.policy(), test_key());
    let mut store = Store::new(case.policy());
    for operation in case.operations() {
        assert_eq!(graph.apply(&operation).is_ok(), store.apply(&operation).is_ok());
    }
    (graph, Answers::of(&store))
}

fn parse(text: &str) -> Identifier {
    Identifier::parse(text).expect("an identifier")
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_explanation_is_confirmed(case in case(40)) {
        let (graph, answers) = run(&case);
        let mut known = Vec::from_iter(answers.evidence.known());
        known.push("p:9".to_owned());
        for (a, b) in known.iter().flat_map(|a| known.iter().map(move |b| (a, b))) {
            let told = graph.explain(&parse(a), &parse(b)).expect("of known namespaces");
            let confirmed = graph.verify(&told).map_err(|why| why.to_string());
            prop_assert_eq!(confirmed, Ok(()), "{}", json(&told));
        }
    }

    /// One that is true all the same may be confirmed; one that is not true is not.
    #[test]
    fn a_forged_explanation_is_confirmed_only_if_it_is_true(
        case in case(40),
        (a, b) in any::<(Index, Index)>(),
    ) {
        let (graph, answers) = run(&case);
        let known = Vec::from_iter(answers.evidence.known());
        prop_assume!(!known.is_empty());
        let records: Vec<_> = answers.evidence.records.iter().map(|one| answers.told(&one.key())).collect();
        let (a, b) = (a.get(&known), b.get(&known));
        let told = graph.explain(&parse(a), &parse(b)).expect("of known namespaces");
        for (kind, forged) in forgeries(&told, &known, &records) {
            let (confirmed, judged) = (graph.verify(&forged), answers.judge(&forged));
            prop_assert_eq!(
                confirmed.is_ok(), judged.is_ok(),
                "{}: {:?}, {:?}: {} of {}", kind, confirmed, judged, json(&forged), json(&told)
            );
        }
    }
}
