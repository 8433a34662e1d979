//! Where the graph changes from one way of working to another.

/// How work and memory are bounded. Profiles never depend on it, only what they cost, and what is refused for want of memory.
///
/// # Examples
///
/// ```
/// use oneid::{FingerprintKey, IdentityGraph, Policy, Preset, Tuning};
///
/// let tuning = Tuning { counted_above: 16, ..Tuning::default() };
/// let key = FingerprintKey::from_bytes([7; 16]);
/// let graph = IdentityGraph::tuned(Policy::preset(Preset::RetailCn), key, tuning);
/// assert_eq!(graph.stats().identifiers, 0);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tuning {
    /// An identifier in more records than this has its partners counted as they come and go; up to it, they are counted
    /// when needed. It bounds what one observation of a much-seen identifier costs. Default: 64.
    pub counted_above: usize,
    /// When more conflicting links than this, and an eighth of all links, would have to be replayed, everything is resolved anew
    /// instead. Default: 10,000.
    pub cascade_links: u64,
    /// Threads that [`apply_prepared`](crate::IdentityGraph::apply_prepared) may use, its caller's among them. One applies; the others find
    /// identifiers ahead of it, so that more than two hardly help. Default: 1.
    pub threads: usize,
    /// What [`memory`](crate::IdentityGraph::memory) may come to, in bytes, without changes, which the caller trims. What might exceed
    /// it is refused with [`ErrorKind::Capacity`](crate::ErrorKind::Capacity), and changes nothing; what takes evidence back never is.
    /// The worst case is reckoned with: half a kilobyte for each identifier named, and room that arrays make ahead, at most as much as
    /// there is and 48 MiB; so a graph is full that much before. Not reckoned with is what is counted of identifiers just come to be in
    /// more than [`counted_above`](Tuning::counted_above) records. Default: no bound.
    pub most_bytes: u64,
}

impl Default for Tuning {
    fn default() -> Self {
        Tuning { counted_above: 64, cascade_links: 10_000, threads: 1, most_bytes: u64::MAX }
    }
}

impl Tuning {
    /// How many links may be replayed in a graph of so many.
    pub(super) fn budget(self, links: usize) -> u64 {
        self.cascade_links.saturating_add(links as u64 / 8)
    }
}
