//! What a graph says of itself, against the model: explanations, cuts, histories, bridges, evidence, work lists.

mod model;

use std::collections::{BTreeMap, BTreeSet};

use model::evidence::{Store, test_key};
use model::explain::{Answers, json};
use model::forge::{KINDS, forgeries};
use model::generate::{Case, case, observations};
use model::words::Set;
use oneid::{Candidate, Hindrance, Identifier, IdentityGraph, Merge, Step, Verdict};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use serde_json::Value;

/// Beside those that are known: raw numbers, unknown ones, and what is no identifier of the policy.
const OTHERS: [&str; 6] =
    ["phone:+8613800138001", "phone:139 0013 9002", "u@c:9", "p:9", "nobody:1", "u:1"];
/// As many records as all sets of can be tried.
const MOST_TRIED: usize = 9;

type Checked = Result<(), TestCaseError>;

/// What the operations that are not refused leave.
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

/// Every identifier that is known, and others.
fn asked(answers: &Answers) -> Vec<String> {
    let others = OTHERS.iter().map(ToString::to_string);
    answers.evidence.known().into_iter().chain(others).collect()
}

/// Every two, in both orders.
fn pairs(answers: &Answers) -> Vec<(Identifier, Identifier)> {
    let asked: Vec<Identifier> = asked(answers).iter().map(|text| parse(text)).collect();
    asked.iter().flat_map(|a| asked.iter().map(|b| (a.clone(), b.clone()))).collect()
}

/// What two stand for, each of the one with each of the other; nothing if one of them is an error.
fn meant(answers: &Answers, a: &Identifier, b: &Identifier) -> Option<Vec<(String, String)>> {
    let printed = |id: &Identifier| answers.store.printed(std::slice::from_ref(id)).ok();
    let (a, b) = (printed(a)?, printed(b)?);
    Some(a.iter().flat_map(|a| b.iter().map(|b| (a.clone(), b.clone()))).collect())
}

/// An explanation of two, which may stand for several.
fn explained(graph: &IdentityGraph, answers: &Answers, a: &Identifier, b: &Identifier) -> Checked {
    let told = graph.explain(a, b);
    let Some(meant) = meant(answers, a, b) else {
        prop_assert!(told.is_err());
        return Ok(());
    };
    let told = told.expect("of known namespaces");
    let place = format!("{} {}: {}", a.as_str(), b.as_str(), json(&told));
    let first = |verdict: &Verdict| (*verdict == Verdict::Unknown, *verdict);
    let verdict = meant.iter().map(|(a, b)| answers.verdict(a, b).0).min_by_key(first);
    prop_assert_eq!(Some(told.verdict), verdict, "{}", &place);
    prop_assert!(meant.contains(&(told.a.clone(), told.b.clone())), "{}", &place);
    prop_assert_eq!(answers.judge(&told), Ok(()), "{}", &place);
    Ok(())
}

fn cut(graph: &IdentityGraph, answers: &Answers, a: &Identifier, b: &Identifier) -> Checked {
    let cut = graph.cut(a, b);
    let Some(meant) = meant(answers, a, b) else {
        prop_assert!(cut.is_err());
        return Ok(());
    };
    let cut = cut.expect("of known namespaces");
    let joined = |(a, b): &(String, String)| a != b && answers.verdict(a, b).0 == Verdict::Joined;
    let joined = a != b && meant.iter().any(joined);
    prop_assert_eq!(cut.is_some(), joined, "{} {}", a.as_str(), b.as_str());
    let Some(cut) = cut else { return Ok(()) };
    prop_assert!(meant.contains(&(cut.a.clone(), cut.b.clone())));
    let profile = answers.profile(&cut.a).expect("it is known");
    if answers.joining(profile).len() <= MOST_TRIED {
        prop_assert_eq!(answers.judge_cut(&cut), Ok(()), "{}", json(&cut));
    }
    Ok(())
}

