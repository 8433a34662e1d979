//! What shapes meant to hurt cost, beside an ordinary population: `cargo run --release -p oneid-bench-compare --bin shapes -- [N]`.
//!
//! N operations of each shape (100,000 if left out) in batches, after what it needs to stand on. Time is what the thread was on
//! a processor (Linux); work is counted. A ratio compares an operation to one of an ordinary population under the same policy.

#![allow(clippy::print_stdout, reason = "it is what the program is for")]

#[path = "../../../../cli/src/clock.rs"]
mod clock;
mod shape;

use clock::Clock;
use oneid::{FingerprintKey, IdentityGraph, Operation, Policy, Stats};
use shape::{SHAPES, Shape};

/// Operations applied at once.
const BATCH: usize = 4096;
/// One account of each kind for a customer, and no rule about who has a contact.
const ONCE: &str = r#"
[namespace]
"wechat.unionid" = { limit = 1 }
"wechat.openid" = { limit = 1 }
"taobao.ouid" = { limit = 1 }
"douyin.open_id" = { limit = 1 }
"jd.open_id" = { limit = 1 }
"kuaishou.open_id" = { limit = 1 }
"#;

/// Names, and policies as TOML.
fn policies() -> [(&'static str, String); 4] {
    let once = |order: &str| format!("order = [\"strength\", \"rank\", \"{order}\"]\n{ONCE}");
    [
        ("connected", "base = \"connected\"".to_owned()),
        ("retail-cn", "base = \"retail-cn\"".to_owned()),
        ("accounts once, oldest", once("oldest")),
        ("accounts once, newest", once("newest")),
    ]
}

/// What an operation took, on average.
struct Cost {
    ns: f64,
    work: [f64; 4],
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let count = std::env::args().nth(1).map_or(Ok(100_000), |count| count.parse())?;
    for (name, policy) in policies() {
        println!("\n`{name}`: {count} operations\n");
        println!(
            "| | ns an operation | of ordinary | records gathered | links resolved | links read | rebuilds |"
        );
        println!("| --- | ---: | ---: | ---: | ---: | ---: | ---: |");
        let mut ordinary = None;
        for shape in SHAPES {
            let Cost { ns, work } = cost(shape, count, &policy)?;
            let [gathered, resolved, read, rebuilds] = work;
            let ratio = ns / *ordinary.get_or_insert(ns);
            println!(
                "| {} | {ns:.0} | {ratio:.2} | {gathered:.3} | {resolved:.3} | {read:.3} | {rebuilds:.5} |",
                shape.name
            );
        }
    }
    Ok(())
}

fn cost(shape: Shape, count: u64, policy: &str) -> Result<Cost, oneid::Error> {
    let (before, operations) = (shape.make)(count);
    let key = FingerprintKey::from_bytes([7; 16]);
    let mut graph = IdentityGraph::in_memory(Policy::from_toml(policy)?, key);
    apply(&mut graph, &before)?;
    let (stats, clock) = (graph.stats(), Clock::start());
    apply(&mut graph, &operations)?;
    let ns = clock.ns();
    let after = graph.stats();
    let each = |of: fn(&Stats) -> u64| (of(&after) - of(&stats)) as f64 / operations.len() as f64;
    let work = [
        each(|stats| stats.records_gathered),
        each(|stats| stats.links_resolved),
        each(|stats| stats.links_read),
        each(|stats| stats.rebuilds),
    ];
    Ok(Cost { ns: ns as f64 / operations.len() as f64, work })
}

fn apply(graph: &mut IdentityGraph, operations: &[Operation]) -> Result<(), oneid::Error> {
    for batch in operations.chunks(BATCH) {
        let outcome = graph.apply_batch(batch)?;
        graph.trim_changes(outcome.changes.end).expect("in memory");
    }
    Ok(())
}
