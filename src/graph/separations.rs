//! Pairs of identifiers that never share a profile.

use hashbrown::HashMap;

use super::index::Node;
use crate::observation::Timestamp;

/// Who said it, and when.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Said {
    pub(crate) at: Option<Timestamp>,
    pub(crate) source: Box<str>,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Separations {
    /// Both ways round; who said so, sorted and without repetition, on both.
    partners: HashMap<Node, HashMap<Node, Vec<Said>>>,
    pairs: usize,
}

impl Separations {
    pub(crate) fn is_empty(&self) -> bool {
        self.partners.is_empty()
    }

    pub(crate) fn len(&self) -> usize {
        self.pairs
    }

    /// Those separated from a node.
    pub(crate) fn of(&self, node: Node) -> impl Iterator<Item = Node> + '_ {
        self.partners_of(node).into_iter().flat_map(|partners| partners.keys().copied())
    }

    /// From how many a node is separated.
    pub(crate) fn count(&self, node: Node) -> usize {
        self.partners_of(node).map_or(0, HashMap::len)
    }

    pub(crate) fn names(&self, node: Node) -> bool {
        self.partners_of(node).is_some()
    }

    /// Whether the two are separated.
    pub(crate) fn holds(&self, a: Node, b: Node) -> bool {
        self.partners_of(a).is_some_and(|partners| partners.contains_key(&b))
    }

    /// Who separated the two, and when; sorted.
    pub(crate) fn said(&self, a: Node, b: Node) -> &[Said] {
        self.partners_of(a).and_then(|partners| partners.get(&b)).map_or(&[], Vec::as_slice)
    }

    fn partners_of(&self, node: Node) -> Option<&HashMap<Node, Vec<Said>>> {
        if self.is_empty() { None } else { self.partners.get(&node) }
    }

    /// Separates two nodes; whether they were not yet.
    pub(crate) fn add(&mut self, a: Node, b: Node, said: &Said) -> bool {
        let new = !self.holds(a, b);
        for (node, other) in [(a, b), (b, a)] {
            let sayings = self.partners.entry(node).or_default().entry(other).or_default();
            if !sayings.contains(said) {
                sayings.push(said.clone());
                sayings.sort_by(|a, b| (a.at, &a.source).cmp(&(b.at, &b.source)));
            }
        }
        self.pairs += usize::from(new);
        new
    }

    /// Takes a separation back; whether there was one.
    pub(crate) fn remove(&mut self, a: Node, b: Node) -> bool {
        let held = self.holds(a, b);
        for (node, other) in [(a, b), (b, a)] {
            if let Some(partners) = self.partners.get_mut(&node) {
                partners.remove(&other);
                if partners.is_empty() {
                    self.partners.remove(&node);
                }
            }
        }
        self.pairs -= usize::from(held);
        held
    }
}
