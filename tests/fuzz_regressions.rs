//! What fuzzing found, and the seeds that it starts from, replayed as ordinary tests.

#![allow(clippy::print_stdout, reason = "a failing test shows which file it replayed")]

mod checks;
mod model;

use std::fs;
use std::path::Path;

use checks::graph::{Program, agrees_with_the_model};

fn replay(target: &str, check: impl Fn(&str)) {
    let fuzz = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz");
    let mut replayed = 0;
    for folder in [fuzz.join("seeds").join(target), fuzz.join("regressions").join(target)] {
        for entry in fs::read_dir(&folder).into_iter().flatten() {
            let path = entry.expect("an entry").path();
            if path.file_name().is_some_and(|name| name == ".gitkeep") {
                continue;
            }
            let bytes = fs::read(&path).expect("a file that can be read");
            println!("{}", path.display());
            check(&String::from_utf8_lossy(&bytes));
            replayed += 1;
        }
    }
    assert!(replayed > 0, "there is no seed for {target}");
}

#[test]
fn identifiers() {
    replay("identifier", checks::text::identifier);
}

#[test]
fn operations() {
    replay("operation", checks::text::operation);
}

#[test]
fn policies() {
    replay("policy", checks::text::policy);
}

#[test]
fn programs() {
    replay("model", |text| agrees_with_the_model(&Program::from_text(text)));
}