/// Merges taken one by one give the profile.
fn replayed(history: &[Merge], profile: &Set) -> Checked {
    let mut parts: Vec<Set> = profile.iter().map(|id| Set::from([id.clone()])).collect();
    for Merge { link, sizes } in history {
        let side = |end: &String| parts.iter().position(|part| part.contains(end));
        let (from, to) = (side(&link.from), side(&link.to));
        let (Some(from), Some(to)) = (from, to) else {
            return Err(TestCaseError::fail("it leads out of the profile"));
        };
        prop_assert!(from != to);
        prop_assert_eq!([parts[from].len(), parts[to].len()], *sizes);
        let taken = std::mem::take(&mut parts[to]);
        parts[from].extend(taken);
    }
    parts.retain(|part| !part.is_empty());
    prop_assert_eq!(&parts, std::slice::from_ref(profile));
    Ok(())
}

fn profile(graph: &IdentityGraph, answers: &Answers, profile: &Set) -> Checked {
    let Some(id) = profile.first().and_then(|first| answers.profile_id(first)) else {
        return Ok(());
    };
    let history = graph.history(id).expect("a profile");
    prop_assert_eq!(history.len(), profile.len() - 1);
    prop_assert_eq!(json(&history), json(&answers.history(profile)));
    replayed(&history, profile)?;
    let bridges = graph.bridges(id).expect("a profile");
    prop_assert_eq!(json(&bridges), json(&answers.bridges(profile)));
    let evidence = (graph.evidence(id), answers.profile_evidence(profile));
    prop_assert_eq!(json(&evidence.0), json(&evidence.1));
    prop_assert!(evidence.0 == evidence.1);
    Ok(())
}

fn candidates(graph: &IdentityGraph, answers: &Answers) -> Checked {
    let all = graph.candidates(usize::MAX);
    prop_assert!(all.is_sorted_by(|one, next| one.weight >= next.weight));
    let sorted = |all: &[Candidate]| {
        let mut lines: Vec<String> = all.iter().map(json).collect();
        lines.sort();
        lines
    };
    prop_assert_eq!(sorted(&all), sorted(&answers.candidates()));
    for most in 0..=all.len() {
        prop_assert!(graph.candidates(most) == all[..most]);
    }
    Ok(())
}

/// All that a graph shows, but the work it has done.
fn state(graph: &IdentityGraph) -> String {
    let mut profiles: Vec<String> = graph.profiles().map(|profile| json(&profile)).collect();
    profiles.sort();
    let stats = graph.stats();
    let counts = [
        stats.identifiers,
        stats.profiles,
        stats.records,
        stats.links,
        stats.separations,
        stats.operations,
        stats.observations,
    ];
    let changes = graph.changes_since(0).map(|change| json(&change));
    format!(
        "{profiles:?} {counts:?} {:?} {:?} {:?} {:?}",
        Vec::from_iter(changes),
        graph.refused(),
        graph.shared(),
        graph.check()
    )
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_two_are_explained_as_the_contract_says(case in said_by_two(25)) {
        let (graph, answers) = run(&case);
        for (a, b) in pairs(&answers) {
            explained(&graph, &answers, &a, &b)?;
        }
    }

    #[test]
    fn the_same_evidence_in_any_order_is_explained_the_same(
        (case, lines) in said_only(25).prop_flat_map(|case| {
            let lines = case.lines.clone();
            (Just(case), Just(lines).prop_shuffle())
        }),
    ) {
        let (graph, answers) = run(&case);
        let (other, _) = run(&Case { lines, ..case.clone() });
        for (a, b) in pairs(&answers) {
            let (one, other) = (graph.explain(&a, &b).ok(), other.explain(&a, &b).ok());
            prop_assert_eq!(json(&one), json(&other));
            prop_assert!(one == other);
        }
    }

    #[test]
    fn a_cut_is_the_smallest_and_tried_out(case in case(16)) {
        let (graph, answers) = run(&case);
        for (a, b) in pairs(&answers) {
            cut(&graph, &answers, &a, &b)?;
        }
    }

    #[test]
    fn every_profile_is_told_as_the_contract_makes_it(case in case(40)) {
        let (graph, answers) = run(&case);
        for members in &answers.resolution.steps.profiles {
            profile(&graph, &answers, members)?;
        }
    }

    #[test]
    fn all_that_awaits_a_decision_is_listed_by_weight(case in case(40)) {
        let (graph, answers) = run(&case);
        candidates(&graph, &answers)?;
    }

    #[test]
    fn the_records_of_an_identifier_are_all_that_hold_it(case in case(40)) {
        let (graph, answers) = run(&case);
        for text in asked(&answers) {
            let records = graph.records_of(&parse(&text));
            let Ok(printed) = answers.store.printed(&[parse(&text)]) else {
                prop_assert!(records.is_err());
                continue;
            };
            let holds = |ids: &Set| printed.iter().any(|id| ids.contains(id));
            let holding = answers.store.records.keys().filter(|(ids, ..)| holds(ids));
            let holding: BTreeSet<_> = holding.map(|key| answers.told(key)).collect();
            prop_assert_eq!(records.expect("known").into_iter().collect::<Vec<_>>(), Vec::from_iter(holding));
        }
    }

    #[test]
    fn asking_changes_nothing(case in case(25)) {
        let (graph, answers) = run(&case);
        let before = state(&graph);
        for (a, b) in pairs(&answers) {
            let _ = (graph.explain(&a, &b), graph.cut(&a, &b), graph.records_of(&a));
        }
        for id in graph.profiles().map(|profile| profile.id) {
            let _ = (graph.history(id), graph.bridges(id), graph.evidence(id));
        }
        let _ = graph.candidates(usize::MAX);
        prop_assert_eq!(state(&graph), before);
    }
}

