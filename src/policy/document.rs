//! A document's text (a policy's, a manifest's) as sections and items that know where they stand, and the problems found in them.
//!
//! No problem ever holds a value of the document: it may be a customer's.

use std::cell::RefCell;
use std::fmt::Display;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::error::{Error, ErrorKind};

/// Longest key that a problem repeats, in bytes.
const KEY_BYTES: usize = 64;
/// A key with as many digits in a row may be a phone number.
const NUMBER_DIGITS: usize = 8;

/// What was found wrong, each with its offset in the text.
pub(crate) struct Problems<'d> {
    text: &'d str,
    found: RefCell<Vec<(usize, String)>>,
}

/// A table of the document.
pub(crate) struct Section<'d> {
    problems: &'d Problems<'d>,
    path: String,
    table: &'d DeTable<'d>,
}

/// A key of the document with its value.
pub(crate) struct Item<'d> {
    pub(crate) name: &'d str,
    problems: &'d Problems<'d>,
    path: String,
    key_offset: usize,
    value_offset: usize,
    value: &'d DeValue<'d>,
}

impl<'d> Problems<'d> {
    pub(crate) fn new(text: &'d str) -> Self {
        Problems { text, found: RefCell::default() }
    }

    /// Notes a problem: an empty path is that of the whole document.
    pub(crate) fn report(&self, offset: usize, path: &str, rule: impl Display) {
        let (line, column) = self.position(offset);
        let comma = if path.is_empty() { "" } else { ", " };
        let problem = format!("line {line}, column {column}{comma}{path}: {rule}");
        self.found.borrow_mut().push((offset, problem));
    }

    /// All problems as one error, in the order of the text.
    pub(crate) fn into_result(self, kind: ErrorKind) -> Result<(), Error> {
        let mut found = self.found.into_inner();
        if found.is_empty() {
            return Ok(());
        }
        found.sort_by_key(|(offset, _)| *offset);
        found.dedup();
        Err(Error::with_problems(kind, found.into_iter().map(|(_, problem)| problem).collect()))
    }

    /// Line and column of an offset, from 1; columns count characters.
    fn position(&self, offset: usize) -> (usize, usize) {
        let before = self.text.get(..offset).unwrap_or(self.text);
        let line = before.rsplit('\n').next().unwrap_or_default();
        (before.matches('\n').count() + 1, line.chars().count() + 1)
    }
}

impl<'d> Section<'d> {
    pub(crate) fn root(problems: &'d Problems<'d>, table: &'d DeTable<'d>) -> Self {
        Section { problems, path: String::new(), table }
    }

    /// The item of this key, if there is one.
    pub(crate) fn item(&self, key: &str) -> Option<Item<'d>> {
        self.table.get_key_value(key).map(|(key, value)| self.at(key, value))
    }

    /// Every item, by name.
    pub(crate) fn items(&self) -> Vec<Item<'d>> {
        let mut items: Vec<_> = self.table.iter().map(|(key, value)| self.at(key, value)).collect();
        items.sort_by_key(|item| item.name);
        items
    }

    /// Every item, in the order of the text.
    #[cfg(feature = "import")]
    pub(crate) fn items_as_written(&self) -> Vec<Item<'d>> {
        let mut items = self.items();
        items.sort_by_key(|item| item.key_offset);
        items
    }

    /// Reports every key that is none of these.
    pub(crate) fn allow(&self, keys: &[&str]) {
        for item in self.items() {
            if !keys.contains(&item.name) {
                item.refuse_key(format_args!("unknown key; known: {}", keys.join(", ")));
            }
        }
    }

    fn at(
        &self,
        key: &'d Spanned<std::borrow::Cow<'d, str>>,
        value: &'d Spanned<DeValue<'d>>,
    ) -> Item<'d> {
        let name = &**key.get_ref();
        let dot = if self.path.is_empty() { "" } else { "." };
        Item {
            name,
            problems: self.problems,
            path: format!("{}{dot}{}", self.path, shown(name)),
            key_offset: key.span().start,
            value_offset: value.span().start,
            value: value.get_ref(),
        }
    }
}

