//! What made a profile: its merges in the order of section 5.

use hashbrown::HashMap;

use crate::explanation::Merge;
use crate::graph::Graph;
use crate::graph::index::{Node, Occurrence, ProfileIndex};
use crate::graph::order::OrderedLink;
use crate::profile::ProfileId;
use crate::union_find::UnionFind;

impl Graph {
    /// The merges that made a profile: of its accepted links, in order, those whose ends were not yet together.
    pub(crate) fn history(&self, id: ProfileId) -> Option<Vec<Merge>> {
        let profile = self.profile_of_id(id)?;
        let places: HashMap<Node, u32> = self.partition.members(profile).zip(0..).collect();
        let mut sets = UnionFind::new(self.partition.block(profile).len);
        let mut sizes = vec![1; places.len()];
        let mut merges = Vec::with_capacity(places.len().saturating_sub(1));
        for placed in self.accepted_links(profile) {
            let (centre, other) = self.evidence.link_ends(placed.link);
            let (a, b) = (sets.find(places[&centre]), sets.find(places[&other]));
            if a == b {
                continue;
            }
            let record = placed.link.record();
            let both = [sizes[a as usize], sizes[b as usize]];
            merges.push(Merge { link: self.tell_link(centre, other, record), sizes: both });
            sizes[sets.unite_roots(a, b) as usize] = both[0] + both[1];
        }
        Some(merges)
    }

    /// The profile that holds the identifier from which an id was made.
    pub(in crate::graph) fn profile_of_id(&self, id: ProfileId) -> Option<ProfileIndex> {
        self.nodes.find_profile_id(id).map(|node| self.partition.profile(node))
    }

    /// The accepted links of a profile, in the order in which they were taken.
    pub(super) fn accepted_links(&self, profile: ProfileIndex) -> Vec<OrderedLink<'_>> {
        let run = self.run();
        let mut links: Vec<Occurrence> =
            self.links_of_profile(profile).filter(|&link| run.is_internal(link)).collect();
        // Each was found at both its ends.
        links.sort_unstable();
        links.dedup();
        let mut placed: Vec<_> = links.into_iter().map(|link| run.order.place(link)).collect();
        placed.sort_unstable();
        placed
    }
}
