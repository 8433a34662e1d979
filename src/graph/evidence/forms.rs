//! What stands in records after step 5, and what is linked after step 6.
//!
//! Nearly every record links all that it holds, or nothing: then a mark says so. What differs is kept beside the records.

use std::collections::BTreeSet;

use hashbrown::HashMap;

use super::Evidence;
use super::arena::Linking;
use crate::graph::index::{Node, Occurrence, RecordIndex};

/// As many as a record can hold.
const MOST: usize = 1023;
static NOTHING: [Node; MOST] = [Node::NONE; MOST];

/// Where records differ from what marks can say.
#[derive(Clone, Debug, Default)]
pub(super) struct Forms {
    exceptions: HashMap<RecordIndex, Exception>,
    /// What is linked as a stand-in, and as an identifier that is in many records and leaves most.
    linked: HashMap<Node, BTreeSet<Occurrence>>,
}

#[derive(Clone, Debug)]
struct Exception {
    /// What stands there after step 5: the identifier, a stand-in, or none if it left the record.
    forms: Box<[Node]>,
    /// What the occurrence is linked as, or none: the form after step 6, as it is in force.
    ends: Box<[Node]>,
}

impl Forms {
    pub(super) fn bytes(&self) -> usize {
        let exceptions = self.exceptions.values().map(|one| 2 * size_of_val(&*one.forms));
        let linked = self.linked.values().map(|set| set.len() * size_of::<Occurrence>() * 2);
        self.exceptions.capacity() * size_of::<(RecordIndex, Exception)>()
            + self.linked.capacity() * size_of::<(Node, BTreeSet<Occurrence>)>()
            + exceptions.sum::<usize>()
            + linked.sum::<usize>()
    }
}

impl Evidence {
    /// What stands in a record after step 5, in the order of its identifiers.
    pub(crate) fn forms(&self, index: RecordIndex) -> &[Node] {
        self.standing(index, |exception| &exception.forms)
    }

    /// What a record links, in the order of its identifiers.
    pub(crate) fn ends(&self, index: RecordIndex) -> &[Node] {
        self.standing(index, |exception| &exception.ends)
    }

    fn standing(&self, index: RecordIndex, of: impl Fn(&Exception) -> &[Node]) -> &[Node] {
        let nodes = self.arena.nodes(index);
        match self.arena.linking(index) {
            Linking::Nothing => &NOTHING[..nodes.len()],
            Linking::Everything => nodes,
            Linking::Exception => of(&self.forms.exceptions[&index]),
        }
    }

    pub(crate) fn form(&self, occurrence: Occurrence) -> Node {
        self.forms(occurrence.record())[occurrence.place()]
    }

    pub(crate) fn end(&self, occurrence: Occurrence) -> Node {
        self.ends(occurrence.record())[occurrence.place()]
    }

    /// Says what stands in a record after step 5.
    pub(crate) fn set_forms(&mut self, index: RecordIndex, forms: &[Node]) {
        let ends: Box<[Node]> = self.ends(index).into();
        self.keep(index, forms, ends);
    }

    /// Puts the links of a record in force: what each occurrence is linked as, and the centre.
    pub(crate) fn link(&mut self, index: RecordIndex, ends: &[Node], centre: Option<usize>) {
        self.link_count -= self.count_links(index);
        if !self.forms.linked.is_empty() || ends.iter().any(|end| end.is_some()) {
            self.note_linked(index, ends);
        }
        let forms: Box<[Node]> = self.forms(index).into();
        self.keep(index, &forms, ends.into());
        self.arena.set_centre(index, centre);
        self.link_count += self.count_links(index);
    }

    /// Puts a new record in force that links all that it holds, none of which leaves any record.
    pub(crate) fn link_everything(&mut self, index: RecordIndex, centre: usize) {
        debug_assert!(self.arena.linking(index) == Linking::Nothing);
        debug_assert!(
            self.arena.nodes(index).iter().all(|node| !self.forms.linked.contains_key(node))
        );
        self.arena.link_everything(index, centre);
        self.link_count += self.arena.nodes(index).len() - 1;
    }

    fn count_links(&self, index: RecordIndex) -> usize {
        self.ends(index).iter().filter(|end| end.is_some()).count().saturating_sub(1)
    }

    fn keep(&mut self, index: RecordIndex, forms: &[Node], ends: Box<[Node]>) {
        let nodes = self.arena.nodes(index);
        let linking = if *forms == *nodes && *ends == *nodes {
            Linking::Everything
        } else if forms.iter().chain(&ends).all(|node| node.is_none()) {
            Linking::Nothing
        } else {
            Linking::Exception
        };
        if linking == Linking::Exception {
            self.forms.exceptions.insert(index, Exception { forms: forms.into(), ends });
        } else if self.arena.linking(index) == Linking::Exception {
            self.forms.exceptions.remove(&index);
        }
        self.arena.set_linking(index, linking);
    }

    /// Keeps the lists of what is linked as nodes that have one.
    fn note_linked(&mut self, index: RecordIndex, ends: &[Node]) {
        for (place, &end) in ends.iter().enumerate() {
            let occurrence = Occurrence::new(index, place);
            let old = self.end(occurrence);
            if old == end {
                continue;
            }
            if let Some(linked) = self.forms.linked.get_mut(&old) {
                linked.remove(&occurrence);
                if linked.is_empty() && old != self.node(occurrence) {
                    self.forms.linked.remove(&old);
                }
            }
            if end.is_some() && end != self.node(occurrence) {
                self.forms.linked.entry(end).or_default().insert(occurrence);
            } else if let Some(linked) = self.forms.linked.get_mut(&end) {
                linked.insert(occurrence);
            }
        }
    }

    /// Keeps a list of what is linked as an identifier, since it leaves most of its many records; or keeps none.
    pub(crate) fn list_linked(&mut self, node: Node, listed: bool) {
        if !listed {
            self.forms.linked.remove(&node);
        } else if !self.forms.linked.contains_key(&node) {
            let linked = self.linked_as(node).collect();
            self.forms.linked.insert(node, linked);
        }
    }

    /// The occurrences that are linked as a node.
    pub(super) fn linked_as(&self, node: Node) -> impl Iterator<Item = Occurrence> + '_ {
        let listed = self.forms.linked.get(&node);
        let held = listed.is_none().then(|| self.held(node));
        let held =
            held.into_iter().flatten().filter(move |&occurrence| self.end(occurrence) == node);
        listed.into_iter().flatten().copied().chain(held)
    }
}
