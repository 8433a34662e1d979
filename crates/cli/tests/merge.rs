//! `oneid merge`, as a user runs it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

use serde_json::Value;
use tempfile::TempDir;

const KEY: &str = "000102030405060708090a0b0c0d0e0f";

fn fans(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/fans").join(name)
}

fn oneid(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_oneid"));
    command.arg("merge").args(arguments).env_remove("ONEID_KEY").output().expect("it runs")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("UTF-8")
}

/// A run on the example fan bases, into a directory of its own.
struct Merge {
    dir: TempDir,
    stdout: String,
}

impl Merge {
    fn of_fans(more: &[&str]) -> Self {
        let dir = tempfile::tempdir().expect("a directory");
        let (manifest, out) = (fans("manifest.toml"), dir.path().display().to_string());
        let arguments = [&[manifest.to_str().expect("UTF-8"), "--key", KEY, "--out", &out], more];
        let output = oneid(&arguments.concat());
        assert!(output.status.success(), "{}", text(&output.stderr));
        Merge { dir, stdout: text(&output.stdout) }
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.dir.path().join(name)).expect("a file")
    }

    fn summary(&self) -> Value {
        serde_json::from_str(&self.read("summary.json")).expect("JSON")
    }
}

/// Under the policy of the manifest, which is made once.
fn retail() -> &'static Merge {
    static RETAIL: OnceLock<Merge> = OnceLock::new();
    RETAIL.get_or_init(|| Merge::of_fans(&[]))
}

fn number(value: &Value, key: &str) -> u64 {
    value[key].as_u64().unwrap_or_else(|| panic!("no number {key}"))
}

fn numbers(list: &Value, key: &str) -> u64 {
    list.as_array().expect("a list").iter().map(|entry| number(entry, key)).sum()
}

#[test]
fn every_row_is_used_or_skipped_and_every_customer_is_counted_once() {
    let summary = retail().summary();
    assert_eq!(number(&summary, "rows"), number(&summary, "used") + number(&summary, "skipped"));
    for key in ["rows", "used", "skipped"] {
        assert_eq!(number(&summary, key), numbers(&summary["fan_bases"], key));
    }
    for base in summary["fan_bases"].as_array().expect("a list") {
        let file =
            fs::read_to_string(fans(base["file"].as_str().expect("a name"))).expect("a file");
        let header = u64::from(!base["file"].as_str().expect("a name").ends_with("jsonl"));
        assert_eq!(number(base, "rows") + header, file.lines().count() as u64);
        assert_eq!(number(base, "skipped"), numbers(&base["skipped_rows"], "count"));
        assert!(number(base, "customers") <= number(base, "fans"));
    }
    let customers = number(&summary, "customers");
    assert_eq!(customers, numbers(&summary["by_platform_count"], "customers"));
    let profiles = customers + number(&summary, "profiles_without_fans");
    assert_eq!(number(&summary, "profiles"), profiles);
    assert_eq!(retail().read("profiles.jsonl").lines().count() as u64, profiles);
    let on = |entry: &Value| number(entry, "platforms") * number(entry, "customers");
    let on_platforms: u64 =
        summary["by_platform_count"].as_array().expect("a list").iter().map(on).sum();
    assert_eq!(on_platforms, numbers(&summary["platforms"], "customers"));
    assert_eq!(
        summary["by_platform_count"][0]["customers"],
        numbers(&summary["platforms"], "only_here")
    );
}

#[test]
fn the_same_manifest_and_key_give_the_same_files() {
    let again = Merge::of_fans(&[]);
    for name in ["profiles.jsonl", "profiles.csv", "summary.json"] {
        assert!(retail().read(name) == again.read(name), "{name}");
    }
}

#[test]
fn the_files_are_well_formed_and_tell_the_same() {
    let lines = retail().read("profiles.jsonl");
    let profiles: Vec<Value> =
        lines.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let ids: Vec<&str> = profiles.iter().map(|p| p["id"].as_str().expect("an id")).collect();
    assert!(ids.is_sorted());
    let all: Vec<&Value> =
        profiles.iter().flat_map(|p| p["ids"].as_array().expect("ids")).collect();
    let distinct: BTreeSet<String> = all.iter().map(ToString::to_string).collect();
    assert_eq!(all.len(), distinct.len(), "an identifier is in one profile");
    assert_eq!(number(&retail().summary()["graph"], "identifiers"), all.len() as u64);

    let table = retail().read("profiles.csv");
    let table = table.strip_prefix('\u{feff}').expect("a byte order mark");
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    let header = reader.headers().expect("a header").clone();
    for name in
        ["id", "identifiers", "platforms", "wechat.unionid@brand", "phone", "trait:nickname"]
    {
        assert!(header.iter().any(|column| column == name), "{name}");
    }
    for (record, profile) in reader.records().zip(&profiles) {
        let record = record.expect("as many cells as columns");
        assert_eq!(&record[0], profile["id"].as_str().expect("an id"));
        assert_eq!(record[1], profile["ids"].as_array().expect("ids").len().to_string());
        assert!(record.iter().all(|cell| !cell.starts_with(['=', '+', '@'])));
    }
}

