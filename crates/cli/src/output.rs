//! Files and streams that are written whole, or not at all.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::error::Failure;

/// A file written under a temporary name beside its own; [`keep`](Pending::keep) gives it its name, dropping it unkept
/// removes it. What is no ordinary file (a pipe, a device) is written directly.
pub(crate) struct Pending {
    path: PathBuf,
    /// `None` once it has its name, or where there is none but its own.
    temporary: Option<PathBuf>,
    file: BufWriter<File>,
}

impl Pending {
    pub(crate) fn create(path: &Path) -> Result<Self, Failure> {
        // A link is followed, so that what it points to is replaced and not the link.
        let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let direct = fs::metadata(&path).is_ok_and(|metadata| !metadata.is_file());
        let temporary = (!direct).then(|| temporary(&path));
        let opened = match &temporary {
            Some(temporary) => File::create_new(temporary),
            None => File::options().write(true).open(&path),
        };
        let file = opened.map_err(|error| Failure::io(&path, &error))?;
        Ok(Pending { path, temporary, file: BufWriter::new(file) })
    }

    /// Writes all that is left to be written to the file.
    pub(crate) fn write(
        &mut self,
        write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), Failure> {
        self.append(|file| write(file).and_then(|()| file.flush()))
    }

    /// Writes some of what is to be written to the file.
    pub(crate) fn append(
        &mut self,
        write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), Failure> {
        write(&mut self.file).map_err(|error| Failure::io(&self.path, &error))
    }

    /// Gives the file its name, in place of one that has it.
    pub(crate) fn keep(mut self) -> Result<(), Failure> {
        if let Some(temporary) = &self.temporary {
            fs::rename(temporary, &self.path).map_err(|error| Failure::io(&self.path, &error))?;
            self.temporary = None;
        }
        Ok(())
    }
}

impl Drop for Pending {
    fn drop(&mut self) {
        if let Some(temporary) = &self.temporary {
            // Nothing is left to be said, or done, if it cannot be removed.
            let _ = fs::remove_file(temporary);
        }
    }
}

fn temporary(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}.{}.tmp", std::process::id()))
}

/// Writes to stdout through a buffer. That the reader has gone away is no error: it has what it wanted.
pub(crate) fn to_stdout(
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), Failure> {
    let mut stdout = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    match write(&mut stdout).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::new(format!("writing to stdout: {error}")))
        }
        _ => Ok(()),
    }
}

/// Writes one JSON object as a line.
pub(crate) fn json(value: &impl serde::Serialize, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer(&mut *out, value)?;
    out.write_all(b"\n")
}
