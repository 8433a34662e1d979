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
            let (record, place) = (own.record(), own.place());
            let ends = self.ends(record);
            let is_centre = self.centre(record) == Some(own);
            let places = if is_centre { 0..ends.len() } else { place..place + 1 };
            places
                .filter(move |&other| !is_centre || other != place && ends[other].is_some())
                .map(move |other| Occurrence::new(record, other))
        })
    }

    /// The two ends of a link: the centre of its record, and the other.
    pub(crate) fn link_ends(&self, link: Occurrence) -> (Node, Node) {
        let ends = self.ends(link.record());
        let centre = self.centre(link.record());
        (centre.map_or(Node::NONE, |centre| ends[centre.place()]), ends[link.place()])
    }

    /// Every link in force.
    pub(crate) fn links(&self) -> impl Iterator<Item = Occurrence> + '_ {
        self.records().flat_map(|record| self.links_of_record(record))
    }

    pub(crate) fn link_count(&self) -> usize {
        self.link_count
    }
}
