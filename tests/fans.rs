//! The exports under `examples/fans`: made by their generator byte for byte, and of one piece with
//! their manifest and their truth.

#[path = "../examples/fans/generate/merchant/mod.rs"]
mod merchant;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use serde::Deserialize;

#[derive(Deserialize)]
struct Manifest {
    policy: String,
    truth: String,
    fan_base: Vec<FanBase>,
}

#[derive(Deserialize)]
struct FanBase {
    name: String,
    file: String,
    time: Option<String>,
    columns: BTreeMap<String, String>,
}

/// A file's rows: the cells of each column, one or more.
type Row = BTreeMap<String, Vec<String>>;

fn path(name: &str) -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/fans")).join(name)
}

fn read(name: &str) -> String {
    fs::read_to_string(path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn manifest() -> Manifest {
    toml::from_str(&read("manifest.toml")).expect("a manifest")
}

fn rows(name: &str) -> Vec<Row> {
    let text = read(name);
    if name.ends_with(".jsonl") {
        return text.lines().map(json_row).collect();
    }
    let delimiter = if name.ends_with(".tsv") { b'\t' } else { b',' };
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).from_reader(text.as_bytes());
    let header = reader.headers().expect("a header").clone();
    let row = |record: csv::StringRecord| {
        let cells = header.iter().map(str::to_owned);
        cells.zip(record.iter().map(|cell| vec![cell.to_owned()])).collect()
    };
    reader.records().map(|record| row(record.expect("as many cells as columns"))).collect()
}

fn json_row(line: &str) -> Row {
    let object: BTreeMap<String, serde_json::Value> =
        serde_json::from_str(line).expect("an object a line");
    let texts = |value| match value {
        serde_json::Value::Array(items) => {
            items.iter().map(|item| item.as_str().expect("texts").to_owned()).collect()
        }
        serde_json::Value::String(text) => vec![text],
        other => vec![other.to_string()],
    };
    object.into_iter().map(|(key, value)| (key, texts(value))).collect()
}

/// The column holds ids of accounts, rather than contacts, devices or traits.
fn holds_accounts(target: &str) -> bool {
    let namespace = target.split('@').next().unwrap_or(target);
    !["phone", "email", "order.id", "link.token", "device"].contains(&namespace)
        && !namespace.starts_with("phone.")
        && !namespace.starts_with("trait:")
}

#[test]
fn committed_files_are_what_the_generator_makes() {
    for file in &merchant::generate().files {
        assert!(
            read(file.name) == file.text,
            "{} differs: run `cargo run --example generate-fans` and look at what changed",
            file.name
        );
    }
}

#[test]
fn files_are_of_the_size_of_a_small_merchant() {
    let merchant = merchant::generate();
    let bytes: usize = merchant.files.iter().map(|file| file.text.len()).sum();
    assert!(bytes < 3_000_000, "{bytes} bytes");
    assert!((4000..=6000).contains(&merchant.people));
    let share = merchant.on_several * 100 / merchant.people;
    assert!((20..=35).contains(&share), "{share} % on several platforms");
    let short = ["steward_", "doudian_open_id_map", "taobao_sms_links"];
    for file in &merchant.files {
        let rows = file.rows;
        if file.name == "truth.csv" {
            assert_eq!(rows, merchant.identifiers);
        } else if short.iter().any(|start| file.name.starts_with(start)) {
            assert!((8..500).contains(&rows), "{}: {rows} rows", file.name);
        } else {
            assert!((500..=3000).contains(&rows), "{}: {rows} rows", file.name);
        }
    }
}

#[test]
fn every_hard_case_occurs_and_is_labelled() {
    let merchant = merchant::generate();
    assert_eq!(merchant.cases.len(), 12, "eleven hard cases and plain");
    let labels: BTreeSet<String> =
        rows("truth.csv").into_iter().map(|row| row["case"][0].clone()).collect();
    for (case, count) in &merchant.cases {
        assert!(labels.contains(case.label()), "{}", case.label());
        assert!(count.people >= count.instances);
        if *case != merchant::Case::Plain {
            assert!((8..=20).contains(&count.instances), "{}", case.label());
        }
    }
}

#[test]
fn manifest_names_files_and_columns_that_exist() {
    let manifest = manifest();
    assert!(path(&manifest.policy).is_file());
    assert!(path(&manifest.truth).is_file());
    let mut names = BTreeSet::new();
    for base in &manifest.fan_base {
        assert!(names.insert(&base.name), "{} twice", base.name);
        // In JSON Lines a key may be absent from a line, so all lines together are the header.
        let header: BTreeSet<String> =
            rows(&base.file).into_iter().flatten().map(|c| c.0).collect();
        for column in base.columns.keys().chain(&base.time) {
            assert!(header.contains(column), "{}: no column {column}", base.name);
        }
    }
    let exports: BTreeSet<&str> = manifest.fan_base.iter().map(|b| b.file.as_str()).collect();
    for file in &merchant::generate().files {
        assert!(exports.contains(file.name) || file.name == manifest.truth);
    }
}

#[test]
fn truth_is_about_the_accounts_in_the_files_and_about_all_of_them() {
    let mut seen = BTreeSet::new();
    for base in manifest().fan_base {
        for row in rows(&base.file) {
            for (column, target) in &base.columns {
                if holds_accounts(target) {
                    let cells = row.get(column).into_iter().flatten();
                    // Shopify's apostrophe keeps spreadsheets from rounding the id.
                    let values = cells.map(|cell| cell.trim_start_matches('\''));
                    seen.extend(
                        values
                            .filter(|value| !value.is_empty())
                            .map(|value| format!("{target}:{value}")),
                    );
                }
            }
        }
    }
    let mut truth = BTreeSet::new();
    for row in rows("truth.csv") {
        assert!(row["person"][0].starts_with('p'));
        assert!(truth.insert(row["identifier"][0].clone()), "one owner each");
    }
    let unseen: Vec<_> = truth.difference(&seen).collect();
    assert!(unseen.is_empty(), "in no file: {unseen:?}");
    let unknown: Vec<_> = seen.difference(&truth).collect();
    assert!(unknown.is_empty(), "not in the truth: {unknown:?}");
}

#[test]
fn readme_tells_the_rows_and_the_cases() {
    let merchant = merchant::generate();
    let readme = read("README.md");
    for file in &merchant.files {
        let line = format!("| `{}` | {} |", file.name, file.rows);
        assert!(readme.contains(&line), "{line}");
    }
    for (case, count) in &merchant.cases {
        let (label, times) = (case.label(), count.instances);
        let line = format!("| `{label}` | {times} | {} |", count.people);
        assert!(readme.contains(&line), "{line}");
    }
    let people = (merchant.people, merchant.on_several);
    let line = format!("{} people, of whom {} have", people.0, people.1);
    assert!(readme.contains(&line), "{line}");
}
