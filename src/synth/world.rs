//! A population that grows, and what is seen of it.

use super::customer::{Customer, SLOTS, Slot, of};
use super::rng::Rng;
use crate::identifier::Identifier;
use crate::observation::{Observation, Strength, Timestamp};
use crate::operation::Operation;

/// A population that grows for two years, and the observations made of it, in the order of their times.
///
/// Customers have 1 to 12 identifiers (each number as likely as one through itself) of ten namespaces, and 1.5 observations for
/// each; an observation holds 2 to 4 of them, or the only one. Some phones are shared by 2 to 4 customers (2 % unless
/// [told otherwise](World::shared_phones_permille)); one observation in 40 (unless [told otherwise](World::hubs_permille)) holds one of five hub
/// values, such as the shop's own number; one in 1,000 holds an identifier of another customer, by mistake.
///
/// The customer of an observation is any of those who have come so far, and they come at an even pace. So the graph of
/// the first million observations is shaped like that of the first hundred thousand, only larger: what costs more for each
/// observation then, grows.
///
/// # Examples
///
/// ```
/// use oneid::synth::World;
/// use oneid::{FingerprintKey, IdentityGraph, Policy, Preset};
///
/// let key = FingerprintKey::from_bytes([7; 16]);
/// let mut graph = IdentityGraph::in_memory(Policy::preset(Preset::RetailCn), key);
/// for sighting in World::new(1, 1_000) {
///     graph.apply(&sighting.operation)?;
/// }
/// assert!(graph.stats().profiles > 100);
/// # Ok::<(), oneid::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct World {
    seed: u64,
    rng: Rng,
    observations: u64,
    made: u64,
    shared_phones_permille: u32,
    asserted_permille: u32,
    hubs_permille: u32,
}

/// An observation, and whom it is of.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Sighting {
    /// The observation.
    pub operation: Operation,
    /// The number of the customer that it is of.
    pub customer: u64,
    /// Which of its identifiers is not this customer's alone: a hub, a shared phone, or somebody else's by mistake.
    pub foreign: Option<Identifier>,
}

/// On average a customer has 12 / (1 + 1/2 + … + 1/12) identifiers, 3.87, and 1.5 observations for each: 5.8.
const OBSERVATIONS_A_HUNDRED_CUSTOMERS: u64 = 580;

/// Of those that are not asserted.
const STRENGTHS: [(Strength, u32); 4] = [
    (Strength::Inferred, 10),
    (Strength::Declared, 45),
    (Strength::Verified, 30),
    (Strength::Authoritative, 13),
];

const SOURCES: [&str; 5] =
    ["wechat/fans", "taobao/flagship", "douyin/shop", "crm/members", "steward/li"];

impl World {
    /// A world of so many observations. The seed says which customers there are and what is seen of them.
    #[must_use]
    pub fn new(seed: u64, observations: u64) -> Self {
        let rng = Rng::of(seed, u64::MAX);
        World {
            seed,
            rng,
            observations,
            made: 0,
            shared_phones_permille: 20,
            asserted_permille: 20,
            hubs_permille: 25,
        }
    }

    /// How many of a thousand phones are shared by 2 to 4 customers; at most 500. Default: 20.
    #[must_use]
    pub fn shared_phones_permille(mut self, permille: u32) -> Self {
        self.shared_phones_permille = permille.min(500);
        self
    }

    /// How many of a thousand observations are a steward's confirmations. Default: 20.
    #[must_use]
    pub fn asserted_permille(mut self, permille: u32) -> Self {
        self.asserted_permille = permille;
        self
    }

    /// How many of a thousand observations hold a hub's value; at most 500. Default: 25.
    #[must_use]
    pub fn hubs_permille(mut self, permille: u32) -> Self {
        self.hubs_permille = permille.min(500);
        self
    }

    /// Whose each identifier is, of all customers that come in the whole of the world: those that are never observed too. A shared
    /// phone is the first's of those who have it; hub values are nobody's.
    ///
    /// # Examples
    ///
    /// ```
    /// use oneid::synth::World;
    ///
    /// let (first, customer) = World::new(1, 1_000).truth().next().expect("there are customers");
    /// assert_eq!((first.namespace().is_empty(), customer), (false, 0));
    /// ```
    pub fn truth(&self) -> impl Iterator<Item = (Identifier, u64)> + use<> {
        let world = self.clone();
        let customers = population_after(world.observations.saturating_sub(1));
        (0..customers).flat_map(move |number| {
            let customer = world.customer(number);
            let is_own =
                |slot: &Slot| !customer.shares(*slot) || world.is_first_with_phone(&customer);
            let own: Vec<Slot> = customer.slots().iter().copied().filter(is_own).collect();
            own.into_iter().map(move |slot| (customer.identifier(slot), number))
        })
    }

