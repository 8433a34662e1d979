//! The log of changes: net moves told as changes, kept by node until the caller trims them.

use std::collections::VecDeque;
use std::hash::Hash;

use hashbrown::{HashMap, HashSet, hash_map};

use super::Graph;
use super::delta::{Move, Net};
use super::index::Node;
use super::nodes::Nodes;
use crate::change::{Change, ChangeKind};
use crate::profile::ProfileId;

/// Changes, the oldest first.
#[derive(Clone, Debug, Default)]
pub(crate) struct ChangeLog {
    /// The number of the first change that is kept.
    first: u64,
    entries: VecDeque<Entry>,
    /// The numbers of the changes that name a node, rising.
    naming: HashMap<Node, Vec<u64>>,
    /// Profiles that went whole into another: the number of the change, and which.
    followed_by: HashMap<ProfileId, Vec<(u64, ProfileId)>>,
}

#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) kind: ChangeKind,
    pub(super) from: Option<ProfileId>,
    pub(super) into: Option<ProfileId>,
    pub(super) nodes: Vec<Node>,
}

impl ChangeLog {
    /// An empty log whose first change will have this number.
    pub(crate) fn starting_at(first: u64) -> Self {
        ChangeLog { first, ..ChangeLog::default() }
    }

    /// The number that the next change will have.
    pub(crate) fn next(&self) -> u64 {
        self.first + self.entries.len() as u64
    }

    /// The number of the first change that is kept.
    pub(crate) fn first(&self) -> u64 {
        self.first
    }

    /// The numbers of the changes that name any of these, rising.
    pub(super) fn naming(&self, nodes: impl Iterator<Item = Node>) -> Vec<u64> {
        let mut numbers: Vec<u64> =
            nodes.filter_map(|node| self.naming.get(&node)).flatten().copied().collect();
        numbers.sort_unstable();
        numbers.dedup();
        numbers
    }

    /// The change of this number, if it is kept.
    pub(super) fn entry(&self, number: u64) -> Option<&Entry> {
        self.entries.get(usize::try_from(number.checked_sub(self.first)?).ok()?)
    }

    /// Drops the changes before this number.
    pub(crate) fn trim(&mut self, before: u64) {
        while self.first < before
            && let Some(entry) = self.entries.pop_front()
        {
            self.first += 1;
            for node in entry.nodes {
                drop_before(&mut self.naming, node, |&number| number >= self.first);
            }
            if let Some(from) = entry.from {
                drop_before(&mut self.followed_by, from, |&(number, _)| number >= self.first);
            }
        }
    }

    /// Takes an erased identifier out of the changes that are kept; gives the profiles that consumers may hold it in, wherever they
    /// have read to.
    fn redact(&mut self, node: Node) -> Vec<ProfileId> {
        let mut profiles: Vec<ProfileId> = Vec::new();
        let mut follow: Vec<(u64, ProfileId)> = Vec::new();
        for number in self.naming.remove(&node).unwrap_or_default() {
            let place = usize::try_from(number - self.first).unwrap_or(usize::MAX);
            let Some(entry) = self.entries.get_mut(place) else { continue };
            entry.nodes.retain(|&other| other != node);
            follow
                .extend(entry.from.into_iter().chain(entry.into).map(|profile| (number, profile)));
        }
        // A consumer that holds it in a profile takes it along where all of that profile goes.
        let mut seen = HashSet::new();
        while let Some((number, profile)) = follow.pop() {
            if seen.insert((number, profile)) {
                profiles.push(profile);
                let later = self.followed_by.get(&profile).into_iter().flatten();
                follow.extend(later.filter(|&&(later, _)| later >= number).copied());
            }
        }
        profiles.sort_unstable();
        profiles.dedup();
        profiles
    }

    fn push(&mut self, entry: Entry) {
        let number = self.next();
        for &node in &entry.nodes {
            self.naming.entry(node).or_default().push(number);
        }
        if let (ChangeKind::Merged | ChangeKind::Renamed, Some(from), Some(into)) =
            (entry.kind, entry.from, entry.into)
        {
            self.followed_by.entry(from).or_default().push((number, into));
        }
        self.entries.push_back(entry);
    }
}

/// Keeps of a list what stays, and of lists those that are not empty.
fn drop_before<K: Eq + Hash, V>(
    lists: &mut HashMap<K, Vec<V>>,
    key: K,
    stays: impl Fn(&V) -> bool,
) {
    if let hash_map::Entry::Occupied(mut list) = lists.entry(key) {
        list.get_mut().retain(stays);
        if list.get().is_empty() {
            list.remove();
        }
    }
}