/// Every separation is said by two.
fn said_by_two(most: usize) -> impl Strategy<Value = Case> {
    case(most).prop_map(|case| {
        let both = |line: &String| {
            let mut again: Value = serde_json::from_str(line).expect("JSON");
            again["source"] = "again".into();
            let separates = again["op"] == "separate";
            [Some(line.clone()), separates.then(|| again.to_string())].into_iter().flatten()
        };
        Case { lines: case.lines.iter().flat_map(both).collect(), ..case }
    })
}

/// Observations and separations: what is left does not depend on their order.
fn said_only(most: usize) -> impl Strategy<Value = Case> {
    (observations(most), said_by_two(most)).prop_map(|(case, more)| {
        let separate = more.lines.into_iter().filter(|line| line.contains("\"separate\""));
        Case { lines: case.lines.iter().cloned().chain(separate).collect(), ..case }
    })
}

/// A former holder of `p:1` has `p:2` too, before and after: only what was shared takes over.
#[test]
fn what_was_in_force_before_was_held_back_by_nothing() {
    let lines = [
        r#"{"ids":["u:1","p:2"]}"#,
        r#"{"ids":["p:2","p:1"],"strength":"inferred"}"#,
        r#"{"ids":["u:1","p:1"],"strength":"inferred","at":"2021-01-01T00:00:00Z"}"#,
        r#"{"ids":["u:2","p:1"],"strength":"inferred","at":"2021-02-01T00:00:00Z"}"#,
    ];
    let policy = r#"
        [namespace.u]
        class = "account"
        limit = 1
        shared_above = { contact = 1 }
        [namespace.p]
        class = "contact"
        reassigned_after = "2d"
    "#;
    let lines = lines.map(str::to_owned).to_vec();
    let (graph, answers) = run(&Case { policy: policy.to_owned(), lines });
    let cut = graph.cut(&parse("p:2"), &parse("u:1")).expect("known").expect("one profile");
    let told = |step: &Step| {
        let names: Vec<_> = step.hindrances.iter().map(Hindrance::as_str).collect();
        format!("{} {} {}", step.link.from, step.link.to, names.join(" "))
    };
    let told: Vec<String> = cut.taken_over_by.iter().map(told).collect();
    assert_eq!(told, ["p:2 p~1:1 ", "p~1:1 u:1 shared"]);
    assert_eq!(answers.judge_cut(&cut), Ok(()));
}

