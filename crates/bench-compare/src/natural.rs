//! What a Rust programmer writes first: a map from texts to numbers, and petgraph's union-find.

use std::collections::HashMap;

use petgraph::unionfind::UnionFind;

/// Identifiers and which of them belong together; no evidence, no rules, nothing to take back.
pub(crate) struct Natural {
    numbers: HashMap<String, usize>,
    sets: UnionFind<usize>,
}

impl Natural {
    pub(crate) fn new() -> Self {
        Natural { numbers: HashMap::new(), sets: UnionFind::new_empty() }
    }

    pub(crate) fn observe(&mut self, ids: &[&str]) {
        let mut first = None;
        for id in ids {
            let number =
                *self.numbers.entry((*id).to_owned()).or_insert_with(|| self.sets.new_set());
            match first {
                Some(first) => drop(self.sets.union(first, number)),
                None => first = Some(number),
            }
        }
    }

    pub(crate) fn lookup(&self, id: &str) -> Option<usize> {
        self.numbers.get(id).copied()
    }

    pub(crate) fn profiles(&self) -> usize {
        let mut roots: Vec<usize> = self.numbers.values().map(|&n| self.sets.find(n)).collect();
        roots.sort_unstable();
        roots.dedup();
        roots.len()
    }
}
