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
/// The environment variable that holds the second key of a durable graph.
const SECOND_VARIABLE: &str = "ONEID_REFUSAL_KEY";
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

/// The key of the graph in a directory: as [`find`], but never in a file inside that directory, and made only if told so.
///
/// # Errors
///
/// As [`find`]; that the file would lie in the directory, or is missing.
pub(crate) fn find_for(
    dir: &Path,
    explicit: Option<&str>,
    beside: &Path,
    makes_key: bool,
) -> Result<FingerprintKey, Failure> {
    if explicit.is_some() || std::env::var_os(VARIABLE).is_some() {
        return find(explicit, beside);
    }
    let path = beside.join(FILE);
    if is_inside(beside, dir) {
        return Err(Failure::new(format!(
            "{}: the key is not to lie with the graph, where a copy of the one is a copy of both: run this elsewhere, or give the \
             key by --key or {VARIABLE}",
            path.display()
        )));
    }
    if !makes_key && !path.try_exists().map_err(|error| Failure::io(&path, &error))? {
        return Err(Failure::new(format!(
            "{}: no such file, and neither --key nor {VARIABLE}: the graph in {} has its key already",
            path.display(),
            dir.display()
        )));
    }
    find(None, beside)
}

/// Whether a directory is another, or below it, whatever links lead there.
fn is_inside(inner: &Path, outer: &Path) -> bool {
    let inner = if inner.as_os_str().is_empty() { Path::new(".") } else { inner };
    match (inner.canonicalize(), outer.canonicalize()) {
        (Ok(inner), Ok(outer)) => inner.starts_with(outer),
        // What is not there has nothing inside.
        _ => false,
    }
}

/// The second key: `explicit`, else what `ONEID_REFUSAL_KEY` holds.
///
/// # Errors
///
/// A key that is not 32 hexadecimal digits, also where the variable is set and empty.
pub(crate) fn second(explicit: Option<&str>) -> Result<Option<FingerprintKey>, Failure> {
    if let Some(text) = explicit {
        return parse(text, "--refusal-key").map(Some);
    }
    let variable = std::env::var_os(SECOND_VARIABLE);
    variable.map(|text| parse(text.to_str().unwrap_or_default(), SECOND_VARIABLE)).transpose()
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
            sync_directory(path);
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

/// A durable graph is worth nothing without its key, so the key's name lasts too, where the system can tell. Best effort: the
/// key is there.
fn sync_directory(path: &Path) {
    let beside = path.parent().filter(|beside| !beside.as_os_str().is_empty());
    let _ = File::open(beside.unwrap_or(Path::new("."))).and_then(|directory| directory.sync_all());
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
