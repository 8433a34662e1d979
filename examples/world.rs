//! Prints observations of a synthetic world as JSON Lines, for `oneid resolve`.
//!
//! `cargo run --release --example world -- [OBSERVATIONS] > world.jsonl`, by default 1,000.

use std::io::{BufWriter, Write};

use oneid::synth::World;

const SEED: u64 = 20_211_022;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let observations = std::env::args().nth(1).map_or(Ok(1_000), |size| size.parse())?;
    let mut out = BufWriter::new(std::io::stdout().lock());
    for sighting in World::new(SEED, observations) {
        writeln!(out, "{}", sighting.operation.to_json())?;
    }
    out.flush()?;
    Ok(())
}
