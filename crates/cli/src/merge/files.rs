//! The files that a merge writes.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use oneid::report::Audience;
use oneid::{IdentityGraph, Profile, ProfileId};

use super::sheet::Sheet;
use super::summary::Summary;
use crate::error::Failure;
use crate::output::Pending;

/// Spreadsheets take a file without it for one in the local encoding.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// The files of a merge, by name.
pub(super) const NAMES: [&str; 3] = ["profiles.jsonl", "profiles.csv", "summary.json"];

/// Writes all files under temporary names, then gives them their own.
pub(super) fn write(
    out: &Path,
    graph: &IdentityGraph,
    audience: &Audience<'_>,
    sheet: &Sheet,
    summary: &Summary,
) -> Result<(), Failure> {
    fs::create_dir_all(out).map_err(|error| Failure::io(out, &error))?;
    let [mut lines, mut table, mut numbers] = {
        let [lines, table, numbers] = NAMES.map(|name| Pending::create(&out.join(name)));
        [lines?, table?, numbers?]
    };
    let ids = sheet.ids();
    lines.write(|file| write_lines(graph, &ids, file))?;
    table.write(|file| write_table(graph, &ids, audience, sheet, file))?;
    numbers.write(|file| summary.write_json(file))?;
    lines.keep()?;
    table.keep()?;
    numbers.keep()
}

fn write_lines(
    graph: &IdentityGraph,
    ids: &[ProfileId],
    mut file: &mut dyn Write,
) -> io::Result<()> {
    for &id in ids {
        serde_json::to_writer(&mut file, &profile(graph, id)?)?;
        file.write_all(b"\n")?;
    }
    Ok(())
}

fn write_table(
    graph: &IdentityGraph,
    ids: &[ProfileId],
    audience: &Audience<'_>,
    sheet: &Sheet,
    file: &mut dyn Write,
) -> io::Result<()> {
    file.write_all(BYTE_ORDER_MARK.as_bytes())?;
    let mut table = csv::Writer::from_writer(file);
    table.write_record(sheet.header())?;
    for &id in ids {
        let profile = profile(graph, id)?;
        let platforms = audience.platforms_of(&profile).map_err(io::Error::other)?;
        table.write_record(sheet.row(&profile, &platforms))?;
    }
    table.flush()
}

fn profile(graph: &IdentityGraph, id: ProfileId) -> io::Result<Profile> {
    let missing = || io::Error::other(format!("the profile {id} is not found by its id"));
    graph.profile(id).ok_or_else(missing)
}