/// `p:1` and `p:2` hang together by the one who had them first; without him they hang together by the other.
#[test]
fn what_takes_over_was_refused_before() {
    let lines = [
        r#"{"ids":["u:1","p:1","p:2"],"source":"first","strength":"verified"}"#,
        r#"{"ids":["u:2","p:1","p:2"],"source":"second"}"#,
    ];
    let policy =
        "max_accounts = 1\n[namespace.u]\nclass = \"account\"\n[namespace.p]\nclass = \"contact\"";
    let lines = lines.map(str::to_owned).to_vec();
    let (graph, answers) = run(&Case { policy: policy.to_owned(), lines });
    let cut = graph.cut(&parse("p:1"), &parse("p:2")).expect("known").expect("one profile");
    assert_eq!(answers.judge_cut(&cut), Ok(()));
    assert_eq!(cut.records.len(), 1);
    assert_eq!(cut.taken_over_by.len(), 2);
    assert!(cut.taken_over_by.iter().all(|step| step.hindrances[0].as_str() == "refused"));
}

/// The random cases are worth their time: all that can be told occurs in them.
#[test]
fn random_cases_hold_every_answer() {
    let mut runner = TestRunner::deterministic();
    let mut told = BTreeMap::<String, usize>::new();
    for _ in 0..300 {
        let case = said_by_two(25).new_tree(&mut runner).expect("a case").current();
        let (graph, answers) = run(&case);
        let mut count = |what: String| *told.entry(what).or_default() += 1;
        for (a, b) in pairs(&answers) {
            let Ok(explanation) = graph.explain(&a, &b) else { continue };
            let steps = if explanation.chain.is_empty() { "" } else { " with a chain" };
            count(format!("{}{steps}", explanation.verdict));
            if explanation.separated_by.len() > 1 {
                count("separated by several".to_owned());
            }
            for hindrance in explanation.chain.iter().flat_map(|step| &step.hindrances) {
                count(format!("{}: {}", explanation.verdict, hindrance.as_str()));
                if let Hindrance::Refused { reason, .. } = hindrance {
                    count(format!("refused: {}", reason.as_str()));
                }
            }
        }
        for candidate in graph.candidates(usize::MAX) {
            let line = serde_json::to_value(&candidate).expect("JSON");
            count(format!("candidate: {}", line["kind"].as_str().unwrap_or_default()));
        }
    }
    let rare: Vec<_> =
        OCCUR.iter().filter(|what| told.get(**what).is_none_or(|count| *count < 3)).collect();
    assert!(rare.is_empty(), "{rare:?} of {told:?}");
    assert!(told.keys().all(|what| OCCUR.contains(&&**what)), "{told:?}");
}

/// The judge of these tests sees each kind of forgery.
#[test]
fn forged_explanations_are_not_true() {
    let mut runner = TestRunner::deterministic();
    let mut seen = BTreeSet::new();
    for _ in 0..40 {
        let case = said_by_two(25).new_tree(&mut runner).expect("a case").current();
        let (graph, answers) = run(&case);
        let others = asked(&answers);
        let records: Vec<_> = answers.store.records.keys().map(|key| answers.told(key)).collect();
        for (a, b) in pairs(&answers).iter().step_by(11) {
            let Ok(told) = graph.explain(a, b) else { continue };
            let forged = forgeries(&told, &others, &records).into_iter();
            seen.extend(
                forged.filter(|(_, one)| answers.judge(one).is_err()).map(|(kind, _)| kind),
            );
        }
    }
    assert_eq!(seen, BTreeSet::from_iter(KINDS.iter().copied()));
}

const OCCUR: &[&str] = &[
    "joined",
    "joined with a chain",
    "unknown",
    "separated",
    "separated by several",
    "blocked",
    "blocked with a chain",
    "blocked: blocked",
    "link_nothing with a chain",
    "link_nothing: too_weak",
    "link_nothing: no_consent",
    "link_nothing: contradictory",
    "shared_or_reassigned with a chain",
    "shared_or_reassigned: shared",
    "shared_or_reassigned: reassigned",
    "refused with a chain",
    "refused: refused",
    "refused: separated",
    "refused: max_accounts",
    "refused: limit",
    "never_seen_together",
    "candidate: refused",
    "candidate: contradictory",
    "candidate: shared",
    "candidate: max_accounts",
    "candidate: too_weak",
];
