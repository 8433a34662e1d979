//! The graphs that explanations are chains of. Each contains those before it.

use std::cmp::Ordering;

use super::search::{Step, Ways};
use crate::graph::Graph;
use crate::graph::index::{Node, Occurrence, RecordIndex};

/// Links in force between identifiers and stand-ins.
pub(super) struct Links<'a> {
    pub(super) graph: &'a Graph,
    /// Those alone that were accepted.
    pub(super) accepted: bool,
}

/// Records between identifiers as held.
pub(super) struct Records<'a> {
    pub(super) graph: &'a Graph,
    pub(super) which: Which,
}

/// Which records, over which identifiers.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Which {
    /// Those that may link and do not contradict themselves, over identifiers that are not blocked.
    Linking,
    /// All, over identifiers that are not blocked.
    Unblocked,
    /// All, over all.
    All,
}

impl Ways for Links<'_> {
    type Edge = Occurrence;

    fn from(&self, node: Node, visit: &mut dyn FnMut(Step<Occurrence>)) {
        let run = self.graph.run();
        for link in self.graph.evidence.links_at(node) {
            if !self.accepted || run.is_internal(link) {
                visit((link, run.other_end(link, node)));
            }
        }
    }

    fn compare(&self, a: Step<Occurrence>, b: Step<Occurrence>) -> Ordering {
        let order = self.graph.order();
        order.place(a.0).cmp(&order.place(b.0))
    }
}

impl Ways for Records<'_> {
    type Edge = RecordIndex;

    fn from(&self, node: Node, visit: &mut dyn FnMut(Step<RecordIndex>)) {
        let Graph { evidence, nodes, .. } = self.graph;
        if self.which != Which::All && nodes.is_blocked(node) {
            return;
        }
        for occurrence in evidence.held(node) {
            let index = occurrence.record();
            let record = evidence.record(index);
            if self.which == Which::Linking && (!record.live || record.contradictory) {
                continue;
            }
            for &other in evidence.nodes(index) {
                if other != node && (self.which == Which::All || !nodes.is_blocked(other)) {
                    visit((index, other));
                }
            }
        }
    }

    fn compare(&self, a: Step<RecordIndex>, b: Step<RecordIndex>) -> Ordering {
        let Graph { nodes, .. } = self.graph;
        let records = || self.graph.order().compare_records(a.0, b.0);
        nodes.compare_texts(a.1, b.1).then_with(records)
    }
}
