//! A durable graph is the same graph as one in memory, whatever is done to its files in between.

use std::sync::Arc;

use oneid::{Durability, IdentityGraph, OpenOptions, Operation};

use crate::judge::{Finding, Judge, Progress, Session, Stop, Totals, size};
use crate::model::evidence::test_key;
use crate::program::{Call, Program, Shape, refusal_key};
use crate::sim::SimDisk;
use crate::small;
use crate::state::{against_model, difference, modelled, profiles, told};

/// Runs a program, and compares after every call.
fn walk(judge: &Judge) -> Result<SimDisk, Finding> {
    let (disk, mut at) = (SimDisk::new(), Progress::default());
    let mut session = Session::open(judge, &disk, &mut at).map_err(finding)?;
    while session.at.done < judge.calls() {
        session.step().map_err(finding)?;
        let graph = session.graph.as_ref().expect("it is open");
        let (found, expected) = (told(graph), judge.state(session.at.done));
        if found != expected {
            let place = format!("after call {}", session.at.done - 1);
            return Err(Finding::Wrong(format!("{place}\n{}", difference(&found, expected))));
        }
    }
    let graph = session.graph.as_ref().expect("it is open");
    graph.check().map_err(Finding::Wrong)?;
    compare_copies(graph)?;
    against_the_model(judge, graph)?;
    session.close().map_err(finding)?;
    Ok(disk)
}

fn finding(stop: Stop) -> Finding {
    match stop {
        Stop::Failed(error) => Finding::Refused(error),
        Stop::Wrong(what) => Finding::Wrong(what),
    }
}

fn against_the_model(judge: &Judge, graph: &IdentityGraph) -> Result<(), Finding> {
    let Program { policy, calls, .. } = &judge.program;
    if calls.iter().any(|call| matches!(call, Call::Refuse | Call::Readmit(_))) {
        return Ok(());
    }
    against_model(graph, &modelled((**policy).clone(), calls)).map_err(Finding::Wrong)
}

/// A backup is the same graph, and a dump one of the same profiles.
fn compare_copies(graph: &IdentityGraph) -> Result<(), Finding> {
    let backup = SimDisk::new();
    graph.backup_on(&backup).map_err(Finding::Refused)?;
    let opened = open_with_keys(&backup).map_err(Finding::Refused)?;
    same("a backup", &told(&opened), &told(graph))?;
    opened.check().map_err(Finding::Wrong)?;
    let mut copy = IdentityGraph::in_memory(graph.policy().clone(), test_key());
    let given: Result<(), oneid::Error> = graph.dump(|operation| {
        let operation = Operation::from_json(&operation.to_json())?;
        copy.apply(&operation).map(drop)
    });
    given.map_err(Finding::Refused)?;
    same("a dump", &profiles(&copy).join("\n"), &profiles(graph).join("\n"))
}

/// To be read only, so that nobody comes to be refused by it.
fn open_with_keys(disk: &SimDisk) -> Result<IdentityGraph, oneid::Error> {
    let options = OpenOptions::new(test_key()).refuse_erased(refusal_key());
    IdentityGraph::open_read_only_on(Arc::new(disk.clone()), &options)
}

fn same(what: &str, found: &str, expected: &str) -> Result<(), Finding> {
    if found == expected {
        return Ok(());
    }
    Err(Finding::Wrong(format!("{what} is another\n{}", difference(found, expected))))
}

/// Runs a program, and looks at what it leaves.
fn run(judge: &Judge) -> Result<(), Finding> {
    let disk = walk(judge)?;
    let calls = judge.calls();
    let at = Progress { made: true, done: calls, begun: calls, acknowledged: calls };
    let before = disk.files();
    let read = open_with_keys(&disk).map_err(Finding::Refused)?;
    same("what is read only", &told(&read), judge.state(calls))?;
    if disk.files() != before {
        return Err(Finding::Wrong("reading has written".to_owned()));
    }
    judge.look(&disk, at, crate::judge::Ask::Everything).map(|_| ())
}

#[test]
fn a_durable_graph_is_the_one_in_memory() {
    let mut totals = Totals::default();
    for seed in 0..size("ONEID_PROGRAMS", 400) as u64 {
        let shape = Shape { operations: 50, modelled: seed % 2 == 0, bulky: seed % 5 == 0 };
        let judge = Judge::new(Program::random(1000 + seed, shape));
        totals.add(|| format!("{:?}", judge.program), run(&judge));
    }
    totals.assert_good("laws");
}

/// The second key given when a graph is made, or later, is that of `refuse_erased`.
#[test]
fn the_second_key_in_the_options_is_the_one_that_refuses() {
    let shape = Shape { operations: 30, modelled: true, bulky: false };
    for seed in 0..40 {
        let mut program = Program::random(seed, shape);
        program.calls.retain(|call| !matches!(call, Call::Reopen));
        program.calls.insert(0, Call::Refuse);
        let judge = Judge::new(program);
        let disk = SimDisk::new();
        let options = OpenOptions::new(test_key()).durability(Durability::None);
        let keyed = options.clone().refuse_erased(refusal_key());
        let made = keyed.clone().policy(judge.program.policy.clone());
        // Half are made without it, and get it when they are opened again.
        let first = if seed % 2 == 0 { made } else { options.policy(judge.program.policy.clone()) };
        drop(IdentityGraph::open_on(Arc::new(disk.clone()), &first).expect("made"));
        let mut graph = IdentityGraph::open_on(Arc::new(disk), &keyed).expect("opened");
        for call in &judge.program.calls[1..] {
            let done = crate::program::perform(&mut graph, call);
            assert!(done.is_ok(), "seed {seed}: {done:?}");
        }
        let (found, expected) = (told(&graph), judge.state(judge.calls()));
        assert!(found == expected, "seed {seed}:\n{}", difference(&found, expected));
    }
}

/// What a snapshot holds is not applied again, and nothing after it is left out.
#[test]
fn what_comes_after_a_snapshot_is_read_beside_it() {
    let disk = SimDisk::new();
    let mut graph =
        IdentityGraph::open_on(Arc::new(disk.clone()), &small::new_options()).expect("made");
    for after in 0..4 {
        small::apply(&mut graph, r#"{"ids":["jd.pin:a","cookie:a"]}"#);
        let position = graph.store_stats().expect("read").expect("files").position;
        assert!(graph.snapshot().expect("taken").write().expect("written"));
        for number in 0..after {
            small::apply(&mut graph, &format!(r#"{{"ids":["jd.pin:{after}-{number}"]}}"#));
        }
        let expected = told(&graph);
        graph.close().expect("closed");
        graph = small::open(&disk).expect("opened");
        let recovery = graph.recovery();
        assert_eq!((recovery.snapshot, recovery.blocks), (Some(position), after));
        assert_eq!(told(&graph), expected);
    }
}
