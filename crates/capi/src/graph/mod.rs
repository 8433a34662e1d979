//! Graphs: made, opened, kept, closed.

mod apply;
mod batch;
mod erase;
mod explain;
mod list;
mod prepared;
mod store;

pub use apply::*;
pub(crate) use batch::identifiers;
pub use batch::*;
pub use erase::*;
pub use explain::*;
pub use list::*;
pub use prepared::*;
pub use store::*;

use std::ffi::c_char;
use std::process;
use std::sync::{Arc, Mutex, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use oneid::{FingerprintKey, IdentityGraph};

use crate::entry::{plain, with};
use crate::error::oneid_error;
use crate::handle::{self, Handle, take};
use crate::input;
use crate::options::{oneid_options, with_options};
use crate::output::Out;
use crate::policy::oneid_policy;
use crate::reader::is_reading;
use crate::status::{Failure, ONEID_CLOSED, oneid_status};

/// An identity graph, in memory or in a directory. The caller's, to be freed with `oneid_graph_free`.
///
/// Threads: any may call any function at any time. Calls that change the graph (they take `oneid_graph *`) wait for all others; those that ask (they take
/// `const oneid_graph *`) go side by side, but wait for a change that is going on. Threads that look identifiers up while another writes take an
/// `oneid_reader` each, which waits for nobody.
pub struct oneid_graph {
    _private: [u8; 0],
}

impl Handle for oneid_graph {
    const KIND: u32 = 0x6772_6170;
    const NAME: &'static str = "oneid_graph";
    type Body = Arc<State>;
}

/// What a graph's handle and the iterators and readers of it share.
pub(crate) struct State {
    /// None when it has been closed.
    graph: RwLock<Option<IdentityGraph>>,
    key: FingerprintKey,
    /// Who opened it. A child that was forked has a copy, but not the files nor the thread that writes them.
    process: u32,
}

/// Graphs of a parent that its child has freed: to drop them would write to the parent's files.
static LEFT: Mutex<Vec<IdentityGraph>> = Mutex::new(Vec::new());

/// A graph that may be asked.
pub(crate) struct Asked<'a>(RwLockReadGuard<'a, Option<IdentityGraph>>);

/// A graph that may be changed.
pub(crate) struct Changed<'a>(RwLockWriteGuard<'a, Option<IdentityGraph>>);

impl State {
    fn new(graph: IdentityGraph, key: FingerprintKey) -> Arc<Self> {
        Arc::new(State { graph: RwLock::new(Some(graph)), key, process: process::id() })
    }

    pub(crate) fn key(&self) -> &FingerprintKey {
        &self.key
    }

    /// Whether a panic has left it in the middle of a change.
    pub(crate) fn check(&self) -> Result<(), Failure> {
        if self.graph.is_poisoned() { Err(handle::poisoned::<oneid_graph>()) } else { Ok(()) }
    }

    /// Within a read of it, this thread may not change a graph.
    fn check_reading(&self) -> Result<(), Failure> {
        if is_reading(self) {
            return Err(Failure::argument("a read of this graph is going on in this thread"));
        }
        Ok(())
    }

    pub(crate) fn ask(&self) -> Result<Asked<'_>, Failure> {
        let guard = self.graph.read().map_err(|_| handle::poisoned::<oneid_graph>())?;
        if guard.is_some() { Ok(Asked(guard)) } else { Err(closed()) }
    }

    pub(crate) fn change(&self) -> Result<Changed<'_>, Failure> {
        if self.process != process::id() {
            return Err(Failure::new(ONEID_CLOSED, "the graph is that of another process"));
        }
        self.check_reading()?;
        let guard = self.graph.write().map_err(|_| handle::poisoned::<oneid_graph>())?;
        #[cfg(feature = "test-panics")]
        crate::test_panics::strike_in_change();
        if guard.is_some() { Ok(Changed(guard)) } else { Err(closed()) }
    }

    /// Takes the graph out, so that its files are given back whoever else holds this. Another process's stays as it is.
    fn close(&self) -> Option<IdentityGraph> {
        let graph = self.graph.write().unwrap_or_else(PoisonError::into_inner).take();
        if self.process == process::id() {
            return graph;
        }
        LEFT.lock().unwrap_or_else(PoisonError::into_inner).extend(graph);
        None
    }
}

#[cold]
fn closed() -> Failure {
    Failure::new(ONEID_CLOSED, "the graph has been closed")
}

impl std::ops::Deref for Asked<'_> {
    type Target = IdentityGraph;

    fn deref(&self) -> &IdentityGraph {
        self.0.as_ref().expect("it was there when it was locked")
    }
}

