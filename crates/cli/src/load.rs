//! What most commands begin with: a graph, of a policy, a key and files of operations, or of a directory where it lasts.

mod feed;
mod input;

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use oneid::{Durability, FingerprintKey, Identifier, IdentityGraph, Policy};

use crate::db::{Db, Keys};
use crate::error::{Failure, note, usage};
use crate::{key, policy};
use feed::Feed;
pub(crate) use feed::{BATCH, Skipped, Ways};
use input::Input;

/// How many of the lines that were skipped are shown where no report lists them.
pub(crate) const SHOWN: usize = 10;

/// How operations are read, or which graph is.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// A preset (connected, first-owner, last-login, retail-cn) or a TOML file; retail-cn if left out. A graph in a directory has
    /// its own, which this must be then.
    #[arg(long, value_name = "FILE|PRESET")]
    policy: Option<OsString>,
    #[command(flatten)]
    keys: Keys,
    /// The directory of a durable graph, in place of files of operations.
    #[arg(long, value_name = "DIR")]
    db: Option<PathBuf>,
    /// Leaves bad lines out, and counts and shows them, instead of stopping at the first.
    #[arg(long)]
    skip_bad: bool,
}

/// What is known before a question is asked or an operation made.
pub(crate) struct Loader<'a> {
    pub(crate) key: FingerprintKey,
    origin: Origin<'a>,
}

enum Origin<'a> {
    /// Files that are yet to be read.
    Files {
        policy: Box<Policy>,
        inputs: Vec<Input<'a>>,
        skip_bad: bool,
    },
    Graph(Box<IdentityGraph>),
}

/// Operations were added to a durable graph.
pub(crate) struct Added<'a> {
    pub(crate) db: Db<'a>,
    pub(crate) graph: IdentityGraph,
    pub(crate) skipped: Vec<Skipped>,
}

impl Options {
    /// The directory of the graph, if it is a durable one.
    pub(crate) fn db(&self) -> Option<&Path> {
        self.db.as_deref()
    }

    /// Whether identifiers that are erased are refused from then on.
    ///
    /// # Errors
    ///
    /// A second key that is none.
    pub(crate) fn refuses_erased(&self) -> Result<bool, Failure> {
        let second = || key::second(self.keys.refusal_key.as_deref());
        if self.db.is_some() { Ok(second()?.is_some()) } else { Ok(false) }
    }

    /// The policy and the key, once all files are known to be there. No file stands for stdin. Of a graph in a directory, it is opened to
    /// be read.
    ///
    /// # Errors
    ///
    /// A policy that is none, a file that is missing, a key that is none or cannot be made; those of opening.
    pub(crate) fn loader<'a>(&self, files: &'a [PathBuf]) -> Result<Loader<'a>, Failure> {
        let given = policy::read_named(self.policy.as_deref())?;
        let Some(dir) = &self.db else {
            let policy = Box::new(given.unwrap_or_else(default_policy));
            let inputs = input::all(files, &policy)?;
            let key = key::find(self.keys.key.as_deref(), Path::new("."))?;
            let origin = Origin::Files { policy, inputs, skip_bad: self.skip_bad };
            return Ok(Loader { key, origin });
        };
        if !files.is_empty() || self.skip_bad {
            usage(
                "--db stands in place of files of operations: these are added to it by `oneid resolve`",
            );
        }
        let db = Db::there(dir, &self.keys)?.with_policy(given);
        Ok(Loader { key: db.key().clone(), origin: Origin::Graph(Box::new(db.read()?)) })
    }

    /// The graph in a directory, opened so that what is done is durable at once.
    ///
    /// # Errors
    ///
    /// A policy that is none, a key that is none; those of opening.
    pub(crate) fn writer<'a>(&self, dir: &'a Path) -> Result<(Db<'a>, Loader<'static>), Failure> {
        if self.skip_bad {
            usage("--skip-bad is of files of operations");
        }
        let given = policy::read_named(self.policy.as_deref())?;
        let db = Db::there(dir, &self.keys)?.with_policy(given);
        let graph = db.write(Durability::Immediate)?;
        let loader = Loader { key: db.key().clone(), origin: Origin::Graph(Box::new(graph)) };
        Ok((db, loader))
    }

    /// Adds the operations of files to the graph in a directory, which is made if it is missing; no file stands for stdin. All of it is durable then.
    ///
    /// # Errors
    ///
    /// As [`loader`](Options::loader) and [`load`](Loader::load); what stands before a bad line is added then, and the failure says so.
    pub(crate) fn add<'a>(
        &self,
        dir: &'a Path,
        files: &[PathBuf],
        ways: Ways,
    ) -> Result<Added<'a>, Failure> {
        let given = policy::read_named(self.policy.as_deref())?;
        let inputs = match &given {
            Some(policy) => input::all(files, policy)?,
            None => input::all(files, &default_policy())?,
        };
        let db = Db::to_be_made(dir, &self.keys, Path::new("."))?.with_policy(given);
        let durability = if ways.acknowledges { Durability::Immediate } else { Durability::None };
        let mut graph = match db.write_if_there(durability)? {
            Some(graph) => graph,
            None => db.make(durability, default_policy())?,
        };
        let ways = Ways { skip_bad: self.skip_bad, keeps_changes: true, ..ways };
        match feed(inputs, &mut graph, ways) {
            Ok(skipped) => {
                db.settle(&graph)?;
                Ok(Added { db, graph, skipped })
            }
            Err(why) => Err(db.stopped(graph, why)),
        }
    }
}

