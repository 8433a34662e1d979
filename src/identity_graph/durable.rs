//! Graphs that survive: opened, made durable, compacted, copied.

use std::path::Path;
use std::sync::Arc;

use super::IdentityGraph;
use super::options::OpenOptions;
use crate::error::{Error, ErrorKind};
use crate::graph::{Graph, ReadyBatch};
use crate::journal::{
    Compaction, Entry, FilesChecked, Recovered, Recovery, Snapshot, Store, StoreStats, copy_to,
};
use crate::operation::Operation;
use crate::storage::{Directory, Storage};

/// Where what a graph takes in is kept.
pub(super) enum Keeping {
    /// Nowhere.
    Memory,
    /// In files.
    Files(Box<Store>),
    /// In files that are only read.
    ReadOnly,
}

impl Keeping {
    pub(super) fn is_memory(&self) -> bool {
        matches!(self, Keeping::Memory)
    }

    pub(super) fn check_writable(&self) -> Result<(), Error> {
        match self {
            Keeping::ReadOnly => {
                Err(Error::new(ErrorKind::ReadOnly, "the graph was opened to be read"))
            }
            _ => Ok(()),
        }
    }

    /// Keeps operations that are about to be applied; none is to be applied if that fails.
    pub(super) fn keep_batch(
        &mut self,
        batch: &ReadyBatch<'_>,
        graph: &Graph,
    ) -> Result<(), Error> {
        match self {
            Keeping::Memory => Ok(()),
            Keeping::Files(store) => store.keep_batch(batch, graph),
            Keeping::ReadOnly => self.check_writable(),
        }
    }

    /// Keeps what is about to be done; nothing is to be done if that fails.
    pub(super) fn keep(&mut self, entry: &Entry<'_>, graph: &Graph) -> Result<(), Error> {
        match self {
            Keeping::Memory => Ok(()),
            Keeping::Files(store) => store.keep(entry, graph),
            Keeping::ReadOnly => self.check_writable(),
        }
    }
}

impl IdentityGraph {
    /// Opens the durable graph in a directory to be written, or makes one there. No other process, and no other graph of this one, can
    /// write it meanwhile.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Locked`] if somebody else writes it, or reads its journal, and goes on for longer than this [waits](OpenOptions::wait). [`ErrorKind::NotFound`] if there is none and none
    /// [is to be made](OpenOptions::create). [`ErrorKind::Key`] under another key than it was made with, or without the second one.
    /// [`ErrorKind::Policy`] if it has another policy than the one given, or none is given for one to be made. [`ErrorKind::Damaged`] if a file is not as it was
    /// written, naming it and the place; nothing is repaired by leaving something out. [`ErrorKind::Format`] if a newer version wrote it.
    /// [`ErrorKind::Io`]; [`ErrorKind::Capacity`].
    ///
    /// # Complexity
    ///
    /// Reads the newest snapshot and the blocks written since, or all blocks; what they say is applied as a batch load.
    ///
    /// # Examples
    ///
    /// ```
    /// use oneid::{FingerprintKey, Identifier, IdentityGraph, OpenOptions, Operation, Policy, Preset};
    ///
    /// let dir = tempfile::tempdir().unwrap();
    /// let options = OpenOptions::new(FingerprintKey::from_bytes([7; 16])).policy(Policy::preset(Preset::RetailCn));
    /// let mut graph = IdentityGraph::open(dir.path(), &options)?;
    /// graph.apply(&Operation::from_json(r#"{"ids":["shopify.customer_id@shop:1","cookie:c"]}"#)?)?;
    /// let before = graph.lookup(&Identifier::parse("cookie:c")?)?;
    /// drop(graph);
    ///
    /// let graph = IdentityGraph::open(dir.path(), &options)?;
    /// assert_eq!(graph.lookup(&Identifier::parse("cookie:c")?)?, before);
    /// # Ok::<(), oneid::Error>(())
    /// ```
    pub fn open(dir: impl AsRef<Path>, options: &OpenOptions) -> Result<Self, Error> {
        let directory = Directory::new(dir);
        if options.creates() {
            directory.make().map_err(|error| Error::new(ErrorKind::Io, error.to_string()))?;
        }
        IdentityGraph::open_on(Arc::new(directory), options)
    }

    /// As [`open`](IdentityGraph::open), on another storage than a directory.
    ///
    /// # Errors
    ///
    /// As [`open`](IdentityGraph::open).
    pub fn open_on(storage: Arc<dyn Storage>, options: &OpenOptions) -> Result<Self, Error> {
        let recovered = options.opening(storage).open()?;
        let mut graph = IdentityGraph::recovered(recovered, options)?;
        if let Some(key) = options.second_key()
            && graph.graph.refusal_key().is_none()
        {
            graph.refuse_erased(key.clone())?;
        }
        Ok(graph)
    }

