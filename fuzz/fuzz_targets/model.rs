//! Random operations, on a graph and on the model of the contract. A failure prints a program to keep in
//! `fuzz/regressions/model`.
#![no_main]
#![allow(dead_code, reason = "the model offers more than is used here")]

#[path = "../../tests/checks/graph.rs"]
mod graph;
#[path = "../../tests/model/mod.rs"]
mod model;
#[path = "program.rs"]
mod program;

libfuzzer_sys::fuzz_target!(|draft: program::Draft| graph::agrees_with_the_model(&draft.program()));
