//! Refuses what would exhaust the numbers, or exceed the bytes that are allowed, before anything is changed.

use super::Graph;
use super::index::check_capacity;
use crate::error::{Error, ErrorKind};

/// More than an occurrence takes, its value and what is made ahead of it aside.
const OCCURRENCE_BYTES: usize = 512;
/// An array makes room for as many as it has, or for a segment: of four megabytes, in a dozen arrays.
const MOST_AHEAD: u64 = 48 << 20;

impl Graph {
    /// Refuses so many operations that name so many identifiers in all, and say so much.
    pub(super) fn check_room(
        &self,
        operations: usize,
        occurrences: usize,
        texts: impl Iterator<Item = usize>,
    ) -> Result<(), Error> {
        // A stand-in is made for an occurrence at most, an erased identifier's records at most double what there is.
        check_capacity(self.nodes.len(), occurrences.saturating_mul(2), "identifiers")?;
        self.evidence.check_room(operations, occurrences)?;
        let most = self.tuning.most_bytes;
        if most == u64::MAX || occurrences == 0 {
            return Ok(());
        }
        let taken = (operations + occurrences).saturating_mul(OCCURRENCE_BYTES);
        let more = texts.fold(taken, usize::saturating_add) as u64;
        if self.bytes_at_most.get().saturating_add(more) > most {
            self.check_bytes(more, most)?;
        }
        self.bytes_at_most.set(self.bytes_at_most.get() + more);
        Ok(())
    }

    /// Counts what is set aside anew.
    fn check_bytes(&self, more: u64, most: u64) -> Result<(), Error> {
        let memory = self.memory();
        let there = memory.total() - memory.changes;
        let ahead = there.min(MOST_AHEAD);
        self.bytes_at_most.set(there + ahead);
        if there + ahead + more <= most {
            return Ok(());
        }
        let message = format!(
            "{there} bytes are set aside, and up to {} more would exceed the {most} that are allowed",
            ahead + more
        );
        Err(Error::new(ErrorKind::Capacity, message))
    }
}
