//! What the files of a graph are called.

use crate::storage::Storage;

/// Held by whoever writes.
pub(super) const LOCK: &str = "lock";
/// Says that there has been a graph here: one whose journal is missing has been damaged.
pub(super) const MARKER: &str = "oneid";
/// What [`MARKER`] holds.
pub(super) const MARKER_TEXT: &[u8] =
    b"A graph of oneid. Its files belong together: journal-*, snapshot-*.\n";
/// What the name of a file that is not yet whole ends with.
const UNFINISHED: &str = ".tmp";

/// The files of a graph.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// Generations of which there is a journal, rising.
    pub(super) journals: Vec<u64>,
    /// Generation and position of each snapshot, rising.
    pub(super) snapshots: Vec<(u64, u64)>,
    pub(super) unfinished: Vec<String>,
    pub(super) has_marker: bool,
}

pub(super) fn journal(generation: u64) -> String {
    format!("journal-{generation}")
}

pub(super) fn snapshot(generation: u64, position: u64) -> String {
    format!("snapshot-{generation}-{position}")
}

pub(super) fn unfinished(name: &str) -> String {
    format!("{name}{UNFINISHED}")
}

impl Names {
    /// Names that are not ours are left alone.
    pub(super) fn read(storage: &dyn Storage) -> std::io::Result<Names> {
        let mut names = Names::default();
        for name in storage.names()? {
            if let Some(generation) = journal_of(&name) {
                names.journals.push(generation);
            } else if let Some(snapshot) = snapshot_of(&name) {
                names.snapshots.push(snapshot);
            } else if let Some(whole) = name.strip_suffix(UNFINISHED)
                && (journal_of(whole).is_some() || snapshot_of(whole).is_some())
            {
                names.unfinished.push(name);
            } else if name == MARKER {
                names.has_marker = true;
            }
        }
        names.journals.sort_unstable();
        names.snapshots.sort_unstable();
        Ok(names)
    }

    /// Whether there is a graph, or what is left of one.
    pub(super) fn has_graph(&self) -> bool {
        self.has_marker || !self.journals.is_empty() || !self.snapshots.is_empty()
    }

    /// All that a journal of this generation makes needless.
    pub(super) fn superseded_by(self, generation: u64) -> impl Iterator<Item = String> {
        let journals = self.journals.into_iter().filter(move |&other| other < generation);
        let snapshots = self.snapshots.into_iter().filter(move |&(other, _)| other < generation);
        let snapshots = snapshots.map(|(generation, position)| snapshot(generation, position));
        journals.map(journal).chain(snapshots).chain(self.unfinished)
    }
}

fn journal_of(name: &str) -> Option<u64> {
    number(name.strip_prefix("journal-")?)
}

fn snapshot_of(name: &str) -> Option<(u64, u64)> {
    let (generation, position) = name.strip_prefix("snapshot-")?.split_once('-')?;
    Some((number(generation)?, number(position)?))
}

/// A number as we write it.
fn number(text: &str) -> Option<u64> {
    let number: u64 = text.parse().ok()?;
    (number.to_string() == text).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_apart() {
        assert_eq!(journal_of(&journal(7)), Some(7));
        assert_eq!(snapshot_of(&snapshot(7, 9)), Some((7, 9)));
        for other in ["journal-", "journal-07", "journal-+7", "snapshot-1", "snapshot-1-", "lock"] {
            assert_eq!((journal_of(other), snapshot_of(other)), (None, None), "{other}");
        }
    }
}
