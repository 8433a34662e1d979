//! Embeddable customer-identity resolution.

mod error;
mod identifier;
pub mod normalize;
mod observation;
mod operation;
mod policy;
mod profile;

pub use error::{Error, ErrorKind};
pub use identifier::{Class, Fingerprint, FingerprintKey, Identifier, ScopeRule};
pub use observation::{Observation, Strength, Timestamp, Traits};
pub use operation::Operation;
pub use policy::{Canonical, Criterion, NamespacePolicy, Policy, Preset, TraitRule};
pub use profile::TraitValue;
