//! Files that are missing, cut, mixed up, or of another key or format: the same graph, or an error that says what it is.

use std::sync::Arc;

use oneid::storage::Storage as _;
use oneid::{ErrorKind, FingerprintKey, IdentityGraph, OpenOptions};

use crate::judge::size;
use crate::rng::Rng;
use crate::sim::{FailKind, SimDisk};
use crate::small::{JOURNAL, Small, Verdict, Verdicts, apply, new_options, open, options};
use crate::state::{difference, told};

/// CRC-32 (IEEE), bit by bit.
fn crc32(bytes: &[u8]) -> u32 {
    let bit = |crc: u32| (crc >> 1) ^ if crc & 1 == 1 { 0xedb8_8320 } else { 0 };
    let byte = |crc: u32, byte: &u8| (0..8).fold(crc ^ u32::from(*byte), |crc, _| bit(crc));
    !bytes.iter().fold(!0, byte)
}

/// A head that says something else, under a checksum that is right.
fn patched(mut bytes: Vec<u8>, at: usize, number: &[u8]) -> Vec<u8> {
    bytes[at..at + number.len()].copy_from_slice(number);
    let checksum = crc32(&bytes[..56]).to_le_bytes();
    bytes[56..60].copy_from_slice(&checksum);
    bytes
}

fn other_key() -> FingerprintKey {
    FingerprintKey::from_bytes([8; 16])
}

fn second_key() -> FingerprintKey {
    FingerprintKey::from_bytes([9; 16])
}

fn kind(disk: &SimDisk, options: &OpenOptions) -> Option<ErrorKind> {
    let open = [IdentityGraph::open_on, IdentityGraph::open_read_only_on];
    let kinds = open.map(|open| open(Arc::new(disk.copy()), options).err().map(|it| it.kind()));
    assert_eq!(kinds[0], kinds[1], "whether it is opened to be read or to be written");
    kinds[0]
}

#[test]
fn missing_files_are_missed() {
    let small = Small::new();
    let without = |name: &str| {
        let disk = small.disk.copy();
        disk.remove_durably(name);
        disk
    };
    assert_eq!(small.verdict(&without(JOURNAL)), Ok(Verdict::Refused(ErrorKind::Damaged)));
    let disk = without(JOURNAL);
    disk.remove_durably(&small.snapshot());
    assert_eq!(small.verdict(&disk), Ok(Verdict::Refused(ErrorKind::Damaged)), "but a marker");
    for name in [small.snapshot().as_str(), "oneid", "lock"] {
        let disk = without(name);
        assert_eq!(small.verdict(&disk), Ok(Verdict::Right), "without {name}");
        assert!(disk.names().contains(&"oneid".to_owned()), "it is marked again");
    }
}

