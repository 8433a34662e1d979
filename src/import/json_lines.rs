//! Rows of JSON Lines.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufRead, BufReader};

use serde_json::{Map, Value};

use super::cell::Cell;
use super::input::{RawRow, io_error, not_utf8};
use super::manifest::FanBase;
use super::{SkipReason, tally::Tally};
use crate::error::Error;

pub(super) struct JsonLines {
    reader: BufReader<File>,
    file: String,
    line: u64,
    buffer: Vec<u8>,
    /// The columns asked for, by name; a column may be asked for twice.
    slots: HashMap<String, Vec<usize>>,
    seen: Vec<bool>,
}

impl JsonLines {
    pub(super) fn new(file: File, base: &FanBase) -> Self {
        let mut slots: HashMap<String, Vec<usize>> = HashMap::new();
        for (index, slot) in base.slots().enumerate() {
            slots.entry(slot.to_owned()).or_default().push(index);
        }
        JsonLines {
            reader: BufReader::new(file),
            file: base.file_name().to_owned(),
            line: 0,
            buffer: Vec::new(),
            slots,
            seen: vec![false; base.slots().count()],
        }
    }

    pub(super) fn next_row(&mut self, tally: &mut Tally) -> Result<Option<RawRow>, Error> {
        loop {
            self.buffer.clear();
            let read = self.reader.read_until(b'\n', &mut self.buffer);
            if read.map_err(|error| io_error(&error).at(&self.file))? == 0 {
                return Ok(None);
            }
            self.line += 1;
            let place = || format!("{}:{}", self.file, self.line);
            let text = std::str::from_utf8(&self.buffer).map_err(|_| not_utf8(place()))?;
            let text = text.strip_prefix('\u{feff}').filter(|_| self.line == 1).unwrap_or(text);
            if text.trim().is_empty() {
                continue;
            }
            let object = serde_json::from_str::<Map<String, Value>>(text);
            let cells = match object {
                Ok(object) => Ok(self.cells(object, tally)),
                Err(_) => Err(SkipReason::NotAnObject),
            };
            return Ok(Some(RawRow { line: self.line, cells }));
        }
    }

    fn cells(&mut self, object: Map<String, Value>, tally: &mut Tally) -> Vec<Cell> {
        let mut cells: Vec<Cell> = self.seen.iter().map(|_| Cell::Empty).collect();
        for (name, value) in object {
            let Some(slots) = self.slots.get(&name) else {
                tally.ignore_column(&name);
                continue;
            };
            for &slot in slots {
                self.seen[slot] = true;
                cells[slot] = Cell::from(value.clone());
            }
        }
        cells
    }

    pub(super) fn absent(&self) -> Vec<usize> {
        (0..self.seen.len()).filter(|&slot| !self.seen[slot]).collect()
    }
}
