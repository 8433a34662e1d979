//! Where operations come from.

use std::fs::File;
use std::io::{self, BufReader};
use std::path::{Path, PathBuf};

use oneid::{Identifier, Policy};

use super::feed::Feed;
use crate::error::Failure;

/// Bytes read at once.
const BUFFER_BYTES: usize = 1 << 18;

/// A file, or stdin.
#[derive(Clone, Copy)]
pub(super) enum Input<'a> {
    Stdin,
    File(&'a Path),
}

/// The inputs of these names, all of which are there; no name stands for stdin.
///
/// # Errors
///
/// A file that is missing: known at once, rather than after hours of reading those before it.
pub(super) fn all<'a>(files: &'a [PathBuf], policy: &Policy) -> Result<Vec<Input<'a>>, Failure> {
    if files.is_empty() {
        return Ok(vec![Input::Stdin]);
    }
    let inputs: Vec<Input<'a>> = files.iter().map(|path| Input::of(path)).collect();
    for input in &inputs {
        input.check().map_err(|error| input.missing(policy, &error))?;
    }
    Ok(inputs)
}

impl<'a> Input<'a> {
    fn of(path: &'a Path) -> Self {
        if path == Path::new("-") { Input::Stdin } else { Input::File(path) }
    }

    fn name(self) -> String {
        match self {
            Input::Stdin => "<stdin>".to_owned(),
            Input::File(path) => path.display().to_string(),
        }
    }

    fn check(self) -> io::Result<()> {
        match self {
            Input::Stdin => Ok(()),
            Input::File(path) => path.metadata().map(|_| ()),
        }
    }

    /// An identifier where a file is expected may well be a phone number: it is not told.
    fn missing(self, policy: &Policy, error: &io::Error) -> Failure {
        let name = self.name();
        let identifier = Identifier::parse(&name);
        if identifier.is_ok_and(|id| policy.namespace(id.namespace()).is_some()) {
            return Failure::new("an identifier stands where a file of operations is expected");
        }
        Failure::new(format!("{name}: {error}"))
    }

    pub(super) fn read_into(self, feed: &mut Feed<'_>) -> Result<(), Failure> {
        match self {
            Input::Stdin => feed.read(self.name(), io::stdin().lock()),
            Input::File(path) => {
                let file = File::open(path).map_err(|error| Failure::io(path, &error))?;
                feed.read(self.name(), BufReader::with_capacity(BUFFER_BYTES, file))
            }
        }
    }
}
