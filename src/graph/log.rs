//! The log of changes: net moves told as changes, kept by node until the caller trims them.

use std::collections::VecDeque;
use std::hash::Hash;
use std::ops::Range;

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
    /// What the changes name, one after the other.
    nodes: VecDeque<Node>,
    /// The place of the first node that is kept, of all that there have been.
    first_node: u64,
    /// Made when something is erased for the first time, and kept from then on.
    index: Option<Box<LogIndex>>,
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    kind: ChangeKind,
    from: Option<ProfileId>,
    into: Option<ProfileId>,
    /// Where its nodes end; they begin where those of the change before end.
    nodes_end: u64,
}

/// A change as it is kept.
pub(super) struct Kept<'a> {
    pub(super) sequence: u64,
    pub(super) kind: ChangeKind,
    pub(super) from: Option<ProfileId>,
    pub(super) into: Option<ProfileId>,
    log: &'a ChangeLog,
    nodes: Range<u64>,
}

/// What makes erasing quick in a long log.
#[derive(Clone, Debug, Default)]
struct LogIndex {
    /// The numbers of the changes that name a node, rising.
    naming: HashMap<Node, Vec<u64>>,
    /// Profiles that went whole into another: the number of the change, and which.
    followed_by: HashMap<ProfileId, Vec<(u64, ProfileId)>>,
}

impl Kept<'_> {
    /// What it names, but for what has been erased since.
    pub(super) fn nodes(&self) -> impl Iterator<Item = Node> + '_ {
        let nodes = self.nodes.clone().map(|place| self.log.nodes[self.log.node_place(place)]);
        nodes.filter(|node| node.is_some())
    }
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

    /// The changes from this number on that are kept.
    pub(super) fn since(&self, number: u64) -> impl Iterator<Item = Kept<'_>> {
        (number.max(self.first)..self.next()).filter_map(|number| self.kept(number))
    }

    /// The changes that name any of these, and maybe others.
    pub(super) fn naming(&self, nodes: &HashSet<Node>) -> impl Iterator<Item = Kept<'_>> {
        let numbers = match &self.index {
            Some(index) => {
                let named = nodes.iter().filter_map(|node| index.naming.get(node)).flatten();
                let mut numbers: Vec<u64> = named.copied().collect();
                numbers.sort_unstable();
                numbers.dedup();
                numbers
            }
            None => (self.first..self.next()).collect(),
        };
        numbers.into_iter().filter_map(|number| self.kept(number))
    }

    fn kept(&self, number: u64) -> Option<Kept<'_>> {
        let place = usize::try_from(number.checked_sub(self.first)?).ok()?;
        let Entry { kind, from, into, nodes_end } = *self.entries.get(place)?;
        let before = place.checked_sub(1).map(|before| self.entries[before].nodes_end);
        let nodes = before.unwrap_or(self.first_node)..nodes_end;
        Some(Kept { sequence: number, kind, from, into, log: self, nodes })
    }

    /// Where a node of all that there have been stands among those that are kept.
    fn node_place(&self, place: u64) -> usize {
        usize::try_from(place - self.first_node).expect("a place that is kept")
    }

    /// Drops the changes before this number.
    pub(crate) fn trim(&mut self, before: u64) {
        while self.first < before
            && let Some(entry) = self.entries.pop_front()
        {
            self.first += 1;
            let count = self.node_place(entry.nodes_end);
            for node in self.nodes.drain(..count) {
                if let Some(index) = &mut self.index {
                    drop_before(&mut index.naming, node, |&number| number >= self.first);
                }
            }
            self.first_node = entry.nodes_end;
            if let (Some(index), Some(from)) = (&mut self.index, entry.from) {
                drop_before(&mut index.followed_by, from, |&(number, _)| number >= self.first);
            }
        }
    }

    /// Takes an erased identifier out of the changes that are kept; gives the profiles that consumers may hold it in, wherever they
    /// have read to.
    fn redact(&mut self, node: Node) -> Vec<ProfileId> {
        let mut index = self.index.take().unwrap_or_else(|| self.indexed());
        let mut profiles: Vec<ProfileId> = Vec::new();
        let mut follow: Vec<(u64, ProfileId)> = Vec::new();
        for number in index.naming.remove(&node).unwrap_or_default() {
            let Some(Kept { nodes, from, into, .. }) = self.kept(number) else { continue };
            for place in nodes {
                let place = self.node_place(place);
                let named = &mut self.nodes[place];
                if *named == node {
                    *named = Node::NONE;
                }
            }
            follow.extend(from.into_iter().chain(into).map(|profile| (number, profile)));
        }
        // A consumer that holds it in a profile takes it along where all of that profile goes.
        let mut seen = HashSet::new();
        while let Some((number, profile)) = follow.pop() {
            if seen.insert((number, profile)) {
                profiles.push(profile);
                let later = index.followed_by.get(&profile).into_iter().flatten();
                follow.extend(later.filter(|&&(later, _)| later >= number).copied());
            }
        }
        self.index = Some(index);
        profiles.sort_unstable();
        profiles.dedup();
        profiles
    }

    fn indexed(&self) -> Box<LogIndex> {
        let mut index = LogIndex::default();
        self.since(self.first).for_each(|change| index.note(&change));
        Box::new(index)
    }

    /// Adds a change.
    pub(super) fn push(
        &mut self,
        kind: ChangeKind,
        [from, into]: [Option<ProfileId>; 2],
        nodes: impl IntoIterator<Item = Node>,
    ) {
        self.nodes.extend(nodes);
        let nodes_end = self.first_node + self.nodes.len() as u64;
        self.entries.push_back(Entry { kind, from, into, nodes_end });
        if let Some(mut index) = self.index.take() {
            self.kept(self.next() - 1).iter().for_each(|change| index.note(change));
            self.index = Some(index);
        }
    }

    /// Bytes that are set aside.
    pub(crate) fn bytes(&self) -> usize {
        let index = self.index.as_ref().map_or(0, |index| {
            let naming = index.naming.values().map(|numbers| numbers.capacity() * size_of::<u64>());
            index.naming.capacity() * size_of::<(Node, Vec<u64>)>() + naming.sum::<usize>()
        });
        self.entries.capacity() * size_of::<Entry>()
            + self.nodes.capacity() * size_of::<Node>()
            + index
    }
}

