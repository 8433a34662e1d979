//! What a careful one writes next: a fast hash, exact keys, a lookup before any allocation, half the width.

use foldhash::fast::RandomState;
use hashbrown::HashMap;
use petgraph::unionfind::UnionFind;

/// As [`Natural`](super::natural::Natural), with care.
pub(crate) struct Careful {
    numbers: HashMap<Box<[u8]>, u32, RandomState>,
    sets: UnionFind<u32>,
}

impl Careful {
    pub(crate) fn new() -> Self {
        Careful { numbers: HashMap::default(), sets: UnionFind::new_empty() }
    }

    pub(crate) fn observe(&mut self, ids: &[&str]) {
        let mut first = None;
        for id in ids {
            let number = match self.numbers.get(id.as_bytes()) {
                Some(&number) => number,
                None => {
                    let number = self.sets.new_set();
                    self.numbers.insert(id.as_bytes().into(), number);
                    number
                }
            };
            match first {
                Some(first) => drop(self.sets.union(first, number)),
                None => first = Some(number),
            }
        }
    }

    pub(crate) fn lookup(&self, id: &str) -> Option<u32> {
        self.numbers.get(id.as_bytes()).copied()
    }

    pub(crate) fn profiles(&self) -> usize {
        let mut roots: Vec<u32> = self.numbers.values().map(|&n| self.sets.find(n)).collect();
        roots.sort_unstable();
        roots.dedup();
        roots.len()
    }
}
