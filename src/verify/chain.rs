//! Chains: of records of whatever kind, of those that may link, of links.

use std::mem;

use hashbrown::HashSet;

use super::judge::{Judge, RecordNumber};
use super::names::{Node, only};

/// What a chain may be made of. Each can do less than the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Level {
    /// Any two identifiers of any record.
    Records,
    /// Those that are not blocked.
    Unblocked,
    /// Those of records that are live and do not contradict themselves.
    MayLink,
    /// The links that are left after step 6.
    Links,
}

/// What has been reached from one of two ends.
struct Reached {
    nodes: HashSet<Node>,
    records: HashSet<RecordNumber>,
    /// Those reached last.
    rim: Vec<Node>,
    steps: usize,
}

impl Reached {
    fn from(node: Node) -> Self {
        let (nodes, records) = (only(node), HashSet::new());
        Reached { nodes, records, rim: vec![node], steps: 0 }
    }
}

impl Judge<'_> {
    /// How many steps the shortest chain between two has, if there is one.
    ///
    /// Goes out from both ends by whole layers, always where there are fewer to go on from: so what lies around the one end need not be
    /// read if there is little around the other, or if the two are near.
    pub(super) fn distance(&mut self, level: Level, a: Node, b: Node) -> Option<usize> {
        if a == b {
            return Some(0);
        }
        let (mut near, mut far) = (Reached::from(a), Reached::from(b));
        loop {
            if near.rim.len() > far.rim.len() {
                mem::swap(&mut near, &mut far);
            }
            if near.rim.is_empty() {
                return None;
            }
            self.go_on(level, &mut near);
            if near.rim.iter().any(|node| far.nodes.contains(node)) {
                return Some(near.steps + far.steps);
            }
        }
    }

    /// Reaches what is one step further.
    fn go_on(&mut self, level: Level, reached: &mut Reached) {
        let mut rim = Vec::new();
        for node in mem::take(&mut reached.rim) {
            for record in self.records_around(level, node) {
                let next = self.next_to(level, node, record);
                // Where any two are joined, a record need be gone through but once.
                if level == Level::Links || reached.records.insert(record) {
                    rim.extend(next.into_iter().filter(|&other| reached.nodes.insert(other)));
                }
            }
        }
        reached.rim = rim;
        reached.steps += 1;
    }

    fn records_around(&mut self, level: Level, node: Node) -> Vec<RecordNumber> {
        match level {
            Level::Records => self.records_of(node).to_vec(),
            Level::Unblocked if self.is_blocked(node) => Vec::new(),
            Level::Unblocked => self.records_of(node).to_vec(),
            Level::MayLink => self.sightings(node).to_vec(),
            Level::Links => self.holding(node),
        }
    }

    /// Where one step over a record leads to from one of those that it holds.
    pub(super) fn next_to(&mut self, level: Level, node: Node, record: RecordNumber) -> Vec<Node> {
        let all = match level {
            Level::Records => self.kept(record),
            Level::Unblocked => self.left(record),
            Level::MayLink if self.is_sound(record) => self.left(record),
            Level::MayLink => return Vec::new(),
            Level::Links => return self.ends(record).linked_to(node).to_vec(),
        };
        if !all.contains(&node) {
            return Vec::new();
        }
        all.iter().copied().filter(|&other| other != node).collect()
    }
}
