//! `oneid resolve`: operations in, profiles out.

mod feed;
mod report;

use std::ffi::OsString;
use std::fs::File;
use std::io::{self, BufReader, Write};
use std::path::{Path, PathBuf};

use oneid::{IdentityGraph, ProfileId};

use crate::error::{Failure, note};
use crate::output::{self, Pending};
use crate::{key, policy};
use feed::{Feed, Skipped};

/// Bytes read at once.
const BUFFER_BYTES: usize = 1 << 18;
/// How many of the lines that were skipped are shown where no report lists them.
const SHOWN: usize = 10;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// A preset (connected, first-owner, last-login, retail-cn) or a TOML file; retail-cn if left out.
    #[arg(long, value_name = "FILE|PRESET")]
    policy: Option<OsString>,
    /// The key of the fingerprints, 32 hexadecimal digits; else ONEID_KEY, else the file oneid.key, made on first use.
    #[arg(long, value_name = "HEX")]
    key: Option<String>,
    /// Writes counts, refused links and whatever else was held back to this file, as a JSON object.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Leaves bad lines out, and counts and lists them, instead of stopping at the first.
    #[arg(long)]
    skip_bad: bool,
    /// Operations as JSON Lines; `-`, or none: from stdin.
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
}

impl Arguments {
    fn inputs(&self) -> Vec<Input<'_>> {
        if self.files.is_empty() {
            return vec![Input::Stdin];
        }
        self.files.iter().map(|path| Input::of(path)).collect()
    }
}

/// Where operations come from.
#[derive(Clone, Copy)]
enum Input<'a> {
    Stdin,
    File(&'a Path),
}

impl<'a> Input<'a> {
    fn of(path: &'a Path) -> Self {
        if path == Path::new("-") { Input::Stdin } else { Input::File(path) }
    }

    fn name(self) -> String {
        match self {
            Input::Stdin => "<stdin>".to_owned(),
            Input::File(path) => path.display().to_string(),
        }
    }

    /// Fails at once if there is no such file, rather than after hours of reading those before it.
    fn check(self) -> io::Result<()> {
        match self {
            Input::Stdin => Ok(()),
            Input::File(path) => path.metadata().map(|_| ()),
        }
    }

    fn read_into(self, feed: &mut Feed) -> Result<(), Failure> {
        match self {
            Input::Stdin => feed.read(self.name(), io::stdin().lock()),
            Input::File(path) => {
                let file = File::open(path).map_err(|error| Failure::io(path, &error))?;
                feed.read(self.name(), BufReader::with_capacity(BUFFER_BYTES, file))
            }
        }
    }
}

/// Reads everything, then writes: the report under a temporary name, the profiles to stdout, and the report's name last.
pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let policy = policy::read(arguments.policy.as_deref())?;
    let inputs = arguments.inputs();
    for input in &inputs {
        input.check().map_err(|error| Failure::new(format!("{}: {error}", input.name())))?;
    }
    // Made first, so that a place where no report can be is not found out after hours of reading.
    let mut report = arguments.report.as_deref().map(Pending::create).transpose()?;
    let key = key::find(arguments.key.as_deref(), Path::new("."))?;

    let mut feed = Feed::new(IdentityGraph::in_memory(policy, key), arguments.skip_bad);
    for input in inputs {
        input.read_into(&mut feed)?;
    }
    let (graph, skipped) = feed.finish()?;
    if let Some(report) = &mut report {
        report.write(|file| write_report(&graph, &skipped, file))?;
    }
    output::to_stdout(|stdout| write_profiles(&graph, stdout))?;
    tell_skipped(&skipped, report.is_some());
    report.map_or(Ok(()), Pending::keep)
}

fn write_report(graph: &IdentityGraph, skipped: &[Skipped], out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer(&mut *out, &report::of(graph, skipped))?;
    out.write_all(b"\n")
}

/// Writes a profile a line, sorted by id. Of all profiles only the ids are held at once: each is read when its turn comes.
fn write_profiles(graph: &IdentityGraph, out: &mut dyn Write) -> io::Result<()> {
    let mut ids: Vec<ProfileId> = graph.profiles().map(|profile| profile.id).collect();
    ids.sort_unstable();
    for id in ids {
        let profile = graph
            .profile(id)
            .ok_or_else(|| io::Error::other(format!("the profile {id} is not found by its id")))?;
        serde_json::to_writer(&mut *out, &profile)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

fn tell_skipped(skipped: &[Skipped], listed: bool) {
    if skipped.is_empty() {
        return;
    }
    let shown = if listed { 0 } else { SHOWN };
    for line in skipped.iter().take(shown) {
        note(format_args!("skipped {line}"));
    }
    let elsewhere = if listed { "listed in the report" } else { "--report FILE lists them all" };
    note(format_args!("{} bad lines skipped ({elsewhere})", skipped.len()));
}
