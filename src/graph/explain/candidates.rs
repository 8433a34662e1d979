//! A data steward's work list: what is held back, the heaviest first.

use std::cmp::Ordering;

use hashbrown::HashMap;

use crate::explanation::{Candidacy, Candidate, Step};
use crate::graph::Graph;
use crate::graph::index::{Node, ProfileIndex, RecordIndex};
use crate::graph::order::OrderedLink;
use crate::graph::standing::leaves;
use crate::profile::ProfileId;

/// What awaits a decision, by number; told only if it is heavy enough.
#[derive(Clone, Copy)]
enum Held<'a> {
    Refused(OrderedLink<'a>),
    Contradictory(RecordIndex),
    Shared(Node),
    /// The profile, and the least of its identifiers by text.
    MaxAccounts(ProfileIndex, Node),
    TooWeak(RecordIndex),
}

impl Held<'_> {
    /// The place of its kind where two weigh the same.
    fn kind(self) -> u8 {
        match self {
            Held::Refused(_) => 0,
            Held::Contradictory(_) => 1,
            Held::Shared(_) => 2,
            Held::MaxAccounts(..) => 3,
            Held::TooWeak(_) => 4,
        }
    }
}

impl Graph {
    /// What awaits a decision: at most so many, the heaviest first.
    pub(crate) fn candidates(&self, most: usize) -> Vec<Candidate> {
        let mut held = self.refused_between_profiles();
        held.extend(self.heavy_records());
        held.extend(self.shared_identifiers());
        held.extend(self.full_profiles());
        held.sort_unstable_by(|a, b| b.0.cmp(&a.0).then_with(|| self.compare_held(a.1, b.1)));
        held.truncate(most);
        let told = held.into_iter();
        told.map(|(weight, held)| Candidate { weight, what: self.tell_held(held) }).collect()
    }

    /// An order that depends on nothing but the evidence.
    fn compare_held(&self, a: Held<'_>, b: Held<'_>) -> Ordering {
        match (a, b) {
            (Held::Refused(a), Held::Refused(b)) => a.cmp(&b),
            (Held::Contradictory(a), Held::Contradictory(b))
            | (Held::TooWeak(a), Held::TooWeak(b)) => self.order().compare_records(a, b),
            (Held::Shared(a), Held::Shared(b))
            | (Held::MaxAccounts(_, a), Held::MaxAccounts(_, b)) => self.nodes.compare_texts(a, b),
            (a, b) => a.kind().cmp(&b.kind()),
        }
    }

    /// The refused links between two profiles that list identifiers: how many, and the first.
    fn refused_between_profiles(&self) -> Vec<(u64, Held<'_>)> {
        let run = self.run();
        let mut between: HashMap<[ProfileIndex; 2], (u64, OrderedLink<'_>)> = HashMap::new();
        for link in self.evidence.links().filter(|&link| !run.is_internal(link)) {
            let (centre, other) = self.evidence.link_ends(link);
            let mut pair = [centre, other].map(|end| self.partition.profile(end));
            pair.sort_unstable();
            if pair.iter().all(|&profile| self.partition.block(profile).senior.is_some()) {
                let placed = run.order.place(link);
                let (count, first) = between.entry(pair).or_insert((0, placed));
                *count += 1;
                *first = (*first).min(placed);
            }
        }
        between.into_values().map(|(count, first)| (count, Held::Refused(first))).collect()
    }

    /// Records that contradict themselves, or that are too weak and lie across profiles.
    fn heavy_records(&self) -> impl Iterator<Item = (u64, Held<'_>)> + '_ {
        self.evidence.records().filter_map(|index| {
            let record = self.evidence.record(index);
            if record.contradictory {
                let left = self.unblocked(index).count() as u64;
                return Some((left.saturating_sub(1), Held::Contradictory(index)));
            }
            let source = self.evidence.source_name(record.source);
            let too_weak = record.strength < self.policy.min_strength && self.policy.links(source);
            let across = if too_weak { self.profiles_across(index).len() as u64 } else { 0 };
            (across > 1).then(|| (across - 1, Held::TooWeak(index)))
        })
    }

    fn unblocked(&self, index: RecordIndex) -> impl Iterator<Item = Node> + '_ {
        let nodes = self.evidence.nodes(index).iter().copied();
        nodes.filter(|&node| !self.nodes.is_blocked(node))
    }

    fn profiles_across(&self, index: RecordIndex) -> Vec<ProfileId> {
        let profiles = self.unblocked(index).map(|node| self.partition.profile(node));
        let mut ids: Vec<ProfileId> =
            profiles.filter_map(|profile| self.profile_id(profile)).collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    }

    /// Shared identifiers, each with how many records it has left.
    fn shared_identifiers(&self) -> impl Iterator<Item = (u64, Held<'_>)> + '_ {
        let shared = self.nodes.known().filter(|&node| self.nodes.level(node) > 0);
        shared.map(|node| {
            let level = self.nodes.level(node);
            let left = self.evidence.held(node).filter(|&occurrence| {
                let record = self.evidence.record(occurrence.record());
                self.evidence.form(occurrence) == node && leaves(record.strength, level)
            });
            (left.count() as u64, Held::Shared(node))
        })
    }

    /// Profiles that hold as many accounts as they may, each with how many links lead out of it.
    fn full_profiles(&self) -> impl Iterator<Item = (u64, Held<'_>)> + '_ {
        let most = self.policy.max_accounts;
        let full = move |&profile: &ProfileIndex| {
            most.is_some_and(|most| self.partition.block(profile).summary.accounts() >= most)
        };
        self.partition.profiles().filter(full).filter_map(|profile| {
            let run = self.run();
            let out = self.links_of_profile(profile).filter(|&link| !run.is_internal(link)).count();
            let listed =
                self.partition.members(profile).filter(|&node| !self.nodes.is_stand_in(node));
            let least = listed.min_by(|&a, &b| self.nodes.compare_texts(a, b))?;
            Some((out as u64, Held::MaxAccounts(profile, least)))
        })
    }

    fn tell_held(&self, held: Held<'_>) -> Candidacy {
        match held {
            Held::Refused(placed) => self.tell_refused(placed),
            Held::Contradictory(index) => {
                let in_the_way = self.contradicting(index);
                Candidacy::Contradictory { record: self.tell_record(index), in_the_way }
            }
            Held::Shared(node) => {
                let identifier = self.nodes.text(node);
                let sharing = self.sharing(node);
                let upto = sharing.map_or_else(Default::default, |sharing| sharing.upto);
                let partners = sharing.map_or(0, |sharing| sharing.partners);
                Candidacy::Shared { identifier, upto, partners }
            }
            Held::MaxAccounts(profile, least) => Candidacy::MaxAccounts {
                profile: self.profile_id_of(least),
                accounts: self.partition.block(profile).summary.accounts(),
            },
            Held::TooWeak(index) => Candidacy::TooWeak {
                record: self.tell_record(index),
                profiles: self.profiles_across(index),
            },
        }
    }

    fn tell_refused(&self, placed: OrderedLink<'_>) -> Candidacy {
        let (centre, other) = self.evidence.link_ends(placed.link);
        let link = self.tell_link(centre, other, placed.link.record());
        let hindrances = self.link_hindrance(placed.link).into_iter().collect();
        let mut profiles = [centre, other].map(|end| self.profile_id_of(end));
        profiles.sort_unstable();
        Candidacy::Refused { step: Box::new(Step { link, hindrances }), profiles }
    }
}