impl LogIndex {
    fn note(&mut self, change: &Kept<'_>) {
        for node in change.nodes() {
            self.naming.entry(node).or_default().push(change.sequence);
        }
        if let (ChangeKind::Merged | ChangeKind::Renamed, Some(from), Some(into)) =
            (change.kind, change.from, change.into)
        {
            self.followed_by.entry(from).or_default().push((change.sequence, into));
        }
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
        self.log.since(sequence).map(|change| Change {
            sequence: change.sequence,
            kind: change.kind,
            from: change.from,
            into: change.into,
            identifiers: change.nodes().map(|node| self.nodes.text(node)).collect(),
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
    pub(super) fn log_net(&mut self, net: &Net, dropped: &[ProfileId]) {
        let telling = Telling::new(net, |node| self.is_senior(node));
        let told = net.moves.iter().map(|moved| Told {
            kind: telling.kind(moved, net),
            from: moved.from,
            into: moved.into,
            nodes: moved.nodes.clone(),
        });
        let erased = net.erased.iter().map(|&from| Told {
            kind: ChangeKind::Erased,
            from,
            into: Node::NONE,
            nodes: 0..0,
        });
        let mut told: Vec<Told> = told.chain(erased).collect();
        told.sort_by_key(|told| (told.kind, told.from, told.into));
        for &id in dropped {
            self.log.push(ChangeKind::Erased, [Some(id), None], []);
        }
        for Told { kind, from, into, nodes } in told {
            let id = |senior: Node| senior.is_some().then(|| profile_id(senior, &self.nodes));
            let nodes = net.nodes[nodes].iter().copied();
            self.log.push(kind, [id(from), id(into)], nodes);
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

/// A change; profiles by their most senior node.
struct Told {
    kind: ChangeKind,
    from: Node,
    into: Node,
    nodes: Range<usize>,
}

/// What of a profile's members became, seen over all moves.
struct Telling {
    /// Profiles that are gone and all of whose members that are still known went into one other.
    whole: HashSet<Node>,
}

impl Telling {
    fn new(net: &Net, stands: impl Fn(Node) -> bool) -> Self {
        let mut destinations: HashMap<Node, usize> = HashMap::new();
        for &Move { from, into, .. } in &net.moves {
            if into.is_some() && from.is_some() {
                *destinations.entry(from).or_default() += 1;
            }
        }
        let whole = |&(&from, &count): &(&Node, &usize)| count == 1 && !stands(from);
        let whole = destinations.iter().filter(whole).map(|(&from, _)| from).collect();
        Telling { whole }
    }

    fn kind(&self, moved: &Move, net: &Net) -> ChangeKind {
        let whole = moved.from.is_some() && self.whole.contains(&moved.from);
        // A new profile is made of what its most senior member came from.
        let makes =
            moved.is_new && net.nodes[moved.nodes.clone()].binary_search(&moved.into).is_ok();
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
