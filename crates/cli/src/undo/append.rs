//! One more line at the end of a file: whole, or not at all.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;

/// Appends a line and has it on the disk. A last line that has no end is given one first. If anything fails the file is as it
/// was.
pub(super) fn line(path: &Path, text: &str) -> io::Result<()> {
    let mut file = File::options().read(true).append(true).create(true).open(path)?;
    if !file.metadata()?.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "is no ordinary file"));
    }
    wait_for_others(&file)?;
    let length = file.metadata()?.len();
    let ended = length == 0 || last_byte(&mut file)? == b'\n';
    let whole = format!("{}{text}\n", if ended { "" } else { "\n" });
    let written = file.write_all(whole.as_bytes()).and_then(|()| file.sync_all());
    if written.is_err() {
        // Best effort: half a line would be a bad one in every later run.
        let _ = file.set_len(length);
    }
    written
}

/// Of two that append at once one waits for the other, where the file system has locks.
fn wait_for_others(file: &File) -> io::Result<()> {
    match file.lock() {
        Err(error) if error.kind() == io::ErrorKind::Unsupported => Ok(()),
        locked => locked,
    }
}

fn last_byte(file: &mut File) -> io::Result<u8> {
    let mut byte = [0];
    file.seek(SeekFrom::End(-1))?;
    file.read_exact(&mut byte)?;
    Ok(byte[0])
}
