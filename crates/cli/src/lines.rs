//! The lines of a text, one at a time, in one buffer.

use std::io::{self, BufRead, Read as _};

/// A line that is longer is no operation, and is not kept in memory.
const MOST_BYTES: usize = 16 << 20;

/// The lines of a UTF-8 text. A byte order mark at its beginning is left out.
pub(crate) struct Lines<R> {
    reader: R,
    line: Vec<u8>,
    number: u64,
}

impl<R: BufRead> Lines<R> {
    pub(crate) fn new(reader: R) -> Self {
        Lines { reader, line: Vec::new(), number: 0 }
    }

    /// The number of the line that was read last, the first being 1.
    pub(crate) fn number(&self) -> u64 {
        self.number
    }

    /// The next line without the white space around it, or the rule that it breaks; `None` at the end.
    pub(crate) fn next(&mut self) -> io::Result<Option<Result<&str, &'static str>>> {
        self.line.clear();
        let most = MOST_BYTES as u64 + 1;
        let count = self.reader.by_ref().take(most).read_until(b'\n', &mut self.line)?;
        if count == 0 {
            return Ok(None);
        }
        self.number += 1;
        if count > MOST_BYTES && self.line.last() != Some(&b'\n') {
            self.reader.skip_until(b'\n')?;
            return Ok(Some(Err("longer than 16 MiB")));
        }
        let line = match self.number {
            1 => self.line.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&self.line),
            _ => &self.line,
        };
        Ok(Some(std::str::from_utf8(line.trim_ascii()).map_err(|_| "not UTF-8")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &[u8]) -> Vec<Result<String, &'static str>> {
        // A small buffer, so that lines go over its end.
        let mut lines = Lines::new(io::BufReader::with_capacity(3, text));
        let mut all = Vec::new();
        while let Some(line) = lines.next().unwrap() {
            all.push(line.map(str::to_owned));
            assert_eq!(lines.number(), all.len() as u64);
        }
        all
    }

    #[test]
    fn lines_end_in_any_way() {
        let line = |text: &str| Ok(text.to_owned());
        assert_eq!(read(b""), []);
        assert_eq!(read(b"one\r\n\n two"), [line("one"), line(""), line("two")]);
        assert_eq!(read("\u{feff}one\n\u{feff}".as_bytes()), [line("one"), line("\u{feff}")]);
    }

    #[test]
    fn bytes_that_are_no_text_do_not_stop_the_reading() {
        assert_eq!(read(b"\xff\xfe\ntwo\n"), [Err("not UTF-8"), Ok("two".to_owned())]);
    }

    #[test]
    fn the_longest_line_is_read_and_a_longer_one_passed_over() {
        let longest = "x".repeat(MOST_BYTES);
        let ends = read(format!("{longest}\n{longest}y\nthree\n{longest}").as_bytes());
        let lengths: Vec<_> = ends.iter().map(|line| line.as_ref().map(String::len)).collect();
        assert_eq!(lengths, [Ok(MOST_BYTES), Err(&"longer than 16 MiB"), Ok(5), Ok(MOST_BYTES)]);
    }
}
