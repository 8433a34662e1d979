//! What was erased is in no file once the store was compacted, and contacts are in none at any time.

use std::sync::Arc;

use oneid::{Durability, Identifier, IdentityGraph, OpenOptions, Operation, Policy};

use crate::judge::size;
use crate::rng::Rng;
use crate::sim::{FailKind, SimDisk};
use crate::small::{apply, key};
use crate::state::told;

const POLICY: &str = r#"base = "retail-cn"
[namespace.phone]
bridge = ["md5_national", "sha256_e164"]
[namespace.email]
bridge = ["sha256"]
"#;

/// What is erased: accounts with values of their own, a number in several forms, an address.
const ERASED: [&str; 5] = [
    "phone:138 0013 8001",
    "email:erased@secret.example",
    "wechat.unionid@brand:oErasedUnion",
    "jd.pin:erasedpin",
    "cookie:erasedcookie",
];

/// As digits or letters that no file may ever hold.
const CONTACTS: [&str; 5] =
    ["13800138001", "13900139002", "3800138001", "erased@secret", "kept@secret"];

fn policy() -> Policy {
    Policy::from_toml(POLICY).expect("a valid policy")
}

fn options() -> OpenOptions {
    OpenOptions::new(key()).durability(Durability::None).create(false)
}

fn refusal_key() -> oneid::FingerprintKey {
    oneid::FingerprintKey::from_bytes([9; 16])
}

fn make(disk: &SimDisk) -> IdentityGraph {
    let options = options().create(true).policy(policy());
    IdentityGraph::open_on(Arc::new(disk.clone()), &options).expect("made")
}

fn open(disk: &SimDisk) -> IdentityGraph {
    IdentityGraph::open_on(Arc::new(disk.clone()), &options()).expect("opened")
}

fn id(text: &str) -> Identifier {
    Identifier::parse(text).expect("an identifier")
}

/// What would tell of an identifier: values as text and in hexadecimal, fingerprints in either order of bytes, all that it stands for.
fn traces(text: &str) -> Vec<Vec<u8>> {
    let mut traces = Vec::new();
    for one in policy().canonical(&id(text), &key()).expect("canonical") {
        let hex = one.fingerprint().to_string();
        let print = u128::from_str_radix(&hex, 16).expect("hexadecimal");
        traces.extend([print.to_be_bytes().to_vec(), print.to_le_bytes().to_vec()]);
        // Profile ids are fingerprints with some bits set; changes are trimmed here, so that no id is left either.
        traces.push(print.to_be_bytes()[9..].to_vec());
        traces.extend([hex.clone().into_bytes(), hex.to_uppercase().into_bytes()]);
        let printed = one.to_string();
        let value = printed.split_once(':').expect("a value").1.trim_start_matches('#');
        traces.push(value.as_bytes().to_vec());
    }
    traces.extend(digests(text));
    let value = id(text).value().replace(' ', "");
    traces.push(value.into_bytes());
    traces
}

/// What others may have made of the number and the address, by their own means.
fn digests(text: &str) -> Vec<Vec<u8>> {
    let hexes: &[&str] = match text {
        "phone:138 0013 8001" => &["9e9626cef66e28f074e941773891f57c"],
        _ => &[],
    };
    let bytes = |hex: &str| {
        let pair = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).expect("hexadecimal");
        (0..hex.len()).step_by(2).map(pair).collect::<Vec<u8>>()
    };
    hexes.iter().flat_map(|hex| [hex.as_bytes().to_vec(), bytes(hex)]).collect()
}

/// The traces that some file holds.
fn found(disk: &SimDisk, traces: &[Vec<u8>]) -> Vec<String> {
    let mut found = Vec::new();
    for (name, bytes) in disk.files() {
        for trace in traces {
            let begins = |at: &usize| bytes[*at..].starts_with(trace);
            let first = trace[0];
            let places = bytes.iter().enumerate().filter(|(_, byte)| **byte == first);
            if places.map(|(at, _)| at).find(begins).is_some() {
                found.push(format!("{name}: {:?}", String::from_utf8_lossy(trace)));
            }
        }
    }
    found
}

fn all_traces() -> Vec<Vec<u8>> {
    ERASED.iter().flat_map(|text| traces(text)).collect()
}

fn contacts() -> Vec<Vec<u8>> {
    CONTACTS.iter().map(|text| text.as_bytes().to_vec()).collect()
}

