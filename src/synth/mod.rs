//! Populations with known truth: customers who never were, for tests, benchmarks and capacity planning.
//!
//! Everything here is a function of a seed: the same on every machine and at every run.

mod customer;
mod hub;
mod rng;
mod world;

pub use hub::Hub;
pub use world::{Sighting, World};
