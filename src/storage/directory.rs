//! Files in a directory of the file system.

use std::any::Any;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use super::{Storage, StorageFile};

/// A directory of the file system, which ought to be a local one: locks and syncs of network file systems promise less.
///
/// # Examples
///
/// ```
/// use oneid::storage::{Directory, Storage};
///
/// let dir = tempfile::tempdir()?;
/// let storage = Directory::new(dir.path());
/// storage.create("a")?.write_at(0, b"abc")?;
/// assert_eq!(storage.names()?, ["a"]);
/// assert!(storage.lock("lock", true)?.is_some());
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Directory {
    path: PathBuf,
}

impl Directory {
    /// The directory at this path, whether it is there yet or not.
    #[must_use]
    pub fn new(path: impl AsRef<Path>) -> Self {
        Directory { path: path.as_ref().to_owned() }
    }

    /// Makes the directory, and those above it, where they are missing.
    ///
    /// # Errors
    ///
    /// What goes wrong.
    pub fn make(&self) -> io::Result<()> {
        if self.path.is_dir() {
            return Ok(());
        }
        fs::create_dir_all(&self.path)?;
        match self.path.canonicalize()?.parent() {
            Some(above) => sync_directory(above),
            None => Ok(()),
        }
    }

    /// Its path.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    fn file(&self, name: &str, options: &OpenOptions) -> io::Result<Box<dyn StorageFile>> {
        Ok(Box::new(options.open(self.path.join(name))?))
    }
}

impl Storage for Directory {
    fn open(&self, name: &str) -> io::Result<Box<dyn StorageFile>> {
        self.file(name, OpenOptions::new().read(true).write(true))
    }

    fn open_to_read(&self, name: &str) -> io::Result<Box<dyn StorageFile>> {
        self.file(name, OpenOptions::new().read(true))
    }

    fn create(&self, name: &str) -> io::Result<Box<dyn StorageFile>> {
        self.file(name, OpenOptions::new().read(true).write(true).create(true).truncate(true))
    }

    fn names(&self) -> io::Result<Vec<String>> {
        let names = fs::read_dir(&self.path)?.map(|entry| Ok(entry?.file_name()));
        let names: io::Result<Vec<_>> = names.collect();
        // Whatever has another name than text is not ours.
        Ok(names?.into_iter().filter_map(|name| name.into_string().ok()).collect())
    }

    fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        fs::rename(self.path.join(from), self.path.join(to))
    }

    fn remove(&self, name: &str) -> io::Result<()> {
        fs::remove_file(self.path.join(name))
    }

    fn sync(&self) -> io::Result<()> {
        sync_directory(&self.path)
    }

    fn lock(&self, name: &str, alone: bool) -> io::Result<Option<Box<dyn Any + Send + Sync>>> {
        let path = self.path.join(name);
        let file = match File::open(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound && alone => {
                OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)?
            }
            opened => opened?,
        };
        let locked = if alone { file.try_lock() } else { file.try_lock_shared() };
        match locked {
            Ok(()) => Ok(Some(Box::new(file))),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }
}

/// Elsewhere than on Unix a directory cannot be synced: there names are durable when the file system says so.
fn sync_directory(path: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(path)?.sync_all() } else { Ok(()) }
}

impl StorageFile for File {
    fn size(&self) -> io::Result<u64> {
        Ok(self.metadata()?.len())
    }

    #[cfg(unix)]
    fn read_at(&self, offset: u64, bytes: &mut [u8]) -> io::Result<()> {
        std::os::unix::fs::FileExt::read_exact_at(self, bytes, offset)
    }

    #[cfg(unix)]
    fn write_at(&self, offset: u64, bytes: &[u8]) -> io::Result<()> {
        std::os::unix::fs::FileExt::write_all_at(self, bytes, offset)
    }

    #[cfg(windows)]
    fn read_at(&self, mut offset: u64, mut bytes: &mut [u8]) -> io::Result<()> {
        while !bytes.is_empty() {
            let read = std::os::windows::fs::FileExt::seek_read(self, bytes, offset)?;
            if read == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            bytes = &mut bytes[read..];
            offset += read as u64;
        }
        Ok(())
    }

    #[cfg(windows)]
    fn write_at(&self, mut offset: u64, mut bytes: &[u8]) -> io::Result<()> {
        while !bytes.is_empty() {
            let written = std::os::windows::fs::FileExt::seek_write(self, bytes, offset)?;
            bytes = &bytes[written..];
            offset += written as u64;
        }
        Ok(())
    }

    fn set_size(&self, bytes: u64) -> io::Result<()> {
        self.set_len(bytes)
    }

    fn sync(&self) -> io::Result<()> {
        self.sync_all()
    }
}
