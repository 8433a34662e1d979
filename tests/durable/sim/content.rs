//! What one file holds: as it is read, as it would be after power was lost, and what lies between the two.

use super::power::Survival;
use crate::rng::Rng;

/// A disk writes a sector wholly or not at all.
pub(crate) const SECTOR: usize = 512;

#[derive(Clone, Debug, Default)]
pub(super) struct Content {
    seen: Vec<u8>,
    durable: Vec<u8>,
    /// What makes `seen` of `durable`, in order, unless something was forgotten.
    unsynced: Vec<Change>,
}

#[derive(Clone, Debug)]
pub(super) enum Change {
    Write { offset: usize, bytes: Vec<u8> },
    SetSize(usize),
}

impl Content {
    /// One that is durable.
    pub(super) fn new(bytes: Vec<u8>) -> Self {
        Content { seen: bytes.clone(), durable: bytes, unsynced: Vec::new() }
    }

    pub(super) fn change(&mut self, change: Change) {
        change.apply(&mut self.seen);
        self.unsynced.push(change);
    }

    pub(super) fn sync(&mut self) {
        for change in self.unsynced.drain(..) {
            change.apply(&mut self.durable);
        }
    }

    /// What a file system does whose sync failed: reads still see what was written, and no later sync will write it.
    pub(super) fn forget(&mut self) {
        self.unsynced.clear();
    }

    pub(super) fn seen(&self) -> &[u8] {
        &self.seen
    }

    /// What is there after power was lost now.
    pub(super) fn after_cut(&self, survival: Survival, rng: &mut Rng) -> Vec<u8> {
        let mut bytes = self.durable.clone();
        match survival {
            Survival::Nothing => {}
            Survival::Everything => {
                self.unsynced.iter().for_each(|change| change.apply(&mut bytes));
            }
            Survival::Some => self.apply_some(&mut bytes, rng),
        }
        bytes
    }

    fn apply_some(&self, bytes: &mut Vec<u8>, rng: &mut Rng) {
        let times = 1 + rng.below(10);
        let mut changes: Vec<_> = self.unsynced.iter().filter(|_| rng.tenths(times)).collect();
        if rng.coin() {
            rng.shuffle(&mut changes);
        }
        for change in changes {
            if rng.coin() { change.apply_torn(bytes, rng) } else { change.apply(bytes) }
        }
    }
}

impl Change {
    fn apply(&self, to: &mut Vec<u8>) {
        match self {
            Change::Write { offset, bytes } => write(to, *offset, bytes),
            Change::SetSize(size) => to.resize(*size, 0),
        }
    }

    fn apply_torn(&self, to: &mut Vec<u8>, rng: &mut Rng) {
        let Change::Write { offset, bytes } = self else { return self.apply(to) };
        // A file system may have noted the new size, and not have written what belongs there.
        if rng.coin() {
            to.resize(to.len().max(offset + bytes.len()), 0);
        }
        let times = 1 + rng.below(9);
        for (offset, sector) in sectors(*offset, bytes) {
            if rng.tenths(times) {
                write(to, offset, sector);
            }
        }
    }
}

fn write(to: &mut Vec<u8>, offset: usize, bytes: &[u8]) {
    let end = offset + bytes.len();
    to.resize(to.len().max(end), 0);
    to[offset..end].copy_from_slice(bytes);
}

/// The parts of a write that lie in one sector each.
fn sectors(mut offset: usize, mut bytes: &[u8]) -> Vec<(usize, &[u8])> {
    let mut sectors = Vec::new();
    while !bytes.is_empty() {
        let room = SECTOR - offset % SECTOR;
        let (sector, rest) = bytes.split_at(room.min(bytes.len()));
        sectors.push((offset, sector));
        offset += sector.len();
        bytes = rest;
    }
    sectors
}
