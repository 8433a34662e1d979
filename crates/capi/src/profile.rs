//! Profiles: one, member by member, and all of them.

use std::ffi::c_char;
use std::ptr;
use std::sync::{Arc, Mutex, PoisonError};

use oneid::{Profile, ProfileId};

use crate::entry::{ask, free, with};
use crate::error::oneid_error;
use crate::graph::{State, oneid_graph};
use crate::handle::Handle;
use crate::input;
use crate::output::Out;
use crate::status::{Failure, oneid_status};
use crate::text::{Text, oneid_text};

/// One customer, as it was when it was asked for. The caller's, to be freed with `oneid_profile_free`; it never changes, and many threads may read it.
pub struct oneid_profile {
    _private: [u8; 0],
}

impl Handle for oneid_profile {
    const KIND: u32 = 0x7072_6f66;
    const NAME: &'static str = "oneid_profile";
    type Body = Shown;
}

/// Goes through all profiles. The caller's, to be freed with `oneid_profiles_free`, before or after its graph. Calls from several threads wait for each other.
pub struct oneid_profiles {
    _private: [u8; 0],
}

impl Handle for oneid_profiles {
    const KIND: u32 = 0x616c_6c70;
    const NAME: &'static str = "oneid_profiles";
    type Body = All;
}

/// The policy says that it identifies nobody.
pub const ONEID_BLOCKED: u32 = 1;
/// Too many have it.
pub const ONEID_SHARED: u32 = 2;
/// It has been given to another holder.
pub const ONEID_REASSIGNED: u32 = 4;

/// A profile as C reads it.
pub(crate) struct Shown {
    profile: Profile,
    uuid: Text,
    identifiers: Vec<Text>,
    traits: Vec<[Text; 2]>,
}

impl Shown {
    pub(crate) fn new(profile: Profile) -> Result<Self, Failure> {
        let mut traits = Vec::new();
        for (name, value) in &profile.traits {
            traits.push([Text::new(name.clone()), Text::new(serde_json::to_string(value)?)]);
        }
        Ok(Shown {
            uuid: Text::new(profile.id.to_string()),
            identifiers: profile.identifiers.iter().cloned().map(Text::new).collect(),
            traits,
            profile,
        })
    }

    fn standing(&self, number: usize) -> Option<u32> {
        let id = self.profile.identifiers.get(number)?;
        let lists = [
            (&self.profile.blocked, ONEID_BLOCKED),
            (&self.profile.shared, ONEID_SHARED),
            (&self.profile.reassigned, ONEID_REASSIGNED),
        ];
        Some(lists.iter().filter(|(list, _)| list.contains(id)).map(|(_, flag)| flag).sum())
    }
}

/// The ids there were when it began, and how far it is.
pub(crate) struct All {
    graph: Arc<State>,
    left: Mutex<std::vec::IntoIter<ProfileId>>,
}

impl All {
    /// The next profile that is still there.
    fn next(&self) -> Result<Profile, Failure> {
        let graph = self.graph.ask()?;
        let mut left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        // One that has become part of another is met there.
        let there = |id: ProfileId| graph.profile(id).filter(|profile| profile.id == id);
        left.find_map(there).ok_or_else(Failure::end)
    }
}

/// Gives the profile of this id (16 bytes): as long as the identifier that an id was made from is known, the profile that holds it now. `ONEID_END`, and nothing
/// written, if there is none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_graph_profile(
    graph: *const oneid_graph,
    id: *const u8,
    profile: *mut *mut oneid_profile,
    error: *mut *mut oneid_error,
) -> oneid_status {
    with(graph, error, |state| {
        let out = Out::new("profile", profile)?;
        let found = state.ask()?.profile(input::profile_id(id)?);
        out.give(Shown::new(found.ok_or_else(Failure::end)?)?);
        Ok(())
    })
}

/// Gives the profile that holds an identifier, the first where it stands for several. `ONEID_END`, and nothing written, if it is not known.
///
/// On failure as `oneid_policy_canonical`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_graph_profile_of(
    graph: *const oneid_graph,
    id: *const c_char,
    id_size: usize,
    profile: *mut *mut oneid_profile,
    error: *mut *mut oneid_error,
) -> oneid_status {
    with(graph, error, |state| {
        let out = Out::new("profile", profile)?;
        let graph = state.ask()?;
        let found = graph.lookup(&input::identifier("id", id, id_size)?)?;
        let profile = found.first().and_then(|found| graph.profile(found.profile));
        out.give(Shown::new(profile.ok_or_else(Failure::end)?)?);
        Ok(())
    })
}

/// Copies the id of a profile to `id`, which has room for 16 bytes.
///
/// On failure nothing is written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_profile_id(
    profile: *const oneid_profile,
    id: *mut u8,
    error: *mut *mut oneid_error,
) -> oneid_status {
    with(profile, error, |shown| {
        Out::new("id", id.cast::<[u8; 16]>())?.put(shown.profile.id.as_bytes());
        Ok(())
    })
}

/// The id of a profile as a UUID, with a zero at the end. Good until the profile is freed. `NULL` if it is no profile.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_profile_uuid(profile: *const oneid_profile) -> *const c_char {
    ask(profile, ptr::null(), |shown| Some(shown.uuid.pointer()))
}

/// How many identifiers a profile has; 0 if it is no profile.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_profile_identifier_count(profile: *const oneid_profile) -> usize {
    ask(profile, 0, |shown| Some(shown.identifiers.len()))
}

