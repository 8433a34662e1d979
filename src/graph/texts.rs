//! Identifiers as printed, and their order.

use std::cmp::Ordering;

use super::index::Node;
use super::nodes::{Nodes, Sighted};

impl Nodes {
    /// The printed text form.
    pub(crate) fn text(&self, node: Node) -> String {
        let mut hex = String::new();
        let parts = self.text_parts(node, &mut hex);
        parts.concat()
    }

    /// The printed text form of an identifier that may not be known.
    pub(crate) fn sighted_text(&self, id: &Sighted<'_>) -> String {
        let prefix = &self.scope_entry(id.scope).prefix;
        if id.value.is_empty() {
            format!("{prefix}#{}", id.fingerprint)
        } else {
            format!("{prefix}{}", id.value)
        }
    }

    /// Text forms compared as bytes.
    pub(crate) fn compare_texts(&self, a: Node, b: Node) -> Ordering {
        let (scope_a, scope_b) = (self.scope_index(a), self.scope_index(b));
        if scope_a != scope_b && !self.is_stand_in(a) && !self.is_stand_in(b) {
            return self.entry(a).prefix.cmp(&self.entry(b).prefix);
        }
        let (mut hex_a, mut hex_b) = (String::new(), String::new());
        let a = self.text_parts(a, &mut hex_a);
        let b = self.text_parts(b, &mut hex_b);
        let bytes_a = a.iter().flat_map(|part| part.bytes());
        bytes_a.cmp(b.iter().flat_map(|part| part.bytes()))
    }

    /// More trusted first; ties by text.
    pub(crate) fn compare_trust(&self, a: Node, b: Node) -> Ordering {
        self.trust(a).cmp(&self.trust(b)).then_with(|| self.compare_texts(a, b))
    }

    /// The text form in pieces; `room` holds those that must be made: a stand-in's number and a fingerprint.
    fn text_parts<'a>(&'a self, node: Node, room: &'a mut String) -> [&'a str; 6] {
        let entry = self.entry(node);
        let (base, number) = self.origin(node);
        let value = self.value(base);
        if number > 0 {
            room.push_str(&format!("~{number}"));
        }
        let split = room.len();
        if value.is_empty() {
            room.push_str(&format!("#{}", self.fingerprint(base)));
        }
        let (number, print) = room.split_at(split);
        let (at, scope) = entry.scope.as_deref().map_or(("", ""), |scope| ("@", scope));
        [&entry.name, number, at, scope, ":", if value.is_empty() { print } else { value }]
    }
}
