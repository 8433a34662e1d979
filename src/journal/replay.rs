//! What a journal holds, applied block by block.

use std::ops::ControlFlow;
use std::sync::Arc;

use super::block::{self, Kind};
use super::entry::{self, Entry, Read};
use super::files::Fresh;
use super::head::Head;
use super::image::{Keys, Reading};
use super::log::Shown;
use super::recovery::{Opening, damaged, missing};
use crate::error::Error;
use crate::graph::Graph;
use crate::policy::Policy;

/// Blocks applied one after the other.
pub(super) struct Replay<'o> {
    opening: &'o Opening,
    name: &'o str,
    reading: Option<Reading>,
    graph: Option<Graph>,
    /// The position that comes next.
    next: u64,
    /// The checksum of the block before that.
    pub(super) before: u32,
    /// Where operations begin, or where those that are read do.
    pub(super) began: u64,
    pub(super) erasures: u64,
    pub(super) blocks: u64,
}

impl<'o> Replay<'o> {
    /// Of the journal of this name.
    pub(super) fn new(opening: &'o Opening, name: &'o str) -> Self {
        Replay {
            opening,
            name,
            reading: None,
            graph: None,
            next: 0,
            before: 0,
            began: 0,
            erasures: 0,
            blocks: 0,
        }
    }

    /// Begins where a snapshot ends, or where the journal begins.
    pub(super) fn begin(&mut self, journal: &Fresh, snapshot: Option<(Graph, Head)>) {
        match snapshot {
            Some((graph, head)) => {
                (self.graph, self.erasures) = (Some(graph), head.erasures);
                self.before = head.before;
                (self.next, self.began) = (head.position, head.position);
            }
            None => (self.next, self.began) = (journal.began, journal.began),
        }
    }

    /// Applies what is left of the journal.
    pub(super) fn run(&mut self, journal: &Fresh) -> Result<(), Error> {
        journal.log.read(self.next, &mut |position, block| self.block(position, block))
    }

    /// The graph, if the journal was read to its end.
    pub(super) fn finish(self, journal: &Fresh) -> Result<Graph, Error> {
        let end = if self.next < journal.next { journal.next } else { self.next + 1 };
        match self.graph {
            Some(graph) if self.next == journal.next => Ok(graph),
            _ => Err(missing(self.next, end).at(self.name)),
        }
    }

    fn block(&mut self, position: u64, block: &[u8]) -> Shown {
        match self.try_block(position, block) {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                ControlFlow::Break(Err(error.at(format_args!("block {position}")).at(self.name)))
            }
        }
    }

    fn try_block(&mut self, position: u64, block: &[u8]) -> Result<(), Error> {
        if position != self.next {
            return Err(missing(self.next, position));
        }
        self.next += 1;
        self.before = block::checksum(block);
        let (kind, payload) =
            block::open(position, block).ok_or_else(|| damaged("it is not as it was written"))?;
        match (kind, &mut self.graph) {
            (Kind::Operations, Some(graph)) => {
                self.blocks += 1;
                self.erasures += u64::from(apply(payload, graph, &self.opening.keys)?);
            }
            (Kind::State, None) => {
                let Opening { keys, tuning, .. } = self.opening;
                let reading = || Reading::new(keys.clone(), *tuning);
                self.reading.get_or_insert_with(reading).part(payload)?;
            }
            (Kind::LastState, None) => {
                let reading = self.reading.take();
                let reading = reading.ok_or_else(|| damaged("a state ends that has not begun"))?;
                self.graph = Some(reading.finish(payload)?);
                self.began = self.next;
            }
            _ => return Err(damaged("it is of a kind that does not belong there")),
        }
        Ok(())
    }
}

/// Does what a call did; whether it erased something.
pub(super) fn apply(payload: &[u8], graph: &mut Graph, keys: &Keys) -> Result<bool, Error> {
    match entry::decode(payload, graph)? {
        Read::Operations(batch) => {
            graph.check_ready(&batch)?;
            let erases = batch.erases();
            graph.apply_ready(batch);
            return Ok(erases);
        }
        Read::Other(Entry::Policy(text)) => {
            graph.apply_policy(Arc::new(Policy::from_toml(text)?))?;
        }
        Read::Other(Entry::RefuseErased(check)) => graph.refuse_erased(keys.refusal_key(check)?)?,
        Read::Other(Entry::Readmit(ids)) => drop(graph.readmit(&ids)),
        Read::Other(Entry::TrimChanges(before)) => graph.log_mut().trim(before),
    }
    Ok(false)
}
