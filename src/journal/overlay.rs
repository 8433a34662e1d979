//! A file that is only read, whatever is written to it: for looking at a journal without touching it.

use std::collections::BTreeMap;
use std::io;
use std::sync::{Mutex, PoisonError};

use super::pieces::{PAGE, Piece, pieces};
use crate::storage::StorageFile;

/// Keeps what is written in memory, in front of the file.
#[derive(Debug)]
pub(super) struct Overlay {
    file: Box<dyn StorageFile>,
    written: Mutex<Written>,
}

#[derive(Debug)]
struct Written {
    size: u64,
    /// As far as the file still shows through.
    shown: u64,
    pages: BTreeMap<u64, Vec<u8>>,
}

impl Overlay {
    pub(super) fn new(file: Box<dyn StorageFile>) -> io::Result<Overlay> {
        let size = file.size()?;
        let written = Mutex::new(Written { size, shown: size, pages: BTreeMap::new() });
        Ok(Overlay { file, written })
    }

    /// What a page of the file holds; zeros where it ends.
    fn page(&self, number: u64, shown: u64) -> io::Result<Vec<u8>> {
        let mut page = vec![0; PAGE];
        let begin = number * PAGE as u64;
        let there =
            usize::try_from(shown.saturating_sub(begin)).map_or(PAGE, |left| left.min(PAGE));
        self.file.read_at(begin, &mut page[..there])?;
        Ok(page)
    }
}

impl StorageFile for Overlay {
    fn size(&self) -> io::Result<u64> {
        Ok(self.written.lock().unwrap_or_else(PoisonError::into_inner).size)
    }

    fn read_at(&self, offset: u64, bytes: &mut [u8]) -> io::Result<()> {
        let written = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        if offset + bytes.len() as u64 > written.size {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        if written.pages.is_empty() && written.shown == written.size {
            return self.file.read_at(offset, bytes);
        }
        for Piece { page, within, bytes: range } in pieces(offset, bytes.len()) {
            match written.pages.get(&page) {
                Some(page) => bytes[range].copy_from_slice(&page[within]),
                None => bytes[range].copy_from_slice(&self.page(page, written.shown)?[within]),
            }
        }
        Ok(())
    }

    fn write_at(&self, offset: u64, bytes: &[u8]) -> io::Result<()> {
        let mut written = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        for Piece { page, within, bytes: range } in pieces(offset, bytes.len()) {
            if !written.pages.contains_key(&page) {
                let whole = self.page(page, written.shown)?;
                written.pages.insert(page, whole);
            }
            if let Some(whole) = written.pages.get_mut(&page) {
                whole[within].copy_from_slice(&bytes[range]);
            }
        }
        if !bytes.is_empty() {
            written.size = written.size.max(offset + bytes.len() as u64);
        }
        Ok(())
    }

    fn set_size(&self, bytes: u64) -> io::Result<()> {
        let mut written = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        if bytes < written.size {
            let last = bytes / PAGE as u64;
            written.pages.split_off(&(last + 1));
            let kept = usize::try_from(bytes % PAGE as u64).unwrap_or(PAGE);
            if let Some(page) = written.pages.get_mut(&last) {
                page[kept..].fill(0);
            }
        }
        written.shown = written.shown.min(bytes);
        written.size = bytes;
        Ok(())
    }

    fn sync(&self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::{Directory, Storage};

    #[test]
    fn what_is_written_is_read_and_the_file_stays() {
        let dir = tempfile::tempdir().expect("a directory");
        let storage = Directory::new(dir.path());
        let original: Vec<u8> = (0..=250).cycle().take(10_000).collect();
        storage.create("a").expect("made").write_at(0, &original).expect("written");
        let overlay = Overlay::new(storage.open_to_read("a").expect("there")).expect("a size");
        let mut model = original.clone();
        let mut seed = 7_u64;
        for _ in 0..2000 {
            seed = seed
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            let [.., number, _, _] = seed.to_le_bytes();
            let size = |bits: u64| usize::try_from(bits).expect("64 bits");
            let (at, length) = (size(seed >> 33) % 20_000, size(seed >> 20) % 5_000);
            match seed >> 60 {
                0 => {
                    overlay.set_size(at as u64).expect("in memory");
                    model.resize(at, 0);
                }
                1..8 => {
                    overlay.write_at(at as u64, &vec![number; length]).expect("in memory");
                    if length > 0 {
                        model.resize(model.len().max(at + length), 0);
                        model[at..at + length].fill(number);
                    }
                }
                _ => {
                    let mut read = vec![0; length];
                    let expected = model.get(at..at + length);
                    match (overlay.read_at(at as u64, &mut read), expected) {
                        (Ok(()), Some(expected)) => assert_eq!(read, expected),
                        (result, expected) => assert!(result.is_err() && expected.is_none()),
                    }
                }
            }
            assert_eq!(overlay.size().expect("in memory"), model.len() as u64);
        }
        let mut left = vec![0; original.len()];
        storage.open("a").expect("there").read_at(0, &mut left).expect("read");
        assert_eq!(left, original);
    }
}
