//! `oneid simulate`: what another policy would give.

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use oneid::{Policy, Regrouping, RegroupingKind, SimulatedProfile, Simulation, StandingChange};

use serde::Serialize;

use crate::error::{Failure, usage};
use crate::table::{Table, count};
use crate::{load, output, policy, tell};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    options: load::Options,
    /// Shows at most so many of the profiles, and of the identifiers, that would change.
    #[arg(long, value_name = "N", default_value_t = 20)]
    most: usize,
    /// Prints everything as a JSON object.
    #[arg(long)]
    json: bool,
    /// With --db: puts the policy in force, in place of the one that the graph has.
    #[arg(long, requires = "db")]
    apply: bool,
    /// The policy to try, a preset or a TOML file; --policy is the one in force.
    #[arg(value_name = "POLICY")]
    tried: OsString,
    /// Operations as JSON Lines; `-`, or none: from stdin. None with --db.
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let tried = policy::read(Some(&arguments.tried))?;
    match arguments.options.db() {
        Some(dir) if arguments.apply => apply(arguments, dir, tried),
        _ => {
            let graph = arguments.options.loader(&arguments.files)?.graph()?;
            let simulation = graph.simulate(&tried).map_err(|error| refused(&error))?;
            print(arguments, &simulation, None)
        }
    }
}

/// Puts the policy in force, and tells what that did.
fn apply(arguments: &Arguments, dir: &Path, policy: Policy) -> Result<(), Failure> {
    if !arguments.files.is_empty() {
        usage("--db stands in place of files of operations");
    }
    let (db, loader) = arguments.options.writer(dir)?;
    let mut graph = loader.graph()?;
    let simulation = graph.simulate(&policy).map_err(|error| refused(&error))?;
    graph.apply_policy(policy).map_err(|error| refused(&error))?;
    db.settle(&graph)?;
    db.close(graph)?;
    print(arguments, &simulation, Some(dir))
}

fn refused(error: &oneid::Error) -> Failure {
    Failure::at("POLICY", error)
}

/// What is printed as JSON.
#[derive(Serialize)]
struct Told<'a> {
    #[serde(flatten)]
    simulation: &'a Simulation,
    /// Of a durable graph, whether the policy was put in force.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    applied: bool,
}

/// Tells what would be or, of a graph in which it has been put in force, is.
fn print(
    arguments: &Arguments,
    simulation: &Simulation,
    applied: Option<&Path>,
) -> Result<(), Failure> {
    output::to_stdout(|stdout| match (arguments.json, applied) {
        (true, _) => output::json(&Told { simulation, applied: applied.is_some() }, stdout),
        (false, None) => tell(simulation, arguments.most, stdout),
        (false, Some(dir)) => {
            tell(simulation, arguments.most, stdout)?;
            writeln!(stdout, "\nThe policy is in force in the graph in {}.", dir.display())
        }
    })
}

fn tell(simulation: &Simulation, most: usize, out: &mut dyn Write) -> io::Result<()> {
    counts(simulation, out)?;
    regroupings(&simulation.regroupings, most, out)?;
    standings(&simulation.standings, most, out)
}

fn counts(simulation: &Simulation, out: &mut dyn Write) -> io::Result<()> {
    let mut table = Table::new(&["", ">before", ">after"]);
    let (before, after) = (simulation.before, simulation.after);
    for (name, before, after) in [
        ("profiles", before.profiles, after.profiles),
        ("links", before.links, after.links),
        ("links refused", before.refused, after.refused),
        ("contradictory records", before.contradictory, after.contradictory),
        ("identifiers blocked", before.blocked, after.blocked),
        ("identifiers shared", before.shared, after.shared),
        ("identifiers reassigned", before.reassigned, after.reassigned),
    ] {
        table.row([name.to_owned(), count(before), count(after)]);
    }
    table.write(out)?;
    writeln!(out)
}

fn regroupings(all: &[Regrouping], most: usize, out: &mut dyn Write) -> io::Result<()> {
    if all.is_empty() {
        return writeln!(out, "No profile would merge or split.\n");
    }
    for one in all.iter().take(most) {
        let (before, after) = (one.before.len(), one.after.len());
        writeln!(
            out,
            "{}: {} would become {after}",
            heading(one.kind),
            tell::number(before, "profile")
        )?;
        let mut table = Table::new(&["", "", ">", ""]);
        profiles("now", &one.before, most, &mut table);
        profiles("then", &one.after, most, &mut table);
        table.write(out)?;
        writeln!(out)?;
    }
    more(all.len(), most, "more change", out)?;
    if all.len() > most { writeln!(out) } else { Ok(()) }
}

fn heading(kind: RegroupingKind) -> &'static str {
    match kind {
        RegroupingKind::Merged => "Merged",
        RegroupingKind::Split => "Split",
        _ => "Regrouped",
    }
}

fn profiles(when: &str, all: &[SimulatedProfile], most: usize, table: &mut Table) {
    for one in all.iter().take(most) {
        let size = count(one.identifiers.len() as u64);
        table.row([when.to_owned(), one.id.to_string(), size, tell::few(&one.identifiers)]);
    }
    let more = all.len().saturating_sub(most);
    if more > 0 {
        let more = tell::number(more, "more profile");
        table.row([when.to_owned(), format!("and {more}"), String::new(), String::new()]);
    }
}

fn standings(all: &[StandingChange], most: usize, out: &mut dyn Write) -> io::Result<()> {
    if all.is_empty() {
        return writeln!(out, "Every identifier would stand as it does.");
    }
    let mut table = Table::new(&["identifier", "stands", "would stand"]);
    for one in all.iter().take(most) {
        let stands = [&one.before, &one.after].map(tell::standing);
        table.row([one.identifier.clone()].into_iter().chain(stands));
    }
    table.write(out)?;
    more(all.len(), most, "more identifier", out)
}

/// How many are not shown.
fn more(all: usize, shown: usize, thing: &str, out: &mut dyn Write) -> io::Result<()> {
    match all.saturating_sub(shown) {
        0 => Ok(()),
        more => writeln!(out, "And {} (--most N shows so many).", tell::number(more, thing)),
    }
}
