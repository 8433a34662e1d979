//! Identifiers and stand-ins by number, each with what its namespace says of it.

use std::cmp::Ordering;
use std::rc::Rc;

use hashbrown::{HashMap, HashSet};

use crate::identifier::Class;
use crate::policy::{NamespacePolicy, Policy};

/// An identifier, or a stand-in for a former holder of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Node(usize);

/// A namespace in one scope: where identifiers are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Place(usize);

/// All that have been named so far.
pub(super) struct Names<'a> {
    policy: &'a Policy,
    all: Vec<Named<'a>>,
    by_text: HashMap<Rc<str>, Node>,
    places: HashMap<Box<str>, Place>,
}

struct Named<'a> {
    text: Rc<str>,
    place: Place,
    rules: Option<&'a NamespacePolicy>,
    /// The identifier, of a stand-in.
    stands_for: Option<Node>,
}

impl<'a> Names<'a> {
    pub(super) fn new(policy: &'a Policy) -> Self {
        Names { policy, all: Vec::new(), by_text: HashMap::new(), places: HashMap::new() }
    }

    /// The identifier of this printed text.
    pub(super) fn identifier(&mut self, text: &str) -> Node {
        if let Some(&node) = self.by_text.get(text) {
            return node;
        }
        let (name, _) = name_and_scope(text);
        let named = Named {
            text: text.into(),
            place: self.place_named(head(text)),
            rules: self.policy.namespace(name),
            stands_for: None,
        };
        self.add(named)
    }

    /// The stand-in for the holder of this number, the oldest being 1.
    pub(super) fn stand_in(&mut self, identifier: Node, number: usize) -> Node {
        let Named { text, place, rules, .. } = &self.all[identifier.0];
        let (name, _) = name_and_scope(text);
        let text = format!("{name}~{number}{}", &text[name.len()..]);
        if let Some(&node) = self.by_text.get(&*text) {
            return node;
        }
        let (place, rules) = (*place, *rules);
        self.add(Named { text: text.into(), place, rules, stands_for: Some(identifier) })
    }

    pub(super) fn text(&self, node: Node) -> &str {
        &self.all[node.0].text
    }

    /// Of a stand-in, the place of what it stands in for.
    pub(super) fn place(&self, node: Node) -> Place {
        self.all[node.0].place
    }

    /// None for a namespace that the policy does not know.
    pub(super) fn rules(&self, node: Node) -> Option<&'a NamespacePolicy> {
        self.all[node.0].rules
    }

    pub(super) fn class(&self, node: Node) -> Class {
        self.trust(node).0
    }

    pub(super) fn trust(&self, node: Node) -> (Class, u32) {
        self.rules(node).map_or((Class::Device, u32::MAX), |rules| (rules.class(), rules.rank()))
    }

    pub(super) fn limit(&self, node: Node) -> Option<usize> {
        let limit = self.rules(node).and_then(NamespacePolicy::limit)?;
        Some(usize::try_from(limit).unwrap_or(usize::MAX))
    }

    pub(super) fn is_stand_in(&self, node: Node) -> bool {
        self.all[node.0].stands_for.is_some()
    }

    /// What a stand-in stands in for, or the identifier itself.
    pub(super) fn identifier_of(&self, node: Node) -> Node {
        self.all[node.0].stands_for.unwrap_or(node)
    }

    pub(super) fn by_text(&self, a: Node, b: Node) -> Ordering {
        self.text(a).cmp(self.text(b))
    }

    /// The texts, sorted.
    pub(super) fn texts(&self, nodes: impl IntoIterator<Item = Node>) -> Vec<String> {
        let mut texts: Vec<String> =
            nodes.into_iter().map(|node| self.text(node).to_owned()).collect();
        texts.sort_unstable();
        texts
    }

    fn add(&mut self, named: Named<'a>) -> Node {
        let node = Node(self.all.len());
        self.by_text.insert(named.text.clone(), node);
        self.all.push(named);
        node
    }

    fn place_named(&mut self, head: &str) -> Place {
        let next = Place(self.places.len());
        *self.places.entry(head.into()).or_insert(next)
    }
}

/// What stands before the value.
fn head(text: &str) -> &str {
    text.split_once(':').map_or(text, |(head, _)| head)
}

/// Of a printed identifier.
pub(super) fn name_and_scope(text: &str) -> (&str, Option<&str>) {
    match head(text).split_once('@') {
        Some((name, scope)) => (name, Some(scope)),
        None => (head(text), None),
    }
}

/// A set of one.
pub(super) fn only(node: Node) -> HashSet<Node> {
    let mut set = HashSet::new();
    set.insert(node);
    set
}