    /// Opens the durable graph in a directory to be read, without writing anything there. While nobody writes it, it is read as it is. While somebody does, the newest
    /// snapshot is read, and [`recovery`](IdentityGraph::recovery) says so; what comes after is not seen.
    ///
    /// # Errors
    ///
    /// As [`open`](IdentityGraph::open); [`ErrorKind::Locked`] only if somebody writes it and there is no snapshot.
    pub fn open_read_only(dir: impl AsRef<Path>, options: &OpenOptions) -> Result<Self, Error> {
        IdentityGraph::open_read_only_on(Arc::new(Directory::new(dir)), options)
    }

    /// As [`open_read_only`](IdentityGraph::open_read_only), on another storage than a directory.
    ///
    /// # Errors
    ///
    /// As [`open_read_only`](IdentityGraph::open_read_only).
    pub fn open_read_only_on(
        storage: Arc<dyn Storage>,
        options: &OpenOptions,
    ) -> Result<Self, Error> {
        let recovered = options.opening(storage).open_read_only()?;
        IdentityGraph::recovered(recovered, options)
    }

    /// Reads all files of the durable graph in a directory, writing nothing: whether every block is as it was written, whether the journal gives a graph
    /// whose every [invariant](IdentityGraph::check) holds, and whether each snapshot gives the same one.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Locked`] if somebody writes it; [`ErrorKind::NotFound`], [`ErrorKind::Key`], [`ErrorKind::Format`], [`ErrorKind::Io`]. Damage is no error here: it is
    /// [told](FilesChecked::problems).
    ///
    /// # Complexity
    ///
    /// Several times what building the graph costs.
    pub fn check_files(
        dir: impl AsRef<Path>,
        options: &OpenOptions,
    ) -> Result<FilesChecked, Error> {
        IdentityGraph::check_files_on(Arc::new(Directory::new(dir)), options)
    }

    /// As [`check_files`](IdentityGraph::check_files), on another storage than a directory.
    ///
    /// # Errors
    ///
    /// As [`check_files`](IdentityGraph::check_files).
    pub fn check_files_on(
        storage: Arc<dyn Storage>,
        options: &OpenOptions,
    ) -> Result<FilesChecked, Error> {
        options.opening(storage).check()
    }

    fn recovered(recovered: Recovered, options: &OpenOptions) -> Result<Self, Error> {
        let Recovered { graph, store, recovery } = recovered;
        if let Some(policy) = &options.policy
            && **policy != *graph.policy()
        {
            let message = "the graph has another policy: open it without one, then simulate and apply this one";
            return Err(Error::new(ErrorKind::Policy, message));
        }
        let keeping = store.map_or(Keeping::ReadOnly, |store| Keeping::Files(Box::new(store)));
        Ok(IdentityGraph { graph, keeping, recovery, bell: Arc::default() })
    }

    /// How a durable graph was opened.
    #[must_use]
    pub fn recovery(&self) -> &Recovery {
        &self.recovery
    }

    /// Makes every operation that has returned durable. Without effect in memory.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Io`]; [`ErrorKind::ReadOnly`] if an earlier write failed.
    pub fn sync(&self) -> Result<(), Error> {
        match &self.keeping {
            Keeping::Files(store) => store.sync(),
            _ => Ok(()),
        }
    }

    /// Takes a snapshot, to be [written](Snapshot::write) by any thread while the graph goes on: the next opening starts from it.
    ///
    /// # Errors
    ///
    /// Those of [`sync`](IdentityGraph::sync); [`ErrorKind::ReadOnly`] for a graph that is not in files, or opened to be read.
    ///
    /// # Complexity
    ///
    /// Reads the whole evidence, and takes as many bytes as the file will have.
    pub fn snapshot(&self) -> Result<Snapshot, Error> {
        self.store()?.snapshot(&self.graph)
    }

