//! The header and the list of symbols that are committed are those of the code.

use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The header as the code has it.
fn header() -> String {
    let file = root().join("cbindgen.toml");
    let mut config = cbindgen::Config::from_file(file).expect("it is there");
    let version = env!("CARGO_PKG_VERSION");
    config.after_includes = Some(format!(
        "\n/** The version of the library that this header is of; `oneid_version` tells that of the one that is loaded. */\n\
         #define ONEID_VERSION \"{version}\""
    ));
    let bindings = cbindgen::Builder::new().with_crate(root()).with_config(config).generate();
    let mut text = Vec::new();
    bindings.expect("the code is as cbindgen reads it").write(&mut text);
    String::from_utf8(text).expect("it is UTF-8")
}

/// Compares, or writes if the environment variable `ONEID_WRITE` is set.
fn compare(path: &Path, made: &str) {
    if env::var_os("ONEID_WRITE").is_some() {
        fs::write(path, made).expect("it can be written");
    }
    let committed = fs::read_to_string(path).unwrap_or_default();
    let line = committed.lines().zip(made.lines()).position(|(old, new)| old != new);
    assert!(
        committed == made,
        "{} is not as the code has it (line {:?}); `ONEID_WRITE=1 cargo test -p oneid-capi --test header` writes it",
        path.display(),
        line.map(|line| line + 1)
    );
}

/// The functions that a header declares.
fn declared(header: &str) -> BTreeSet<&str> {
    let lines = header.lines().filter(|line| !line.starts_with([' ', '#', '/', '}', 't']));
    lines
        .filter_map(|line| line.split_once('('))
        .filter_map(|(before, _)| before.rsplit([' ', '*']).next())
        .filter(|name| name.starts_with("oneid_") && !name.starts_with("oneid_test_"))
        .collect()
}

#[test]
fn the_header_is_that_of_the_code() {
    let header = header();
    compare(&root().join("include/oneid.h"), &header);
}

#[test]
fn the_symbols_are_those_of_the_header() {
    let header = header();
    let names: String = declared(&header).iter().map(|name| format!("{name}\n")).collect();
    compare(&root().join("symbols.txt"), &names);
}
