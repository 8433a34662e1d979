//! What an operation, or a batch, changed in the profiles: noted as it happens, told as net moves at the end.

use std::collections::BTreeMap;

use hashbrown::{HashMap, HashSet};

use super::index::{Node, ProfileIndex};
use super::nodes::Nodes;
use super::partition::Partition;

/// Where nodes came from since the last [`net`](Delta::net). A profile goes by its most senior node.
#[derive(Debug, Default)]
pub(crate) struct Delta {
    /// The profile that a node was in, for those that were put into another: none for a new one.
    origin: HashMap<Node, Node>,
    /// The most senior node of a profile before anything joined it, for profiles that something joined or left.
    seniors: HashMap<ProfileIndex, Before>,
    /// Profiles that held an identifier that is erased.
    erased: HashSet<Node>,
}

#[derive(Clone, Copy, Debug)]
enum Before {
    Senior(Node),
    /// The profile did not exist: every member of it has an origin.
    Nothing,
}

/// All that moved.
#[derive(Debug)]
pub(crate) struct Net {
    pub(crate) moves: Vec<Move>,
    /// Profiles that held what was erased, sorted: consumers drop them, and what is left comes as new.
    pub(crate) erased: Vec<Node>,
}

/// Identifiers that went from one profile to another; none where they were not known, or are not any more.
#[derive(Debug)]
pub(crate) struct Move {
    pub(crate) from: Node,
    pub(crate) into: Node,
    /// No profile went by `into` before.
    pub(crate) is_new: bool,
    pub(crate) nodes: Vec<Node>,
}

impl Delta {
    /// A node is new, in a profile of its own.
    pub(crate) fn created(&mut self, node: Node, partition: &Partition) {
        self.origin.insert(node, Node::NONE);
        self.seniors.insert(partition.profile(node), Before::Nothing);
    }

    /// The members of `from` are about to go into `into`.
    pub(crate) fn unite(&mut self, into: ProfileIndex, from: ProfileIndex, partition: &Partition) {
        self.keep(into, partition);
        self.leave(from, partition);
    }

    /// A profile is about to be given up.
    pub(crate) fn leave(&mut self, profile: ProfileIndex, partition: &Partition) {
        self.keep(profile, partition);
        let Before::Senior(senior) = self.seniors[&profile] else { return };
        for member in partition.members(profile) {
            self.origin.entry(member).or_insert(senior);
        }
    }

    /// A profile has been made of nodes that left others.
    pub(crate) fn entered(&mut self, profile: ProfileIndex) {
        self.seniors.insert(profile, Before::Nothing);
    }

    /// An identifier is about to be erased: consumers are to drop the profile that held it.
    pub(crate) fn erase(&mut self, node: Node, partition: &Partition) {
        self.leave(partition.profile(node), partition);
        self.erased.extend(self.origin.get(&node).copied().filter(|profile| profile.is_some()));
    }

    /// Consumers are to drop the profile that goes by this node, if one did before; whether one did.
    pub(crate) fn erase_profile(&mut self, senior: Node, partition: &Partition) -> bool {
        self.leave(partition.profile(senior), partition);
        let stood = self.stood(senior, partition);
        if stood {
            self.erased.insert(senior);
        }
        stood || self.erased.contains(&senior)
    }

    fn keep(&mut self, profile: ProfileIndex, partition: &Partition) {
        let senior = partition.block(profile).senior;
        self.seniors.entry(profile).or_insert(Before::Senior(senior));
    }

    /// The net moves of identifiers since the last call.
    pub(crate) fn net(&mut self, nodes: &Nodes, partition: &Partition) -> Net {
        let mut moves: BTreeMap<(Node, Node), Vec<Node>> = BTreeMap::new();
        let mut note = |node: Node, from: Node, into: Node| {
            let was_erased = self.erased.contains(&from);
            let from = if was_erased { Node::NONE } else { from };
            if from != into && !nodes.is_stand_in(node) {
                moves.entry((from, into)).or_default().push(node);
            }
        };
        for (&profile, before) in &self.seniors {
            let Before::Senior(before) = *before else { continue };
            if !partition.stands(profile) || partition.block(profile).senior == before {
                continue;
            }
            let stayed =
                partition.members(profile).filter(|member| !self.origin.contains_key(member));
            stayed.for_each(|member| note(member, before, partition.block(profile).senior));
        }
        for (&node, &from) in &self.origin {
            let profile = partition.profile(node);
            let into = if profile.is_some() { partition.block(profile).senior } else { Node::NONE };
            note(node, from, into);
        }
        let moves = moves.into_iter().map(|((from, into), mut nodes)| {
            nodes.sort_unstable();
            Move { from, into, is_new: into.is_some() && !self.stood(into, partition), nodes }
        });
        let moves = moves.collect();
        let mut erased: Vec<Node> = self.erased.drain().collect();
        erased.sort_unstable();
        self.origin.clear();
        self.seniors.clear();
        Net { moves, erased }
    }

    /// Whether a profile went by this node before, and consumers still have it.
    fn stood(&self, senior: Node, partition: &Partition) -> bool {
        let before = match self.origin.get(&senior) {
            Some(&origin) => origin,
            None => match self.seniors.get(&partition.profile(senior)) {
                Some(&Before::Senior(before)) => before,
                _ => senior,
            },
        };
        before == senior && !self.erased.contains(&senior)
    }
}
