//! What callers give: text by pointer and length, arrays, keys.

use std::ffi::c_char;
use std::mem::MaybeUninit;
use std::slice;

use oneid::{
    FingerprintKey, Identifier, Observation, Operation, ProfileId, Strength, Timestamp, Traits,
};

use crate::status::{Failure, ONEID_NULL, ONEID_TIMESTAMP, ONEID_UTF8};

/// No time is known.
pub const ONEID_NO_TIME: i64 = i64::MIN;

/// A guess, or a weak sign.
pub const ONEID_INFERRED: u32 = 0;
/// Typed in by somebody.
pub const ONEID_DECLARED: u32 = 1;
/// Proven by the customer.
pub const ONEID_VERIFIED: u32 = 2;
/// Said by the platform that issues the identifier.
pub const ONEID_AUTHORITATIVE: u32 = 3;
/// Said to be one and the same by the merchant, or by a platform's own map.
pub const ONEID_ASSERTED: u32 = 4;

/// Text of a caller. A length of 0 is the empty text, whatever the pointer.
///
/// # Safety
///
/// `data` is null, or points to `size` bytes that nobody writes meanwhile.
pub(crate) unsafe fn text<'a>(
    name: &str,
    data: *const c_char,
    size: usize,
) -> Result<&'a str, Failure> {
    // SAFETY: as the caller promises; `array` checks the rest.
    let bytes = unsafe { array(name, data.cast::<u8>(), size)? };
    str::from_utf8(bytes).map_err(|error| not_utf8(name, error))
}

#[cold]
fn not_utf8(name: &str, error: std::str::Utf8Error) -> Failure {
    let message = format!("`{name}` is not UTF-8 (byte {})", error.valid_up_to());
    Failure::new(ONEID_UTF8, message)
}

/// Text that may be left out: null is none.
///
/// # Safety
///
/// As for [`text`].
pub(crate) unsafe fn optional<'a>(
    name: &str,
    data: *const c_char,
    size: usize,
) -> Result<Option<&'a str>, Failure> {
    // SAFETY: as the caller promises.
    if data.is_null() && size == 0 { Ok(None) } else { unsafe { text(name, data, size).map(Some) } }
}

/// An array of a caller.
///
/// # Safety
///
/// `data` is null, or points to `count` values that nobody writes meanwhile.
pub(crate) unsafe fn array<'a, T>(
    name: &str,
    data: *const T,
    count: usize,
) -> Result<&'a [T], Failure> {
    if count == 0 {
        return Ok(&[]);
    }
    check(name, data, count)?;
    // SAFETY: the caller promises what it points to; null, alignment and size are checked.
    Ok(unsafe { slice::from_raw_parts(data, count) })
}

/// Room of a caller to be written.
///
/// # Safety
///
/// `data` is null, or points to room for `count` values that nobody else reads or writes meanwhile.
pub(crate) unsafe fn room<'a, T>(
    name: &str,
    data: *mut T,
    count: usize,
) -> Result<&'a mut [MaybeUninit<T>], Failure> {
    if count == 0 {
        return Ok(&mut []);
    }
    check(name, data, count)?;
    // SAFETY: as for `array`; what is there need not be a value.
    Ok(unsafe { slice::from_raw_parts_mut(data.cast(), count) })
}

fn check<T>(name: &str, data: *const T, count: usize) -> Result<(), Failure> {
    if data.is_null() {
        return Err(Failure::new(ONEID_NULL, format!("`{name}` is a null pointer")));
    }
    if !data.is_aligned() {
        return Err(Failure::argument(format!("`{name}` is not aligned")));
    }
    let most = isize::MAX.unsigned_abs() / size_of::<T>().max(1);
    let end = data.addr().checked_add(count.saturating_mul(size_of::<T>()));
    if count > most || end.is_none() {
        return Err(Failure::argument(format!("`{name}` is longer than memory: {count}")));
    }
    Ok(())
}

/// Longer texts are no identifiers.
const SHORT: usize = 1024;

/// Texts by parallel arrays of pointer and length.
#[derive(Clone, Copy)]
pub(crate) struct Texts<'a> {
    name: &'static str,
    data: &'a [*const c_char],
    sizes: &'a [usize],
}

impl<'a> Texts<'a> {
    /// # Safety
    ///
    /// Both arrays are null or have `count` values; each text is as [`text`] wants it; nobody writes any of it meanwhile.
    pub(crate) unsafe fn new(
        name: &'static str,
        data: *const *const c_char,
        sizes: *const usize,
        count: usize,
    ) -> Result<Self, Failure> {
        // SAFETY: as the caller promises.
        let (data, sizes) =
            unsafe { (array(name, data, count)?, array("the lengths", sizes, count)?) };
        Ok(Texts { name, data, sizes })
    }

