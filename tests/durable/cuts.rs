//! Power is lost in any call to the disk, twice in one program: whatever was acknowledged is there afterwards, and nothing by half.

use oneid::Durability;

use crate::judge::{Ask, Finding, Judge, Progress, Stop, Totals, size};
use crate::program::{Call, Program, Shape};
use crate::rng::Rng;
use crate::sim::{NamesKept, SimDisk};

const SHAPE: Shape = Shape { operations: 40, modelled: false, bulky: true };

/// Where power is lost: the first time, and how many calls after that the second time.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cuts {
    pub(crate) first: u64,
    pub(crate) second: u64,
    pub(crate) names: NamesKept,
    /// Of what is left of unsynced changes.
    pub(crate) seed: u64,
}

/// Runs a program with two cuts, on a disk that `prepare` may make a liar of.
pub(crate) fn cut_twice(
    judge: &Judge,
    cuts: Cuts,
    prepare: impl Fn(&SimDisk),
) -> Result<(), Finding> {
    let mut rng = Rng::new(cuts.seed);
    let (mut disk, mut at) = (SimDisk::new(), Progress::default());
    for call in [cuts.first, cuts.second] {
        prepare(&disk);
        disk.cut_at(call);
        go_on(judge, &disk, &mut at)?;
        disk = disk.cut_keeping(cuts.names, &mut rng);
        // The model and the invariants take their time.
        let ask = if rng.tenths(1) { Ask::Everything } else { Ask::Much };
        let found = judge.look(&disk, at, ask)?;
        at = Progress { done: found, begun: found, acknowledged: found, ..at };
    }
    go_on(judge, &disk, &mut at)?;
    judge.look(&disk, at, Ask::Everything).map(|_| ())
}

/// Drives the program on: to its end, or until power is lost, and nothing else may stop it.
fn go_on(judge: &Judge, disk: &SimDisk, at: &mut Progress) -> Result<(), Finding> {
    match judge.drive(disk, at) {
        Ok(()) => Ok(()),
        Err(Stop::Failed(_)) if disk.is_dead() => Ok(()),
        Err(Stop::Failed(error)) => Err(Finding::Refused(error)),
        Err(Stop::Wrong(what)) => Err(Finding::Wrong(what)),
    }
}

/// The second cut comes early as often as late: opening after the first is where it may hurt.
pub(crate) fn second_cut(first: u64, all: u64, rng: &mut Rng) -> u64 {
    let most = if rng.coin() { 40 } else { all.saturating_sub(first) + 40 };
    1 + rng.below(usize::try_from(most).expect("few calls")) as u64
}

/// Runs a program once for each place of a first cut; what else is drawn differs from round to round.
fn run(
    judge: &Judge,
    firsts: impl Iterator<Item = u64>,
    all: u64,
    round: u64,
    totals: &mut Totals,
) {
    for first in firsts {
        let mut rng = Rng::new(judge.program.seed ^ (first << 20) ^ (round << 44));
        let names = if rng.tenths(7) { NamesKept::First } else { NamesKept::Any };
        let second = second_cut(first, all, &mut rng);
        let cuts = Cuts { first, second, names, seed: rng.next_u64() };
        let outcome = cut_twice(judge, cuts, |_| {});
        totals.add(|| format!("program of seed {}, {cuts:?}", judge.program.seed), outcome);
    }
}

#[test]
fn nothing_acknowledged_is_lost() {
    let (programs, cuts) = (24, size("ONEID_CUTS", 2400));
    let mut totals = Totals::default();
    for seed in 0..programs {
        let judge = Judge::new(Program::random(seed, SHAPE));
        let (all, _) = judge.counts();
        let mut rng = Rng::new(seed);
        let firsts = (0..cuts / 24).map(|_| 1 + rng.next_u64() % all).collect::<Vec<_>>();
        run(&judge, firsts.into_iter(), all, 0, &mut totals);
    }
    totals.assert_good("cuts");
}

/// Every call of one program that does everything, and once more in each call of what comes after.
#[test]
fn every_call_of_a_program_may_be_the_last() {
    let mut program = Program::of_length(100, Shape { operations: 12, ..SHAPE }, 6);
    program.durability = Durability::Immediate;
    for call in [Call::TakeSnapshot, Call::WriteSnapshot, Call::Compact, Call::Reopen] {
        program.calls.insert(program.calls.len() - 1, call);
    }
    let judge = Judge::new(program);
    let (all, _) = judge.counts();
    let mut totals = Totals::default();
    for round in 0..size("ONEID_CUTS", 2400).div_ceil(800) as u64 {
        run(&judge, 1..=all, all, round, &mut totals);
    }
    totals.assert_good("every cut");
}
