//! With what a durable graph is opened.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::graph::Tuning;
use crate::identifier::FingerprintKey;
use crate::journal::{Durability, Keys, Opening};
use crate::policy::Policy;
use crate::storage::Storage;

/// With what a durable graph is [opened](crate::IdentityGraph::open).
///
/// The keys are the caller's to keep: no file of a graph holds them, and without them it cannot be opened.
///
/// # Examples
///
/// ```
/// use oneid::{Durability, FingerprintKey, OpenOptions, Policy, Preset};
///
/// let options = OpenOptions::new(FingerprintKey::from_hex("000102030405060708090a0b0c0d0e0f")?)
///     .policy(Policy::preset(Preset::RetailCn))
///     .durability(Durability::None);
/// assert!(!format!("{options:?}").contains("0102"));
/// # Ok::<(), oneid::Error>(())
/// ```
#[derive(Clone)]
#[must_use]
pub struct OpenOptions {
    key: FingerprintKey,
    refusal_key: Option<FingerprintKey>,
    pub(super) policy: Option<Arc<Policy>>,
    durability: Durability,
    tuning: Tuning,
    create: bool,
    wait: Duration,
}

impl OpenOptions {
    /// Those of a graph whose fingerprints are under this key; whoever opens it with another gets an error of the kind
    /// [`Key`](crate::ErrorKind::Key).
    pub fn new(key: FingerprintKey) -> Self {
        OpenOptions {
            key,
            refusal_key: None,
            policy: None,
            durability: Durability::default(),
            tuning: Tuning::default(),
            create: true,
            wait: Duration::ZERO,
        }
    }

    /// The policy of the graph. A graph that is made needs one. One that is there has its own: it is opened only if this one is equal, or none is
    /// given; to put another in force, open it and [apply it](crate::IdentityGraph::apply_policy).
    pub fn policy(mut self, policy: impl Into<Arc<Policy>>) -> Self {
        self.policy = Some(policy.into());
        self
    }

    /// When operations are durable. Default: [`Durability::Immediate`].
    pub fn durability(mut self, durability: Durability) -> Self {
        self.durability = durability;
        self
    }

    /// The second key, under which [erased identifiers are refused](crate::IdentityGraph::refuse_erased). A graph that refuses any cannot be opened without
    /// it, and one that did not refuse any does from now on. Default: none.
    pub fn refuse_erased(mut self, key: FingerprintKey) -> Self {
        self.refusal_key = Some(key);
        self
    }

    /// Bounds of the graph's work and memory, as of one [in memory](crate::IdentityGraph::tuned).
    pub fn tuning(mut self, tuning: Tuning) -> Self {
        self.tuning = tuning;
        self
    }

    /// Whether a graph is made where there is none. Default: it is.
    pub fn create(mut self, create: bool) -> Self {
        self.create = create;
        self
    }

    /// How long to wait for others that write the graph, or that read its journal, before that is an error. Default: not at all. A reader is done as soon as its graph is open; a
    /// writer when its graph is closed.
    pub fn wait(mut self, most: Duration) -> Self {
        self.wait = most;
        self
    }

    pub(super) fn creates(&self) -> bool {
        self.create
    }

    pub(super) fn second_key(&self) -> Option<&FingerprintKey> {
        self.refusal_key.as_ref()
    }

    pub(super) fn opening(&self, storage: Arc<dyn Storage>) -> Opening {
        Opening {
            storage,
            keys: Keys { key: self.key.clone(), refusal_key: self.refusal_key.clone() },
            tuning: self.tuning,
            durability: self.durability,
            policy: self.policy.clone(),
            create: self.create,
            wait: self.wait,
        }
    }
}

impl fmt::Debug for OpenOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OpenOptions")
            .field("durability", &self.durability)
            .field("create", &self.create)
            .finish_non_exhaustive()
    }
}
