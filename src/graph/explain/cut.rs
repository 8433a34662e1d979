//! What parts a profile: the smallest set of records between two identifiers, and the records that each hold it together alone.

use hashbrown::{HashMap, HashSet};
use petgraph::algo::articulation_points::articulation_points;
use petgraph::algo::dinics;
use petgraph::graph::{DiGraph, NodeIndex, UnGraph};
use petgraph::visit::EdgeRef as _;

use super::search::shortest;
use super::ways::Links;
use crate::error::Error;
use crate::explanation::{Cut, Hindrance, Record, Step};
use crate::graph::Graph;
use crate::graph::index::{Node, ProfileIndex, RecordIndex};
use crate::identifier::Identifier;
use crate::profile::ProfileId;

/// A record, and those of its ends that its accepted links join.
type Joint = (RecordIndex, Vec<Node>);

impl Graph {
    pub(crate) fn cut(&self, a: &Identifier, b: &Identifier) -> Result<Option<Cut>, Error> {
        let (left, right) = (self.canonical(a)?, self.canonical(b)?);
        if left == right {
            return Ok(None);
        }
        let pairs = self.known_pairs(&left, &right).into_iter();
        let mut joined = pairs.filter(|&[a, b]| a != b && self.share_profile(a, b));
        Ok(joined.next().map(|[a, b]| self.cut_pair(a, b)))
    }

    fn cut_pair(&self, a: Node, b: Node) -> Cut {
        let mut indexes = minimum_cut(a, b, &self.joints(self.partition.profile(a)));
        indexes.sort_unstable();
        let mut records: Vec<Record> =
            indexes.iter().map(|&index| self.tell_record(index)).collect();
        records.sort_unstable();
        let taken_over_by = self.taken_over(a, b, &indexes);
        Cut { a: self.nodes.text(a), b: self.nodes.text(b), records, taken_over_by }
    }

    /// What the accepted links of a profile join, record by record.
    fn joints(&self, profile: ProfileIndex) -> Vec<Joint> {
        let mut joints: Vec<Joint> = Vec::new();
        let mut records: Vec<RecordIndex> =
            self.accepted_links(profile).iter().map(|placed| placed.link.record()).collect();
        records.sort_unstable();
        records.dedup();
        for record in records {
            let within = |end: &&Node| end.is_some() && self.partition.profile(**end) == profile;
            let ends = self.evidence.ends(record).iter().filter(within).copied().collect();
            joints.push((record, ends));
        }
        joints
    }

    /// The records without whose accepted links a profile is not connected, sorted.
    pub(crate) fn bridges(&self, id: ProfileId) -> Option<Vec<Record>> {
        let joints = self.joints(self.profile_of_id(id)?);
        let mut graph: UnGraph<(), ()> = UnGraph::new_undirected();
        let mut places: HashMap<Node, NodeIndex> = HashMap::new();
        let mut middles = Vec::with_capacity(joints.len());
        for (_, ends) in &joints {
            let middle = graph.add_node(());
            for &end in ends {
                let place = *places.entry(end).or_insert_with(|| graph.add_node(()));
                graph.add_edge(middle, place, ());
            }
            middles.push(middle);
        }
        let points = articulation_points(&graph);
        let alone = joints.iter().zip(middles).filter(|(_, middle)| points.contains(middle));
        let mut records: Vec<Record> =
            alone.map(|((record, _), _)| self.tell_record(*record)).collect();
        records.sort_unstable();
        Some(records)
    }
}

impl Graph {
    /// The chain that joins two identifiers once records are gone, if one does; with what held each step back before.
    fn taken_over(&self, a: Node, b: Node, gone: &[RecordIndex]) -> Vec<Step> {
        let after = self.without_records(gone);
        if !after.nodes.is_known(a) || !after.nodes.is_known(b) || !after.share_profile(a, b) {
            return Vec::new();
        }
        let chain = shortest(a, b, &Links { graph: &after, accepted: true }).unwrap_or_default();
        let mut from = a;
        let steps = chain.into_iter().map(|(link, to)| {
            let record = link.record();
            let ends = [from, to].map(|end| after.nodes.base(end));
            let mut hindrances = self.held_back(record, ends);
            // A stand-in that is an end of the step stood there before as well.
            let told = [from, to].map(|end| after.nodes.text(end));
            hindrances.retain(|one| !matches!(one, Hindrance::Reassigned { stands_as, .. } if told.contains(stands_as)));
            let link = after.tell_link(from, to, record);
            from = to;
            Step { link, hindrances }
        });
        steps.collect()
    }

    /// What keeps a record from joining two identifiers that it holds, sorted; nothing if its accepted links do.
    fn held_back(&self, index: RecordIndex, ends: [Node; 2]) -> Vec<Hindrance> {
        let mut hindrances = self.record_hindrances(index);
        hindrances.extend(self.standing_hindrances(index, ends));
        let forms = ends.map(|end| self.form_in(index, end));
        let between = self
            .evidence
            .links_of_record(index)
            .filter(|&link| forms.contains(&self.evidence.end(link)));
        hindrances.extend(between.filter_map(|link| self.link_hindrance(link)));
        hindrances.sort_unstable();
        hindrances.dedup();
        hindrances
    }
}

/// Records that, taken away, part two nodes: as few as possible, and of several such sets the one nearest to `a`.
///
/// A record lets one unit through, an identifier any number.
fn minimum_cut(a: Node, b: Node, joints: &[Joint]) -> Vec<RecordIndex> {
    let unbounded = u32::try_from(joints.len() + 1).unwrap_or(u32::MAX);
    let mut network: DiGraph<(), u32> = DiGraph::new();
    let mut places: HashMap<Node, NodeIndex> = HashMap::new();
    let mut gates = Vec::with_capacity(joints.len());
    for (_, ends) in joints {
        let (entry, exit) = (network.add_node(()), network.add_node(()));
        network.add_edge(entry, exit, 1);
        for &end in ends {
            let place = *places.entry(end).or_insert_with(|| network.add_node(()));
            network.add_edge(place, entry, unbounded);
            network.add_edge(exit, place, unbounded);
        }
        gates.push((entry, exit));
    }
    let (Some(&source), Some(&sink)) = (places.get(&a), places.get(&b)) else { return Vec::new() };
    let (_, flows) = dinics(&network, source, sink);
    let reached = residual(&network, &flows, source);
    let is_cut =
        |gate: &(NodeIndex, NodeIndex)| reached.contains(&gate.0) && !reached.contains(&gate.1);
    let cut = joints.iter().zip(gates).filter(|(_, gate)| is_cut(gate));
    cut.map(|((record, _), _)| *record).collect()
}

/// What can still be reached when the flow is at its greatest: the same for every greatest flow.
fn residual(network: &DiGraph<(), u32>, flows: &[u32], source: NodeIndex) -> HashSet<NodeIndex> {
    let mut reached = HashSet::from([source]);
    let mut queue = vec![source];
    while let Some(node) = queue.pop() {
        let onward = network.edges(node).filter(|edge| flows[edge.id().index()] < *edge.weight());
        let back = network.edges_directed(node, petgraph::Incoming);
        let back = back.filter(|edge| flows[edge.id().index()] > 0);
        let next = onward.map(|edge| edge.target()).chain(back.map(|edge| edge.source()));
        for node in next {
            if reached.insert(node) {
                queue.push(node);
            }
        }
    }
    reached
}
