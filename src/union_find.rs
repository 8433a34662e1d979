//! Union-find over dense numbers: the lesser number is the root.

/// Sets of the numbers below a bound.
#[derive(Clone, Debug)]
pub(crate) struct UnionFind {
    /// `parent[x] <= x`; a root is its own parent.
    parent: Vec<u32>,
}

impl UnionFind {
    /// Every number below `len` in a set of its own.
    pub(crate) fn new(len: u32) -> Self {
        UnionFind { parent: (0..len).collect() }
    }

    /// The least number of the set that holds `x`. Halves the path on the way.
    pub(crate) fn find(&mut self, mut x: u32) -> u32 {
        loop {
            let parent = self.parent[x as usize];
            if parent == x {
                return x;
            }
            let grandparent = self.parent[parent as usize];
            self.parent[x as usize] = grandparent;
            x = grandparent;
        }
    }

    /// Unites the sets of two roots; gives the root of the union.
    pub(crate) fn unite_roots(&mut self, a: u32, b: u32) -> u32 {
        let (older, younger) = (a.min(b), a.max(b));
        self.parent[younger as usize] = older;
        older
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_least_number_is_the_root() {
        let mut sets = UnionFind::new(6);
        for (a, b) in [(5, 4), (4, 2), (3, 1), (5, 3)] {
            let (a, b) = (sets.find(a), sets.find(b));
            sets.unite_roots(a, b);
        }
        let roots: Vec<u32> = (0..6).map(|x| sets.find(x)).collect();
        assert_eq!(roots, [0, 1, 1, 1, 1, 1]);
    }
}
