//! The key of the fingerprints: given, in the environment, or in a file made on first use.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use oneid::FingerprintKey;

use crate::error::{Failure, note, warn};

/// The environment variable that holds the key.
const VARIABLE: &str = "ONEID_KEY";
/// The name of the key file.
const FILE: &str = "oneid.key";
/// A key file holds one line of 32 digits; one that is longer than this is not read to its end.
const MOST_BYTES: u64 = 256;

/// The key: `explicit`, else what `ONEID_KEY` holds, else the one in the file `oneid.key` in the directory `beside`, which is
/// made on first use.
///
/// # Errors
///
/// A key that is not 32 hexadecimal digits (also where the variable is set and empty: to make another key then would be to
/// give all customers other ids); a file that cannot be read or made. No message holds a key.
pub(crate) fn find(explicit: Option<&str>, beside: &Path) -> Result<FingerprintKey, Failure> {
    if let Some(text) = explicit {
        return parse(text, "--key");
    }
    if let Some(text) = std::env::var_os(VARIABLE) {
        return parse(text.to_str().unwrap_or_default(), VARIABLE);
    }
    let path = beside.join(FILE);
    match read(&path)? {
        Some(key) => Ok(key),
        None => make(&path),
    }
}

fn parse(text: &str, place: impl std::fmt::Display) -> Result<FingerprintKey, Failure> {
    FingerprintKey::from_hex(text).map_err(|error| Failure::at(place, &error))
}

/// The key in this file; `None` if there is no file.
fn read(path: &Path) -> Result<Option<FingerprintKey>, Failure> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Failure::io(path, &error)),
    };
    warn_if_open_to_others(path, &file);
    let mut bytes = Vec::new();
    file.take(MOST_BYTES).read_to_end(&mut bytes).map_err(|error| Failure::io(path, &error))?;
    let text = std::str::from_utf8(&bytes).unwrap_or_default();
    parse(text, path.display()).map(Some)
}

#[cfg(unix)]
fn warn_if_open_to_others(path: &Path, file: &File) {
    use std::os::unix::fs::PermissionsExt as _;

    if file.metadata().is_ok_and(|metadata| metadata.permissions().mode() & 0o077 != 0) {
        let path = path.display();
        warn(format_args!(
            "{path} is open to others than its owner: whoever has the key can test guesses of phone numbers \
             (chmod 600 {path})"
        ));
    }
}

#[cfg(not(unix))]
fn warn_if_open_to_others(_: &Path, _: &File) {}

/// Makes a key and its file, unless somebody else just did: then theirs is taken.
fn make(path: &Path) -> Result<FingerprintKey, Failure> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes)
        .map_err(|error| Failure::new(format!("no random numbers for a key: {error}")))?;
    match place(path, &bytes) {
        Ok(()) => {
            let path = path.display();
            note(format_args!(
                "made the key {path}: keep it, the ids and contacts of the next run depend on it"
            ));
            Ok(FingerprintKey::from_bytes(bytes))
        }
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            read(path)?.ok_or_else(|| Failure::io(path, &error))
        }
        Err(error) => Err(Failure::io(path, &error)),
    }
}

/// Writes the file under a temporary name, then gives it its own, which must be free: nobody sees half a key, and none is
/// overwritten.
fn place(path: &Path, key: &[u8; 16]) -> io::Result<()> {
    let temporary = temporary(path)?;
    let placed = write(&temporary, key).and_then(|()| fs::hard_link(&temporary, path));
    // Best effort: what is left is as much its owner's alone as the key file.
    let _ = fs::remove_file(&temporary);
    match placed {
        // Not every file system has hard links.
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => write(path, key),
        placed => placed,
    }
}

fn temporary(path: &Path) -> io::Result<PathBuf> {
    let number = getrandom::u64().map_err(io::Error::other)?;
    Ok(path.with_file_name(format!(".{FILE}.{number:016x}")))
}

/// Writes the key to a new file that is its owner's alone from the moment it is there.
fn write(path: &Path, key: &[u8; 16]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    writeln!(file, "{:032x}", u128::from_be_bytes(*key))?;
    file.sync_all()
}
