//! Graphs in a directory: how they are opened, and what each level of durability promises.

use std::path::Path;
use std::time::Duration;

use oneid::{
    Durability, ErrorKind, FingerprintKey, Identifier, IdentityGraph, OpenOptions, Operation,
    Policy, PreparedIdentifier, PreparedObservation, Preset, Strength,
};

const LONG: Duration = Duration::from_secs(60);

fn key() -> FingerprintKey {
    FingerprintKey::from_bytes([7; 16])
}

fn options() -> OpenOptions {
    OpenOptions::new(key()).policy(Policy::preset(Preset::RetailCn))
}

fn operation(line: &str) -> Operation {
    Operation::from_json(line).expect("a valid line")
}

fn seen(number: u32) -> Operation {
    operation(&format!(
        r#"{{"ids":["jd.pin:a{number}","phone:13800138{number:03}"],"source":"s"}}"#
    ))
}

fn profiles(graph: &IdentityGraph) -> Vec<String> {
    let json = |profile| serde_json::to_string(&profile).expect("JSON");
    let mut profiles: Vec<String> = graph.profiles().map(json).collect();
    profiles.sort();
    profiles
}

/// What the files give, whoever has them.
fn kept(dir: &Path) -> Vec<String> {
    let copy = tempfile::tempdir().expect("a folder");
    for entry in std::fs::read_dir(dir).expect("the graph") {
        let path = entry.expect("an entry").path();
        std::fs::copy(&path, copy.path().join(path.file_name().expect("a name"))).expect("copied");
    }
    profiles(&IdentityGraph::open_read_only(copy.path(), &options()).expect("opened"))
}

fn kind<T>(result: Result<T, oneid::Error>) -> Option<ErrorKind> {
    result.err().map(|error| error.kind())
}

#[test]
fn a_graph_is_opened_with_what_it_was_made_with() {
    let dir = tempfile::tempdir().expect("a folder");
    let open = |options: &OpenOptions| IdentityGraph::open(dir.path(), options);
    let bare = || OpenOptions::new(key());
    assert_eq!(kind(open(&bare().create(false))), Some(ErrorKind::NotFound));
    assert_eq!(kind(IdentityGraph::open_read_only(dir.path(), &bare())), Some(ErrorKind::NotFound));
    assert_eq!(kind(open(&bare())), Some(ErrorKind::Policy));
    open(&options()).expect("made").close().expect("closed");
    let other = FingerprintKey::from_bytes([8; 16]);
    assert_eq!(kind(open(&OpenOptions::new(other))), Some(ErrorKind::Key));
    let connected = bare().policy(Policy::preset(Preset::Connected));
    assert_eq!(kind(open(&connected)), Some(ErrorKind::Policy));
    assert_eq!(kind(open(&bare().refuse_erased(key()))), Some(ErrorKind::Key));
    let second = FingerprintKey::from_bytes([9; 16]);
    open(&bare().refuse_erased(second.clone())).expect("opened").close().expect("closed");
    assert_eq!(kind(open(&bare())), Some(ErrorKind::Key));
    let wrong = FingerprintKey::from_bytes([10; 16]);
    assert_eq!(kind(open(&bare().refuse_erased(wrong))), Some(ErrorKind::Key));
    let graph = open(&bare().refuse_erased(second)).expect("opened");
    assert!(graph.refuses_erased());
}

#[test]
fn one_writes_and_others_read() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut writer = IdentityGraph::open(dir.path(), &options()).expect("made");
    writer.apply(&seen(1)).expect("applied");
    let read = || IdentityGraph::open_read_only(dir.path(), &options());
    assert_eq!(kind(IdentityGraph::open(dir.path(), &options())), Some(ErrorKind::Locked));
    assert_eq!(kind(read()), Some(ErrorKind::Locked), "there is no snapshot");
    assert_eq!(kind(IdentityGraph::check_files(dir.path(), &options())), Some(ErrorKind::Locked));
    assert!(writer.snapshot().expect("taken").write().expect("written"));
    let as_of_snapshot = profiles(&writer);
    writer.apply(&seen(2)).expect("applied");
    let mut reader = read().expect("opened");
    assert!(reader.recovery().as_of_snapshot);
    assert_eq!(profiles(&reader), as_of_snapshot);
    let now = profiles(&writer);
    writer.close().expect("closed");
    assert_eq!(profiles(&read().expect("opened")), now);
    // What was opened to be read stays as it was.
    assert_eq!(kind(reader.apply(&seen(3))), Some(ErrorKind::ReadOnly));
    assert_eq!(kind(reader.trim_changes(1)), Some(ErrorKind::ReadOnly));
    assert_eq!(kind(reader.compact()), Some(ErrorKind::ReadOnly));
    assert_eq!(
        kind(reader.apply_policy(Policy::preset(Preset::Connected))),
        Some(ErrorKind::ReadOnly)
    );
    assert_eq!(profiles(&reader), as_of_snapshot);
    assert_eq!(*reader.policy(), Policy::preset(Preset::RetailCn));
}

