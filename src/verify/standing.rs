//! Steps 1 to 4: which records may link, and what is counted as one.

use std::rc::Rc;

use hashbrown::{HashMap, HashSet};

use super::judge::{Judge, RecordNumber};
use super::names::{Node, Place, name_and_scope, only};
use crate::identifier::Class;
use crate::observation::Strength;

impl Judge<'_> {
    /// Step 1: whether a record is strong enough.
    pub(super) fn is_strong(&self, record: RecordNumber) -> bool {
        self.strength(record) >= self.policy.min_strength()
    }

    /// Step 1: whether its source may link.
    pub(super) fn has_consent(&self, record: RecordNumber) -> bool {
        self.policy.links(&self.record(record).source)
    }

    /// Step 2.
    pub(super) fn is_blocked(&mut self, identifier: Node) -> bool {
        let place = self.names.place(identifier);
        let blocked = match self.known.blocked_at.get(&place) {
            Some(blocked) => blocked.clone(),
            None => {
                let blocked = Rc::new(self.blocked_like(identifier));
                self.known.blocked_at.insert(place, blocked.clone());
                blocked
            }
        };
        blocked.contains(self.names.text(identifier))
    }

    /// What is blocked of the namespace and scope of an identifier, as printed. A blocked value is so in any scope.
    fn blocked_like(&self, identifier: Node) -> HashSet<String> {
        let (name, scope) = name_and_scope(self.names.text(identifier));
        let (Ok(index), Some(rules)) = (self.policy.index_of(name), self.names.rules(identifier))
        else {
            return HashSet::new();
        };
        let head = scope.map_or_else(|| name.to_owned(), |scope| format!("{name}@{scope}"));
        let printed = |value: String| {
            if rules.retain() {
                format!("{head}:{value}")
            } else {
                format!("{head}:#{}", self.facts.key().fingerprint(name, scope, &value))
            }
        };
        self.policy.identify_nobody(index).into_iter().map(printed).collect()
    }

    /// What is left of a record after step 2, whether it may link or not.
    pub(super) fn left(&mut self, record: RecordNumber) -> Rc<[Node]> {
        if let Some(left) = self.known.left.get(&record) {
            return left.clone();
        }
        let kept = self.kept(record);
        let left: Rc<[Node]> =
            kept.iter().copied().filter(|&node| !self.is_blocked(node)).collect();
        self.known.left.insert(record, left.clone());
        left
    }

    /// Step 3: who stands for an identifier where those of one group are one. Nobody else stands for a stand-in.
    pub(super) fn person(&mut self, node: Node) -> Node {
        if self.names.is_stand_in(node) || self.names.class(node) != Class::Account {
            return node;
        }
        if let Some(&person) = self.known.persons.get(&node) {
            return person;
        }
        let group = self.group(node);
        let dissolved = self.holds_pair(&group);
        for &one in &group {
            self.known.persons.insert(one, if dissolved { one } else { node });
        }
        self.known.persons[&node]
    }

    /// The accounts that stand in asserted records with this one, directly or through others.
    fn group(&mut self, account: Node) -> Vec<Node> {
        let mut group = vec![account];
        if self.is_blocked(account) {
            return group;
        }
        let mut seen = only(account);
        let mut next = 0;
        while let Some(&one) = group.get(next) {
            next += 1;
            for &record in &*self.records_of(one) {
                let links = self.is_strong(record) && self.has_consent(record);
                if self.strength(record) == Strength::Asserted && links {
                    let accounts = self.left(record);
                    let accounts = accounts.iter().copied();
                    let accounts = accounts.filter(|&n| self.names.class(n) == Class::Account);
                    group.extend(accounts.filter(|&other| seen.insert(other)));
                }
            }
        }
        group
    }

    /// Whether a record links at all: it is live and does not contradict itself.
    pub(super) fn is_sound(&mut self, record: RecordNumber) -> bool {
        if let Some(&sound) = self.known.sound.get(&record) {
            return sound;
        }
        let live = self.is_strong(record) && self.has_consent(record);
        let sound = live && self.contradiction(record).is_empty();
        self.known.sound.insert(record, sound);
        sound
    }

    /// Step 4: what contradicts itself in a live record; nothing if it does not.
    pub(super) fn contradiction(&mut self, record: RecordNumber) -> Vec<Node> {
        let left = self.left(record);
        let pairs = self.in_pairs(&left);
        if pairs.is_empty() { self.too_many(&left) } else { pairs }
    }

    fn holds_pair(&mut self, nodes: &[Node]) -> bool {
        !self.in_pairs(nodes).is_empty()
    }

    /// Those that are separated from another of them.
    fn in_pairs(&mut self, nodes: &[Node]) -> Vec<Node> {
        let mut separated = Vec::new();
        for &node in nodes {
            let others = self.separated(node);
            if nodes.iter().any(|other| others.contains(other)) {
                separated.push(node);
            }
        }
        separated
    }

    /// Those of every namespace and scope of which there are more than its limit.
    pub(super) fn too_many(&mut self, nodes: &[Node]) -> Vec<Node> {
        let mut at = HashMap::<Place, (usize, Vec<Node>)>::new();
        for &node in nodes.iter().filter(|&&node| !self.names.is_stand_in(node)) {
            if let Some(limit) = self.names.limit(node) {
                at.entry(self.names.place(node)).or_insert((limit, Vec::new())).1.push(node);
            }
        }
        at.retain(|_, (limit, nodes)| nodes.len() > *limit && self.persons(nodes).len() > *limit);
        at.into_values().flat_map(|(_, nodes)| nodes).collect()
    }

    pub(super) fn persons(&mut self, nodes: &[Node]) -> HashSet<Node> {
        nodes.iter().map(|&node| self.person(node)).collect()
    }
}
