//! What the simulated disk keeps of files when power is lost, and that it is otherwise like a directory.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use oneid::storage::{Directory, Storage};

use crate::rng::Rng;
use crate::sim::{NamesKept, SECTOR, SimDisk};

/// A random call on one of few files, so that they collide; what came of it, as text.
fn random_call(storage: &dyn Storage, names: &[&str], rng: &mut Rng) -> String {
    let name = names[rng.below(names.len())];
    let other = names[rng.below(names.len())];
    let size = rng.below(4 * SECTOR);
    let value = u8::try_from(rng.below(256)).expect("it is a byte");
    let answer = match rng.below(9) {
        0 => storage.create(name).map(|_| Vec::new()),
        1 => storage.rename(name, other).map(|()| Vec::new()),
        2 => storage.remove(name).map(|()| Vec::new()),
        3 => storage.sync().map(|()| Vec::new()),
        4 => storage.open(name).and_then(|file| file.set_size(size as u64)).map(|()| Vec::new()),
        5 => storage.open(name).and_then(|file| file.sync()).map(|()| Vec::new()),
        6 => storage.open_to_read(name).and_then(|file| {
            let mut bytes = vec![0; size];
            file.read_at(100, &mut bytes).map(|()| bytes)
        }),
        _ => {
            let bytes = vec![value; rng.below(3 * SECTOR)];
            let written = storage.open(name).and_then(|file| file.write_at(size as u64, &bytes));
            written.map(|()| Vec::new())
        }
    };
    format!("{:?}", answer.map_err(|error| error.kind()))
}

fn sync_all(disk: &SimDisk) -> io::Result<()> {
    for name in disk.names() {
        disk.open(&name)?.sync()?;
    }
    Storage::sync(disk)
}

fn contents(storage: &dyn Storage) -> io::Result<BTreeMap<String, Vec<u8>>> {
    let read = |name: String| {
        let file = storage.open_to_read(&name)?;
        let size = usize::try_from(file.size()?).expect("files are small");
        let mut bytes = vec![0; size];
        file.read_at(0, &mut bytes)?;
        Ok((name, bytes))
    };
    storage.names()?.into_iter().map(read).collect()
}

/// What one file may hold after power was lost, over many seeds.
fn outcomes(disk: &SimDisk, name: &str) -> BTreeSet<Vec<u8>> {
    (0..4000).map(|seed| disk.cut(&mut Rng::new(seed)).bytes(name)).collect()
}

#[test]
fn it_does_what_a_directory_does() -> io::Result<()> {
    for seed in 0..30 {
        let dir = tempfile::tempdir()?;
        let (directory, disk) = (Directory::new(dir.path()), SimDisk::new());
        let mut rng = Rng::new(seed);
        for step in 0..60 {
            let expected = random_call(&directory, &["a", "b", "c"], &mut rng.clone());
            let answer = random_call(&disk, &["a", "b", "c"], &mut rng);
            assert_eq!(answer, expected, "seed {seed}, step {step}");
        }
        assert_eq!(contents(&disk)?, contents(&directory)?, "seed {seed}");
        assert_eq!(contents(&disk)?, disk.files(), "seed {seed}");
    }
    Ok(())
}

#[test]
fn locks_are_those_of_a_directory() -> io::Result<()> {
    let dir = tempfile::tempdir()?;
    for storage in [&Directory::new(dir.path()) as &dyn Storage, &SimDisk::new()] {
        let missing = storage.lock("lock", false).map(|_| ()).expect_err("no file is made of it");
        assert_eq!(missing.kind(), io::ErrorKind::NotFound);
        let alone = storage.lock("lock", true)?.expect("nobody holds it");
        assert_eq!(storage.names()?, ["lock"]);
        assert!(storage.lock("lock", true)?.is_none());
        assert!(storage.lock("lock", false)?.is_none());
        assert!(storage.lock("other", true)?.is_some());
        drop(alone);
        let shared = storage.lock("lock", false)?.expect("it was given back");
        let too = storage.lock("lock", false)?.expect("it is shared");
        drop(shared);
        assert!(storage.lock("lock", true)?.is_none());
        drop(too);
        assert!(storage.lock("lock", true)?.is_some());
    }
    Ok(())
}

#[test]
fn nobody_holds_a_lock_after_power_was_lost() -> io::Result<()> {
    let disk = SimDisk::new();
    let _held = disk.lock("lock", true)?.expect("nobody holds it");
    Storage::sync(&disk)?;
    assert!(disk.cut(&mut Rng::new(1)).lock("lock", true)?.is_some());
    assert!(disk.copy().lock("lock", true)?.is_some());
    assert!(disk.clone().lock("lock", true)?.is_none(), "a clone is the same disk");
    Ok(())
}

