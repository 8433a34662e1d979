//! SPEC section 5, step 6: identifiers that too many have.

use hashbrown::HashMap;

use super::evidence::Evidence;
use super::index::{Node, Occurrence, RecordIndex, ScopeIndex};
use super::same::Regrouped;
use super::standing::Forms;
use super::summary::Rules;
use super::watch::{Ruled, Sole};
use crate::observation::Strength;
use crate::policy::{NamespacePolicy, SharedAbove};

const STRENGTHS: usize = Strength::ALL.len();

/// That an identifier is shared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Sharing {
    /// The greatest strength below asserted at which it is shared.
    pub(crate) upto: Strength,
    /// The greatest count of partners of one namespace and scope that exceeds its threshold at that strength; 2 if it is a
    /// separated pair among the partners that makes it shared.
    pub(crate) partners: usize,
}

/// What counting the partners of a node gives.
pub(crate) struct Judged {
    pub(crate) sharing: Option<Sharing>,
    /// So many more partners of one scope would not be too many, of those that are not in `sole`.
    pub(crate) credit: u32,
    /// Limited partners of more trusted classes.
    pub(crate) sole: Sole,
}

/// How many partners of each strength a node has, for each namespace and scope.
#[derive(Clone, Debug, Default)]
pub(crate) struct PartnerCounts {
    /// In how many records of each strength a partner stands; those of one group are one.
    records: HashMap<(ScopeIndex, Node), [u32; STRENGTHS]>,
    /// Of how many partners the strongest record has each strength.
    partners: HashMap<ScopeIndex, [u32; STRENGTHS]>,
    /// Partners that a separation names, in how many records of each strength.
    separated: HashMap<Node, [u32; STRENGTHS]>,
}

/// What counts for one namespace: which partners, and how many are too many.
#[derive(Clone, Copy)]
pub(crate) struct SharingRules<'a> {
    own: &'a NamespacePolicy,
    rules: Rules<'a>,
}

impl<'a> SharingRules<'a> {
    /// The rules of a node's namespace; none if it has no rule about sharing.
    pub(crate) fn of(node: Node, rules: Rules<'a>) -> Option<Self> {
        let own = rules.nodes.rules(node, rules.policy);
        let ruled = own.contested_nobody || own.shared_above != SharedAbove::Never;
        ruled.then_some(SharingRules { own, rules })
    }

    /// Above how many partners of one namespace and scope the node is shared.
    fn threshold(&self, scope: ScopeIndex) -> Option<u32> {
        let entry = self.rules.nodes.scope_entry(scope);
        let by_count = self.own.shared_above(entry.trust.class);
        let by_limit = entry.limit.filter(|_| self.own.contests(entry.trust.class));
        [by_count, by_limit].into_iter().flatten().min()
    }

    /// Whether a separation that names this partner makes the node contested.
    fn heeds_separation(&self, partner: Node) -> bool {
        self.rules.separations.names(partner)
            && !self.rules.nodes.is_stand_in(partner)
            && self.own.contests(self.rules.nodes.trust(partner).class)
    }

