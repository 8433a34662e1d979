//! Steps 7 and 8, one connected component of the links after the other: each resolves apart.

use hashbrown::{HashMap, HashSet};

use super::Anew;
use crate::graph::index::{Node, RecordIndex};
use crate::graph::order::{LinkOrder, PlacedEnds};
use crate::graph::summary::Summary;
use crate::union_find::UnionFind;

/// The links of one component, and what they join.
#[derive(Default)]
struct Component {
    nodes: Vec<Node>,
    links: Vec<(Node, Node, RecordIndex)>,
    records: HashSet<RecordIndex>,
}

/// What a component gives.
pub(super) struct Resolved {
    /// Its profiles, with the stand-ins.
    pub(super) profiles: Vec<Vec<Node>>,
    pub(super) links: u64,
    pub(super) refused: u64,
}

impl Anew<'_> {
    /// Resolves every component. What is no longer needed of one is dropped before the next.
    pub(super) fn resolve(&self, mut visit: impl FnMut(Resolved)) {
        let mut seen = vec![false; self.nodes.len()];
        for node in self.standing() {
            if !seen[node.index()] {
                let component = self.component(node, &mut seen);
                visit(self.resolve_component(component));
            }
        }
    }

    fn component(&self, start: Node, seen: &mut [bool]) -> Component {
        let mut component = Component { nodes: vec![start], ..Component::default() };
        seen[start.index()] = true;
        let mut next = 0;
        while let Some(&node) = component.nodes.get(next) {
            next += 1;
            for occurrence in self.standing_as(node) {
                let index = occurrence.record();
                if component.records.contains(&index) {
                    continue;
                }
                let (ends, centre) = self.ends(index);
                let Some(centre) = centre.map(|place| ends[place]).filter(|_| ends.contains(&node))
                else {
                    continue;
                };
                component.records.insert(index);
                for end in ends.into_iter().filter(|end| end.is_some()) {
                    if end != centre {
                        component.links.push((centre, end, index));
                    }
                    if !std::mem::replace(&mut seen[end.index()], true) {
                        component.nodes.push(end);
                    }
                }
            }
        }
        component
    }

    fn resolve_component(&self, component: Component) -> Resolved {
        let Component { nodes, links, .. } = component;
        let count = links.len() as u64;
        if links.is_empty() {
            return Resolved { profiles: vec![nodes], links: 0, refused: 0 };
        }
        let order = LinkOrder { policy: self.policy, nodes: &self.nodes, evidence: self.evidence };
        let mut placed: Vec<PlacedEnds<'_>> =
            links.into_iter().map(|ends| order.place_ends(ends)).collect();
        placed.sort_unstable();
        let places: HashMap<Node, u32> = nodes.iter().copied().zip(0..).collect();
        let mut sets = UnionFind::new(u32::try_from(nodes.len()).unwrap_or(u32::MAX));
        let mut summaries: Vec<Summary> =
            nodes.iter().map(|&node| Summary::of_node(node, self.rules())).collect();
        let mut refused = Vec::new();
        for link in placed {
            let (a, b) = (sets.find(places[&link.centre]), sets.find(places[&link.other]));
            if a == b {
                continue;
            }
            let (into, from) = (a.min(b) as usize, a.max(b) as usize);
            if summaries[into].refusal(&summaries[from], self.rules()).is_some() {
                refused.push((link.centre, link.other));
                continue;
            }
            let absorbed = std::mem::take(&mut summaries[from]);
            summaries[sets.unite_roots(a, b) as usize].absorb(&absorbed, self.rules());
        }
        let apart = |&(a, b): &(Node, Node)| sets.find(places[&a]) != sets.find(places[&b]);
        let refused = refused.iter().copied().filter(apart).count() as u64;
        let mut profiles: HashMap<u32, Vec<Node>> = HashMap::new();
        for (&node, place) in nodes.iter().zip(0..) {
            profiles.entry(sets.find(place)).or_default().push(node);
        }
        Resolved { profiles: profiles.into_values().collect(), links: count, refused }
    }
}
