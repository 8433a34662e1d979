//! Embeddable customer-identity resolution: which accounts, phones and devices are one customer.
//!
//! An [`IdentityGraph`] takes [`Observation`]s ("these identifiers were seen together, then and there") and other [`Operation`]s from many
//! platforms, and says at every moment which identifiers belong to one [`Profile`]. Who is one customer is a function of the evidence, the
//! [`Policy`] and the key: not of the order or batching of operations.
//!
//! # Features
//!
//! - `phone-intl`: numbers of every country by their own numbering plan, not by length alone.
//! - `petgraph`: the evidence of a profile as a graph of petgraph.
//! - `metrics`: counts handed to the recorder of the `metrics` crate.
//! - `import`: fan-base files read by a manifest into observations.
//!
//! # Examples
//!
//! ```
//! use oneid::{FingerprintKey, Identifier, IdentityGraph, Observation, Policy, Preset};
//!
//! let key = FingerprintKey::from_hex("000102030405060708090a0b0c0d0e0f")?;
//! let mut graph = IdentityGraph::in_memory(Policy::preset(Preset::RetailCn), key);
//! let fan = Identifier::parse("wechat.unionid@brand:oUn1")?;
//! let phone = Identifier::parse("phone:138 0013 8001")?;
//! graph.apply(&Observation::new([fan.clone(), phone.clone()])?.into())?;
//! assert_eq!(graph.lookup(&fan)?[0].profile, graph.lookup(&phone)?[0].profile);
//! # Ok::<(), oneid::Error>(())
//! ```

mod change;
mod error;
mod explanation;
mod export;
mod graph;
mod identifier;
mod identity_graph;
#[cfg(feature = "import")]
pub mod import;
mod journal;
pub mod normalize;
mod observation;
mod operation;
mod outcome;
mod policy;
mod prepared;
mod profile;
pub mod report;
mod simulation;
pub mod storage;
pub mod synth;
mod union_find;
mod verify;

pub use change::{Change, ChangeKind};
pub use error::{Error, ErrorKind};
pub use explanation::{
    Candidacy, Candidate, Cut, EvidenceIdentifier, EvidenceLink, Explanation, Hindrance, Link,
    Merge, ProfileEvidence, Record, RefusalReason, SeparatedBy, Step, Verdict,
};
pub use export::{
    Export, ExportedChange, ExportedIdentifier, ExportedRecord, ExportedSeparation, ExportedTrait,
};
pub use graph::{Contradiction, Found, Memory, Refusal, SharedIdentifier, Stats, Tuning};
pub use identifier::{Class, Fingerprint, FingerprintKey, Identifier, ScopeRule};
pub use identity_graph::{IdentityGraph, OpenOptions, ReadView, Reader};
#[cfg(any(test, fuzzing))]
#[doc(hidden)]
pub use journal::fuzzing;
pub use journal::{Compaction, Durability, FilesChecked, Recovery, Snapshot, StoreStats};
pub use observation::{Observation, Strength, Timestamp, Traits};
pub use operation::Operation;
pub use outcome::{DryRun, Erased, Outcome, Receipt, RefusedInput, SourceSummary};
pub use policy::{Canonical, Criterion, NamespacePolicy, Policy, Preset, TraitRule};
pub use prepared::{PreparedIdentifier, PreparedObservation, PreparedScope, PreparedSource};
pub use profile::{Profile, ProfileId, ProfileTrait, TraitValue};
pub use simulation::{
    Regrouping, RegroupingKind, SimulatedCounts, SimulatedProfile, Simulation, StandingChange,
    StandingOf,
};
pub use verify::Unconfirmed;

/// The programs in the README are run as tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
