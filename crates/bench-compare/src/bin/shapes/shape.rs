//! The shapes: what they stand on, and the operations that are measured.

use oneid::synth::{Hub, World};
use oneid::{Identifier, Observation, Operation, Strength, Timestamp};

/// Operations that are applied first, and those that are measured: so many, or as many as the shape has.
type Made = (Vec<Operation>, Vec<Operation>);

#[derive(Clone, Copy)]
pub(crate) struct Shape {
    pub(crate) name: &'static str,
    pub(crate) make: fn(u64) -> Made,
}

/// The ordinary one first.
pub(crate) const SHAPES: [Shape; 10] = [
    Shape { name: "ordinary", make: |count| world(count, 0, 0) },
    Shape { name: "ordinary, with five hubs", make: |count| world(count, 1, 25) },
    Shape { name: "20 % of phones shared", make: |count| world(count, 200, 0) },
    Shape { name: "50 % of phones shared", make: |count| world(count, 500, 0) },
    Shape {
        name: "a hub: one phone, each time another account",
        make: |count| (Vec::new(), hub(count)),
    },
    Shape {
        name: "a hub, seen again with accounts that it has",
        make: |count| (hub(count), again(hub(count))),
    },
    Shape {
        name: "a chain: each account with the next",
        make: |count| (Vec::new(), chain("c", count)),
    },
    Shape { name: "two chains of half as many, joined and parted", make: joined },
    Shape { name: "an ordinary population erased", make: erased },
    Shape {
        name: "fingerprints that differ in their last bits",
        make: |count| (Vec::new(), alike(count)),
    },
];

/// Half of a population is there before.
fn world(count: u64, shared_permille: u32, hubs_permille: u32) -> Made {
    let world = World::new(7, 2 * count)
        .shared_phones_permille(shared_permille)
        .hubs_permille(hubs_permille)
        .asserted_permille(0);
    let mut operations = world.map(|sighting| sighting.operation);
    let before = operations.by_ref().take(usize::try_from(count).unwrap_or(usize::MAX)).collect();
    (before, operations.collect())
}

fn hub(count: u64) -> Vec<Operation> {
    Hub::new().take(usize::try_from(count).unwrap_or(usize::MAX)).collect()
}

/// The same from another source: new records.
fn again(operations: Vec<Operation>) -> Vec<Operation> {
    let again = operations.into_iter().map(|operation| match operation {
        Operation::Observe(observation) => observation.source("again").into(),
        other => other,
    });
    again.collect()
}

fn account(name: &str, number: u64) -> Identifier {
    Identifier::new("jd.pin", None, &format!("{name}{number}")).expect("it is well-formed")
}

fn together(ids: [Identifier; 2], number: u64) -> Operation {
    let at = Timestamp::from_millisecond(1_704_067_200_000 + number * 60_000).expect("a time");
    let observation = Observation::new(ids).expect("two identifiers");
    observation.at(at).source("shapes").strength(Strength::Verified).into()
}

fn chain(name: &str, count: u64) -> Vec<Operation> {
    (0..count)
        .map(|number| together([account(name, number), account(name, number + 1)], number))
        .collect()
}

/// Twenty times one observation joins the two, and is taken back.
fn joined(count: u64) -> Made {
    let ends = || [account("a", count / 2), account("b", 0)];
    let before = [chain("a", count / 2), chain("b", count / 2)].concat();
    let source: Box<str> = "shapes".into();
    let part = || Operation::Retract { ids: ends().into(), source: source.clone() };
    (before, (0..20).flat_map(|_| [together(ends(), count), part()]).collect())
}

fn erased(count: u64) -> Made {
    let (before, after) = world(count, 0, 0);
    let world = World::new(7, 2 * count).shared_phones_permille(0);
    let erased = world.truth().take(usize::try_from(count / 4).unwrap_or(usize::MAX));
    ([before, after].concat(), erased.map(|(id, _)| Operation::Erase { id }).collect())
}

/// Contacts known by fingerprint alone, chosen so that a weak hash would put them all in one place.
fn alike(count: u64) -> Vec<Operation> {
    let phone = |number: u64| Identifier::new("phone", None, &format!("#{number:032x}"));
    (0..count)
        .map(|number| {
            together([account("p", number), phone(number).expect("it is well-formed")], number)
        })
        .collect()
}
