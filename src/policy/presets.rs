//! The built-in catalogue as a policy, and the rules of the four presets.

use std::collections::BTreeMap;

use super::{
    Criterion, NamespaceIndex, NamespacePolicy, Policy, Preset, SharedAbove, placeholders,
};
use crate::identifier::catalogue::{self, Entry};
use crate::identifier::{Class, Family, ScopeRule, Syntax, Trust};
use crate::observation::Strength;

/// Rank of a declared namespace that gives none.
const DECLARED_RANK: u32 = 100;
const DAY_MS: i64 = 86_400_000;

/// The rules that a preset has for one family of namespaces.
#[derive(Clone, Copy, Default)]
struct Row {
    limit: Option<u32>,
    shared_above: SharedAbove,
    contested_nobody: bool,
    reassigned_after_ms: Option<i64>,
}

impl Policy {
    /// One of the ready-made policies, over the built-in catalogue.
    ///
    /// # Examples
    ///
    /// ```
    /// use oneid::{Policy, Preset};
    ///
    /// let policy = Policy::preset(Preset::RetailCn);
    /// assert_eq!(policy.max_accounts(), Some(100));
    /// assert_eq!(policy.namespace("phone").unwrap().limit(), Some(3));
    /// assert_eq!(policy, Policy::from_toml("base = \"retail-cn\"")?);
    /// # Ok::<(), oneid::Error>(())
    /// ```
    #[must_use]
    pub fn preset(preset: Preset) -> Policy {
        let retail = preset == Preset::RetailCn;
        let mut policy = Policy {
            order: order(preset),
            min_strength: if retail { Strength::Declared } else { Strength::Inferred },
            max_accounts: retail.then_some(100),
            namespaces: Vec::with_capacity(catalogue::CATALOGUE.len()),
            by_name: std::collections::HashMap::new(),
            sources: Vec::new(),
            traits: BTreeMap::new(),
        };
        for entry in catalogue::CATALOGUE {
            policy.add(NamespacePolicy::built_in(entry), preset);
        }
        policy
    }

    /// The version of the built-in catalogue of namespaces, which is part of every policy.
    ///
    /// # Examples
    ///
    /// ```
    /// assert_eq!(oneid::Policy::catalogue_version(), 1);
    /// ```
    #[must_use]
    pub fn catalogue_version() -> u32 {
        catalogue::VERSION
    }

    /// Adds a namespace, or puts it in the place of the one of its name, with the rules that the preset has
    /// for its family. `None` if there can be no more.
    pub(super) fn add(
        &mut self,
        mut namespace: NamespacePolicy,
        preset: Preset,
    ) -> Option<NamespaceIndex> {
        namespace.follow(row(preset, namespace.family));
        let index = match self.by_name.get(&namespace.name) {
            Some(&index) => {
                self.namespaces[usize::from(index.0)] = namespace;
                index
            }
            None => {
                let index = NamespaceIndex(u16::try_from(self.namespaces.len()).ok()?);
                self.by_name.insert(namespace.name.clone(), index);
                self.namespaces.push(namespace);
                index
            }
        };
        if preset == Preset::RetailCn {
            self.block(index, self.usual_placeholders(index));
        }
        Some(index)
    }

    /// The usual placeholders of a namespace, as far as they are values of it at all.
    pub(super) fn usual_placeholders(&self, index: NamespaceIndex) -> Vec<String> {
        let namespace = self.at(index);
        placeholders::usual(namespace.class(), namespace.syntax)
            .filter_map(|raw| self.canonical_value(index, raw).ok())
            .collect()
    }
}

impl NamespacePolicy {
    pub(super) fn built_in(entry: &Entry) -> Self {
        let mut namespace = NamespacePolicy::declared(entry.name, entry.class());
        namespace.declared = false;
        namespace.trust.rank = entry.rank();
        namespace.scope = entry.scope;
        namespace.syntax = entry.syntax;
        namespace.family = entry.family;
        namespace.retain = entry.retain();
        namespace
    }

    /// A namespace that the user declares: plain, without a rule.
    pub(super) fn declared(name: &str, class: Class) -> Self {
        NamespacePolicy {
            name: name.into(),
            declared: true,
            trust: Trust { class, rank: DECLARED_RANK },
            scope: ScopeRule::Optional,
            syntax: if class == Class::Contact { Syntax::Text } else { Syntax::Opaque },
            family: Family::of_class(class),
            retain: true,
            limit: None,
            shared_above: SharedAbove::Never,
            contested_nobody: false,
            reassigned_after_ms: None,
            blocked: Vec::new(),
            region: None,
            bridge: Vec::new(),
        }
    }

    fn follow(&mut self, row: Row) {
        self.limit = row.limit;
        self.shared_above = row.shared_above;
        self.contested_nobody = row.contested_nobody;
        self.reassigned_after_ms = row.reassigned_after_ms;
    }
}

fn order(preset: Preset) -> Vec<Criterion> {
    let time = if preset == Preset::LastLogin { Criterion::Newest } else { Criterion::Oldest };
    vec![Criterion::Strength, Criterion::Rank, time]
}

fn row(preset: Preset, family: Family) -> Row {
    match preset {
        Preset::Connected => Row::default(),
        Preset::FirstOwner | Preset::LastLogin => {
            Row { limit: (family == Family::UnionId).then_some(1), ..Row::default() }
        }
        Preset::RetailCn => retail_row(family),
    }
}

fn retail_row(family: Family) -> Row {
    let by_class = |account, contact| SharedAbove::ByClass([Some(account), Some(contact), None]);
    let nobody = |limit, threshold| Row {
        limit,
        shared_above: SharedAbove::MoreTrusted(threshold),
        contested_nobody: true,
        reassigned_after_ms: None,
    };
    match family {
        Family::UnionId => Row { limit: Some(1), shared_above: by_class(20, 20), ..Row::default() },
        Family::Account => Row { shared_above: by_class(5, 20), ..Row::default() },
        Family::Phone => Row { reassigned_after_ms: Some(180 * DAY_MS), ..nobody(Some(3), 5) },
        Family::Email => nobody(Some(5), 5),
        Family::Token => nobody(None, 1),
        Family::Device => nobody(None, 3),
    }
}
