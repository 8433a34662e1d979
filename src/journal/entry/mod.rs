//! Operations as bytes.
//!
//! A block holds what one call did. It begins with what its operations name more than once: namespaces in scopes, sources, names of
//! traits; so that it can be read without any other. Of an identifier whose value is not kept it holds the fingerprint alone.

mod decode;
mod encode;

use crate::graph::ReadyBatch;
use crate::policy::Canonical;

pub(super) use self::decode::{check_value, decode};
pub(super) use self::encode::{encode, encode_batch};

/// What a call did, as it is read back.
pub(super) enum Read<'a> {
    Operations(ReadyBatch<'a>),
    Other(Entry<'a>),
}

/// What a call did beside applying operations.
pub(crate) enum Entry<'a> {
    /// Put a policy, as text, in force.
    Policy(&'a str),
    /// Refuses from then on what is erased; a number tells under which key.
    RefuseErased(u64),
    /// Takes erased identifiers off the list of those refused.
    Readmit(Vec<Canonical>),
    /// Drops the changes before a number.
    TrimChanges(u64),
}

/// What the first byte of an operation says. Less than the least of these is an observation: its strength, and two bits.
mod tag {
    pub(super) const SEPARATE: u8 = 0x20;
    pub(super) const REJOIN: u8 = 0x21;
    pub(super) const RETRACT: u8 = 0x22;
    pub(super) const RETRACT_SOURCE: u8 = 0x23;
    pub(super) const EXPIRE: u8 = 0x24;
    pub(super) const ERASE: u8 = 0x25;
    pub(super) const ERASE_PROFILE: u8 = 0x26;
    pub(super) const POLICY: u8 = 0x40;
    pub(super) const REFUSE_ERASED: u8 = 0x41;
    pub(super) const READMIT: u8 = 0x42;
    pub(super) const TRIM_CHANGES: u8 = 0x43;

    /// Of an observation.
    pub(super) const STRENGTH: u8 = 0x07;
    pub(super) const HAS_TIME: u8 = 0x08;
    pub(super) const HAS_TRAITS: u8 = 0x10;
}

/// Of an identifier: its fingerprint follows, and not its value.
const UNSEEN: u64 = 1;