/// Observations of those to be erased, with everything that may name them.
const LINES: [&str; 9] = [
    r#"{"ids":["jd.pin:kept0","phone:139 0013 9002","email:kept@secret.example"],"source":"a"}"#,
    r#"{"ids":["wechat.unionid@brand:oErasedUnion","phone:138 0013 8001"],"strength":"verified","source":"a"}"#,
    r#"{"ids":["jd.pin:erasedpin","phone:+8613800138001","cookie:erasedcookie"],"source":"b"}"#,
    r#"{"ids":["jd.pin:erasedpin","email:Erased@Secret.example"],"source":"b","traits":{"invited_by":"jd.pin:kept1"}}"#,
    r#"{"ids":["jd.pin:kept1"],"traits":{"invited_by":"phone:13800138001","city":"x"}}"#,
    r#"{"ids":["jd.pin:kept2"],"traits":{"invited_by":"jd.pin:erasedpin"}}"#,
    r#"{"ids":["jd.pin:kept2"],"traits":{"invited_by":"email:erased@secret.example"},"source":"c"}"#,
    r#"{"op":"separate","ids":["jd.pin:kept2","phone:13800138001"],"source":"steward"}"#,
    r#"{"op":"separate","ids":["jd.pin:erasedpin","jd.pin:kept0"]}"#,
];

/// Does this with snapshots and rewritings in between, and looks for contacts after each call.
fn fill(graph: &mut IdentityGraph, disk: &SimDisk, rng: &mut Rng) {
    for line in LINES {
        apply(graph, line);
        match rng.below(6) {
            0 => assert!(graph.snapshot().expect("taken").write().expect("written")),
            1 => drop(graph.compact().expect("rewritten")),
            _ => graph.sync().expect("synced"),
        }
        assert_eq!(found(disk, &contacts()), Vec::<String>::new(), "contacts in the clear");
    }
}

