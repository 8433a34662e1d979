//! Steps 1 to 6 of SPEC section 5 from nothing, under any policy: for trying one out, and for putting it in force.
//!
//! Of what the steps find only exceptions are kept: the rest is worked out from the evidence when it is asked for.

mod apply;
mod profiles;
mod simulate;

use hashbrown::{HashMap, HashSet};

use super::contradiction::contradicts_itself;
use super::evidence::Evidence;
use super::index::{Node, Occurrence, RecordIndex, SourceIndex};
use super::nodes::Nodes;
use super::same::SameGroups;
use super::separations::Separations;
use super::share::{Sharing, SharingRules};
use super::standing::{Forms, ends_of_forms, shared_level};
use super::summary::Rules;
use super::tenure::tenures;
use crate::policy::Policy;

/// What the steps find under a policy.
pub(super) struct Anew<'a> {
    pub(super) policy: &'a Policy,
    pub(super) evidence: &'a Evidence,
    pub(super) separations: &'a Separations,
    /// With this policy's rules, blocked identifiers, stand-ins and sharing levels.
    pub(super) nodes: Nodes,
    pub(super) same: SameGroups,
    pub(super) contradictory: HashSet<RecordIndex>,
    /// The stand-ins of former holders, where these stand.
    pub(super) stand_ins: HashMap<Occurrence, Node>,
    /// Since when identifiers have been their newest holder's.
    pub(super) reassigned: HashMap<Node, i64>,
    /// Whether a source may link, by its number.
    source_links: Vec<bool>,
}

impl Forms for Anew<'_> {
    fn is_usable(&self, index: RecordIndex) -> bool {
        self.is_live(index) && !self.contradictory.contains(&index)
    }

    fn form(&self, occurrence: Occurrence) -> Node {
        let node = self.evidence.node(occurrence);
        if self.nodes.is_blocked(node) || !self.is_usable(occurrence.record()) {
            return Node::NONE;
        }
        self.stand_ins.get(&occurrence).copied().unwrap_or(node)
    }
}

impl<'a> Anew<'a> {
    /// Takes the steps; `nodes` are those of a graph, whatever its policy is.
    pub(super) fn new(
        policy: &'a Policy,
        mut nodes: Nodes,
        evidence: &'a Evidence,
        separations: &'a Separations,
    ) -> Self {
        nodes.put_policy(policy);
        let source_links = evidence.source_names().map(|name| policy.links(name)).collect();
        let mut anew = Anew {
            policy,
            evidence,
            separations,
            nodes,
            same: SameGroups::default(),
            contradictory: HashSet::new(),
            stand_ins: HashMap::new(),
            reassigned: HashMap::new(),
            source_links,
        };
        anew.same =
            SameGroups::naive(&anew.nodes, evidence, separations, |index| anew.is_live(index));
        anew.find_contradictions();
        anew.find_tenures();
        anew.find_shared();
        anew
    }

    pub(super) fn rules(&self) -> Rules<'_> {
        Rules {
            policy: self.policy,
            nodes: &self.nodes,
            same: &self.same,
            separations: self.separations,
        }
    }

    /// Step 1.
    pub(super) fn is_live(&self, index: RecordIndex) -> bool {
        let record = self.evidence.record(index);
        record.strength >= self.policy.min_strength && self.may_link(record.source)
    }

    fn may_link(&self, source: SourceIndex) -> bool {
        self.source_links[source.index()]
    }

    /// Step 4.
    fn find_contradictions(&mut self) {
        let contradicts = |&index: &RecordIndex| {
            self.is_live(index) && contradicts_itself(index, self.evidence, self.rules())
        };
        self.contradictory = self.evidence.records().filter(contradicts).collect();
    }

    /// Step 5.
    fn find_tenures(&mut self) {
        let known: Vec<Node> =
            self.nodes.known().filter(|&node| !self.nodes.is_blocked(node)).collect();
        for node in known {
            let Some(gap_ms) = self.nodes.rules(node, self.policy).reassigned_after_ms else {
                continue;
            };
            let found = tenures(node, gap_ms, self.evidence, self, self.rules()).tenures;
            let Some((newest, former)) =
                found.split_last().filter(|(_, former)| !former.is_empty())
            else {
                continue;
            };
            self.reassigned.insert(node, newest.since_ms);
            for (number, tenure) in (1..).zip(former) {
                let (stand_in, _) = self.nodes.stand_in(node, number);
                let standing = tenure.occurrences.iter().map(|&occurrence| (occurrence, stand_in));
                self.stand_ins.extend(standing);
            }
        }
    }

    /// Step 6.
    fn find_shared(&mut self) {
        let levels: Vec<(Node, u8)> = self
            .standing()
            .into_iter()
            .filter_map(|node| Some((node, shared_level(self.sharing(node)?.upto))))
            .collect();
        for (node, level) in levels {
            self.nodes.set_level(node, level);
        }
    }

    /// Known identifiers, and the stand-ins that stand somewhere.
    pub(super) fn standing(&self) -> Vec<Node> {
        let mut stand_ins: Vec<Node> = self.stand_ins.values().copied().collect();
        stand_ins.sort_unstable();
        stand_ins.dedup();
        self.nodes.known().chain(stand_ins).collect()
    }

    pub(super) fn sharing(&self, node: Node) -> Option<Sharing> {
        let sharing = SharingRules::of(node, self.rules())?;
        sharing.judge_by_records(self.standing_as(node), self.evidence, self).sharing
    }

    /// The occurrences that stand as a node after step 5.
    pub(super) fn standing_as(&self, node: Node) -> impl Iterator<Item = Occurrence> + '_ {
        let held = self.evidence.held(self.nodes.base(node));
        held.filter(move |&occurrence| self.form(occurrence) == node)
    }

    /// What a record links after step 6, and where its centre stands.
    pub(super) fn ends(&self, index: RecordIndex) -> (Vec<Node>, Option<usize>) {
        let forms = self.evidence.occurrences(index).map(|occurrence| self.form(occurrence));
        ends_of_forms(forms, self.evidence.record(index).strength, &self.nodes)
    }
}
