//! Step 6: identifiers that too many have.

use std::cmp::Reverse;
use std::rc::Rc;

use hashbrown::{HashMap, HashSet};

use super::judge::{Judge, RecordNumber};
use super::names::{Node, Place};
use crate::observation::Strength;
use crate::policy::NamespacePolicy;

/// The partners of a node, as far as they have been looked at.
#[derive(Default)]
struct Partners {
    seen: HashSet<Node>,
    /// Of those that count against a threshold.
    at: HashMap<Place, Counted>,
    /// Those of more trusted classes.
    trusted: HashSet<Node>,
}

/// Partners of one namespace and scope. Who they are is asked only once there are enough of them to matter.
#[derive(Default)]
struct Counted {
    persons: HashSet<Node>,
    unasked: Vec<Node>,
}

impl Judge<'_> {
    /// What stands in a sound record after step 5; nothing in any other.
    pub(super) fn stood(&mut self, record: RecordNumber) -> Rc<[Node]> {
        if let Some(stood) = self.known.stood.get(&record) {
            return stood.clone();
        }
        let sound = self.is_sound(record);
        let left = if sound { self.left(record) } else { Rc::default() };
        let stood: Rc<[Node]> = left.iter().map(|&node| self.form(node, record)).collect();
        self.known.stood.insert(record, stood.clone());
        stood
    }

    /// The sound records in which an identifier or stand-in stands.
    pub(super) fn holding(&mut self, node: Node) -> Vec<RecordNumber> {
        let identifier = self.names.identifier_of(node);
        let sightings = self.sightings(identifier);
        let mut holding = sightings.to_vec();
        holding.retain(|&record| self.form(identifier, record) == node);
        holding
    }

    /// Up to which strength it is shared, if it is.
    pub(super) fn shared_upto(&mut self, node: Node) -> Option<Strength> {
        if let Some(&upto) = self.known.shared.get(&node) {
            return upto;
        }
        let upto = self.names.rules(node).and_then(|own| self.first_exceeded(node, own));
        self.known.shared.insert(node, upto);
        upto
    }

    /// Whether it leaves a record in which it stands.
    pub(super) fn leaves(&mut self, node: Node, record: RecordNumber) -> bool {
        self.shared_upto(node).is_some_and(|upto| self.strength(record) <= upto)
    }

    /// From the strongest records downwards, the strength at which a threshold is passed.
    fn first_exceeded(&mut self, node: Node, own: &NamespacePolicy) -> Option<Strength> {
        let mut holding = self.holding(node);
        holding.sort_by_key(|&record| Reverse(self.strength(record)));
        let mut partners = Partners::default();
        for record in holding {
            for &partner in &*self.stood(record) {
                if partner != node && self.is_too_much(own, &mut partners, partner) {
                    return Some(self.strength(record).min(Strength::Authoritative));
                }
            }
        }
        None
    }

    /// Counts one more partner; whether it is shared with that.
    fn is_too_much(
        &mut self,
        own: &NamespacePolicy,
        partners: &mut Partners,
        partner: Node,
    ) -> bool {
        if !partners.seen.insert(partner) {
            return false;
        }
        if own.contested_nobody() && self.names.class(partner) < own.class() {
            partners.trusted.insert(partner);
            if !self.separated(partner).is_disjoint(&partners.trusted) {
                return true;
            }
        }
        let Some(threshold) = self.threshold(own, partner) else { return false };
        let Counted { persons, unasked } =
            partners.at.entry(self.names.place(partner)).or_default();
        unasked.push(partner);
        if persons.len() + unasked.len() > threshold {
            persons.extend(unasked.drain(..).map(|one| self.person(one)));
        }
        persons.len() > threshold
    }

    /// How many partners like this one a node may have, if the policy says so.
    fn threshold(&self, own: &NamespacePolicy, partner: Node) -> Option<usize> {
        let class = self.names.class(partner);
        let contested = own.contested_nobody() && class < own.class();
        let limit = self.names.limit(partner).filter(|_| contested);
        let above = own.shared_above(class).map(|n| usize::try_from(n).unwrap_or(usize::MAX));
        above.into_iter().chain(limit).min()
    }

    /// The greatest count of partners that is too many at a strength at which a node is shared; 2 if no count is.
    pub(super) fn partners_at(&mut self, node: Node, upto: Strength) -> usize {
        let mut at = HashMap::<Place, HashSet<Node>>::new();
        for record in self.holding(node) {
            if self.strength(record) >= upto {
                for &partner in &*self.stood(record) {
                    if partner != node {
                        at.entry(self.names.place(partner)).or_default().insert(partner);
                    }
                }
            }
        }
        let counts = at.into_values().filter_map(|partners| self.exceeding(node, partners));
        counts.max().unwrap_or(2)
    }

    /// How many there are of one place, if that is too many.
    fn exceeding(&mut self, node: Node, partners: HashSet<Node>) -> Option<usize> {
        let threshold = self.threshold(self.names.rules(node)?, *partners.iter().next()?)?;
        let persons: HashSet<Node> = partners.into_iter().map(|one| self.person(one)).collect();
        (persons.len() > threshold).then_some(persons.len())
    }
}
