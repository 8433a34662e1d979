//! The values of identifiers, one after the other.

use std::ops::Range;

use super::index::Node;
use super::segments::Segments;

/// Nodes whose values stand together.
const GROUP: usize = 1 << 16;

/// One value for each node, empty where none is kept. No value is moved once the next group has begun.
#[derive(Clone, Debug, Default)]
pub(crate) struct Values {
    groups: Vec<Vec<u8>>,
    /// Where values end in their group; each begins where the one before ends.
    ends: Segments<u32>,
}

impl Values {
    /// Adds the value of the next node.
    pub(crate) fn push(&mut self, value: &str) {
        if self.ends.len().is_multiple_of(GROUP) {
            if let Some(whole) = self.groups.last_mut() {
                whole.shrink_to_fit();
            }
            self.groups.push(Vec::new());
        }
        let group = self.groups.last_mut().expect("there is one");
        group.extend_from_slice(value.as_bytes());
        self.ends.push(u32::try_from(group.len()).expect("65,536 values of at most 512 bytes"));
    }

    pub(crate) fn get(&self, node: Node) -> &str {
        let (group, range) = self.range(node);
        std::str::from_utf8(&self.groups[group][range]).unwrap_or_default()
    }

    /// Overwrites a value.
    pub(crate) fn erase(&mut self, node: Node) {
        let (group, range) = self.range(node);
        self.groups[group][range].fill(0);
    }

    fn range(&self, node: Node) -> (usize, Range<usize>) {
        let index = node.index();
        let start = if index.is_multiple_of(GROUP) { 0 } else { self.ends[index - 1] };
        (index / GROUP, start as usize..self.ends[index] as usize)
    }

    pub(crate) fn bytes(&self) -> usize {
        let groups: usize = self.groups.iter().map(Vec::capacity).sum();
        groups + self.groups.capacity() * size_of::<Vec<u8>>() + self.ends.bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_found_by_node_and_overwritten() {
        let mut values = Values::default();
        let count = GROUP * 2 + 10;
        (0..count).for_each(|number| values.push(&number.to_string().repeat(number % 3)));
        let value = |number: usize| number.to_string().repeat(number % 3);
        assert!((0..count).all(|number| values.get(Node::at(number)) == value(number)));
        values.erase(Node::at(GROUP));
        assert_eq!(values.get(Node::at(GROUP)), "\0".repeat(value(GROUP).len()));
        assert_eq!(values.get(Node::at(GROUP + 1)), value(GROUP + 1));
        assert_eq!(values.get(Node::at(GROUP - 1)), value(GROUP - 1));
    }
}
