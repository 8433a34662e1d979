//! The example's operations in a directory of their own.

use std::fs;
use std::path::PathBuf;

use super::command::{KEY, Place, Ran};

pub(crate) const LIN: &str = "wechat.unionid@brand:oLin01";
pub(crate) const ORDER: &str = "order.id@taobao/flagship:3027001";

/// The directory of the example.
pub(crate) fn example() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../examples/explain")
}

/// A directory that holds the example's files.
pub(crate) fn place() -> Place {
    let place = Place::new();
    for name in ["policy.toml", "operations.jsonl"] {
        place.write(name, fs::read(example().join(name)).unwrap());
    }
    place
}

/// Runs a subcommand under the example's policy and the tests' key.
pub(crate) fn run(place: &Place, subcommand: &str, arguments: &[&str]) -> Ran {
    let given = [subcommand, "--policy", "policy.toml", "--key", KEY];
    place.run(&[&given, arguments].concat())
}

/// Asks something of the example: arguments, then its file. Nothing may be written, but for stdout.
pub(crate) fn ask(subcommand: &str, arguments: &[&str]) -> String {
    let place = place();
    let ran = run(&place, subcommand, &[arguments, &["operations.jsonl"]].concat());
    assert_eq!((ran.status, &*ran.stderr), (Some(0), ""));
    assert_eq!(place.names(), ["operations.jsonl", "policy.toml"]);
    ran.stdout
}

/// As [`ask`], with `--json`: an object a line.
pub(crate) fn ask_json(subcommand: &str, arguments: &[&str]) -> Vec<serde_json::Value> {
    let text = ask(subcommand, &[&["--json"], arguments].concat());
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}
