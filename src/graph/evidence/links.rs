//! The links in force.

use super::Evidence;
use crate::graph::index::{Node, Occurrence, RecordIndex};

impl Evidence {
    /// The links that a record gives: one for each occurrence that is linked, but for the centre.
    pub(crate) fn links_of_record(
        &self,
        index: RecordIndex,
    ) -> impl Iterator<Item = Occurrence> + '_ {
        let centre = self.centre(index);
        self.occurrences(index)
            .filter(move |&occurrence| self.end(occurrence).is_some() && Some(occurrence) != centre)
    }

    /// The links at a node.
    pub(crate) fn links_at(&self, node: Node) -> impl Iterator<Item = Occurrence> + '_ {
        self.linked_as(node).flat_map(move |own| {
            let record = own.record();
            let is_centre = self.centre(record) == Some(own);
            let others = is_centre.then(|| self.occurrences(record)).into_iter().flatten();
            let others = others.filter(move |&other| other != own && self.end(other).is_some());
            others.chain((!is_centre).then_some(own))
        })
    }

    /// The two ends of a link: the centre of its record, and the other.
    pub(crate) fn link_ends(&self, link: Occurrence) -> (Node, Node) {
        let centre = self.centre(link.record());
        (centre.map_or(Node::NONE, |centre| self.end(centre)), self.end(link))
    }

    /// Every link in force.
    pub(crate) fn links(&self) -> impl Iterator<Item = Occurrence> + '_ {
        self.records().flat_map(|record| self.links_of_record(record))
    }

    pub(crate) fn link_count(&self) -> usize {
        self.link_count
    }
}
