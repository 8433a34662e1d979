//! A log: blocks by position, appended and read back. What keeps them is behind this trait.

mod pages;
mod redb;

use std::ops::ControlFlow;

use super::block;
use crate::error::Error;

pub(super) use self::redb::RedbLog;

/// What comes of reading blocks one after the other: more is to come, or it has ended, well or not.
pub(super) type Shown = ControlFlow<Result<(), Error>>;
pub(super) type Visit<'a> = &'a mut dyn FnMut(u64, &[u8]) -> Shown;

/// Blocks, each at the position after the one before.
pub(super) trait Log: Send {
    /// Adds blocks, the first at this position. They are durable when this returns.
    fn append(&mut self, position: u64, blocks: &[Vec<u8>]) -> Result<(), Error>;

    /// Shows all blocks from a position on, in order.
    fn read(&self, from: u64, visit: Visit<'_>) -> Result<(), Error>;

    /// The checksum of the block at a position, if there is one.
    fn checksum(&self, position: u64) -> Result<Option<u32>, Error> {
        let mut found = None;
        self.read(position, &mut |at, block| {
            found = (at == position).then(|| block::checksum(block));
            ControlFlow::Break(Ok(()))
        })?;
        Ok(found)
    }

    /// The last position there is.
    fn last(&self) -> Result<Option<u64>, Error>;

    /// Looks at everything that keeps the blocks, beside the blocks themselves.
    fn verify(&mut self) -> Result<(), Error>;

    /// Gives everything back, so that the next opening is quick.
    fn close(self: Box<Self>) -> Result<(), Error>;
}
