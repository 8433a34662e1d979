//! `oneid profile`: all of one profile.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use oneid::{
    Export, FingerprintKey, Identifier, IdentityGraph, Policy, Profile, ProfileId, Record,
    StandingOf,
};

use crate::error::Failure;
use crate::output::{self, Pending};
use crate::page::{self, View};
use crate::subject::Subject;
use crate::table::Table;
use crate::{load, tell};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    options: load::Options,
    /// Prints the profile as a JSON object.
    #[arg(long, group = "form")]
    json: bool,
    /// Prints all that is held on the profile as a JSON object: the answer to a subject's access request.
    #[arg(long, group = "form")]
    export: bool,
    /// Prints its evidence in the DOT language of Graphviz.
    #[arg(long, group = "form")]
    dot: bool,
    /// Writes a page that shows the profile to this file, in place of printing it.
    #[arg(long, value_name = "FILE", group = "form")]
    html: Option<PathBuf>,
    /// A profile's id, or an identifier that it holds.
    #[arg(value_name = "ID")]
    id: String,
    /// Operations as JSON Lines; `-`, or none: from stdin. None with --db.
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
}

/// What is told of a profile.
struct Held {
    profile: Profile,
    export: Export,
    standings: Vec<StandingOf>,
    bridges: Vec<Record>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let loader = arguments.options.loader(&arguments.files)?;
    let subject = Subject::parse(&arguments.id, &loader)?;
    let key = loader.key.clone();
    let graph = loader.graph()?;
    let id = subject.find(&graph)?;
    if let Some(path) = &arguments.html {
        return write_page(path, &graph, id, &key);
    }
    let held = Held::of(&graph, id)?;
    output::to_stdout(|stdout| match arguments {
        Arguments { json: true, .. } => output::json(&held.profile, stdout),
        Arguments { export: true, .. } => output::json(&held.export, stdout),
        Arguments { dot: true, .. } => {
            let dot = graph.evidence(id).map(|evidence| evidence.to_dot()).unwrap_or_default();
            stdout.write_all(dot.as_bytes())
        }
        _ => held.write(graph.policy(), stdout),
    })
}

fn write_page(
    path: &Path,
    graph: &IdentityGraph,
    id: ProfileId,
    key: &FingerprintKey,
) -> Result<(), Failure> {
    let mut file = Pending::create(path)?;
    let held = Held::of(graph, id)?;
    let history = graph.history(id).unwrap_or_default();
    let evidence = graph.evidence(id).ok_or_else(gone)?;
    let view = View {
        profile: &held.profile,
        export: &held.export,
        evidence: &evidence,
        history: &history,
        bridges: &held.bridges,
        standings: &held.standings,
    };
    let page = page::page(&view, graph.policy(), key);
    file.write(|file| file.write_all(page.as_bytes()))?;
    file.keep()
}

fn gone() -> Failure {
    Failure::new("ID: the profile is not found by its id")
}

impl Held {
    fn of(graph: &IdentityGraph, id: ProfileId) -> Result<Self, Failure> {
        let profile = graph.profile(id).ok_or_else(gone)?;
        let parse = |printed: &String| Identifier::parse(printed);
        let failed = |error: oneid::Error| Failure::at("ID", &error);
        let first = profile.identifiers.first().ok_or_else(gone)?;
        let export = graph.export(&parse(first).map_err(failed)?).map_err(failed)?;
        let export = export.ok_or_else(gone)?;
        let standing = |printed: &String| -> Result<StandingOf, oneid::Error> {
            let found = graph.lookup(&parse(printed)?)?;
            let own = found.into_iter().find(|found| found.identifier == *printed);
            Ok(own.map(|found| found.standing).unwrap_or_default())
        };
        let standings = export.identifiers.iter().map(|one| standing(&one.identifier));
        let standings = standings.collect::<Result<_, _>>().map_err(failed)?;
        let bridges = graph.bridges(id).unwrap_or_default();
        Ok(Held { profile, export, standings, bridges })
    }

    fn write(&self, policy: &Policy, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "Profile {}\n", self.profile.id)?;
        section("Identifiers", &self.identifiers(), out)?;
        section("Traits", &self.traits(policy), out)?;
        section("Records", &self.records(policy), out)?;
        let bridges = tell::number(self.bridges.len(), "record");
        match self.bridges.len() {
            0 => writeln!(out, "No single record's loss would split it."),
            1 => writeln!(out, "It would split without any of {bridges}:"),
            _ => writeln!(out, "It would split without any one of {bridges}:"),
        }?;
        let mut table = Table::new(&["", "", "", ""]);
        for bridge in &self.bridges {
            let cells = tell::record(bridge).into_iter();
            table.row(cells.chain([tell::few(&bridge.identifiers)]));
        }
        table.write(out)
    }

    fn identifiers(&self) -> Table {
        let mut table = Table::new(&["identifier", "class", "standing", "seen"]);
        for (one, standing) in self.export.identifiers.iter().zip(&self.standings) {
            let (class, standing) = (one.class.to_string(), tell::standing(standing));
            let seen = tell::span(one.first_seen, one.last_seen);
            table.row([one.identifier.clone(), class, standing, seen]);
        }
        table
    }

    fn traits(&self, policy: &Policy) -> Table {
        let mut table = Table::new(&["trait", "shown", "rule"]);
        for (name, shown) in &self.profile.traits {
            let rule = tell::rule(policy.trait_rule(name)).to_owned();
            table.row([name.clone(), tell::shown(shown), rule]);
        }
        table
    }

    fn records(&self, policy: &Policy) -> Table {
        let mut table =
            Table::new(&["source", "strength", "seen", "holds", "links nothing, since"]);
        for record in &self.export.records {
            let seen = tell::span(record.first_seen, record.last_seen);
            let others = match record.others {
                0 => String::new(),
                more => format!(" (and {more} of others)"),
            };
            let holds = format!("{}{others}", tell::few(&record.identifiers));
            let why: Vec<String> =
                record.hindrances.iter().map(|one| tell::hindrance(one, policy)).collect();
            let source = tell::source(&record.source);
            table.row([source, record.strength.to_string(), seen, holds, why.join("; ")]);
        }
        table
    }
}

fn section(heading: &str, table: &Table, out: &mut dyn Write) -> io::Result<()> {
    if table.is_empty() {
        return Ok(());
    }
    writeln!(out, "{heading}")?;
    table.write(out)?;
    writeln!(out)
}
