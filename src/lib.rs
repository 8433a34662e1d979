//! Embeddable customer-identity resolution.

mod change;
mod error;
mod graph;
mod identifier;
pub mod normalize;
mod observation;
mod operation;
mod policy;
mod profile;
mod union_find;

pub use error::{Error, ErrorKind};
pub use identifier::{Class, Fingerprint, FingerprintKey, Identifier, ScopeRule};
pub use observation::{Observation, Strength, Timestamp, Traits};
pub use operation::Operation;
pub use policy::{Canonical, Criterion, NamespacePolicy, Policy, Preset, TraitRule};
pub use profile::TraitValue;