fn default_policy() -> Policy {
    Policy::preset(policy::DEFAULT)
}

fn feed(
    inputs: Vec<Input<'_>>,
    graph: &mut IdentityGraph,
    ways: Ways,
) -> Result<Vec<Skipped>, Failure> {
    let mut feed = Feed::new(graph, ways);
    for input in inputs {
        input.read_into(&mut feed)?;
    }
    feed.finish()
}

impl Loader<'_> {
    fn policy(&self) -> &Policy {
        match &self.origin {
            Origin::Files { policy, .. } => policy,
            Origin::Graph(graph) => graph.policy(),
        }
    }

    /// An identifier of the command line, which is `name` there.
    ///
    /// # Errors
    ///
    /// That it is none under the policy; its value is not told.
    pub(crate) fn identifier(&self, name: &str, text: &str) -> Result<Identifier, Failure> {
        let identifier = Identifier::parse(text).map_err(|error| Failure::at(name, &error))?;
        self.printed(name, &identifier)?;
        Ok(identifier)
    }

    /// The printed forms of all that an identifier stands for.
    ///
    /// # Errors
    ///
    /// That it is none under the policy; its value is not told.
    pub(crate) fn printed(&self, name: &str, id: &Identifier) -> Result<Vec<String>, Failure> {
        let ids =
            self.policy().canonical(id, &self.key).map_err(|error| Failure::at(name, &error))?;
        Ok(ids.iter().map(ToString::to_string).collect())
    }

    /// Reads everything.
    ///
    /// # Errors
    ///
    /// The first bad line, unless these are skipped; a file that cannot be read.
    pub(crate) fn load(self) -> Result<(IdentityGraph, Vec<Skipped>), Failure> {
        let (policy, inputs, skip_bad) = match self.origin {
            Origin::Graph(graph) => return Ok((*graph, Vec::new())),
            Origin::Files { policy, inputs, skip_bad } => (*policy, inputs, skip_bad),
        };
        let mut graph = IdentityGraph::in_memory(policy, self.key);
        let skipped = feed(inputs, &mut graph, Ways { skip_bad, ..Ways::default() })?;
        Ok((graph, skipped))
    }

    /// Reads everything, and shows the lines that were skipped.
    ///
    /// # Errors
    ///
    /// As [`load`](Loader::load).
    pub(crate) fn graph(self) -> Result<IdentityGraph, Failure> {
        let (graph, skipped) = self.load()?;
        tell_skipped(&skipped, SHOWN, "");
        Ok(graph)
    }
}

/// Shows so many of the lines that were skipped and counts them all, with a remark.
pub(crate) fn tell_skipped(skipped: &[Skipped], shown: usize, remark: &str) {
    if skipped.is_empty() {
        return;
    }
    for line in skipped.iter().take(shown) {
        note(format_args!("skipped {line}"));
    }
    note(format_args!("{} bad lines skipped{remark}", skipped.len()));
}
