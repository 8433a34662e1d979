//! The page of examples says what the command prints.

use std::fs;
use std::process::Command;

use super::world::example;

const PAGE: &str = include_str!("../../../../docs/explain.md");

/// A command of the page, and what is printed below it.
struct Shown {
    command: String,
    output: String,
}

fn shown() -> Vec<Shown> {
    let blocks = PAGE.split("```console\n").skip(1).map(|rest| rest.split("```").next().unwrap());
    blocks.flat_map(|block| block.split("$ ").skip(1)).map(one).collect()
}

/// The command goes on over lines that end in a backslash.
fn one(text: &str) -> Shown {
    let mut lines = text.split_inclusive('\n');
    let mut command = String::new();
    for line in lines.by_ref() {
        let line = line.trim_end();
        command.push_str(line.trim_end_matches('\\'));
        if !line.ends_with('\\') {
            break;
        }
    }
    Shown { command, output: lines.collect() }
}

#[test]
fn every_command_of_the_page_prints_what_the_page_shows() {
    let all = shown();
    assert!(all.len() >= 10, "only {} commands", all.len());
    for Shown { command, output } in all {
        let mut words = command.split_whitespace();
        assert_eq!(words.next(), Some("oneid"));
        let ran = Command::new(env!("CARGO_BIN_EXE_oneid"))
            .args(words)
            .current_dir(example())
            .env_remove("ONEID_KEY")
            .output()
            .unwrap();
        assert_eq!(String::from_utf8(ran.stderr).unwrap(), "", "{command}");
        assert_eq!(String::from_utf8(ran.stdout).unwrap(), output, "{command}");
        assert!(ran.status.success(), "{command}");
    }
}

#[test]
fn the_page_shows_one_answer_of_each_kind() {
    let answers: Vec<&str> = PAGE.lines().filter(|line| line.contains("ne customer")).collect();
    for kind in [
        "One customer, joined in 4 steps.",
        "some were refused.",
        "is shared by 6,",
        "is shared by 2,",
        "was given to another holder, who has had it since 2022-09-30",
        "separated by steward/李 on 2023-05-01.",
        "only records that link nothing join them",
        "never seen together",
        "is not known.",
    ] {
        let found = PAGE.lines().any(|line| line.contains(kind));
        assert!(found, "{kind}: {answers:?}");
    }
}

#[test]
fn nothing_is_left_behind_in_the_example() {
    let mut names: Vec<_> =
        fs::read_dir(example()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, ["operations.jsonl", "policy.toml"]);
}
