//! `--db DIR`: durable graphs, each in a directory of its own.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use oneid::{
    Durability, Error, ErrorKind, FingerprintKey, IdentityGraph, OpenOptions, Policy, StoreStats,
};

use crate::error::{Failure, note, warn};
use crate::key;

/// A snapshot is written at the end of a run if more blocks than this were added since the last: a block of a run that reads
/// files holds some thousand operations, so that opening applies no more than about a million anew. Whoever adds a block at a time
/// reads the whole graph each time, beside which writing it at every so many is little.
const MOST_BLOCKS: u64 = 256;

/// A reader is done soon, and then a writer may have the files.
const WAIT: Duration = Duration::from_secs(1);

/// The keys of a graph.
#[derive(clap::Args)]
pub(crate) struct Keys {
    /// The key of the fingerprints, 32 hexadecimal digits; else ONEID_KEY, else the file oneid.key in the current directory
    /// (of a merge: beside the manifest), made on first use and never inside the directory of a graph.
    #[arg(long, value_name = "HEX")]
    pub(crate) key: Option<String>,
    /// With --db: a second key, under which identifiers that are erased are refused from then on; else ONEID_REFUSAL_KEY.
    #[arg(long, value_name = "HEX", requires = "db")]
    pub(crate) refusal_key: Option<String>,
}

/// A graph in a directory, for commands that know no other.
#[derive(clap::Args)]
pub(crate) struct Named {
    /// The directory of the graph.
    #[arg(long, value_name = "DIR")]
    pub(crate) db: PathBuf,
    #[command(flatten)]
    pub(crate) keys: Keys,
}

impl Named {
    /// The graph's directory and keys; the graph is there already.
    ///
    /// # Errors
    ///
    /// As [`Db::there`].
    pub(crate) fn db(&self) -> Result<Db<'_>, Failure> {
        Db::there(&self.db, &self.keys)
    }
}

/// Where a graph is, and with what it is opened.
pub(crate) struct Db<'a> {
    dir: &'a Path,
    key: FingerprintKey,
    refusal_key: Option<FingerprintKey>,
    policy: Option<Policy>,
}

impl<'a> Db<'a> {
    /// A graph that is there already: no key is made for it, since it was written under another.
    ///
    /// # Errors
    ///
    /// A key that is none, is missing, or lies in the directory.
    pub(crate) fn there(dir: &'a Path, keys: &Keys) -> Result<Self, Failure> {
        Db::of(dir, keys, Path::new("."), false)
    }

    /// A graph that may have to be made, whose key may be in a file in the directory `beside`.
    ///
    /// # Errors
    ///
    /// A key that is none, cannot be made, or lies in the directory.
    pub(crate) fn to_be_made(dir: &'a Path, keys: &Keys, beside: &Path) -> Result<Self, Failure> {
        Db::of(dir, keys, beside, is_vacant(dir))
    }

    fn of(dir: &'a Path, keys: &Keys, beside: &Path, makes_key: bool) -> Result<Self, Failure> {
        let key = key::find_for(dir, keys.key.as_deref(), beside, makes_key)?;
        let refusal_key = key::second(keys.refusal_key.as_deref())?;
        if refusal_key.as_ref() == Some(&key) {
            // Fingerprints under the second key stay when those under the first go.
            return Err(Failure::new(
                "the second key must be another than that of the fingerprints",
            ));
        }
        Ok(Db { dir, key, refusal_key, policy: None })
    }

    /// The same, to be opened only if its policy is this one, or to be made with it.
    pub(crate) fn with_policy(mut self, policy: Option<Policy>) -> Self {
        self.policy = policy;
        self
    }

