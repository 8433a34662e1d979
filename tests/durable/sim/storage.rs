//! The simulated disk as storage.

use std::any::Any;
use std::io;

use oneid::storage::{Storage, StorageFile};

use super::SimDisk;
use super::names::Inode;

impl Storage for SimDisk {
    fn open(&self, name: &str) -> io::Result<Box<dyn StorageFile>> {
        let inode = self.state().open(name)?;
        Ok(self.file(inode, true))
    }

    fn open_to_read(&self, name: &str) -> io::Result<Box<dyn StorageFile>> {
        let inode = self.state().open(name)?;
        Ok(self.file(inode, false))
    }

    fn create(&self, name: &str) -> io::Result<Box<dyn StorageFile>> {
        let inode = self.state().create(name)?;
        Ok(self.file(inode, true))
    }

    fn names(&self) -> io::Result<Vec<String>> {
        self.state().names()
    }

    fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        self.state().rename(from, to)
    }

    fn remove(&self, name: &str) -> io::Result<()> {
        self.state().remove(name)
    }

    fn sync(&self) -> io::Result<()> {
        self.state().sync_names()
    }

    fn lock(&self, name: &str, alone: bool) -> io::Result<Option<Box<dyn Any + Send + Sync>>> {
        let Some(inode) = self.state().lock(name, alone)? else { return Ok(None) };
        Ok(Some(Box::new(Lock { disk: self.clone(), inode, alone })))
    }
}

impl SimDisk {
    fn file(&self, inode: Inode, writable: bool) -> Box<dyn StorageFile> {
        Box::new(SimFile { disk: self.clone(), inode, writable })
    }
}

/// A file that was opened.
#[derive(Debug)]
struct SimFile {
    disk: SimDisk,
    inode: Inode,
    writable: bool,
}

impl SimFile {
    fn ask_writable(&self) -> io::Result<()> {
        let refused = || io::Error::new(io::ErrorKind::PermissionDenied, "opened to read");
        self.writable.then_some(()).ok_or_else(refused)
    }
}

impl StorageFile for SimFile {
    fn size(&self) -> io::Result<u64> {
        self.disk.state().size(self.inode)
    }

    fn read_at(&self, offset: u64, bytes: &mut [u8]) -> io::Result<()> {
        self.disk.state().read_at(self.inode, offset, bytes)
    }

    fn write_at(&self, offset: u64, bytes: &[u8]) -> io::Result<()> {
        self.ask_writable()?;
        self.disk.state().write_at(self.inode, offset, bytes)
    }

    fn set_size(&self, bytes: u64) -> io::Result<()> {
        self.ask_writable()?;
        self.disk.state().set_size(self.inode, bytes)
    }

    fn sync(&self) -> io::Result<()> {
        self.disk.state().sync_file(self.inode)
    }
}

/// A lock that is held.
struct Lock {
    disk: SimDisk,
    inode: Inode,
    alone: bool,
}

impl Drop for Lock {
    fn drop(&mut self) {
        self.disk.state().unlock(self.inode, self.alone);
    }
}