#[test]
fn rules_are_more_precise_than_none() {
    let connected = fans("connected.toml");
    let connected = Merge::of_fans(&["--policy", connected.to_str().expect("UTF-8")]).summary();
    let retail = retail().summary();
    for key in ["pairwise_precision", "pairwise_recall", "bcubed_precision", "bcubed_recall"] {
        for score in [&retail["score"], &connected["score"]] {
            let rate = score[key].as_f64().expect("a rate");
            assert!((0.0..=1.0).contains(&rate), "{key} {rate}");
        }
    }
    for key in ["pairwise_precision", "bcubed_precision"] {
        assert!(retail["score"][key].as_f64() > connected["score"][key].as_f64(), "{key}");
    }
    assert_eq!(number(&retail["score"], "unknown"), 0);
    assert_eq!(retail["score"]["cases"].as_array().expect("cases").len(), 12);
    let persons = numbers(&retail["score"]["cases"], "persons");
    assert_eq!(number(&retail["score"], "persons"), persons);
}

#[test]
fn no_contact_of_the_files_is_in_any_output() {
    let is_email =
        |word: &str| word.split_once('@').is_some_and(|(_, domain)| domain.contains('.'));
    let mut contacts = BTreeSet::new();
    for entry in fs::read_dir(fans("")).expect("a directory") {
        let path = entry.expect("an entry").path();
        if path.extension().is_some_and(|extension| {
            ["csv", "tsv", "jsonl"].iter().any(|known| extension == *known)
        }) {
            let file = fs::read_to_string(path).expect("a file");
            let words = file.split(|c: char| !(c.is_ascii_alphanumeric() || "@.-_".contains(c)));
            let is_phone = |word: &str| {
                word.len() == 11
                    && word.starts_with('1')
                    && word.bytes().all(|b| b.is_ascii_digit())
            };
            contacts
                .extend(words.filter(|word| is_phone(word) || is_email(word)).map(str::to_owned));
        }
    }
    assert!(contacts.len() > 1000, "{}", contacts.len());
    let outputs =
        ["profiles.jsonl", "profiles.csv", "summary.json"].map(|name| retail().read(name));
    for output in outputs.iter().chain([&retail().stdout]) {
        let words = output.split(|c: char| !(c.is_ascii_alphanumeric() || "@.-_".contains(c)));
        let leaked = words.filter(|word| contacts.contains(*word)).count();
        assert_eq!(leaked, 0);
    }
}

/// A merge of one small file.
fn small(manifest: &str, content: &str, more: &[&str]) -> (TempDir, Output) {
    let dir = tempfile::tempdir().expect("a directory");
    fs::write(dir.path().join("manifest.toml"), manifest).expect("writes");
    fs::write(dir.path().join("fans.csv"), content).expect("writes");
    let path = dir.path().join("manifest.toml");
    let output = oneid(&[&[path.to_str().expect("UTF-8")], more].concat());
    (dir, output)
}

const MANIFEST: &str = r#"
[[fan_base]]
name = "members"
file = "fans.csv"
time = "at"
utc_offset = "+08:00"
[fan_base.columns]
id = "taobao.ouid@shop"
phone = "phone"
"昵称" = "trait:nickname"
"#;

#[test]
fn planted_contacts_and_formulas_do_not_get_out() {
    let content = "id,phone,昵称,at\n=cmd,13812345678,13912345678,2025-01-01\n\
        b,138****5678,=1+1,2150-01-01\nc,13712345678,\"=1+1,邮箱 a.b@example.com\",2025-01-01\nd,,=SUM(A1),2025-01-01\n";
    let (dir, output) = small(MANIFEST, content, &["--key", KEY]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let read = |name: &str| fs::read_to_string(dir.path().join("out").join(name)).expect("a file");
    let files = ["profiles.jsonl", "profiles.csv", "summary.json"].map(read);
    for printed in files.iter().chain([&text(&output.stdout), &text(&output.stderr)]) {
        for planted in ["13812345678", "13912345678", "13712345678", "example.com", "138****5678"] {
            assert!(!printed.contains(planted), "{planted} in {printed}");
        }
    }
    assert!(files[1].contains("'=cmd") && files[1].contains("'=SUM(A1)"), "{}", files[1]);
    assert!(!files[1].contains(",=") && !files[1].contains("\n="));
    let summary: Value = serde_json::from_str(&files[2]).expect("JSON");
    let base = &summary["fan_bases"][0];
    assert_eq!(base["skipped_rows"][0]["reason"], "future_time");
    assert_eq!(base["skipped_rows"][0]["first_lines"][0], 3);
    assert_eq!(base["warnings"].as_array().map(Vec::len), Some(2));
}

#[test]
fn json_is_the_summary() {
    let (dir, output) = small(MANIFEST, "id,phone,昵称,at\na,,,\n", &["--key", KEY, "--json"]);
    let summary = fs::read_to_string(dir.path().join("out/summary.json")).expect("a file");
    assert_eq!(text(&output.stdout), summary);
}

#[test]
fn the_key_is_made_beside_the_manifest() {
    let (dir, output) = small(MANIFEST, "id,phone,昵称,at\na,,,\n", &[]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert!(dir.path().join("oneid.key").is_file());
}

#[test]
fn a_run_that_fails_writes_nothing_and_says_where() {
    for (manifest, content, expected) in [
        (MANIFEST, "id,phone\n13812345678,13812345678\n", "fans.csv: there is no column `at`"),
        (MANIFEST, "id,phone,昵称,at\na,\"13812345678,,\nb,,,\n", "fans.csv:2: a quote opens"),
        ("colour = 1\n", "", "manifest.toml: line 1, column 1, colour: unknown key"),
    ] {
        let (dir, output) = small(manifest, content, &["--key", KEY]);
        let stderr = text(&output.stderr);
        assert!(!output.status.success());
        assert!(stderr.contains(expected), "{stderr}");
        assert!(!stderr.contains("13812345678"));
        assert!(!dir.path().join("out").exists());
        assert!(output.stdout.is_empty());
    }
}
