//! A disk in memory that loses power, fails, and lies about syncs, when it is told to.

mod content;
mod names;
mod plan;
mod power;
mod state;
mod storage;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

pub(crate) use self::content::SECTOR;
pub(crate) use self::plan::FailKind;
pub(crate) use self::power::NamesKept;
use self::state::State;
use crate::rng::Rng;

/// A simulated disk; clones are the same disk.
///
/// What is written is seen at once, and is durable once it was synced: of a file its content, by the file's own `sync`, and of the disk the
/// names, by the disk's. What a file holds belongs to the file and not to its name. As in a directory, `create` on a name that is there
/// cuts that same file to nothing, which is durable no sooner than any other write.
///
/// Calls that modify or sync (`create`, `rename`, `remove`, the `sync` of names, `write_at`, `set_size`, the `sync` of a file, and a `lock`
/// that makes a file) are numbered from one, and so are syncs of both sorts, and reads (all others). The next call thus has the number
/// `calls() + 1`. Of each sort of plan, the last that was made holds.
#[derive(Clone, Default)]
pub(crate) struct SimDisk {
    state: Arc<Mutex<State>>,
}

impl SimDisk {
    /// An empty one.
    pub(crate) fn new() -> Self {
        SimDisk::default()
    }

    /// How many calls there were that modify or sync, failed ones among them.
    pub(crate) fn calls(&self) -> u64 {
        self.state().counts.calls
    }

    /// How many syncs there were, of files and names.
    pub(crate) fn syncs(&self) -> u64 {
        self.state().counts.syncs
    }

    /// How many reads there were.
    pub(crate) fn reads(&self) -> u64 {
        self.state().counts.reads
    }

    fn from_state(state: State) -> Self {
        SimDisk { state: Arc::new(Mutex::new(state)) }
    }

    /// Also after a test panicked: locks are given back while it unwinds.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

// Power.
impl SimDisk {
    /// What the disk holds after power was lost now and came back: nothing unsynced, no locks, no plans. This one stays as it is.
    ///
    /// A quarter of the time nothing unsynced is left, a quarter everything. Else it is drawn anew for names and for each file whether
    /// nothing, everything, or some is left: of names the first changes, of a file any changes, in their order or another, and of a write
    /// any sectors.
    pub(crate) fn cut(&self, rng: &mut Rng) -> Self {
        self.cut_keeping(NamesKept::First, rng)
    }

    /// As [`cut`](SimDisk::cut), with a say in which changes of names may be left.
    pub(crate) fn cut_keeping(&self, names: NamesKept, rng: &mut Rng) -> Self {
        SimDisk::from_state(self.state().after_cut(names, rng))
    }

    /// Power is lost in this call: it fails, and so does everything after it, reads too. What is left then says [`cut`](SimDisk::cut).
    pub(crate) fn cut_at(&self, call: u64) {
        self.state().plan.cut_at = Some(call);
    }

    /// Whether the call was made in which power is lost.
    pub(crate) fn is_dead(&self) -> bool {
        let state = self.state();
        state.plan.is_dead(state.counts)
    }
}

// Failures and lies.
impl SimDisk {
    /// This call fails. It does nothing then, but a write may be done in part.
    pub(crate) fn fail_at(&self, call: u64, kind: FailKind) {
        self.state().plan.failing = Some((call..=call, kind));
    }

    /// This call and all later ones fail.
    pub(crate) fn fail_from(&self, call: u64, kind: FailKind) {
        self.state().plan.failing = Some((call..=u64::MAX, kind));
    }

    /// This read fails.
    pub(crate) fn fail_reads_at(&self, read: u64) {
        self.state().plan.failing_reads = Some(read..=read);
    }

    /// This read and all later ones fail.
    pub(crate) fn fail_reads_from(&self, read: u64) {
        self.state().plan.failing_reads = Some(read..=u64::MAX);
    }

    /// This sync says that it was done, and makes nothing durable. A later one that does not lie makes up for it.
    pub(crate) fn lie_at(&self, sync: u64) {
        self.state().plan.lying = Some(sync..=sync);
    }

    /// This sync and all later ones lie.
    pub(crate) fn lie_from(&self, sync: u64) {
        self.state().plan.lying = Some(sync..=u64::MAX);
    }

    /// When the sync of a file fails, what it ought to have synced is never written, though reads see it and later syncs succeed: so do
    /// usual file systems, and more than the trait allows. Else a later sync makes up for it.
    pub(crate) fn forget_after_failed_sync(&self) {
        self.state().plan.forgets_after_failed_sync = true;
    }

    /// Forgets all plans: from now on everything goes well, also on a disk that had no power. Counts go on.
    pub(crate) fn heal(&self) {
        self.state().plan = plan::Plan::default();
    }
}

// What tests look at and damage; it is not counted, and never fails as planned.
impl SimDisk {
    /// The names of all files, sorted.
    pub(crate) fn names(&self) -> Vec<String> {
        self.files().into_keys().collect()
    }

    /// What a file holds, synced or not.
    ///
    /// # Panics
    ///
    /// If there is none of this name.
    pub(crate) fn bytes(&self, name: &str) -> Vec<u8> {
        self.files().remove(name).unwrap_or_else(|| panic!("there is no file `{name}`"))
    }

    /// All names, and what the files hold, synced or not.
    pub(crate) fn files(&self) -> BTreeMap<String, Vec<u8>> {
        self.state().files()
    }

    /// Makes a file hold this, durably; makes it if it is missing. All names become durable.
    pub(crate) fn set_bytes(&self, name: &str, bytes: Vec<u8>) {
        self.state().set_bytes(name, bytes);
    }

    /// Removes a file. All names become durable.
    ///
    /// # Panics
    ///
    /// If there is none of this name.
    pub(crate) fn remove_durably(&self, name: &str) {
        let removed = self.state().remove_durably(name);
        removed.unwrap_or_else(|error| panic!("`{name}`: {error}"));
    }

    /// Another disk that holds what is seen on this one, all of it durable, without locks and plans.
    pub(crate) fn copy(&self) -> Self {
        SimDisk::from_state(State::new(self.files()))
    }

    /// Whether any file holds these bytes, synced or not.
    ///
    /// # Panics
    ///
    /// If there are no bytes to look for.
    pub(crate) fn contains(&self, bytes: &[u8]) -> bool {
        assert!(!bytes.is_empty(), "every file contains no bytes");
        self.files().values().any(|file| file.windows(bytes.len()).any(|window| window == bytes))
    }
}

/// Not what files hold: that would be pages of numbers.
impl fmt::Debug for SimDisk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sizes: BTreeMap<_, _> =
            self.files().into_iter().map(|(name, file)| (name, file.len())).collect();
        let counts = self.state().counts;
        f.debug_struct("SimDisk").field("sizes", &sizes).field("counts", &counts).finish()
    }
}