    pub(crate) fn dir(&self) -> &'a Path {
        self.dir
    }

    pub(crate) fn key(&self) -> &FingerprintKey {
        &self.key
    }

    pub(crate) fn refuses_erased(&self) -> bool {
        self.refusal_key.is_some()
    }

    /// With what it is opened, if it is there.
    pub(crate) fn options(&self) -> OpenOptions {
        let mut options = self.options_without_second_key();
        if let Some(key) = &self.refusal_key {
            options = options.refuse_erased(key.clone());
        }
        match &self.policy {
            Some(policy) => options.policy(policy.clone()),
            None => options,
        }
    }

    /// As [`options`](Db::options), so that refusing what is erased is not begun.
    pub(crate) fn options_without_second_key(&self) -> OpenOptions {
        OpenOptions::new(self.key.clone()).create(false).wait(WAIT)
    }

    /// Opens it to be read, and says on stderr what is not as usual.
    ///
    /// # Errors
    ///
    /// Those of opening, told with the directory.
    pub(crate) fn read(&self) -> Result<IdentityGraph, Failure> {
        let graph = IdentityGraph::open_read_only(self.dir, &self.options());
        let graph = graph.map_err(|error| self.failed(&error))?;
        self.tell_recovery(&graph);
        Ok(graph)
    }

    /// Opens it to be written.
    ///
    /// # Errors
    ///
    /// Those of opening, told with the directory; that there is none.
    pub(crate) fn write(&self, durability: Durability) -> Result<IdentityGraph, Failure> {
        let graph = self.open(self.options().durability(durability));
        let graph = graph.map_err(|error| self.failed(&error))?;
        self.tell_recovery(&graph);
        Ok(graph)
    }

    /// Opens it to be written; nothing if there is none.
    ///
    /// # Errors
    ///
    /// As [`write`](Db::write).
    pub(crate) fn write_if_there(
        &self,
        durability: Durability,
    ) -> Result<Option<IdentityGraph>, Failure> {
        match self.open(self.options().durability(durability)) {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(self.failed(&error)),
            Ok(graph) => {
                self.tell_recovery(&graph);
                Ok(Some(graph))
            }
        }
    }

    /// Makes it, under the policy given or, if there is none, this one.
    ///
    /// # Errors
    ///
    /// Those of opening, told with the directory.
    pub(crate) fn make(
        &self,
        durability: Durability,
        policy: Policy,
    ) -> Result<IdentityGraph, Failure> {
        let policy = self.policy.clone().unwrap_or(policy);
        let options = self.options().policy(policy).durability(durability).create(true);
        self.open(options).map_err(|error| self.failed(&error))
    }

    #[expect(clippy::needless_pass_by_value, reason = "options are made for one opening")]
    fn open(&self, options: OpenOptions) -> Result<IdentityGraph, Error> {
        IdentityGraph::open(self.dir, &options)
    }

    /// Says as of when an answer is, and which snapshots are bad.
    pub(crate) fn tell_recovery(&self, graph: &IdentityGraph) {
        let (dir, recovery) = (self.dir.display(), graph.recovery());
        if recovery.as_of_snapshot {
            note(format_args!(
                "{dir}: somebody writes this graph: this is as of its newest snapshot"
            ));
        }
        for bad in &recovery.bad_snapshots {
            warn(format_args!(
                "{dir}: {bad} (the journal made up for it: oneid snapshot writes a new one)"
            ));
        }
    }

    /// What went wrong with the graph.
    pub(crate) fn failed(&self, error: &Error) -> Failure {
        if error.kind() == ErrorKind::Policy && self.policy.is_some() {
            let dir = self.dir.display();
            return Failure::new(format!(
                "--policy: the graph in {dir} has another policy (oneid simulate --apply puts another in force)"
            ));
        }
        Failure::at(self.dir.display(), error)
    }

    /// Makes all that was added durable, and writes a snapshot if there is none or many blocks were added since.
    ///
    /// # Errors
    ///
    /// Those of writing. That no snapshot can be written is told alone: nothing depends on it.
    pub(crate) fn settle(&self, graph: &IdentityGraph) -> Result<(), Failure> {
        graph.sync().map_err(|error| self.failed(&error))?;
        let stats = graph.store_stats().map_err(|error| self.failed(&error))?;
        if stats.is_some_and(|stats| is_snapshot_due(&stats))
            && let Err(error) = graph.snapshot().and_then(oneid::Snapshot::write)
        {
            let dir = self.dir.display();
            warn(format_args!("{dir}: no snapshot: {error}; what was added is durable"));
        }
        Ok(())
    }

    /// Gives the files back.
    ///
    /// # Errors
    ///
    /// Those of writing what is left.
    pub(crate) fn close(&self, graph: IdentityGraph) -> Result<(), Failure> {
        graph.close().map_err(|error| self.failed(&error))
    }

    /// Why reading stopped, and that what had been read before is kept; or why it is not.
    pub(crate) fn stopped(&self, graph: IdentityGraph, why: Failure) -> Failure {
        let dir = self.dir.display();
        match self.settle(&graph).and_then(|()| self.close(graph)) {
            Ok(()) => why.and(Failure::new(format!(
                "what stands before that was added to {dir} and is durable: given again it changes nothing"
            ))),
            Err(failure) => why.and(failure),
        }
    }
}

/// The first run writes a snapshot too: who reads while somebody writes has nothing else to read.
fn is_snapshot_due(stats: &StoreStats) -> bool {
    let blocks = stats.blocks_since_snapshot;
    blocks > MOST_BLOCKS || (stats.snapshot_bytes.is_none() && blocks > 0)
}

/// Whether there is nothing at all in this directory, or no directory.
pub(crate) fn is_vacant(dir: &Path) -> bool {
    match fs::read_dir(dir) {
        Ok(mut entries) => entries.next().is_none(),
        Err(error) => error.kind() == std::io::ErrorKind::NotFound,
    }
}
