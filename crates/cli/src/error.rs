//! What the command says when it cannot go on.

use std::fmt;
use std::io;
use std::path::Path;

/// Why the command stopped: one problem or several, a line each, none with a customer's value or a key.
#[derive(Debug)]
pub(crate) struct Failure(Vec<String>);

impl Failure {
    pub(crate) fn new(problem: impl Into<String>) -> Self {
        Failure(vec![problem.into()])
    }

    /// Several problems, each of which tells its place.
    pub(crate) fn all(problems: Vec<String>) -> Self {
        Failure(problems)
    }

    /// Something could not be read or written.
    pub(crate) fn io(path: &Path, error: &io::Error) -> Self {
        Failure::new(format!("{}: {error}", path.display()))
    }

    /// The library's problems, each preceded by the place where they arose.
    pub(crate) fn at(place: impl fmt::Display, error: &oneid::Error) -> Self {
        Failure(error.problems().iter().map(|problem| format!("{place}: {problem}")).collect())
    }

    /// This, and then what follows from it.
    pub(crate) fn and(mut self, more: Failure) -> Self {
        self.0.extend(more.0);
        self
    }

    /// Prints the problems, each as a line of its own.
    #[expect(clippy::print_stderr, reason = "where a command says what went wrong")]
    pub(crate) fn print(&self) {
        for problem in &self.0 {
            eprintln!("oneid: {problem}");
        }
    }
}

/// Says something on stderr that does not stop the command.
#[expect(clippy::print_stderr, reason = "where a command says what its output does not")]
pub(crate) fn note(note: impl fmt::Display) {
    eprintln!("oneid: {note}");
}

/// Says on stderr what is probably not meant.
pub(crate) fn warn(warning: impl fmt::Display) {
    note(format_args!("warning: {warning}"));
}

/// Wrong usage, told without the arguments: these may be phone numbers, and the parser would repeat them.
pub(crate) fn usage(message: &str) -> ! {
    clap::Command::new("oneid").error(clap::error::ErrorKind::WrongNumberOfValues, message).exit()
}
