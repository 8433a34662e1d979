//! How the simulated disk fails and lies when it is told to, and that a lie is found out.

use std::io;

use oneid::storage::Storage;

use crate::rng::Rng;
use crate::sim::{FailKind, SimDisk};

/// One call of each sort, with the first error; nothing is tried after it.
fn script(disk: &SimDisk) -> io::Result<()> {
    let file = disk.create("a")?;
    file.write_at(0, &[1; 100])?;
    file.set_size(90)?;
    file.sync()?;
    disk.rename("a", "b")?;
    Storage::sync(disk)?;
    disk.remove("b")?;
    drop(disk.lock("lock", true)?);
    Ok(())
}

/// What the script calls, of which these are syncs.
const CALLS: u64 = 8;
const SYNCS: u64 = 2;

/// A program that says after each sync what it has written, with a cut at each of its calls: what was said and is lost.
fn lost_promises(plan: impl Fn(&SimDisk)) -> Vec<String> {
    let mut lost = Vec::new();
    for call in 1..=20 {
        let disk = SimDisk::new();
        plan(&disk);
        disk.cut_at(call);
        let mut said = 0;
        let ended = append_records(&disk, &mut said);
        assert_eq!(ended.is_err(), disk.is_dead(), "nothing else goes wrong");
        for seed in 0..20 {
            let after = disk.cut(&mut Rng::new(seed)).files();
            let kept = after.get("log").map_or(0, Vec::len);
            if kept < said {
                lost.push(format!("cut at call {call}, seed {seed}: {kept} of {said} bytes"));
            }
        }
    }
    lost
}

fn append_records(disk: &SimDisk, said: &mut usize) -> io::Result<()> {
    let file = disk.create("log")?;
    Storage::sync(disk)?;
    for record in 1..=5 {
        file.write_at(*said as u64, &[record; 8])?;
        file.sync()?;
        *said += 8;
    }
    Ok(())
}

#[test]
fn calls_are_counted() -> io::Result<()> {
    let disk = SimDisk::new();
    script(&disk)?;
    assert_eq!((disk.calls(), disk.syncs(), disk.reads()), (CALLS, SYNCS, 0));
    let file = disk.open_to_read("lock")?;
    assert_eq!((file.size()?, Storage::names(&disk)?.len()), (0, 1));
    drop(disk.lock("lock", false)?);
    assert_eq!((disk.calls(), disk.syncs(), disk.reads()), (CALLS, SYNCS, 4));
    Ok(())
}

#[test]
fn each_call_fails_as_planned() {
    let kinds = [
        (FailKind::StorageFull, io::ErrorKind::StorageFull),
        (FailKind::PermissionDenied, io::ErrorKind::PermissionDenied),
        (FailKind::Other, io::ErrorKind::Other),
    ];
    for call in 1..=CALLS {
        for (kind, expected) in kinds {
            let disk = SimDisk::new();
            disk.fail_at(call, kind);
            let error = script(&disk).expect_err("a call fails");
            assert_eq!((error.kind(), disk.calls()), (expected, call));
            assert!(disk.create("c").is_ok(), "later ones do not fail");
            disk.fail_from(call, kind);
            assert!(disk.create("c").is_err(), "later ones fail");
            assert!(Storage::names(&disk).is_ok(), "reads do not fail");
        }
    }
}

#[test]
fn failed_calls_do_nothing_but_writes_may_be_done_in_part() -> io::Result<()> {
    let mut parts = Vec::new();
    for write in 1..=20 {
        let disk = SimDisk::new();
        disk.set_bytes("a", vec![0; 3]);
        let file = disk.open("a")?;
        disk.fail_from(write, FailKind::StorageFull);
        for _ in 1..write {
            file.write_at(0, &[])?;
        }
        assert!(file.write_at(0, &[1; 3]).is_err());
        let bytes = disk.bytes("a");
        assert!(bytes.is_sorted_by(|a, b| a >= b), "it is the beginning that was written");
        parts.push(bytes.iter().filter(|byte| **byte == 1).count());
        assert!(file.set_size(0).is_err() && disk.create("a").is_err());
        assert!(disk.create("b").is_err() && disk.rename("a", "b").is_err());
        assert!(disk.remove("a").is_err() && disk.lock("lock", true).is_err());
        assert_eq!(disk.files(), [("a".to_owned(), bytes)].into());
    }
    assert!((0..=3).all(|part| parts.contains(&part)), "{parts:?}");
    Ok(())
}

#[test]
fn reads_fail_as_planned() -> io::Result<()> {
    let disk = SimDisk::new();
    disk.set_bytes("a", vec![1; 3]);
    disk.fail_reads_at(2);
    let file = disk.open("a")?;
    assert!(file.read_at(0, &mut [0]).is_err());
    file.read_at(0, &mut [0])?;
    disk.fail_reads_from(disk.reads() + 1);
    assert!(file.read_at(0, &mut [0]).is_err() && file.size().is_err());
    assert!(disk.open("a").is_err() && disk.open_to_read("a").is_err());
    assert!(Storage::names(&disk).is_err());
    file.write_at(0, &[2])?;
    disk.heal();
    assert_eq!(file.size()?, 3);
    Ok(())
}

