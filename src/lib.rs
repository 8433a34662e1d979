//! Embeddable customer-identity resolution.

mod change;
mod error;
mod graph;
mod identifier;
mod identity_graph;
pub mod normalize;
mod observation;
mod operation;
mod policy;
mod profile;
pub mod synth;
mod union_find;

pub use change::{Change, ChangeKind};
pub use error::{Error, ErrorKind};
pub use graph::{
    Contradiction, Found, Refusal, RefusalReason, SharedIdentifier, StandingOf, Stats,
};
pub use identifier::{Class, Fingerprint, FingerprintKey, Identifier, ScopeRule};
pub use identity_graph::{IdentityGraph, Outcome};
pub use observation::{Observation, Strength, Timestamp, Traits};
pub use operation::Operation;
pub use policy::{Canonical, Criterion, NamespacePolicy, Policy, Preset, TraitRule};
pub use profile::{Profile, ProfileId, ProfileTrait, TraitValue};
