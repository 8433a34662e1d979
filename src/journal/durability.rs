//! When an operation is durable.

use std::time::Duration;

/// When an operation is durable: there again after the process, the machine or its power fails.
///
/// Whatever the level, what comes back after a crash is the graph as it was after some operation, with all before it and none after it; a call
/// is there as a whole or not at all.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
///
/// use oneid::Durability;
///
/// assert_eq!(Durability::default(), Durability::Immediate);
/// let together = Durability::Group { max_delay: Duration::from_millis(10), max_operations: 1000 };
/// assert_ne!(together, Durability::None);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Durability {
    /// A call is durable when it returns. Each costs two syncs of a file.
    #[default]
    Immediate,
    /// Calls are made durable together: when so many operations wait, or the first has waited so long. A crash loses at most these. A thread of
    /// the graph sees to it that none waits longer, which is the only thread that a graph has.
    Group {
        /// No operation waits longer than this, and the time that writing takes.
        max_delay: Duration,
        /// No more operations wait than this, but for those of one call.
        max_operations: u64,
    },
    /// A call is durable after the next [`sync`](crate::IdentityGraph::sync), which closing the graph does too; or before, when much waits.
    None,
}
