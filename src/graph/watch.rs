//! Knows of most new records, at a glance, that they change nothing but links: that no identifier becomes shared, and none is
//! reassigned. What it does not know is looked at in full.
//!
//! Of an identifier whose namespace has such a rule it is known either that all its partners are *within* its profile, but for so many,
//! and the members of the profile tell enough; or two things are kept, both on the safe side:
//! - *credit*: so many more records, with no two identifiers of one scope in any of them, cannot bring more partners than a threshold;
//! - *sole*: the one limited identifier of a more trusted class that it has been seen with. As long as there is but one, nobody contests the
//!   identifier, and no two of its holders can clash.

use super::index::{Node, ScopeIndex};
use super::segments::Segments;
use crate::identifier::Class;
use crate::policy::{NamespacePolicy, Policy, SharedAbove};

/// What of a namespace's rules decides whether a record may change a standing.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ruled {
    /// There is a rule about partners, or about holders that follow each other.
    pub(crate) watched: bool,
    /// Limited identifiers of more trusted classes matter beyond their number.
    pub(crate) heeds_limited: bool,
    pub(crate) reassigns: bool,
    /// The least number of partners, for any class, that is not too many.
    pub(crate) least: u32,
}

impl Ruled {
    pub(crate) fn of(rules: &NamespacePolicy) -> Self {
        let least = match rules.shared_above {
            SharedAbove::Never => u32::MAX,
            SharedAbove::MoreTrusted(threshold) => threshold,
            SharedAbove::ByClass(thresholds) => {
                thresholds.into_iter().flatten().min().unwrap_or(u32::MAX)
            }
        };
        let reassigns = rules.reassigned_after_ms.is_some();
        let heeds_limited = rules.contested_nobody || reassigns;
        Ruled { watched: heeds_limited || least < u32::MAX, heeds_limited, reassigns, least }
    }
}

/// Whom an identifier has been seen with, of those that matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sole {
    Nobody,
    One(Node),
    Several,
    /// Members of its profile alone, but for as many as are kept in the place of the credit, none of which matters beyond its number.
    Within,
}

// As they are kept: no nodes.
const NOBODY: Node = Node::NONE;
const SEVERAL: Node = Node(u32::MAX - 1);
const WITHIN: Node = Node(u32::MAX - 2);

impl Sole {
    fn of(kept: Node) -> Self {
        match kept {
            NOBODY => Sole::Nobody,
            SEVERAL => Sole::Several,
            WITHIN => Sole::Within,
            node => Sole::One(node),
        }
    }

    fn kept(self) -> Node {
        match self {
            Sole::Nobody => NOBODY,
            Sole::One(node) => node,
            Sole::Several => SEVERAL,
            Sole::Within => WITHIN,
        }
    }

    /// With one more.
    pub(crate) fn and(self, node: Node) -> Self {
        match self {
            Sole::Nobody => Sole::One(node),
            Sole::One(known) if known == node => self,
            _ => Sole::Several,
        }
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Watch {
    /// No namespace has a rule to watch: nothing is kept.
    idle: bool,
    credit: Segments<u8>,
    sole: Segments<Node>,
    /// Room to count partners in, used again.
    partners: Vec<(ScopeIndex, Node)>,
}

/// What a record holds beside an identifier.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Beside {
    pub(crate) node: Node,
    pub(crate) class: Class,
    pub(crate) limited: bool,
}

impl Watch {
    pub(crate) fn new(policy: &Policy) -> Self {
        let idle = !policy.namespaces().iter().any(|rules| Ruled::of(rules).watched);
        Watch { idle, credit: Segments::default(), sole: Segments::default(), partners: Vec::new() }
    }

    pub(crate) fn is_idle(&self) -> bool {
        self.idle
    }

    /// Makes room for so many nodes, of which nothing is known.
    pub(crate) fn grow(&mut self, nodes: usize) {
        if self.idle {
            return;
        }
        while self.credit.len() < nodes {
            self.credit.push(0);
            self.sole.push(SEVERAL);
        }
    }

    /// Whether a new record surely changes no standing of an identifier, by what is kept of it. The record holds no two identifiers of one
    /// scope.
    pub(crate) fn passes(
        &mut self,
        node: Node,
        class: Class,
        ruled: Ruled,
        beside: impl Iterator<Item = Beside>,
    ) -> bool {
        if ruled.heeds_limited {
            let heeded = beside.filter(|other| other.limited && other.class < class);
            let sole = heeded.fold(self.sole(node), |sole, other| sole.and(other.node));
            self.sole[node.index()] = sole.kept();
            if sole == Sole::Several {
                return false;
            }
        }
        let credit = &mut self.credit[node.index()];
        let left = *credit > 0;
        *credit = credit.saturating_sub(1);
        left || ruled.least == u32::MAX
    }

    /// An identifier has no partners, but for those of a record that is being looked at.
    pub(crate) fn begin(&mut self, node: Node) {
        self.put(node, 0, Sole::Within);
    }

    /// An identifier all of whose partners are within its profile, but for some, has more that are not; how many have been noted.
    pub(crate) fn put_outside(&mut self, node: Node, more: u32) -> u32 {
        let outside = &mut self.credit[node.index()];
        *outside = u8::try_from(more).map_or(u8::MAX, |more| outside.saturating_add(more));
        match *outside {
            u8::MAX => u32::MAX,
            outside => outside.into(),
        }
    }

    /// Partners of an identifier may have come to be in other profiles.
    pub(crate) fn part(&mut self, node: Node) {
        if self.sole(node) == Sole::Within {
            self.put_unknown(node);
        }
    }

    /// Room to count partners in, empty; to be [given back](Watch::give_back).
    pub(crate) fn take_partners(&mut self) -> Vec<(ScopeIndex, Node)> {
        std::mem::take(&mut self.partners)
    }

    pub(crate) fn give_back(&mut self, mut partners: Vec<(ScopeIndex, Node)>) {
        partners.clear();
        self.partners = partners;
    }

    /// Notes what has been counted: how many more partners, at least, are not too many, and who matters.
    pub(crate) fn put(&mut self, node: Node, credit: u32, sole: Sole) {
        if !self.idle {
            self.credit[node.index()] = u8::try_from(credit).unwrap_or(u8::MAX);
            self.sole[node.index()] = sole.kept();
        }
    }

    /// From now on nothing is known of an identifier.
    pub(crate) fn put_unknown(&mut self, node: Node) {
        self.put(node, 0, Sole::Several);
    }

    pub(crate) fn sole(&self, node: Node) -> Sole {
        if self.idle { Sole::Several } else { Sole::of(self.sole[node.index()]) }
    }

    pub(crate) fn credit(&self, node: Node) -> u32 {
        if self.idle { 0 } else { self.credit[node.index()].into() }
    }

    /// Of an identifier all of whose partners are within its profile, but for some: for how many.
    pub(crate) fn partners_outside(&self, node: Node) -> Option<u8> {
        (self.sole(node) == Sole::Within).then(|| self.credit[node.index()])
    }

    pub(crate) fn bytes(&self) -> usize {
        self.credit.bytes() + self.sole.bytes()
    }
}
