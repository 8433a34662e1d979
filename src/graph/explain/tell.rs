//! Records, links and what stands against them, in words.

use hashbrown::HashMap;

use crate::explanation::{Hindrance, Link, Record, RefusalReason, SeparatedBy};
use crate::graph::Graph;
use crate::graph::index::{Node, Occurrence, RecordIndex, ScopeIndex};
use crate::graph::share::Sharing;
use crate::graph::standing::leaves;
use crate::observation::Timestamp;

impl Graph {
    /// A record as it is told.
    pub(crate) fn tell_record(&self, index: RecordIndex) -> Record {
        let record = self.evidence.record(index);
        let span = record.times.span();
        let time = |ms: i64| Timestamp::from_millisecond(ms).ok();
        Record {
            identifiers: self.sorted_texts(self.evidence.nodes(index).iter().copied()),
            source: self.evidence.source_name(record.source).to_owned(),
            strength: record.strength,
            first_seen: span.and_then(|span| time(span.0)),
            last_seen: span.and_then(|span| time(span.1)),
        }
    }

    pub(super) fn tell_link(&self, from: Node, to: Node, index: RecordIndex) -> Link {
        let record = self.tell_record(index);
        Link { from: self.nodes.text(from), to: self.nodes.text(to), record }
    }

    pub(in crate::graph) fn tell_separation(&self, a: Node, b: Node) -> Vec<SeparatedBy> {
        let said = self.separations.said(a, b).iter();
        said.map(|said| SeparatedBy { at: said.at, source: said.source.to_string() }).collect()
    }

    /// Why a link was refused; nothing if it was accepted.
    pub(super) fn link_hindrance(&self, link: Occurrence) -> Option<Hindrance> {
        let run = self.run();
        if run.is_internal(link) {
            return None;
        }
        let placed = run.order.place(link);
        let reason = run.refusal(&placed)?;
        let (centre, other) = self.evidence.link_ends(link);
        let [a, b] = [centre, other].map(|end| run.block_before(end, &placed));
        let in_the_way = match reason {
            RefusalReason::Separated => self.separated_across(&a, &b),
            RefusalReason::MaxAccounts => {
                [a, b].concat().into_iter().filter(|&node| self.is_listed_account(node)).collect()
            }
            RefusalReason::Limit => self.over_limit([a, b].concat()),
        };
        let in_the_way = self.sorted_texts(in_the_way.into_iter());
        Some(Hindrance::Refused { reason, in_the_way })
    }

    fn is_listed_account(&self, node: Node) -> bool {
        self.nodes.is_account(node) && !self.nodes.is_stand_in(node)
    }

    fn separated_across(&self, a: &[Node], b: &[Node]) -> Vec<Node> {
        let meets = |node: Node, others: &[Node]| {
            self.separations.of(node).any(|partner| others.contains(&partner))
        };
        let left = a.iter().copied().filter(|&node| meets(node, b));
        left.chain(b.iter().copied().filter(|&node| meets(node, a))).collect()
    }

    /// Those of a set that are of a namespace and scope of which it holds more than the limit, groups counted as one.
    fn over_limit(&self, set: impl IntoIterator<Item = Node>) -> Vec<Node> {
        let mut alike: HashMap<ScopeIndex, Vec<Node>> = HashMap::new();
        for node in set {
            if !self.nodes.is_stand_in(node) && self.nodes.entry(node).limit.is_some() {
                alike.entry(self.nodes.scope_index(node)).or_default().push(node);
            }
        }
        alike.retain(|&scope, nodes| {
            let mut persons: Vec<Node> =
                nodes.iter().map(|&node| self.same.representative(node)).collect();
            persons.sort_unstable();
            persons.dedup();
            let limit = self.nodes.scope_entry(scope).limit.unwrap_or(u32::MAX);
            persons.len() > limit as usize
        });
        alike.into_values().flatten().collect()
    }

    /// The identifiers for which a record contradicts itself, as printed, sorted.
    pub(super) fn contradicting(&self, index: RecordIndex) -> Vec<String> {
        let left: Vec<Node> = self
            .evidence
            .nodes(index)
            .iter()
            .copied()
            .filter(|&node| !self.nodes.is_blocked(node))
            .collect();
        let paired = self.separated_across(&left, &left);
        let mut nodes = if paired.is_empty() { self.over_limit(left) } else { paired };
        nodes.sort_unstable();
        nodes.dedup();
        self.sorted_texts(nodes.into_iter())
    }

    /// Why a record links nothing, sorted.
    pub(in crate::graph) fn record_hindrances(&self, index: RecordIndex) -> Vec<Hindrance> {
        let record = self.evidence.record(index);
        let mut hindrances = Vec::new();
        let min_strength = self.policy.min_strength;
        if record.strength < min_strength {
            hindrances.push(Hindrance::TooWeak { min_strength });
        }
        if !self.policy.links(self.evidence.source_name(record.source)) {
            hindrances.push(Hindrance::NoConsent);
        }
        if record.contradictory {
            let in_the_way = self.contradicting(index);
            hindrances.push(Hindrance::Contradictory { in_the_way });
        }
        hindrances
    }

    /// Those of two identifiers that are blocked, sorted.
    pub(super) fn blocked_hindrances(&self, ends: [Node; 2]) -> Vec<Hindrance> {
        let blocked = ends.into_iter().filter(|&end| self.nodes.is_blocked(end));
        let mut hindrances: Vec<Hindrance> =
            blocked.map(|end| Hindrance::Blocked { identifier: self.nodes.text(end) }).collect();
        hindrances.sort_unstable();
        hindrances
    }

    /// What keeps a record that may link from linking two identifiers as themselves, sorted.
    pub(super) fn standing_hindrances(
        &self,
        index: RecordIndex,
        ends: [Node; 2],
    ) -> Vec<Hindrance> {
        let mut hindrances: Vec<Hindrance> = ends
            .into_iter()
            .flat_map(|end| {
                let form = self.form_in(index, end);
                [self.reassignment(end, form), self.departure(index, form)]
            })
            .flatten()
            .collect();
        hindrances.sort_unstable();
        hindrances
    }

    /// What an identifier stands as in a record after step 5.
    pub(super) fn form_in(&self, index: RecordIndex, node: Node) -> Node {
        let mut held = self.evidence.nodes(index).iter().zip(self.evidence.forms(index));
        held.find(|(held, _)| **held == node).map_or(Node::NONE, |(_, &form)| form)
    }

    /// That a stand-in takes an identifier's place.
    fn reassignment(&self, end: Node, form: Node) -> Option<Hindrance> {
        if form == end || form.is_none() {
            return None;
        }
        let since = Timestamp::from_millisecond(*self.standing.reassigned.get(&end)?).ok()?;
        let (identifier, stands_as) = (self.nodes.text(end), self.nodes.text(form));
        Some(Hindrance::Reassigned { identifier, stands_as, since })
    }

    /// That a shared identifier leaves a record.
    fn departure(&self, index: RecordIndex, form: Node) -> Option<Hindrance> {
        if form.is_none() || !leaves(self.evidence.record(index).strength, self.nodes.level(form)) {
            return None;
        }
        let Sharing { upto, partners } = self.sharing(form)?;
        Some(Hindrance::Shared { identifier: self.nodes.text(form), upto, partners })
    }
}
