//! A policy as text.

use std::fmt::{Display, Write as _};

use super::{NamespacePolicy, Policy, SharedAbove, duration};
use crate::identifier::catalogue::{self, CATALOGUE};
use crate::identifier::{Class, Family};

/// Widest line of a list, in characters.
const LINE_CHARS: usize = 100;

/// What the namespaces of each family are, in the order of printing.
const GROUPS: [(Family, &str); 6] = [
    (
        Family::UnionId,
        "Accounts of which a person has one for each merchant, developer, or at all.",
    ),
    (Family::Account, "Other accounts."),
    (Family::Phone, "Phone numbers and their digests."),
    (Family::Email, "E-mail addresses, their digests, and contacts that the policy declares."),
    (Family::Token, "Order numbers and tokens of links."),
    (Family::Device, "Devices and cookies."),
];

const LEGEND: &str = r#"
# What can be said of a namespace:
#   limit             at most so many of it, per scope, in a profile
#   shared_above      with more partners than this an identifier is shared and links nothing: a number counts
#                     partners of more trusted classes, a table those of each class named (account, contact, device)
#   contested         "nobody": what two customers hold is nobody's; "order": the order of links decides
#   reassigned_after  after so long a silence (s, m, h, d) a number may have been given to somebody else
#   blocked           values that identify nobody
#   region, bridge    of phones (bridge also of email): where national numbers are from; digests they stand for
#   retain            whether values are kept, or only fingerprints of them
#   rank              less is more trusted, within one class
#   class, scope      of namespaces that the policy declares: account, contact or device; required, optional or none
"#;

impl Policy {
    /// The policy as commented TOML that [`from_toml`](Policy::from_toml) reads as an equal policy.
    ///
    /// It starts from the preset that has no rule and states every rule, so that a line taken away is a rule taken away.
    /// It holds the blocked values.
    ///
    /// # Examples
    ///
    /// ```
    /// use oneid::{Policy, Preset};
    ///
    /// let policy = Policy::preset(Preset::RetailCn);
    /// let text = policy.to_toml();
    /// assert!(text.contains("[namespace.\"wechat.unionid\"]\nlimit = 1\n"));
    /// assert_eq!(Policy::from_toml(&text)?, policy);
    /// # Ok::<(), oneid::Error>(())
    /// ```
    #[must_use]
    pub fn to_toml(&self) -> String {
        let mut text = self.head();
        text.push_str(LEGEND);
        for (family, title) in GROUPS {
            let of_family = self.namespaces.iter().filter(|namespace| namespace.family == family);
            let tables: Vec<String> = of_family
                .map(|namespace| self.namespace_table(namespace))
                .filter(|table| !table.is_empty())
                .collect();
            if !tables.is_empty() {
                text.push_str(&format!(
                    "
# {title}
{}",
                    tables.join(
                        "
"
                    )
                ));
            }
        }
        text.push_str(&self.sources_and_traits());
        text
    }

    fn head(&self) -> String {
        let version = catalogue::VERSION;
        let order = list(self.order.iter().map(|criterion| quoted(criterion.as_str())));
        let strength = self.min_strength;
        let accounts = match self.max_accounts {
            Some(most) => format!("max_accounts = {most}"),
            None => "# max_accounts = 100".to_owned(),
        };
        format!(
            "\
# A policy of oneid, complete: a rule that is not stated here does not hold. (Built-in namespaces: version {version}.)
base = \"connected\"

# Which link comes first where links conflict: strength, rank, and oldest or newest.
order = {order}

# Weaker records link nothing: inferred, declared, verified, authoritative, asserted.
min_strength = \"{strength}\"

# At most so many accounts in a profile; absent: any number.
{accounts}
"
        )
    }

    /// The table of a namespace; empty if it is as the catalogue has it, without a rule.
    fn namespace_table(&self, namespace: &NamespacePolicy) -> String {
        let lines =
            identity_lines(namespace) + &rule_lines(namespace) + &self.value_lines(namespace);
        if lines.is_empty() {
            return lines;
        }
        format!("[namespace.{}]\n{lines}", key(&namespace.name))
    }

    fn value_lines(&self, namespace: &NamespacePolicy) -> String {
        let mut lines = String::new();
        line(&mut lines, "region", namespace.region.as_deref().map(quoted));
        let beginning = namespace.name.len() + 1;
        let bridge =
            namespace.bridge.iter().map(|&index| quoted(&self.at(index).name[beginning..]));
        line(&mut lines, "bridge", (!namespace.bridge.is_empty()).then(|| list(bridge)));
        let blocked = namespace.blocked().map(quoted);
        line(&mut lines, "blocked", (!namespace.blocked.is_empty()).then(|| list(blocked)));
        lines
    }

