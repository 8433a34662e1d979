//! Rows as CSV, TSV or JSON Lines.

use super::File;

/// The rows of one file; they are written in the order of their sort key.
pub(super) struct Table {
    name: &'static str,
    header: &'static [&'static str],
    rows: Vec<(String, Vec<String>)>,
}

impl Table {
    pub(super) fn new(name: &'static str, header: &'static [&'static str]) -> Self {
        Table { name, header, rows: Vec::new() }
    }

    pub(super) fn row<const N: usize>(&mut self, key: &str, cells: [&str; N]) {
        assert_eq!(N, self.header.len(), "a cell for each column");
        self.push(key, cells.map(str::to_owned).to_vec());
    }

    /// A line that is text already, as in JSON Lines.
    pub(super) fn line(&mut self, key: &str, line: String) {
        self.push(key, vec![line]);
    }

    fn push(&mut self, key: &str, cells: Vec<String>) {
        self.rows.push((key.to_owned(), cells));
    }

    pub(super) fn file(mut self) -> File {
        self.rows.sort();
        let delimiter = if self.name.ends_with(".tsv") { '\t' } else { ',' };
        let mut text = String::new();
        if !self.header.is_empty() {
            push_line(&mut text, self.header.iter().copied(), delimiter);
        }
        for (_, cells) in &self.rows {
            if self.header.is_empty() {
                text.push_str(&cells[0]);
                text.push('\n');
            } else {
                push_line(&mut text, cells.iter().map(String::as_str), delimiter);
            }
        }
        File { name: self.name, rows: self.rows.len(), text }
    }
}

fn push_line<'a>(text: &mut String, cells: impl Iterator<Item = &'a str>, delimiter: char) {
    for (index, cell) in cells.enumerate() {
        if index > 0 {
            text.push(delimiter);
        }
        if cell.contains([delimiter, '"', '\n']) {
            text.push('"');
            text.push_str(&cell.replace('"', "\"\""));
            text.push('"');
        } else {
            text.push_str(cell);
        }
    }
    text.push('\n');
}
