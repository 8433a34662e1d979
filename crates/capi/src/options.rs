//! With what a graph is made, or opened.

use std::ffi::c_char;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use oneid::{Durability, FingerprintKey, OpenOptions, Policy, Tuning};

use crate::entry::{Done, free, plain, with};
use crate::error::oneid_error;
use crate::handle::Handle;
use crate::input;
use crate::output::Out;
use crate::policy::{oneid_policy, rules};
use crate::status::{Failure, oneid_status};

/// With what a graph is made, or opened: a key, a policy, and settings that have defaults. The caller's, to be freed with `oneid_options_free`; it can be used
/// for many graphs. Calls from several threads wait for each other.
pub struct oneid_options {
    _private: [u8; 0],
}

impl Handle for oneid_options {
    const KIND: u32 = 0x6f70_7469;
    const NAME: &'static str = "oneid_options";
    type Body = Mutex<Options>;
}

/// What has been set.
#[derive(Clone)]
pub(crate) struct Options {
    pub(crate) key: FingerprintKey,
    pub(crate) policy: Option<Arc<Policy>>,
    pub(crate) tuning: Tuning,
    refusal_key: Option<FingerprintKey>,
    durability: Durability,
    create: bool,
    wait: Duration,
}

impl Options {
    pub(crate) fn to_open(&self) -> OpenOptions {
        let mut options = OpenOptions::new(self.key.clone())
            .durability(self.durability)
            .tuning(self.tuning)
            .create(self.create)
            .wait(self.wait);
        if let Some(policy) = &self.policy {
            options = options.policy(policy.clone());
        }
        if let Some(key) = &self.refusal_key {
            options = options.refuse_erased(key.clone());
        }
        options
    }

    pub(crate) fn refusal_key(&self) -> Option<&FingerprintKey> {
        self.refusal_key.as_ref()
    }
}

/// Runs what is done with the options that have been set so far.
///
/// # Safety
///
/// As for [`with`].
pub(crate) unsafe fn with_options(
    handle: *const oneid_options,
    error: *mut *mut oneid_error,
    f: impl FnOnce(Options) -> Done,
) -> oneid_status {
    with(handle, error, |options| f(options.lock().unwrap_or_else(PoisonError::into_inner).clone()))
}

unsafe fn set(
    handle: *mut oneid_options,
    error: *mut *mut oneid_error,
    f: impl FnOnce(&mut Options) -> Done,
) -> oneid_status {
    with(handle.cast_const(), error, |options| {
        f(&mut options.lock().unwrap_or_else(PoisonError::into_inner))
    })
}

/// A call is durable when it returns: the default.
pub const ONEID_DURABLE_IMMEDIATE: u32 = 0;
/// Calls are made durable together: when so many operations wait, or the first has waited so long.
pub const ONEID_DURABLE_GROUP: u32 = 1;
/// A call is durable after the next `oneid_graph_sync`, or when the graph is closed.
pub const ONEID_DURABLE_NONE: u32 = 2;

/// Options with a fingerprint key of 16 bytes. Graphs of one key agree on all fingerprints; of two keys nothing can be linked. The key is the
/// caller's to keep: no file of a graph holds it, and without it none can be opened.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_options_new(
    key: *const u8,
    options: *mut *mut oneid_options,
    error: *mut *mut oneid_error,
) -> oneid_status {
    plain(error, || {
        let out = Out::new("options", options)?;
        out.give(Mutex::new(Options {
            key: input::key("key", key)?,
            policy: None,
            tuning: Tuning::default(),
            refusal_key: None,
            durability: Durability::default(),
            create: true,
            wait: Duration::ZERO,
        }));
        Ok(())
    })
}

/// Sets the policy. A graph that is made needs one; one that is opened has its own, and is opened only if this one is equal, or none is set.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_options_policy(
    options: *mut oneid_options,
    policy: *const oneid_policy,
    error: *mut *mut oneid_error,
) -> oneid_status {
    set(options, error, |options| {
        options.policy = Some(rules(policy)?);
        Ok(())
    })
}

