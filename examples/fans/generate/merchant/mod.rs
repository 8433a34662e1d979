//! The invented merchant: its customers, the platforms' exports of them, and the truth.

mod accounts;
mod calendar;
mod cases;
mod exports;
mod ids;
mod model;
mod population;
mod rng;
mod words;
mod world;

use std::collections::BTreeMap;

pub(crate) use exports::File;
pub(crate) use model::Case;

/// Everything that one run makes.
pub(crate) struct Merchant {
    pub(crate) files: Vec<File>,
    pub(crate) people: usize,
    pub(crate) on_several: usize,
    pub(crate) identifiers: usize,
    pub(crate) cases: BTreeMap<Case, Count>,
}

/// How often a case occurs, and how many people take part in it.
#[derive(Default)]
pub(crate) struct Count {
    pub(crate) instances: usize,
    pub(crate) people: usize,
}

/// The merchant, the same at every call.
pub(crate) fn generate() -> Merchant {
    let mut world = world::World::new(20_261_031);
    cases::add(&mut world);
    population::add(&mut world);
    let mut cases: BTreeMap<Case, Count> = BTreeMap::new();
    for (case, instances) in &world.instances {
        cases.entry(*case).or_default().instances = *instances;
    }
    for person in &world.people {
        cases.entry(person.case).or_default().people += 1;
    }
    let (files, identifiers) = exports::write(&mut world);
    Merchant {
        files,
        people: world.people.len(),
        on_several: world.people.iter().filter(|p| p.platforms() > 1).count(),
        identifiers,
        cases,
    }
}
