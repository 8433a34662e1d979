//! One fan base of a manifest.

use std::path::{Path, PathBuf};

use jiff::tz::Offset;

use crate::error::Error;
use crate::identifier::FingerprintKey;
use crate::import::column::Column;
use crate::import::rows::Rows;
use crate::observation::{Strength, Timestamp};
use crate::policy::Policy;

/// A file and what its columns are.
#[derive(Clone, Debug)]
pub struct FanBase {
    pub(super) name: String,
    pub(super) platform: String,
    pub(super) path: PathBuf,
    pub(super) file_name: String,
    pub(super) format: Format,
    pub(super) separator: u8,
    pub(super) source: String,
    pub(super) time: Option<String>,
    pub(super) offset: Option<Offset>,
    pub(super) strength: Strength,
    pub(super) columns: Vec<Column>,
    /// Namespace and scope of its fans.
    pub(super) fans: Option<(Box<str>, Option<Box<str>>)>,
}

/// How a file is written. UTF-8, with a byte order mark or without.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// Cells between commas, the first line a header.
    Csv,
    /// The same between tabs.
    Tsv,
    /// A JSON object a line.
    JsonLines,
}

impl Format {
    pub(super) const ALL: [Format; 3] = [Format::Csv, Format::Tsv, Format::JsonLines];

    /// The name used in manifests.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Format::Csv => "csv",
            Format::Tsv => "tsv",
            Format::JsonLines => "jsonl",
        }
    }

    /// The format that a file's extension stands for.
    pub(super) fn of(path: &Path) -> Option<Format> {
        let extension = path.extension()?.to_str()?.to_ascii_lowercase();
        match extension.as_str() {
            "ndjson" => Some(Format::JsonLines),
            other => Format::ALL.into_iter().find(|format| format.as_str() == other),
        }
    }

    pub(super) fn separator(self) -> u8 {
        if self == Format::Tsv { b'\t' } else { b',' }
    }
}

impl FanBase {
    /// Opens the file and reads its header.
    ///
    /// Rows whose time is after `now` are refused.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Io`](crate::ErrorKind::Io); [`ErrorKind::Import`](crate::ErrorKind::Import) if columns are missing, or stand there twice.
    pub fn rows<'m>(
        &'m self,
        policy: &'m Policy,
        key: &'m FingerprintKey,
        now: Timestamp,
    ) -> Result<Rows<'m>, Error> {
        Rows::open(self, policy, key, now)
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its platform.
    #[must_use]
    pub fn platform(&self) -> &str {
        &self.platform
    }

    /// Its file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Its file as the manifest names it.
    #[must_use]
    pub fn file_name(&self) -> &str {
        &self.file_name
    }

    /// How the file is written.
    #[must_use]
    pub fn format(&self) -> Format {
        self.format
    }

    /// The source of its records.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The strength of its records.
    #[must_use]
    pub fn strength(&self) -> Strength {
        self.strength
    }

    /// Its columns, in the order of the manifest.
    #[must_use]
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// Namespace and scope of its fans: those of its first column of an account.
    ///
    /// The fans of a row are its identifiers of this namespace and scope; if it has none, the most trusted that it has.
    #[must_use]
    pub fn fan_namespace(&self) -> Option<(&str, Option<&str>)> {
        self.fans.as_ref().map(|(namespace, scope)| (&**namespace, scope.as_deref()))
    }

    pub(in crate::import) fn separator(&self) -> u8 {
        self.separator
    }

    pub(in crate::import) fn offset(&self) -> Option<Offset> {
        self.offset
    }

    /// The names of the cells that a row is read into: the columns, then the time.
    pub(in crate::import) fn slots(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().map(Column::name).chain(self.time.as_deref())
    }

    pub(in crate::import) fn slot_name(&self, slot: usize) -> &str {
        self.slots().nth(slot).unwrap_or_default()
    }

    /// The place of the time among the slots.
    pub(in crate::import) fn time_slot(&self) -> Option<usize> {
        self.time.as_ref().map(|_| self.columns.len())
    }
}
