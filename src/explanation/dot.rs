//! Pictures as text for Graphviz.

use std::fmt::Write as _;

use super::{Explanation, Hindrance, ProfileEvidence, Record, Step};
use crate::identifier::Class;

impl ProfileEvidence {
    /// The picture in the DOT language of Graphviz: identifiers as boxes (those of other profiles grey), links as lines with source,
    /// strength and first time, refused ones dashed.
    ///
    /// # Examples
    ///
    /// ```
    /// use oneid::{FingerprintKey, Identifier, IdentityGraph, Operation, Policy, Preset};
    ///
    /// let key = FingerprintKey::from_bytes([7; 16]);
    /// let mut graph = IdentityGraph::in_memory(Policy::preset(Preset::RetailCn), key);
    /// graph.apply(&Operation::from_json(r#"{"ids":["shopify.customer_id@shop:1","cookie:c"]}"#)?)?;
    /// let id = graph.lookup(&Identifier::parse("cookie:c")?)?[0].profile;
    /// let dot = graph.evidence(id).expect("a profile").to_dot();
    /// assert!(dot.starts_with("graph profile {") && dot.contains("n1 -- n0"));
    /// # Ok::<(), oneid::Error>(())
    /// ```
    #[must_use]
    pub fn to_dot(&self) -> String {
        let mut dot = String::from("graph profile {\n  node [shape=box];\n");
        for (place, identifier) in self.identifiers.iter().enumerate() {
            let shape = match identifier.class {
                Class::Account => "box",
                Class::Contact => "ellipse",
                Class::Device => "hexagon",
            };
            let elsewhere = identifier.profile.is_some_and(|profile| profile != self.profile);
            let colour = if elsewhere { ", color=grey, fontcolor=grey" } else { "" };
            let label = quoted(&identifier.identifier);
            let _ = writeln!(dot, "  n{place} [label={label}, shape={shape}{colour}];");
        }
        for link in &self.links {
            let record = &self.records[link.record];
            let (style, reason) = match link.refused {
                Some(reason) => (", style=dashed, color=red", reason.as_str()),
                None => ("", ""),
            };
            let label = quoted(&told(record, reason));
            let (from, to) = (link.centre, link.other);
            let _ = writeln!(dot, "  n{from} -- n{to} [label={label}{style}];");
        }
        dot.push_str("}\n");
        dot
    }
}

impl Explanation {
    /// The chain in the DOT language of Graphviz; steps that something stands against are dashed.
    #[must_use]
    pub fn to_dot(&self) -> String {
        let mut dot = String::from("graph explanation {\n  rankdir=LR;\n  node [shape=box];\n");
        let mut names: Vec<&str> = vec![&self.a, &self.b];
        names.extend(self.chain.iter().flat_map(|step| [&*step.link.from, &*step.link.to]));
        names.sort_unstable();
        names.dedup();
        for (place, name) in names.iter().enumerate() {
            let _ = writeln!(dot, "  n{place} [label={}];", quoted(name));
        }
        let place = |name: &str| names.binary_search(&name).unwrap_or_default();
        for Step { link, hindrances } in &self.chain {
            let kinds: Vec<_> = hindrances.iter().map(Hindrance::as_str).collect();
            let style = if hindrances.is_empty() { "" } else { ", style=dashed, color=red" };
            let label = quoted(&told(&link.record, &kinds.join(", ")));
            let (from, to) = (place(&link.from), place(&link.to));
            let _ = writeln!(dot, "  n{from} -- n{to} [label={label}{style}];");
        }
        dot.push_str("}\n");
        dot
    }
}

/// Source, strength and first time of a record, and what is to be remarked.
fn told(record: &Record, remark: &str) -> String {
    let mut lines = vec![record.source.clone(), record.strength.to_string()];
    lines.extend(record.first_seen.map(|first| first.to_string()));
    lines.push(remark.to_owned());
    lines.retain(|line| !line.is_empty());
    lines.join("\n")
}

/// A quoted string of the DOT language.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn what_ends_a_string_is_escaped() {
        assert_eq!(quoted("a\"b\\c\nd"), r#""a\"b\\c\nd""#);
    }
}
