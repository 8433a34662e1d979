//! That the harness finds a disk out that lies about a sync: were it not, it would find nothing out.

use oneid::Durability;

use crate::cuts::{Cuts, cut_twice, second_cut};
use crate::judge::{Judge, Totals, size};
use crate::program::{Call, Program, Shape};
use crate::rng::Rng;
use crate::sim::{NamesKept, SimDisk};

/// Runs programs with cuts on a disk that lies.
fn run(runs: usize, lie: impl Fn(&SimDisk, &mut Rng)) -> Totals {
    let mut totals = Totals::default();
    let shape = Shape { operations: 16, modelled: true, bulky: false };
    for seed in 0..8 {
        let judge = Judge::new(Program::random(9000 + seed, shape));
        let (all, _) = judge.counts();
        let mut rng = Rng::new(seed);
        for _ in 0..runs / 8 {
            let first = 1 + rng.next_u64() % all;
            let second = second_cut(first, all, &mut rng);
            let cuts = Cuts { first, second, names: NamesKept::First, seed: rng.next_u64() };
            let seed = rng.next_u64();
            let outcome = cut_twice(&judge, cuts, |disk| lie(disk, &mut Rng::new(seed)));
            totals.add(|| format!("program of seed {}, {cuts:?}", judge.program.seed), outcome);
        }
    }
    totals
}

#[test]
fn a_disk_that_lies_is_found_out() {
    let runs = size("ONEID_CUTS", 2400) / 4;
    let honest = run(runs, |_, _| {});
    honest.assert_good("honest disks");
    let always = run(runs, |disk, rng| disk.lie_from(1 + rng.below(10) as u64));
    always.print("disks that lie from a sync on");
    assert!(always.lost > 0 && always.bad() * 4 > always.run, "{always:?}");
    let once = run(runs, |disk, rng| disk.lie_at(1 + rng.below(60) as u64));
    once.print("disks that lie once");
    assert!(once.bad() > 0, "{once:?}");
}

/// Of the two syncs that make a call durable, the second makes up for a first that lied, as one of a later call does for it: half of all
/// lies can be found out, where power is lost before that.
#[test]
fn single_lies_are_found_out() {
    let judge = Judge::new(program_of_single_operations());
    let (all, _) = judge.counts();
    let syncs = syncs(&judge);
    // Calls lie about as close as syncs do; power is lost soon after.
    let found_out = |sync: u64| {
        let near = (all * sync / syncs).saturating_sub(8).max(1);
        (near * 2..(near + 24) * 2).any(|run| {
            let cuts = Cuts { first: run / 2, second: 1, names: NamesKept::First, seed: run };
            cut_twice(&judge, cuts, |disk| disk.lie_at(sync)).is_err()
        })
    };
    let caught = (1..=syncs).filter(|&sync| found_out(sync)).count();
    print(caught, syncs);
    assert!(caught as u64 * 4 > syncs, "{caught} of {syncs}");
}

fn program_of_single_operations() -> Program {
    let shape = Shape { operations: 12, modelled: true, bulky: false };
    let mut program = Program::of_length(9100, shape, 8);
    program.durability = Durability::Immediate;
    let batches = program.calls.iter().filter_map(|call| match call {
        Call::Batch(batch) => Some(batch.clone()),
        _ => None,
    });
    program.calls = batches.flatten().map(|one| Call::Batch(vec![one])).collect();
    program
}

fn syncs(judge: &Judge) -> u64 {
    let disk = SimDisk::new();
    judge.drive(&disk, &mut crate::judge::Progress::default()).expect("nothing fails");
    disk.syncs()
}

#[allow(clippy::print_stdout, reason = "`cargo test -- --nocapture` shows what was run")]
fn print(caught: usize, syncs: u64) {
    println!("lies: {caught} of {syncs} single lies found out");
}
