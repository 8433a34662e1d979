//! The links in force.

use super::{Evidence, NO_CENTRE};
use crate::graph::index::{Node, Occurrence, RecordIndex};

impl Evidence {
    /// Puts the links of a record in force: what each occurrence is linked as, and the centre.
    pub(crate) fn link(&mut self, index: RecordIndex, ends: &[Node], centre: Option<usize>) {
        self.link_count -= self.links_of_record(index).count();
        for (occurrence, &end) in self.occurrences(index).zip(ends) {
            let old = std::mem::replace(&mut self.end[occurrence.index()], end);
            if old == end {
                continue;
            }
            if old.is_some() {
                self.linked.remove(old, occurrence);
            }
            if end.is_some() {
                self.linked.push(end, occurrence);
            }
        }
        let centre = centre.and_then(|centre| u16::try_from(centre).ok());
        self.record_mut(index).centre = centre.unwrap_or(NO_CENTRE);
        self.link_count += self.links_of_record(index).count();
    }

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
        self.linked.of(node).flat_map(move |own| {
            let record = self.record_of(own);
            let is_centre = self.centre(record) == Some(own);
            let others = is_centre.then(|| self.occurrences(record)).into_iter().flatten();
            let others = others.filter(move |&other| other != own && self.end(other).is_some());
            others.chain((!is_centre).then_some(own))
        })
    }

    /// The two ends of a link: the centre of its record, and the other.
    pub(crate) fn link_ends(&self, link: Occurrence) -> (Node, Node) {
        let centre = self.centre(self.record_of(link));
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
