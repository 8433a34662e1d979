//! Makes the profiles true again after the evidence has changed.
//!
//! First standings are found (steps 2 to 6, in `standing`), then links that leave and rules that changed are replayed, then
//! new links are placed: nearly every one is a plain union, and only conflicts are replayed.

use hashbrown::HashSet;

use super::cascade::Regrouping;
use super::index::{Node, Occurrence, ProfileIndex, RecordIndex};
use super::resolve::resolve;
use super::standing::Restanding;
use super::{Graph, rules};

/// How the evidence has been changed since the profiles were last true.
#[derive(Debug, Default)]
pub(crate) struct Edits {
    /// Records that are new.
    pub(crate) added: Vec<RecordIndex>,
    /// Records whose first or last time changed.
    pub(crate) moved: Vec<RecordIndex>,
    pub(crate) withdrawn: Vec<RecordIndex>,
    pub(crate) separated: Vec<(Node, Node)>,
    pub(crate) rejoined: Vec<(Node, Node)>,
}

impl Edits {
    pub(super) fn separation_pairs(&self) -> impl Iterator<Item = (Node, Node)> + '_ {
        self.separated.iter().chain(&self.rejoined).copied()
    }

    pub(super) fn separation_ends(&self) -> impl Iterator<Item = Node> + '_ {
        self.separation_pairs().flat_map(|(a, b)| [a, b])
    }

    /// Whether all that happened to a record is that it came, or that its times widened.
    pub(super) fn only_adds(&self, record: RecordIndex) -> bool {
        let within = |records: &[RecordIndex]| records.binary_search(&record).is_ok();
        (within(&self.added) || within(&self.moved)) && !within(&self.withdrawn)
    }

    /// Whether nothing has been taken back or separated.
    pub(super) fn only_observe(&self) -> bool {
        self.withdrawn.is_empty() && self.separated.is_empty() && self.rejoined.is_empty()
    }

    fn is_empty(&self) -> bool {
        self.added.is_empty() && self.moved.is_empty() && self.only_observe()
    }

    fn sort(&mut self) {
        for records in [&mut self.added, &mut self.moved, &mut self.withdrawn] {
            records.sort_unstable();
            records.dedup();
        }
    }
}

/// Links of records to be linked anew.
#[derive(Debug, Default)]
struct Relinking {
    records: Vec<(RecordIndex, Vec<Node>, Option<usize>)>,
    /// Links in force that go.
    dead: HashSet<Occurrence>,
    /// Links that come.
    fresh: Vec<Occurrence>,
}

impl Graph {
    /// Makes steps 1 to 8 true again.
    pub(super) fn settle(&mut self, mut edits: Edits) {
        if edits.is_empty() {
            return;
        }
        edits.sort();
        let restanding = self.restand(&edits);
        let relinking = self.plan_links(&restanding.relink);
        let resolved = self.replay_losses(&edits, &restanding, &relinking);
        self.put_links(&relinking);
        let fresh = self.links_to_place(&edits, relinking.fresh);
        if !resolved || !self.place(fresh) {
            self.rebuild();
        }
        self.release(&edits);
    }

    /// What each record is to link, and which links go and come.
    fn plan_links(&self, records: &[RecordIndex]) -> Relinking {
        let mut relinking = Relinking::default();
        for &index in records {
            let (ends, centre) = self.ends_after_step_6(index);
            let old_centre = self.evidence.centre(index);
            let occurrences = || self.evidence.occurrences(index);
            let new_centre = centre.and_then(|place| occurrences().nth(place));
            let centre_end = centre.map_or(Node::NONE, |place| ends[place]);
            let same_centre = old_centre == new_centre
                && old_centre.is_some_and(|old| self.evidence.end(old) == centre_end);
            for (occurrence, &end) in occurrences().zip(&ends) {
                let was = self.evidence.end(occurrence).is_some() && old_centre != Some(occurrence);
                let is = end.is_some() && new_centre != Some(occurrence);
                let stays = was && is && same_centre && self.evidence.end(occurrence) == end;
                if was && !stays {
                    relinking.dead.insert(occurrence);
                }
                if is && !stays {
                    relinking.fresh.push(occurrence);
                }
            }
            relinking.records.push((index, ends, centre));
        }
        relinking
    }

    /// Replays what links that go and rules that changed undo; whether that could be done by replaying.
    fn replay_losses(
        &mut self,
        edits: &Edits,
        restanding: &Restanding,
        relinking: &Relinking,
    ) -> bool {
        let run = self.run();
        let mut judged: Vec<Occurrence> =
            relinking.dead.iter().copied().filter(|&link| run.is_internal(link)).collect();
        for &(a, b) in &edits.separated {
            // In different profiles they stay: a tighter rule changes nothing where all profiles still keep it.
            if self.partition.profile(a) == self.partition.profile(b) {
                judged.extend(run.joining_link(a, b));
            }
        }
        for &(a, b) in &edits.rejoined {
            judged.extend(self.links_between(self.partition.profile(a), self.partition.profile(b)));
        }
        for profile in self.profiles_of(restanding.regrouped.iter().copied()) {
            judged.extend(self.links_of_profile(profile));
        }
        let resolved = judged.is_empty() || self.cascade(judged, &relinking.dead);
        let judged_anew = restanding.regrouped.iter().copied().chain(edits.separation_ends());
        for profile in self.profiles_of(judged_anew) {
            self.partition.resummarise(profile, rules!(self));
        }
        resolved
    }

    /// The profiles of these nodes, each once.
    fn profiles_of(&self, nodes: impl Iterator<Item = Node>) -> Vec<ProfileIndex> {
        let mut profiles: Vec<ProfileIndex> =
            nodes.map(|node| self.partition.profile(node)).collect();
        profiles.sort_unstable();
        profiles.dedup();
        profiles
    }

