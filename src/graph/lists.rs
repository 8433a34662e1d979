//! Lists of occurrences, one for each node, threaded through arrays: no allocation for each element, removal in one step.

use super::index::{Node, Occurrence};

#[derive(Clone, Debug, Default)]
pub(crate) struct Lists {
    head: Vec<Occurrence>,
    next: Vec<Occurrence>,
    previous: Vec<Occurrence>,
}

impl Lists {
    /// Makes room for so many nodes and occurrences.
    pub(crate) fn grow(&mut self, nodes: usize, occurrences: usize) {
        self.head.resize(nodes.max(self.head.len()), Occurrence::NONE);
        let occurrences = occurrences.max(self.next.len());
        self.next.resize(occurrences, Occurrence::NONE);
        self.previous.resize(occurrences, Occurrence::NONE);
    }

    pub(crate) fn push(&mut self, node: Node, occurrence: Occurrence) {
        let first = std::mem::replace(&mut self.head[node.index()], occurrence);
        self.next[occurrence.index()] = first;
        self.previous[occurrence.index()] = Occurrence::NONE;
        if first.is_some() {
            self.previous[first.index()] = occurrence;
        }
    }

    pub(crate) fn remove(&mut self, node: Node, occurrence: Occurrence) {
        let (before, after) = (self.previous[occurrence.index()], self.next[occurrence.index()]);
        if before.is_some() {
            self.next[before.index()] = after;
        } else {
            self.head[node.index()] = after;
        }
        if after.is_some() {
            self.previous[after.index()] = before;
        }
    }

    /// The occurrences of a node, the latest pushed first.
    pub(crate) fn of(&self, node: Node) -> impl Iterator<Item = Occurrence> + '_ {
        let first = self.head.get(node.index()).copied().unwrap_or(Occurrence::NONE);
        let some = |occurrence: Occurrence| occurrence.is_some().then_some(occurrence);
        std::iter::successors(some(first), move |occurrence| some(self.next[occurrence.index()]))
    }
}
