//! Who is who, where that is known: to score a merge by.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use csv::StringRecord;

use super::input::{io_error, not_utf8, open};
use crate::error::{Error, ErrorKind};
use crate::identifier::Identifier;

/// One identifier of known owner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TruthRow {
    /// The identifier.
    pub identifier: Identifier,
    /// Its owner.
    pub person: String,
    /// The label of the person's case; empty if the file has none.
    pub case: String,
}

/// A truth file: CSV with the columns `identifier` and `person`, and `case` if there are labels.
pub struct Truth {
    reader: csv::Reader<BufReader<File>>,
    file: String,
    places: [Option<usize>; 3],
}

impl Truth {
    /// Opens a truth file and reads its header.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Io`]; [`ErrorKind::Import`] if a column is missing.
    pub fn open(path: &Path) -> Result<Self, Error> {
        let file = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        let input = BufReader::new(open(path, &file)?);
        let mut reader = csv::Reader::from_reader(input);
        let header = reader.headers().map_err(|error| csv_error(&error, &file))?;
        let place = |name: &str| header.iter().position(|column| column.trim() == name);
        let places = [place("identifier"), place("person"), place("case")];
        if places[0].is_none() || places[1].is_none() {
            let rule = "a truth file has the columns `identifier` and `person`";
            return Err(Error::new(ErrorKind::Import, rule).at(&file));
        }
        Ok(Truth { reader, file, places })
    }

    /// The next row.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Io`]; [`ErrorKind::Import`] for a row with another number of cells than the header, or that is not UTF-8;
    /// those of [`Identifier::parse`]; all with file and line.
    pub fn next_row(&mut self) -> Result<Option<TruthRow>, Error> {
        let mut record = StringRecord::new();
        let read = self.reader.read_record(&mut record);
        if !read.map_err(|error| csv_error(&error, &self.file))? {
            return Ok(None);
        }
        let line = record.position().map_or(0, csv::Position::line);
        let cell = |place: Option<usize>| place.map_or("", |place| record[place].trim());
        let identifier = Identifier::parse(cell(self.places[0]))
            .map_err(|error| error.at(format_args!("{}:{line}", self.file)))?;
        let (person, case) = (cell(self.places[1]).to_owned(), cell(self.places[2]).to_owned());
        Ok(Some(TruthRow { identifier, person, case }))
    }
}

fn csv_error(error: &csv::Error, file: &str) -> Error {
    let line = error.position().map_or(0, csv::Position::line);
    match error.kind() {
        csv::ErrorKind::Io(error) => io_error(error).at(file),
        csv::ErrorKind::Utf8 { .. } => not_utf8(format_args!("{file}:{line}")),
        _ => Error::new(ErrorKind::Import, "not as many cells as the header has")
            .at(format_args!("{file}:{line}")),
    }
}
