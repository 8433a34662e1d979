//! Readers: lookups by many threads, while one writes.

use std::cell::Cell;
use std::ffi::{c_char, c_void};
use std::mem::MaybeUninit;
use std::ptr;
use std::sync::Arc;
use std::time::Duration;

use oneid::{PreparedIdentifier, PreparedScope, ProfileId, Reader};

use crate::entry::{Done, free, with};
use crate::error::oneid_error;
use crate::graph::{State, identifiers, oneid_graph};
use crate::handle::Handle;
use crate::input::{self, Texts, room};
use crate::output::Out;
use crate::status::{Failure, ONEID_NULL, oneid_status};

/// Looks identifiers up in a graph that another thread may be writing to. The caller's, to be freed with `oneid_reader_free`, before or after its graph, of which
/// it then sees the last state.
///
/// Threads: any number may use one reader. A lookup waits for nobody, and nobody waits for it; what one call did to the graph is seen all at once.
pub struct oneid_reader {
    _private: [u8; 0],
}

impl Handle for oneid_reader {
    const KIND: u32 = 0x7265_6164;
    const NAME: &'static str = "oneid_reader";
    type Body = Reading;
}

/// A reader, and whose.
#[derive(Clone)]
pub(crate) struct Reading {
    reader: Reader,
    state: Arc<State>,
}

unsafe fn reading(
    reader: *const oneid_reader,
    error: *mut *mut oneid_error,
    f: impl FnOnce(&Reader) -> Done,
) -> oneid_status {
    with(reader, error, |reading| {
        reading.state.check()?;
        f(&reading.reader)
    })
}

/// Where the profiles that were found go: 16 bytes and a count for each.
struct Findings<'a> {
    profiles: &'a mut [MaybeUninit<[u8; 16]>],
    counts: &'a mut [MaybeUninit<u8>],
}

impl<'a> Findings<'a> {
    unsafe fn new(
        name: &str,
        profiles: *mut u8,
        counts: *mut u8,
        count: usize,
    ) -> Result<Self, Failure> {
        let profiles = room(name, profiles.cast::<[u8; 16]>(), count)?;
        Ok(Findings { profiles, counts: room("found", counts, count)? })
    }

    fn put(&mut self, index: usize, profile: Option<ProfileId>, count: usize) {
        self.profiles[index].write(profile.map_or([0; 16], ProfileId::as_bytes));
        self.counts[index].write(u8::try_from(count).unwrap_or(u8::MAX));
    }
}

/// Gives a reader of a graph.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_graph_reader(
    graph: *const oneid_graph,
    reader: *mut *mut oneid_reader,
    error: *mut *mut oneid_error,
) -> oneid_status {
    with(graph, error, |state| {
        let out = Out::new("reader", reader)?;
        out.give(Reading { reader: state.ask()?.reader(), state: state.clone() });
        Ok(())
    })
}

/// Gives another reader of the same graph; a few nanoseconds.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_reader_clone(
    reader: *const oneid_reader,
    clone: *mut *mut oneid_reader,
    error: *mut *mut oneid_error,
) -> oneid_status {
    with(reader, error, |reading| {
        reading.state.check()?;
        Out::new("clone", clone)?.give(reading.clone());
        Ok(())
    })
}

/// Writes the profile of an identifier, `namespace[@scope]:value`: its 16 bytes to `profile`, and to `found` 1; 0 and zeros if it is not known; more than 1 where a raw
/// value stands for several identifiers that lie in several profiles, of which the first is written.
///
/// On failure (those of `oneid_policy_canonical`) nothing is written. Cost: reading the identifier, and a few cache misses.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_reader_lookup(
    reader: *const oneid_reader,
    id: *const c_char,
    id_size: usize,
    profile: *mut u8,
    found: *mut u8,
    error: *mut *mut oneid_error,
) -> oneid_status {
    reading(reader, error, |reader| {
        let mut findings = Findings::new("profile", profile, found, 1)?;
        let profiles = reader.profiles_of(&input::identifier("id", id, id_size)?)?;
        findings.put(0, profiles.first().copied(), profiles.len());
        Ok(())
    })
}

/// Writes the profile of each identifier, as `oneid_reader_lookup` does: 16 bytes each to `profiles`, one byte each to `found`, which have room for `count` of them.
///
/// On failure (the message begins with the place) nothing is written. Each is looked up in some state; for all in one, `oneid_reader_read`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_reader_lookup_batch(
    reader: *const oneid_reader,
    ids: *const *const c_char,
    id_sizes: *const usize,
    count: usize,
    profiles: *mut u8,
    found: *mut u8,
    error: *mut *mut oneid_error,
) -> oneid_status {
    reading(reader, error, |reader| {
        let mut findings = Findings::new("profiles", profiles, found, count)?;
        let ids = Texts::new("ids", ids, id_sizes, count)?;
        let look = |index| {
            let place = |error| Failure::from(error).at(format_args!("ids[{index}]"));
            reader.profiles_of(&ids.identifier(index)?).map_err(place)
        };
        let all: Vec<Vec<ProfileId>> = (0..count).map(look).collect::<Result<_, _>>()?;
        for (index, profiles) in all.iter().enumerate() {
            findings.put(index, profiles.first().copied(), profiles.len());
        }
        Ok(())
    })
}

