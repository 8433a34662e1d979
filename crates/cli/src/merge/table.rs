//! Text in columns, aligned where Chinese characters are as wide as two others.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr as _;

/// Rows of cells; the first is the header.
pub(super) struct Table {
    rows: Vec<Vec<String>>,
    /// For each column, whether it is of numbers.
    right: Vec<bool>,
}

impl Table {
    /// A table with these headings; those that begin with `>` are of numbers.
    pub(super) fn new(headings: &[&str]) -> Self {
        let right = headings.iter().map(|heading| heading.starts_with('>')).collect();
        let header = headings.iter().map(|heading| heading.trim_start_matches('>').to_owned());
        Table { rows: vec![header.collect()], right }
    }

    pub(super) fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(cells.into_iter().collect());
    }

    /// Whether there is no row below the header.
    pub(super) fn is_empty(&self) -> bool {
        self.rows.len() == 1
    }

    pub(super) fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let widths: Vec<usize> = (0..self.right.len())
            .map(|column| self.rows.iter().map(|row| row[column].width()).max().unwrap_or(0))
            .collect();
        // A header that says nothing is left out.
        let untitled = self.rows[0].iter().all(String::is_empty);
        for row in self.rows.iter().skip(usize::from(untitled)) {
            let mut line = String::new();
            for ((cell, &width), &right) in row.iter().zip(&widths).zip(&self.right) {
                let blank = " ".repeat(width - cell.width());
                let padded = if right { [&*blank, cell] } else { [cell, &*blank] };
                line.push_str("  ");
                line.extend(padded);
            }
            writeln!(out, "{}", line.trim_end())?;
        }
        Ok(())
    }
}

/// A count with a comma between thousands.
pub(super) fn count(number: u64) -> String {
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
