//! The one error type.

use std::fmt;

use crate::normalize::Reason;

/// What went wrong: bad input, a bad policy, a limit.
///
/// One word wide, opaque, with a stable [`kind`](Error::kind). The message says which rule was broken
/// and where; it never holds a customer's value.
///
/// # Examples
///
/// ```
/// use oneid::{ErrorKind, Identifier};
///
/// let error = Identifier::parse("no colon here").unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::IdentifierSyntax);
/// assert!(!error.to_string().contains("no colon here"));
/// ```
pub struct Error(Box<Repr>);

struct Repr {
    kind: ErrorKind,
    reason: Option<Reason>,
    problems: Vec<String>,
}

/// The kind of an [`Error`]. The numbers are stable: they never change meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
#[repr(u32)]
pub enum ErrorKind {
    /// Text that is not `namespace[@scope]:value`.
    IdentifierSyntax = 1,
    /// A namespace that is neither built in nor declared by the policy.
    UnknownNamespace = 2,
    /// A scope that is missing, not allowed, or malformed.
    Scope = 3,
    /// A value that breaks its namespace's syntax.
    IdentifierValue = 4,
    /// A time that is not RFC 3339, or outside the years 1970 to 2200.
    Timestamp = 5,
    /// An operation that is malformed: not JSON, an unknown key, too many identifiers.
    Operation = 6,
    /// A trait with a bad name or a value of an unsupported type.
    Trait = 7,
    /// A policy with problems; [`Error::problems`] lists them all.
    Policy = 8,
    /// A fingerprint key that is not 32 hexadecimal digits.
    Key = 9,
    /// The graph cannot hold more: the id space is exhausted.
    Capacity = 10,
    /// A manifest, or a fan-base file, that cannot be read as it says.
    Import = 11,
    /// Reading or writing failed. A graph whose write failed refuses all later ones until it is opened again.
    Io = 12,
    /// A file of a durable graph is not as it was written, or is missing.
    Damaged = 13,
    /// Another process, or another graph of this one, writes here.
    Locked = 14,
    /// A file of a format that this version does not know.
    Format = 15,
    /// The graph was opened to be read, or an earlier write failed.
    ReadOnly = 16,
    /// There is no durable graph.
    NotFound = 17,
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Error(Box::new(Repr { kind, reason: None, problems: vec![message.into()] }))
    }

    pub(crate) fn with_reason(kind: ErrorKind, reason: Reason, message: impl Into<String>) -> Self {
        let mut error = Error::new(kind, message);
        error.0.reason = Some(reason);
        error
    }

    pub(crate) fn with_problems(kind: ErrorKind, problems: Vec<String>) -> Self {
        Error(Box::new(Repr { kind, reason: None, problems }))
    }

    /// The same error, its message preceded by the place where it arose.
    #[must_use]
    pub fn at(mut self, place: impl fmt::Display) -> Self {
        for problem in &mut self.0.problems {
            *problem = format!("{place}: {problem}");
        }
        self
    }

    /// The kind of error, for a program to act on.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// Why a value was refused by its normaliser, where that is what happened.
    #[must_use]
    pub fn reason(&self) -> Option<Reason> {
        self.0.reason
    }

    /// Every problem found, each with its place; one for most errors, several for a policy.
    #[must_use]
    pub fn problems(&self) -> &[String] {
        &self.0.problems
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.problems.join("\n"))
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("kind", &self.0.kind)
            .field("problems", &self.0.problems)
            .finish()
    }
}

impl std::error::Error for Error {}
