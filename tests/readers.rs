//! Readers beside a writer: what they see is a state between two calls, never one in the middle.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;

use oneid::{
    ErrorKind, FingerprintKey, Identifier, IdentityGraph, Observation, Operation, Policy,
    PreparedIdentifier, PreparedScope, Preset, ProfileId, Reader,
};

const FANS: usize = 40;

fn graph() -> IdentityGraph {
    IdentityGraph::in_memory(Policy::preset(Preset::Connected), FingerprintKey::from_bytes([7; 16]))
}

fn fan(number: usize) -> Identifier {
    Identifier::new("jd.xid", Some("shop"), &format!("fan{number}")).expect("it is well-formed")
}

fn seen_together(numbers: impl IntoIterator<Item = usize>) -> Operation {
    let all: Vec<Identifier> = numbers.into_iter().map(fan).collect();
    Observation::new(all).expect("it is well-formed").source("import").into()
}

fn profile(reader: &Reader, number: usize) -> Option<ProfileId> {
    let profiles = reader.profiles_of(&fan(number)).expect("it is in order");
    assert!(profiles.len() < 2);
    profiles.first().copied()
}

/// The writer makes one profile of all, and takes that back, over and over; whoever has seen two in one profile, and then one that is by
/// itself, has missed nothing if the writer has been at work meanwhile.
#[test]
fn a_change_is_seen_as_a_whole() {
    let mut graph = graph();
    let alone: Vec<Operation> = (0..FANS).map(|number| seen_together([number])).collect();
    graph.apply_batch(&alone).expect("they are applied");
    let (reader, done) = (graph.reader(), AtomicBool::new(false));
    // Even between changes; odd while one is being applied.
    let turn = AtomicU64::new(0);
    thread::scope(|scope| {
        for start in 0..3 {
            let (reader, done, turn) = (reader.clone(), &done, &turn);
            scope.spawn(move || {
                let mut number = start;
                while !done.load(Ordering::SeqCst) {
                    let before = turn.load(Ordering::SeqCst);
                    let pair = [number % FANS, (number + 7) % FANS].map(|n| profile(&reader, n));
                    let after = turn.load(Ordering::SeqCst);
                    assert!(pair.iter().all(Option::is_some));
                    if before == after && before % 2 == 0 {
                        let together = before % 4 == 2;
                        assert_eq!(pair[0] == pair[1], together, "at {before}");
                    }
                    let same = reader.read(|view| {
                        let of = |number| view.profiles_of(&fan(number % FANS)).expect("in order");
                        let all: Vec<_> = (0..5).map(|step| of(number + step)).collect();
                        let same = all.windows(2).filter(|two| two[0] == two[1]).count();
                        (same, view.next_change())
                    });
                    assert!(same.0 == 0 || same.0 == 4, "{} of 4 alike", same.0);
                    number += 1;
                }
            });
        }
        for _ in 0..300 {
            turn.fetch_add(1, Ordering::SeqCst);
            graph.apply(&seen_together(0..FANS)).expect("it is applied");
            turn.fetch_add(1, Ordering::SeqCst);
            thread::yield_now();
            turn.fetch_add(1, Ordering::SeqCst);
            let ids = (0..FANS).map(fan).collect();
            let source = "import".into();
            graph.apply(&Operation::Retract { ids, source }).expect("it is applied");
            turn.fetch_add(1, Ordering::SeqCst);
            thread::yield_now();
        }
        done.store(true, Ordering::SeqCst);
    });
    graph.check().expect("every invariant holds");
}

/// Who has seen a new identifier finds every other of its batch, also while the graph grows.
#[test]
fn a_batch_is_seen_as_a_whole_while_the_graph_grows() {
    const BATCHES: usize = 200;
    const EACH: usize = 50;
    let mut graph = graph();
    let reader = graph.reader();
    thread::scope(|scope| {
        for _ in 0..2 {
            let reader = reader.clone();
            scope.spawn(move || {
                for batch in 0..BATCHES {
                    let numbers = batch * EACH..(batch + 1) * EACH;
                    while profile(&reader, numbers.end - 1).is_none() {
                        thread::yield_now();
                    }
                    let all: Vec<_> = numbers.map(|number| profile(&reader, number)).collect();
                    assert!(all.iter().all(|one| one.is_some() && *one == all[0]));
                }
            });
        }
        for batch in 0..BATCHES {
            let first = batch * EACH;
            let pairs: Vec<_> =
                (1..EACH).map(|step| seen_together([first, first + step])).collect();
            graph.apply_batch(&pairs).expect("they are applied");
        }
    });
}

#[test]
fn a_scope_of_another_graph_is_an_error() {
    let graph = graph();
    let id = PreparedIdentifier { scope: PreparedScope::from_number(u32::MAX), value: "1" };
    let error = graph.profile_of(&id).expect_err("it has no such scope");
    assert_eq!(error.kind(), ErrorKind::Operation);
    assert_eq!(graph.reader().profile_of(&id).expect_err("nor has it").kind(), error.kind());
    assert!(graph.lookup_batch(&[id], &mut Vec::new()).is_err());
    assert!(graph.reader().lookup_batch(&[id], &mut Vec::new()).is_err());
}

#[test]
fn readers_agree_with_the_graph() {
    let mut graph = graph();
    let scope = graph.prepare_scope("jd.xid", Some("shop")).expect("it is a scope");
    graph.apply(&seen_together([1, 2, 3])).expect("it is applied");
    graph.apply(&seen_together([4])).expect("it is applied");
    let reader = graph.reader();
    let values: Vec<String> = (0..200).map(|number| format!("fan{number}")).collect();
    let ids: Vec<PreparedIdentifier<'_>> =
        values.iter().map(|value| PreparedIdentifier { scope, value }).collect();
    let (mut by_graph, mut by_reader) = (Vec::new(), vec![None]);
    graph.lookup_batch(&ids, &mut by_graph).expect("they are looked up");
    reader.lookup_batch(&ids, &mut by_reader).expect("they are looked up");
    assert_eq!(by_graph, by_reader);
    assert!(
        ids.iter().zip(&by_graph).all(|(id, &found)| reader.profile_of(id).ok() == Some(found))
    );
    assert_eq!(by_graph.iter().flatten().count(), 4);
    let (next, same) = reader.read(|view| {
        (view.next_change(), view.profile_of(&ids[1]).ok() == view.profile_of(&ids[3]).ok())
    });
    assert_eq!((next, same), (graph.changes_since(0).count() as u64, true));
    drop(graph);
    assert_eq!(by_graph[2], reader.profile_of(&ids[2]).expect("its scope"));
}

/// A policy put in force is seen by those who read already.
#[test]
fn readers_outlast_a_policy() {
    let mut graph = graph();
    graph.apply(&seen_together([1, 2])).expect("it is applied");
    let reader = graph.reader();
    assert_eq!(profile(&reader, 1), profile(&reader, 2));
    let apart = Policy::from_toml("[source.import]\nlink = false\n").expect("a policy");
    graph.apply_policy(apart).expect("it is put in force");
    graph.apply(&seen_together([3, 4])).expect("it is applied");
    for pair in [[1, 2], [3, 4]] {
        let pair = pair.map(|number| profile(&reader, number));
        assert!(pair[0].is_some() && pair[1].is_some() && pair[0] != pair[1]);
    }
}

/// Many threads may ask a graph that none is changing.
#[test]
fn a_graph_can_be_shared() {
    fn shared<T: Send + Sync>(_: &T) {}
    let graph = graph();
    shared(&graph);
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| assert_eq!(graph.profiles().count(), 0));
        }
    });
}
