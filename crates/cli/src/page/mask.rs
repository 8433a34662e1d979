//! Contacts by their fingerprints alone, also where the policy retains their values.

use oneid::{Class, FingerprintKey, Identifier, Policy};

use super::View;

/// Shorter values are left in other texts: they would be found everywhere.
const LEAST_BYTES: usize = 6;

/// What hides the values of contacts.
pub(super) struct Mask<'a> {
    policy: &'a Policy,
    key: &'a FingerprintKey,
    /// Values of contacts that the policy retains, the longest first, and how phones among them are usually written.
    values: Vec<String>,
}

impl<'a> Mask<'a> {
    pub(super) fn new(view: &View<'_>, policy: &'a Policy, key: &'a FingerprintKey) -> Self {
        let mut mask = Mask { policy, key, values: Vec::new() };
        let held = view.evidence.records.iter().flat_map(|record| &record.identifiers);
        let pictured = view.evidence.identifiers.iter().map(|one| &one.identifier);
        let mut values: Vec<String> =
            held.chain(pictured).flat_map(|printed| mask.written(printed)).collect();
        values.retain(|value| value.len() >= LEAST_BYTES);
        values.sort_unstable_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        values.dedup();
        mask.values = values;
        mask
    }

    /// An identifier as printed, with the fingerprint in the place of a contact's value.
    pub(super) fn identifier(&self, printed: &str) -> String {
        let Some((head, name, value)) = parts(printed) else { return "…".to_owned() };
        match self.policy.namespace(name).map(oneid::NamespacePolicy::class) {
            Some(Class::Account | Class::Device) => printed.to_owned(),
            _ => self.fingerprint(head, name, value).unwrap_or_else(|| format!("{head}:…")),
        }
    }

    fn fingerprint(&self, head: &str, name: &str, value: &str) -> Option<String> {
        let scope = head.split_once('@').map(|(_, scope)| scope);
        let id = Identifier::new(name, scope, value).ok()?;
        let ids = self.policy.canonical(&id, self.key).ok()?;
        Some(format!("{head}:#{}", ids.first()?.fingerprint()))
    }

    /// Any other text, without the values of contacts that stand in it.
    pub(super) fn text(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for value in self.values.iter().filter(|value| !value.is_empty()) {
            if text.contains(value.as_str()) {
                text = text.replace(value.as_str(), "…");
            }
        }
        text
    }

    /// How a retained contact may be written.
    fn written(&self, printed: &str) -> Vec<String> {
        let Some((_, name, value)) = parts(printed) else { return Vec::new() };
        let retained = self
            .policy
            .namespace(name)
            .is_some_and(|namespace| namespace.class() == Class::Contact && namespace.retain());
        if !retained {
            return Vec::new();
        }
        let shorter = ["+", "+86"].into_iter().filter_map(|prefix| value.strip_prefix(prefix));
        std::iter::once(value).chain(shorter).map(str::to_owned).collect()
    }
}

/// Namespace with scope, as printed; namespace without the number of a former holder; value.
fn parts(printed: &str) -> Option<(&str, &str, &str)> {
    let (head, value) = printed.split_once(':')?;
    let name = head.split(['@', '~']).next()?;
    Some((head, name, value))
}
