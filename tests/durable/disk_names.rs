//! What the simulated disk keeps of names when power is lost.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use oneid::storage::Storage;

use crate::rng::Rng;
use crate::sim::{NamesKept, SimDisk};

type Files = BTreeMap<String, Vec<u8>>;

/// What a disk may hold after power was lost, over many seeds.
fn outcomes(disk: &SimDisk, kept: NamesKept) -> BTreeSet<Files> {
    (0..1000).map(|seed| disk.cut_keeping(kept, &mut Rng::new(seed)).files()).collect()
}

fn files(files: &[(&str, &str)]) -> Files {
    files.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec())).collect()
}

fn all(outcomes: &[&[(&str, &str)]]) -> BTreeSet<Files> {
    outcomes.iter().map(|outcome| files(outcome)).collect()
}

/// A file that is synced, but whose name is not.
fn create(disk: &SimDisk, name: &str, text: &str) -> io::Result<()> {
    let file = disk.create(name)?;
    file.write_at(0, text.as_bytes())?;
    file.sync()
}

#[test]
fn a_file_is_lost_whose_name_was_not_synced() -> io::Result<()> {
    let disk = SimDisk::new();
    create(&disk, "a", "text")?;
    assert_eq!(outcomes(&disk, NamesKept::First), all(&[&[], &[("a", "text")]]));
    Storage::sync(&disk)?;
    assert_eq!(outcomes(&disk, NamesKept::First), all(&[&[("a", "text")]]));
    Ok(())
}

#[test]
fn a_name_that_was_synced_says_nothing_of_its_file() -> io::Result<()> {
    let disk = SimDisk::new();
    disk.create("a")?.write_at(0, b"text")?;
    Storage::sync(&disk)?;
    let expected = all(&[&[("a", "")], &[("a", "text")], &[("a", "\0\0\0\0")]]);
    assert_eq!(outcomes(&disk, NamesKept::First), expected);
    Ok(())
}

#[test]
fn renaming_is_all_or_nothing() -> io::Result<()> {
    let disk = SimDisk::new();
    disk.set_bytes("new", b"new".to_vec());
    disk.set_bytes("old", b"old".to_vec());
    disk.rename("new", "old")?;
    let renamed: &[_] = &[("old", "new")];
    for kept in [NamesKept::First, NamesKept::Any] {
        let expected = all(&[&[("new", "new"), ("old", "old")], renamed]);
        assert_eq!(outcomes(&disk, kept), expected);
    }
    Storage::sync(&disk)?;
    assert_eq!(outcomes(&disk, NamesKept::Any), all(&[renamed]));
    Ok(())
}

#[test]
fn a_renamed_file_that_was_not_synced_may_hold_anything() -> io::Result<()> {
    let disk = SimDisk::new();
    disk.set_bytes("head", b"old".to_vec());
    disk.create("next")?.write_at(0, b"new")?;
    disk.rename("next", "head")?;
    let heads: BTreeSet<_> =
        outcomes(&disk, NamesKept::First).into_iter().map(|files| files["head"].clone()).collect();
    let expected: [&[u8]; 4] = [b"", b"\0\0\0", b"new", b"old"];
    assert_eq!(heads, expected.into_iter().map(<[u8]>::to_vec).collect());
    Ok(())
}

#[test]
fn names_are_kept_in_order_or_not() -> io::Result<()> {
    let disk = SimDisk::new();
    create(&disk, "a", "1")?;
    create(&disk, "b", "2")?;
    disk.rename("a", "c")?;
    let first: [&[_]; 4] =
        [&[], &[("a", "1")], &[("a", "1"), ("b", "2")], &[("b", "2"), ("c", "1")]];
    assert_eq!(outcomes(&disk, NamesKept::First), all(&first));
    // Without its first name a file has no second one.
    let any: [&[_]; 2] = [&[("b", "2")], &[("c", "1")]];
    assert_eq!(outcomes(&disk, NamesKept::Any), all(&[&first[..], &any].concat()));
    Ok(())
}

#[test]
fn removed_files_may_come_back() -> io::Result<()> {
    let disk = SimDisk::new();
    disk.set_bytes("a", b"1".to_vec());
    disk.remove("a")?;
    assert!(!disk.contains(b"1"));
    let came_back: &[_] = &[("a", "1")];
    assert_eq!(outcomes(&disk, NamesKept::First), all(&[&[], came_back]));
    create(&disk, "a", "2")?;
    for kept in [NamesKept::First, NamesKept::Any] {
        // A file that was there is not lost to one of its name while its own removal is.
        assert_eq!(outcomes(&disk, kept), all(&[&[], came_back, &[("a", "2")]]));
    }
    Storage::sync(&disk)?;
    assert_eq!(outcomes(&disk, NamesKept::First), all(&[&[("a", "2")]]));
    Ok(())
}

#[test]
fn no_file_is_lost_to_a_later_one_of_its_name() -> io::Result<()> {
    let later: [fn(&SimDisk) -> io::Result<()>; 3] =
        [|_| Ok(()), |disk| disk.rename("a", "c"), |disk| disk.remove("a")];
    for later in later {
        let disk = SimDisk::new();
        disk.set_bytes("a", b"1".to_vec());
        disk.rename("a", "b")?;
        create(&disk, "a", "2")?;
        later(&disk)?;
        for files in outcomes(&disk, NamesKept::Any) {
            assert!(files.values().any(|bytes| bytes == b"1"), "{files:?}");
        }
    }
    Ok(())
}

#[test]
fn creating_a_file_that_is_there_empties_it_and_keeps_its_name() -> io::Result<()> {
    let disk = SimDisk::new();
    disk.set_bytes("a", b"1".to_vec());
    disk.create("a")?;
    assert_eq!(outcomes(&disk, NamesKept::First), all(&[&[("a", "")], &[("a", "1")]]));
    Ok(())
}

#[test]
fn who_has_a_file_open_keeps_it() -> io::Result<()> {
    let disk = SimDisk::new();
    let file = disk.create("a")?;
    file.write_at(0, b"1")?;
    disk.rename("a", "b")?;
    file.write_at(1, b"2")?;
    assert_eq!(disk.files(), files(&[("b", "12")]));
    disk.remove("b")?;
    let mut bytes = [0; 2];
    file.read_at(0, &mut bytes)?;
    assert_eq!((bytes, file.size()?), (*b"12", 2));
    create(&disk, "b", "3")?;
    assert_eq!(file.size()?, 2);
    Ok(())
}
