//! Step 8, over one connected component of the links.

use hashbrown::{HashMap, HashSet};

use super::judge::Judge;
use super::links::{Component, Taken};
use super::names::{Node, Place, only};
use crate::explanation::{Hindrance, RefusalReason};
use crate::identifier::Class;

/// What became of a component once all its links were taken.
pub(super) struct Blocks {
    of: HashMap<Node, usize>,
    blocks: Vec<Block>,
}

/// A profile, or what has become of one so far.
#[derive(Default)]
struct Block {
    members: Vec<Node>,
    accounts: usize,
    /// Those that somebody separated from another.
    separated: Vec<Node>,
    /// The persons of each limited place.
    persons: HashMap<Place, (usize, HashSet<Node>)>,
}

impl Blocks {
    pub(super) fn share(&self, a: Node, b: Node) -> bool {
        self.of.get(&a).is_some_and(|block| self.of.get(&b) == Some(block))
    }

    fn both(&self, a: usize, b: usize) -> impl Iterator<Item = Node> {
        self.blocks[a].members.iter().chain(&self.blocks[b].members).copied()
    }

    /// Moves the smaller block into the larger one.
    fn unite(&mut self, a: usize, b: usize) {
        let larger = self.blocks[a].members.len() >= self.blocks[b].members.len();
        let (into, from) = if larger { (a, b) } else { (b, a) };
        let gone = std::mem::take(&mut self.blocks[from]);
        for &member in &gone.members {
            self.of.insert(member, into);
        }
        let block = &mut self.blocks[into];
        block.members.extend(gone.members);
        block.accounts += gone.accounts;
        block.separated.extend(gone.separated);
        for (place, (limit, persons)) in gone.persons {
            block.persons.entry(place).or_insert((limit, HashSet::new())).1.extend(persons);
        }
    }
}

impl Judge<'_> {
    /// Takes the links in their order. Of the links that are asked for, those that were refused, each with why.
    pub(super) fn merge(
        &mut self,
        component: &Component,
        asked: &[Taken],
    ) -> (Blocks, Vec<(Taken, Hindrance)>) {
        let mut blocks = Blocks { of: HashMap::new(), blocks: Vec::new() };
        for (number, &node) in component.nodes.iter().enumerate() {
            blocks.of.insert(node, number);
            let block = self.alone(node);
            blocks.blocks.push(block);
        }
        let mut refused = Vec::new();
        for &link in &component.links {
            let (a, b) = (blocks.of[&link.centre], blocks.of[&link.other]);
            if a == b {
                continue;
            }
            match self.refusal(&blocks, a, b) {
                None => blocks.unite(a, b),
                Some(reason) if asked.contains(&link) => {
                    let in_the_way = self.in_the_way(&blocks, a, b, reason);
                    let in_the_way = self.names.texts(in_the_way);
                    refused.push((link, Hindrance::Refused { reason, in_the_way }));
                }
                Some(_) => {}
            }
        }
        (blocks, refused)
    }

    /// A node as a profile of its own.
    fn alone(&mut self, node: Node) -> Block {
        let mut block = Block { members: vec![node], ..Block::default() };
        if self.names.is_stand_in(node) {
            return block;
        }
        block.accounts = usize::from(self.names.class(node) == Class::Account);
        if !self.separated(node).is_empty() {
            block.separated.push(node);
        }
        if let Some(limit) = self.names.limit(node) {
            let person = self.person(node);
            block.persons.insert(self.names.place(node), (limit, only(person)));
        }
        block
    }

    /// The first reason why two blocks may not become one.
    fn refusal(&mut self, blocks: &Blocks, a: usize, b: usize) -> Option<RefusalReason> {
        let accounts = blocks.blocks[a].accounts + blocks.blocks[b].accounts;
        let most =
            self.policy.max_accounts().map(|most| usize::try_from(most).unwrap_or(usize::MAX));
        if !self.separated_across(blocks, a, b).is_empty() {
            Some(RefusalReason::Separated)
        } else if most.is_some_and(|most| accounts > most) {
            Some(RefusalReason::MaxAccounts)
        } else {
            let exceeded = exceeds_limit(&blocks.blocks[a], &blocks.blocks[b]);
            exceeded.then_some(RefusalReason::Limit)
        }
    }

    /// The members of either block that are separated from one of the other block.
    fn separated_across(&mut self, blocks: &Blocks, a: usize, b: usize) -> Vec<Node> {
        let mut across = Vec::new();
        for (own, other) in [(a, b), (b, a)] {
            for &member in &blocks.blocks[own].separated {
                let apart = self.separated(member);
                if blocks.blocks[other].separated.iter().any(|one| apart.contains(one)) {
                    across.push(member);
                }
            }
        }
        across
    }

    fn in_the_way(
        &mut self,
        blocks: &Blocks,
        a: usize,
        b: usize,
        reason: RefusalReason,
    ) -> Vec<Node> {
        let is_account = |judge: &Self, node: Node| {
            judge.names.class(node) == Class::Account && !judge.names.is_stand_in(node)
        };
        match reason {
            RefusalReason::Separated => self.separated_across(blocks, a, b),
            RefusalReason::MaxAccounts => {
                blocks.both(a, b).filter(|&node| is_account(self, node)).collect()
            }
            RefusalReason::Limit => {
                let both: Vec<Node> = blocks.both(a, b).collect();
                self.too_many(&both)
            }
        }
    }
}

fn exceeds_limit(a: &Block, b: &Block) -> bool {
    a.persons.iter().any(|(place, (limit, of_a))| {
        b.persons.get(place).is_some_and(|(_, of_b)| of_a.union(of_b).count() > *limit)
    })
}
