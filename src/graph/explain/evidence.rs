//! The evidence of a profile, as a picture shows it.

use hashbrown::HashMap;

use crate::explanation::{EvidenceIdentifier, EvidenceLink, ProfileEvidence, Record};
use crate::graph::Graph;
use crate::graph::index::{Node, Occurrence, ProfileIndex, RecordIndex};
use crate::profile::ProfileId;

impl Graph {
    /// The identifiers of a profile, the records that hold them and the links that these give.
    pub(crate) fn profile_evidence(&self, id: ProfileId) -> Option<ProfileEvidence> {
        let profile = self.profile_of_id(id)?;
        let links = self.links_at_profile(profile);
        let nodes = self.pictured_nodes(profile, &links);
        let records = self.pictured_records(profile, &links);
        let node_places: HashMap<Node, usize> = nodes.iter().copied().zip(0..).collect();
        let record_places: HashMap<RecordIndex, usize> =
            records.iter().map(|&(_, record)| record).zip(0..).collect();
        let run = self.run();
        let told = links.into_iter().map(|link| {
            let (centre, other) = self.evidence.link_ends(link);
            let internal = run.is_internal(link);
            EvidenceLink {
                centre: node_places[&centre],
                other: node_places[&other],
                record: record_places[&link.record()],
                refused: if internal { None } else { run.refusal(&run.order.place(link)) },
            }
        });
        Some(ProfileEvidence {
            profile: self.profile_id(profile)?,
            identifiers: nodes.iter().map(|&node| self.pictured(node)).collect(),
            links: told.collect(),
            records: records.into_iter().map(|(record, _)| record).collect(),
        })
    }

    /// The id of a profile; none if it lists no identifier.
    pub(in crate::graph) fn profile_id(&self, profile: ProfileIndex) -> Option<ProfileId> {
        let senior = self.partition.block(profile).senior;
        senior.is_some().then(|| ProfileId::of(self.nodes.fingerprint(senior)))
    }

    fn pictured(&self, node: Node) -> EvidenceIdentifier {
        EvidenceIdentifier {
            identifier: self.nodes.text(node),
            class: self.nodes.trust(node).class,
            profile: self.profile_id(self.partition.profile(node)),
        }
    }

    /// The links with an end in a profile, in the order in which they are taken.
    fn links_at_profile(&self, profile: ProfileIndex) -> Vec<Occurrence> {
        let mut links: Vec<Occurrence> = self.links_of_profile(profile).collect();
        links.sort_unstable();
        links.dedup();
        let order = self.order();
        links.sort_unstable_by(|&a, &b| order.place(a).cmp(&order.place(b)));
        links
    }

    /// The members of a profile and what its links lead to, each sorted by text.
    fn pictured_nodes(&self, profile: ProfileIndex, links: &[Occurrence]) -> Vec<Node> {
        let mut nodes: Vec<Node> = self.partition.members(profile).collect();
        let ends = links.iter().flat_map(|&link| <[Node; 2]>::from(self.evidence.link_ends(link)));
        nodes.extend(ends);
        let elsewhere = |node: Node| self.partition.profile(node) != profile;
        nodes.sort_unstable_by(|&a, &b| {
            elsewhere(a).cmp(&elsewhere(b)).then_with(|| self.nodes.compare_texts(a, b))
        });
        nodes.dedup();
        nodes
    }

    /// The records that give the links, and all others that hold an identifier of the profile.
    fn pictured_records(
        &self,
        profile: ProfileIndex,
        links: &[Occurrence],
    ) -> Vec<(Record, RecordIndex)> {
        let identifiers =
            self.partition.members(profile).filter(|&node| !self.nodes.is_stand_in(node));
        let held = identifiers.flat_map(|node| self.evidence.held(node));
        let mut indexes: Vec<RecordIndex> =
            held.chain(links.iter().copied()).map(Occurrence::record).collect();
        indexes.sort_unstable();
        indexes.dedup();
        let mut records: Vec<_> =
            indexes.into_iter().map(|index| (self.tell_record(index), index)).collect();
        records.sort_unstable();
        records
    }
}