#[test]
fn what_was_synced_survives() -> io::Result<()> {
    for seed in 0..4000 {
        let (disk, mut rng) = (SimDisk::new(), Rng::new(seed));
        for _ in 0..12 {
            random_call(&disk, &["a", "b", "c"], &mut rng);
        }
        sync_all(&disk)?;
        let synced = disk.files();
        assert_eq!(disk.cut(&mut rng).files(), synced, "seed {seed}");

        // What is done to other files, and behind the end, takes nothing away.
        for _ in 0..12 {
            random_call(&disk, &["x", "y"], &mut rng);
        }
        for (name, bytes) in &synced {
            disk.open(name)?.write_at((bytes.len() + rng.below(700)) as u64, &[1; 900])?;
        }
        for kept in [NamesKept::First, NamesKept::Any] {
            let after = disk.cut_keeping(kept, &mut rng).files();
            let is_kept = |(name, bytes): (&String, &Vec<u8>)| after[name].starts_with(bytes);
            assert!(synced.iter().all(is_kept), "seed {seed}");
        }
    }
    Ok(())
}

#[test]
fn what_survives_a_cut_survives_the_next() {
    for seed in 0..500 {
        let (disk, mut rng) = (SimDisk::new(), Rng::new(seed));
        for _ in 0..30 {
            random_call(&disk, &["a", "b"], &mut rng);
        }
        let before = disk.files();
        let after = disk.cut(&mut rng);
        assert_eq!(after.cut(&mut rng).files(), after.files(), "seed {seed}");
        assert_eq!(disk.files(), before, "the disk that was cut stays as it is, seed {seed}");
    }
}

#[test]
fn unsynced_writes_are_torn_between_sectors_alone() -> io::Result<()> {
    let disk = SimDisk::new();
    disk.set_bytes("a", vec![0; 4 * SECTOR]);
    // The first sector and the last are written in part.
    disk.open("a")?.write_at(500, &[1; 1500])?;
    let outcomes = outcomes(&disk, "a");
    for bytes in &outcomes {
        let parts = [500..512, 512..1024, 1024..1536, 1536..2000];
        assert!(
            parts
                .into_iter()
                .all(|part| bytes[part.clone()].iter().all(|b| *b == bytes[part.start]))
        );
        assert!(bytes[..500].iter().chain(&bytes[2000..]).all(|byte| *byte == 0));
    }
    assert_eq!(outcomes.len(), 16, "each sector arrives or not");
    Ok(())
}

#[test]
fn unsynced_writes_are_lost_out_of_order_and_reordered() -> io::Result<()> {
    let disk = SimDisk::new();
    disk.set_bytes("a", vec![0; 6]);
    let file = disk.open("a")?;
    file.write_at(0, &[1; 4])?;
    file.write_at(2, &[2; 4])?;
    let expected: [&[u8]; 5] = [
        &[0, 0, 0, 0, 0, 0],
        &[1, 1, 1, 1, 0, 0],
        &[0, 0, 2, 2, 2, 2],
        &[1, 1, 2, 2, 2, 2],
        &[1, 1, 1, 1, 2, 2],
    ];
    assert_eq!(outcomes(&disk, "a"), expected.into_iter().map(<[u8]>::to_vec).collect());
    Ok(())
}

#[test]
fn unsynced_growth_may_leave_zeros() -> io::Result<()> {
    let disk = SimDisk::new();
    disk.set_bytes("a", vec![7; SECTOR]);
    disk.open("a")?.write_at(SECTOR as u64, &[1; 2 * SECTOR])?;
    let expected = |tail: &[u8]| {
        let sectors = [7].iter().chain(tail);
        sectors.flat_map(|value| [*value; SECTOR]).collect::<Vec<u8>>()
    };
    let tails: [&[u8]; 5] = [&[], &[1], &[0, 0], &[0, 1], &[1, 1]];
    let zeros_behind = expected(&[1, 0]);
    let mut expected: BTreeSet<_> = tails.into_iter().map(expected).collect();
    expected.insert(zeros_behind);
    assert_eq!(outcomes(&disk, "a"), expected);
    Ok(())
}

#[test]
fn unsynced_sizes_are_lost_or_kept() -> io::Result<()> {
    let disk = SimDisk::new();
    disk.set_bytes("a", vec![7; 3]);
    disk.open("a")?.set_size(1)?;
    assert_eq!(disk.bytes("a"), [7]);
    assert_eq!(outcomes(&disk, "a"), BTreeSet::from([vec![7], vec![7; 3]]));
    disk.open("a")?.sync()?;
    assert_eq!(outcomes(&disk, "a"), BTreeSet::from([vec![7]]));
    Ok(())
}

#[test]
fn files_are_damaged_durably() -> io::Result<()> {
    let disk = SimDisk::new();
    let file = disk.create("a")?;
    file.write_at(0, b"before")?;
    let copy = disk.copy();
    disk.set_bytes("a", b"after".to_vec());
    disk.set_bytes("b", b"other".to_vec());
    assert_eq!(file.size()?, 5, "it is the same file");
    assert!(disk.contains(b"fte") && disk.contains(b"other") && !disk.contains(b"before"));
    for seed in 0..100 {
        assert_eq!(disk.cut(&mut Rng::new(seed)).files(), disk.files());
        assert_eq!(copy.cut(&mut Rng::new(seed)).bytes("a"), b"before");
    }
    disk.remove_durably("b");
    assert_eq!(disk.cut(&mut Rng::new(1)).names(), ["a"]);
    assert_eq!(format!("{copy:?}").matches("\"a\": 6").count(), 1);
    Ok(())
}