#[test]
fn nothing_works_without_power() -> io::Result<()> {
    for call in 1..=CALLS {
        let disk = SimDisk::new();
        disk.set_bytes("other", b"other".to_vec());
        let file = disk.open("other")?;
        disk.cut_at(call);
        assert!(!disk.is_dead());
        script(&disk).expect_err("power is lost");
        assert!(disk.is_dead());
        let before = disk.files();
        assert!(file.write_at(0, b"more").is_err() && file.read_at(0, &mut [0]).is_err());
        assert!(disk.create("c").is_err() && disk.remove("other").is_err());
        assert!(disk.open("other").is_err() && Storage::names(&disk).is_err());
        assert!(disk.lock("lock", true).is_err() && disk.lock("other", false).is_err());
        assert_eq!(disk.files(), before);
        assert_eq!(disk.cut(&mut Rng::new(call)).bytes("other"), b"other");
        script(&disk.cut(&mut Rng::new(call)))?;
    }
    Ok(())
}

#[test]
fn the_call_in_which_power_is_lost_may_have_been_done() -> io::Result<()> {
    let disk = SimDisk::new();
    disk.set_bytes("a", b"0".to_vec());
    disk.cut_at(1);
    assert!(disk.open("a")?.write_at(0, b"1").is_err());
    let after: Vec<_> = (0..100).map(|seed| disk.cut(&mut Rng::new(seed)).bytes("a")).collect();
    assert!(after.iter().any(|bytes| bytes == b"0") && after.iter().any(|bytes| bytes == b"1"));
    Ok(())
}

#[test]
fn what_a_failed_sync_was_about_is_written_by_the_next_or_never() -> io::Result<()> {
    for forgets in [false, true] {
        let disk = SimDisk::new();
        disk.set_bytes("a", b"00".to_vec());
        if forgets {
            disk.forget_after_failed_sync();
        }
        let file = disk.open("a")?;
        file.write_at(0, b"1")?;
        disk.fail_at(2, FailKind::Other);
        assert!(file.sync().is_err());
        file.write_at(1, b"1")?;
        file.sync()?;
        assert_eq!(disk.bytes("a"), b"11");
        let expected = if forgets { b"01" } else { b"11" };
        for seed in 0..100 {
            assert_eq!(&disk.cut(&mut Rng::new(seed)).bytes("a"), expected);
        }
    }
    Ok(())
}

#[test]
fn each_lie_is_found_out() {
    assert_eq!(lost_promises(|_| {}), Vec::<String>::new());
    for sync in 1..=6 {
        assert!(!lost_promises(|disk| disk.lie_at(sync)).is_empty(), "sync {sync} lied");
        assert!(!lost_promises(|disk| disk.lie_from(sync)).is_empty(), "from sync {sync} on");
    }
    assert_eq!(lost_promises(|disk| disk.lie_at(7)), Vec::<String>::new(), "there is no seventh");
}

#[test]
fn a_sync_makes_up_for_one_that_lied() -> io::Result<()> {
    let disk = SimDisk::new();
    disk.set_bytes("a", b"0".to_vec());
    let file = disk.open("a")?;
    file.write_at(0, b"1")?;
    disk.lie_at(1);
    file.sync()?;
    assert!((0..100).any(|seed| disk.cut(&mut Rng::new(seed)).bytes("a") == b"0"));
    file.sync()?;
    assert!((0..100).all(|seed| disk.cut(&mut Rng::new(seed)).bytes("a") == b"1"));
    Ok(())
}

#[test]
fn who_opened_a_file_to_read_cannot_write() -> io::Result<()> {
    let disk = SimDisk::new();
    disk.set_bytes("a", b"0".to_vec());
    let file = disk.open_to_read("a")?;
    for answer in [file.write_at(0, b"1"), file.set_size(0)] {
        assert_eq!(answer.expect_err("it cannot").kind(), io::ErrorKind::PermissionDenied);
    }
    assert_eq!((disk.bytes("a"), disk.calls()), (b"0".to_vec(), 0));
    Ok(())
}

#[test]
fn a_size_out_of_a_damaged_file_fills_the_disk() -> io::Result<()> {
    let file = SimDisk::new().create("a")?;
    for answer in
        [file.set_size(u64::MAX), file.write_at(u64::MAX, &[1]), file.write_at(1 << 40, &[1])]
    {
        assert_eq!(answer.expect_err("it is full").kind(), io::ErrorKind::StorageFull);
    }
    assert_eq!(file.size()?, 0);
    Ok(())
}
