//! What stands in one cell, whatever the file's format.

/// A cell as read.
pub(super) enum Cell {
    /// Nothing, white space alone, or `null`.
    Empty,
    Text(String),
    /// A number of JSON, with its text if that is exact.
    Number(f64, Option<String>),
    Bool(bool),
    /// A list of JSON that holds texts and exact numbers, without empty ones.
    Texts(Vec<String>),
    /// An object, or a list that holds more than texts.
    Nested,
}

impl Cell {
    /// A text, trimmed.
    pub(super) fn text(text: &str) -> Cell {
        match text.trim() {
            "" => Cell::Empty,
            text => Cell::Text(text.to_owned()),
        }
    }

    /// The texts that it holds; a reason if it is something else.
    pub(super) fn texts(&self) -> Result<&[String], &'static str> {
        match self {
            Cell::Empty => Ok(&[]),
            Cell::Text(text) | Cell::Number(_, Some(text)) => Ok(std::slice::from_ref(text)),
            Cell::Texts(texts) => Ok(texts),
            Cell::Number(_, None) => Err("inexact_number"),
            Cell::Bool(_) | Cell::Nested => Err("not_text"),
        }
    }
}

impl From<serde_json::Value> for Cell {
    fn from(value: serde_json::Value) -> Cell {
        use serde_json::Value;
        match value {
            Value::Null => Cell::Empty,
            Value::Bool(value) => Cell::Bool(value),
            Value::Number(number) => number_cell(&number),
            Value::String(text) => Cell::text(&text),
            Value::Array(items) => list(items),
            Value::Object(_) => Cell::Nested,
        }
    }
}

/// A number beyond 64 bits, or with a fraction, is read as a double: its digits are not those that were written.
fn number_cell(number: &serde_json::Number) -> Cell {
    let exact = number.is_i64() || number.is_u64();
    let value = number.as_f64().unwrap_or_default();
    Cell::Number(value, exact.then(|| number.to_string()))
}

fn list(items: Vec<serde_json::Value>) -> Cell {
    let mut texts = Vec::with_capacity(items.len());
    for item in items {
        match Cell::from(item) {
            Cell::Empty => {}
            Cell::Text(text) | Cell::Number(_, Some(text)) => texts.push(text),
            _ => return Cell::Nested,
        }
    }
    if texts.is_empty() { Cell::Empty } else { Cell::Texts(texts) }
}