    /// Rewrites the journal as what the graph holds now, and removes the old one and every snapshot: what has been erased is in no
    /// file any more. Whenever it is cut short, the graph is as before or as after, and the next opening clears up.
    ///
    /// # Errors
    ///
    /// Those of [`sync`](IdentityGraph::sync); [`ErrorKind::ReadOnly`] for a graph that is not in files, or opened to be read. The old journal is still
    /// in force then, unless later writes are refused.
    ///
    /// # Complexity
    ///
    /// Reads the whole evidence and writes it; [readers](IdentityGraph::reader) go on meanwhile.
    ///
    /// # Examples
    ///
    /// ```
    /// use oneid::{FingerprintKey, Identifier, IdentityGraph, OpenOptions, Operation, Policy, Preset};
    ///
    /// let dir = tempfile::tempdir().unwrap();
    /// let options = OpenOptions::new(FingerprintKey::from_bytes([7; 16])).policy(Policy::preset(Preset::RetailCn));
    /// let mut graph = IdentityGraph::open(dir.path(), &options)?;
    /// graph.apply(&Operation::from_json(r#"{"ids":["shopify.customer_id@shop:1","cookie:c"]}"#)?)?;
    /// graph.erase_profile(&Identifier::parse("cookie:c")?)?;
    /// assert_eq!(graph.store_stats()?.unwrap().erasures_to_compact, 1);
    /// assert_eq!(graph.compact()?.erasures, 1);
    /// assert_eq!(graph.store_stats()?.unwrap().erasures_to_compact, 0);
    /// # Ok::<(), oneid::Error>(())
    /// ```
    pub fn compact(&mut self) -> Result<Compaction, Error> {
        self.store()?;
        match &mut self.keeping {
            Keeping::Files(store) => store.compact(&self.graph),
            _ => unreachable!("there is a store"),
        }
    }

    /// Gives operations that make the graph anew, in a graph of the same policy and key: the same evidence, separations and profile ids, whatever format files
    /// have. The [changes](IdentityGraph::changes_since) that are kept are not among it, nor what is [refused](IdentityGraph::refuse_erased).
    ///
    /// Where no record tells who is senior, an identifier is observed by itself first, of a source that is retracted at the end.
    ///
    /// # Errors
    ///
    /// Those of `give`, which ends it.
    ///
    /// # Examples
    ///
    /// ```
    /// use oneid::{FingerprintKey, IdentityGraph, Operation, Policy, Preset};
    ///
    /// let new = || IdentityGraph::in_memory(Policy::preset(Preset::RetailCn), FingerprintKey::from_bytes([7; 16]));
    /// let mut graph = new();
    /// graph.apply(&Operation::from_json(r#"{"ids":["shopify.customer_id@shop:1","phone:138 0013 8001"]}"#)?)?;
    /// let mut copy = new();
    /// graph.dump(|operation| copy.apply(&Operation::from_json(&operation.to_json())?).map(drop))?;
    /// assert!(copy.profiles().eq(graph.profiles()));
    /// # Ok::<(), oneid::Error>(())
    /// ```
    pub fn dump<E: From<Error>>(
        &self,
        give: impl FnMut(Operation) -> Result<(), E>,
    ) -> Result<(), E> {
        self.graph.dump(give)
    }

    /// Writes the graph as it is into a directory that has none: a copy to be opened by itself. In memory or in files, and while others read
    /// it.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Locked`] if there is a graph already; [`ErrorKind::Io`].
    ///
    /// # Complexity
    ///
    /// Reads the whole evidence and writes it.
    pub fn backup(&self, dir: impl AsRef<Path>) -> Result<(), Error> {
        let directory = Directory::new(dir);
        directory.make().map_err(|error| Error::new(ErrorKind::Io, error.to_string()))?;
        self.backup_on(&directory)
    }

    /// As [`backup`](IdentityGraph::backup), on another storage than a directory.
    ///
    /// # Errors
    ///
    /// As [`backup`](IdentityGraph::backup).
    pub fn backup_on(&self, storage: &dyn Storage) -> Result<(), Error> {
        copy_to(storage, &self.graph)
    }

    /// What its files take, and how far they are; nothing of a graph that is not in files, or opened to be read.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Io`].
    pub fn store_stats(&self) -> Result<Option<StoreStats>, Error> {
        match &self.keeping {
            Keeping::Files(store) => store.stats().map(Some),
            _ => Ok(None),
        }
    }

    /// Makes everything durable and gives the files back, as dropping the graph does; and tells whether that went well.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Io`].
    pub fn close(self) -> Result<(), Error> {
        match self.keeping {
            Keeping::Files(store) => store.close(),
            _ => Ok(()),
        }
    }

    fn store(&self) -> Result<&Store, Error> {
        match &self.keeping {
            Keeping::Files(store) => Ok(store),
            Keeping::ReadOnly => {
                Err(Error::new(ErrorKind::ReadOnly, "the graph was opened to be read"))
            }
            Keeping::Memory => Err(Error::new(ErrorKind::ReadOnly, "the graph is in memory alone")),
        }
    }
}