impl<'d> Item<'d> {
    /// Reports a problem with the value.
    pub(crate) fn refuse(&self, rule: impl Display) {
        self.problems.report(self.value_offset, &self.path, rule);
    }

    /// Reports a problem with the key.
    pub(crate) fn refuse_key(&self, rule: impl Display) {
        self.problems.report(self.key_offset, &self.path, rule);
    }

    pub(crate) fn is_table(&self) -> bool {
        self.value.is_table()
    }

    pub(crate) fn section(&self) -> Option<Section<'d>> {
        let table = self.expect(self.value.as_table(), "must be a table")?;
        Some(Section { problems: self.problems, path: self.path.clone(), table })
    }

    /// The items of a list, each named by its place in it.
    pub(crate) fn list(&self) -> Option<Vec<Item<'d>>> {
        let list = self.expect(self.value.as_array(), "must be a list")?;
        let item = |(place, value): (usize, &'d Spanned<DeValue<'d>>)| Item {
            name: self.name,
            problems: self.problems,
            path: format!("{}[{place}]", self.path),
            key_offset: value.span().start,
            value_offset: value.span().start,
            value: value.get_ref(),
        };
        Some(list.iter().enumerate().map(item).collect())
    }

    pub(crate) fn text(&self) -> Option<&'d str> {
        self.expect(self.value.as_str(), "must be text in quotes")
    }

    pub(crate) fn flag(&self) -> Option<bool> {
        self.expect(self.value.as_bool(), "must be true or false")
    }

    /// A whole number that is no less.
    pub(crate) fn number(&self, least: u32) -> Option<u32> {
        let integer = self.expect(self.value.as_integer(), "must be a whole number")?;
        let most = u32::MAX;
        match i128::from_str_radix(integer.as_str(), integer.radix()) {
            Ok(number) if number < i128::from(least) => {
                self.refuse(format_args!("must be {least} or more"));
                None
            }
            Ok(number) => {
                self.expect(u32::try_from(number).ok(), format_args!("must be {most} or less"))
            }
            Err(_) => self.expect(None, format_args!("must be {least} to {most}")),
        }
    }

    /// One of these words.
    pub(crate) fn word<T: Copy>(&self, all: &[T], name: fn(T) -> &'static str) -> Option<T> {
        let text = self.text()?;
        let word = all.iter().copied().find(|&word| name(word) == text);
        if word.is_none() {
            let names: Vec<_> = all.iter().map(|&word| name(word)).collect();
            self.refuse(format_args!("must be one of {}", names.join(", ")));
        }
        word
    }

    fn expect<T>(&self, value: Option<T>, rule: impl Display) -> Option<T> {
        if value.is_none() {
            self.refuse(rule);
        }
        value
    }
}

/// A key as problems show it: quoted where TOML wants it, and not at all where it may be a contact.
pub(crate) fn shown(key: &str) -> String {
    let bare = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    let harmless = |c: char| c.is_alphanumeric() || " _-./*".contains(c);
    let longest_number = key.split(|c: char| !c.is_ascii_digit()).map(str::len).max();
    if key.len() > KEY_BYTES || !key.chars().all(harmless) || longest_number >= Some(NUMBER_DIGITS)
    {
        "\"…\"".to_owned()
    } else if !key.is_empty() && key.chars().all(bare) {
        key.to_owned()
    } else {
        format!("\"{key}\"")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_that_may_be_contacts_are_not_shown() {
        assert_eq!(shown("limit"), "limit");
        assert_eq!(shown("wechat.unionid"), "\"wechat.unionid\"");
        assert_eq!(shown("taobao/旗舰店/*"), "\"taobao/旗舰店/*\"");
        assert_eq!(shown("2021-10"), "2021-10");
        assert_eq!(shown(""), "\"\"");
        for contact in ["13800138000", "+8613800138000", "li@example.com", &"x".repeat(65)] {
            assert_eq!(shown(contact), "\"…\"", "{contact}");
        }
    }

    #[test]
    fn columns_count_characters() {
        let problems = Problems::new("a\n杭州 b");
        assert_eq!(problems.position(0), (1, 1));
        assert_eq!(problems.position("a\n杭州 ".len()), (2, 4));
        assert_eq!(problems.position(1000), (2, 5));
    }
}
