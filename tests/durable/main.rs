//! What a durable graph keeps through power cuts, failing calls and damage, on a disk that is simulated.

#[path = "../model/mod.rs"]
mod model;

mod cuts;
mod damage;
mod disk;
mod disk_names;
mod disk_plans;
mod erasing;
mod faults;
mod flips;
mod judge;
mod laws;
mod liar;
mod program;
mod rng;
mod sim;
mod small;
mod state;
