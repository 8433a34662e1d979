//! Step 7: the links, and the order in which they are taken.

use std::cmp::{Ordering, Reverse};
use std::rc::Rc;

use hashbrown::HashSet;

use super::judge::{Judge, RecordNumber};
use super::names::{Node, only};
use crate::explanation::Record;
use crate::observation::Strength;
use crate::policy::Criterion;

/// What is left of a record after step 6: its centre, and each other that it links to that.
#[derive(Default)]
pub(super) struct Ends {
    pub(super) centre: Option<Node>,
    pub(super) others: Vec<Node>,
}

/// One link of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Taken {
    pub(super) centre: Node,
    pub(super) other: Node,
    pub(super) record: RecordNumber,
}

/// What the links connect, accepted or not.
pub(super) struct Component {
    pub(super) nodes: Vec<Node>,
    /// In the order in which they are taken.
    pub(super) links: Vec<Taken>,
}

impl Ends {
    pub(super) fn holds(&self, node: Node) -> bool {
        self.centre == Some(node) || self.others.contains(&node)
    }

    /// Those that the record links to one of its ends.
    pub(super) fn linked_to(&self, node: Node) -> &[Node] {
        if self.centre == Some(node) {
            &self.others
        } else if self.others.contains(&node) {
            self.centre.as_slice()
        } else {
            &[]
        }
    }
}

impl Judge<'_> {
    pub(super) fn ends(&mut self, record: RecordNumber) -> Rc<Ends> {
        if let Some(ends) = self.known.ends.get(&record) {
            return ends.clone();
        }
        let stood = self.stood(record);
        let mut others: Vec<Node> =
            stood.iter().copied().filter(|&node| !self.leaves(node, record)).collect();
        others.sort_by(|&a, &b| {
            let trust = self.names.trust(a).cmp(&self.names.trust(b));
            trust.then_with(|| self.names.by_text(a, b))
        });
        let centre = if others.is_empty() { None } else { Some(others.remove(0)) };
        let ends = Rc::new(Ends { centre, others });
        self.known.ends.insert(record, ends.clone());
        ends
    }

    /// Everything that links connect with a node.
    pub(super) fn component(&mut self, node: Node) -> Component {
        let (mut nodes, mut links) = (vec![node], Vec::new());
        let (mut seen, mut read) = (only(node), HashSet::new());
        let mut next = 0;
        while let Some(&node) = nodes.get(next) {
            next += 1;
            for record in self.holding(node) {
                let ends = self.ends(record);
                if !ends.holds(node) || !read.insert(record) {
                    continue;
                }
                let Some(centre) = ends.centre else { continue };
                links.extend(ends.others.iter().map(|&other| Taken { centre, other, record }));
                let all = ends.centre.iter().chain(&ends.others);
                nodes.extend(all.filter(|&&end| seen.insert(end)));
            }
        }
        links.sort_by(|a, b| self.compare(*a, *b));
        Component { nodes, links }
    }

    fn compare(&self, a: Taken, b: Taken) -> Ordering {
        let (of_a, of_b) = (&**self.record(a.record), &**self.record(b.record));
        let asserted = |record: &Record| Reverse(record.strength == Strength::Asserted);
        let criterion = |criterion: &Criterion| match criterion {
            Criterion::Strength => of_b.strength.cmp(&of_a.strength),
            Criterion::Rank => self.trusts(a).cmp(&self.trusts(b)),
            Criterion::Oldest => earlier(of_a, of_b),
            Criterion::Newest => of_b.last_seen.cmp(&of_a.last_seen),
        };
        let mut order = asserted(of_a).cmp(&asserted(of_b));
        for one in self.policy.order() {
            order = order.then_with(|| criterion(one));
        }
        order
            .then_with(|| self.names.by_text(a.centre, b.centre))
            .then_with(|| self.names.by_text(a.other, b.other))
            .then_with(|| of_a.source.cmp(&of_b.source))
            .then_with(|| of_b.strength.cmp(&of_a.strength))
            .then_with(|| of_a.identifiers.cmp(&of_b.identifiers))
    }

    fn trusts(&self, link: Taken) -> impl Ord {
        (self.names.trust(link.centre), self.names.trust(link.other))
    }
}

/// A record without a time comes last. (Where the later comes first, `None` is last by itself.)
fn earlier(a: &Record, b: &Record) -> Ordering {
    let first = |record: &Record| (record.first_seen.is_none(), record.first_seen);
    first(a).cmp(&first(b))
}
