//! The policy: which namespaces there are, and what is held of their identifiers.

mod blocked;
mod canonical;
pub(crate) mod document;
mod duration;
mod living;
mod namespaces;
mod placeholders;
mod presets;
mod print;
mod regions;
mod text;
mod warnings;
mod words;

use std::collections::{BTreeMap, HashMap};
use std::fmt;

pub use canonical::Canonical;
pub(crate) use canonical::VALUE_BYTES;

use crate::error::{Error, ErrorKind};
use crate::identifier::{Class, Family, ScopeRule, Syntax, Trust};
use crate::observation::Strength;

/// The index of a namespace in its policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct NamespaceIndex(pub(crate) u16);

/// Which namespaces there are and what is held of their identifiers: limits, sharing, order, sources, traits.
///
/// Made of TOML by [`Policy::from_toml`], or one of the presets. What it means is the contract's section 4.
///
/// # Examples
///
/// ```
/// use oneid::{Policy, Preset};
///
/// let policy = Policy::from_toml("base = \"retail-cn\"\nmax_accounts = 50")?;
/// assert_eq!(policy.max_accounts(), Some(50));
/// assert_eq!(policy.namespace("wechat.unionid").unwrap().limit(), Some(1));
/// assert_eq!(Policy::preset(Preset::Connected).max_accounts(), None);
/// # Ok::<(), oneid::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Policy {
    pub(crate) order: Vec<Criterion>,
    pub(crate) min_strength: Strength,
    pub(crate) max_accounts: Option<u32>,
    /// The built-in namespaces in the catalogue's order, then the declared ones by name. A built-in one that is
    /// given a class anew stays at its place.
    pub(crate) namespaces: Vec<NamespacePolicy>,
    pub(crate) by_name: HashMap<Box<str>, NamespaceIndex>,
    /// By pattern, each once.
    pub(crate) sources: Vec<SourceRule>,
    pub(crate) traits: BTreeMap<Box<str>, TraitRule>,
}

/// The ready-made policies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Preset {
    /// No rule: profiles are the connected components.
    Connected,
    /// A contact or device that two customers hold goes to the first.
    FirstOwner,
    /// A contact or device that two customers hold goes to the latest.
    LastLogin,
    /// Would rather split than merge wrongly: for retail in mainland China.
    RetailCn,
}

/// One criterion of the order in which links are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Criterion {
    /// The stronger record first.
    Strength,
    /// The more trusted pair of identifiers first.
    Rank,
    /// The record first seen earlier first; without a time last.
    Oldest,
    /// The record last seen later first; without a time last.
    Newest,
}

/// What a policy says of one namespace. `Debug` leaves blocked values out: they may be somebody's number.
#[derive(Clone, PartialEq)]
pub struct NamespacePolicy {
    pub(crate) name: Box<str>,
    /// Not in the catalogue, or given a class anew by the policy.
    pub(crate) declared: bool,
    pub(crate) trust: Trust,
    pub(crate) scope: ScopeRule,
    pub(crate) syntax: Syntax,
    pub(crate) family: Family,
    pub(crate) retain: bool,
    pub(crate) limit: Option<u32>,
    pub(crate) shared_above: SharedAbove,
    pub(crate) contested_nobody: bool,
    pub(crate) reassigned_after_ms: Option<i64>,
    /// Canonical values that identify nobody, sorted, without those of other namespaces that they bridge to.
    pub(crate) blocked: Vec<Box<str>>,
    /// ISO 3166 region of national phone numbers.
    pub(crate) region: Option<Box<str>>,
    /// Digest namespaces that a raw value of this one stands for too.
    /// Sorted, each once.
    pub(crate) bridge: Vec<NamespaceIndex>,
}

/// Above how many partners an identifier is shared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum SharedAbove {
    #[default]
    Never,
    /// For partners of more trusted classes than its own.
    MoreTrusted(u32),
    /// For each class named, by [`Class::index`].
    ByClass([Option<u32>; 3]),
}

/// A pattern of sources that may not link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SourceRule {
    /// A source's name, or its beginning followed by `*`.
    pub(crate) pattern: Box<str>,
    pub(crate) link: bool,
}

/// How the value of a trait is decided when a profile is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TraitRule {
    /// The value last seen.
    #[default]
    Newest,
    /// The value first seen.
    Oldest,
    /// The value that most records give.
    MostFrequent,
    /// The least value.
    Min,
    /// The greatest value.
    Max,
    /// Every distinct value.
    All,
    /// For each account the newest value, added up.
    Sum,
}

