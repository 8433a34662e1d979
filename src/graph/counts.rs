//! How many of each limited namespace and scope a set of nodes holds: a few in place, more in a list.

use super::index::ScopeIndex;

/// So many counts need no list.
const FEW: usize = 3;

/// Counts by scope.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Counts {
    scopes: [ScopeIndex; FEW],
    counts: [u8; FEW],
    /// All counts, once they are more or larger.
    #[allow(clippy::box_collection, reason = "a third of the size, where nearly all are none")]
    many: Option<Box<Vec<(ScopeIndex, u32)>>>,
}

impl Default for Counts {
    fn default() -> Self {
        Counts { scopes: [ScopeIndex::NONE; FEW], counts: [0; FEW], many: None }
    }
}

impl Counts {
    pub(crate) fn get(&self, scope: ScopeIndex) -> u32 {
        match &self.many {
            Some(many) => many.iter().find(|entry| entry.0 == scope).map_or(0, |entry| entry.1),
            None => self.place(scope).map_or(0, |place| self.counts[place].into()),
        }
    }

    pub(crate) fn add(&mut self, scope: ScopeIndex, count: u32) {
        if self.many.is_none() && !self.add_in_place(scope, count) {
            self.many = Some(Box::new(self.iter().collect()));
        }
        let Some(many) = &mut self.many else { return };
        match many.iter_mut().find(|entry| entry.0 == scope) {
            Some(entry) => entry.1 += count,
            None => many.push((scope, count)),
        }
    }

    /// Whether there was room.
    fn add_in_place(&mut self, scope: ScopeIndex, count: u32) -> bool {
        let Some(place) = self.place(scope).or_else(|| self.place(ScopeIndex::NONE)) else {
            return false;
        };
        let Ok(sum) = u8::try_from(u32::from(self.counts[place]) + count) else { return false };
        (self.scopes[place], self.counts[place]) = (scope, sum);
        true
    }

    fn place(&self, scope: ScopeIndex) -> Option<usize> {
        self.scopes.iter().position(|&known| known == scope)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (ScopeIndex, u32)> + '_ {
        let many = self.many.iter().flat_map(|many| many.iter().copied());
        let few = if self.many.is_some() { 0 } else { FEW };
        let in_place = self.scopes.iter().zip(&self.counts).take(few);
        let in_place = in_place.map(|(&scope, &count)| (scope, u32::from(count)));
        in_place.filter(|(scope, _)| scope.is_some()).chain(many)
    }

    /// The counts that are not zero, sorted by scope.
    pub(crate) fn sorted(&self) -> Vec<(ScopeIndex, u32)> {
        let mut counts: Vec<_> = self.iter().filter(|entry| entry.1 > 0).collect();
        counts.sort_unstable();
        counts
    }

    /// Bytes beside the counts themselves.
    pub(crate) fn bytes(&self) -> usize {
        let list = |many: &Vec<(ScopeIndex, u32)>| {
            size_of_val(many) + many.capacity() * size_of::<(ScopeIndex, u32)>()
        };
        self.many.as_deref().map_or(0, list)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn counts_are_those_of_a_map() {
        let mut counts = Counts::default();
        let mut map = BTreeMap::new();
        for turn in 0..200_u32 {
            let (scope, count) = (ScopeIndex(turn * 7 % 5), turn % 4);
            counts.add(scope, count);
            *map.entry(scope).or_default() += count;
            let expected: Vec<(ScopeIndex, u32)> = map
                .iter()
                .filter(|entry| *entry.1 > 0)
                .map(|(&scope, &count)| (scope, count))
                .collect();
            assert_eq!(counts.sorted(), expected);
            assert!(
                (0..6)
                    .map(ScopeIndex)
                    .all(|scope| counts.get(scope) == map.get(&scope).copied().unwrap_or(0))
            );
        }
    }

    #[test]
    fn large_counts_need_a_list() {
        let mut counts = Counts::default();
        (0..300).for_each(|_| counts.add(ScopeIndex(1), 1));
        assert_eq!((counts.get(ScopeIndex(1)), counts.sorted()), (300, vec![(ScopeIndex(1), 300)]));
    }
}
