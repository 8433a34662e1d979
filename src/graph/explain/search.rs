//! Shortest chains in a graph that is not held but asked for what leads from a node.

use std::cmp::Ordering;

use hashbrown::{HashMap, HashSet};

use crate::graph::index::Node;

/// One step of a chain: over what, and where to.
pub(super) type Step<E> = (E, Node);

/// What leads from where to where; each way leads back as well.
pub(super) trait Ways {
    /// What a step goes over.
    type Edge: Copy;

    /// Every step from a node.
    fn from(&self, node: Node, visit: &mut dyn FnMut(Step<Self::Edge>));

    /// Which of two steps from one node is taken where both lead there equally soon: less comes first.
    fn compare(&self, a: Step<Self::Edge>, b: Step<Self::Edge>) -> Ordering;
}

/// The nodes at each distance from one end.
struct Side {
    distance: HashMap<Node, usize>,
    frontier: Vec<Node>,
    depth: usize,
}

impl Side {
    fn new(end: Node) -> Self {
        Side { distance: HashMap::from([(end, 0)]), frontier: vec![end], depth: 0 }
    }

    fn extend(&mut self, ways: &impl Ways) {
        self.depth += 1;
        let mut next = Vec::new();
        for node in std::mem::take(&mut self.frontier) {
            ways.from(node, &mut |(_, to)| {
                if self.distance.try_insert(to, self.depth).is_ok() {
                    next.push(to);
                }
            });
        }
        self.frontier = next;
    }
}

/// The shortest chain between two different nodes; of several the first, step by step.
///
/// Goes from both ends by whole layers, always where fewer nodes are: what hangs together with one end alone is not explored when the
/// other end's side is small.
pub(super) fn shortest<W: Ways>(a: Node, b: Node, ways: &W) -> Option<Vec<Step<W::Edge>>> {
    let (mut left, mut right) = (Side::new(a), Side::new(b));
    loop {
        let from_left = left.frontier.len() <= right.frontier.len();
        let (near, far) = if from_left { (&mut left, &right) } else { (&mut right, &left) };
        near.extend(ways);
        if near.frontier.is_empty() {
            return None;
        }
        let met: HashSet<Node> =
            near.frontier.iter().copied().filter(|node| far.distance.contains_key(node)).collect();
        if !met.is_empty() {
            return Some(walk(a, &left, &right, met, ways));
        }
    }
}

/// The first of the shortest chains that go through what both sides `met`.
fn walk<W: Ways>(
    a: Node,
    left: &Side,
    right: &Side,
    met: HashSet<Node>,
    ways: &W,
) -> Vec<Step<W::Edge>> {
    let mut layers = vec![met];
    for depth in (1..left.depth).rev() {
        let before = before(&layers[layers.len() - 1], depth, left, ways);
        layers.push(before);
    }
    layers.reverse();
    // Where nothing has been gone from the left, what was met is the end itself.
    let layers = if left.depth == 0 { &[][..] } else { &layers };
    let mut chain = Vec::with_capacity(left.depth + right.depth);
    let mut at = a;
    for place in 0..left.depth + right.depth {
        let leads = |to: Node| match layers.get(place) {
            Some(layer) => layer.contains(&to),
            None => right.distance.get(&to) == Some(&(left.depth + right.depth - place - 1)),
        };
        let Some(step) = first(at, leads, ways) else { break };
        chain.push(step);
        at = step.1;
    }
    chain
}

/// The nodes at this distance from the left end that lead to these.
fn before(layer: &HashSet<Node>, depth: usize, left: &Side, ways: &impl Ways) -> HashSet<Node> {
    let mut before = HashSet::new();
    for &node in layer {
        ways.from(node, &mut |(_, to)| {
            if left.distance.get(&to) == Some(&depth) {
                before.insert(to);
            }
        });
    }
    before
}

fn first<W: Ways>(at: Node, leads: impl Fn(Node) -> bool, ways: &W) -> Option<Step<W::Edge>> {
    let mut first: Option<Step<W::Edge>> = None;
    ways.from(at, &mut |step| {
        if leads(step.1) && first.is_none_or(|first| ways.compare(step, first).is_lt()) {
            first = Some(step);
        }
    });
    first
}
