//! Text in columns, aligned where Chinese characters are as wide as two others.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr as _;

use crate::tell::clean;

/// Rows of cells; the first is the header.
pub(crate) struct Table {
    rows: Vec<Vec<String>>,
    /// For each column, whether it is of numbers.
    right: Vec<bool>,
}

impl Table {
    /// A table with these headings; those that begin with `>` are of numbers.
    pub(crate) fn new(headings: &[&str]) -> Self {
        let right = headings.iter().map(|heading| heading.starts_with('>')).collect();
        let header = headings.iter().map(|heading| heading.trim_start_matches('>').to_owned());
        Table { rows: vec![header.collect()], right }
    }

    pub(crate) fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(cells.into_iter().map(|cell| clean(&cell)).collect());
    }

    /// Whether there is no row below the header.
    pub(crate) fn is_empty(&self) -> bool {
        self.rows.len() == 1
    }

    pub(crate) fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        // A header that says nothing is left out.
        let untitled = self.rows[0].iter().all(String::is_empty);
        for line in aligned(&self.rows, &self.right).skip(usize::from(untitled)) {
            writeln!(out, "  {line}")?;
        }
        Ok(())
    }
}

/// Rows of text as lines, their cells one below the other.
pub(crate) fn columns<const N: usize>(rows: &[[String; N]]) -> impl Iterator<Item = String> {
    aligned(rows, &[false; N]).collect::<Vec<_>>().into_iter()
}

fn aligned<R: AsRef<[String]>>(rows: &[R], right: &[bool]) -> impl Iterator<Item = String> {
    let width = |column: usize| rows.iter().map(|row| row.as_ref()[column].width()).max();
    let widths: Vec<usize> = (0..right.len()).map(|column| width(column).unwrap_or(0)).collect();
    rows.iter().map(move |row| {
        let mut line = String::new();
        for (column, cell) in row.as_ref().iter().enumerate() {
            let blank = " ".repeat(widths[column] - cell.width());
            line.push_str(if column == 0 { "" } else { "  " });
            line.extend(if right[column] { [&*blank, cell] } else { [cell, &*blank] });
        }
        line.trim_end().to_owned()
    })
}

/// A count with a comma between thousands.
pub(crate) fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_characters_take_two_columns() {
        let mut table = Table::new(&["column", ">cells"]);
        table.row(["手机号".to_owned(), count(1_234_567)]);
        table.row(["phone".to_owned(), count(12)]);
        let mut text = Vec::new();
        table.write(&mut text).expect("writes to memory");
        let text = String::from_utf8(text).expect("text");
        assert_eq!(text, "  column      cells\n  手机号  1,234,567\n  phone          12\n");
    }

    #[test]
    fn thousands() {
        let counts = [0, 999, 1000, 1_000_000].map(count);
        assert_eq!(counts, ["0", "999", "1,000", "1,000,000"]);
    }
}
