//! What has to be known of a set of nodes to tell whether it may become one profile with another.

use super::counts::Counts;
use super::index::{Node, ScopeIndex};
use super::nodes::Nodes;
use super::same::SameGroups;
use super::separations::Separations;
use super::tally::Tally;
use crate::explanation::RefusalReason;
use crate::identifier::Class;
use crate::policy::Policy;

/// Counts of a set of nodes. Every constraint is downward closed: a subset of an allowed set is allowed.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Summary {
    /// Of all members that count, stand-ins among them.
    tally: Tally,
    accounts: u32,
    /// How many of each limited namespace and scope, those of one group as one.
    counts: Counts,
    /// Members that a separation names, or that are in a group and limited: few, and what the counts do not tell depends on
    /// them alone.
    #[allow(clippy::box_collection, reason = "a third of the size, where nearly all are none")]
    special: Option<Box<Vec<Node>>>,
}

/// What a summary is taken, and judged, by.
#[derive(Clone, Copy)]
pub(crate) struct Rules<'a> {
    pub(crate) policy: &'a Policy,
    pub(crate) nodes: &'a Nodes,
    pub(crate) same: &'a SameGroups,
    pub(crate) separations: &'a Separations,
}

impl Summary {
    pub(crate) fn of_node(node: Node, rules: Rules<'_>) -> Summary {
        let (scope, entry) = (rules.nodes.scope_index(node), rules.nodes.entry(node));
        let tally = if entry.counts { Tally::of(scope) } else { Tally::default() };
        // A stand-in is counted as no account and under no limit, and named by nothing.
        if rules.nodes.is_stand_in(node) {
            return Summary { tally, ..Summary::default() };
        }
        let mut counts = Counts::default();
        if entry.limit.is_some() {
            counts.add(scope, 1);
        }
        Summary {
            tally,
            accounts: u32::from(entry.trust.class == Class::Account),
            counts,
            special: rules.is_special(node).then(|| Box::new(vec![node])),
        }
    }

    pub(crate) fn of(members: impl IntoIterator<Item = Node>, rules: Rules<'_>) -> Summary {
        let mut summary = Summary::default();
        for member in members {
            summary.absorb(&Summary::of_node(member, rules), rules);
        }
        summary
    }

    /// Why the union of two sets may not be a profile, if it may not.
    pub(crate) fn refusal(&self, other: &Summary, rules: Rules<'_>) -> Option<RefusalReason> {
        if self.is_separated_from(other, rules) {
            return Some(RefusalReason::Separated);
        }
        if rules.policy.max_accounts.is_some_and(|max| self.accounts + other.accounts > max) {
            return Some(RefusalReason::MaxAccounts);
        }
        let exceeded = |(scope, count): (ScopeIndex, u32)| {
            let there = other.counts.get(scope);
            let limit = rules.nodes.scope_entry(scope).limit.unwrap_or(u32::MAX);
            there > 0
                && count + there > limit
                && count + there - self.common(other, scope, rules) > limit
        };
        self.counts.iter().any(exceeded).then_some(RefusalReason::Limit)
    }

    fn is_separated_from(&self, other: &Summary, rules: Rules<'_>) -> bool {
        let (Some(ours), Some(theirs)) = (&self.special, &other.special) else { return false };
        ours.iter().any(|&a| theirs.iter().any(|&b| rules.separations.holds(a, b)))
    }

    /// Bytes beside the summary itself.
    pub(crate) fn bytes(&self) -> usize {
        let special =
            |special: &Vec<Node>| size_of_val(special) + special.capacity() * size_of::<Node>();
        self.counts.bytes() + self.special.as_deref().map_or(0, special)
    }

    /// At most how many members are of one scope, of those that it matters to some identifier to be seen with.
    pub(crate) fn tally(&self) -> Tally {
        self.tally
    }

    /// How many accounts there are.
    pub(crate) fn accounts(&self) -> u32 {
        self.accounts
    }

    /// How many groups have members of this scope on both sides, and so are counted twice.
    fn common(&self, other: &Summary, scope: ScopeIndex, rules: Rules<'_>) -> u32 {
        let (Some(ours), Some(theirs)) = (&self.special, &other.special) else { return 0 };
        let groups = |special: &[Node]| {
            let of_scope = |&&node: &&Node| {
                rules.same.is_grouped(node) && rules.nodes.scope_index(node) == scope
            };
            let mut groups: Vec<Node> = special
                .iter()
                .filter(of_scope)
                .map(|&node| rules.same.representative(node))
                .collect();
            groups.sort_unstable();
            groups.dedup();
            groups
        };
        let there = groups(theirs);
        let common = groups(ours).iter().filter(|group| there.binary_search(group).is_ok()).count();
        u32::try_from(common).unwrap_or(u32::MAX)
    }

    /// Whether both say the same, for checking: the order of special members means nothing.
    pub(crate) fn agrees(&self, other: &Summary) -> bool {
        let sorted = |summary: &Summary| {
            let mut special = summary.special.as_deref().cloned().unwrap_or_default();
            special.sort_unstable();
            special
        };
        self.tally == other.tally
            && self.accounts == other.accounts
            && self.counts.sorted() == other.counts.sorted()
            && sorted(self) == sorted(other)
    }

    /// Takes the other set in.
    pub(crate) fn absorb(&mut self, other: &Summary, rules: Rules<'_>) {
        for (scope, count) in other.counts.iter() {
            self.counts.add(scope, count - self.common(other, scope, rules));
        }
        self.tally = self.tally.and(other.tally);
        self.accounts += other.accounts;
        if let Some(special) = &other.special {
            self.special.get_or_insert_default().extend_from_slice(special);
        }
    }
}

impl Rules<'_> {
    fn is_special(&self, node: Node) -> bool {
        let counted_as_one = || self.nodes.entry(node).limit.is_some();
        self.same.is_grouped(node) && counted_as_one() || self.separations.names(node)
    }
}
