//! Which names there are, and which there would be after power was lost.

use std::collections::BTreeMap;
use std::io;

use super::power::{NamesKept, Survival};
use crate::rng::Rng;

/// A file, whatever it is called: names come and go, and who has it open keeps it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Inode(pub(super) usize);

pub(super) type Directory = BTreeMap<String, Inode>;

#[derive(Debug, Default)]
pub(super) struct Names {
    seen: Directory,
    durable: Directory,
    /// What makes `seen` of `durable`, in order.
    unsynced: Vec<Change>,
}

/// Each knows the file that it was about: without the changes before it, it may have nothing to do.
#[derive(Clone, Debug)]
enum Change {
    Create(String, Inode),
    Rename(String, String, Inode),
    Remove(String, Inode),
}

impl Names {
    /// Names that are durable.
    pub(super) fn new(names: Directory) -> Self {
        Names { seen: names.clone(), durable: names, unsynced: Vec::new() }
    }

    pub(super) fn create(&mut self, name: &str, inode: Inode) {
        self.change(Change::Create(name.to_owned(), inode));
    }

    pub(super) fn rename(&mut self, from: &str, to: &str) -> io::Result<()> {
        let inode = self.find(from)?;
        self.change(Change::Rename(from.to_owned(), to.to_owned(), inode));
        Ok(())
    }

    pub(super) fn remove(&mut self, name: &str) -> io::Result<()> {
        let inode = self.find(name)?;
        self.change(Change::Remove(name.to_owned(), inode));
        Ok(())
    }

    pub(super) fn sync(&mut self) {
        self.unsynced.clear();
        self.durable.clone_from(&self.seen);
    }

    pub(super) fn find(&self, name: &str) -> io::Result<Inode> {
        let missing = || io::Error::new(io::ErrorKind::NotFound, "no file has this name");
        self.seen.get(name).copied().ok_or_else(missing)
    }

    pub(super) fn seen(&self) -> &Directory {
        &self.seen
    }

    /// Which names there are after power was lost now.
    pub(super) fn after_cut(
        &self,
        survival: Survival,
        kept: NamesKept,
        rng: &mut Rng,
    ) -> Directory {
        let mut names = self.durable.clone();
        for change in self.surviving(survival, kept, rng) {
            change.apply(&mut names);
        }
        names
    }

    fn surviving(&self, survival: Survival, kept: NamesKept, rng: &mut Rng) -> Vec<&Change> {
        let all = &self.unsynced;
        match (survival, kept) {
            (Survival::Nothing, _) => Vec::new(),
            (Survival::Everything, _) => all.iter().collect(),
            (Survival::Some, NamesKept::First) => all[..rng.below(all.len() + 1)].iter().collect(),
            (Survival::Some, NamesKept::Any) => all.iter().filter(|_| rng.coin()).collect(),
        }
    }

    fn change(&mut self, change: Change) {
        change.apply(&mut self.seen);
        self.unsynced.push(change);
    }
}

impl Change {
    /// Does nothing where the names are not as they were: a file is never lost because a change before this one was.
    fn apply(&self, names: &mut Directory) {
        match self {
            Change::Create(name, inode) => {
                names.entry(name.clone()).or_insert(*inode);
            }
            Change::Rename(from, to, inode) if names.get(from) == Some(inode) => {
                names.remove(from);
                names.insert(to.clone(), *inode);
            }
            Change::Remove(name, inode) if names.get(name) == Some(inode) => {
                names.remove(name);
            }
            Change::Rename(..) | Change::Remove(..) => {}
        }
    }
}
