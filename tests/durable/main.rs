//! What a durable graph keeps through power cuts, failing calls and damage, on a disk that is simulated.

mod disk;
mod disk_names;
mod disk_plans;
mod rng;
mod sim;
