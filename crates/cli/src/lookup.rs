//! `oneid lookup`: which profile holds an identifier, and how the identifier stands.

use std::io::{self, Write};
use std::path::PathBuf;

use oneid::{Found, ProfileId, Strength, Timestamp};
use serde::Serialize;

use crate::error::Failure;
use crate::table::Table;
use crate::{load, output, tell};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    options: load::Options,
    /// Prints what is found as JSON, an object a line: one for each identifier that the given one stands for.
    #[arg(long)]
    json: bool,
    /// The identifier, `namespace[@scope]:value`.
    #[arg(value_name = "IDENTIFIER")]
    identifier: String,
    /// Operations as JSON Lines; `-`, or none: from stdin. None with --db.
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
}

/// One of the identifiers that the given one stands for.
#[derive(Serialize)]
struct Answer {
    id: String,
    known: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    profile: Option<ProfileId>,
    #[serde(skip_serializing_if = "is_false")]
    blocked: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    shared: Option<Shared>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reassigned_since: Option<Timestamp>,
}

#[derive(Serialize)]
struct Shared {
    upto: Strength,
    partners: usize,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "what serde asks for")]
fn is_false(value: &bool) -> bool {
    !value
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let loader = arguments.options.loader(&arguments.files)?;
    let identifier = loader.identifier("IDENTIFIER", &arguments.identifier)?;
    let printed = loader.printed("IDENTIFIER", &identifier)?;
    let graph = loader.graph()?;
    let found = graph.lookup(&identifier).map_err(|error| Failure::at("lookup", &error))?;
    let answer = |id: &String| (id.clone(), found.iter().find(|found| found.identifier == *id));
    let answers: Vec<(String, Option<&Found>)> = printed.iter().map(answer).collect();
    output::to_stdout(|stdout| match arguments.json {
        true => answers.iter().try_for_each(|(id, found)| output::json(&json(id, *found), stdout)),
        false => tell(&answers, stdout),
    })
}

fn json(id: &str, found: Option<&Found>) -> Answer {
    let standing = found.map(|found| found.standing.clone()).unwrap_or_default();
    Answer {
        id: id.to_owned(),
        known: found.is_some(),
        profile: found.map(|found| found.profile),
        blocked: standing.blocked,
        shared: standing.shared.map(|(upto, partners)| Shared { upto, partners }),
        reassigned_since: standing.reassigned_since,
    }
}

fn tell(answers: &[(String, Option<&Found>)], out: &mut dyn Write) -> io::Result<()> {
    let mut table = Table::new(&["identifier", "profile", "standing"]);
    for (id, found) in answers {
        let cells = match found {
            Some(found) => [found.profile.to_string(), tell::standing(&found.standing)],
            None => ["unknown".to_owned(), String::new()],
        };
        table.row([id.clone()].into_iter().chain(cells));
    }
    table.write(out)
}