fn erase_all(graph: &mut IdentityGraph, rng: &mut Rng) {
    // Some have been forgotten before they are erased.
    if rng.tenths(3) {
        apply(graph, r#"{"op":"retract_source","source":"b"}"#);
    }
    for text in ERASED {
        match rng.below(3) {
            0 => drop(graph.erase_profile(&id(text)).expect("erased")),
            1 => drop(graph.erase(&id(text)).expect("erased")),
            _ => {
                let erase = Operation::Erase { id: id(text) };
                graph.apply_batch(&[erase]).expect("erased");
            }
        }
    }
    graph.trim_changes(u64::MAX).expect("trimmed");
    graph.sync().expect("synced");
}

/// A graph in which all has been erased that is to be, and that has not been rewritten since.
fn erased(seed: u64) -> (SimDisk, IdentityGraph, Rng) {
    let (disk, mut rng) = (SimDisk::new(), Rng::new(seed));
    let mut graph = make(&disk);
    if rng.coin() {
        graph.refuse_erased(refusal_key()).expect("refused");
    }
    fill(&mut graph, &disk, &mut rng);
    erase_all(&mut graph, &mut rng);
    (disk, graph, rng)
}

fn is_clean(disk: &SimDisk, seed: u64) {
    assert_eq!(found(disk, &all_traces()), Vec::<String>::new(), "seed {seed}");
}

fn reopened(disk: &SimDisk) -> IdentityGraph {
    let keyed = options().refuse_erased(refusal_key());
    let plain = IdentityGraph::open_on(Arc::new(disk.clone()), &options());
    plain.or_else(|_| IdentityGraph::open_on(Arc::new(disk.clone()), &keyed)).expect("opened")
}

#[test]
fn traces_are_found_before() {
    let disk = SimDisk::new();
    let mut graph = make(&disk);
    fill(&mut graph, &disk, &mut Rng::new(1));
    graph.close().expect("closed");
    for text in ERASED {
        assert!(!found(&disk, &traces(text)).is_empty(), "{text} leaves nothing to be erased");
    }
}

#[test]
fn nothing_is_left_of_what_was_erased() {
    for seed in 0..size("ONEID_ERASED", 60) as u64 {
        let (disk, mut graph, mut rng) = erased(seed);
        assert!(graph.store_stats().expect("read").expect("files").erasures_to_compact > 0);
        assert!(graph.compact().expect("rewritten").erasures > 0);
        is_clean(&disk, seed);
        is_clean(&disk.cut(&mut rng), seed);
        graph.close().expect("closed");
        is_clean(&disk, seed);
        reopened(&disk).check().unwrap_or_else(|wrong| panic!("seed {seed}: {wrong}"));
    }
}

/// What is refused leaves no value either, whatever comes after.
#[test]
fn who_is_refused_and_seen_again_leaves_nothing() {
    for seed in 0..20 {
        let (disk, mut rng) = (SimDisk::new(), Rng::new(seed));
        let mut graph = make(&disk);
        graph.refuse_erased(refusal_key()).expect("refused");
        fill(&mut graph, &disk, &mut rng);
        erase_all(&mut graph, &mut rng);
        graph.compact().expect("rewritten");
        is_clean(&disk, seed);
        for line in LINES {
            apply(&mut graph, line);
            graph.sync().expect("synced");
            is_clean(&disk, seed);
        }
        assert!(graph.snapshot().expect("taken").write().expect("written"));
        assert!(graph.refused_identifiers() > 0);
        graph.close().expect("closed");
        is_clean(&disk, seed);
    }
}

/// How a compaction is cut short.
fn interrupt(disk: &SimDisk, call: u64, rng: &mut Rng) -> bool {
    if rng.coin() {
        disk.cut_at(call);
        return true;
    }
    let kind = FailKind::StorageFull;
    if rng.coin() {
        disk.fail_at(call, kind);
    } else {
        disk.fail_from(call, kind);
    }
    false
}

#[test]
fn a_compaction_cut_short_is_resumed() {
    let runs = size("ONEID_ERASED", 60) as u64 * 3;
    let mut interrupted = 0;
    for seed in 1000..1000 + runs {
        let (mut disk, mut graph, mut rng) = erased(seed);
        let expected = told(&graph);
        let call = disk.calls() + 1 + rng.below(40) as u64;
        let is_cut = interrupt(&disk, call, &mut rng);
        interrupted += u32::from(graph.compact().is_err());
        if !is_cut && rng.coin() {
            disk.heal();
            // Where writing goes on, so does compacting.
            if graph.compact().is_ok() {
                is_clean(&disk, seed);
            }
        }
        drop(graph);
        disk.heal();
        if is_cut {
            disk = disk.cut(&mut rng);
        }
        let mut graph = reopened(&disk);
        assert_eq!(told(&graph), expected, "seed {seed}");
        let names = disk.names();
        assert!(!names.iter().any(|name| name.contains("tmp")), "seed {seed}: {names:?}");
        let journals = names.iter().filter(|name| name.starts_with("journal-")).count();
        assert_eq!(journals, 1, "seed {seed}: {names:?}");
        graph.compact().expect("rewritten");
        is_clean(&disk, seed);
        graph.close().expect("closed");
        is_clean(&disk, seed);
    }
    print(runs, interrupted);
    assert!(u64::from(interrupted) * 2 > runs, "{interrupted}");
}

/// In the middle of a compaction the process ends; what is left says so until the journal was rewritten.
#[test]
fn an_erasure_is_counted_until_it_was_rewritten() {
    let (disk, graph, _) = erased(4);
    graph.close().expect("closed");
    let graph = reopened(&disk);
    let stats = graph.store_stats().expect("read").expect("files");
    assert!(stats.erasures_to_compact > 0);
    let snapshot = graph.snapshot().expect("taken");
    assert!(snapshot.write().expect("written"));
    drop(graph);
    let again = reopened(&disk).store_stats().expect("read").expect("files");
    assert_eq!(again.erasures_to_compact, stats.erasures_to_compact);
}

/// Whether what was erased is in a file after a snapshot that was taken before is written.
fn late_snapshot_brings_back(reopen: bool) -> Vec<String> {
    let disk = SimDisk::new();
    let mut graph = make(&disk);
    fill(&mut graph, &disk, &mut Rng::new(3));
    let late = graph.snapshot().expect("taken");
    if reopen {
        graph.close().expect("closed");
        graph = open(&disk);
    }
    erase_all(&mut graph, &mut Rng::new(3));
    graph.compact().expect("rewritten");
    let _ = late.write();
    found(&disk, &all_traces())
}

#[test]
fn a_late_snapshot_brings_nothing_back() {
    assert_eq!(late_snapshot_brings_back(false), Vec::<String>::new());
}

#[test]
fn a_snapshot_that_outlives_its_graph_brings_nothing_back() {
    assert_eq!(late_snapshot_brings_back(true), Vec::<String>::new());
}

#[allow(clippy::print_stdout, reason = "`cargo test -- --nocapture` shows what was run")]
fn print(runs: u64, interrupted: u32) {
    println!("erasing: {runs} compactions, {interrupted} cut short, nothing left");
}