    pub(crate) fn len(&self) -> usize {
        self.data.len()
    }

    /// A text of a batch, which should cost next to nothing where nothing is wrong: most are short, and ASCII.
    #[inline]
    pub(crate) fn get(&self, index: usize) -> Result<&'a str, Failure> {
        let (data, size) = (self.data[index].cast::<u8>(), self.sizes[index]);
        if !data.is_null() && size <= SHORT {
            // SAFETY: whoever made this promised it of every text.
            let bytes = unsafe { slice::from_raw_parts(data, size) };
            if bytes.is_ascii() {
                // SAFETY: ASCII is UTF-8.
                return Ok(unsafe { str::from_utf8_unchecked(bytes) });
            }
        }
        self.get_any(index)
    }

    #[cold]
    fn get_any(&self, index: usize) -> Result<&'a str, Failure> {
        let name = format!("{}[{index}]", self.name);
        // SAFETY: as in `get`.
        unsafe { text(&name, self.data[index], self.sizes[index]) }
    }

    pub(crate) fn identifiers(&self) -> Result<Vec<Identifier>, Failure> {
        (0..self.len()).map(|index| self.identifier(index)).collect()
    }

    pub(crate) fn identifier(&self, index: usize) -> Result<Identifier, Failure> {
        let place = |failure: Failure| failure.at(format_args!("{}[{index}]", self.name));
        Identifier::parse(self.get(index)?).map_err(|error| place(error.into()))
    }
}

/// # Safety
///
/// As for [`text`].
pub(crate) unsafe fn identifier(
    name: &str,
    data: *const c_char,
    size: usize,
) -> Result<Identifier, Failure> {
    // SAFETY: as the caller promises.
    let text = unsafe { text(name, data, size)? };
    Identifier::parse(text).map_err(|error| Failure::from(error).at(format_args!("`{name}`")))
}

/// # Safety
///
/// It is null, or points to sixteen bytes.
pub(crate) unsafe fn key(name: &str, bytes: *const u8) -> Result<FingerprintKey, Failure> {
    // SAFETY: as the caller promises.
    Ok(FingerprintKey::from_bytes(unsafe { sixteen(name, bytes)? }))
}

/// # Safety
///
/// It is null, or points to sixteen bytes.
pub(crate) unsafe fn profile_id(bytes: *const u8) -> Result<ProfileId, Failure> {
    // SAFETY: as the caller promises.
    Ok(ProfileId::from_bytes(unsafe { sixteen("profile", bytes)? }))
}

unsafe fn sixteen(name: &str, bytes: *const u8) -> Result<[u8; 16], Failure> {
    // SAFETY: as the caller promises.
    let bytes = unsafe { array(name, bytes, 16)? };
    Ok(std::array::from_fn(|index| bytes[index]))
}

pub(crate) fn time(at: i64) -> Result<Option<Timestamp>, Failure> {
    if at == ONEID_NO_TIME {
        return Ok(None);
    }
    let place = |error| Failure::from(error).at("`at`");
    Timestamp::from_millisecond(at).map(Some).map_err(place)
}

/// The observation at its time, if that is known.
pub(crate) fn at_a_time(seen: Observation, at: Option<Timestamp>) -> Observation {
    match at {
        Some(at) => seen.at(at),
        None => seen,
    }
}

pub(crate) fn a_time(name: &str, at: i64) -> Result<Timestamp, Failure> {
    time(at)?.ok_or_else(|| Failure::new(ONEID_TIMESTAMP, format!("`{name}` is no time")))
}

pub(crate) fn strength(number: u32) -> Result<Strength, Failure> {
    let known = usize::try_from(number).ok().and_then(|number| Strength::ALL.get(number).copied());
    known.ok_or_else(|| Failure::argument(format!("there is no strength {number}")))
}

/// Traits as a JSON object; none for the empty text.
pub(crate) fn traits(text: &str) -> Result<Traits, Failure> {
    if text.is_empty() { Ok(Traits::default()) } else { Ok(Traits::from_json(text)?) }
}

/// Operations as JSON Lines; empty lines are passed over.
pub(crate) fn operations(lines: &str) -> Result<Vec<Operation>, Failure> {
    let lines = lines.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let parse = |(index, line): (usize, &str)| {
        let place = |error| Failure::from(error).at(format_args!("line {}", index + 1));
        Operation::from_json(line).map_err(place)
    };
    lines.map(parse).collect()
}