    /// Counts the partners in all records in which a node stands after step 5, and judges.
    pub(super) fn judge_by_records(
        &self,
        occurrences: impl Iterator<Item = Occurrence>,
        evidence: &Evidence,
        left: &impl Forms,
    ) -> Judged {
        let mut partners: Vec<(ScopeIndex, Node, Strength)> = Vec::new();
        let mut separated: Vec<(Node, Strength)> = Vec::new();
        let mut sole = Sole::Nobody;
        for occurrence in occurrences {
            let record = occurrence.record();
            let strength = evidence.record(record).strength;
            let own = left.form(occurrence);
            let forms = evidence.occurrences(record).map(|other| left.form(other));
            for partner in forms.filter(|&other| other.is_some() && other != own) {
                let scope = self.rules.nodes.scope_index(partner);
                if self.threshold(scope).is_some() {
                    partners.push((scope, self.rules.same.representative(partner), strength));
                }
                if self.is_heeded(scope) {
                    sole = sole.and(self.rules.nodes.base(partner));
                }
                if self.heeds_separation(partner) {
                    separated.push((partner, strength));
                }
            }
        }
        // The strongest of each partner first, and it alone stays.
        partners.sort_unstable_by(|a, b| (a.0, a.1, b.2).cmp(&(b.0, b.1, a.2)));
        partners.dedup_by_key(|partner| (partner.0, partner.1));
        let alike = || partners.chunk_by(|a, b| a.0 == b.0);
        let spare = alike().filter(|alike| !self.is_heeded(alike[0].0)).filter_map(|alike| {
            let threshold = self.threshold(alike[0].0)?;
            Some(threshold.saturating_sub(u32::try_from(alike.len()).unwrap_or(u32::MAX)))
        });
        let credit = spare.fold(Ruled::of(self.own).least, u32::min);
        let counted = alike().map(|alike| {
            let mut counts = [0; STRENGTHS];
            for partner in alike {
                counts[partner.2.index()] += 1;
            }
            (alike[0].0, counts)
        });
        Judged { sharing: self.judge(counted, self.separated_at(separated)), credit, sole }
    }

    /// How many more partners of one scope would not be too many, and whom of those that matter beyond their number a node has beside
    /// it; none if it may be shared or reassigned. Of partners given more than once, and in any order.
    pub(super) fn spare(&self, partners: &mut Vec<(ScopeIndex, Node)>) -> Option<(u32, Sole)> {
        partners.sort_unstable();
        partners.dedup();
        let mut credit = Ruled::of(self.own).least;
        let mut sole = Sole::Nobody;
        for alike in partners.chunk_by(|a, b| a.0 == b.0) {
            let scope = alike[0].0;
            let count = u32::try_from(alike.len()).unwrap_or(u32::MAX);
            let threshold = self.threshold(scope);
            let spare = threshold.unwrap_or(u32::MAX).checked_sub(count)?;
            if self.is_heeded(scope) {
                // Within the limit no two holders can clash.
                self.rules.nodes.scope_entry(scope).limit?.checked_sub(count)?;
                let holders = alike.iter().map(|partner| self.rules.nodes.base(partner.1));
                sole = holders.fold(sole, Sole::and);
            } else if threshold.is_some() {
                credit = credit.min(spare);
            }
        }
        Some((credit, sole))
    }

    /// Whether partners of this scope matter beyond their number.
    pub(super) fn is_heeded(&self, scope: ScopeIndex) -> bool {
        let entry = self.rules.nodes.scope_entry(scope);
        let heeds = Ruled::of(self.own).heeds_limited;
        heeds && entry.limit.is_some() && entry.trust.class < self.own.class()
    }

    /// Judges by counts that are kept.
    pub(crate) fn judge_by_counts(&self, counts: &PartnerCounts) -> Option<Sharing> {
        let separated = counts
            .separated
            .iter()
            .filter_map(|(&node, records)| Some((node, strongest(records)?)));
        let separated = self.separated_at(separated.collect());
        self.judge(counts.partners.iter().map(|(&scope, &counts)| (scope, counts)), separated)
    }

    fn judge(
        &self,
        counted: impl Iterator<Item = (ScopeIndex, [u32; STRENGTHS])>,
        separated: Option<Strength>,
    ) -> Option<Sharing> {
        let exceeding =
            counted.filter_map(|(scope, counts)| exceeds(counts, self.threshold(scope)?));
        let greatest = exceeding.max_by_key(|sharing| (sharing.upto, sharing.partners));
        let by_separation = separated.map(|upto| Sharing { upto, partners: 2 });
        [greatest, by_separation]
            .into_iter()
            .flatten()
            .max_by_key(|sharing| (sharing.upto, sharing.partners))
    }

