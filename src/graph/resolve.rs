//! SPEC section 5, step 8, from nothing: all links in order. For what is too large a change to replay.

use super::cascade::Run;
use super::index::{Node, Occurrence};
use super::summary::Summary;
use crate::union_find::UnionFind;

/// The profiles that all links in force give; each as its nodes, the most senior first.
pub(crate) fn resolve(run: Run<'_>) -> Vec<(Vec<Node>, Summary)> {
    let mut links: Vec<_> = run.order.evidence.links().map(|link| run.order.place(link)).collect();
    links.sort_unstable();
    let mut sets = UnionFind::new(Node::at(run.rules.nodes.len()).0);
    let mut summaries: Vec<Summary> = (0..run.rules.nodes.len())
        .map(|node| Summary::of_node(Node::at(node), run.rules))
        .collect();
    for link in links {
        merge(link.link, run, &mut sets, &mut summaries);
    }
    members(run, &mut sets, summaries)
}

fn merge(link: Occurrence, run: Run<'_>, sets: &mut UnionFind, summaries: &mut [Summary]) {
    let (centre, other) = run.order.evidence.link_ends(link);
    let (a, b) = (sets.find(centre.0), sets.find(other.0));
    let refused =
        |a: u32, b: u32| summaries[a as usize].refusal(&summaries[b as usize], run.rules).is_some();
    if a == b || refused(a, b) {
        return;
    }
    let root = sets.unite_roots(a, b);
    let absorbed = std::mem::take(&mut summaries[a.max(b) as usize]);
    summaries[root as usize].absorb(&absorbed, run.rules);
}

fn members(
    run: Run<'_>,
    sets: &mut UnionFind,
    summaries: Vec<Summary>,
) -> Vec<(Vec<Node>, Summary)> {
    let mut profiles: Vec<(Vec<Node>, Summary)> =
        summaries.into_iter().map(|summary| (Vec::new(), summary)).collect();
    for node in (0..run.rules.nodes.len()).map(Node::at) {
        // What is forgotten is in no profile.
        if run.partition.profile(node).is_some() {
            profiles[sets.find(node.0) as usize].0.push(node);
        }
    }
    profiles.retain(|profile| !profile.0.is_empty());
    profiles
}
