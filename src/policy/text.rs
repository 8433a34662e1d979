//! A policy of its text.

use toml::de::DeTable;

use super::document::{Item, Problems, Section};
use super::{Criterion, Policy, Preset, SourceRule, TraitRule, namespaces};
use crate::error::{Error, ErrorKind};
use crate::observation::{Strength, check_trait_name};

const KEYS: [&str; 7] =
    ["base", "order", "min_strength", "max_accounts", "namespace", "source", "trait"];

impl Policy {
    /// Reads a policy from TOML. Every key is optional; `base` names the preset that the others override,
    /// [`Preset::Connected`] if there is none.
    ///
    /// A key replaces what the preset says, also where that is a list. Giving a `class` declares a namespace: anew, and
    /// without its built-in syntax, if there is one of that name. It follows the preset's rules for its class.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Policy`](crate::ErrorKind::Policy): an unknown key or namespace, a value of the wrong type
    /// or out of range, or text that is not TOML. [`Error::problems`] lists every problem with its line,
    /// column and key, and never holds a value of the document.
    ///
    /// # Examples
    ///
    /// ```
    /// use oneid::{Policy, TraitRule};
    ///
    /// let policy = Policy::from_toml(
    ///     r#"
    ///     base = "retail-cn"
    ///     [namespace."acme.member"]
    ///     class = "account"
    ///     limit = 1
    ///     [source."rented/*"]
    ///     link = false
    ///     [trait.amount]
    ///     rule = "sum"
    ///     "#,
    /// )?;
    /// assert_eq!(policy.namespace("acme.member").unwrap().rank(), 100);
    /// assert!(!policy.links("rented/2021-10"));
    /// assert_eq!(policy.trait_rule("amount"), TraitRule::Sum);
    ///
    /// let error = Policy::from_toml("max_accounts = 0\n[namespace.phone]\nlimit = -1").unwrap_err();
    /// assert_eq!(error.problems()[0], "line 1, column 16, max_accounts: must be 1 or more");
    /// assert_eq!(error.problems()[1], "line 3, column 9, namespace.phone.limit: must be 1 or more");
    /// # Ok::<(), oneid::Error>(())
    /// ```
    pub fn from_toml(text: &str) -> Result<Policy, Error> {
        let problems = Problems::new(text);
        let (document, malformed) = DeTable::parse_recoverable(text);
        for error in &malformed {
            let offset = error.span().map_or(text.len(), |span| span.start);
            problems.report(offset, "", format_args!("not TOML: {}", error.message()));
        }
        let policy =
            malformed.is_empty().then(|| read(&Section::root(&problems, document.get_ref())));
        problems.into_result(ErrorKind::Policy)?;
        Ok(policy.unwrap_or_else(|| Policy::preset(Preset::Connected)))
    }
}

fn read(root: &Section<'_>) -> Policy {
    root.allow(&KEYS);
    let base = root.item("base").and_then(|item| item.word(&Preset::ALL, Preset::as_str));
    let preset = base.unwrap_or(Preset::Connected);
    let mut policy = Policy::preset(preset);
    if let Some(order) = root.item("order").and_then(|item| read_order(&item)) {
        policy.order = order;
    }
    let strength = root.item("min_strength");
    if let Some(strength) = strength.and_then(|item| item.word(&Strength::ALL, Strength::as_str)) {
        policy.min_strength = strength;
    }
    if let Some(most) = root.item("max_accounts").and_then(|item| item.number(1)) {
        policy.max_accounts = Some(most);
    }
    if let Some(section) = root.item("namespace").and_then(|item| item.section()) {
        namespaces::read(&section, &mut policy, preset);
    }
    if let Some(section) = root.item("source").and_then(|item| item.section()) {
        policy.sources = section.items().iter().filter_map(read_source).collect();
    }
    if let Some(section) = root.item("trait").and_then(|item| item.section()) {
        policy.traits = section.items().iter().filter_map(read_trait).collect();
    }
    policy
}

fn read_order(item: &Item<'_>) -> Option<Vec<Criterion>> {
    let mut order = Vec::new();
    for item in item.list()? {
        let Some(criterion) = item.word(&Criterion::ALL, Criterion::as_str) else { continue };
        let opposite = match criterion {
            Criterion::Oldest => Some(Criterion::Newest),
            Criterion::Newest => Some(Criterion::Oldest),
            _ => None,
        };
        if order.contains(&criterion) {
            item.refuse(format_args!("{criterion} stands there twice"));
        } else if opposite.is_some_and(|opposite| order.contains(&opposite)) {
            item.refuse("oldest and newest exclude each other");
        }
        order.push(criterion);
    }
    if item.list()?.is_empty() {
        item.refuse("must name one criterion or more");
    }
    Some(order)
}

fn read_source(item: &Item<'_>) -> Option<SourceRule> {
    let section = item.section()?;
    section.allow(&["link"]);
    let beginning = item.name.strip_suffix('*').unwrap_or(item.name);
    if beginning.contains('*') {
        item.refuse_key("`*` stands at the end only");
    }
    let link = section.item("link").and_then(|item| item.flag()).unwrap_or(true);
    Some(SourceRule { pattern: item.name.into(), link })
}

fn read_trait(item: &Item<'_>) -> Option<(Box<str>, TraitRule)> {
    let section = item.section()?;
    section.allow(&["rule"]);
    if let Err(error) = check_trait_name(item.name) {
        item.refuse_key(error);
    }
    let rule = section.item("rule").and_then(|item| item.word(&TraitRule::ALL, TraitRule::as_str));
    Some((item.name.into(), rule.unwrap_or_default()))
}
