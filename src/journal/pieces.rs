//! Bytes of a file by the pages that they lie in.

use std::ops::Range;

pub(super) const PAGE: usize = 4096;

/// A part of a page, and which of some bytes it is.
pub(super) struct Piece {
    pub(super) page: u64,
    pub(super) within: Range<usize>,
    pub(super) bytes: Range<usize>,
}

/// The pages that so many bytes from an offset lie in.
pub(super) fn pieces(offset: u64, length: usize) -> impl Iterator<Item = Piece> {
    let mut done = 0;
    std::iter::from_fn(move || {
        let at = offset + done as u64;
        #[allow(clippy::cast_possible_truncation, reason = "less than a page")]
        let begin = (at % PAGE as u64) as usize;
        let taken = (PAGE - begin).min(length - done);
        done += taken;
        let within = begin..begin + taken;
        (taken > 0).then(|| Piece { page: at / PAGE as u64, within, bytes: done - taken..done })
    })
}
