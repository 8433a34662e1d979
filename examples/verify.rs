//! Explanations of pairs drawn by chance, verified; and forged ones, which are not.
//!
//! `cargo run --release --example verify -- [EXPLANATIONS] [FORGED] [OBSERVATIONS]`, by default 500 and 100 in a synthetic world of 5,000
//! observations under `retail-cn`, with a source that may not link. Fails unless all of the first and
//! none of the second are confirmed.

#![allow(clippy::print_stdout, reason = "it is what the program is for")]

use std::collections::BTreeMap;

use oneid::synth::World;
use oneid::{
    Explanation, FingerprintKey, Hindrance, Identifier, IdentityGraph, Operation, Policy, Strength,
    Verdict,
};

const POLICY: &str = "base = \"retail-cn\"\n[source.\"douyin/*\"]\nlink = false\n";

/// Numbers without end, the same in each run (splitmix64).
struct Draws(u64);

impl Draws {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((u128::from(mixed ^ (mixed >> 31)) * bound as u128) >> 64).unwrap_or(0)
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut sizes = std::env::args().skip(1).map(|size| size.parse::<usize>());
    let mut size = |default| sizes.next().unwrap_or(Ok(default));
    let (genuine, forged, observations) = (size(500)?, size(100)?, size(5_000)?);
    let graph = world(observations as u64)?;
    let mut draws = Draws(7);
    let ids: Vec<Vec<String>> = graph.profiles().map(|profile| profile.identifiers).collect();
    let refused = refused(&graph);

    let mut verdicts: BTreeMap<Verdict, [usize; 2]> = BTreeMap::new();
    for place in 0..genuine {
        let told = match place % 4 {
            0 => explain(&graph, &ids, &mut draws, true)?,
            1 if !refused.is_empty() => {
                let [a, b] = &refused[draws.below(refused.len())];
                graph.explain(a, b)?
            }
            _ => explain(&graph, &ids, &mut draws, false)?,
        };
        let counts = verdicts.entry(told.verdict).or_default();
        counts[0] += 1;
        counts[1] += usize::from(graph.verify(&told).is_ok());
    }
    println!("| verdict | explained | confirmed |\n| --- | ---: | ---: |");
    for (verdict, [told, confirmed]) in &verdicts {
        println!("| {verdict} | {told} | {confirmed} |");
    }
    let confirmed: usize = verdicts.values().map(|counts| counts[1]).sum();

    let mut believed = 0;
    for place in 0..forged {
        let mut told = explain(&graph, &ids, &mut draws, place % 2 == 0)?;
        forge(&mut told, &mut draws);
        believed += usize::from(graph.verify(&told).is_ok());
    }
    println!("\n{confirmed} of {genuine} confirmed; {believed} of {forged} forged ones");
    if (confirmed, believed) == (genuine, 0) { Ok(()) } else { Err("not as it should be".into()) }
}

fn world(observations: u64) -> Result<IdentityGraph, oneid::Error> {
    let key = FingerprintKey::from_bytes([7; 16]);
    let mut graph = IdentityGraph::in_memory(Policy::from_toml(POLICY)?, key);
    let world = World::new(20_211_022, observations).shared_phones_permille(200);
    let operations: Vec<Operation> = world.map(|sighting| sighting.operation).collect();
    graph.apply_batch(&operations)?;
    Ok(graph)
}

/// The ends of refused links, as far as they are identifiers.
fn refused(graph: &IdentityGraph) -> Vec<[Identifier; 2]> {
    let ends = graph.refused().into_iter().map(|link| [link.centre, link.other]);
    let identifiers =
        ends.filter_map(|[a, b]| Some([Identifier::parse(&a).ok()?, Identifier::parse(&b).ok()?]));
    identifiers.filter(|[a, b]| graph.explain(a, b).is_ok()).collect()
}

/// Of two identifiers of one profile, or of any two.
fn explain(
    graph: &IdentityGraph,
    profiles: &[Vec<String>],
    draws: &mut Draws,
    together: bool,
) -> Result<Explanation, oneid::Error> {
    let one = &profiles[draws.below(profiles.len())];
    let other = if together { one } else { &profiles[draws.below(profiles.len())] };
    let [a, b] = [one, other].map(|ids| Identifier::parse(&ids[draws.below(ids.len())]));
    graph.explain(&a?, &b?)
}

/// Changes one thing.
fn forge(told: &mut Explanation, draws: &mut Draws) {
    let place = draws.below(told.chain.len().max(1));
    let Some(step) = told.chain.get_mut(place) else {
        told.verdict = match told.verdict {
            Verdict::NeverSeenTogether => Verdict::Unknown,
            _ => Verdict::NeverSeenTogether,
        };
        return;
    };
    match draws.below(7) {
        0 => step.link.record.source.push('x'),
        1 => {
            let next = (step.link.record.strength as usize + 1) % Strength::ALL.len();
            step.link.record.strength = Strength::ALL[next];
        }
        2 => step.link.record.identifiers.push("cookie:forged".to_owned()),
        3 => std::mem::swap(&mut step.link.from, &mut step.link.to),
        4 => step.hindrances.push(Hindrance::NoConsent),
        5 => drop(told.chain.remove(place)),
        _ => {
            let verdicts = [Verdict::Refused, Verdict::Joined];
            told.verdict = verdicts[usize::from(told.verdict == Verdict::Refused)];
        }
    }
}