impl std::ops::Deref for Changed<'_> {
    type Target = IdentityGraph;

    fn deref(&self) -> &IdentityGraph {
        self.0.as_ref().expect("it was there when it was locked")
    }
}

impl std::ops::DerefMut for Changed<'_> {
    fn deref_mut(&mut self) -> &mut IdentityGraph {
        self.0.as_mut().expect("it was there when it was locked")
    }
}

/// Makes an empty graph in memory, of the options' key, policy, bounds and refusal key.
///
/// On failure (`ONEID_ARGUMENT` if the options have no policy) nothing is written to `graph`. Cost: less than 4 KiB and 50 µs; many graphs share one policy.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_graph_new(
    options: *const oneid_options,
    graph: *mut *mut oneid_graph,
    error: *mut *mut oneid_error,
) -> oneid_status {
    with_options(options, error, |options| {
        let out = Out::new("graph", graph)?;
        let refusal_key = options.refusal_key().cloned();
        let policy = options.policy.ok_or_else(|| Failure::argument("a graph needs a policy"))?;
        let mut graph = IdentityGraph::tuned(policy, options.key.clone(), options.tuning);
        if let Some(key) = refusal_key {
            graph.refuse_erased(key)?;
        }
        out.give(State::new(graph, options.key));
        Ok(())
    })
}

/// Opens the durable graph of a directory, or makes it. `dir` is a path, UTF-8. One process writes a graph at a time.
///
/// On failure (`ONEID_KEY`, `ONEID_POLICY` if it has another policy, `ONEID_LOCKED`, `ONEID_NOT_FOUND`, `ONEID_DAMAGED`, `ONEID_FORMAT`, `ONEID_IO`) nothing is
/// written to `graph`, and nothing in the directory is changed. Cost: `oneid plan` tells; docs/operating.md has figures.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_graph_open(
    dir: *const c_char,
    dir_size: usize,
    options: *const oneid_options,
    graph: *mut *mut oneid_graph,
    error: *mut *mut oneid_error,
) -> oneid_status {
    with_options(options, error, |options| {
        let out = Out::new("graph", graph)?;
        let dir = input::text("dir", dir, dir_size)?;
        out.give(State::new(IdentityGraph::open(dir, &options.to_open())?, options.key));
        Ok(())
    })
}

/// Opens the durable graph of a directory to be read: its newest state if nobody writes it, else that of its newest snapshot (`oneid_graph_recovery` says which).
/// Nothing in the directory is changed.
///
/// On failure as `oneid_graph_open`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_graph_open_read_only(
    dir: *const c_char,
    dir_size: usize,
    options: *const oneid_options,
    graph: *mut *mut oneid_graph,
    error: *mut *mut oneid_error,
) -> oneid_status {
    with_options(options, error, |options| {
        let out = Out::new("graph", graph)?;
        let dir = input::text("dir", dir, dir_size)?;
        out.give(State::new(IdentityGraph::open_read_only(dir, &options.to_open())?, options.key));
        Ok(())
    })
}

/// Gives the policy in force: a new handle, the caller's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_graph_policy(
    graph: *const oneid_graph,
    policy: *mut *mut oneid_policy,
    error: *mut *mut oneid_error,
) -> oneid_status {
    with(graph, error, |state| {
        let out = Out::new("policy", policy)?;
        out.give(Arc::new(state.ask()?.policy().clone()));
        Ok(())
    })
}

/// Makes everything durable, gives the files back, and tells whether that went well. The handle is still to be freed; all else that is asked of it, or of
/// iterators of it, fails with `ONEID_CLOSED` from then on. Readers go on to see the last state.
///
/// On failure with `ONEID_IO` the graph is closed all the same; with `ONEID_CLOSED` it was before, or is another process's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_graph_close(
    graph: *mut oneid_graph,
    error: *mut *mut oneid_error,
) -> oneid_status {
    with(graph.cast_const(), error, |state| {
        state.check()?;
        state.check_reading()?;
        let graph = state.close().ok_or_else(closed)?;
        Ok(graph.close()?)
    })
}

/// Closes a graph, if it is not closed yet, and frees it; does nothing to `NULL`. Whether everything could be made durable, only `oneid_graph_close` tells.
///
/// A poisoned graph is freed like any other; a durable one can be opened again at once, with all that was acknowledged.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_graph_free(graph: *mut oneid_graph) {
    // Iterators and readers may outlive the handle; the files may not stay locked for them.
    let taken = take(graph);
    let _ = plain(std::ptr::null_mut(), || {
        drop(taken?.close());
        Ok(())
    });
}
