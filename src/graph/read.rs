//! Reading the state: lookups, profiles, and every identifier, record and link that is held back, with its reason.

use std::fmt;

use serde::Serialize;

use super::Graph;
use super::index::{Node, Occurrence, ProfileIndex, RecordIndex};
use super::log::profile_id;
use super::stats::Stats;
use crate::error::Error;
use crate::explanation::RefusalReason;
use crate::identifier::{Identifier, Redacted, RedactedList};
use crate::observation::{Strength, Timestamp};
use crate::profile::{Profile, ProfileId, Testimony, show};
use crate::simulation::StandingOf;

/// A known identifier, the profile that holds it, and how it stands.
///
/// `Debug` does not show the values of identifiers: a policy may retain contacts.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Found {
    /// The identifier as printed.
    #[serde(rename = "id")]
    pub identifier: String,
    /// The profile that holds it now.
    pub profile: ProfileId,
    /// How it stands.
    pub standing: StandingOf,
}

/// A link that was refused. `Debug` does not show the values of identifiers: a policy may retain contacts.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Refusal {
    /// The centre of the record, as printed.
    #[serde(rename = "a")]
    pub centre: String,
    /// The other identifier, as printed.
    #[serde(rename = "b")]
    pub other: String,
    /// The record's source.
    pub source: String,
    /// The record's strength.
    #[serde(skip)]
    pub strength: Strength,
    /// Why: the first reason that holds.
    #[serde(serialize_with = "reason_name")]
    pub reason: RefusalReason,
}

/// A record that contradicts itself, and so links nothing.
///
/// `Debug` does not show the values of identifiers: a policy may retain contacts.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Contradiction {
    /// The identifiers that it holds, as printed, sorted.
    #[serde(rename = "ids")]
    pub identifiers: Vec<String>,
    /// Its source.
    pub source: String,
    /// Its strength.
    #[serde(skip)]
    pub strength: Strength,
}

/// An identifier that too many have. `Debug` does not show the values of identifiers: a policy may retain contacts.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct SharedIdentifier {
    /// The identifier as printed.
    #[serde(rename = "id")]
    pub identifier: String,
    /// It leaves records up to this strength.
    pub upto: Strength,
    /// The count of partners that is too many; 2 if only that a separated pair has it makes it shared.
    pub partners: usize,
}

impl fmt::Debug for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Found")
            .field("identifier", &Redacted(&self.identifier))
            .field("profile", &self.profile)
            .field("standing", &self.standing)
            .finish()
    }
}

impl fmt::Debug for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Refusal")
            .field("centre", &Redacted(&self.centre))
            .field("other", &Redacted(&self.other))
            .field("source", &self.source)
            .field("strength", &self.strength)
            .field("reason", &self.reason)
            .finish()
    }
}

impl fmt::Debug for Contradiction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Contradiction")
            .field("identifiers", &RedactedList(&self.identifiers))
            .field("source", &self.source)
            .field("strength", &self.strength)
            .finish()
    }
}

impl fmt::Debug for SharedIdentifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SharedIdentifier")
            .field("identifier", &Redacted(&self.identifier))
            .field("upto", &self.upto)
            .field("partners", &self.partners)
            .finish()
    }
}

fn reason_name<S: serde::Serializer>(
    reason: &RefusalReason,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(reason.as_str())
}

impl Graph {
    pub(crate) fn lookup(&self, id: &Identifier) -> Result<Vec<Found>, Error> {
        let found = self.canonical(id)?.into_iter().filter_map(|id| self.find(&id));
        Ok(found.map(|node| self.found(node)).collect())
    }

    fn found(&self, node: Node) -> Found {
        Found {
            identifier: self.nodes.text(node),
            profile: self.profile_id_of(node),
            standing: self.standing_of(node),
        }
    }

    pub(super) fn standing_of(&self, node: Node) -> StandingOf {
        let shared = (self.nodes.level(node) > 0).then(|| self.sharing(node)).flatten();
        let since = self.standing.reassigned.get(&node);
        StandingOf {
            blocked: self.nodes.is_blocked(node),
            shared: shared.map(|sharing| (sharing.upto, sharing.partners)),
            reassigned_since: since.and_then(|&ms| Timestamp::from_millisecond(ms).ok()),
        }
    }

