//! The `namespace` tables of a policy's text.

use super::document::{Item, Section};
use super::regions::is_region;
use super::{NamespaceIndex, NamespacePolicy, Policy, Preset, SharedAbove, duration};
use crate::identifier::{Class, ScopeRule, Syntax, check_namespace_name};

const KEYS: [&str; 11] = [
    "class",
    "rank",
    "scope",
    "retain",
    "limit",
    "shared_above",
    "contested",
    "reassigned_after",
    "region",
    "bridge",
    "blocked",
];

/// Reads all tables: first what namespaces there are, since a bridge may name any; last the blocked values, which
/// follow the region.
pub(super) fn read(section: &Section<'_>, policy: &mut Policy, preset: Preset) {
    let mut named = Vec::new();
    for item in section.items() {
        if let Some(section) = item.section()
            && let Some(index) = find_or_declare(&item, &section, policy, preset)
        {
            named.push((index, section));
        }
    }
    for (index, section) in &named {
        read_rules(section, policy, *index);
        read_bridge(section, policy, *index);
    }
    for (index, section) in &named {
        read_blocked(section, policy, *index);
    }
}

/// An unknown namespace is reported and then declared all the same, so that its keys are checked too.
fn find_or_declare(
    item: &Item<'_>,
    section: &Section<'_>,
    policy: &mut Policy,
    preset: Preset,
) -> Option<NamespaceIndex> {
    let dotted = allow_keys(section);
    let class = section.item("class");
    match policy.by_name.get(item.name) {
        Some(&index) if class.is_none() => return Some(index),
        Some(_) => {}
        None => {
            if let Err(error) = check_namespace_name(item.name) {
                item.refuse_key(error);
            } else if class.is_none() && !dotted {
                item.refuse_key("neither built in nor declared: a new namespace gives its class");
            }
        }
    }
    let class = class.and_then(|item| item.word(&Class::ALL, Class::as_str));
    let namespace = NamespacePolicy::declared(item.name, class.unwrap_or(Class::Account));
    let index = policy.add(namespace, preset);
    if index.is_none() {
        item.refuse_key("there are too many namespaces");
    }
    index
}

/// Reports unknown keys; says whether there was nothing but tables, as a name with a dot gives if it is not quoted.
fn allow_keys(section: &Section<'_>) -> bool {
    let inner = section.items();
    for unknown in inner.iter().filter(|inner| !KEYS.contains(&inner.name)) {
        if unknown.is_table() {
            unknown.refuse_key("unknown key; a namespace with a dot in its name is written in quotes, [namespace.\"wechat.unionid\"]");
        } else {
            unknown.refuse_key(format_args!("unknown key; known: {}", KEYS.join(", ")));
        }
    }
    !inner.is_empty() && inner.iter().all(|inner| inner.is_table() && !KEYS.contains(&inner.name))
}

fn read_rules(section: &Section<'_>, policy: &mut Policy, index: NamespaceIndex) {
    let namespace = &mut policy.namespaces[usize::from(index.0)];
    if let Some(rank) = section.item("rank").and_then(|item| item.number(0)) {
        namespace.trust.rank = rank;
    }
    if let Some(scope) = section.item("scope").and_then(|item| read_scope(&item, namespace)) {
        namespace.scope = scope;
    }
    if let Some(retain) = section.item("retain").and_then(|item| item.flag()) {
        namespace.retain = retain;
    }
    if let Some(limit) = section.item("limit").and_then(|item| item.number(1)) {
        namespace.limit = Some(limit);
    }
    if let Some(shared) = section.item("shared_above").and_then(|item| read_shared_above(&item)) {
        namespace.shared_above = shared;
    }
    let contested = section.item("contested");
    if let Some(word) = contested.and_then(|item| item.word(&["order", "nobody"], |word| word)) {
        namespace.contested_nobody = word == "nobody";
    }
    if let Some(after_ms) = section.item("reassigned_after").and_then(|item| read_duration(&item)) {
        namespace.reassigned_after_ms = Some(after_ms);
    }
    if let Some(region) = section.item("region").and_then(|item| read_region(&item, namespace)) {
        namespace.region = Some(region.into());
    }
}

