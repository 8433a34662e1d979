//! What of a file was used and what was not, in numbers and lines.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::{Serialize, Serializer};

use super::manifest::FanBase;
use crate::policy::document::shown;

/// How many lines are given as examples.
const FIRST_LINES: usize = 5;
/// How many names of ignored columns are kept. In JSON Lines each line could have names of its own.
const IGNORED_NAMES: usize = 256;

/// Why a whole row was not used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum SkipReason {
    /// It has more or fewer cells than the header.
    Ragged,
    /// The line is not a JSON object.
    NotAnObject,
    /// No identifier is left in it.
    NoIdentifier,
    /// More than 64 identifiers.
    TooManyIdentifiers,
    /// Its time lies in the future of the import.
    FutureTime,
    /// Its time cannot be read.
    UnreadableTime,
    /// Its time names no UTC offset, and neither does the manifest.
    TimeWithoutOffset,
    /// Its time lies outside the years 1970 to 2200.
    TimeOutOfRange,
}

impl SkipReason {
    /// Every reason.
    pub const ALL: [SkipReason; 8] = [
        SkipReason::Ragged,
        SkipReason::NotAnObject,
        SkipReason::NoIdentifier,
        SkipReason::TooManyIdentifiers,
        SkipReason::FutureTime,
        SkipReason::UnreadableTime,
        SkipReason::TimeWithoutOffset,
        SkipReason::TimeOutOfRange,
    ];

    /// The stable code, in snake case.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.code_and_sentence().0
    }

    fn code_and_sentence(self) -> (&'static str, &'static str) {
        match self {
            SkipReason::Ragged => ("ragged", "it has more or fewer cells than the header"),
            SkipReason::NotAnObject => ("not_an_object", "the line is not a JSON object"),
            SkipReason::NoIdentifier => ("no_identifier", "no identifier is left in it"),
            SkipReason::TooManyIdentifiers => {
                ("too_many_identifiers", "it has more than 64 identifiers")
            }
            SkipReason::FutureTime => ("future_time", "its time lies in the future"),
            SkipReason::UnreadableTime => ("unreadable_time", "its time cannot be read"),
            SkipReason::TimeWithoutOffset => {
                ("time_without_offset", "its time has no UTC offset, and neither has the manifest")
            }
            SkipReason::TimeOutOfRange => {
                ("time_out_of_range", "its time lies outside the years 1970 to 2200")
            }
        }
    }
}

impl fmt::Display for SkipReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code_and_sentence().1)
    }
}

impl Serialize for SkipReason {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// A count, and where to look.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Count {
    /// How many.
    pub count: u64,
    /// The first lines of the file concerned, five at most. The header is line 1; a row that spans several lines is at its
    /// first.
    pub first_lines: Vec<u64>,
}

impl Count {
    fn add(&mut self, line: u64) {
        self.count += 1;
        if self.first_lines.len() < FIRST_LINES && self.first_lines.last() != Some(&line) {
            self.first_lines.push(line);
        }
    }
}

/// Rows that were not used, for one reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SkipCount {
    /// Why.
    pub reason: SkipReason,
    /// How many.
    #[serde(flatten)]
    pub rows: Count,
}

/// Cells of one column that were left out of their rows, for one reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ColumnCount {
    /// The column's name.
    pub column: String,
    /// The code of the [`Reason`](crate::normalize::Reason), or one of the codes in docs/merge.md.
    pub reason: &'static str,
    /// How many.
    #[serde(flatten)]
    pub cells: Count,
}

/// Cells of one column that hold what looks like a contact, where none belongs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Warning {
    /// The column's name.
    pub column: String,
    /// `phone` or `email`.
    pub looks_like: &'static str,
    /// Whether the cells were left out: those of traits are; the ids of accounts are not.
    pub left_out: bool,
    /// How many.
    #[serde(flatten)]
    pub cells: Count,
}

/// What became of the rows of one fan base. `rows` is `used` + `skipped`; all lists are sorted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct FanBaseReport {
    /// The fan base's name.
    pub name: String,
    /// Its platform.
    pub platform: String,
    /// The source of its records.
    pub source: String,
    /// Its file, as the manifest names it.
    pub file: String,
    /// Rows read; blank lines are none.
    pub rows: u64,
    /// Rows that gave an observation.
    pub used: u64,
    /// Rows that did not.
    pub skipped: u64,
    /// Why rows were skipped.
    pub skipped_rows: Vec<SkipCount>,
    /// Why cells were left out of rows.
    pub refused_cells: Vec<ColumnCount>,
    /// Contacts where none belong.
    pub warnings: Vec<Warning>,
    /// Columns of the file that the manifest does not name. A name that could be a contact is shown as `"…"`.
    pub ignored_columns: Vec<String>,
    /// Columns of the manifest that no line of a JSON Lines file has.
    pub absent_columns: Vec<String>,
}

/// Counts while the rows pass; columns go by their place in the manifest.
#[derive(Debug, Default)]
pub(super) struct Tally {
    rows: u64,
    used: u64,
    skipped: BTreeMap<SkipReason, Count>,
    refused: BTreeMap<(usize, &'static str), Count>,
    warned: BTreeMap<(usize, &'static str, bool), Count>,
    ignored: BTreeSet<String>,
}

impl Tally {
    pub(super) fn use_row(&mut self) {
        self.rows += 1;
        self.used += 1;
    }

    pub(super) fn skip_row(&mut self, reason: SkipReason, line: u64) {
        self.rows += 1;
        self.skipped.entry(reason).or_default().add(line);
    }

    pub(super) fn refuse_cell(&mut self, column: usize, reason: &'static str, line: u64) {
        self.refused.entry((column, reason)).or_default().add(line);
    }

    pub(super) fn warn(&mut self, column: usize, like: &'static str, left_out: bool, line: u64) {
        self.warned.entry((column, like, left_out)).or_default().add(line);
    }

    pub(super) fn ignore_column(&mut self, name: &str) {
        if !self.ignored.contains(name) && self.ignored.len() < IGNORED_NAMES {
            self.ignored.insert(name.to_owned());
        }
    }

    pub(super) fn report(&self, base: &FanBase, absent: Vec<String>) -> FanBaseReport {
        let column = |index: usize| base.slot_name(index).to_owned();
        FanBaseReport {
            name: base.name().to_owned(),
            platform: base.platform().to_owned(),
            source: base.source().to_owned(),
            file: base.file_name().to_owned(),
            rows: self.rows,
            used: self.used,
            skipped: self.skipped.values().map(|count| count.count).sum(),
            skipped_rows: (self.skipped.iter())
                .map(|(&reason, rows)| SkipCount { reason, rows: rows.clone() })
                .collect(),
            refused_cells: (self.refused.iter())
                .map(|(&(index, reason), cells)| ColumnCount {
                    column: column(index),
                    reason,
                    cells: cells.clone(),
                })
                .collect(),
            warnings: (self.warned.iter())
                .map(|(&(index, looks_like, left_out), cells)| Warning {
                    column: column(index),
                    looks_like,
                    left_out,
                    cells: cells.clone(),
                })
                .collect(),
            ignored_columns: self.ignored.iter().map(|name| unquoted(name)).collect(),
            absent_columns: absent,
        }
    }
}

/// The name of a column as a report shows it.
fn unquoted(name: &str) -> String {
    match shown(name).as_str() {
        "\"…\"" => "\"…\"".to_owned(),
        _ => name.to_owned(),
    }
}