    /// The identifiers of a customer, whether or not they have been observed; a shared phone is among those of each who has it.
    #[must_use]
    pub fn identifiers(&self, customer: u64) -> Vec<Identifier> {
        let customer = self.customer(customer);
        customer.slots().iter().map(|&slot| customer.identifier(slot)).collect()
    }

    /// Whether of those who share a customer's phone nobody before has it: not all have a phone among their identifiers.
    fn is_first_with_phone(&self, customer: &Customer) -> bool {
        customer
            .household_before()
            .all(|number| !self.customer(number).slots().contains(&Slot::Phone))
    }

    fn customer(&self, number: u64) -> Customer {
        Customer::new(self.seed, number, self.shared_phones_permille)
    }

    /// How many customers have come so far.
    fn population(&self) -> u64 {
        population_after(self.made)
    }

    /// One of those who have come, the likelier the more identifiers they have.
    fn draw(&mut self) -> (u64, Customer) {
        loop {
            let number = self.rng.below(self.population());
            let customer = self.customer(number);
            if self.rng.below(SLOTS as u64) < customer.slots().len() as u64 {
                return (number, customer);
            }
        }
    }

    /// A hub's value, or an identifier of somebody else, now and then.
    fn stranger(&mut self, strength: Strength) -> Option<Identifier> {
        if strength == Strength::Asserted {
            return None;
        }
        if self.rng.permille(1) {
            let (_, other) = self.draw();
            return Some(other.identifier(other.slots()[0]));
        }
        // Weak observations alone hold hubs: five ninths of all.
        let seen = strength <= Strength::Declared && self.rng.permille(self.hubs_permille * 9 / 5);
        seen.then(|| self.hub())
    }

    fn hub(&mut self) -> Identifier {
        match self.rng.below(5) {
            0 => of("phone", None, "+8613710002000"),
            1 => of("phone", None, "+8613710002001"),
            2 => of("email", None, "service@example.com"),
            3 => of("device", None, "shop-tablet-1"),
            _ => of("order.id", Some("taobao/flagship"), "0000000000000000000-test"),
        }
    }

    fn strength(&mut self) -> Strength {
        if self.rng.permille(self.asserted_permille) {
            return Strength::Asserted;
        }
        self.rng.weighted(&STRENGTHS)
    }

    fn at(&self) -> Timestamp {
        const START_MS: u128 = 1_672_531_200_000;
        const TWO_YEARS_MS: u128 = 2 * 365 * 86_400_000;
        let passed = u128::from(self.made) * TWO_YEARS_MS / u128::from(self.observations.max(1));
        let ms = i64::try_from(START_MS + passed).unwrap_or_default();
        Timestamp::from_millisecond(ms).expect("two years after 2023 is before 2200")
    }

    /// 2 to 4 of what the customer has.
    fn seen_of(&mut self, customer: &Customer) -> Vec<Slot> {
        let mut slots = customer.slots().to_vec();
        let count = self.rng.weighted(&[(2, 55), (3, 30), (4, 15)]);
        self.rng.shuffle_first(&mut slots, count);
        slots.truncate(count);
        slots
    }
}

/// How many customers have come after so many observations.
fn population_after(observations: u64) -> u64 {
    observations * 100 / OBSERVATIONS_A_HUNDRED_CUSTOMERS + 1
}

impl Iterator for World {
    type Item = Sighting;

