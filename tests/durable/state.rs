//! Everything that a graph tells, as text; and whether the model of the contract says the same.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{Debug, Write as _};

use oneid::{Identifier, IdentityGraph, Profile, ProfileTrait};

use crate::model::evidence::Store;
use crate::model::traits::{Shown, shown};
use crate::model::words::{Refusal, Resolution};
use crate::program::{Call, next_change};

/// Profiles with ids and traits, changes with their numbers, what is held back, and all evidence.
pub(crate) fn told(graph: &IdentityGraph) -> String {
    let mut text = String::new();
    let mut tell = |name: &str, what: &dyn Debug| writeln!(text, "{name} {what:?}").expect("text");
    for profile in sorted(graph.profiles().map(|profile| json(&profile))) {
        tell("profile", &profile);
    }
    for change in graph.changes_since(0) {
        tell("change", &json(&change));
    }
    tell("changes", &(graph.first_change()..next_change(graph)));
    for line in evidence(graph) {
        tell("evidence", &line);
    }
    let stats = graph.stats();
    let counts = (stats.identifiers, stats.profiles, stats.records, stats.links, stats.separations);
    tell("counts", &counts);
    tell("refused links", &graph.refused());
    tell("contradictory", &sorted(graph.contradictory().iter().map(|one| format!("{one:?}"))));
    tell("shared", &graph.shared());
    tell("blocked", &graph.blocked());
    tell("reassigned", &graph.reassigned());
    tell("sources", &graph.sources());
    tell("refused identifiers", &graph.refused_identifiers());
    tell("policy", &graph.policy().to_toml());
    text
}

/// The profiles alone.
pub(crate) fn profiles(graph: &IdentityGraph) -> Vec<String> {
    sorted(graph.profiles().map(|profile| json(&profile)))
}

/// Where two texts part.
pub(crate) fn difference(found: &str, expected: &str) -> String {
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<BTreeSet<String>>();
    let (found, expected) = (lines(found), lines(expected));
    let mut text = String::new();
    for (sign, one, other) in [('+', &found, &expected), ('-', &expected, &found)] {
        for line in one.difference(other) {
            let _ = writeln!(text, "  {sign} {line:.1000}");
        }
    }
    text
}

/// Every record and separation, in no order that says anything: what only says who is senior is left out.
fn evidence(graph: &IdentityGraph) -> Vec<String> {
    let mut lines = Vec::new();
    let given: Result<(), oneid::Error> = graph.dump(|operation| {
        let line = operation.to_json();
        if !line.contains("oneid/dump") {
            lines.push(line);
        }
        Ok::<(), oneid::Error>(())
    });
    given.expect("nobody refuses it");
    sorted(lines)
}

fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).expect("it is JSON")
}

fn sorted(texts: impl IntoIterator<Item = String>) -> Vec<String> {
    let mut texts: Vec<String> = texts.into_iter().collect();
    texts.sort();
    texts
}

/// The model after these calls.
pub(crate) fn modelled(first: oneid::Policy, calls: &[Call]) -> Store {
    let mut store = Store::new(first);
    for call in calls {
        let before = store.clone();
        let applied = match call {
            Call::Batch(batch) => batch.iter().try_for_each(|operation| store.apply(operation)),
            Call::Erase(id) => store.apply(&oneid::Operation::Erase { id: id.clone() }),
            Call::EraseProfile(id) => {
                store.apply(&oneid::Operation::EraseProfile { id: id.clone() })
            }
            Call::Policy(policy) => {
                put_in_force(&mut store, policy);
                Ok(())
            }
            Call::Refuse | Call::Readmit(_) => panic!("the model refuses nobody"),
            _ => Ok(()),
        };
        if applied.is_err() {
            store = before;
        }
    }
    store
}