fn read_scope(item: &Item<'_>, namespace: &NamespacePolicy) -> Option<ScopeRule> {
    if !namespace.declared {
        item.refuse_key("only a namespace that gives its class may state its scope");
    }
    item.word(&ScopeRule::ALL, ScopeRule::as_str)
}

/// A number, or one for each class; an empty table takes the rule of the preset away.
fn read_shared_above(item: &Item<'_>) -> Option<SharedAbove> {
    if !item.is_table() {
        return item.number(1).map(SharedAbove::MoreTrusted);
    }
    let section = item.section()?;
    section.allow(&Class::ALL.map(Class::as_str));
    let thresholds =
        Class::ALL.map(|class| section.item(class.as_str()).and_then(|item| item.number(1)));
    let any = thresholds.iter().any(Option::is_some);
    Some(if any { SharedAbove::ByClass(thresholds) } else { SharedAbove::Never })
}

fn read_duration(item: &Item<'_>) -> Option<i64> {
    duration::parse(item.text()?).map_err(|rule| item.refuse(rule)).ok()
}

fn read_region<'d>(item: &Item<'d>, namespace: &NamespacePolicy) -> Option<&'d str> {
    if namespace.syntax != Syntax::Phone {
        item.refuse_key("only phone numbers have a region");
    }
    let region = item.text()?;
    if !is_region(region) {
        item.refuse("must be the two capital letters of a region of ISO 3166, such as CN");
    }
    Some(region)
}

fn read_bridge(section: &Section<'_>, policy: &mut Policy, index: NamespaceIndex) {
    let Some(item) = section.item("bridge") else { return };
    let digests = digests_of(policy, index);
    if digests.is_empty() {
        item.refuse_key("only phone and email have digests to bridge to");
    }
    let Some(list) = item.list() else { return };
    let mut bridge = Vec::with_capacity(list.len());
    for item in list {
        let Some(name) = item.text() else { continue };
        match digests.iter().find(|(digest, _)| *digest == name) {
            _ if digests.is_empty() => {}
            Some((_, digest)) if bridge.contains(digest) => item.refuse("stands there twice"),
            Some((_, digest)) => bridge.push(*digest),
            None => {
                let names: Vec<_> = digests.iter().map(|(name, _)| *name).collect();
                item.refuse(format_args!("must be one of {}", names.join(", ")));
            }
        }
    }
    bridge.sort_unstable();
    policy.namespaces[usize::from(index.0)].bridge = bridge;
}

/// The namespaces of digests that a raw value of this one can stand for, by the rest of their name.
fn digests_of(policy: &Policy, index: NamespaceIndex) -> Vec<(&str, NamespaceIndex)> {
    let namespace = policy.at(index);
    if !matches!(namespace.syntax, Syntax::Phone | Syntax::Email) {
        return Vec::new();
    }
    let digest = |other: &NamespacePolicy| matches!(other.syntax, Syntax::Digest(_));
    let mut digests: Vec<_> = policy
        .namespaces
        .iter()
        .filter(|other| digest(other))
        .filter_map(|other| {
            let rest = other.name.strip_prefix(&*namespace.name)?.strip_prefix('.')?;
            Some((rest, *policy.by_name.get(&other.name)?))
        })
        .collect();
    digests.sort_unstable_by_key(|(_, index)| *index);
    digests
}

fn read_blocked(section: &Section<'_>, policy: &mut Policy, index: NamespaceIndex) {
    let Some(list) = section.item("blocked").and_then(|item| item.list()) else { return };
    let mut values = Vec::with_capacity(list.len());
    for item in list {
        match item.text() {
            None => {}
            Some(text) if text.trim().is_empty() => item.refuse("must not be empty"),
            Some(text) => match policy.canonical_value(index, text) {
                Ok(value) => values.push(value),
                Err(error) => {
                    let rule = error.to_string();
                    let named = format!("{}: ", policy.at(index).name);
                    item.refuse(rule.strip_prefix(&named).unwrap_or(&rule));
                }
            },
        }
    }
    policy.block(index, values);
}