/// Sets when operations of a durable graph are durable: one of `ONEID_DURABLE_…`. `max_delay_ms` and `max_operations` matter to `ONEID_DURABLE_GROUP` alone.
///
/// Fails with `ONEID_ARGUMENT` for another number.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_options_durability(
    options: *mut oneid_options,
    level: u32,
    max_delay_ms: u64,
    max_operations: u64,
    error: *mut *mut oneid_error,
) -> oneid_status {
    set(options, error, |options| {
        options.durability = match level {
            ONEID_DURABLE_IMMEDIATE => Durability::Immediate,
            ONEID_DURABLE_GROUP => {
                Durability::Group { max_delay: Duration::from_millis(max_delay_ms), max_operations }
            }
            ONEID_DURABLE_NONE => Durability::None,
            _ => return Err(Failure::argument(format!("there is no durability {level}"))),
        };
        Ok(())
    })
}

/// Sets the second key, of 16 bytes, under which erased identifiers are refused from now on. Default: they are not.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_options_refuse_erased(
    options: *mut oneid_options,
    key: *const u8,
    error: *mut *mut oneid_error,
) -> oneid_status {
    set(options, error, |options| {
        options.refusal_key = Some(input::key("key", key)?);
        Ok(())
    })
}

/// Sets whether a durable graph is made where there is none. Default: it is.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_options_create(
    options: *mut oneid_options,
    create: bool,
    error: *mut *mut oneid_error,
) -> oneid_status {
    set(options, error, |options| {
        options.create = create;
        Ok(())
    })
}

/// Sets how long opening waits for others who have the files. Default: 0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_options_wait_ms(
    options: *mut oneid_options,
    most: u64,
    error: *mut *mut oneid_error,
) -> oneid_status {
    set(options, error, |options| {
        options.wait = Duration::from_millis(most);
        Ok(())
    })
}

/// Sets the most bytes that a graph may come to (`oneid_graph_memory`), without its changes; what might exceed it is refused with `ONEID_CAPACITY` and changes nothing.
/// Default: no bound.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_options_most_bytes(
    options: *mut oneid_options,
    most: u64,
    error: *mut *mut oneid_error,
) -> oneid_status {
    set(options, error, |options| {
        options.tuning.most_bytes = most;
        Ok(())
    })
}

/// Sets how many threads one call may use, the caller's among them; 0 is 1. Default: 1; more than 2 hardly help.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_options_threads(
    options: *mut oneid_options,
    threads: usize,
    error: *mut *mut oneid_error,
) -> oneid_status {
    set(options, error, |options| {
        options.tuning.threads = threads.max(1);
        Ok(())
    })
}

/// Sets two bounds of work that change no result: above how many records the partners of an identifier are counted as they come and go (default 64), and
/// above how many conflicting links everything is resolved anew (default 10,000).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_options_tuning(
    options: *mut oneid_options,
    counted_above: usize,
    cascade_links: u64,
    error: *mut *mut oneid_error,
) -> oneid_status {
    set(options, error, |options| {
        options.tuning.counted_above = counted_above;
        options.tuning.cascade_links = cascade_links;
        Ok(())
    })
}

/// Frees options; does nothing to `NULL`. Graphs made with them stay.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_options_free(options: *mut oneid_options) {
    free(options);
}

/// Checks the files of a durable graph, every byte of them, without opening it: an object with what was looked at, and with every damage that was found in `"problems"`, which is
/// empty where all is well. `dir` is a path, UTF-8.
///
/// On failure (`ONEID_NOT_FOUND`, `ONEID_KEY`, `ONEID_LOCKED`, `ONEID_IO`: they could not be checked) nothing is written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_check_files(
    dir: *const c_char,
    dir_size: usize,
    options: *const oneid_options,
    checked: *mut *mut crate::text::oneid_text,
    error: *mut *mut oneid_error,
) -> oneid_status {
    with_options(options, error, |options| {
        let out = Out::new("checked", checked)?;
        let dir = input::text("dir", dir, dir_size)?;
        out.json(&oneid::IdentityGraph::check_files(dir, &options.to_open())?)
    })
}