impl Policy {
    /// What the policy says of a namespace; `None` if it is neither built in nor declared.
    #[must_use]
    pub fn namespace(&self, name: &str) -> Option<&NamespacePolicy> {
        self.by_name.get(name).map(|&index| self.at(index))
    }

    /// Every namespace: the built-in ones, then those declared.
    #[must_use]
    pub fn namespaces(&self) -> &[NamespacePolicy] {
        &self.namespaces
    }

    /// The order in which links are taken.
    #[must_use]
    pub fn order(&self) -> &[Criterion] {
        &self.order
    }

    /// Weaker records link nothing.
    #[must_use]
    pub fn min_strength(&self) -> Strength {
        self.min_strength
    }

    /// At most this many accounts in a profile.
    #[must_use]
    pub fn max_accounts(&self) -> Option<u32> {
        self.max_accounts
    }

    /// Whether records of this source may link: `false` of any pattern that matches holds.
    #[must_use]
    pub fn links(&self, source: &str) -> bool {
        self.sources.iter().all(|rule| rule.link || !rule.matches(source))
    }

    /// The rule of a trait; [`TraitRule::Newest`] if the policy names none.
    #[must_use]
    pub fn trait_rule(&self, name: &str) -> TraitRule {
        self.traits.get(name).copied().unwrap_or_default()
    }

    pub(crate) fn at(&self, index: NamespaceIndex) -> &NamespacePolicy {
        &self.namespaces[usize::from(index.0)]
    }

    pub(crate) fn index_of(&self, name: &str) -> Result<NamespaceIndex, Error> {
        self.by_name.get(name).copied().ok_or_else(|| {
            Error::new(
                ErrorKind::UnknownNamespace,
                format!("the namespace `{name}` is neither built in nor declared by the policy"),
            )
        })
    }
}

impl NamespacePolicy {
    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its class.
    #[must_use]
    pub fn class(&self) -> Class {
        self.trust.class
    }

    /// Its rank: less is more trusted.
    #[must_use]
    pub fn rank(&self) -> u32 {
        self.trust.rank
    }

    /// Whether its identifiers carry a scope.
    #[must_use]
    pub fn scope(&self) -> ScopeRule {
        self.scope
    }

    /// Whether values are kept, or only fingerprints of them.
    #[must_use]
    pub fn retain(&self) -> bool {
        self.retain
    }

    /// At most so many in a profile, for each scope apart.
    #[must_use]
    pub fn limit(&self) -> Option<u32> {
        self.limit
    }

    /// Above how many partners of a class an identifier of this namespace is shared, by `shared_above` alone.
    #[must_use]
    pub fn shared_above(&self, partner: Class) -> Option<u32> {
        match self.shared_above {
            SharedAbove::Never => None,
            SharedAbove::MoreTrusted(threshold) => (partner < self.class()).then_some(threshold),
            SharedAbove::ByClass(thresholds) => thresholds[partner.index()],
        }
    }

    /// Whether it matters with how many of a class an identifier of this namespace is seen.
    pub(crate) fn counts(&self, partner: Class) -> bool {
        self.shared_above(partner).is_some() || self.contests(partner)
    }

    /// Whether partners of a class contest an identifier of this namespace, if they are more than their limit.
    pub(crate) fn contests(&self, partner: Class) -> bool {
        self.contested_nobody && partner < self.class()
    }

    /// Whether an identifier that two customers hold is nobody's.
    #[must_use]
    pub fn contested_nobody(&self) -> bool {
        self.contested_nobody
    }

    /// After how many milliseconds of silence an identifier may have been given to somebody else.
    #[must_use]
    pub fn reassigned_after_ms(&self) -> Option<i64> {
        self.reassigned_after_ms
    }

    /// Canonical values that identify nobody, in any scope.
    pub fn blocked(&self) -> impl Iterator<Item = &str> {
        self.blocked.iter().map(|value| &**value)
    }
}

impl fmt::Debug for NamespacePolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NamespacePolicy")
            .field("name", &self.name)
            .field("trust", &self.trust)
            .field("scope", &self.scope)
            .field("retain", &self.retain)
            .field("limit", &self.limit)
            .field("shared_above", &self.shared_above)
            .field("contested_nobody", &self.contested_nobody)
            .field("reassigned_after_ms", &self.reassigned_after_ms)
            .field("blocked", &self.blocked.len())
            .finish_non_exhaustive()
    }
}

impl SourceRule {
    fn matches(&self, source: &str) -> bool {
        match self.pattern.strip_suffix('*') {
            Some(beginning) => source.starts_with(beginning),
            None => source == &*self.pattern,
        }
    }
}
