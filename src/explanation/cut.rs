//! What parts a profile, and what made it one.

use std::fmt;

use serde::Serialize;

use super::{Link, Record, Step};
use crate::identifier::Redacted;

/// A smallest set of records whose accepted links, taken away, leave two identifiers of one profile in two.
///
/// `Debug` does not show the values of identifiers: a policy may retain contacts.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Cut {
    /// The one identifier, as printed.
    pub a: String,
    /// The other.
    pub b: String,
    /// The records, sorted. Of several smallest sets the one nearest to `a`.
    pub records: Vec<Record>,
    /// If the two share a profile all the same once these records are gone: the shortest chain that joins them then. The
    /// hindrances of a step are what held it back before: the links that take over are those that have some.
    pub taken_over_by: Vec<Step>,
}

/// One merge in the making of a profile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Merge {
    /// The link that made one of two: from the centre of its record.
    #[serde(flatten)]
    pub link: Link,
    /// How many identifiers, and stand-ins for former holders, the side of the centre and the other side had.
    pub sizes: [usize; 2],
}

impl fmt::Debug for Cut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cut")
            .field("a", &Redacted(&self.a))
            .field("b", &Redacted(&self.b))
            .field("records", &self.records)
            .field("taken_over_by", &self.taken_over_by)
            .finish()
    }
}
