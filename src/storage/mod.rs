//! Where a durable graph keeps its files: a directory, or whatever else holds named files.

mod directory;

use std::any::Any;
use std::fmt;
use std::io;

pub use self::directory::Directory;

/// Named files in one place, which a durable graph reads and writes. [`Directory`] is the one that nearly everybody wants; another may
/// encrypt what it is given, or lose power in a test.
///
/// What a method promises when it returns is what durability rests on: [`StorageFile::sync`] that what was written before is there after
/// power was lost, [`sync`](Storage::sync) the same of names.
pub trait Storage: fmt::Debug + Send + Sync {
    /// Opens a file for reading and writing.
    ///
    /// # Errors
    ///
    /// [`NotFound`](io::ErrorKind::NotFound) if there is none of this name; what else goes wrong.
    fn open(&self, name: &str) -> io::Result<Box<dyn StorageFile>>;

    /// Opens a file for reading alone.
    ///
    /// # Errors
    ///
    /// As [`open`](Storage::open).
    fn open_to_read(&self, name: &str) -> io::Result<Box<dyn StorageFile>>;

    /// Makes an empty file, in the place of one that may be there.
    ///
    /// # Errors
    ///
    /// What goes wrong.
    fn create(&self, name: &str) -> io::Result<Box<dyn StorageFile>>;

    /// The names of all files, in any order.
    ///
    /// # Errors
    ///
    /// What goes wrong.
    fn names(&self) -> io::Result<Vec<String>>;

    /// Gives a file another name, at one moment; a file that has that name goes.
    ///
    /// # Errors
    ///
    /// What goes wrong.
    fn rename(&self, from: &str, to: &str) -> io::Result<()>;

    /// Removes a file.
    ///
    /// # Errors
    ///
    /// What goes wrong.
    fn remove(&self, name: &str) -> io::Result<()>;

    /// Makes names that were made, changed and removed durable.
    ///
    /// # Errors
    ///
    /// What goes wrong.
    fn sync(&self) -> io::Result<()>;

    /// Takes the lock of this name, which makes an empty file of it where there is none: alone, or with others that only read. Nothing if somebody else holds
    /// it. Dropping what is returned gives the lock back, and so does the end of the process, however it ends.
    ///
    /// # Errors
    ///
    /// What goes wrong.
    fn lock(&self, name: &str, alone: bool) -> io::Result<Option<Box<dyn Any + Send + Sync>>>;
}

/// One file of a [`Storage`].
pub trait StorageFile: fmt::Debug + Send + Sync {
    /// How many bytes it has.
    ///
    /// # Errors
    ///
    /// What goes wrong.
    fn size(&self) -> io::Result<u64>;

    /// Reads as many bytes as there is room for, from a place on.
    ///
    /// # Errors
    ///
    /// [`UnexpectedEof`](io::ErrorKind::UnexpectedEof) if it has fewer; what else goes wrong.
    fn read_at(&self, offset: u64, bytes: &mut [u8]) -> io::Result<()>;

    /// Writes bytes from a place on; what lies between the end and that place is zero.
    ///
    /// # Errors
    ///
    /// What goes wrong.
    fn write_at(&self, offset: u64, bytes: &[u8]) -> io::Result<()>;

    /// Cuts it, or fills it up with zeros.
    ///
    /// # Errors
    ///
    /// What goes wrong.
    fn set_size(&self, bytes: u64) -> io::Result<()>;

    /// Makes what was written durable.
    ///
    /// # Errors
    ///
    /// What goes wrong.
    fn sync(&self) -> io::Result<()>;
}
