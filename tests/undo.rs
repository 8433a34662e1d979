//! Undoing, trying out, and erasing for good.

mod model;

use std::collections::{BTreeMap, BTreeSet};

use model::evidence::test_key;
use model::generate::{Case, case, observations};
use oneid::{
    Change, FingerprintKey, Identifier, IdentityGraph, Observation, Operation, Policy, Preset,
    Profile, ProfileId, ProfileTrait, Record,
};
use proptest::prelude::*;

fn graph(case: &Case) -> IdentityGraph {
    IdentityGraph::in_memory(case.policy(), test_key())
}

fn second_key() -> FingerprintKey {
    FingerprintKey::from_bytes([9; 16])
}

/// Applies what can be applied.
fn apply_all(graph: &mut IdentityGraph, operations: &[Operation]) {
    for operation in operations {
        // What is bad is refused, and changes nothing.
        let _ = graph.apply(operation);
    }
}

fn id(text: &str) -> Identifier {
    Identifier::parse(text).expect("an identifier")
}

fn operation(json: &str) -> Operation {
    Operation::from_json(json).expect("an operation")
}

/// Profiles with what they show, whatever their ids.
fn shown(graph: &IdentityGraph) -> BTreeMap<Vec<String>, BTreeMap<String, ProfileTrait>> {
    graph.profiles().map(|profile| (profile.identifiers, profile.traits)).collect()
}

fn by_id(graph: &IdentityGraph) -> BTreeMap<ProfileId, Profile> {
    graph.profiles().map(|profile| (profile.id, profile)).collect()
}

/// Every record that any known identifier stands in.
fn records(graph: &IdentityGraph) -> BTreeSet<Record> {
    let ids = graph.profiles().flat_map(|profile| profile.identifiers);
    ids.flat_map(|text| graph.records_of(&id(&text)).expect("known")).collect()
}

