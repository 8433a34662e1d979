//! Namespaces in their scopes, with what the policy says of each at hand.

use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashSet, HashTable};

use super::index::ScopeIndex;
use super::watch::Ruled;
use crate::identifier::{Fingerprint, FingerprintKey, Fingerprinting, Syntax, Trust};
use crate::policy::{NamespaceIndex, Policy};

/// One namespace in one scope, with what the policy says of it at hand.
#[derive(Clone, Debug)]
pub(crate) struct ScopeEntry {
    pub(crate) namespace: NamespaceIndex,
    pub(crate) name: Box<str>,
    pub(crate) scope: Option<Box<str>>,
    /// What text forms begin with: `namespace[@scope]:`. Of two that differ neither begins with the other, since a colon ends them
    /// and stands nowhere else.
    pub(crate) prefix: Box<str>,
    pub(crate) fingerprinting: Fingerprinting,
    pub(crate) trust: Trust,
    pub(crate) limit: Option<u32>,
    pub(crate) syntax: Syntax,
    pub(crate) retain: bool,
    pub(crate) ruled: Ruled,
    /// To some namespace it matters with how many of these an identifier is seen.
    pub(crate) counts: bool,
    /// Some values identify nobody.
    pub(crate) blocks: bool,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Scopes {
    entries: Vec<ScopeEntry>,
    /// Those of namespaces that the policy has, by name and scope.
    by_name: HashTable<ScopeIndex>,
    hasher: DefaultHashBuilder,
    /// Fingerprints of the blocked values in the scopes seen so far.
    blocked: HashSet<Fingerprint>,
}

impl Scopes {
    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    pub(super) fn entry(&self, scope: ScopeIndex) -> &ScopeEntry {
        &self.entries[scope.index()]
    }

    /// Whether there has been an identifier of a namespace.
    pub(super) fn knows_namespace(&self, name: &str) -> bool {
        self.entries.iter().any(|entry| &*entry.name == name)
    }

    pub(super) fn is_blocked(&self, scope: ScopeIndex, fingerprint: Fingerprint) -> bool {
        self.entry(scope).blocks && self.blocked.contains(&fingerprint)
    }

    /// The entries keep their numbers. A namespace that the policy does not have keeps its rules: nothing of it is left.
    pub(super) fn put_policy(&mut self, policy: &Policy, key: &FingerprintKey) {
        let Scopes { entries, .. } = std::mem::take(self);
        for entry in entries {
            match policy.index_of(&entry.name) {
                Ok(namespace) => {
                    let entry = self.made(namespace, entry.scope.as_deref(), policy, key);
                    self.enter(entry);
                }
                Err(_) => self.entries.push(entry),
            }
        }
    }

    /// The number of a namespace in a scope, if it has one and the policy has the namespace.
    pub(super) fn find(&self, name: &str, scope: Option<&str>) -> Option<ScopeIndex> {
        let is_it = |&place: &ScopeIndex| {
            let entry = self.entry(place);
            &*entry.name == name && entry.scope.as_deref() == scope
        };
        self.by_name.find(self.hasher.hash_one((name, scope)), is_it).copied()
    }

    /// Adds an entry that is found by its name and scope.
    fn enter(&mut self, entry: ScopeEntry) -> ScopeIndex {
        let place = ScopeIndex::at(self.entries.len());
        self.entries.push(entry);
        let Scopes { entries, by_name, hasher, .. } = self;
        let hash = |&place: &ScopeIndex| {
            let entry = &entries[place.index()];
            hasher.hash_one((&*entry.name, entry.scope.as_deref()))
        };
        by_name.insert_unique(hash(&place), place, hash);
        place
    }

    /// The number of a namespace in a scope, and whether it is new.
    pub(super) fn intern(
        &mut self,
        namespace: NamespaceIndex,
        scope: Option<&str>,
        policy: &Policy,
        key: &FingerprintKey,
    ) -> (ScopeIndex, bool) {
        if let Some(index) = self.find(&policy.at(namespace).name, scope) {
            return (index, false);
        }
        let entry = self.made(namespace, scope, policy, key);
        (self.enter(entry), true)
    }

    /// An entry; its blocked values are noted.
    fn made(
        &mut self,
        namespace: NamespaceIndex,
        scope: Option<&str>,
        policy: &Policy,
        key: &FingerprintKey,
    ) -> ScopeEntry {
        let rules = policy.at(namespace);
        let prefix = scope
            .map_or_else(|| format!("{}:", rules.name), |scope| format!("{}@{scope}:", rules.name));
        let fingerprinting = key.begin(&prefix);
        let mut blocks = false;
        for value in policy.identify_nobody(namespace) {
            self.blocked.insert(fingerprinting.finish(&value));
            blocks = true;
        }
        ScopeEntry {
            namespace,
            name: rules.name.clone(),
            scope: scope.map(Into::into),
            prefix: prefix.into(),
            fingerprinting,
            trust: rules.trust,
            limit: rules.limit,
            syntax: rules.syntax,
            retain: rules.retain,
            ruled: Ruled::of(rules),
            counts: policy.namespaces().iter().any(|other| other.counts(rules.class())),
            blocks,
        }
    }

    pub(super) fn bytes(&self) -> usize {
        let texts: usize = self.entries.iter().map(|entry| 3 * entry.prefix.len()).sum();
        texts
            + self.entries.capacity() * size_of::<ScopeEntry>()
            + self.by_name.capacity() * size_of::<ScopeIndex>()
            + self.blocked.capacity() * size_of::<Fingerprint>()
    }
}
