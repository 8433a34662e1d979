//! Snapshots: a state in a file of its own, from which a graph is opened sooner than from its journal. Never the only copy.

use std::sync::Arc;

use super::block::{self, Kind, seal};
use super::head::{HEAD_BYTES, Head, Magic, check_key, failed, read_exactly};
use super::image::{self, Keys, Reading};
use super::names;
use super::store::Place;
use crate::error::{Error, ErrorKind};
use crate::graph::{Graph, Tuning};
use crate::storage::Storage;

/// A part with its block takes no more than this: what claims to be longer is not read.
const MOST_BLOCK_BYTES: usize = 64 << 20;

/// The state of a graph at one moment, in memory, to be [written](Snapshot::write) by any thread.
///
/// It takes about as many bytes as the file will have.
#[must_use = "a snapshot is of use once it is written"]
pub struct Snapshot {
    place: Arc<Place>,
    head: Head,
    blocks: Vec<Vec<u8>>,
}

impl std::fmt::Debug for Snapshot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Snapshot").field("bytes", &self.bytes()).finish_non_exhaustive()
    }
}

impl Snapshot {
    /// Of a graph whose journal has all blocks before this position, the last with this checksum.
    pub(super) fn take(
        graph: &Graph,
        place: Arc<Place>,
        generation: u64,
        (position, before): (u64, u32),
        erasures: u64,
    ) -> Result<Snapshot, Error> {
        let mut blocks = Vec::new();
        image::write(&graph.image(), |part, is_last| {
            let kind = if is_last { Kind::LastState } else { Kind::State };
            blocks.push(seal(blocks.len() as u64, kind, &part));
            Ok(())
        })?;
        let key_check = graph.key().check();
        let magic = Magic::Snapshot;
        let head = Head { magic, generation, position, before, key_check, erasures };
        Ok(Snapshot { place, head, blocks })
    }

    /// How many bytes the file will have.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        let blocks = self.blocks.iter().map(|block| 4 + block.len() as u64);
        HEAD_BYTES + blocks.sum::<u64>()
    }

    /// Writes it, while the graph may be changed meanwhile; earlier snapshots go. Whether it was of use: it is not if the graph has been
    /// compacted since it was taken.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Io`]. The graph and its journal are as they were, and so are earlier snapshots.
    pub fn write(self) -> Result<bool, Error> {
        let Head { generation, position, .. } = self.head;
        let name = names::snapshot(generation, position);
        let unfinished = names::unfinished(&name);
        let storage = &*self.place.storage;
        let file = storage.create(&unfinished).map_err(failed)?;
        let mut bytes = self.head.bytes();
        let mut offset = 0;
        for block in &self.blocks {
            bytes.extend_from_slice(&u32::try_from(block.len()).unwrap_or(u32::MAX).to_le_bytes());
            bytes.extend_from_slice(block);
            if bytes.len() > 1 << 20 {
                file.write_at(offset, &bytes).map_err(failed)?;
                offset += bytes.len() as u64;
                bytes.clear();
            }
        }
        file.write_at(offset, &bytes).map_err(failed)?;
        file.sync().map_err(failed)?;
        self.place.put_snapshot(generation, position, &unfinished)
    }
}

/// The graph that a snapshot is of, and its head, which says where the journal goes on.
pub(super) fn read(
    storage: &dyn Storage,
    (generation, position): (u64, u64),
    keys: &Keys,
    tuning: Tuning,
) -> Result<(Graph, Head), Error> {
    let name = names::snapshot(generation, position);
    read_named(storage, &name, (generation, position), keys, tuning).map_err(|error| error.at(name))
}

fn read_named(
    storage: &dyn Storage,
    name: &str,
    (generation, position): (u64, u64),
    keys: &Keys,
    tuning: Tuning,
) -> Result<(Graph, Head), Error> {
    let file = storage.open_to_read(name).map_err(failed)?;
    let head = Head::read(&*file, Magic::Snapshot)?;
    check_key(head.key_check, &keys.key)?;
    if (head.generation, head.position) != (generation, position) {
        return Err(damaged("the file has the name of another"));
    }
    let size = file.size().map_err(failed)?;
    let mut reading = Reading::new(keys.clone(), tuning);
    let (mut offset, mut number) = (HEAD_BYTES, 0);
    let end = loop {
        let mut length = [0; 4];
        read_exactly(&*file, offset, &mut length)?;
        let length = u32::from_le_bytes(length) as usize;
        if length > MOST_BLOCK_BYTES || offset + 4 + length as u64 > size {
            return Err(damaged("a part is longer than what is left of the file"));
        }
        let mut bytes = vec![0; length];
        read_exactly(&*file, offset + 4, &mut bytes)?;
        offset += 4 + length as u64;
        match block::open(number, &bytes) {
            Some((Kind::State, part)) => {
                reading.part(part).map_err(|error| at_part(error, number))?;
            }
            Some((Kind::LastState, end)) if offset == size => break end.to_vec(),
            _ => return Err(at_part(damaged("it is not as it was written"), number)),
        }
        number += 1;
    };
    Ok((reading.finish(&end)?, head))
}

fn at_part(error: Error, number: u64) -> Error {
    error.at(format_args!("part {number}"))
}

fn damaged(what: &str) -> Error {
    Error::new(ErrorKind::Damaged, what)
}