    pub(super) fn profile_id_of(&self, node: Node) -> ProfileId {
        let profile = self.partition.profile(node);
        profile_id(self.partition.block(profile).senior, &self.nodes)
    }

    /// The profile that holds the identifier from which an id was made.
    pub(crate) fn profile(&self, id: ProfileId) -> Option<Profile> {
        let node = self.nodes.find_profile_id(id)?;
        Some(self.read_profile(self.partition.profile(node)))
    }

    /// Every profile, in no particular order.
    pub(crate) fn profile_ids(&self) -> impl Iterator<Item = ProfileId> + '_ {
        self.listed().map(|profile| profile_id(self.partition.block(profile).senior, &self.nodes))
    }

    pub(crate) fn profiles(&self) -> impl Iterator<Item = Profile> + '_ {
        self.listed().map(|profile| self.read_profile(profile))
    }

    pub(crate) fn stats(&self) -> Stats {
        Stats {
            identifiers: self.nodes.known_count() as u64,
            profiles: self.listed().count() as u64,
            records: self.evidence.record_count() as u64,
            links: self.evidence.link_count() as u64,
            separations: self.separations.len() as u64,
            operations: self.work.operations,
            observations: self.work.observations,
            records_gathered: self.work.records_gathered,
            links_resolved: self.work.links_resolved,
            links_read: self.work.links_read.get(),
            conflicts: self.work.conflicts,
            cascades: self.work.cascades,
            rebuilds: self.work.rebuilds,
        }
    }

    /// Profiles of stand-ins alone list no identifier: they are nobody's business.
    pub(super) fn listed(&self) -> impl Iterator<Item = ProfileIndex> + '_ {
        self.partition.profiles().filter(|&profile| self.partition.block(profile).senior.is_some())
    }

    pub(super) fn read_profile(&self, profile: ProfileIndex) -> Profile {
        let members: Vec<Node> =
            self.partition.members(profile).filter(|&node| !self.nodes.is_stand_in(node)).collect();
        let texts = |wanted: &dyn Fn(Node) -> bool| {
            let mut texts: Vec<String> = members
                .iter()
                .filter(|&&node| wanted(node))
                .map(|&node| self.nodes.text(node))
                .collect();
            texts.sort_unstable();
            texts
        };
        Profile {
            id: profile_id(self.partition.block(profile).senior, &self.nodes),
            identifiers: texts(&|_| true),
            traits: self.read_traits(profile).collect(),
            blocked: texts(&|node| self.nodes.is_blocked(node)),
            shared: texts(&|node| self.nodes.level(node) > 0),
            reassigned: texts(&|node| self.standing.reassigned.contains_key(&node)),
        }
    }

    fn read_traits(
        &self,
        profile: ProfileIndex,
    ) -> impl Iterator<Item = (String, crate::profile::ProfileTrait)> + '_ {
        let mut said: std::collections::BTreeMap<&str, Vec<Testimony<'_>>> =
            std::collections::BTreeMap::new();
        for (owner, index) in self.records_of_profile(profile) {
            let Some(traits) = self.evidence.traits(index) else { continue };
            let source = self.evidence.source_name(self.evidence.record(index).source);
            let currency = traits.find("currency").map(|entry| &entry.newest.value);
            for entry in traits.iter() {
                let (newest, oldest) = (&entry.newest, &entry.oldest);
                let testimony = Testimony { owner: owner.0, source, newest, oldest, currency };
                said.entry(&entry.name).or_default().push(testimony);
            }
        }
        said.into_iter().filter_map(|(name, said)| {
            let shown = show(name, self.policy.trait_rule(name), &said)?;
            Some((name.to_owned(), shown))
        })
    }

    /// The records that belong to a profile, each with the node that it is about.
    pub(super) fn records_of_profile(
        &self,
        profile: ProfileIndex,
    ) -> impl Iterator<Item = (Node, RecordIndex)> + '_ {
        self.partition.members(profile).flat_map(move |member| {
            let records = self.evidence.held(self.nodes.base(member)).map(Occurrence::record);
            let own = records.filter(move |&index| self.owner(index) == Some(member));
            own.map(move |index| (member, index))
        })
    }

    /// What a record is about: its centre, or, where nothing is left of it, the most trusted identifier that it holds.
    fn owner(&self, index: RecordIndex) -> Option<Node> {
        if self.evidence.record(index).contradictory {
            return None;
        }
        match self.evidence.centre(index) {
            Some(centre) => Some(self.evidence.end(centre)),
            None => self
                .evidence
                .nodes(index)
                .iter()
                .copied()
                .min_by(|&a, &b| self.nodes.compare_trust(a, b)),
        }
    }

    /// Every refused link, in the order in which links are taken.
    pub(crate) fn refused(&self) -> Vec<Refusal> {
        let run = self.run();
        let external = self.evidence.links().filter(|&link| !run.is_internal(link));
        let mut links: Vec<_> = external.map(|link| run.order.place(link)).collect();
        links.sort_unstable();
        let refusals = links.iter().filter_map(|link| {
            let reason = run.refusal(link)?;
            Some(self.refusal(link.link, reason))
        });
        refusals.collect()
    }

    /// How many links are refused: those between two profiles.
    pub(crate) fn refused_count(&self) -> u64 {
        let run = self.run();
        self.evidence.links().filter(|&link| !run.is_internal(link)).count() as u64
    }

    fn refusal(&self, link: Occurrence, reason: RefusalReason) -> Refusal {
        let (centre, other) = self.evidence.link_ends(link);
        let record = self.evidence.record(link.record());
        Refusal {
            centre: self.nodes.text(centre),
            other: self.nodes.text(other),
            source: self.evidence.source_name(record.source).to_owned(),
            strength: record.strength,
            reason,
        }
    }

    /// Every record that contradicts itself, sorted by its identifiers.
    pub(crate) fn contradictory(&self) -> Vec<Contradiction> {
        let contradictory = |&index: &RecordIndex| self.evidence.record(index).contradictory;
        let mut all: Vec<Contradiction> = self
            .evidence
            .records()
            .filter(contradictory)
            .map(|index| {
                let record = self.evidence.record(index);
                let mut identifiers: Vec<String> =
                    self.evidence.nodes(index).iter().map(|&node| self.nodes.text(node)).collect();
                identifiers.sort_unstable();
                let source = self.evidence.source_name(record.source).to_owned();
                Contradiction { identifiers, source, strength: record.strength }
            })
            .collect();
        all.sort_unstable();
        all
    }

    /// Every shared identifier, sorted.
    pub(crate) fn shared(&self) -> Vec<SharedIdentifier> {
        let shared = self.nodes.known().filter(|&node| self.nodes.level(node) > 0);
        let mut all: Vec<SharedIdentifier> = shared
            .filter_map(|node| {
                let sharing = self.sharing(node)?;
                let identifier = self.nodes.text(node);
                Some(SharedIdentifier {
                    identifier,
                    upto: sharing.upto,
                    partners: sharing.partners,
                })
            })
            .collect();
        all.sort_unstable_by(|a, b| a.identifier.cmp(&b.identifier));
        all
    }

    /// Every blocked identifier that is known, sorted.
    pub(crate) fn blocked(&self) -> Vec<String> {
        self.sorted_texts(self.nodes.known().filter(|&node| self.nodes.is_blocked(node)))
    }

    /// Every reassigned identifier, sorted.
    pub(crate) fn reassigned(&self) -> Vec<String> {
        self.sorted_texts(self.standing.reassigned.keys().copied())
    }

    pub(super) fn sorted_texts(&self, nodes: impl Iterator<Item = Node>) -> Vec<String> {
        let mut texts: Vec<String> = nodes.map(|node| self.nodes.text(node)).collect();
        texts.sort_unstable();
        texts
    }
}
