//! What an operation changed, as text and as JSON.

use std::io::{self, Write};
use std::ops::Range;
use std::path::Path;

use oneid::{Change, Compaction, Erased, Outcome};
use serde::Serialize;

use crate::table::{Table, count};
use crate::tell;

/// How many changes of profiles the text shows.
const SHOWN: usize = 50;

#[derive(Serialize)]
pub(super) struct Told<'a> {
    pub(super) dry_run: bool,
    pub(super) outcome: &'a Outcome,
    pub(super) changes: &'a [Change],
    /// Of what was, or would be, erased.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) receipt: Option<Receipt>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) compaction: Option<Compaction>,
    #[serde(skip)]
    pub(super) kept: Kept<'a>,
}

/// That something was, or would be, erased: as the library's receipt.
#[derive(Serialize)]
pub(super) struct Receipt {
    #[serde(flatten)]
    pub(super) erased: Erased,
    pub(super) changes: Range<u64>,
    pub(super) refused_from_now_on: bool,
}

/// Where the operation is now.
pub(super) enum Kept<'a> {
    /// Nowhere, as was asked for.
    Nowhere,
    /// Nowhere, since nothing was said of it.
    NowhereYet,
    Appended(&'a Path),
    Applied(&'a Path),
}

impl Told<'_> {
    pub(super) fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        self.counts(out)?;
        self.changes(out)?;
        match self.kept {
            Kept::Appended(path) => writeln!(out, "Appended to {}.", path.display()),
            Kept::Applied(dir) => writeln!(out, "Applied to the graph in {}.", dir.display()),
            Kept::Nowhere => writeln!(out, "A dry run: nothing was written."),
            Kept::NowhereYet => {
                writeln!(out, "A dry run: nothing was written (--to FILE appends the operation).")
            }
        }?;
        match self.compaction {
            Some(_) => writeln!(out, "Compacted: no file there holds what was erased any more."),
            None => Ok(()),
        }
    }

    fn counts(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut table = Table::new(&["", ">"]);
        let outcome = self.outcome;
        let mut numbers = vec![
            ("records added", outcome.records_added),
            ("records dropped", outcome.records_dropped),
            ("identifiers added", outcome.identifiers_added),
            ("identifiers dropped", outcome.identifiers_dropped),
            ("separations added", outcome.separations_added),
            ("separations dropped", outcome.separations_dropped),
        ];
        if let Some(Receipt { erased, .. }) = &self.receipt {
            numbers.extend([
                ("identifiers erased", erased.identifiers),
                ("from so many records", erased.records),
                ("of these removed", erased.records_removed),
                ("traits erased", erased.traits),
                ("mentions as who invited", erased.mentions),
                ("separations erased", erased.separations),
            ]);
        }
        for (name, number) in numbers.into_iter().filter(|&(_, number)| number > 0) {
            table.row([name.to_owned(), count(number)]);
        }
        if table.is_empty() {
            return writeln!(out, "Nothing of the evidence changes.\n");
        }
        table.write(out)?;
        writeln!(out)
    }

    fn changes(&self, out: &mut dyn Write) -> io::Result<()> {
        if self.changes.is_empty() {
            return writeln!(out, "No profile changes.\n");
        }
        let mut table = Table::new(&["profiles", "from", "into", "identifiers"]);
        for change in self.changes.iter().take(SHOWN) {
            let id = |id: Option<oneid::ProfileId>| id.map(|id| id.to_string()).unwrap_or_default();
            let identifiers = tell::few(&change.identifiers);
            table.row([change.kind.to_string(), id(change.from), id(change.into), identifiers]);
        }
        table.write(out)?;
        if let Some(more) = self.changes.len().checked_sub(SHOWN + 1) {
            writeln!(out, "  and {} more (--json tells all)", more + 1)?;
        }
        writeln!(out)
    }
}
