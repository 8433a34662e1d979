//! Feeds the lines of files to a graph, in batches.

use std::fmt;
use std::io::BufRead;
use std::rc::Rc;

use oneid::{ErrorKind, IdentityGraph, Operation};
use serde::{Serialize, Serializer};

use crate::error::Failure;
use crate::lines::Lines;

/// Operations applied at once.
const BATCH: usize = 4096;

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
pub(super) struct Feed {
    files: usize,
    graph: IdentityGraph,
    skip_bad: bool,
    skipped: Vec<Skipped>,
    /// What has been read and not been applied.
    operations: Vec<Operation>,
    /// Where each of `operations` stands.
    places: Vec<Place>,
}

impl Feed {
    pub(super) fn new(graph: IdentityGraph, skip_bad: bool) -> Self {
        let (operations, places) = (Vec::with_capacity(BATCH), Vec::with_capacity(BATCH));
        Feed { files: 0, graph, skip_bad, skipped: Vec::new(), operations, places }
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
        loop {
            let read = match lines.next() {
                Ok(Some(Ok(""))) => continue,
                Ok(Some(Ok(text))) => Operation::from_json(text).map_err(|error| error.to_string()),
                Ok(Some(Err(rule))) => Err(rule.to_owned()),
                Ok(None) => return Ok(()),
                Err(error) => return Err(Failure::new(format!("{file}: {error}"))),
            };
            let place = Place { number: self.files, file: Rc::clone(&file), line: lines.number() };
            match read {
                Ok(operation) => self.push(operation, place)?,
                Err(rule) => self.bad_line(place, rule)?,
            }
        }
    }

    /// Applies what is left. The lines that were skipped come in the order of the files.
    pub(super) fn finish(mut self) -> Result<(IdentityGraph, Vec<Skipped>), Failure> {
        self.apply()?;
        self.skipped.sort_by_key(|skipped| (skipped.place.number, skipped.place.line));
        Ok((self.graph, self.skipped))
    }

    fn push(&mut self, operation: Operation, place: Place) -> Result<(), Failure> {
        self.operations.push(operation);
        self.places.push(place);
        if self.operations.len() < BATCH { Ok(()) } else { self.apply() }
    }

    /// A line that is no operation. If it ends the run, what was read before is applied first: there may be a bad line among it,
    /// which is then the first.
    fn bad_line(&mut self, place: Place, rule: String) -> Result<(), Failure> {
        if !self.skip_bad {
            self.apply()?;
        }
        self.skip(place, rule)
    }

    fn skip(&mut self, place: Place, rule: String) -> Result<(), Failure> {
        let skipped = Skipped { place, rule };
        if !self.skip_bad {
            return Err(Failure::new(skipped.to_string()));
        }
        self.skipped.push(skipped);
        Ok(())
    }

    /// Applies what has been read.
    fn apply(&mut self) -> Result<(), Failure> {
        let mut operations = std::mem::take(&mut self.operations);
        let mut places = std::mem::take(&mut self.places);
        self.apply_all(&operations, &places)?;
        operations.clear();
        places.clear();
        (self.operations, self.places) = (operations, places);
        Ok(())
    }

    /// Applies operations. If a batch fails, nothing of it was applied: its halves are tried in order, so that the first bad
    /// one is met first, and all good ones are applied.
    fn apply_all(&mut self, operations: &[Operation], places: &[Place]) -> Result<(), Failure> {
        let error = match self.graph.apply_batch(operations) {
            Ok(outcome) => {
                // Nobody reads the changes.
                let trimmed = self.graph.trim_changes(outcome.changes.end);
                return trimmed.map_err(|error| Failure::new(error.to_string()));
            }
            Err(error) => error,
        };
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