fn changes(graph: &IdentityGraph) -> Vec<Change> {
    graph.changes_since(0).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_dry_run_tells_what_happens_and_changes_nothing(case in case(40), batch in 1_usize..6) {
        let mut graph = graph(&case);
        let operations = case.operations();
        let (before, next) = operations.split_at(operations.len().saturating_sub(batch));
        apply_all(&mut graph, before);
        let (profiles, told, refused) = (by_id(&graph), changes(&graph), graph.refused());
        let tried = graph.dry_run(next);
        prop_assert_eq!(by_id(&graph), profiles);
        prop_assert_eq!(changes(&graph), told);
        prop_assert_eq!(graph.refused(), refused);
        prop_assert!(graph.check().is_ok());
        match (tried, graph.apply_batch(next)) {
            (Ok(tried), Ok(done)) => {
                let since = graph.changes_since(done.changes.start).collect::<Vec<_>>();
                prop_assert_eq!(&tried.changes, &since);
                prop_assert_eq!(tried.outcome, done);
            }
            (Err(tried), Err(done)) => prop_assert_eq!(tried.kind(), done.kind()),
            (tried, done) => prop_assert!(false, "{tried:?}, but {done:?}"),
        }
    }

    /// To refuse an identifier is to observe it and then to erase it.
    #[test]
    fn refusing_is_observing_and_then_erasing(case in observations(25), erased in any::<prop::sample::Index>()) {
        let operations = case.operations();
        let Operation::Observe(first) = &operations[erased.index(operations.len())] else { unreachable!() };
        let gone = first.identifiers()[0].clone();
        let (mut refusing, mut erasing) = (graph(&case), graph(&case));
        refusing.refuse_erased(second_key()).expect("a list without entries");
        let erase = [Operation::Erase { id: gone }];
        apply_all(&mut refusing, &erase);
        for operation in &operations {
            apply_all(&mut refusing, std::slice::from_ref(operation));
            apply_all(&mut erasing, std::slice::from_ref(operation));
            apply_all(&mut erasing, &erase);
        }
        prop_assert_eq!(shown(&refusing), shown(&erasing));
        prop_assert_eq!(records(&refusing), records(&erasing));
        prop_assert!(refusing.check().is_ok());
    }

    /// A split gives back what each side brought.
    #[test]
    fn a_record_taken_back_leaves_the_traits_of_both_sides(case in observations(20)) {
        let mut graph = graph(&case);
        apply_all(&mut graph, &case.operations());
        let before = shown(&graph);
        let all: Vec<String> = before.keys().flatten().cloned().collect();
        prop_assume!(!all.is_empty());
        let joining = |source: &str| Operation::from(
            Observation::new([id(&all[0]), id(&all[all.len() - 1])]).expect("two").source(source),
        );
        prop_assume!(graph.apply(&joining("joining")).is_ok());
        let taken_back = Operation::RetractSource { source: "joining".into() };
        prop_assert!(graph.apply(&taken_back).is_ok());
        prop_assert_eq!(shown(&graph), before);
    }

    #[test]
    fn sources_are_those_of_the_records(case in case(40)) {
        let mut graph = graph(&case);
        apply_all(&mut graph, &case.operations());
        let mut expected: BTreeMap<String, Vec<Record>> = BTreeMap::new();
        for record in records(&graph) {
            expected.entry(record.source.clone()).or_default().push(record);
        }
        let sources = graph.sources();
        prop_assert!(sources.iter().map(|summary| &summary.source).eq(expected.keys()));
        for summary in sources {
            let of = &expected[&summary.source];
            prop_assert_eq!(summary.records, of.len() as u64);
            prop_assert_eq!(summary.by_strength.iter().map(|(_, count)| count).sum::<u64>(), summary.records);
            prop_assert_eq!(summary.first_seen, of.iter().filter_map(|record| record.first_seen).min());
            prop_assert_eq!(summary.last_seen, of.iter().filter_map(|record| record.last_seen).max());
            prop_assert_eq!(summary.links, case.policy().links(&summary.source));
        }
    }

    /// An export holds every record of the profile's identifiers, and nothing of anybody else.
    #[test]
    fn an_export_is_whole_and_names_nobody_else(case in case(40)) {
        let mut graph = graph(&case);
        apply_all(&mut graph, &case.operations());
        for profile in graph.profiles() {
            let own: BTreeSet<&String> = profile.identifiers.iter().collect();
            let export = graph.export(&id(&profile.identifiers[0])).expect("known").expect("held");
            prop_assert_eq!(export.profile, profile.id);
            prop_assert_eq!(&export.traits, &profile.traits);
            prop_assert!(export.identifiers.iter().map(|one| &one.identifier).eq(own.iter().copied()));
            let mut held: Vec<Record> = own
                .iter()
                .flat_map(|text| graph.records_of(&id(text)).expect("known"))
                .collect();
            held.sort();
            held.dedup();
            prop_assert_eq!(export.records.len(), held.len());
            for record in &export.records {
                prop_assert!(record.identifiers.iter().all(|text| own.contains(text)));
                let is_it = |one: &&Record| {
                    let ours = one.identifiers.iter().filter(|text| own.contains(text));
                    one.source == record.source
                        && one.strength == record.strength
                        && ours.eq(record.identifiers.iter())
                        && one.identifiers.len() == record.identifiers.len() + record.others
                };
                prop_assert!(held.iter().any(|one| is_it(&one)));
            }
            let mut exported = export.records.clone();
            // Who invited the customer is said of the customer.
            exported.iter_mut().for_each(|one| one.traits.retain(|said| said.name != "invited_by"));
            let text = serde_json::to_string(&exported).expect("JSON");
            let others = graph.profiles().filter(|other| other.id != profile.id);
            for other in others.flat_map(|other| other.identifiers) {
                prop_assert!(!text.contains(&format!("\"{other}\"")), "{other}");
            }
        }
    }
}

