//! SPEC section 9: identifiers removed for good.

use super::Graph;
use super::batch::Batch;
use super::index::{Node, RecordIndex};
use super::observe::Evident;
use crate::identifier::Fingerprint;
use crate::policy::Canonical;

impl Graph {
    pub(super) fn erase(&mut self, ids: &[Canonical], batch: &mut Batch) {
        for id in ids {
            self.refuse(id.fingerprint);
            if self.is_left(id.fingerprint) {
                self.finish(batch);
            }
            self.erase_forgotten(id.fingerprint, batch);
            match self.find(id) {
                Some(node) => self.erase_node(node, batch),
                // Not known, and yet somebody may have been invited by it.
                None => {
                    batch.outcome.erased.mentions += self.evidence.erase_inviter(&id.to_string());
                }
            }
        }
    }

    /// What the log and the arrays still hold of an identifier that was forgotten goes as well.
    fn erase_forgotten(&mut self, fingerprint: Fingerprint, batch: &mut Batch) {
        for node in self.nodes.forgotten(fingerprint) {
            let dropped = self.redact_log(node);
            batch.dropped.extend(dropped);
            batch.erased.push(node);
        }
    }

    /// Erases all identifiers of a profile. Which these are depends on all operations before.
    pub(super) fn erase_profile(&mut self, ids: &[Canonical], batch: &mut Batch) {
        self.finish(batch);
        self.erase(
            &ids.iter().filter(|id| self.find(id).is_none()).cloned().collect::<Vec<_>>(),
            batch,
        );
        let mut members: Vec<Node> = ids
            .iter()
            .filter_map(|id| self.find(id))
            .flat_map(|node| {
                self.partition.members(self.partition.profile(node)).collect::<Vec<_>>()
            })
            .filter(|&node| !self.nodes.is_stand_in(node))
            .collect();
        members.sort_unstable();
        members.dedup();
        for node in members {
            self.erase_forgotten(self.nodes.fingerprint(node), batch);
            self.erase_node(node, batch);
        }
    }

    fn erase_node(&mut self, node: Node, batch: &mut Batch) {
        self.refuse(self.nodes.fingerprint(node));
        batch.outcome.erased.identifiers += 1;
        let dropped = self.redact_log(node);
        batch.dropped.extend(dropped);
        let records: Vec<RecordIndex> =
            self.evidence.held(node).map(super::index::Occurrence::record).collect();
        for index in records {
            self.leave_record(node, index, batch);
        }
        for other in self.separations.of(node).collect::<Vec<_>>() {
            self.separations.remove(node, other);
            batch.outcome.erased.separations += 1;
            batch.outcome.separations_dropped += 1;
            batch.edits.rejoined.push((node, other));
        }
        batch.outcome.erased.mentions += self.evidence.erase_inviter(&self.nodes.text(node));
        batch.erased.push(node);
    }