    /// The links between two profiles, found from the smaller.
    fn links_between(&self, a: ProfileIndex, b: ProfileIndex) -> Vec<Occurrence> {
        let len = |profile: ProfileIndex| self.partition.block(profile).len;
        let (fewer, more) = if len(a) <= len(b) { (a, b) } else { (b, a) };
        let leads_there = |&link: &Occurrence| {
            let (x, y) = self.evidence.link_ends(link);
            a != b && (self.partition.profile(x) == more || self.partition.profile(y) == more)
        };
        self.links_of_profile(fewer).filter(leads_there).collect()
    }

    pub(super) fn links_of_profile(
        &self,
        profile: ProfileIndex,
    ) -> impl Iterator<Item = Occurrence> + '_ {
        self.partition.members(profile).flat_map(|member| self.evidence.links_at(member))
    }

    fn put_links(&mut self, relinking: &Relinking) {
        for (index, ends, centre) in &relinking.records {
            self.evidence.link(*index, ends, *centre);
        }
    }

    /// Links that come, and those whose place in the order changed.
    fn links_to_place(&self, edits: &Edits, mut fresh: Vec<Occurrence>) -> Vec<Occurrence> {
        for &index in &edits.moved {
            fresh.extend(self.evidence.links_of_record(index));
        }
        fresh
    }

    /// Places links, each at once where that changes nothing or just unites two profiles; whether all could be placed.
    fn place(&mut self, links: Vec<Occurrence>) -> bool {
        let mut conflicts = Vec::new();
        for link in links {
            self.work.links_resolved += 1;
            if !self.unite_ends(link) {
                conflicts.push(link);
            }
        }
        self.replay_conflicts(conflicts)
    }

    /// Makes the profiles true as to links in force whose ends could not be united. Before any rule changes: what a replay starts from must be
    /// true under the rules that it goes by.
    pub(super) fn settle_conflicts(&mut self, conflicts: Vec<Occurrence>) {
        if !self.replay_conflicts(conflicts) {
            self.rebuild();
        }
    }

    /// Replays links that conflict; whether that stayed within its budget.
    fn replay_conflicts(&mut self, mut conflicts: Vec<Occurrence>) -> bool {
        // Profiles have grown since: a link may have come to lie within one, where it changes nothing.
        conflicts.retain(|&link| !self.run().is_internal(link));
        self.work.conflicts += conflicts.len() as u64;
        conflicts.is_empty() || self.cascade(conflicts, &HashSet::new())
    }

    /// Whether the ends of a link share a profile, or do now.
    fn unite_ends(&mut self, link: Occurrence) -> bool {
        let (centre, other) = self.evidence.link_ends(link);
        self.unite(centre, other)
    }

    /// Whether two nodes share a profile, or do now.
    pub(super) fn unite(&mut self, a: Node, b: Node) -> bool {
        let (a, b) = (self.partition.profile(a), self.partition.profile(b));
        if a == b {
            return true;
        }
        let (block_a, block_b) = (self.partition.block(a), self.partition.block(b));
        if block_a.summary.refusal(&block_b.summary, self.rules()).is_some() {
            return false;
        }
        let (into, from) = if block_a.len >= block_b.len { (a, b) } else { (b, a) };
        self.delta.unite(into, from, &self.partition);
        self.partition.unite(into, from, rules!(self));
        true
    }

    /// Replays links to be judged; whether that stayed within its budget.
    fn cascade(&mut self, judged: Vec<Occurrence>, dead: &HashSet<Occurrence>) -> bool {
        let budget = self.tuning.budget(self.evidence.link_count());
        self.work.cascades += 1;
        let Some(regrouping) = self.run().cascade(judged, dead, budget) else {
            self.work.links_resolved += budget;
            return false;
        };
        self.work.links_resolved += regrouping.links;
        self.regroup_profiles(regrouping);
        true
    }

    fn regroup_profiles(&mut self, regrouping: Regrouping) {
        for &old in &regrouping.old {
            self.delta.leave(old, &self.partition);
        }
        for &old in &regrouping.old {
            self.partition.release(old);
        }
        for (members, summary) in regrouping.new {
            members.iter().for_each(|&member| self.watch.part(member));
            let profile = self.partition.create(&members, summary, &self.nodes);
            self.delta.entered(profile);
        }
    }

    /// Resolves everything anew.
    pub(super) fn rebuild(&mut self) {
        self.work.rebuilds += 1;
        self.work.links_resolved += self.evidence.link_count() as u64;
        let new = resolve(self.run());
        let old = self.partition.profiles().collect();
        self.regroup_profiles(Regrouping { old, new, links: 0 });
    }

    /// Gives withdrawn records back, and forgets identifiers that nothing holds any more.
    fn release(&mut self, edits: &Edits) {
        let rejoined = edits.rejoined.iter().flat_map(|&(a, b)| [a, b]);
        let withdrawn =
            edits.withdrawn.iter().flat_map(|&index| self.evidence.nodes(index).iter().copied());
        let mut gone: Vec<Node> = rejoined.chain(withdrawn).collect();
        gone.sort_unstable();
        gone.dedup();
        gone.retain(|&node| !self.is_held(node));
        for &index in &edits.withdrawn {
            self.evidence.free(index);
        }
        for node in gone {
            self.delta.leave(self.partition.profile(node), &self.partition);
            self.partition.remove(node);
            self.evidence.list_linked(node, false);
            self.nodes.forget(node);
            self.standing.forget(node);
        }
    }
}
