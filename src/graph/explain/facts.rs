//! Evidence read by identifiers as printed.

use crate::error::Error;
use crate::explanation::Record;
use crate::graph::Graph;
use crate::graph::index::Node;
use crate::identifier::Identifier;

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
        self.evidence
            .held(node)
            .map(|occurrence| self.tell_record(self.evidence.record_of(occurrence)))
    }
}