    /// Takes an identifier out of a record; what is left may be equal to another record, or nothing.
    fn leave_record(&mut self, node: Node, index: RecordIndex, batch: &mut Batch) {
        let nodes = self.evidence.nodes(index);
        let is_most_trusted =
            nodes.iter().all(|&other| self.nodes.compare_trust(node, other).is_le());
        let left: Vec<Node> = nodes.iter().copied().filter(|&other| other != node).collect();
        let record = self.evidence.record(index);
        let mut traits = self.evidence.traits(index).cloned().unwrap_or_default();
        let erased = &mut batch.outcome.erased;
        erased.records += u64::from(!batch.reduced.remove(&index));
        if is_most_trusted {
            erased.traits += std::mem::take(&mut traits).iter().count() as u64;
        }
        self.withdraw(index, batch);
        if left.is_empty() {
            batch.outcome.erased.records_removed += 1;
            return;
        }
        let evident = Evident {
            nodes: &left,
            source: record.source,
            strength: record.strength,
            times: record.times,
            traits,
        };
        match self.add_evidence(evident, batch) {
            (reduced, true) => drop(batch.reduced.insert(reduced)),
            (_, false) => batch.outcome.erased.records_removed += 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;
    use crate::graph::Tuning;
    use crate::identifier::{FingerprintKey, Identifier};
    use crate::operation::Operation;
    use crate::policy::{Policy, Preset};
    use crate::synth::World;

    /// A world in which everybody was invited by somebody seen before, and is called like the most trusted of what he was seen with.
    fn graph() -> Graph {
        let key = FingerprintKey::from_bytes([7; 16]);
        let mut graph = Graph::new(Policy::preset(Preset::RetailCn).into(), key, Tuning::default());
        let mut inviter: Option<Identifier> = None;
        for sighting in World::new(5, 600).shared_phones_permille(200) {
            let Operation::Observe(mut seen) = sighting.operation else { unreachable!() };
            if let Some(inviter) = inviter.replace(seen.identifiers()[0].clone()) {
                seen = seen.with_trait("invited_by", inviter.as_str()).expect("a trait");
            }
            let ids = seen.identifiers().iter().flat_map(|id| graph.canonical(id).expect("valid"));
            let name = ids.min_by_key(|id| (graph.policy.at(id.namespace).trust, id.to_string()));
            let name = format!("I am {}", name.expect("one"));
            seen = seen.with_trait("nickname", &*name).expect("a trait");
            graph.apply_batch(&[seen.into()]).expect("a valid observation");
        }
        graph
    }

    /// Everything that the graph's own arrays and tables hold, as text; bytes as a list of numbers.
    fn dump(graph: &Graph) -> String {
        let Graph { nodes, evidence, separations, same, standing, partition, delta, log, .. } =
            graph;
        let mut dump = format!(
            "{nodes:?}{evidence:?}{separations:?}{same:?}{standing:?}{partition:?}{delta:?}{log:?}"
        );
        // `Debug` hides these.
        for traits in evidence.records().filter_map(|record| evidence.traits(record)) {
            for one in traits.iter() {
                let values = [&one.newest, &one.oldest].map(|dated| &dated.value);
                let _ = write!(dump, "{}", serde_json::to_string(&values).expect("JSON"));
            }
        }
        dump
    }

    /// How an identifier shows in a dump: its fingerprint; its value, in the arena and in texts, if that is kept, and is not digits alone, which
    /// other values end in.
    fn traces(id: &Canonical) -> Vec<String> {
        let value = id.value.as_deref().filter(|value| !value.starts_with('0'));
        let value = value.into_iter().flat_map(|value| {
            let bytes = format!("{:?}", value.as_bytes());
            [bytes.trim_matches(['[', ']']).to_owned(), value.to_owned()]
        });
        let fingerprint = id.fingerprint;
        value.chain([format!("({})", fingerprint.0), fingerprint.to_string()]).collect()
    }

    /// The identifiers of a node's profile.
    fn profile(graph: &Graph, node: Node) -> Vec<Canonical> {
        let members = graph.partition.members(graph.partition.profile(node));
        let listed = members.filter(|&member| !graph.nodes.is_stand_in(member));
        listed.flat_map(|member| canonical(graph, member)).collect()
    }

    fn canonical(graph: &Graph, node: Node) -> Vec<Canonical> {
        graph.canonical(&printed(graph, node)).expect("valid")
    }

    fn printed(graph: &Graph, node: Node) -> Identifier {
        Identifier::parse(&graph.nodes.text(node)).expect("as printed")
    }

    #[test]
    fn nothing_erased_is_left_in_the_arrays() {
        let mut graph = graph();
        let known: Vec<Node> = graph.nodes.known().collect();
        // Some are forgotten before they are erased.
        let forgotten = Operation::RetractSource { source: "crm/members".into() };
        let names: Vec<Identifier> = known.iter().map(|&node| printed(&graph, node)).collect();
        graph.apply_batch(&[forgotten]).expect("a valid operation");
        assert!(known.iter().any(|&node| !graph.nodes.is_known(node)));
        for (turn, (&node, id)) in known.iter().zip(names).step_by(7).enumerate() {
            let whole = turn % 3 == 0 && graph.nodes.is_known(node);
            let erased =
                if whole { profile(&graph, node) } else { graph.canonical(&id).expect("valid") };
            let traces: Vec<String> = erased.iter().flat_map(traces).collect();
            let before = dump(&graph);
            assert!(traces.iter().any(|trace| before.contains(trace)) || erased.len() == 1);
            let erase =
                if whole { Operation::EraseProfile { id } } else { Operation::Erase { id } };
            graph.apply_batch(&[erase]).expect("a valid operation");
            let after = dump(&graph);
            for trace in &traces {
                assert!(!after.contains(trace), "{trace}");
            }
        }
    }
}
