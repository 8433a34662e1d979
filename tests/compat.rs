//! Files of every format that there has been are opened, and give what they gave.

use std::fs;
use std::path::{Path, PathBuf};

use oneid::{
    Durability, FingerprintKey, Identifier, IdentityGraph, OpenOptions, Operation, Policy, Preset,
};

/// What was done to make a fixture, a call a line: operations between bars.
const CALLS: &str = r#"
{"ids":["wechat.unionid@brand:oUn1","phone:138 0013 8001"],"at":"2021-10-22T07:07:35Z","source":"mini-program","strength":"verified","traits":{"nickname":"李雷","orders":3,"vip":true,"tags":["a","b"]}} | {"ids":["taobao.ouid@flagship:AAF1","phone:+8613800138001"],"at":"2021-10-23T00:00:00.123Z","source":"taobao/2021-10"}
{"ids":["jd.pin:a","email:li@example.com"],"source":"jd","traits":{"invited_by":"phone:13800138001","city":"杭州"}} | {"ids":["jd.pin:b"],"source":"jd"}
{"op":"confirm","ids":["jd.pin:a","jd.pin:b"],"at":"2022-01-01T00:00:00Z","source":"steward/li"}
{"op":"separate","ids":["jd.pin:a","taobao.ouid@flagship:AAF1"],"at":"2022-01-02T00:00:00Z","source":"steward/li"} | {"op":"separate","ids":["jd.pin:x","jd.pin:y"]}
{"ids":["wechat.unionid@brand:oUn2","phone:138 0013 8002"],"at":"2021-01-01T00:00:00Z","strength":"verified"} | {"ids":["wechat.unionid@brand:oUn3","phone:138 0013 8002"],"at":"2022-06-01T00:00:00Z","strength":"verified"}
snapshot
{"ids":["kuaishou.open_id@app:k1","cookie:c1"],"source":"rented"} | {"ids":["kuaishou.open_id@app:k2","cookie:c1"],"source":"rented","strength":"inferred"}
{"op":"retract","ids":["jd.pin:b"],"source":"jd"} | {"op":"rejoin","ids":["jd.pin:x","jd.pin:y"]}
{"op":"expire","before":"2021-06-01T00:00:00Z","source":""} | {"op":"retract_source","source":"rented"}
{"op":"erase","id":"email:li@example.com"}
"#;

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures")
}

fn options() -> OpenOptions {
    OpenOptions::new(FingerprintKey::from_bytes([7; 16])).durability(Durability::None)
}

/// What a graph gives, as text.
fn told(graph: &IdentityGraph) -> String {
    let mut profiles: Vec<String> =
        graph.profiles().map(|profile| serde_json::to_string(&profile).expect("JSON")).collect();
    profiles.sort();
    let changes =
        graph.changes_since(0).map(|change| serde_json::to_string(&change).expect("JSON"));
    profiles.into_iter().chain(changes).map(|line| line + "\n").collect()
}

fn make(dir: &Path) -> IdentityGraph {
    let options = options().policy(Policy::preset(Preset::RetailCn));
    let mut graph = IdentityGraph::open(dir, &options).expect("made");
    for call in CALLS.trim().lines() {
        if call == "snapshot" {
            assert!(graph.snapshot().expect("taken").write().expect("written"));
            continue;
        }
        let parse = |line| Operation::from_json(line).expect("a valid line");
        let operations: Vec<Operation> = call.split(" | ").map(parse).collect();
        graph.apply_batch(&operations).expect("applied");
    }
    graph
}

/// `cargo test --test compat write_fixture -- --ignored`, when there is a new format: of earlier ones the files stay.
#[test]
#[ignore = "writes a fixture"]
fn write_fixture() {
    let dir = fixtures().join("format-1");
    let _ = fs::remove_dir_all(&dir);
    fs::create_dir_all(&dir).expect("a folder");
    let graph = make(&dir);
    fs::write(fixtures().join("format-1.jsonl"), told(&graph)).expect("written");
    graph.close().expect("closed");
    fs::remove_file(dir.join("lock")).expect("a file of no bytes");
}

fn copy(from: &Path) -> tempfile::TempDir {
    let copy = tempfile::tempdir().expect("a folder");
    for entry in fs::read_dir(from).expect("the fixture") {
        let path = entry.expect("an entry").path();
        fs::copy(&path, copy.path().join(path.file_name().expect("a name"))).expect("copied");
    }
    copy
}

fn remove(dir: &Path, beginning: &str) {
    for entry in fs::read_dir(dir).expect("the copy") {
        let path = entry.expect("an entry").path();
        if path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(beginning)) {
            fs::remove_file(path).expect("removed");
        }
    }
}

#[test]
fn what_calls_give_now_is_what_they_gave() {
    let dir = tempfile::tempdir().expect("a folder");
    let expected = fs::read_to_string(fixtures().join("format-1.jsonl")).expect("the fixture");
    assert_eq!(told(&make(dir.path())), expected);
}

#[test]
fn files_of_format_1_are_opened() {
    let expected = fs::read_to_string(fixtures().join("format-1.jsonl")).expect("the fixture");
    for without in ["nothing", "snapshot-"] {
        let dir = copy(&fixtures().join("format-1"));
        remove(dir.path(), without);
        let checked = IdentityGraph::check_files(dir.path(), &options()).expect("read");
        assert_eq!((&checked.problems, &checked.leftovers), (&Vec::new(), &Vec::new()));
        let read = IdentityGraph::open_read_only(dir.path(), &options()).expect("opened");
        assert_eq!(told(&read), expected);
        let mut graph = IdentityGraph::open(dir.path(), &options()).expect("opened");
        assert_eq!(graph.recovery().snapshot.is_some(), without == "nothing");
        assert_eq!(told(&graph), expected);
        graph.check().expect("every invariant holds");
        // It goes on.
        let erased = Identifier::parse("jd.pin:a").expect("an identifier");
        graph.erase_profile(&erased).expect("erased");
        graph.compact().expect("rewritten");
        let after = told(&graph);
        graph.close().expect("closed");
        let graph = IdentityGraph::open(dir.path(), &options()).expect("opened");
        assert_eq!(told(&graph), after);
    }
}

#[test]
fn reading_leaves_the_files_as_they_are() {
    let dir = copy(&fixtures().join("format-1"));
    let files = || -> Vec<(PathBuf, Vec<u8>)> {
        let entries = fs::read_dir(dir.path()).expect("the copy").map(|entry| {
            let path = entry.expect("an entry").path();
            (path.clone(), fs::read(path).expect("a file"))
        });
        let mut files: Vec<_> = entries.collect();
        files.sort();
        files
    };
    let before = files();
    drop(IdentityGraph::open_read_only(dir.path(), &options()).expect("opened"));
    IdentityGraph::check_files(dir.path(), &options()).expect("read");
    assert!(files() == before, "not a byte has changed");
}