    fn sources_and_traits(&self) -> String {
        let sources = self
            .sources
            .iter()
            .map(|source| format!("\n[source.{}]\nlink = {}\n", key(&source.pattern), source.link));
        let traits =
            self.traits.iter().map(|(name, rule)| format!("\n[trait.{name}]\nrule = \"{rule}\"\n"));
        let titled = |title: &str, tables: String| match tables.is_empty() {
            true => tables,
            false => format!("\n# {title}{tables}"),
        };
        titled(
            "Sources: where `link` is false their records link nothing; `*` at the end matches any rest.",
            sources.collect(),
        ) + &titled(
            "Which value of a trait a profile shows; newest where nothing is said.",
            traits.collect(),
        )
    }
}

/// What differs from the catalogue, or from a plain declared namespace.
fn identity_lines(namespace: &NamespacePolicy) -> String {
    let entry =
        CATALOGUE.iter().find(|entry| !namespace.declared && entry.name == &*namespace.name);
    let plain = match entry {
        Some(entry) => NamespacePolicy::built_in(entry),
        None => NamespacePolicy::declared(&namespace.name, namespace.class()),
    };
    let mut lines = String::new();
    line(&mut lines, "class", namespace.declared.then(|| quoted(namespace.class().as_str())));
    let scope = namespace.scope;
    line(&mut lines, "scope", (scope != plain.scope).then(|| quoted(scope.as_str())));
    let rank = namespace.rank();
    line(&mut lines, "rank", (rank != plain.rank()).then_some(rank));
    line(&mut lines, "retain", (namespace.retain != plain.retain).then_some(namespace.retain));
    lines
}

fn rule_lines(namespace: &NamespacePolicy) -> String {
    let mut lines = String::new();
    line(&mut lines, "limit", namespace.limit);
    line(&mut lines, "shared_above", shared_above(namespace.shared_above));
    line(&mut lines, "contested", namespace.contested_nobody.then_some("\"nobody\""));
    let after = namespace.reassigned_after_ms.map(|after_ms| quoted(&duration::print(after_ms)));
    line(&mut lines, "reassigned_after", after);
    lines
}

fn shared_above(shared: SharedAbove) -> Option<String> {
    match shared {
        SharedAbove::Never => None,
        SharedAbove::MoreTrusted(threshold) => Some(threshold.to_string()),
        SharedAbove::ByClass(thresholds) => {
            let named = Class::ALL.into_iter().zip(thresholds);
            let stated =
                named.filter_map(|(class, threshold)| Some(format!("{class} = {}", threshold?)));
            Some(format!("{{ {} }}", stated.collect::<Vec<_>>().join(", ")))
        }
    }
}

fn line(lines: &mut String, key: &str, value: Option<impl Display>) {
    if let Some(value) = value {
        lines.push_str(&format!("{key} = {value}\n"));
    }
}

/// A list on one line, or where that is too wide on several.
fn list(items: impl Iterator<Item = String>) -> String {
    let items: Vec<String> = items.collect();
    let one_line = format!("[{}]", items.join(", "));
    if one_line.chars().count() <= LINE_CHARS {
        return one_line;
    }
    let mut lines = vec![String::new()];
    for item in items {
        if let Some(last) = lines.last_mut()
            && (last.is_empty() || last.chars().count() + item.chars().count() < LINE_CHARS)
        {
            last.push_str(&format!("{item}, "));
        } else {
            lines.push(format!("{item}, "));
        }
    }
    let body: String = lines.iter().map(|line| format!("  {}\n", line.trim_end())).collect();
    format!("[\n{body}]")
}

/// A key, in quotes where TOML wants them.
fn key(name: &str) -> String {
    let bare = |b: u8| b.is_ascii_alphanumeric() || b == b'_' || b == b'-';
    if !name.is_empty() && name.bytes().all(bare) { name.to_owned() } else { quoted(name) }
}

/// A basic string.
fn quoted(text: &str) -> String {
    let mut out = String::from('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_control() => {
                // Writing to a `String` cannot fail.
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_escaped() {
        assert_eq!(quoted("a\"b\\c\u{7f}\n杭"), "\"a\\\"b\\\\c\\u007F\\u000A杭\"");
        assert_eq!(key("a-b_1"), "a-b_1");
        assert_eq!(key(""), "\"\"");
    }

    #[test]
    fn long_lists_are_broken_between_items() {
        let text = list((0..40).map(|number| quoted(&format!("item {number:02}"))));
        assert!(text.lines().all(|line| line.chars().count() <= LINE_CHARS + 4), "{text}");
        assert!(text.lines().count() > 3);
        let read = toml::from_str::<toml::Table>(&format!("list = {text}")).expect("is TOML");
        assert_eq!(read["list"].as_array().map(Vec::len), Some(40));
    }
}