    fn next(&mut self) -> Option<Sighting> {
        if self.made >= self.observations {
            return None;
        }
        let (number, customer) = self.draw();
        let slots = self.seen_of(&customer);
        let strength = self.strength();
        let mut ids: Vec<Identifier> =
            slots.iter().map(|&slot| customer.identifier(slot)).collect();
        let shared = slots.iter().find(|&&slot| customer.shares(slot));
        let mut foreign = shared.map(|&slot| customer.identifier(slot));
        if let Some(stranger) = self.stranger(strength) {
            ids.push(stranger.clone());
            foreign = Some(stranger);
        }
        let source = self.rng.weighted(&SOURCES.map(|source| (source, 1)));
        let observation = Observation::new(ids).expect("1 to 5 identifiers");
        let operation = observation.at(self.at()).source(source).strength(strength).into();
        self.made += 1;
        Some(Sighting { operation, customer: number, foreign })
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = usize::try_from(self.observations - self.made).ok();
        (left.unwrap_or(usize::MAX), left)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;

    fn observations(world: World) -> Vec<(Observation, u64)> {
        world
            .filter_map(|sighting| match sighting.operation {
                Operation::Observe(observation) => Some((observation, sighting.customer)),
                _ => None,
            })
            .collect()
    }

    #[test]
    fn a_seed_says_everything() {
        let lines = |seed| World::new(seed, 200).map(|s| s.operation.to_json()).collect::<Vec<_>>();
        assert_eq!(lines(1), lines(1));
        assert_ne!(lines(1), lines(2));
    }

    #[test]
    fn times_rise_for_two_years() {
        let all = observations(World::new(3, 1000));
        assert!(all.is_sorted_by_key(|(observation, _)| observation.at));
        let year = |observation: &Observation| observation.at.unwrap().to_string()[..7].to_owned();
        assert_eq!((year(&all[0].0), year(&all[999].0)), ("2023-01".into(), "2024-12".into()));
    }

    #[test]
    fn what_is_not_foreign_is_the_customers_own() {
        let world = World::new(5, 5000);
        let mut holders = BTreeMap::<Identifier, BTreeSet<u64>>::new();
        for sighting in world {
            let Operation::Observe(observation) = sighting.operation else { continue };
            for id in observation.identifiers {
                if Some(&id) != sighting.foreign.as_ref() {
                    holders.entry(id).or_default().insert(sighting.customer);
                }
            }
        }
        // The first of a household does not know that its phone is shared.
        assert!(holders.len() > 1000 && holders.values().all(|customers| customers.len() == 1));
    }

    #[test]
    fn the_truth_names_whatever_is_anybodys() {
        let world = World::new(5, 5000).shared_phones_permille(200);
        let truth: BTreeMap<Identifier, u64> = world.truth().collect();
        assert_eq!(truth.len(), world.truth().count());
        let (mut own, mut others) = (0, 0);
        for sighting in world {
            let Operation::Observe(observation) = sighting.operation else { continue };
            for id in observation.identifiers {
                match truth.get(&id) {
                    Some(&customer) if customer == sighting.customer => own += 1,
                    Some(_) => others += usize::from(Some(&id) == sighting.foreign.as_ref()),
                    None => assert_eq!(Some(&id), sighting.foreign.as_ref()),
                }
            }
        }
        assert!(own > 8_000 && others > 200, "{own} {others}");
    }

    #[test]
    fn there_are_as_many_hubs_as_are_asked_for() {
        let hubs = |world: World| {
            let all = observations(world.shared_phones_permille(0));
            let is_hub = |id: &Identifier| {
                matches!(
                    id.as_str(),
                    "phone:+8613710002000"
                        | "phone:+8613710002001"
                        | "email:service@example.com"
                        | "device:shop-tablet-1"
                        | "order.id@taobao/flagship:0000000000000000000-test"
                )
            };
            all.iter().filter(|(one, _)| one.identifiers().iter().any(is_hub)).count()
        };
        let world = || World::new(9, 20_000);
        assert_eq!(hubs(world().hubs_permille(0)), 0);
        assert!((400..600).contains(&hubs(world())), "{}", hubs(world()));
        let many = hubs(world().hubs_permille(200));
        assert!((3_600..4_400).contains(&many), "{many}");
    }

    #[test]
    fn all_strengths_hubs_and_namespaces_are_seen() {
        let all = observations(World::new(9, 5000));
        let strengths: BTreeSet<_> = all.iter().map(|(one, _)| one.strength).collect();
        let ids: Vec<&Identifier> = all.iter().flat_map(|(one, _)| one.identifiers()).collect();
        let namespaces: BTreeSet<_> = ids.iter().map(|id| id.namespace()).collect();
        let hubs = ids.iter().filter(|id| id.as_str() == "device:shop-tablet-1").count();
        assert_eq!((strengths.len(), namespaces.len()), (5, 10));
        assert!((10..60).contains(&hubs), "{hubs}");
    }

    #[test]
    fn a_larger_world_is_shaped_like_a_small_one() {
        let distinct = |count| {
            let all = observations(World::new(11, count));
            let ids: BTreeSet<_> = all.iter().flat_map(|(one, _)| one.identifiers()).collect();
            ids.len() * 10_000 / all.len()
        };
        let (small, large) = (distinct(5_000), distinct(50_000));
        assert!(small.abs_diff(large) * 20 < small, "{small} and {large} of 10,000");
    }
}
