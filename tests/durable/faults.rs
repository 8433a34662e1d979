//! Any call to the disk fails: the error says so, the graph in memory is as it was, and nothing acknowledged is lost.

use oneid::{Durability, Error, ErrorKind, IdentityGraph, Operation};

use crate::judge::{Ask, Finding, Judge, Progress, Session, Stop, Totals, size};
use crate::program::{Call, Program, Shape};
use crate::rng::Rng;
use crate::sim::{FailKind, SimDisk};
use crate::state::{difference, told};

const SHAPE: Shape = Shape { operations: 40, modelled: false, bulky: true };
const KINDS: [FailKind; 3] = [FailKind::StorageFull, FailKind::PermissionDenied, FailKind::Other];

#[derive(Clone, Copy, Debug)]
struct Fault {
    /// Of the calls that modify, or else of those that read.
    modifies: bool,
    number: u64,
    kind: FailKind,
    all_later: bool,
    /// What a failed sync was about is never written.
    forgets: bool,
    seed: u64,
}

/// What comes after a failed call that ended a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Then {
    /// The process goes on and opens the graph again.
    Reopen,
    PowerCut,
}

impl Fault {
    fn plan(self, disk: &SimDisk) {
        if self.forgets {
            disk.forget_after_failed_sync();
        }
        match (self.modifies, self.all_later) {
            (true, false) => disk.fail_at(self.number, self.kind),
            (true, true) => disk.fail_from(self.number, self.kind),
            (false, false) => disk.fail_reads_at(self.number),
            (false, true) => disk.fail_reads_from(self.number),
        }
    }
}

/// Runs a program with one fault; the disk is healed after the first call that tells of it.
fn run_with(judge: &Judge, fault: Fault, then: Then) -> Result<(), Finding> {
    let (mut disk, mut at) = (SimDisk::new(), Progress::default());
    fault.plan(&disk);
    let mut rng = Rng::new(fault.seed);
    if let Some(error) = until_it_ends(judge, &disk, &mut at)? {
        is_typed(&error)?;
        disk.heal();
        if then == Then::PowerCut {
            disk = disk.cut(&mut rng);
        }
        at.done = judge.look(&disk, at, Ask::Much)?;
        if let Some(error) = until_it_ends(judge, &disk, &mut at)? {
            return Err(Finding::Refused(error));
        }
    }
    judge.look(&disk, at, Ask::Everything).map(|_| ())
}

/// Drives the program on until it is done, or a failure ends the session: then with what.
fn until_it_ends(
    judge: &Judge,
    disk: &SimDisk,
    at: &mut Progress,
) -> Result<Option<Error>, Finding> {
    let mut session = match Session::open(judge, disk, at) {
        Ok(session) => session,
        Err(stop) => return failed(stop).map(Some),
    };
    while session.at.done < judge.calls() {
        let Err(stop) = session.step() else { continue };
        let error = failed(stop)?;
        disk.heal();
        if !goes_on(judge, &mut session)? {
            return Ok(Some(error));
        }
        is_typed(&error)?;
    }
    match session.close() {
        Ok(()) => Ok(None),
        Err(stop) => failed(stop).map(Some),
    }
}

fn failed(stop: Stop) -> Result<Error, Finding> {
    match stop {
        Stop::Failed(error) => Ok(error),
        Stop::Wrong(what) => Err(Finding::Wrong(what)),
    }
}

fn is_typed(error: &Error) -> Result<(), Finding> {
    if error.kind() == ErrorKind::Io {
        return Ok(());
    }
    Err(Finding::Wrong(format!("a failing call is told as {:?}: {error}", error.kind())))
}

/// Looks at a graph of which a call has failed: whether it takes more calls.
fn goes_on(judge: &Judge, session: &mut Session<'_>) -> Result<bool, Finding> {
    let number = session.at.done;
    let Some(graph) = &mut session.graph else { return Ok(false) };
    is_as_after(judge, graph, number)?;
    let stats = graph.store_stats().map_err(Finding::Refused)?.expect("it has files");
    if !stats.failed {
        if judge.program.calls[number].is_kept() {
            let what = "a write failed, and the next is not refused";
            return Err(Finding::Wrong(what.to_owned()));
        }
        return Ok(true);
    }
    refuses_to_write(graph)?;
    is_as_after(judge, graph, number)?;
    Ok(false)
}

