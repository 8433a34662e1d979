//! The contract as a model: slow, plain, and written from the contract alone, to judge the real graph by.
#![allow(dead_code, reason = "each test file uses its own part")]

pub(crate) mod evidence;
pub(crate) mod explain;
pub(crate) mod forge;
pub(crate) mod generate;
pub(crate) mod hindrances;
pub(crate) mod naive;
pub(crate) mod questions;
pub(crate) mod runner;
pub(crate) mod tenures;
pub(crate) mod traits;
pub(crate) mod words;