#[test]
fn who_waits_gets_the_files() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut writer = IdentityGraph::open(dir.path(), &options()).expect("made");
    writer.apply(&seen(1)).expect("applied");
    let expected = profiles(&writer);
    let path = dir.path().to_owned();
    let next = std::thread::spawn(move || IdentityGraph::open(path, &options().wait(LONG)));
    writer.close().expect("closed");
    assert_eq!(profiles(&next.join().expect("no panic").expect("opened")), expected);
}

#[test]
fn calls_are_durable_when_their_level_says_so() {
    let group = |max_delay, max_operations| Durability::Group { max_delay, max_operations };
    for (durability, are_kept) in [
        (Durability::Immediate, [true; 3]),
        (group(LONG, 2), [false, true, false]),
        (Durability::None, [false; 3]),
    ] {
        let dir = tempfile::tempdir().expect("a folder");
        let mut graph =
            IdentityGraph::open(dir.path(), &options().durability(durability)).expect("made");
        for (number, is_kept) in (1..).zip(are_kept) {
            graph.apply(&seen(number)).expect("applied");
            assert_eq!(kept(dir.path()) == profiles(&graph), is_kept, "{durability:?}, {number}");
        }
        graph.sync().expect("synced");
        assert_eq!(kept(dir.path()), profiles(&graph));
        graph.apply(&seen(9)).expect("applied");
        let expected = profiles(&graph);
        drop(graph);
        assert_eq!(kept(dir.path()), expected);
    }
}

#[test]
fn no_call_of_a_group_waits_for_the_next() {
    let dir = tempfile::tempdir().expect("a folder");
    let group = Durability::Group { max_delay: Duration::from_millis(1), max_operations: u64::MAX };
    let mut graph = IdentityGraph::open(dir.path(), &options().durability(group)).expect("made");
    for number in 1..4 {
        graph.apply(&seen(number)).expect("applied");
        while graph.store_stats().expect("read").expect("in files").waiting > 0 {
            std::thread::yield_now();
        }
        assert_eq!(kept(dir.path()), profiles(&graph));
    }
}

#[test]
fn prepared_observations_are_kept() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut memory = IdentityGraph::in_memory(Policy::preset(Preset::RetailCn), key());
    let mut graph = IdentityGraph::open(dir.path(), &options()).expect("made");
    for graph in [&mut memory, &mut graph] {
        let fan = graph.prepare_scope("wechat.unionid", Some("brand")).expect("a scope");
        let phone = graph.prepare_scope("phone", None).expect("a scope");
        let source = graph.prepare_source("mini-program");
        let ids = [
            PreparedIdentifier { scope: fan, value: "oUn1" },
            PreparedIdentifier { scope: phone, value: "+8613771234560" },
            PreparedIdentifier { scope: fan, value: "oUn2" },
        ];
        let seen = |identifiers| PreparedObservation {
            identifiers,
            at: None,
            source,
            strength: Strength::Verified,
            traits: None,
        };
        let outcome = graph.apply_prepared(&[seen(&ids[..2]), seen(&ids[2..])]).expect("applied");
        assert_eq!((outcome.records_added, outcome.identifiers_added), (2, 3));
    }
    assert_eq!(profiles(&graph), profiles(&memory));
    assert_eq!(kept(dir.path()), profiles(&memory));
}

#[test]
fn those_who_wait_for_changes_are_woken() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut graph = IdentityGraph::open(dir.path(), &options()).expect("made");
    let reader = graph.reader();
    let follower = std::thread::spawn(move || {
        let first = reader.wait_for_changes(0, LONG);
        (first, reader.wait_for_changes(first, LONG), reader.wait_for_changes(99, Duration::ZERO))
    });
    while !follower.is_finished() {
        graph.apply(&operation(r#"{"ids":["jd.pin:x"]}"#)).expect("applied");
        graph.apply(&operation(r#"{"op":"erase","id":"jd.pin:x"}"#)).expect("applied");
        std::thread::yield_now();
    }
    let (first, second, at_once) = follower.join().expect("no panic");
    assert!(0 < first && first < second && second <= at_once);
}

#[test]
fn a_policy_outlives_the_process() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut graph = IdentityGraph::open(dir.path(), &options()).expect("made");
    for line in [
        r#"{"ids":["wechat.unionid@brand:o1","cookie:c"]}"#,
        r#"{"ids":["wechat.unionid@brand:o2","cookie:c"]}"#,
    ] {
        graph.apply(&operation(line)).expect("applied");
    }
    assert_eq!(graph.stats().profiles, 3);
    graph.apply_policy(Policy::preset(Preset::Connected)).expect("in force");
    graph.close().expect("closed");
    let graph = IdentityGraph::open(dir.path(), &OpenOptions::new(key())).expect("opened");
    assert_eq!(graph.stats().profiles, 1);
    assert_eq!(*graph.policy(), Policy::preset(Preset::Connected));
    let cookie = Identifier::parse("cookie:c").expect("an identifier");
    assert_eq!(graph.lookup(&cookie).expect("known").len(), 1);
}
