//! Everything that a disk holds, and what each call does to it.

use std::collections::BTreeMap;
use std::io;

use super::content::{Change, Content};
use super::names::{Inode, Names};
use super::plan::{Counts, Fate, Plan};
use super::power::{NamesKept, Survival};
use crate::rng::Rng;

/// Above this a disk is full: a size out of a damaged file must not take all memory.
const MOST_BYTES: usize = 1 << 30;

#[derive(Debug, Default)]
pub(super) struct State {
    /// By inode; one that is removed may still be open.
    contents: Vec<Content>,
    names: Names,
    /// Each lock that is held, and whether alone.
    locks: Vec<(Inode, bool)>,
    pub(super) plan: Plan,
    pub(super) counts: Counts,
}

// Of a whole disk.
impl State {
    /// Files that are durable, on a disk without locks and plans.
    pub(super) fn new(files: impl IntoIterator<Item = (String, Vec<u8>)>) -> Self {
        let (names, contents): (Vec<_>, Vec<_>) = files.into_iter().unzip();
        State {
            names: Names::new(names.into_iter().zip((0..).map(Inode)).collect()),
            contents: contents.into_iter().map(Content::new).collect(),
            ..State::default()
        }
    }

    pub(super) fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let names = self.names.seen().iter();
        names.map(|(name, inode)| (name.clone(), self.bytes(*inode).to_vec())).collect()
    }

    pub(super) fn after_cut(&self, kept: NamesKept, rng: &mut Rng) -> Self {
        let survival = Survival::draw(rng);
        let names = self.names.after_cut(survival.of_part(rng), kept, rng);
        let files = names.into_iter().map(|(name, Inode(place))| {
            (name, self.contents[place].after_cut(survival.of_part(rng), rng))
        });
        State::new(files)
    }

    /// Puts this in the place of what the file held, or makes it, whatever the plan.
    pub(super) fn set_bytes(&mut self, name: &str, bytes: Vec<u8>) {
        let inode = self.names.find(name).unwrap_or_else(|_| self.add(name));
        self.contents[inode.0] = Content::new(bytes);
        self.names.sync();
    }

    /// Removes it, whatever the plan.
    pub(super) fn remove_durably(&mut self, name: &str) -> io::Result<()> {
        self.names.remove(name)?;
        self.names.sync();
        Ok(())
    }
}

// Names.
impl State {
    pub(super) fn create(&mut self, name: &str) -> io::Result<Inode> {
        self.call(false).carry_out(|| match self.names.find(name) {
            // The same file, cut to nothing, as by the file systems' own call.
            Ok(inode) => {
                self.contents[inode.0].change(Change::SetSize(0));
                Ok(inode)
            }
            Err(_) => Ok(self.add(name)),
        })
    }

    pub(super) fn open(&mut self, name: &str) -> io::Result<Inode> {
        self.read()?;
        self.names.find(name)
    }

    pub(super) fn names(&mut self) -> io::Result<Vec<String>> {
        self.read()?;
        Ok(self.names.seen().keys().cloned().collect())
    }

    pub(super) fn rename(&mut self, from: &str, to: &str) -> io::Result<()> {
        self.call(false).carry_out(|| self.names.rename(from, to))
    }

    pub(super) fn remove(&mut self, name: &str) -> io::Result<()> {
        self.call(false).carry_out(|| self.names.remove(name))
    }

    pub(super) fn sync_names(&mut self) -> io::Result<()> {
        let fate = self.call(true);
        if fate == Fate::Done {
            self.names.sync();
        }
        fate.carry_out(|| Ok(()))
    }

    /// The file of this name, if its lock could be taken.
    pub(super) fn lock(&mut self, name: &str, alone: bool) -> io::Result<Option<Inode>> {
        let inode = match self.names.find(name) {
            Err(_) if alone => self.create(name)?,
            _ => self.open(name)?,
        };
        if self.locks.iter().any(|&(held, held_alone)| held == inode && (alone || held_alone)) {
            return Ok(None);
        }
        self.locks.push((inode, alone));
        Ok(Some(inode))
    }

    /// Gives back one lock that was taken.
    pub(super) fn unlock(&mut self, inode: Inode, alone: bool) {
        if let Some(place) = self.locks.iter().position(|&held| held == (inode, alone)) {
            self.locks.swap_remove(place);
        }
    }

    fn add(&mut self, name: &str) -> Inode {
        let inode = Inode(self.contents.len());
        self.contents.push(Content::default());
        self.names.create(name, inode);
        inode
    }
}

// One file.
impl State {
    pub(super) fn size(&mut self, inode: Inode) -> io::Result<u64> {
        self.read()?;
        Ok(self.bytes(inode).len() as u64)
    }

    pub(super) fn read_at(&mut self, inode: Inode, offset: u64, to: &mut [u8]) -> io::Result<()> {
        self.read()?;
        let offset = usize::try_from(offset).unwrap_or(usize::MAX);
        let rest = self.bytes(inode).get(offset..).unwrap_or_default();
        let bytes = rest.get(..to.len()).ok_or(io::ErrorKind::UnexpectedEof)?;
        to.copy_from_slice(bytes);
        Ok(())
    }

    pub(super) fn write_at(&mut self, inode: Inode, offset: u64, bytes: &[u8]) -> io::Result<()> {
        let fate = self.call(false);
        let end = offset.saturating_add(bytes.len() as u64);
        let offset = place(end)? - bytes.len();
        let write = |content: &mut Content, bytes: &[u8]| {
            if !bytes.is_empty() {
                content.change(Change::Write { offset, bytes: bytes.to_vec() });
            }
        };
        let content = &mut self.contents[inode.0];
        if matches!(fate, Fate::Failed(_)) {
            let done = Rng::new(self.counts.calls).below(bytes.len() + 1);
            write(content, &bytes[..done]);
        }
        fate.carry_out(|| {
            write(content, bytes);
            Ok(())
        })
    }

    pub(super) fn set_size(&mut self, inode: Inode, size: u64) -> io::Result<()> {
        self.call(false).carry_out(|| {
            self.contents[inode.0].change(Change::SetSize(place(size)?));
            Ok(())
        })
    }

    pub(super) fn sync_file(&mut self, inode: Inode) -> io::Result<()> {
        let fate = self.call(true);
        let content = &mut self.contents[inode.0];
        match fate {
            Fate::Done => content.sync(),
            Fate::Failed(_) if self.plan.forgets_after_failed_sync => content.forget(),
            _ => {}
        }
        fate.carry_out(|| Ok(()))
    }

    fn bytes(&self, Inode(place): Inode) -> &[u8] {
        self.contents[place].seen()
    }
}

// What the plan says.
impl State {
    fn call(&mut self, is_sync: bool) -> Fate {
        self.counts.calls += 1;
        self.counts.syncs += u64::from(is_sync);
        self.plan.fate(self.counts, is_sync)
    }

    fn read(&mut self) -> io::Result<()> {
        self.counts.reads += 1;
        self.plan.read(self.counts)
    }
}

fn place(place: u64) -> io::Result<usize> {
    let place = usize::try_from(place).ok().filter(|place| *place <= MOST_BYTES);
    place.ok_or_else(|| io::ErrorKind::StorageFull.into())
}
