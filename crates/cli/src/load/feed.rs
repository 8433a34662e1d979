//! Feeds the lines of files to a graph, in batches.

use std::fmt;
use std::io::{self, BufRead, Write as _};
use std::rc::Rc;

use oneid::{ErrorKind, IdentityGraph, Operation};
use serde::{Serialize, Serializer};

use crate::error::Failure;
use crate::lines::Lines;

/// Operations applied at once, if nothing else is said.
pub(crate) const BATCH: usize = 4096;

/// How lines are fed.
#[derive(Clone, Copy)]
pub(crate) struct Ways {
    /// Operations applied at once.
    pub(crate) batch: usize,
    /// Bad lines are left out.
    pub(crate) skip_bad: bool,
    /// Somebody reads the changes one day.
    pub(crate) keeps_changes: bool,
    /// Says on stdout, whenever a batch has been applied, how many lines have been worked through.
    pub(crate) acknowledges: bool,
}

impl Default for Ways {
    fn default() -> Self {
        Ways { batch: BATCH, skip_bad: false, keeps_changes: false, acknowledges: false }
    }
}

/// Where an operation stands.
#[derive(Clone, Serialize)]
struct Place {
    /// The number of the file among the files.
    #[serde(skip)]
    number: usize,
    #[serde(serialize_with = "name")]
    file: Rc<str>,
    line: u64,
}

/// A line that was left out, and the rule that it breaks.
#[derive(Serialize)]
pub(crate) struct Skipped {
    #[serde(flatten)]
    place: Place,
    rule: String,
}

fn name<S: Serializer>(name: &Rc<str>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(name)
}

impl fmt::Display for Skipped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.place.file, self.place.line, self.rule)
    }
}

/// A graph, and the operations that it will be given next.
pub(super) struct Feed<'g> {
    files: usize,
    graph: &'g mut IdentityGraph,
    ways: Ways,
    skipped: Vec<Skipped>,
    /// What has been read and not been applied.
    operations: Vec<Operation>,
    /// Where each of `operations` stands.
    places: Vec<Place>,
    /// Lines of all files that have been read, and are good or were skipped.
    lines: u64,
    /// Lines of which was said that they have been worked through.
    acknowledged: u64,
}

impl<'g> Feed<'g> {
    pub(super) fn new(graph: &'g mut IdentityGraph, ways: Ways) -> Self {
        Feed {
            files: 0,
            graph,
            ways,
            skipped: Vec::new(),
            operations: Vec::new(),
            places: Vec::new(),
            lines: 0,
            acknowledged: 0,
        }
    }

    /// Reads a file to its end.
    ///
    /// # Errors
    ///
    /// The first bad line, unless these are skipped; that no more can be read, or held.
    pub(super) fn read(&mut self, name: String, reader: impl BufRead) -> Result<(), Failure> {
        self.files += 1;
        let file: Rc<str> = name.into();
        let mut lines = Lines::new(reader);
        let before = self.lines;
        loop {
            let read = match lines.next() {
                Ok(Some(Ok(""))) => continue,
                Ok(Some(Ok(text))) => Operation::from_json(text).map_err(|error| error.to_string()),
                Ok(Some(Err(rule))) => Err(rule.to_owned()),
                Ok(None) => {
                    self.lines = before + lines.number();
                    return Ok(());
                }
                Err(error) => {
                    self.apply()?;
                    return Err(Failure::new(format!("{file}: {error}")));
                }
            };
            let place = Place { number: self.files, file: Rc::clone(&file), line: lines.number() };
            match read {
                Ok(operation) => {
                    self.lines = before + lines.number();
                    self.push(operation, place)?;
                }
                Err(rule) => {
                    self.bad_line(place, rule)?;
                    self.lines = before + lines.number();
                }
            }
        }
    }

    /// Applies what is left. The lines that were skipped come in the order of the files.
    pub(super) fn finish(mut self) -> Result<Vec<Skipped>, Failure> {
        self.apply()?;
        self.skipped.sort_by_key(|skipped| (skipped.place.number, skipped.place.line));
        Ok(self.skipped)
    }

    fn push(&mut self, operation: Operation, place: Place) -> Result<(), Failure> {
        self.operations.push(operation);
        self.places.push(place);
        if self.operations.len() < self.ways.batch { Ok(()) } else { self.apply() }
    }

    /// A line that is no operation. If it ends the run, what was read before is applied first: there may be a bad line among it,
    /// which is then the first.
    fn bad_line(&mut self, place: Place, rule: String) -> Result<(), Failure> {
        if !self.ways.skip_bad {
            self.apply()?;
        }
        self.skip(place, rule)
    }

    fn skip(&mut self, place: Place, rule: String) -> Result<(), Failure> {
        let skipped = Skipped { place, rule };
        if !self.ways.skip_bad {
            return Err(Failure::new(skipped.to_string()));
        }
        self.skipped.push(skipped);
        Ok(())
    }

    /// Applies what has been read.
    fn apply(&mut self) -> Result<(), Failure> {
        let mut operations = std::mem::take(&mut self.operations);
        let mut places = std::mem::take(&mut self.places);
        if !operations.is_empty() {
            self.apply_all(&operations, &places)?;
        }
        operations.clear();
        places.clear();
        (self.operations, self.places) = (operations, places);
        if self.ways.acknowledges { self.acknowledge() } else { Ok(()) }
    }

    /// Says how far it is: whoever feeds need not give these lines again. That nobody listens any more stops nothing.
    fn acknowledge(&mut self) -> Result<(), Failure> {
        if self.lines == self.acknowledged {
            return Ok(());
        }
        self.acknowledged = self.lines;
        let mut stdout = io::stdout().lock();
        match writeln!(stdout, "{}", self.lines).and_then(|()| stdout.flush()) {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
                Err(Failure::new(format!("writing to stdout: {error}")))
            }
            _ => Ok(()),
        }
    }

    /// Applies operations. If a batch fails, nothing of it was applied: its halves are tried in order, so that the first bad
    /// one is met first, and all good ones are applied.
    fn apply_all(&mut self, operations: &[Operation], places: &[Place]) -> Result<(), Failure> {
        let error = match self.graph.apply_batch(operations) {
            Ok(_) if self.ways.keeps_changes => return Ok(()),
            Ok(outcome) => {
                let trimmed = self.graph.trim_changes(outcome.changes.end);
                return trimmed.map_err(|error| Failure::new(error.to_string()));
            }
            Err(error) => error,
        };
        if matches!(error.kind(), ErrorKind::Io | ErrorKind::ReadOnly) {
            // Nothing is wrong with the lines, and no other would be taken either.
            return Err(Failure::at("writing the graph", &error));
        }
        match places {
            // Nothing is wrong with the line, and those after it would fare no better.
            [place] if error.kind() == ErrorKind::Capacity => {
                Err(Failure::at(format_args!("{}:{}", place.file, place.line), &error))
            }
            [place] => self.skip(place.clone(), error.to_string()),
            _ => {
                let (first, second) = operations.split_at(operations.len() / 2);
                let (first_places, second_places) = places.split_at(first.len());
                self.apply_all(first, first_places)?;
                self.apply_all(second, second_places)
            }
        }
    }
}
