//! The commands that look after a durable graph.

pub(crate) mod backup;
pub(crate) mod changes;
pub(crate) mod check;
pub(crate) mod compact;
pub(crate) mod dump;
pub(crate) mod load;
pub(crate) mod snapshot;
pub(crate) mod stats;
