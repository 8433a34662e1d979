//! Statuses, and what failed.

/// What every function that can fail returns: `ONEID_OK` or why not. Numbers never change meaning; a later version may have more of them.
pub type oneid_status = u32;

/// It is done.
pub const ONEID_OK: oneid_status = 0;
/// Text that is not `namespace[@scope]:value`.
pub const ONEID_IDENTIFIER_SYNTAX: oneid_status = 1;
/// A namespace that is neither built in nor declared by the policy.
pub const ONEID_UNKNOWN_NAMESPACE: oneid_status = 2;
/// A scope that is missing, not allowed, or malformed.
pub const ONEID_SCOPE: oneid_status = 3;
/// A value that breaks its namespace's syntax; `oneid_error_reason` says which rule, where a normaliser refused it.
pub const ONEID_IDENTIFIER_VALUE: oneid_status = 4;
/// A time that is not RFC 3339, or outside the years 1970 to 2200.
pub const ONEID_TIMESTAMP: oneid_status = 5;
/// An operation that is malformed: not JSON, an unknown key, too many identifiers, a scope or source of another graph.
pub const ONEID_OPERATION: oneid_status = 6;
/// A trait with a bad name or a value of an unsupported type.
pub const ONEID_TRAIT: oneid_status = 7;
/// A policy with problems; `oneid_error_problem` tells each.
pub const ONEID_POLICY: oneid_status = 8;
/// A key that is not 32 hexadecimal digits, or not the one that a graph was made under.
pub const ONEID_KEY: oneid_status = 9;
/// The graph cannot hold more: the id space or the budget of bytes is exhausted.
pub const ONEID_CAPACITY: oneid_status = 10;
/// A manifest, or a fan-base file, that cannot be read as it says.
pub const ONEID_IMPORT: oneid_status = 11;
/// Reading or writing failed. A graph whose write failed refuses all later ones until it is opened again.
pub const ONEID_IO: oneid_status = 12;
/// A file of a durable graph is not as it was written, or is missing.
pub const ONEID_DAMAGED: oneid_status = 13;
/// Another process, or another graph of this one, writes here.
pub const ONEID_LOCKED: oneid_status = 14;
/// A file of a format that this version does not know.
pub const ONEID_FORMAT: oneid_status = 15;
/// The graph was opened to be read, is in memory alone, or an earlier write failed.
pub const ONEID_READ_ONLY: oneid_status = 16;
/// There is no durable graph.
pub const ONEID_NOT_FOUND: oneid_status = 17;

/// No failure: there is no more of what was asked for. Nothing is written.
pub const ONEID_END: oneid_status = 100;
/// A pointer that must not be `NULL` is.
pub const ONEID_NULL: oneid_status = 101;
/// Text that is not UTF-8.
pub const ONEID_UTF8: oneid_status = 102;
/// A handle of another kind than the function takes, or one that has been freed.
pub const ONEID_HANDLE: oneid_status = 103;
/// A size, count, number or name that cannot be.
pub const ONEID_ARGUMENT: oneid_status = 104;
/// The graph of this handle has been closed or freed.
pub const ONEID_CLOSED: oneid_status = 105;
/// An earlier call panicked while it used this handle: it can only be freed.
pub const ONEID_POISONED: oneid_status = 106;
/// The library panicked, which is a bug of its own. The handle is poisoned; the process goes on.
pub const ONEID_PANIC: oneid_status = 107;
/// `oneid_graph_check` found a graph that is not as it must be, which is a bug of the library.
pub const ONEID_INVARIANT: oneid_status = 108;

/// Every status with its name: what the header defines, and tests compare.
pub(crate) const NAMES: [(oneid_status, &std::ffi::CStr); 27] = [
    (ONEID_OK, c"ok"),
    (ONEID_IDENTIFIER_SYNTAX, c"identifier_syntax"),
    (ONEID_UNKNOWN_NAMESPACE, c"unknown_namespace"),
    (ONEID_SCOPE, c"scope"),
    (ONEID_IDENTIFIER_VALUE, c"identifier_value"),
    (ONEID_TIMESTAMP, c"timestamp"),
    (ONEID_OPERATION, c"operation"),
    (ONEID_TRAIT, c"trait"),
    (ONEID_POLICY, c"policy"),
    (ONEID_KEY, c"key"),
    (ONEID_CAPACITY, c"capacity"),
    (ONEID_IMPORT, c"import"),
    (ONEID_IO, c"io"),
    (ONEID_DAMAGED, c"damaged"),
    (ONEID_LOCKED, c"locked"),
    (ONEID_FORMAT, c"format"),
    (ONEID_READ_ONLY, c"read_only"),
    (ONEID_NOT_FOUND, c"not_found"),
    (ONEID_END, c"end"),
    (ONEID_NULL, c"null"),
    (ONEID_UTF8, c"utf8"),
    (ONEID_HANDLE, c"handle"),
    (ONEID_ARGUMENT, c"argument"),
    (ONEID_CLOSED, c"closed"),
    (ONEID_POISONED, c"poisoned"),
    (ONEID_PANIC, c"panic"),
    (ONEID_INVARIANT, c"invariant"),
];

/// Why a call gave no result.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) status: oneid_status,
    pub(crate) problems: Vec<String>,
    pub(crate) reason: Option<String>,
}

impl Failure {
    pub(crate) fn new(status: oneid_status, message: impl Into<String>) -> Self {
        Failure { status, problems: vec![message.into()], reason: None }
    }

    /// There is no more.
    pub(crate) fn end() -> Self {
        Failure { status: ONEID_END, problems: Vec::new(), reason: None }
    }

    pub(crate) fn argument(message: impl Into<String>) -> Self {
        Failure::new(ONEID_ARGUMENT, message)
    }

    /// The same failure, its message preceded by the place where it arose.
    pub(crate) fn at(mut self, place: impl std::fmt::Display) -> Self {
        for problem in &mut self.problems {
            *problem = format!("{place}: {problem}");
        }
        self
    }
}

impl From<oneid::Error> for Failure {
    fn from(error: oneid::Error) -> Self {
        Failure {
            status: error.kind() as oneid_status,
            problems: error.problems().to_vec(),
            reason: error.reason().map(|reason| reason.as_str().to_owned()),
        }
    }
}

impl From<serde_json::Error> for Failure {
    /// Results are texts, numbers and lists of them, which always serialise.
    fn from(_: serde_json::Error) -> Self {
        Failure::new(ONEID_INVARIANT, "a result is no JSON")
    }
}
