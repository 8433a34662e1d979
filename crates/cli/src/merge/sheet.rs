//! Profiles as rows of a spreadsheet.

use std::collections::{BTreeMap, BTreeSet};

use oneid::{Profile, ProfileId, ProfileTrait, TraitValue};

/// The columns that all profiles together need, and the profiles' ids.
#[derive(Default)]
pub(super) struct Sheet {
    /// In no order yet.
    ids: Vec<ProfileId>,
    namespaces: BTreeSet<String>,
    traits: BTreeSet<String>,
}

impl Sheet {
    /// Takes a profile's columns in.
    pub(super) fn see(&mut self, profile: &Profile) {
        self.ids.push(profile.id);
        for text in &profile.identifiers {
            let (namespace, _) = parts(text);
            if !self.namespaces.contains(namespace) {
                self.namespaces.insert(namespace.to_owned());
            }
        }
        for name in profile.traits.keys() {
            if !self.traits.contains(name) {
                self.traits.insert(name.clone());
            }
        }
    }

    /// The ids of all profiles, sorted.
    pub(super) fn ids(&self) -> Vec<ProfileId> {
        let mut ids = self.ids.clone();
        ids.sort_unstable();
        ids
    }

    pub(super) fn header(&self) -> Vec<String> {
        let first = ["id", "identifiers", "platforms"].map(str::to_owned);
        let traits = self.traits.iter().map(|name| format!("trait:{name}"));
        first
            .into_iter()
            .chain(self.namespaces.iter().map(|name| cell(name)))
            .chain(traits)
            .collect()
    }

    pub(super) fn row(&self, profile: &Profile, platforms: &[&str]) -> Vec<String> {
        let mut values: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for text in &profile.identifiers {
            let (namespace, value) = parts(text);
            values.entry(namespace).or_default().push(value);
        }
        let count = profile.identifiers.len().to_string();
        let mut row = vec![profile.id.to_string(), count, cell(&platforms.join(" "))];
        row.extend(self.namespaces.iter().map(|name| {
            values.get(name.as_str()).map(|values| cell(&values.join(" "))).unwrap_or_default()
        }));
        row.extend(
            self.traits
                .iter()
                .map(|name| profile.traits.get(name).map(trait_cell).unwrap_or_default()),
        );
        row
    }
}

/// `namespace[@scope]` and value of an identifier's text form.
fn parts(text: &str) -> (&str, &str) {
    text.split_once(':').unwrap_or((text, ""))
}

/// A text as a cell: what a spreadsheet would take for a formula gets an apostrophe before it.
fn cell(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    if formula { format!("'{text}") } else { text.to_owned() }
}

fn trait_cell(shown: &ProfileTrait) -> String {
    match shown {
        ProfileTrait::Value(value) => value_cell(value),
        ProfileTrait::Values(values) => {
            cell(&values.iter().map(value_text).collect::<Vec<_>>().join("; "))
        }
        ProfileTrait::Sums(sums) if sums.keys().eq([""]) => number(sums[""]),
        ProfileTrait::Sums(sums) => {
            let sum = |(currency, &sum): (&String, &f64)| {
                format!("{currency} {}", number(sum)).trim_start().to_owned()
            };
            cell(&sums.iter().map(sum).collect::<Vec<_>>().join("; "))
        }
        ProfileTrait::Sum(sum) => number(*sum),
        other => cell(&serde_json::to_string(other).unwrap_or_default()),
    }
}

/// A number may be negative: it is no formula.
fn value_cell(value: &TraitValue) -> String {
    match value {
        TraitValue::Number(value) => number(*value),
        value => cell(&value_text(value)),
    }
}

fn value_text(value: &TraitValue) -> String {
    match value {
        TraitValue::Bool(value) => value.to_string(),
        TraitValue::Number(value) => number(*value),
        TraitValue::Text(text) => text.to_string(),
        TraitValue::List(texts) => texts.join("; "),
    }
}

fn number(value: f64) -> String {
    value.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_defused_and_numbers_are_not() {
        for text in ["=1+1", "+1", "-cmd", "@SUM(A1)", "\tx", "＝1"] {
            assert_eq!(cell(text), format!("'{text}"));
        }
        assert_eq!(cell("o-=+@"), "o-=+@");
        assert_eq!(value_cell(&TraitValue::from(-3.5)), "-3.5");
        assert_eq!(value_cell(&TraitValue::from("-3.5")), "'-3.5");
    }

    #[test]
    fn sums_of_one_currency_without_a_name_are_numbers() {
        let sums = |pairs: &[(&str, f64)]| {
            let pairs = pairs.iter().map(|&(currency, sum)| (currency.to_owned(), sum));
            trait_cell(&ProfileTrait::Sums(pairs.collect()))
        };
        assert_eq!(sums(&[("", 12.5)]), "12.5");
        assert_eq!(sums(&[("CNY", 12.5), ("USD", 3.0)]), "CNY 12.5; USD 3");
    }
}