/// Writes the profile of a canonical value in a scope by `oneid_graph_prepare_scope`: its 16 bytes to `profile`, and 1 to `found`; 0 and zeros if it is not known.
///
/// On failure (`ONEID_OPERATION` for a scope of another graph) nothing is written. Cost: a hash and two or three cache misses.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_reader_lookup_prepared(
    reader: *const oneid_reader,
    scope: u32,
    value: *const c_char,
    value_size: usize,
    profile: *mut u8,
    found: *mut u8,
    error: *mut *mut oneid_error,
) -> oneid_status {
    reading(reader, error, |reader| {
        let mut findings = Findings::new("profile", profile, found, 1)?;
        let value = input::text("value", value, value_size)?;
        let scope = PreparedScope::from_number(scope);
        let profile = reader.profile_of(&PreparedIdentifier { scope, value })?;
        findings.put(0, profile, usize::from(profile.is_some()));
        Ok(())
    })
}

/// Writes the profile of each canonical value in its scope, as `oneid_reader_lookup_prepared` does: 16 bytes each to `profiles`, one byte each to `found`, which have room
/// for `count` of them. Cache misses overlap: one of many costs a fraction of a single lookup. A few thousand at once is best.
///
/// On failure (the message begins with the place) nothing is written. Each is looked up in some state; for all in one, `oneid_reader_read`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_reader_lookup_prepared_batch(
    reader: *const oneid_reader,
    scopes: *const u32,
    values: *const *const c_char,
    value_sizes: *const usize,
    count: usize,
    profiles: *mut u8,
    found: *mut u8,
    error: *mut *mut oneid_error,
) -> oneid_status {
    reading(reader, error, |reader| {
        let mut findings = Findings::new("profiles", profiles, found, count)?;
        let ids = identifiers(scopes, values, value_sizes, count)?;
        let mut all = Vec::with_capacity(count);
        reader.lookup_batch(&ids, &mut all)?;
        for (index, profile) in all.into_iter().enumerate() {
            findings.put(index, profile, usize::from(profile.is_some()));
        }
        Ok(())
    })
}

thread_local! {
    /// The graph that this thread reads within `oneid_reader_read`: a change of it would wait for ever, and so would reading once more.
    static READING: Cell<*const State> = const { Cell::new(ptr::null()) };
}

/// Whether this thread is within a read of a graph.
pub(crate) fn is_reading(state: &State) -> bool {
    ptr::eq(READING.get(), state)
}

/// What `oneid_reader_read` calls, with the context that it was given.
pub type oneid_read_callback = Option<unsafe extern "C" fn(context: *mut c_void)>;

/// Calls back at once, once, on this thread, while nothing changes: all lookups of this graph's readers that the callback makes are of one state. It is for those who must compare
/// several lookups; nobody needs it else. A writer that is done waits for it to end, so it should be short.
///
/// The callback must return: no exception, no `longjmp` through here. Within it, this function and those that change the graph fail with `ONEID_ARGUMENT`: they would wait for
/// ever; nor may it wait for another thread that changes the graph. `context` is handed on as it is. `next_change` gets the number that the next change will have: the state is that after all before it; it may be `NULL`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_reader_read(
    reader: *const oneid_reader,
    callback: oneid_read_callback,
    context: *mut c_void,
    next_change: *mut u64,
    error: *mut *mut oneid_error,
) -> oneid_status {
    with(reader, error, |reading| {
        reading.state.check()?;
        let next = crate::output::Wanted::new("next_change", next_change)?;
        let callback =
            callback.ok_or_else(|| Failure::new(ONEID_NULL, "`callback` is a null pointer"))?;
        if !READING.get().is_null() {
            return Err(Failure::argument("a read is going on in this thread"));
        }
        next.put(reading.reader.read(|view| {
            READING.set(Arc::as_ptr(&reading.state));
            callback(context);
            READING.set(ptr::null());
            view.next_change()
        }));
        Ok(())
    })
}

/// Waits until there are changes from a sequence number on, or so many milliseconds; writes the number that the next change will have. 0 milliseconds ask without waiting. What the changes are,
/// `oneid_graph_changes_since` tells.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_reader_wait(
    reader: *const oneid_reader,
    since: u64,
    most_ms: u64,
    next_change: *mut u64,
    error: *mut *mut oneid_error,
) -> oneid_status {
    reading(reader, error, |reader| {
        let out = Out::new("next_change", next_change)?;
        out.put(reader.wait_for_changes(since, Duration::from_millis(most_ms)));
        Ok(())
    })
}

/// Frees a reader; does nothing to `NULL`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_reader_free(reader: *mut oneid_reader) {
    free(reader);
}
