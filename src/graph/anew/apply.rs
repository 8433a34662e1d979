//! Puts another policy in force.

use std::sync::Arc;

use super::Anew;
use crate::error::Error;
use crate::graph::Graph;
use crate::graph::batch::Batch;
use crate::graph::index::{Node, RecordIndex};
use crate::graph::standing::{Forms as _, Standing};
use crate::graph::watch::Watch;
use crate::outcome::Outcome;
use crate::policy::Policy;

/// What steps 1 to 6 leave of one record.
struct Left {
    index: RecordIndex,
    live: bool,
    contradictory: bool,
    forms: Vec<Node>,
    ends: (Vec<Node>, Option<usize>),
}

impl Graph {
    /// Makes a policy that of the graph, and everything true under it.
    pub(crate) fn apply_policy(&mut self, policy: Arc<Policy>) -> Result<Outcome, Error> {
        self.check_successor(&policy)?;
        let first = self.log.next();
        let anew = Anew::new(&policy, self.nodes.clone(), &self.evidence, &self.separations);
        let left: Vec<Left> = self.evidence.records().map(|index| anew.left(index)).collect();
        let Anew { nodes, same, reassigned, .. } = anew;
        let before = self.nodes.len();
        self.nodes.become_copy(nodes, policy.clone());
        (self.policy, self.same) = (policy, same);
        self.standing = Standing { reassigned, ..Standing::default() };
        self.evidence.put_policy(&self.policy);
        self.watch = Watch::new(&self.policy);
        self.watch.grow(before);
        for node in (before..self.nodes.len()).map(Node::at) {
            self.admit(node);
        }
        for record in left {
            self.put(record);
        }
        self.rebuild();
        self.finish(&mut Batch::default());
        // More may be set aside now.
        self.bytes_at_most.set(u64::MAX);
        Ok(Outcome { changes: first..self.log.next(), ..Outcome::default() })
    }

    fn put(&mut self, left: Left) {
        let Left { index, live, contradictory, forms, ends: (ends, centre) } = left;
        self.evidence.set_live(index, live);
        self.evidence.set_contradictory(index, contradictory);
        self.evidence.set_forms(index, &forms);
        self.evidence.link(index, &ends, centre);
    }
}

impl Anew<'_> {
    fn left(&self, index: RecordIndex) -> Left {
        let occurrences = self.evidence.occurrences(index);
        Left {
            index,
            live: self.is_live(index),
            contradictory: self.contradictory.contains(&index),
            forms: occurrences.map(|occurrence| self.form(occurrence)).collect(),
            ends: self.ends(index),
        }
    }
}
