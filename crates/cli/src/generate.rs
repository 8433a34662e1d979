//! `oneid generate`: an invented population, as operations, lists of identifiers, or fan bases.

mod fans;

use std::io::{self, Write};
use std::path::PathBuf;

use oneid::Operation;
use oneid::synth::World;

use crate::error::Failure;
use crate::output::{self, Pending};
use crate::quantity;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Observations; K, M and B stand for thousands, millions and billions.
    #[arg(long, value_name = "N", default_value = "100K", value_parser = quantity::count)]
    observations: u64,
    /// Says which population is invented: the same seed and options, the same bytes.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How many of a hundred phones are shared by 2 to 4 customers, to a tenth; at most 50.
    #[arg(long, value_name = "PERCENT", default_value = "2", value_parser = permille)]
    shared_phones: u32,
    /// How many of a hundred observations hold one of five hub values, to a tenth; at most 50.
    #[arg(long, value_name = "PERCENT", default_value = "2.5", value_parser = permille)]
    hubs: u32,
    /// How many of a hundred observations are a steward's confirmations, to a tenth; at most 50.
    #[arg(long, value_name = "PERCENT", default_value = "2", value_parser = permille)]
    confirmed: u32,
    /// What is written.
    #[arg(long, value_enum, default_value_t = Format::Operations)]
    format: Format,
    /// Writes whose each identifier is to this file, as CSV. Fan bases have it in any case.
    #[arg(long, value_name = "FILE")]
    truth: Option<PathBuf>,
    /// The directory of the fan bases, made if it is not there.
    #[arg(long, value_name = "DIR", required_if_eq("format", "fans"))]
    out: Option<PathBuf>,
}

#[derive(Clone, Copy, PartialEq, clap::ValueEnum)]
enum Format {
    /// Operations as JSON Lines, to stdout.
    Operations,
    /// The identifiers of an observation a line, separated by tabs, to stdout.
    Lists,
    /// A manifest and its files, in a directory.
    Fans,
}

/// A share of a hundred, to a tenth, as so many of a thousand.
fn permille(text: &str) -> Result<u32, String> {
    let tenths = quantity::number(text)? * 10.0;
    if tenths.fract() != 0.0 || tenths > 500.0 {
        return Err(format!("`{text}` is no number from 0 to 50 with at most one decimal"));
    }
    format!("{tenths:.0}").parse().map_err(|_| format!("`{text}` is too large"))
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let world = World::new(arguments.seed, arguments.observations)
        .shared_phones_permille(arguments.shared_phones)
        .hubs_permille(arguments.hubs)
        .asserted_permille(arguments.confirmed);
    let mut truth = arguments.truth.as_deref().map(Pending::create).transpose()?;
    if let Some(truth) = &mut truth {
        truth.write(|file| write_truth(&world, file))?;
    }
    match (arguments.format, &arguments.out) {
        (Format::Fans, Some(directory)) => fans::write(world, directory)?,
        (Format::Lists, _) => output::to_stdout(|stdout| write_lists(world, stdout))?,
        _ => output::to_stdout(|stdout| write_operations(world, stdout))?,
    }
    truth.map_or(Ok(()), Pending::keep)
}

fn write_operations(world: World, out: &mut dyn Write) -> io::Result<()> {
    for sighting in world {
        writeln!(out, "{}", sighting.operation.to_json())?;
    }
    Ok(())
}

fn write_lists(world: World, out: &mut dyn Write) -> io::Result<()> {
    for sighting in world {
        let Operation::Observe(observation) = sighting.operation else { continue };
        for (place, id) in observation.identifiers().iter().enumerate() {
            out.write_all(if place > 0 { b"\t" } else { b"" })?;
            out.write_all(id.as_str().as_bytes())?;
        }
        out.write_all(b"\n")?;
    }
    Ok(())
}

/// As `oneid merge` reads it. No identifier that is invented has a comma or a quote in it.
fn write_truth(world: &World, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(b"identifier,person\n")?;
    for (id, customer) in world.truth() {
        writeln!(out, "{},{customer}", id.as_str())?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_read_to_a_tenth() {
        assert_eq!(["0", "2", "2.5", "0.1", "50"].map(permille), [0, 20, 25, 1, 500].map(Ok));
        assert!(["0.05", "50.1", "-1", "x", "101"].iter().all(|text| permille(text).is_err()));
    }
}
