//! The model of the contract holds what the contract says must follow from it; and the generator exercises every rule.

mod model;

use std::collections::{BTreeMap, BTreeSet};

use model::evidence::Store;
use model::generate::{Case, case, observations};
use model::traits::shown;
use model::words::{Refusal, Resolution, Set, is_stand_in};
use oneid::{Class, Operation, Policy, Strength};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;

fn stored(case: &Case) -> Store {
    let mut store = Store::new(case.policy());
    for operation in case.operations() {
        let _ = store.apply(&operation);
    }
    store
}

/// How many of 500 sequences show each thing that a rule can do, at some moment of theirs.
#[test]
fn the_generator_exercises_every_rule() {
    let mut runner = TestRunner::deterministic();
    let strategy = case(60);
    let mut counts: BTreeMap<String, usize> =
        EVENTS.iter().map(|event| ((*event).to_owned(), 0)).collect();
    for _ in 0..500 {
        let case = strategy.new_tree(&mut runner).expect("a case").current();
        let mut seen = BTreeSet::new();
        let mut store = Store::new(case.policy());
        for operation in case.operations() {
            if store.apply(&operation).is_err() {
                seen.insert("refused operation".to_owned());
            }
            events(&store.resolution(), &mut seen);
        }
        for event in seen {
            *counts.entry(event).or_insert(0) += 1;
        }
    }
    let never: Vec<_> = counts.iter().filter(|(_, count)| **count == 0).collect();
    assert!(never.is_empty(), "never seen: {never:?}; all: {counts:#?}");
    assert_eq!(counts.len(), EVENTS.len(), "unknown events: {counts:#?}");
    if std::env::var_os("SHOW").is_some() {
        panic!("{counts:#?}");
    }
}

const EVENTS: [&str; 24] = [
    "blocked",
    "contradictory",
    "dissolved group",
    "group of the same",
    "refused operation",
    "refused: Limit",
    "refused: MaxAccounts",
    "refused: Separated",
    "refused: a stand-in's link",
    "shared at authoritative",
    "shared at declared",
    "shared at inferred",
    "shared at verified",
    "stand-in alone",
    "stand-in with others",
    "tenures: 2",
    "tenures: 3 or more",
    "untimed: asserted, to the newest",
    "untimed: to the holder it names",
    "untimed: to the oldest",
    "record of no profile",
    "record with nothing left",
    "record of a stand-in",
    "several profiles of two or more",
];

fn events(resolution: &Resolution, seen: &mut BTreeSet<String>) {
    let steps = &resolution.steps;
    let mut note = |happened: bool, event: &str| {
        if happened {
            seen.insert(event.to_owned());
        }
    };
    note(!resolution.blocked.is_empty(), "blocked");
    note(!resolution.contradictory.is_empty(), "contradictory");
    note(!steps.dissolved.is_empty(), "dissolved group");
    note(!steps.groups.is_empty(), "group of the same");
    for refused in &resolution.refused {
        note(true, &format!("refused: {:?}", refused.reason));
        let stands_in = is_stand_in(&refused.centre) || is_stand_in(&refused.other);
        note(stands_in, "refused: a stand-in's link");
    }
    for (strength, _) in resolution.shared.values() {
        note(true, &format!("shared at {strength}"));
    }
    for profile in &steps.profiles {
        let stands_in = profile.iter().any(|id| is_stand_in(id));
        note(stands_in && profile.len() == 1, "stand-in alone");
        note(stands_in && profile.iter().any(|id| !is_stand_in(id)), "stand-in with others");
    }
    for tenures in steps.tenures.values() {
        note(true, if *tenures == 2 { "tenures: 2" } else { "tenures: 3 or more" });
    }
    note(steps.untimed_asserted > 0, "untimed: asserted, to the newest");
    note(steps.untimed_named > 0, "untimed: to the holder it names");
    note(steps.untimed_oldest > 0, "untimed: to the oldest");
    for ((ids, ..), owner) in &resolution.owner {
        match owner {
            None => note(
                !resolution.contradictory.iter().any(|(set, ..)| set == ids),
                "record of no profile",
            ),
            Some(owner) => {
                note(is_stand_in(&owner.identifier), "record of a stand-in");
                let gone = resolution.shared.contains_key(&owner.identifier)
                    || resolution.blocked.contains(&owner.identifier);
                note(gone, "record with nothing left");
            }
        }
    }
    let large = resolution.profiles.iter().filter(|profile| profile.len() > 1).count();
    note(large > 1, "several profiles of two or more");
}
