//! `oneid candidates`: what awaits a data steward's decision.

use std::io::{self, Write};
use std::path::PathBuf;

use oneid::{Candidacy, Candidate, Policy};

use crate::error::Failure;
use crate::{load, output, tell};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    options: load::Options,
    /// At most so many.
    #[arg(long, value_name = "N", default_value_t = 20)]
    most: usize,
    /// Prints them as JSON, an object a line.
    #[arg(long)]
    json: bool,
    /// Operations as JSON Lines; `-`, or none: from stdin. None with --db.
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let graph = arguments.options.loader(&arguments.files)?.graph()?;
    // One more tells whether there are more.
    let mut candidates = graph.candidates(arguments.most.saturating_add(1));
    let more = candidates.len() > arguments.most;
    candidates.truncate(arguments.most);
    output::to_stdout(|stdout| match arguments.json {
        true => candidates.iter().try_for_each(|candidate| output::json(candidate, stdout)),
        false => tell(&candidates, more, graph.policy(), stdout),
    })
}

fn tell(
    candidates: &[Candidate],
    more: bool,
    policy: &Policy,
    out: &mut dyn Write,
) -> io::Result<()> {
    if candidates.is_empty() && !more {
        return writeln!(out, "Nothing awaits a decision.");
    }
    for candidate in candidates {
        let weight = usize::try_from(candidate.weight).unwrap_or(usize::MAX);
        writeln!(out, "{}: {}", heading(&candidate.what), holds_back(weight))?;
        details(&candidate.what, policy, out)?;
        writeln!(out)?;
    }
    if more { writeln!(out, "There are more: --most N shows so many.") } else { Ok(()) }
}

fn holds_back(weight: usize) -> String {
    format!("holds {} back", tell::number(weight, "link"))
}

fn heading(what: &Candidacy) -> &'static str {
    match what {
        Candidacy::Refused { .. } => "Refused between two profiles",
        Candidacy::Contradictory { .. } => "A record that contradicts itself",
        Candidacy::Shared { .. } => "Shared by too many",
        Candidacy::MaxAccounts { .. } => "A profile that is full",
        Candidacy::TooWeak { .. } => "A record that is too weak to link",
        _ => "A decision",
    }
}

fn details(what: &Candidacy, policy: &Policy, out: &mut dyn Write) -> io::Result<()> {
    match what {
        Candidacy::Refused { step, profiles: [one, other] } => {
            writeln!(out, "  {one}\n  {other}")?;
            tell::chain(std::slice::from_ref(&**step), policy, out)
        }
        Candidacy::Contradictory { record, in_the_way } => {
            writeln!(out, "  {}", tell::record(record).join("  "))?;
            writeln!(out, "  holds {}", tell::few(in_the_way))
        }
        Candidacy::Shared { identifier, upto, partners } => {
            writeln!(out, "  {}", tell::clean(identifier))?;
            writeln!(out, "  shared by {partners}: it leaves records up to {upto}")
        }
        Candidacy::MaxAccounts { profile, accounts } => {
            writeln!(out, "  {profile}")?;
            writeln!(out, "  holds {}", tell::number(*accounts as usize, "account"))
        }
        Candidacy::TooWeak { record, profiles } => {
            writeln!(out, "  {}", tell::record(record).join("  "))?;
            writeln!(out, "  holds {}", tell::few(&record.identifiers))?;
            let profiles: Vec<String> = profiles.iter().map(ToString::to_string).collect();
            writeln!(out, "  of the profiles {}", tell::few(&profiles))
        }
        _ => Ok(()),
    }
}