    /// The greatest strength below asserted at which a separated pair is among these.
    fn separated_at(&self, mut partners: Vec<(Node, Strength)>) -> Option<Strength> {
        partners.sort_unstable_by(|a, b| b.cmp(a));
        partners.dedup_by_key(|partner| partner.0);
        let strength_of = |node: Node| {
            let place = partners.binary_search_by(|partner| node.cmp(&partner.0)).ok()?;
            Some(partners[place].1)
        };
        let pairs = partners.iter().flat_map(|&(node, strength)| {
            let others = self.rules.separations.of(node).filter_map(strength_of);
            others.map(move |other| other.min(strength))
        });
        pairs.max().map(|strength| strength.min(Strength::Authoritative))
    }

    /// Counts the partners of a node in a record, which it joined or left.
    pub(crate) fn count(
        &self,
        counts: &mut PartnerCounts,
        partners: impl Iterator<Item = Node>,
        strength: Strength,
        joined: bool,
    ) {
        for partner in partners {
            let scope = self.rules.nodes.scope_index(partner);
            if self.threshold(scope).is_some() {
                counts.count(scope, self.rules.same.representative(partner), strength, joined);
            }
            if self.heeds_separation(partner) {
                step(&mut counts.separated.entry(partner).or_default()[strength.index()], joined);
            }
        }
    }

    /// A partner, in records of these strengths, has another to stand for it.
    pub(crate) fn recount_regrouped(
        &self,
        counts: &mut PartnerCounts,
        one: Regrouped,
        strengths: &[Strength],
    ) {
        let scope = self.rules.nodes.scope_index(one.account);
        if self.threshold(scope).is_none() {
            return;
        }
        for &strength in strengths {
            counts.count(scope, one.before, strength, false);
            counts.count(scope, self.rules.same.representative(one.account), strength, true);
        }
    }

    /// A separation names a partner, in records of these strengths, or does so no more.
    pub(crate) fn recount_separated(
        &self,
        counts: &mut PartnerCounts,
        partner: Node,
        strengths: &[Strength],
    ) {
        counts.separated.remove(&partner);
        if self.heeds_separation(partner) {
            let records = counts.separated.entry(partner).or_default();
            strengths.iter().for_each(|strength| step(&mut records[strength.index()], true));
        }
    }
}

impl PartnerCounts {
    /// Bytes beside the counts themselves.
    pub(crate) fn bytes(&self) -> usize {
        let each = size_of::<[u32; STRENGTHS]>();
        self.records.capacity() * (size_of::<(ScopeIndex, Node)>() + each)
            + self.partners.capacity() * (size_of::<ScopeIndex>() + each)
            + self.separated.capacity() * (size_of::<Node>() + each)
    }

    fn count(&mut self, scope: ScopeIndex, who: Node, strength: Strength, joined: bool) {
        let records = self.records.entry((scope, who)).or_default();
        let before = strongest(records);
        step(&mut records[strength.index()], joined);
        let after = strongest(records);
        if before == after {
            return;
        }
        let partners = self.partners.entry(scope).or_default();
        if let Some(before) = before {
            step(&mut partners[before.index()], false);
        }
        match after {
            Some(after) => step(&mut partners[after.index()], true),
            None => {
                self.records.remove(&(scope, who));
            }
        }
    }
}

/// The others that stand in a record beside a node after step 5.
pub(crate) fn partners_in(
    record: RecordIndex,
    node: Node,
    evidence: &Evidence,
) -> impl Iterator<Item = Node> + '_ {
    evidence.forms(record).iter().copied().filter(move |&other| other.is_some() && other != node)
}

/// The greatest strength below asserted at which more partners than the threshold are found.
fn exceeds(counts: [u32; STRENGTHS], threshold: u32) -> Option<Sharing> {
    let asserted = Strength::Asserted.index();
    let mut total = counts[asserted] as usize;
    for strength in Strength::ALL[..asserted].iter().rev() {
        total += counts[strength.index()] as usize;
        if total > threshold as usize {
            return Some(Sharing { upto: *strength, partners: total });
        }
    }
    None
}

fn strongest(records: &[u32; STRENGTHS]) -> Option<Strength> {
    Strength::ALL.into_iter().rev().find(|strength| records[strength.index()] > 0)
}

fn step(count: &mut u32, up: bool) {
    if up {
        *count += 1;
    } else {
        *count -= 1;
    }
}
