//! A file as pages with a checksum each, so that whoever reads them may trust what it reads.
//!
//! Every page of 4,096 bytes is followed by four: its checksum, so that pages of zeros, as a file that grows has them, have that of zero. The first page
//! is not held to it: it is written in place, may be torn when power is lost, and is guarded by who reads it.

use std::io;
use std::ops::Range;
use std::sync::Arc;

use crate::journal::head::HEAD_BYTES;
use crate::journal::pieces::{PAGE, Piece, pieces};
use crate::storage::StorageFile;

const SEALED: usize = PAGE + 4;
/// The checksum of a page of zeros.
const OF_ZEROS: u32 = 0xc71c_0011;

/// What lies behind the head of a file, as if it were a file without checksums.
#[derive(Debug)]
pub(super) struct Pages(pub(super) Arc<dyn StorageFile>);

fn place(page: u64) -> u64 {
    HEAD_BYTES + page * SEALED as u64
}

fn checksum(page: &[u8]) -> u32 {
    crc32fast::hash(page) ^ OF_ZEROS
}

impl Pages {
    pub(super) fn len(&self) -> io::Result<u64> {
        let behind = self.0.size()?.saturating_sub(HEAD_BYTES);
        Ok(behind / SEALED as u64 * PAGE as u64)
    }

    pub(super) fn set_len(&self, len: u64) -> io::Result<()> {
        if !len.is_multiple_of(PAGE as u64) {
            return Err(io::Error::other("a file of pages ends with a page"));
        }
        self.0.set_size(place(len / PAGE as u64))
    }

    /// Reads whole pages at once, and shows each.
    fn read_pages(
        &self,
        pages: Range<u64>,
        mut show: impl FnMut(u64, &[u8]) -> io::Result<()>,
    ) -> io::Result<()> {
        let count = usize::try_from(pages.end - pages.start).map_err(io::Error::other)?;
        let mut sealed = vec![0; count * SEALED];
        self.0.read_at(place(pages.start), &mut sealed)?;
        for (page, sealed) in pages.zip(sealed.chunks_exact(SEALED)) {
            let (bytes, of_them) = sealed.split_at(PAGE);
            if page > 0 && checksum(bytes).to_le_bytes() != *of_them {
                let message = format!("page {page} is not as it was written");
                return Err(io::Error::new(io::ErrorKind::InvalidData, message));
            }
            show(page, bytes)?;
        }
        Ok(())
    }

    pub(super) fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        let end = (offset + out.len() as u64).div_ceil(PAGE as u64);
        let mut pieces = pieces(offset, out.len());
        self.read_pages(offset / PAGE as u64..end, |_, page| {
            if let Some(Piece { within, bytes, .. }) = pieces.next() {
                out[bytes].copy_from_slice(&page[within]);
            }
            Ok(())
        })
    }

    pub(super) fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        let Some(first) = pieces(offset, data.len()).next() else { return Ok(()) };
        let mut sealed = Vec::with_capacity((data.len() / PAGE + 2) * SEALED);
        for Piece { page, within, bytes } in pieces(offset, data.len()) {
            let whole = if within.len() == PAGE {
                data[bytes].to_vec()
            } else {
                let mut whole = self.page_to_change(page)?;
                whole[within].copy_from_slice(&data[bytes]);
                whole
            };
            sealed.extend_from_slice(&whole);
            sealed.extend_from_slice(&checksum(&whole).to_le_bytes());
        }
        self.0.write_at(place(first.page), &sealed)
    }

    fn page_to_change(&self, page: u64) -> io::Result<Vec<u8>> {
        let mut whole = vec![0; PAGE];
        if self.0.size()? >= place(page + 1) {
            self.read_pages(page..page + 1, |_, bytes| {
                whole.copy_from_slice(bytes);
                Ok(())
            })?;
        }
        Ok(whole)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::{Directory, Storage};

    #[test]
    fn pages_are_what_was_written_or_an_error() {
        assert_eq!(OF_ZEROS, crc32fast::hash(&[0; PAGE]));
        let dir = tempfile::tempdir().expect("a folder");
        let file: Arc<dyn StorageFile> =
            Directory::new(dir.path()).create("a").expect("made").into();
        let pages = Pages(file.clone());
        pages.set_len(5 * PAGE as u64).expect("grown");
        assert_eq!(pages.len().expect("a length"), 5 * PAGE as u64);
        let mut model = vec![0_u8; 5 * PAGE];
        let writes = [(0, 320), (4000, 200), (4096, 4096), (8192, 8192), (100, 17_000)];
        for (number, (offset, length)) in (1_u8..).zip(writes) {
            let bytes = vec![number; length];
            pages.write(offset as u64, &bytes).expect("written");
            model[offset..offset + length].copy_from_slice(&bytes);
            let mut read = vec![0; model.len()];
            pages.read(0, &mut read).expect("as it was written");
            assert!(read == model);
            let mut part = vec![0; 5000];
            pages.read(3000, &mut part).expect("as it was written");
            assert_eq!(part, model[3000..8000]);
        }
        assert!(pages.read(4 * PAGE as u64, &mut [0; PAGE + 1]).is_err());
        let mut byte = [0];
        for place in [place(1), place(2) - 1, place(4) + 17] {
            file.read_at(place, &mut byte).expect("there");
            file.write_at(place, &[byte[0] ^ 4]).expect("written");
            assert!(pages.read(0, &mut vec![0; model.len()]).is_err(), "{place}");
            file.write_at(place, &byte).expect("written");
        }
        pages.read(0, &mut vec![0; model.len()]).expect("as it was written");
    }
}
