//! SPEC section 8: what another policy would give.

use hashbrown::HashMap;

use super::Anew;
use crate::error::Error;
use crate::graph::Graph;
use crate::graph::index::{Node, ProfileIndex};
use crate::observation::Timestamp;
use crate::policy::Policy;
use crate::profile::ProfileId;
use crate::simulation::{
    Regrouping, RegroupingKind, SimulatedCounts, SimulatedProfile, Simulation, StandingChange,
    StandingOf,
};
use crate::union_find::UnionFind;

impl Graph {
    pub(crate) fn simulate(&self, policy: &Policy) -> Result<Simulation, Error> {
        self.check_successor(policy)?;
        let anew = Anew::new(policy, self.nodes.clone(), &self.evidence, &self.separations);
        let mut after = anew.counts();
        let mut changed: Vec<Vec<Node>> = Vec::new();
        anew.resolve(|resolved| {
            after.links += resolved.links;
            after.refused += resolved.refused;
            for mut profile in resolved.profiles {
                profile.retain(|&node| !anew.nodes.is_stand_in(node));
                after.profiles += u64::from(!profile.is_empty());
                if !profile.is_empty() && !self.is_profile(&profile) {
                    changed.push(profile);
                }
            }
        });
        Ok(Simulation {
            before: self.simulated_counts(),
            after,
            regroupings: self.regroupings(changed),
            standings: self.changed_standings(&anew),
        })
    }

    /// Fails if another policy would keep other things than this one.
    pub(crate) fn check_successor(&self, policy: &Policy) -> Result<(), Error> {
        self.policy.check_successor(policy, |name| self.nodes.knows_namespace(name))
    }

    fn simulated_counts(&self) -> SimulatedCounts {
        let records = || self.evidence.records();
        let contradictory = records().filter(|&index| self.evidence.record(index).contradictory);
        SimulatedCounts {
            profiles: self.listed().count() as u64,
            links: self.evidence.link_count() as u64,
            refused: self.refused_count(),
            contradictory: contradictory.count() as u64,
            blocked: self.nodes.known().filter(|&node| self.nodes.is_blocked(node)).count() as u64,
            shared: self.nodes.known().filter(|&node| self.nodes.level(node) > 0).count() as u64,
            reassigned: self.standing.reassigned.len() as u64,
        }
    }

    /// Whether these identifiers are all of one profile now.
    fn is_profile(&self, identifiers: &[Node]) -> bool {
        let profile = self.partition.profile(identifiers[0]);
        let together = identifiers.iter().all(|&node| self.partition.profile(node) == profile);
        together && self.identifiers_in(profile).count() == identifiers.len()
    }

    fn identifiers_in(&self, profile: ProfileIndex) -> impl Iterator<Item = Node> + '_ {
        self.partition.members(profile).filter(|&node| !self.nodes.is_stand_in(node))
    }

    /// Sets of profiles that become others, the largest first.
    fn regroupings(&self, changed: Vec<Vec<Node>>) -> Vec<Regrouping> {
        let mut old: HashMap<ProfileIndex, u32> = HashMap::new();
        for node in changed.iter().flatten() {
            let next = u32::try_from(old.len()).unwrap_or(u32::MAX);
            old.entry(self.partition.profile(*node)).or_insert(next);
        }
        let mut sets = UnionFind::new(u32::try_from(old.len()).unwrap_or(u32::MAX));
        for profile in &changed {
            for pair in profile.windows(2) {
                let [a, b] = [pair[0], pair[1]].map(|node| old[&self.partition.profile(node)]);
                let (a, b) = (sets.find(a), sets.find(b));
                if a != b {
                    sets.unite_roots(a, b);
                }
            }
        }
        let mut groups: HashMap<u32, [Vec<SimulatedProfile>; 2]> = HashMap::new();
        for (&profile, &place) in &old {
            let members = self.identifiers_in(profile).collect();
            groups.entry(sets.find(place)).or_default()[0].push(self.simulated_profile(members));
        }
        for members in changed {
            let place = sets.find(old[&self.partition.profile(members[0])]);
            groups.entry(place).or_default()[1].push(self.simulated_profile(members));
        }
        let mut all: Vec<Regrouping> = groups.into_values().map(regrouping).collect();
        let size = |one: &Regrouping| -> usize {
            one.before.iter().map(|profile| profile.identifiers.len()).sum()
        };
        let least = |one: &Regrouping| one.before[0].identifiers[0].clone();
        all.sort_by_cached_key(|one| (std::cmp::Reverse(size(one)), least(one)));
        all
    }

    /// A profile goes by its most senior identifier.
    fn simulated_profile(&self, members: Vec<Node>) -> SimulatedProfile {
        let senior = members.iter().copied().min().unwrap_or(Node::NONE);
        SimulatedProfile {
            id: ProfileId::of(self.nodes.fingerprint(senior)),
            identifiers: self.sorted_texts(members.into_iter()),
        }
    }

    fn changed_standings(&self, anew: &Anew<'_>) -> Vec<StandingChange> {
        let mut changes: Vec<StandingChange> = self
            .nodes
            .known()
            .filter(|&node| self.is_special(node) || anew.is_special(node))
            .map(|node| StandingChange {
                identifier: self.nodes.text(node),
                before: self.standing_of(node),
                after: anew.standing_of(node),
            })
            .filter(|change| change.before != change.after)
            .collect();
        changes.sort_unstable_by(|a, b| a.identifier.cmp(&b.identifier));
        changes
    }

    /// Whether an identifier stands in another way than plain.
    fn is_special(&self, node: Node) -> bool {
        self.nodes.is_blocked(node)
            || self.nodes.level(node) > 0
            || self.standing.reassigned.contains_key(&node)
    }
}

impl Anew<'_> {
    /// All but what the links give.
    fn counts(&self) -> SimulatedCounts {
        let known = || self.nodes.known();
        SimulatedCounts {
            contradictory: self.contradictory.len() as u64,
            blocked: known().filter(|&node| self.nodes.is_blocked(node)).count() as u64,
            shared: known().filter(|&node| self.nodes.level(node) > 0).count() as u64,
            reassigned: self.reassigned.len() as u64,
            ..SimulatedCounts::default()
        }
    }

    fn is_special(&self, node: Node) -> bool {
        self.nodes.is_blocked(node)
            || self.nodes.level(node) > 0
            || self.reassigned.contains_key(&node)
    }

    fn standing_of(&self, node: Node) -> StandingOf {
        let shared = (self.nodes.level(node) > 0).then(|| self.sharing(node)).flatten();
        let since = self.reassigned.get(&node);
        StandingOf {
            blocked: self.nodes.is_blocked(node),
            shared: shared.map(|sharing| (sharing.upto, sharing.partners)),
            reassigned_since: since.and_then(|&ms| Timestamp::from_millisecond(ms).ok()),
        }
    }
}

fn regrouping([mut before, mut after]: [Vec<SimulatedProfile>; 2]) -> Regrouping {
    for profiles in [&mut before, &mut after] {
        profiles.sort_unstable_by(|a, b| a.identifiers.cmp(&b.identifiers));
    }
    let kind = match (before.len(), after.len()) {
        (_, 1) => RegroupingKind::Merged,
        (1, _) => RegroupingKind::Split,
        _ => RegroupingKind::Regrouped,
    };
    Regrouping { kind, before, after }
}