#[test]
fn an_import_is_replaced_in_one_batch_and_ids_stay() {
    let mut graph = IdentityGraph::in_memory(Policy::preset(Preset::RetailCn), test_key());
    let import = |source: &str, city: &str| {
        ["1", "2"].map(|fan| {
            operation(&format!(
                r#"{{"ids":["taobao.ouid@flagship:A{fan}","order.id@flagship:{fan}"],"source":"{source}","traits":{{"city":"{city}"}}}}"#
            ))
        })
    };
    graph.apply_batch(&import("taobao/2026-10", "杭州")).expect("good");
    let before: Vec<ProfileId> = by_id(&graph).into_keys().collect();
    let mut batch = import("taobao/2026-11", "上海").to_vec();
    batch.push(operation(r#"{"op":"retract_source","source":"taobao/2026-10"}"#));
    let outcome = graph.apply_batch(&batch).expect("good");
    assert_eq!((outcome.changes.clone().count(), outcome.identifiers_dropped), (0, 0));
    assert_eq!(by_id(&graph).into_keys().collect::<Vec<_>>(), before);
    assert!(
        graph
            .profiles()
            .all(|profile| profile.traits["city"] == ProfileTrait::Value("上海".into()))
    );
}

#[test]
fn a_receipt_counts_what_was_removed() {
    let mut graph = IdentityGraph::in_memory(Policy::preset(Preset::RetailCn), test_key());
    for line in [
        r#"{"ids":["taobao.ouid@f:A1","phone:+8613771234560"],"traits":{"city":"杭州","orders":3}}"#,
        r#"{"ids":["phone:+8613771234560","cookie:c"],"traits":{"language":"zh"}}"#,
        r#"{"ids":["taobao.ouid@f:A2"],"traits":{"invited_by":"taobao.ouid@f:A1"}}"#,
        r#"{"op":"separate","ids":["taobao.ouid@f:A1","taobao.ouid@f:A2"],"source":"li"}"#,
    ] {
        graph.apply(&operation(line)).expect("good");
    }
    let receipt = graph.erase(&id("taobao.ouid@f:A1")).expect("good");
    let erased = receipt.erased;
    assert_eq!(
        [erased.identifiers, erased.records, erased.records_removed, erased.traits],
        [1, 1, 0, 2]
    );
    assert_eq!([erased.mentions, erased.separations], [1, 1]);
    assert!(!receipt.refused_from_now_on);
    let text = serde_json::to_string(&receipt).expect("JSON");
    assert!(!text.contains("A1") && !text.contains('#') && !text.contains('-'), "{text}");
}

#[test]
fn refused_identifiers_can_be_readmitted_and_keep_their_key() {
    let mut graph = IdentityGraph::in_memory(Policy::preset(Preset::RetailCn), test_key());
    graph.refuse_erased(FingerprintKey::from_bytes([8; 16])).expect("nothing is refused yet");
    graph.refuse_erased(second_key()).expect("nothing is refused yet");
    // By fingerprint alone, as a contact is known.
    graph.apply(&operation(r#"{"ids":["phone:+8613771234560"]}"#)).expect("good");
    let printed = graph.profiles().next().expect("one").identifiers[0].clone();
    graph.erase(&id(&printed)).expect("good");
    assert_eq!(graph.refused_identifiers(), 1);
    assert!(graph.refuse_erased(FingerprintKey::from_bytes([8; 16])).is_err());
    let seen = operation(r#"{"ids":["phone:137 7123 4560","cookie:c"],"traits":{"city":"杭州"}}"#);
    let refused = graph.apply(&seen).expect("good").refused;
    assert_eq!([refused.identifiers, refused.traits, refused.observations], [1, 1, 0]);
    let separation = operation(r#"{"op":"separate","ids":["phone:137 7123 4560","cookie:c"]}"#);
    assert_eq!(graph.apply(&separation).expect("good").refused.separations, 1);
    assert!(graph.readmit(&id("phone:+8613771234560")).expect("good"));
    assert!(!graph.readmit(&id("phone:+8613771234560")).expect("good"));
    assert_eq!(graph.apply(&seen).expect("good").identifiers_added, 1);
    assert!(!format!("{graph:?}").contains(&printed[7..]));
}
