//! Looking at everything that a graph's files hold.

use std::hash::{DefaultHasher, Hash, Hasher};

use super::files::Fresh;
use super::head::Head;
use super::names::{self, Names};
use super::recovery::Opening;
use super::replay::Replay;
use crate::error::{Error, ErrorKind};
use crate::graph::Graph;
use crate::profile::{Dated, RecordTrait};

/// What looking at all files of a graph found.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct FilesChecked {
    /// How many times the journal has been rewritten, the first writing included.
    pub generation: u64,
    /// Blocks of the journal, each of which was as it was written.
    pub blocks: u64,
    /// Identifiers that the journal gives.
    pub identifiers: u64,
    /// Records that the journal gives.
    pub records: u64,
    /// Profiles that the journal gives.
    pub profiles: u64,
    /// Snapshots that give the same as the journal.
    pub snapshots: u64,
    /// Files of what was cut short; the next opening for writing removes them.
    pub leftovers: Vec<String>,
    /// What is wrong, each with its file. Nothing may be.
    pub problems: Vec<String>,
}

impl Opening {
    /// Reads everything, applies everything, and compares what it gives.
    pub(crate) fn check(self) -> Result<FilesChecked, Error> {
        let (names, lock) = self.lock_to_read()?;
        if lock.is_none() {
            let message = "somebody writes this graph: close it, or check a copy of its files";
            return Err(Error::new(ErrorKind::Locked, message));
        }
        let mut found = FilesChecked::default();
        let Some(&generation) = names.journals.last() else {
            found.problems.push("the journal is missing".to_owned());
            return Ok(found);
        };
        found.generation = generation;
        match self.check_journal(generation, &mut found) {
            Ok(graph) => self.check_snapshots(&names, generation, &graph, &mut found)?,
            Err(error) if is_finding(&error) => found.problems.push(error.to_string()),
            Err(error) => return Err(error),
        }
        found.leftovers = names.superseded_by(generation).collect();
        Ok(found)
    }

    fn check_journal(&self, generation: u64, found: &mut FilesChecked) -> Result<Graph, Error> {
        let name = names::journal(generation);
        let journal = self.open_journal(generation, &name, true);
        let mut journal = journal.map_err(|error| error.at(&name))?;
        journal.log.verify().map_err(|error| error.at(&name))?;
        let graph = self.replay_all(&journal, &name, None)?;
        found.blocks = journal.next - journal.began;
        let stats = graph.stats();
        found.identifiers = stats.identifiers;
        found.records = stats.records;
        found.profiles = stats.profiles;
        if let Err(problem) = graph.check() {
            found.problems.push(format!("{name}: what it gives contradicts itself: {problem}"));
        }
        Ok(graph)
    }

    fn check_snapshots(
        &self,
        names: &Names,
        generation: u64,
        whole: &Graph,
        found: &mut FilesChecked,
    ) -> Result<(), Error> {
        let journal_name = names::journal(generation);
        let journal = self.open_journal(generation, &journal_name, true)?;
        for &at in names.snapshots.iter().filter(|&&(of, _)| of == generation) {
            let name = names::snapshot(at.0, at.1);
            let replayed = self
                .snapshot_of(&journal, at)
                .and_then(|read| self.replay_all(&journal, &journal_name, Some(read)));
            match replayed {
                Ok(graph) if digest(&graph) == digest(whole) => found.snapshots += 1,
                Ok(_) => {
                    found.problems.push(format!("{name}: it gives another graph than the journal"));
                }
                Err(error) if is_finding(&error) => found.problems.push(error.to_string()),
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// All blocks of a journal, or those after a snapshot.
    fn replay_all(
        &self,
        journal: &Fresh,
        name: &str,
        snapshot: Option<(Graph, Head)>,
    ) -> Result<Graph, Error> {
        let mut replay = Replay::new(self, name);
        replay.begin(journal, snapshot);
        replay.run(journal)?;
        replay.finish(journal)
    }
}

/// Whether an error says something of the files, and not of how they were looked at.
fn is_finding(error: &Error) -> bool {
    matches!(error.kind(), ErrorKind::Damaged | ErrorKind::NotFound)
}

fn hash(value: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// A number that graphs share that keep the same and give the same profiles, whatever the order they hold it in.
pub(super) fn digest(graph: &Graph) -> u64 {
    let image = graph.image();
    let ids: Vec<u64> = image
        .identifiers()
        .zip(image.profiles())
        .map(|(id, profile)| hash((id.fingerprint, id.known, profile)))
        .collect();
    let id = |&place: &u32| ids[place as usize];
    let sources: Vec<&str> = image.sources().collect();
    let records = image.records().map(|record| {
        let held: Vec<u64> = record.identifiers.iter().map(id).collect();
        let traits = record
            .traits
            .map(|traits| format!("{:?}", traits.iter().map(shown).collect::<Vec<_>>()));
        let source = sources[record.source as usize];
        hash((held, source, record.strength, record.span, traits))
    });
    let records = records.fold(0, u64::wrapping_add);
    let separations: Vec<_> = image
        .separations()
        .map(|(a, b, said)| {
            hash((
                id(&a),
                id(&b),
                said.iter().map(|said| (said.at, &said.source)).collect::<Vec<_>>(),
            ))
        })
        .collect();
    let changes: Vec<_> = image
        .changes()
        .map(|change| {
            let named: Vec<u64> = change.identifiers.iter().map(id).collect();
            hash((change.kind, change.from, change.into, named))
        })
        .collect();
    let refused = image.refusals();
    hash((ids, records, separations, image.first_change(), changes, refused, image.policy_text()))
}

fn shown(one: &RecordTrait) -> impl std::fmt::Debug + use<> {
    let dated = |dated: &Dated| (dated.at, serde_json::to_string(&dated.value).unwrap_or_default());
    (one.name.clone(), dated(&one.newest), dated(&one.oldest))
}