impl Graph {
    /// The changes from this number on that are kept.
    pub(crate) fn changes_since(&self, sequence: u64) -> impl Iterator<Item = Change> + '_ {
        let log = &self.log;
        let skip = usize::try_from(sequence.saturating_sub(log.first)).unwrap_or(usize::MAX);
        let numbered = (log.first..).zip(&log.entries).skip(skip);
        numbered.map(|(sequence, entry)| Change {
            sequence,
            kind: entry.kind,
            from: entry.from,
            into: entry.into,
            identifiers: entry.nodes.iter().map(|&node| self.nodes.text(node)).collect(),
        })
    }

    /// Takes an identifier that is about to be erased out of the log. Gives the profiles that consumers may hold it in and that do not
    /// stand: they are told to drop these too.
    pub(super) fn redact_log(&mut self, node: Node) -> Vec<ProfileId> {
        let mut profiles = self.log.redact(node);
        if self.nodes.is_known(node) {
            self.delta.erase(node, &self.partition);
        }
        profiles.retain(|&id| match self.nodes.find_profile_id(id) {
            Some(senior) => !self.delta.erase_profile(senior, &self.partition),
            None => true,
        });
        profiles
    }

    /// Tells net moves as changes, in the order of [`ChangeKind`]; `dropped` are profiles that do not stand and may hold what is
    /// erased.
    pub(super) fn log_net(&mut self, net: Net, dropped: &[ProfileId]) {
        let mut told = Telling::new(&net, |node| self.is_senior(node)).changes(net.moves);
        told.extend(
            net.erased.iter().map(|&profile| (ChangeKind::Erased, profile, Node::NONE, Vec::new())),
        );
        told.sort_by_key(|&(kind, from, into, _)| (kind, from, into));
        for &id in dropped {
            self.log.push(Entry {
                kind: ChangeKind::Erased,
                from: Some(id),
                into: None,
                nodes: [].into(),
            });
        }
        for (kind, from, into, nodes) in told {
            let id = |senior: Node| senior.is_some().then(|| profile_id(senior, &self.nodes));
            let entry = Entry { kind, from: id(from), into: id(into), nodes };
            self.log.push(entry);
        }
    }

    /// Whether a profile goes by this node now.
    fn is_senior(&self, node: Node) -> bool {
        let profile = self.partition.profile(node);
        profile.is_some() && self.partition.block(profile).senior == node
    }
}

pub(super) fn profile_id(senior: Node, nodes: &Nodes) -> ProfileId {
    ProfileId::of(nodes.fingerprint(senior))
}

/// Kind, from, into, who; profiles by their most senior node.
type Told = (ChangeKind, Node, Node, Vec<Node>);

/// What of a profile's members became, seen over all moves.
struct Telling {
    /// Profiles that are gone and all of whose members that are still known went into one other.
    whole: HashSet<Node>,
    /// The profile that the most senior member of a new profile came from; none if it was not known.
    maker: HashMap<Node, Node>,
}

impl Telling {
    fn new(net: &Net, stands: impl Fn(Node) -> bool) -> Self {
        let mut destinations: HashMap<Node, usize> = HashMap::new();
        let mut maker = HashMap::new();
        for Move { from, into, is_new, nodes } in &net.moves {
            if into.is_some() {
                *destinations.entry(*from).or_default() += 1;
            }
            if *is_new && nodes.contains(into) {
                maker.insert(*into, *from);
            }
        }
        let whole =
            |&(&from, &count): &(&Node, &usize)| from.is_some() && count == 1 && !stands(from);
        let whole = destinations.iter().filter(whole).map(|(&from, _)| from).collect();
        Telling { whole, maker }
    }

    fn changes(&self, moves: Vec<Move>) -> Vec<Told> {
        moves
            .into_iter()
            .map(|moved| (self.kind(&moved), moved.from, moved.into, moved.nodes))
            .collect()
    }

    fn kind(&self, moved: &Move) -> ChangeKind {
        let whole = self.whole.contains(&moved.from);
        let makes = self.maker.get(&moved.into) == Some(&moved.from);
        match (moved.into.is_none(), makes) {
            (true, _) => ChangeKind::Forgotten,
            (false, true) if moved.from.is_none() => ChangeKind::Created,
            (false, true) if whole => ChangeKind::Renamed,
            (false, true) => ChangeKind::Split,
            (false, false) if whole => ChangeKind::Merged,
            (false, false) => ChangeKind::Moved,
        }
    }
}
