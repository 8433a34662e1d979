//! The rows of a file, whatever its format.

use std::fs::File;
use std::path::Path;

use super::cell::Cell;
use super::json_lines::JsonLines;
use super::manifest::{FanBase, Format};
use super::table::Table;
use super::{SkipReason, tally::Tally};
use crate::error::{Error, ErrorKind};

/// One row: the line where it begins, and the cells that are asked for, or why it cannot be told apart into cells.
pub(super) struct RawRow {
    pub(super) line: u64,
    pub(super) cells: Result<Vec<Cell>, SkipReason>,
}

pub(super) enum Input {
    Table(Table),
    JsonLines(JsonLines),
}

impl Input {
    /// Opens a fan base's file and finds the columns that the manifest names; those that it does not are told to the tally.
    pub(super) fn open(base: &FanBase, tally: &mut Tally) -> Result<Input, Error> {
        let file = open(base.path(), base.file_name())?;
        match base.format() {
            Format::JsonLines => Ok(Input::JsonLines(JsonLines::new(file, base))),
            Format::Csv | Format::Tsv => Table::new(file, base, tally).map(Input::Table),
        }
    }

    pub(super) fn next_row(&mut self, tally: &mut Tally) -> Result<Option<RawRow>, Error> {
        match self {
            Input::Table(table) => table.next_row(),
            Input::JsonLines(lines) => lines.next_row(tally),
        }
    }

    /// Columns that were asked for and never seen, by place.
    pub(super) fn absent(&self) -> Vec<usize> {
        match self {
            Input::Table(_) => Vec::new(),
            Input::JsonLines(lines) => lines.absent(),
        }
    }
}

pub(super) fn open(path: &Path, shown: &str) -> Result<File, Error> {
    File::open(path).map_err(|error| io_error(&error).at(shown))
}

pub(super) fn io_error(error: &std::io::Error) -> Error {
    Error::new(ErrorKind::Io, error.kind().to_string())
}

pub(super) fn not_utf8(place: impl std::fmt::Display) -> Error {
    Error::new(ErrorKind::Import, "not UTF-8: convert the file from its encoding first").at(place)
}
