//! Threads that find identifiers ahead of the one that applies observations: what they find is only where to look first, so that
//! the result is the same with any number of them.

use std::sync::mpsc::{Receiver, sync_channel};
use std::thread::Scope;

use super::prepared::BLOCK;
use super::register::{Published, Seen};
use crate::prepared::PreparedObservation;

/// Blocks that are handed over at once.
const BLOCKS: usize = 8;
/// So many times as many may be ready before their turn.
const READY: usize = 4;

/// Fewer observations than this are not worth a thread.
pub(super) const LEAST: usize = 4 * BLOCKS * BLOCK;

/// What helpers have found, in the order of the observations.
pub(super) struct Helpers {
    /// From each helper every so many'th piece.
    found: Vec<Receiver<Vec<Seen>>>,
    next: usize,
    piece: std::vec::IntoIter<Seen>,
}

impl Helpers {
    /// So many threads look for the identifiers of these.
    pub(super) fn start<'scope>(
        count: usize,
        observations: &'scope [PreparedObservation<'_>],
        published: &'scope Published,
        scope: &'scope Scope<'scope, '_>,
    ) -> Self {
        let found = (0..count).map(|helper| {
            let (send, found) = sync_channel(READY);
            scope.spawn(move || {
                let pieces = observations.chunks(BLOCKS * BLOCK);
                for piece in pieces.skip(helper).step_by(count) {
                    let ids = piece.iter().flat_map(|observation| observation.identifiers);
                    // Nobody waits for it any more if the other end is gone.
                    if send.send(published.sight(ids)).is_err() {
                        break;
                    }
                }
            });
            found
        });
        Helpers { found: found.collect(), next: 0, piece: Vec::new().into_iter() }
    }

    /// What has been found of the next identifier.
    pub(super) fn next(&mut self) -> Option<Seen> {
        if let Some(seen) = self.piece.next() {
            return Some(seen);
        }
        let helper = self.next % self.found.len();
        self.next += 1;
        self.piece = self.found[helper].recv().ok()?.into_iter();
        self.piece.next()
    }
}