/// A journal that is as it was before the last calls, but for its marks: as if a damaged page hid them.
#[test]
fn calls_that_were_acknowledged_are_missed() {
    let disk = SimDisk::new();
    let mut graph = IdentityGraph::open_on(Arc::new(disk.clone()), &new_options()).expect("made");
    apply(&mut graph, r#"{"ids":["jd.pin:a","cookie:a"]}"#);
    let mut older = disk.bytes(JOURNAL);
    for number in 0..3 {
        apply(&mut graph, &format!(r#"{{"ids":["jd.pin:{number}","cookie:a"]}}"#));
    }
    graph.close().expect("closed");
    older[1024..4096].copy_from_slice(&disk.bytes(JOURNAL)[1024..4096]);
    disk.set_bytes(JOURNAL, older);
    assert_eq!(kind(&disk, &options()), Some(ErrorKind::Damaged));
    let checked = IdentityGraph::check_files_on(Arc::new(disk), &options()).expect("read");
    assert_eq!(checked.problems.len(), 1, "{checked:?}");
}

#[test]
fn files_cut_anywhere_are_told() {
    let small = Small::new();
    let mut rng = Rng::new(5);
    for (name, most) in [(JOURNAL.to_owned(), 1200), (small.snapshot(), 800)] {
        let bytes = small.disk.bytes(&name);
        let mut lengths: Vec<usize> = (0..bytes.len()).collect();
        rng.shuffle(&mut lengths);
        lengths.truncate(size("ONEID_LENGTHS", most));
        // Where one thing ends and another begins.
        lengths.extend((0..bytes.len()).filter(|length| (length + 1) % 4096 < 3));
        let mut verdicts = Verdicts::default();
        for length in lengths {
            let verdict = small.verdict(&small.damaged(&name, bytes[..length].to_vec()));
            verdicts.add(|| format!("{name} cut to {length} bytes"), verdict);
        }
        verdicts.assert_good(&format!("{name} cut"));
    }
}

#[test]
fn pages_that_are_lost_or_elsewhere_are_told() {
    let small = Small::new();
    let mut verdicts = Verdicts::default();
    for name in [JOURNAL.to_owned(), small.snapshot()] {
        let bytes = small.disk.bytes(&name);
        let pages = bytes.len() / 4096;
        for page in 0..pages {
            let place = page * 4096..(page + 1) * 4096;
            let other = (page + 1) % pages * 4096;
            for with in [vec![0; 4096], vec![0xff; 4096], bytes[other..other + 4096].to_vec()] {
                let mut damaged = bytes.clone();
                damaged[place.clone()].copy_from_slice(&with);
                let verdict = small.verdict(&small.damaged(&name, damaged));
                verdicts.add(|| format!("{name}, page {page}, {:?}…", &with[..4]), verdict);
            }
        }
    }
    verdicts.assert_good("pages");
}

#[test]
fn more_than_a_file_had_is_told_or_harmless() {
    let small = Small::new();
    let mut verdicts = Verdicts::default();
    for name in [JOURNAL.to_owned(), small.snapshot()] {
        for more in [1, 511, 4096, 100_000] {
            let bytes = [small.disk.bytes(&name), vec![0x5a; more]].concat();
            let verdict = small.verdict(&small.damaged(&name, bytes));
            verdicts.add(|| format!("{name} and {more} bytes"), verdict);
        }
    }
    verdicts.assert_good("longer files");
}

#[test]
fn other_keys_are_refused() {
    let small = Small::new();
    let before = small.disk.files();
    let wrong = OpenOptions::new(other_key()).create(false);
    assert_eq!(kind(&small.disk, &wrong), Some(ErrorKind::Key));
    let found = IdentityGraph::check_files_on(Arc::new(small.disk.clone()), &wrong);
    assert_eq!(found.expect_err("the wrong key").kind(), ErrorKind::Key);
    assert!(small.disk.files() == before, "not a byte has changed");
}

#[test]
fn the_second_key_is_asked_for() {
    // From the beginning, by the options; and later, by a call.
    for from_the_beginning in [true, false] {
        let disk = SimDisk::new();
        let made = new_options();
        let made = if from_the_beginning { made.refuse_erased(second_key()) } else { made };
        let mut graph = IdentityGraph::open_on(Arc::new(disk.clone()), &made).expect("made");
        graph.refuse_erased(second_key()).expect("refused");
        apply(&mut graph, r#"{"ids":["jd.pin:a"]}"#);
        apply(&mut graph, r#"{"op":"erase","id":"jd.pin:a"}"#);
        let expected = told(&graph);
        for rewrite in [false, true] {
            if rewrite {
                graph.compact().expect("rewritten");
            }
            let files = disk.copy();
            assert_eq!(kind(&files, &options()), Some(ErrorKind::Key));
            assert_eq!(kind(&files, &options().refuse_erased(other_key())), Some(ErrorKind::Key));
            let keyed = options().refuse_erased(second_key());
            let again = IdentityGraph::open_on(Arc::new(files), &keyed).expect("opened");
            assert_eq!(told(&again), expected);
        }
    }
}

#[test]
fn later_formats_are_refused_and_left_alone() {
    assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
    let small = Small::new();
    let later = patched(small.disk.bytes(JOURNAL), 16, &2_u32.to_le_bytes());
    let disk = small.damaged(JOURNAL, later);
    let before = disk.files();
    assert_eq!(small.verdict(&disk), Ok(Verdict::Refused(ErrorKind::Format)));
    assert!(disk.files() == before, "not a byte has changed");
    let name = small.snapshot();
    let later = patched(small.disk.bytes(&name), 16, &2_u32.to_le_bytes());
    let disk = small.damaged(&name, later);
    let graph = open(&disk).expect("the journal is all there");
    assert_eq!((told(&graph), graph.recovery().bad_snapshots.len()), (small.told.clone(), 1));
    // What the patch makes of a head is believed where it says nothing new.
    let same = patched(small.disk.bytes(JOURNAL), 16, &1_u32.to_le_bytes());
    assert_eq!(small.verdict(&small.damaged(JOURNAL, same)), Ok(Verdict::Right));
}

/// Patches each number of both heads.
fn heads(numbers: &[u64]) -> Verdicts {
    let small = Small::new();
    let mut verdicts = Verdicts::default();
    for name in [JOURNAL.to_owned(), small.snapshot()] {
        let bytes = small.disk.bytes(&name);
        for at in [24, 32, 40] {
            let others = numbers.iter().map(|number| number.to_le_bytes());
            for number in others.filter(|number| bytes[at..at + 8] != *number) {
                let bytes = patched(bytes.clone(), at, &number);
                let verdict = small.verdict(&small.damaged(&name, bytes));
                verdicts.add(|| format!("{name}, {number:?} at {at}"), verdict);
            }
        }
    }
    verdicts
}

#[test]
fn heads_that_say_otherwise_are_not_believed() {
    heads(&[0, 1, 2, 5, 9, 1000, u64::MAX >> 1]).assert_good("heads");
}

#[test]
fn heads_that_say_the_greatest_number_are_not_believed() {
    heads(&[u64::MAX - 1, u64::MAX]).assert_good("heads of the greatest numbers");
}

#[test]
fn names_of_others_are_not_believed() {
    let small = Small::new();
    let name = small.snapshot();
    let bytes = small.disk.bytes(&name);
    for other in ["snapshot-1-1", "snapshot-1-9", "snapshot-2-7", "snapshot-1-999"] {
        if other == name {
            continue;
        }
        let disk = small.disk.copy();
        disk.set_bytes(other, bytes.clone());
        assert_eq!(told(&open(&disk).expect("opened")), small.told, "copied to {other}");
        let disk = small.disk.copy();
        disk.rename(&name, other).expect("renamed");
        assert_eq!(told(&open(&disk).expect("opened")), small.told, "renamed to {other}");
    }
    // A journal of the next generation would be the graph.
    let disk = small.disk.copy();
    disk.set_bytes("journal-2", small.disk.bytes(JOURNAL));
    assert_eq!(small.verdict(&disk), Ok(Verdict::Refused(ErrorKind::Damaged)));
}

#[test]
fn files_of_a_graph_of_another_key_are_refused() {
    let (one, other) = (Small::new(), Small::with(&other_options(), "other"));
    let disk = one.damaged(JOURNAL, other.disk.bytes(JOURNAL));
    assert_eq!(one.verdict(&disk), Ok(Verdict::Refused(ErrorKind::Key)));
    let disk = one.damaged(&one.snapshot(), other.disk.bytes(&other.snapshot()));
    assert_eq!(kind(&disk, &options()), Some(ErrorKind::Key));
}

fn other_options() -> OpenOptions {
    let policy = oneid::Policy::preset(oneid::Preset::RetailCn);
    OpenOptions::new(other_key()).policy(policy)
}

/// Graphs under one key, with as many calls each.
#[test]
fn a_snapshot_of_another_graph_is_told_by_a_check() {
    let (one, other) = (Small::new(), Small::with(&new_options(), "other"));
    let disk = one.damaged(&one.snapshot(), other.disk.bytes(&other.snapshot()));
    let checked = IdentityGraph::check_files_on(Arc::new(disk), &options()).expect("read");
    assert_eq!(checked.problems.len(), 1, "{checked:?}");
}

#[test]
fn a_snapshot_of_another_graph_is_not_believed() {
    let (one, other) = (Small::new(), Small::with(&new_options(), "other"));
    let disk = one.damaged(&one.snapshot(), other.disk.bytes(&other.snapshot()));
    let graph = open(&disk);
    let told = graph.map(|graph| difference(&told(&graph), &one.told));
    assert!(told.as_ref().map_or(true, String::is_empty), "{}", told.unwrap_or_default());
}

/// A journal put back from an older copy, with the snapshot of the newer one beside it: it is ahead at first, and must not count later.
#[test]
fn a_snapshot_ahead_of_the_journal_is_never_believed() {
    let disk = SimDisk::new();
    let mut graph = IdentityGraph::open_on(Arc::new(disk.clone()), &new_options()).expect("made");
    apply(&mut graph, r#"{"ids":["jd.pin:a","cookie:a"]}"#);
    let older = disk.copy();
    for number in 0..3 {
        apply(&mut graph, &format!(r#"{{"ids":["jd.pin:lost{number}","cookie:a"]}}"#));
    }
    assert!(graph.snapshot().expect("taken").write().expect("written"));
    drop(graph);
    let snapshots = disk.names().into_iter().filter(|name| name.starts_with("snapshot-"));
    for name in snapshots {
        older.set_bytes(&name, disk.bytes(&name));
    }
    let mut graph = open(&older).expect("opened");
    for number in 0..5 {
        apply(&mut graph, &format!(r#"{{"ids":["jd.pin:new{number}"]}}"#));
    }
    let expected = told(&graph);
    graph.close().expect("closed");
    let again = told(&open(&older).expect("opened"));
    assert!(again == expected, "{}", difference(&again, &expected));
}

#[test]
fn a_graph_is_read_where_nothing_can_be_written() {
    let small = Small::new();
    for without in ["nothing", "lock", "oneid", &small.snapshot()] {
        let disk = small.disk.copy();
        if disk.names().contains(&without.to_owned()) {
            disk.remove_durably(without);
        }
        disk.fail_from(1, FailKind::PermissionDenied);
        let read = IdentityGraph::open_read_only_on(Arc::new(disk.clone()), &options());
        let mut read = read.unwrap_or_else(|error| panic!("without {without}: {error}"));
        assert_eq!(told(&read), small.told, "without {without}");
        let answer = read.trim_changes(1);
        assert_eq!(answer.expect_err("it is read").kind(), ErrorKind::ReadOnly);
        let checked = IdentityGraph::check_files_on(Arc::new(disk.clone()), &options());
        assert!(checked.expect("read").problems.is_empty(), "without {without}");
        assert_eq!(disk.calls(), 0, "without {without}: reading has written");
        let error = open(&disk).expect_err("it cannot be written");
        assert_eq!(error.kind(), ErrorKind::Io, "without {without}");
    }
}

/// Another graph of this process, or of another, that reads or writes.
#[test]
fn who_comes_second_is_told_so() {
    let small = Small::new();
    let writer = open(&small.disk).expect("opened");
    let second = open(&small.disk).expect_err("somebody writes");
    assert_eq!(second.kind(), ErrorKind::Locked);
    let reader = IdentityGraph::open_read_only_on(Arc::new(small.disk.clone()), &options());
    assert!(reader.expect("there is a snapshot").recovery().as_of_snapshot);
    let checked = IdentityGraph::check_files_on(Arc::new(small.disk.clone()), &options());
    assert_eq!(checked.expect_err("somebody writes").kind(), ErrorKind::Locked);
    let backup = writer.backup_on(&small.disk).expect_err("there is a graph");
    assert_eq!(backup.kind(), ErrorKind::Locked);
    drop(writer);
    assert_eq!(told(&open(&small.disk).expect("opened")), small.told);
}
