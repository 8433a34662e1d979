//! Evidence read by identifiers as printed.

use crate::error::Error;
use crate::explanation::{Record, SeparatedBy};
use crate::graph::Graph;
use crate::graph::index::Node;
use crate::identifier::{FingerprintKey, Identifier};

impl Graph {
    /// The records that hold an identifier, or anything that a raw value stands for; sorted.
    pub(crate) fn records_of(&self, id: &Identifier) -> Result<Vec<Record>, Error> {
        let nodes = self.canonical(id)?.into_iter().filter_map(|id| self.find(&id));
        let mut records: Vec<Record> = nodes.flat_map(|node| self.records_holding(node)).collect();
        records.sort_unstable();
        records.dedup();
        Ok(records)
    }

    fn records_holding(&self, node: Node) -> impl Iterator<Item = Record> + '_ {
        self.evidence.held(node).map(|occurrence| self.tell_record(occurrence.record()))
    }

    /// The known identifier that is printed so.
    fn find_printed(&self, text: &str) -> Option<Node> {
        let id = Identifier::parse(text).ok()?;
        let ids = self.canonical(&id).ok()?;
        ids.iter().find(|id| id.to_string() == text).and_then(|id| self.find(id))
    }

    /// The records that hold an identifier as printed, in no particular order.
    pub(crate) fn records_of_printed(&self, text: &str) -> Vec<Record> {
        self.find_printed(text).map(|node| self.records_holding(node).collect()).unwrap_or_default()
    }

    /// Those separated from an identifier as printed, sorted, and who said so.
    pub(crate) fn separations_of_printed(&self, text: &str) -> Vec<(String, Vec<SeparatedBy>)> {
        let Some(node) = self.find_printed(text) else { return Vec::new() };
        let mut separated: Vec<_> = self
            .separations
            .of(node)
            .map(|other| (self.nodes.text(other), self.tell_separation(node, other)))
            .collect();
        separated.sort_unstable();
        separated
    }

    /// The key of the fingerprints.
    pub(crate) fn key(&self) -> &FingerprintKey {
        self.nodes.key()
    }
}