fn is_as_after(judge: &Judge, graph: &IdentityGraph, calls: usize) -> Result<(), Finding> {
    let (found, expected) = (told(graph), judge.state(calls));
    if found == expected {
        return Ok(());
    }
    Err(Finding::Wrong(format!("in memory\n{}", difference(&found, expected))))
}

fn refuses_to_write(graph: &mut IdentityGraph) -> Result<(), Finding> {
    let line = r#"{"ids":["t:1","t:2"]}"#;
    let operation = Operation::from_json(line).expect("a valid line");
    let answers = [
        ("apply", graph.apply(&operation).map(drop)),
        ("apply_policy", graph.apply_policy(graph.policy().clone()).map(drop)),
        ("sync", graph.sync()),
        ("snapshot", graph.snapshot().map(drop)),
        ("compact", graph.compact().map(drop)),
    ];
    for (name, answer) in answers {
        match answer.map_err(|error| error.kind()) {
            Err(ErrorKind::ReadOnly) => {}
            other => return Err(Finding::Wrong(format!("{name} after a failed write: {other:?}"))),
        }
    }
    Ok(())
}

/// Any fault of a program that makes so many calls and reads.
fn random_fault((calls, reads): (u64, u64), rng: &mut Rng) -> Fault {
    let modifies = rng.tenths(7);
    Fault {
        modifies,
        number: 1 + rng.next_u64() % if modifies { calls } else { reads },
        kind: KINDS[rng.below(KINDS.len())],
        all_later: rng.coin(),
        forgets: false,
        seed: rng.next_u64(),
    }
}

fn run_many(name: &str, runs: usize, forgets: bool) {
    let mut totals = Totals::default();
    for seed in 0..12 {
        let judge = Judge::new(Program::random(5000 + seed, SHAPE));
        let counts = judge.counts();
        let mut rng = Rng::new(seed);
        for _ in 0..runs.div_ceil(12) {
            let fault = Fault { forgets, ..random_fault(counts, &mut rng) };
            // A disk that forgets and goes on does more than a storage may: only after a loss of power is it what it says.
            let then = if forgets || rng.coin() { Then::PowerCut } else { Then::Reopen };
            let place = || format!("program of seed {}, {fault:?}, {then:?}", judge.program.seed);
            totals.add(place, run_with(&judge, fault, then));
        }
    }
    totals.assert_good(name);
}

#[test]
fn a_failing_call_is_told_and_loses_nothing() {
    run_many("faults", size("ONEID_FAULTS", 1200), false);
}

#[test]
fn a_failed_sync_that_is_forgotten_loses_nothing() {
    run_many("forgotten syncs", size("ONEID_FAULTS", 1200) / 2, true);
}

/// Every call, and every read, of one short program.
#[test]
fn every_call_of_a_program_may_fail() {
    let mut program = Program::of_length(5100, Shape { operations: 12, ..SHAPE }, 6);
    program.durability = Durability::Immediate;
    for call in [Call::TakeSnapshot, Call::WriteSnapshot, Call::Compact, Call::Reopen] {
        program.calls.insert(program.calls.len() - 1, call);
    }
    let judge = Judge::new(program);
    let (calls, reads) = judge.counts();
    let mut totals = Totals::default();
    for (modifies, most) in [(true, calls), (false, reads)] {
        for number in 1..=most {
            for all_later in [false, true] {
                let kind = FailKind::StorageFull;
                let fault =
                    Fault { modifies, number, kind, all_later, forgets: false, seed: number };
                let outcome = run_with(&judge, fault, Then::Reopen);
                totals.add(|| format!("{fault:?} in {:?}", judge.program), outcome);
            }
        }
    }
    totals.assert_good("every fault");
}
