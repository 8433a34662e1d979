//! Rows of CSV and TSV.

use std::fs::File;
use std::io::{self, BufReader, Read};

use csv::{ErrorKind as CsvErrorKind, ReaderBuilder, StringRecord, Terminator};

use super::cell::Cell;
use super::input::{RawRow, io_error, not_utf8};
use super::manifest::FanBase;
use super::{SkipReason, tally::Tally};
use crate::error::{Error, ErrorKind};

/// A table whose header has been read.
pub(super) struct Table {
    reader: csv::Reader<QuoteCounter<BufReader<File>>>,
    file: String,
    width: usize,
    /// For each column asked for, its place in the file.
    places: Vec<usize>,
    record: StringRecord,
    /// Where the record last read begins, if it spans several lines.
    last_of_several_lines: Option<u64>,
}

impl Table {
    pub(super) fn new(file: File, base: &FanBase, tally: &mut Tally) -> Result<Table, Error> {
        let reader = ReaderBuilder::new()
            .delimiter(base.separator())
            .has_headers(false)
            .flexible(true)
            // A carriage return before it is white space to the cell; so each record ends with its line.
            .terminator(Terminator::Any(b'\n'))
            .from_reader(QuoteCounter { inner: BufReader::new(file), quotes: 0 });
        let file = base.file_name().to_owned();
        let record = StringRecord::new();
        let mut table = Table {
            reader,
            file,
            width: 0,
            places: Vec::new(),
            record,
            last_of_several_lines: None,
        };
        table.read_record()?;
        let header: Vec<String> = table.record.iter().map(|name| name.trim().to_owned()).collect();
        table.width = header.len();
        table.places = places(base, &header).map_err(|problem| problem.at(&table.file))?;
        let named = |name: &String| base.slots().any(|slot| slot == name);
        header.iter().filter(|name| !named(name)).for_each(|name| tally.ignore_column(name));
        Ok(table)
    }

    pub(super) fn next_row(&mut self) -> Result<Option<RawRow>, Error> {
        loop {
            let Some(line) = self.read_record()? else { return Ok(None) };
            let blank = self.record.len() == 1 && self.record[0].trim().is_empty();
            if blank && self.width > 1 {
                continue;
            }
            let cells = if self.record.len() == self.width {
                Ok(self.places.iter().map(|&place| Cell::text(&self.record[place])).collect())
            } else {
                Err(SkipReason::Ragged)
            };
            return Ok(Some(RawRow { line, cells }));
        }
    }

    /// Reads a record and tells the line where it begins.
    fn read_record(&mut self) -> Result<Option<u64>, Error> {
        let read = self.reader.read_record(&mut self.record);
        if !read.map_err(|error| self.error(&error))? {
            return self.check_last().map(|()| None);
        }
        // The reader says where it stood before, which may be a blank line, and where it stands now.
        let breaks = self.record.as_slice().matches('\n').count() as u64;
        let before = self.record.position().map_or(0, csv::Position::line);
        let line = before.max(self.reader.position().line().saturating_sub(1 + breaks));
        self.last_of_several_lines = (breaks > 0).then_some(line);
        Ok(Some(line))
    }

    /// A quote that is never closed swallows all that follows it: then the last row spans lines and the quotes are odd.
    fn check_last(&self) -> Result<(), Error> {
        match self.last_of_several_lines {
            Some(line) if self.reader.get_ref().quotes % 2 == 1 => {
                let rule = "a quote opens in this row and is not closed before the file ends";
                Err(import_error(rule).at(format_args!("{}:{line}", self.file)))
            }
            _ => Ok(()),
        }
    }

    fn error(&self, error: &csv::Error) -> Error {
        match error.kind() {
            CsvErrorKind::Utf8 { pos, .. } => {
                let line = pos.as_ref().map_or(0, csv::Position::line);
                not_utf8(format_args!("{}:{line}", self.file))
            }
            CsvErrorKind::Io(error) => io_error(error).at(&self.file),
            _ => import_error("not a table").at(&self.file),
        }
    }
}

/// Where each column asked for stands in the header.
fn places(base: &FanBase, header: &[String]) -> Result<Vec<usize>, Error> {
    let mut problems = Vec::new();
    let mut places = Vec::new();
    for slot in base.slots() {
        let mut found = header.iter().enumerate().filter(|(_, name)| *name == slot);
        match (found.next(), found.next()) {
            (Some((place, _)), None) => places.push(place),
            (Some(_), Some(_)) => problems.push(format!("two columns are called `{slot}`")),
            _ => problems.push(format!("there is no column `{slot}`")),
        }
    }
    if problems.is_empty() {
        return Ok(places);
    }
    problems.dedup();
    Err(Error::with_problems(ErrorKind::Import, problems))
}

fn import_error(rule: &str) -> Error {
    Error::new(ErrorKind::Import, rule)
}

/// Counts the quotes that pass: after a file with an odd number one may be open, and all that follows it be one cell.
struct QuoteCounter<R> {
    inner: R,
    quotes: u64,
}

impl<R: Read> Read for QuoteCounter<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.inner.read(buffer)?;
        self.quotes += buffer[..length].iter().filter(|&&byte| byte == b'"').count() as u64;
        Ok(length)
    }
}
