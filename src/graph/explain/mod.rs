//! SPEC section 7: why two identifiers share a profile or do not, what would part them, and what awaits a decision.
//!
//! Nothing is kept for it: chains, refusals and merges are read back from the profiles (see `cascade`).

mod candidates;
mod cut;
mod evidence;
mod facts;
mod history;
mod search;
mod tell;
mod ways;

use self::search::shortest;
use self::ways::{Links, Records, Which};
use super::Graph;
use super::index::Node;
use crate::error::Error;
use crate::explanation::{Explanation, Step, Verdict};
use crate::identifier::Identifier;
use crate::policy::Canonical;

impl Graph {
    pub(crate) fn explain(&self, a: &Identifier, b: &Identifier) -> Result<Explanation, Error> {
        let (left, right) = (self.canonical(a)?, self.canonical(b)?);
        let pairs = self.known_pairs(&left, &right);
        let joined = pairs.iter().copied().find(|&[a, b]| self.share_profile(a, b));
        let explained = match joined {
            Some([a, b]) => Some(self.explain_pair(a, b)),
            None => {
                pairs.iter().map(|&[a, b]| self.explain_pair(a, b)).min_by_key(|one| one.verdict)
            }
        };
        let printed = |ids: &[Canonical]| ids.first().map(ToString::to_string).unwrap_or_default();
        Ok(explained.unwrap_or_else(|| Explanation {
            a: printed(&left),
            b: printed(&right),
            verdict: Verdict::Unknown,
            separated_by: Vec::new(),
            chain: Vec::new(),
        }))
    }

    /// Every pair of known identifiers that two raw values stand for.
    fn known_pairs(&self, a: &[Canonical], b: &[Canonical]) -> Vec<[Node; 2]> {
        let right: Vec<Node> = b.iter().filter_map(|id| self.find(id)).collect();
        let left = a.iter().filter_map(|id| self.find(id));
        left.flat_map(|a| right.iter().map(move |&b| [a, b])).collect()
    }

    fn share_profile(&self, a: Node, b: Node) -> bool {
        self.partition.profile(a) == self.partition.profile(b)
    }

    fn explain_pair(&self, a: Node, b: Node) -> Explanation {
        let (verdict, chain) = self.verdict(a, b);
        let separated_by = match verdict {
            Verdict::Separated => self.tell_separation(a, b),
            _ => Vec::new(),
        };
        let (a, b) = (self.nodes.text(a), self.nodes.text(b));
        Explanation { a, b, verdict, separated_by, chain }
    }

    /// Goes from the narrowest graph to the widest: what hangs together in one does so in all that follow.
    fn verdict(&self, a: Node, b: Node) -> (Verdict, Vec<Step>) {
        if self.share_profile(a, b) {
            return (Verdict::Joined, self.link_chain(a, b, true).unwrap_or_default());
        }
        if self.separations.holds(a, b) {
            return (Verdict::Separated, Vec::new());
        }
        if self.nodes.is_blocked(a) || self.nodes.is_blocked(b) {
            return (Verdict::Blocked, Vec::new());
        }
        if let Some(chain) = self.link_chain(a, b, false) {
            return (Verdict::Refused, chain);
        }
        let chain = |which| self.record_chain(a, b, which);
        let linking = || Some((Verdict::SharedOrReassigned, chain(Which::Linking)?));
        let unblocked = || Some((Verdict::LinkNothing, chain(Which::Unblocked)?));
        let all = || Some((Verdict::Blocked, chain(Which::All)?));
        let apart = (Verdict::NeverSeenTogether, Vec::new());
        linking().or_else(unblocked).or_else(all).unwrap_or(apart)
    }

    /// The shortest chain of links, or of accepted ones alone.
    fn link_chain(&self, a: Node, b: Node, accepted: bool) -> Option<Vec<Step>> {
        if a == b {
            return Some(Vec::new());
        }
        let mut from = a;
        let chain = shortest(a, b, &Links { graph: self, accepted })?;
        let steps = chain.into_iter().map(|(link, to)| {
            let hindrances = self.link_hindrance(link).into_iter().collect();
            let link = self.tell_link(from, to, link.record());
            from = to;
            Step { link, hindrances }
        });
        Some(steps.collect())
    }

    /// The shortest chain of records, with what keeps each from being one of the next narrower graph.
    fn record_chain(&self, a: Node, b: Node, which: Which) -> Option<Vec<Step>> {
        let mut from = a;
        let chain = shortest(a, b, &Records { graph: self, which })?;
        let steps = chain.into_iter().map(|(record, to)| {
            let hindrances = match which {
                Which::Linking => self.standing_hindrances(record, [from, to]),
                Which::Unblocked => self.record_hindrances(record),
                Which::All => self.blocked_hindrances([from, to]),
            };
            let link = self.tell_link(from, to, record);
            from = to;
            Step { link, hindrances }
        });
        Some(steps.collect())
    }
}