/// Generated policies are all successors of each other; one without their namespaces is, where there is nothing of them.
fn put_in_force(store: &mut Store, policy: &oneid::Policy) {
    let is_declared = |id: &String| {
        let id = Identifier::parse(id).expect("a printed identifier");
        policy.namespace(id.namespace()).is_some()
    };
    // What is bridged to a generated policy's number is not to a preset's.
    let keeps_the_same = policy.namespace("u").is_some();
    if keeps_the_same && store.seniority.iter().all(is_declared) {
        store.policy = policy.clone();
    }
}

/// What the model says otherwise.
pub(crate) fn against_model(graph: &IdentityGraph, store: &Store) -> Result<(), String> {
    let resolution = store.resolution();
    let (found, expected) = (told_shortly(graph), model_told(graph, store, &resolution));
    if found == expected {
        return Ok(());
    }
    Err(format!("the model says otherwise:\n{}", difference(&found, &expected)))
}

type Refused = (String, String, String, &'static str);

fn told_shortly(graph: &IdentityGraph) -> String {
    let mut profiles: Vec<Profile> = graph.profiles().collect();
    profiles.sort_by(|a, b| a.identifiers.cmp(&b.identifiers));
    let profiles = profiles.iter().map(|profile| {
        let senior = Some(profile.id);
        format!("{:?}\n", (senior, &profile.identifiers, json(&profile.traits)))
    });
    let refused: Vec<Refused> = graph
        .refused()
        .into_iter()
        .map(|link| (link.centre, link.other, link.source, link.reason.as_str()))
        .collect();
    let shared: BTreeMap<_, _> =
        graph.shared().into_iter().map(|one| (one.identifier, (one.upto, one.partners))).collect();
    let contradictory: BTreeSet<_> = graph
        .contradictory()
        .into_iter()
        .map(|one| (BTreeSet::from_iter(one.identifiers), one.source, one.strength))
        .collect();
    let rest = (refused, shared, contradictory, graph.blocked(), graph.reassigned());
    profiles.collect::<String>() + &format!("{rest:?}\n")
}

fn model_told(graph: &IdentityGraph, store: &Store, resolution: &Resolution) -> String {
    let profiles = resolution.profiles.iter().enumerate().map(|(place, identifiers)| {
        let id = |text: &String| {
            let id = Identifier::parse(text).expect("a printed identifier");
            let canonical = graph.policy().canonical(&id, &store.key).expect("a known namespace");
            oneid::ProfileId::from(canonical[0].fingerprint())
        };
        let senior = store.most_senior(identifiers).map(id);
        let traits: BTreeMap<String, ProfileTrait> = shown(store, resolution, place)
            .iter()
            .map(|(name, shown)| (name.clone(), as_graph_shows(name, shown)))
            .collect();
        format!("{:?}\n", (senior, identifiers, json(&traits)))
    });
    let refused: Vec<Refused> = resolution
        .refused
        .iter()
        .map(|link| {
            (link.centre.clone(), link.other.clone(), link.source.clone(), reason(link.reason))
        })
        .collect();
    let blocked = Vec::from_iter(resolution.blocked.clone());
    let reassigned = Vec::from_iter(resolution.reassigned.keys().cloned());
    let rest = (refused, &resolution.shared, &resolution.contradictory, blocked, reassigned);
    profiles.collect::<String>() + &format!("{rest:?}\n")
}

fn as_graph_shows(name: &str, shown: &Shown) -> ProfileTrait {
    match shown {
        Shown::One(value) => ProfileTrait::Value(value.clone()),
        Shown::All(values) => ProfileTrait::Values(values.iter().cloned().collect()),
        Shown::Sum(sums) if name == "amount" => ProfileTrait::Sums(sums.clone()),
        Shown::Sum(sums) => ProfileTrait::Sum(sums.values().sum()),
    }
}

fn reason(refusal: Refusal) -> &'static str {
    match refusal {
        Refusal::Separated => "separated",
        Refusal::MaxAccounts => "max_accounts",
        Refusal::Limit => "limit",
    }
}
