//! All that is held on one profile, without what is of others.

use hashbrown::HashSet;

use super::Graph;
use super::evidence::Times;
use super::index::{Node, RecordIndex};
use super::log::Kept;
use crate::error::Error;
use crate::explanation::Hindrance;
use crate::export::{
    Export, ExportedChange, ExportedIdentifier, ExportedRecord, ExportedSeparation, ExportedTrait,
};
use crate::identifier::Identifier;
use crate::observation::Timestamp;
use crate::outcome::SourceSummary;
use crate::profile::{RecordTrait, RecordTraits};

impl Graph {
    /// Every source that a record is of, sorted by name.
    pub(crate) fn sources(&self) -> Vec<SourceSummary> {
        let mut sources: Vec<SourceSummary> =
            self.evidence.source_names().filter_map(|name| self.summarise_source(name)).collect();
        sources.sort_unstable_by(|a, b| a.source.cmp(&b.source));
        sources
    }

    /// Nothing of a source that no record is of any more.
    fn summarise_source(&self, name: &str) -> Option<SourceSummary> {
        let source = self.evidence.find_source(name)?;
        let records: Vec<RecordIndex> = self.evidence.records_of_source(source).collect();
        if records.is_empty() {
            return None;
        }
        let mut by_strength = std::collections::BTreeMap::new();
        for &index in &records {
            *by_strength.entry(self.evidence.record(index).strength).or_insert(0) += 1;
        }
        let [first_seen, last_seen] = self.seen(records.iter().copied());
        Some(SourceSummary {
            source: name.to_owned(),
            records: records.len() as u64,
            by_strength: by_strength.into_iter().collect(),
            first_seen,
            last_seen,
            links: self.policy.links(name),
        })
    }

    /// The first and the last time of records.
    fn seen(&self, records: impl Iterator<Item = RecordIndex>) -> [Option<Timestamp>; 2] {
        let times = records.map(|index| self.evidence.record(index).times);
        let span = times.fold(Times::at(None), Times::join).span();
        let time = |ms: i64| Timestamp::from_millisecond(ms).ok();
        [span.and_then(|span| time(span.0)), span.and_then(|span| time(span.1))]
    }

    /// All that is held on the profile of an identifier, if it is known.
    pub(crate) fn export(&self, id: &Identifier) -> Result<Option<Export>, Error> {
        let known = self.canonical(id)?.into_iter().find_map(|id| self.find(&id));
        Ok(known.map(|node| self.export_profile(node)))
    }

    fn export_profile(&self, node: Node) -> Export {
        let index = self.partition.profile(node);
        let profile = self.read_profile(index);
        let mut members: Vec<Node> =
            self.partition.members(index).filter(|&node| !self.nodes.is_stand_in(node)).collect();
        members.sort_unstable_by(|&a, &b| self.nodes.compare_texts(a, b));
        let own: HashSet<RecordIndex> =
            self.records_of_profile(index).map(|(_, record)| record).collect();
        let mentions = members.iter().map(|&node| self.mentions(node, &own)).sum();
        Export {
            profile: profile.id,
            identifiers: members.iter().map(|&node| self.export_identifier(node)).collect(),
            traits: profile.traits,
            records: self.export_records(&members, &own),
            separations: self.export_separations(&members),
            mentions,
            changes: self.export_changes(&members),
        }
    }

    fn export_identifier(&self, node: Node) -> ExportedIdentifier {
        let records = self.evidence.held(node).map(super::index::Occurrence::record);
        let [first_seen, last_seen] = self.seen(records);
        let (identifier, class) = (self.nodes.text(node), self.nodes.trust(node).class);
        ExportedIdentifier { identifier, class, first_seen, last_seen }
    }

    /// In how many records, that are not its own, an identifier is named as who invited.
    fn mentions(&self, node: Node, own: &HashSet<RecordIndex>) -> u64 {
        let inviting = self.evidence.invited_by(&self.nodes.text(node));
        inviting.filter(|index| !own.contains(index)).count() as u64
    }

    fn export_records(&self, members: &[Node], own: &HashSet<RecordIndex>) -> Vec<ExportedRecord> {
        let held = members.iter().flat_map(|&node| self.evidence.held(node));
        let mut indexes: Vec<RecordIndex> = held.map(super::index::Occurrence::record).collect();
        indexes.sort_unstable();
        indexes.dedup();
        let order = self.order();
        indexes.sort_unstable_by(|&a, &b| order.compare_records(a, b));
        let members: HashSet<Node> = members.iter().copied().collect();
        let export = |index| self.export_record(index, &members, own.contains(&index));
        indexes.into_iter().map(export).collect()
    }

    fn export_record(
        &self,
        index: RecordIndex,
        members: &HashSet<Node>,
        is_own: bool,
    ) -> ExportedRecord {
        let told = self.tell_record(index);
        let held = self.evidence.nodes(index);
        let ours = held.iter().copied().filter(|node| members.contains(node));
        let identifiers = self.sorted_texts(ours);
        let mut hindrances = self.record_hindrances(index);
        for hindrance in &mut hindrances {
            if let Hindrance::Contradictory { in_the_way } = hindrance {
                in_the_way.retain(|text| identifiers.contains(text));
            }
        }
        ExportedRecord {
            others: held.len() - identifiers.len(),
            identifiers,
            source: told.source,
            strength: told.strength,
            first_seen: told.first_seen,
            last_seen: told.last_seen,
            hindrances,
            traits: if is_own { self.export_traits(index) } else { Vec::new() },
        }
    }

    fn export_traits(&self, index: RecordIndex) -> Vec<ExportedTrait> {
        let traits = self.evidence.traits(index).into_iter().flat_map(RecordTraits::iter);
        let export = |entry: &RecordTrait| ExportedTrait {
            name: entry.name.to_string(),
            newest: entry.newest.value.clone(),
            newest_at: entry.newest.at,
            oldest: entry.oldest.value.clone(),
            oldest_at: entry.oldest.at,
        };
        traits.map(export).collect()
    }

    fn export_separations(&self, members: &[Node]) -> Vec<ExportedSeparation> {
        let named = members.iter().flat_map(|&node| {
            self.separations.of(node).map(move |other| ExportedSeparation {
                identifier: self.nodes.text(node),
                by: self.tell_separation(node, other),
            })
        });
        let mut separations: Vec<ExportedSeparation> = named.collect();
        separations.sort_unstable();
        separations
    }

    fn export_changes(&self, members: &[Node]) -> Vec<ExportedChange> {
        let members: HashSet<Node> = members.iter().copied().collect();
        let export = |change: Kept<'_>| {
            let ours: Vec<Node> = change.nodes().filter(|node| members.contains(node)).collect();
            (!ours.is_empty()).then(|| ExportedChange {
                sequence: change.sequence,
                kind: change.kind,
                from: change.from,
                into: change.into,
                identifiers: ours.iter().map(|&node| self.nodes.text(node)).collect(),
            })
        };
        self.log.naming(&members).filter_map(export).collect()
    }
}