/// The identifier of this number, from 0, in the order of bytes, with a zero at the end. Good until the profile is freed. `NULL` if there is none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_profile_identifier(
    profile: *const oneid_profile,
    number: usize,
) -> *const c_char {
    ask(profile, ptr::null(), |shown| shown.identifiers.get(number).map(Text::pointer))
}

/// How the identifier of this number stands: a sum of `ONEID_BLOCKED`, `ONEID_SHARED` and `ONEID_REASSIGNED`; 0 if none holds, or there is none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_profile_identifier_standing(
    profile: *const oneid_profile,
    number: usize,
) -> u32 {
    ask(profile, 0, |shown| shown.standing(number))
}

/// How many traits a profile shows; 0 if it is no profile.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_profile_trait_count(profile: *const oneid_profile) -> usize {
    ask(profile, 0, |shown| Some(shown.traits.len()))
}

/// The name of the trait of this number, from 0, in the order of names, with a zero at the end. Good until the profile is freed. `NULL` if there is none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_profile_trait_name(
    profile: *const oneid_profile,
    number: usize,
) -> *const c_char {
    ask(profile, ptr::null(), |shown| shown.traits.get(number).map(|[name, _]| name.pointer()))
}

/// The value of the trait of this number as JSON, with a zero at the end. Good until the profile is freed. `NULL` if there is none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_profile_trait_value(
    profile: *const oneid_profile,
    number: usize,
) -> *const c_char {
    ask(profile, ptr::null(), |shown| shown.traits.get(number).map(|[_, value]| value.pointer()))
}

/// The value of a trait by its name, as JSON, with a zero at the end. Good until the profile is freed. `NULL` if it shows none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_profile_trait(
    profile: *const oneid_profile,
    name: *const c_char,
    name_size: usize,
) -> *const c_char {
    ask(profile, ptr::null(), |shown| {
        let name = input::text("name", name, name_size).ok()?;
        let number = shown.profile.traits.keys().position(|known| known == name)?;
        Some(shown.traits[number][1].pointer())
    })
}

/// A whole profile as one JSON object: `{"id":"…uuid…","ids":[…],"traits":{…}}`, and `blocked`, `shared`, `reassigned` where there are such identifiers.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_profile_to_json(
    profile: *const oneid_profile,
    json: *mut *mut oneid_text,
    error: *mut *mut oneid_error,
) -> oneid_status {
    with(profile, error, |shown| Out::new("json", json)?.json(&shown.profile))
}

/// Frees a profile; does nothing to `NULL`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_profile_free(profile: *mut oneid_profile) {
    free(profile);
}

/// Begins to go through all profiles, in no particular order: those that there are now. Cost: 16 bytes for each, and a look at each identifier.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_graph_profiles(
    graph: *const oneid_graph,
    profiles: *mut *mut oneid_profiles,
    error: *mut *mut oneid_error,
) -> oneid_status {
    with(graph, error, |state| {
        let out = Out::new("profiles", profiles)?;
        let ids: Vec<ProfileId> = state.ask()?.profile_ids().collect();
        out.give(All { graph: state.clone(), left: Mutex::new(ids.into_iter()) });
        Ok(())
    })
}

/// Gives the next profile, as it is now; one that has become part of another since the beginning is passed over. `ONEID_END` after the last.
///
/// On failure (`ONEID_CLOSED`) nothing is written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_profiles_next(
    profiles: *mut oneid_profiles,
    profile: *mut *mut oneid_profile,
    error: *mut *mut oneid_error,
) -> oneid_status {
    with(profiles.cast_const(), error, |all| {
        Out::new("profile", profile)?.give(Shown::new(all.next()?)?);
        Ok(())
    })
}

/// Whoever asks for none would ask for ever.
fn some(most: usize) -> Result<(), Failure> {
    if most > 0 { Ok(()) } else { Err(Failure::argument("`most` is 0")) }
}

/// Gives the next profiles as JSON Lines, at most `most` of them, 1 or more. `ONEID_END` after the last. Otherwise as `oneid_profiles_next`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_profiles_next_json(
    profiles: *mut oneid_profiles,
    most: usize,
    lines: *mut *mut oneid_text,
    error: *mut *mut oneid_error,
) -> oneid_status {
    with(profiles.cast_const(), error, |all| {
        let out = Out::new("lines", lines)?;
        some(most)?;
        let mut text = String::new();
        for _ in 0..most {
            match all.next() {
                Ok(profile) => text.push_str(&serde_json::to_string(&profile)?),
                Err(_) if !text.is_empty() => break,
                Err(end) => return Err(end),
            }
            text.push('\n');
        }
        out.text(text);
        Ok(())
    })
}

/// Copies the next ids of profiles, 16 bytes each, to `ids`, which has room for `most` of them, 1 or more, and writes how many there were to `count`: as they were at the beginning.
/// `ONEID_END` after the last.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_profiles_next_ids(
    profiles: *mut oneid_profiles,
    ids: *mut u8,
    most: usize,
    count: *mut usize,
    error: *mut *mut oneid_error,
) -> oneid_status {
    with(profiles.cast_const(), error, |all| {
        some(most)?;
        let (room, count) =
            (input::room("ids", ids.cast::<[u8; 16]>(), most)?, Out::new("count", count)?);
        drop(all.graph.ask()?);
        let mut left = all.left.lock().unwrap_or_else(PoisonError::into_inner);
        if left.len() == 0 {
            return Err(Failure::end());
        }
        let there = room.len().min(left.len());
        for (place, id) in room.iter_mut().zip(&mut *left) {
            place.write(id.as_bytes());
        }
        count.put(there);
        Ok(())
    })
}

/// Frees it; does nothing to `NULL`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_profiles_free(profiles: *mut oneid_profiles) {
    free(profiles);
}
