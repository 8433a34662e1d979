//! The dense numbers that everything in a graph goes by.

use crate::error::{Error, ErrorKind};

macro_rules! dense {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub(crate) struct $name(pub(crate) u32);

        #[allow(dead_code, reason = "not every kind of number needs every method")]
        impl $name {
            /// No such thing.
            pub(crate) const NONE: $name = $name(u32::MAX);

            /// The number as an index into an array.
            pub(crate) fn index(self) -> usize {
                self.0 as usize
            }

            /// The number of the thing at this index of an array.
            pub(crate) fn at(index: usize) -> $name {
                debug_assert!(index < u32::MAX as usize, "capacity is checked before anything is added");
                $name(u32::try_from(index).unwrap_or(u32::MAX))
            }

            pub(crate) fn is_some(self) -> bool {
                self != $name::NONE
            }

            pub(crate) fn is_none(self) -> bool {
                self == $name::NONE
            }
        }
    };
}

dense! {
    /// An identifier, or the stand-in for a former holder of one. Numbers follow first appearance, and so seniority;
    /// they are never used again.
    Node
}
dense! {
    /// A record: one set of identifiers, source and strength.
    RecordIndex
}
dense! {
    /// One namespace in one scope: within it values are unique, limits hold and partners are counted.
    ScopeIndex
}
dense! {
    /// A source.
    SourceIndex
}
dense! {
    /// A profile, for as long as it stands; numbers are used again.
    ProfileIndex
}

/// One identifier in one record. An occurrence other than its record's centre is also the name of the link from the centre
/// to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Occurrence {
    record: RecordIndex,
    place: u16,
}

impl Occurrence {
    /// No such thing.
    pub(crate) const NONE: Occurrence = Occurrence { record: RecordIndex::NONE, place: 0 };

    pub(crate) fn new(record: RecordIndex, place: usize) -> Self {
        Occurrence { record, place: u16::try_from(place).unwrap_or(u16::MAX) }
    }

    pub(crate) fn record(self) -> RecordIndex {
        self.record
    }

    /// Where the identifier stands among those of the record.
    pub(crate) fn place(self) -> usize {
        self.place.into()
    }
}

/// Refuses what would exhaust the numbers, before anything is changed.
pub(crate) fn check_capacity(used: usize, more: usize, what: &str) -> Result<(), Error> {
    check_at_most(u32::MAX as usize - 1, used, more, what)
}

/// As [`check_capacity`], where there can be fewer.
pub(crate) fn check_at_most(
    most: usize,
    used: usize,
    more: usize,
    what: &str,
) -> Result<(), Error> {
    match used.checked_add(more) {
        Some(total) if total <= most => Ok(()),
        _ => Err(Error::new(ErrorKind::Capacity, format!("a graph holds at most {most} {what}"))),
    }
}
