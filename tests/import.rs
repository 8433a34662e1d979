//! Fan-base files: what is read, what is refused and where, and that no value gets out.
#![cfg(feature = "import")]

#[path = "import/manifests.rs"]
mod manifests;
#[path = "import/refusals.rs"]
mod refusals;
#[path = "import/rows.rs"]
mod rows;

use std::fs;

use oneid::import::{FanBaseReport, Manifest, Row};
use oneid::{Error, FingerprintKey, Timestamp};
use tempfile::TempDir;

/// A directory with a manifest of one fan base and its file.
pub(crate) struct Case {
    dir: TempDir,
}

impl Case {
    /// `head` goes into the fan base's table, `columns` into its columns.
    pub(crate) fn new(file: &str, content: impl AsRef<[u8]>, head: &str, columns: &str) -> Self {
        let case = Case { dir: tempfile::tempdir().expect("a directory") };
        case.write(file, content);
        let manifest = format!(
            "[[fan_base]]\nname = \"base\"\nfile = \"{file}\"\n{head}\n[fan_base.columns]\n{columns}\n"
        );
        case.write("manifest.toml", manifest);
        case
    }

    pub(crate) fn manifest_of(text: &str) -> Self {
        let case = Case { dir: tempfile::tempdir().expect("a directory") };
        case.write("manifest.toml", text);
        case.write("fans.csv", "id,phone\n");
        case
    }

    pub(crate) fn write(&self, file: &str, content: impl AsRef<[u8]>) {
        fs::write(self.dir.path().join(file), content).expect("writes");
    }

    pub(crate) fn manifest(&self) -> Result<Manifest, Error> {
        Manifest::read(&self.dir.path().join("manifest.toml"), None)
    }

    pub(crate) fn read(&self) -> Result<(Vec<Row>, FanBaseReport), Error> {
        let manifest = self.manifest()?;
        let key = FingerprintKey::from_bytes([7; 16]);
        let now = Timestamp::parse("2026-06-01T00:00:00Z")?;
        let mut rows = manifest.fan_bases()[0].rows(manifest.policy(), &key, now)?;
        let mut all = Vec::new();
        while let Some(row) = rows.next_row()? {
            all.push(row);
        }
        let report = rows.report();
        assert_eq!(report.rows, report.used + report.skipped);
        assert_eq!(report.used, all.len() as u64);
        Ok((all, report))
    }

    pub(crate) fn rows(&self) -> (Vec<Row>, FanBaseReport) {
        self.read().unwrap_or_else(|error| panic!("{error}"))
    }

    pub(crate) fn error(&self) -> String {
        self.read().map(|_| ()).expect_err("an error").to_string()
    }
}
