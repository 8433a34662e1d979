//! SPEC section 5, step 7: the order in which links are taken.

use std::cmp::Ordering;

use super::evidence::{Evidence, Record};
use super::index::{Node, Occurrence, RecordIndex};
use super::nodes::Nodes;
use crate::observation::Strength;
use crate::policy::{Criterion, Policy};

/// What a link is ordered by before texts are looked at: asserted or not, then up to four numbers; less comes first.
pub(crate) type OrderNumbers = [u64; 5];

/// The centre of a link, its other end, and its record.
type Ends = (Node, Node, RecordIndex);

/// Everything that the order of links depends on.
#[derive(Clone, Copy)]
pub(crate) struct LinkOrder<'a> {
    pub(crate) policy: &'a Policy,
    pub(crate) nodes: &'a Nodes,
    pub(crate) evidence: &'a Evidence,
}

/// A link with its place in the order.
#[derive(Clone, Copy)]
pub(crate) struct OrderedLink<'a> {
    pub(crate) link: Occurrence,
    numbers: OrderNumbers,
    order: LinkOrder<'a>,
}

impl<'a> LinkOrder<'a> {
    pub(crate) fn place(self, link: Occurrence) -> OrderedLink<'a> {
        OrderedLink { link, numbers: self.numbers(self.ends(link)), order: self }
    }

    /// Places a link that is not in force.
    pub(crate) fn place_ends(self, ends: Ends) -> PlacedEnds<'a> {
        let (centre, other, record) = ends;
        PlacedEnds { centre, other, record, numbers: self.numbers(ends), order: self }
    }

    fn ends(&self, link: Occurrence) -> Ends {
        let (centre, other) = self.evidence.link_ends(link);
        (centre, other, link.record())
    }

    fn numbers(&self, (centre, other, record): Ends) -> OrderNumbers {
        let record = self.evidence.record(record);
        let mut numbers = [0; 5];
        numbers[0] = u64::from(record.strength != Strength::Asserted);
        let mut next = 1;
        let mut push = |number| {
            numbers[next] = number;
            next += 1;
        };
        for criterion in &self.policy.order {
            match criterion {
                Criterion::Strength => push(falling_strength(record)),
                Criterion::Rank => {
                    push(self.nodes.trust(centre).as_number());
                    push(self.nodes.trust(other).as_number());
                }
                Criterion::Oldest => {
                    push(record.times.span().map_or(u64::MAX, |(first, _)| first.unsigned_abs()));
                }
                Criterion::Newest => {
                    // The end of all time stays for records without one.
                    push(
                        record
                            .times
                            .span()
                            .map_or(u64::MAX, |(_, last)| u64::MAX - 1 - last.unsigned_abs()),
                    );
                }
            }
        }
        numbers
    }

    /// Decides between links whose numbers are equal.
    fn compare_texts(&self, a: Ends, b: Ends) -> Ordering {
        if a == b {
            return Ordering::Equal;
        }
        let ((centre_a, other_a, record_a), (centre_b, other_b, record_b)) = (a, b);
        let (a, b) = (self.evidence.record(record_a), self.evidence.record(record_b));
        let source = |record: Record| self.evidence.source_name(record.source);
        self.compare_nodes(centre_a, centre_b)
            .then_with(|| self.compare_nodes(other_a, other_b))
            .then_with(|| source(a).cmp(source(b)))
            .then_with(|| falling_strength(a).cmp(&falling_strength(b)))
            .then_with(|| self.sorted_texts(record_a).cmp(&self.sorted_texts(record_b)))
    }

    /// An order of records that depends on nothing but what they are: the stronger first, then the older.
    pub(crate) fn compare_records(&self, a: RecordIndex, b: RecordIndex) -> Ordering {
        let (first, second) = (self.evidence.record(a), self.evidence.record(b));
        let begins = |record: Record| record.times.span().map_or(i64::MAX, |span| span.0);
        let source = |record: Record| self.evidence.source_name(record.source);
        falling_strength(first)
            .cmp(&falling_strength(second))
            .then_with(|| begins(first).cmp(&begins(second)))
            .then_with(|| source(first).cmp(source(second)))
            .then_with(|| self.sorted_texts(a).cmp(&self.sorted_texts(b)))
    }

    fn compare_nodes(&self, a: Node, b: Node) -> Ordering {
        if a == b { Ordering::Equal } else { self.nodes.compare_texts(a, b) }
    }

    fn sorted_texts(&self, record: RecordIndex) -> Vec<String> {
        let mut texts: Vec<_> =
            self.evidence.nodes(record).iter().map(|&node| self.nodes.text(node)).collect();
        texts.sort_unstable();
        texts
    }
}

fn falling_strength(record: Record) -> u64 {
    (Strength::Asserted.index() - record.strength.index()) as u64
}

/// A link that is not in force, with its place in the order.
#[derive(Clone, Copy)]
pub(crate) struct PlacedEnds<'a> {
    pub(crate) centre: Node,
    pub(crate) other: Node,
    record: RecordIndex,
    numbers: OrderNumbers,
    order: LinkOrder<'a>,
}

impl PlacedEnds<'_> {
    fn ends(&self) -> Ends {
        (self.centre, self.other, self.record)
    }
}

impl Ord for PlacedEnds<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        let texts = || self.order.compare_texts(self.ends(), other.ends());
        self.numbers.cmp(&other.numbers).then_with(texts)
    }
}

impl PartialOrd for PlacedEnds<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for PlacedEnds<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.ends() == other.ends()
    }
}

impl Eq for PlacedEnds<'_> {}

impl Ord for OrderedLink<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.numbers.cmp(&other.numbers).then_with(|| {
            self.order.compare_texts(self.order.ends(self.link), self.order.ends(other.link))
        })
    }
}

impl PartialOrd for OrderedLink<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for OrderedLink<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.link == other.link
    }
}

impl Eq for OrderedLink<'_> {}
