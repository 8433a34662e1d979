//! SPEC section 5, step 3: accounts that a steward, or a platform's own map, holds to be one person's.

use hashbrown::{HashMap, HashSet};

use super::evidence::Evidence;
use super::index::{Node, RecordIndex};
use super::nodes::Nodes;
use super::separations::Separations;
use crate::observation::Strength;
use crate::union_find::UnionFind;

/// An account that came into a group, left one, or has another to stand for it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Regrouped {
    pub(crate) account: Node,
    /// What stood for it before.
    pub(crate) before: Node,
}

/// Groups of accounts that count as one. Accounts in no group are not in here.
#[derive(Clone, Debug, Default)]
pub(crate) struct SameGroups {
    /// The least node of the group that an account is in.
    representative: HashMap<Node, Node>,
}

impl SameGroups {
    /// The node that stands for all of its group wherever identifiers are counted.
    pub(crate) fn representative(&self, node: Node) -> Node {
        if self.representative.is_empty() {
            return node;
        }
        self.representative.get(&node).copied().unwrap_or(node)
    }

    pub(crate) fn is_grouped(&self, node: Node) -> bool {
        !self.representative.is_empty() && self.representative.contains_key(&node)
    }

    /// Finds the groups of these accounts anew; gives every account that another stands for now.
    pub(crate) fn regroup(
        &mut self,
        seeds: &[Node],
        nodes: &Nodes,
        evidence: &Evidence,
        separations: &Separations,
        is_live: impl Fn(RecordIndex) -> bool,
    ) -> Vec<Regrouped> {
        let mut seen = HashSet::new();
        let mut changed = Vec::new();
        for &seed in seeds {
            if seen.contains(&seed) {
                continue;
            }
            let mut members = asserted_component(seed, nodes, evidence, &is_live);
            seen.extend(members.iter().copied());
            let dissolved = members.len() < 2
                || members.iter().any(|&a| separations.of(a).any(|b| members.contains(&b)));
            members.sort_unstable();
            let representative = (!dissolved).then(|| members[0]);
            for &member in &members {
                let old = match representative {
                    Some(representative) => self.representative.insert(member, representative),
                    None => self.representative.remove(&member),
                };
                if old != representative {
                    changed.push(Regrouped { account: member, before: old.unwrap_or(member) });
                }
            }
        }
        changed
    }

    /// What [`regroup`](SameGroups::regroup) of every account would give.
    pub(crate) fn naive(
        nodes: &Nodes,
        evidence: &Evidence,
        separations: &Separations,
        is_live: impl Fn(RecordIndex) -> bool,
    ) -> Self {
        let mut groups = SameGroups::default();
        let groupable = |&node: &Node| nodes.is_account(node) && !nodes.is_blocked(node);
        let accounts: Vec<Node> = nodes.known().filter(groupable).collect();
        groups.regroup(&accounts, nodes, evidence, separations, is_live);
        groups
    }

    /// The groups of accounts that pairs of one asserted record join: what [`naive`](SameGroups::naive) finds, where all such pairs are at hand.
    pub(crate) fn of_pairs(pairs: &[(Node, Node)], separations: &Separations) -> Self {
        let mut accounts: Vec<Node> = pairs.iter().flat_map(|&(a, b)| [a, b]).collect();
        accounts.sort_unstable();
        accounts.dedup();
        let place = |account: Node| {
            let place = accounts.binary_search(&account).expect("it is one of them");
            u32::try_from(place).expect("fewer than there are nodes")
        };
        let mut sets = UnionFind::new(u32::try_from(accounts.len()).unwrap_or(u32::MAX));
        for &(a, b) in pairs {
            let (a, b) = (sets.find(place(a)), sets.find(place(b)));
            if a != b {
                sets.unite_roots(a, b);
            }
        }
        let roots: Vec<u32> = accounts.iter().map(|&account| sets.find(place(account))).collect();
        let mut dissolved = HashSet::new();
        for (&account, &root) in accounts.iter().zip(&roots) {
            let others = separations.of(account);
            let grouped = others.filter_map(|other| accounts.binary_search(&other).ok());
            if grouped.into_iter().any(|other| roots[other] == root) {
                dissolved.insert(root);
            }
        }
        let grouped = accounts.iter().zip(&roots).filter(|(_, root)| !dissolved.contains(*root));
        let representative = grouped.map(|(&account, &root)| (account, accounts[root as usize]));
        SameGroups { representative: representative.collect() }
    }

    pub(crate) fn equals(&self, other: &SameGroups) -> bool {
        self.representative == other.representative
    }
}

/// The accounts that hang together with this one by asserted records.
fn asserted_component(
    seed: Node,
    nodes: &Nodes,
    evidence: &Evidence,
    is_live: &impl Fn(RecordIndex) -> bool,
) -> Vec<Node> {
    let mut members = vec![seed];
    let mut seen: HashSet<Node> = HashSet::new();
    seen.insert(seed);
    let mut next = 0;
    while let Some(&account) = members.get(next) {
        next += 1;
        for occurrence in evidence.held(account) {
            let index = occurrence.record();
            let record = evidence.record(index);
            if record.strength != Strength::Asserted || !is_live(index) {
                continue;
            }
            for &other in evidence.nodes(index) {
                if nodes.is_account(other) && !nodes.is_blocked(other) && seen.insert(other) {
                    members.push(other);
                }
            }
        }
    }
    members
}
