//! What an operation, or a batch, changed in the profiles: noted as it happens, told as net moves at the end.

use std::ops::Range;

use hashbrown::{HashMap, HashSet};

use super::index::{Node, ProfileIndex};
use super::nodes::Nodes;
use super::partition::Partition;

/// Where nodes came from since the last [`net`](Delta::net). A profile goes by its most senior node.
///
/// Nothing is noted of new nodes, nor of profiles of new nodes alone: they came from nowhere.
#[derive(Debug, Default)]
pub(crate) struct Delta {
    /// Nodes from this number on are new.
    first_new: usize,
    /// The profile that a node was in, for those that are not new and were put into another.
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
#[derive(Debug, Default)]
pub(crate) struct Net {
    pub(crate) moves: Vec<Move>,
    /// All that moved, as the moves name it.
    pub(crate) nodes: Vec<Node>,
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
    /// Which of all nodes that moved; sorted.
    pub(crate) nodes: Range<usize>,
}

/// From where, to where, and what.
type Moved = (Node, Node, Node);

impl Net {
    fn add(&mut self, from: Node, into: Node, is_new: bool, nodes: impl IntoIterator<Item = Node>) {
        let begin = self.nodes.len();
        self.nodes.extend(nodes);
        self.moves.push(Move { from, into, is_new, nodes: begin..self.nodes.len() });
    }
}

/// Pairs of a profile and a member, given by rising member, by rising profile. The profiles go by nodes from the first to
/// before the end.
fn sorted_by_profile(pairs: &[(Node, Node)], first: usize, end: usize) -> Vec<(Node, Node)> {
    let mut places = vec![0_usize; end - first];
    pairs.iter().for_each(|(profile, _)| places[profile.index() - first] += 1);
    let mut next = 0;
    for place in &mut places {
        next += std::mem::replace(place, next);
    }
    let mut sorted = vec![(Node::NONE, Node::NONE); pairs.len()];
    for &pair in pairs {
        let place = &mut places[pair.0.index() - first];
        sorted[*place] = pair;
        *place += 1;
    }
    sorted
}

/// The most senior node of a node's profile; none if it has no profile.
fn senior_of(node: Node, partition: &Partition) -> Node {
    let profile = partition.profile(node);
    if profile.is_some() { partition.block(profile).senior } else { Node::NONE }
}

impl Delta {
    /// With this many nodes that are not new.
    pub(crate) fn starting_at(nodes: usize) -> Self {
        Delta { first_new: nodes, ..Delta::default() }
    }

    fn is_new(&self, node: Node) -> bool {
        node.index() >= self.first_new
    }

    /// The members of `from` are about to go into `into`.
    pub(crate) fn unite(&mut self, into: ProfileIndex, from: ProfileIndex, partition: &Partition) {
        if partition.block(from).senior < partition.block(into).senior {
            self.keep(into, partition);
        }
        self.leave(from, partition);
    }

    /// A profile is about to be given up.
    pub(crate) fn leave(&mut self, profile: ProfileIndex, partition: &Partition) {
        // Without an identifier that is not new there is nothing to note: stand-ins are told to nobody.
        if self.is_new(partition.block(profile).senior) {
            return;
        }
        self.keep(profile, partition);
        let Before::Senior(senior) = self.seniors[&profile] else { return };
        for member in partition.members(profile) {
            if !self.is_new(member) {
                self.origin.entry(member).or_insert(senior);
            }
        }
    }

    /// A profile has been made of nodes that left others.
    pub(crate) fn entered(&mut self, profile: ProfileIndex) {
        self.seniors.insert(profile, Before::Nothing);
    }

    /// An identifier is about to be erased: consumers are to drop the profile that held it.
    pub(crate) fn erase(&mut self, node: Node, partition: &Partition) {
        self.leave(partition.profile(node), partition);
        self.erased.extend(self.origin.get(&node).copied());
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
        if self.is_new(senior) {
            return;
        }
        self.seniors.entry(profile).or_insert(Before::Senior(senior));
    }

    /// The net moves of identifiers since the last call.
    pub(crate) fn net(&mut self, nodes: &Nodes, partition: &Partition) -> Net {
        let (moved, made) = self.moved(nodes, partition);
        let mut net = Net::default();
        for alike in moved.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
            let (from, into, _) = alike[0];
            let is_new = into.is_some() && !self.stood(into, partition);
            net.add(from, into, is_new, alike.iter().map(|moved| moved.2));
        }
        for alike in made.chunk_by(|a, b| a.0 == b.0) {
            net.add(Node::NONE, alike[0].0, true, alike.iter().map(|made| made.1));
        }
        net.erased.extend(self.erased.drain());
        net.erased.sort_unstable();
        self.origin.clear();
        self.seniors.clear();
        self.first_new = nodes.len();
        net
    }

    /// Each identifier that moved, with where from and where to; and by themselves, since they are nearly all and sorted without being
    /// compared, new identifiers in profiles that are new too, each after its profile. Both sorted.
    fn moved(&self, nodes: &Nodes, partition: &Partition) -> (Vec<Moved>, Vec<(Node, Node)>) {
        let mut moved = Vec::new();
        let mut note = |node: Node, from: Node, into: Node| {
            let was_erased = !self.erased.is_empty() && self.erased.contains(&from);
            let from = if was_erased { Node::NONE } else { from };
            if from != into && !nodes.is_stand_in(node) {
                moved.push((from, into, node));
            }
        };
        for (&profile, before) in &self.seniors {
            let Before::Senior(before) = *before else { continue };
            if !partition.stands(profile) || partition.block(profile).senior == before {
                continue;
            }
            let stayed = partition
                .members(profile)
                .filter(|member| !self.is_new(*member) && !self.origin.contains_key(member));
            stayed.for_each(|member| note(member, before, partition.block(profile).senior));
        }
        for (&node, &from) in &self.origin {
            note(node, from, senior_of(node, partition));
        }
        let mut made = Vec::with_capacity(nodes.len() - self.first_new);
        for node in (self.first_new..nodes.len()).map(Node::at) {
            let into = senior_of(node, partition);
            if into.is_some() && self.is_new(into) && !nodes.is_stand_in(node) {
                made.push((into, node));
            } else {
                note(node, Node::NONE, into);
            }
        }
        moved.sort_unstable();
        (moved, sorted_by_profile(&made, self.first_new, nodes.len()))
    }

    /// Whether a profile went by this node before, and consumers still have it.
    fn stood(&self, senior: Node, partition: &Partition) -> bool {
        if self.is_new(senior) {
            return false;
        }
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
