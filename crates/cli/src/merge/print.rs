//! The numbers of a merge, for people.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use std::path::Path;

use oneid::import::Count;
use oneid::report::Score;

use super::files;
use super::summary::Summary;
use crate::table::{Table, count};
use crate::tell;

/// Prints what a merchant wants to know first, then what was not used, then where it all stands.
pub(super) fn summary(summary: &Summary, dir: &Path, out: &mut dyn Write) -> io::Result<()> {
    fan_bases(summary, out)?;
    platforms(summary, out)?;
    customers(summary, out)?;
    overlaps(summary, out)?;
    skipped_rows(summary, out)?;
    refused_cells(summary, out)?;
    warnings(summary, out)?;
    other_columns(summary, out)?;
    replaced(summary, out)?;
    held_back(summary, out)?;
    if let Some(score) = &summary.score {
        self::score(score, out)?;
    }
    writeln!(out, "Written to {}: {}", dir.display(), files::NAMES.join(", "))
}

fn fan_bases(summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
    let mut table =
        Table::new(&["fan base", "platform", ">rows", ">used", ">skipped", ">fans", ">customers"]);
    for base in &summary.fan_bases {
        let import = &base.import;
        let counts = [import.rows, import.used, import.skipped, base.fans, base.customers];
        let names = [import.name.clone(), import.platform.clone()];
        table.row(names.into_iter().chain(counts.map(count)));
    }
    let counts = [summary.rows, summary.used, summary.skipped].map(count);
    let [rows, used, skipped] = counts;
    table.row([
        "together".to_owned(),
        String::new(),
        rows,
        used,
        skipped,
        String::new(),
        count(summary.customers),
    ]);
    section("Fan bases", &table, out)
}

fn platforms(summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
    let mut table = Table::new(&["platform", ">fans", ">customers", ">only here"]);
    for platform in &summary.platforms {
        let counts = [platform.fans, platform.customers, platform.only_here];
        table.row([platform.name.clone()].into_iter().chain(counts.map(count)));
    }
    section("Platforms", &table, out)
}

fn customers(summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
    let mut table = Table::new(&["", ">"]);
    for entry in &summary.by_platform_count {
        let plural = if entry.platforms == 1 { "" } else { "s" };
        table.row([format!("on {} platform{plural}", entry.platforms), count(entry.customers)]);
    }
    table.row(["together".to_owned(), count(summary.customers)]);
    section("Customers", &table, out)?;
    let others = summary.profiles_without_fans;
    if others > 0 {
        let plural = if others == 1 { "" } else { "s" };
        writeln!(
            out,
            "  Besides, {} profile{plural} without a fan: contacts, orders and devices that nothing ties to an account.\n",
            count(others)
        )?;
    }
    Ok(())
}

fn overlaps(summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
    let names: Vec<&str> = summary.platforms.iter().map(|platform| &*platform.name).collect();
    if names.len() < 2 {
        return Ok(());
    }
    let headings: Vec<String> = names.iter().map(|name| format!(">{name}")).collect();
    let headings: Vec<&str> =
        std::iter::once("customers on both").chain(headings.iter().map(String::as_str)).collect();
    let mut table = Table::new(&headings);
    let mut rest = summary.overlaps.iter();
    for (place, name) in names.iter().enumerate() {
        // Each pair stands once: right of the diagonal.
        let blank = std::iter::repeat_n(String::new(), place);
        let diagonal = [count(summary.platforms[place].customers)];
        let right = rest.by_ref().take(names.len() - place - 1);
        let right: Vec<String> = right.map(|overlap| count(overlap.customers)).collect();
        let cells = blank.chain(diagonal).chain(right);
        table.row(std::iter::once((*name).to_owned()).chain(cells));
    }
    section("Overlaps", &table, out)
}

fn skipped_rows(summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
    let mut table = Table::new(&["fan base", ">rows", "why", "first lines"]);
    for base in &summary.fan_bases {
        for skipped in &base.import.skipped_rows {
            let (name, why) = (base.import.name.clone(), skipped.reason.to_string());
            table.row([name, count(skipped.rows.count), why, lines(&skipped.rows)]);
        }
    }
    section("Rows skipped", &table, out)
}

fn refused_cells(summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
    let mut table = Table::new(&["fan base", "column", ">cells", "why", "first lines"]);
    for base in &summary.fan_bases {
        for refused in &base.import.refused_cells {
            let names = [base.import.name.clone(), refused.column.clone()];
            let rest = [count(refused.cells.count), refused.reason.replace('_', " ")];
            table.row(names.into_iter().chain(rest).chain([lines(&refused.cells)]));
        }
    }
    section("Cells left out of their rows", &table, out)
}

fn warnings(summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
    let mut table = Table::new(&["fan base", "column", ">cells", "looks like", "", "first lines"]);
    for base in &summary.fan_bases {
        for warning in &base.import.warnings {
            let what = if warning.left_out { "left out" } else { "kept, and printed" };
            let names = [base.import.name.clone(), warning.column.clone()];
            let rest = [count(warning.cells.count), warning.looks_like.to_owned(), what.to_owned()];
            table.row(names.into_iter().chain(rest).chain([lines(&warning.cells)]));
        }
    }
    section("Warning: contacts where none belong", &table, out)
}

/// Columns that no fan base of their file names, and columns that are named and are not there.
fn other_columns(summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
    let mut unnamed: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut absent = Table::new(&["fan base", "columns"]);
    for base in &summary.fan_bases {
        let import = &base.import;
        let ignored = || import.ignored_columns.iter().map(String::as_str).collect();
        let of_file = unnamed.entry(&import.file).or_insert_with(ignored);
        of_file.retain(|name| import.ignored_columns.iter().any(|ignored| ignored == name));
        if !import.absent_columns.is_empty() {
            absent.row([import.name.clone(), import.absent_columns.join(", ")]);
        }
    }
    unnamed.retain(|_, names| !names.is_empty());
    let mut table = Table::new(&["file", "columns"]);
    for (file, names) in unnamed {
        table.row([file.to_owned(), names.into_iter().collect::<Vec<_>>().join(", ")]);
    }
    section("Columns that the manifest does not name", &table, out)?;
    section("Columns of the manifest that no line has", &absent, out)
}

fn replaced(summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
    let mut table = Table::new(&["source", ">records"]);
    for replaced in &summary.replaced {
        table.row([tell::source(&replaced.source), count(replaced.records)]);
    }
    section("Sources replaced", &table, out)
}

fn held_back(summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
    let graph = &summary.graph;
    let mut table = Table::new(&["", ">"]);
    for (name, number) in [
        ("links refused", graph.refused_links),
        ("records that contradict themselves", graph.contradictory_records),
        ("identifiers shared by too many", graph.shared_identifiers),
        ("identifiers blocked", graph.blocked_identifiers),
        ("identifiers reassigned", graph.reassigned_identifiers),
    ] {
        table.row([name.to_owned(), count(number)]);
    }
    section("Held back by the policy", &table, out)
}

fn score(score: &Score, out: &mut dyn Write) -> io::Result<()> {
    let mut table = Table::new(&["", ">precision", ">recall"]);
    let rate = |rate: f64| format!("{rate:.4}");
    let (pairwise, bcubed) = (
        [rate(score.pairwise_precision), rate(score.pairwise_recall)],
        [rate(score.bcubed_precision), rate(score.bcubed_recall)],
    );
    table.row(std::iter::once("pairwise".to_owned()).chain(pairwise));
    table.row(std::iter::once("B-cubed".to_owned()).chain(bcubed));
    section("Against the truth", &table, out)?;
    let mut table = Table::new(&[
        "case",
        ">persons",
        ">identifiers",
        ">wrong merges",
        ">persons merged",
        ">wrong splits",
        ">persons split",
    ]);
    for case in &score.cases {
        let counts = [
            case.persons,
            case.identifiers,
            case.wrong_merges,
            case.persons_merged,
            case.wrong_splits,
            case.persons_split,
        ];
        table.row(std::iter::once(case.case.clone()).chain(counts.map(count)));
    }
    let judged = format!(
        "Cases ({} identifiers of {} persons; {} of the truth not known)",
        count(score.identifiers),
        count(score.persons),
        count(score.unknown)
    );
    section(&judged, &table, out)
}

/// A table under its title; nothing if it has no row.
fn section(title: &str, table: &Table, out: &mut dyn Write) -> io::Result<()> {
    if table.is_empty() {
        return Ok(());
    }
    writeln!(out, "{title}")?;
    table.write(out)?;
    writeln!(out)
}

fn lines(count: &Count) -> String {
    let lines: Vec<String> = count.first_lines.iter().map(u64::to_string).collect();
    let more = if count.count > count.first_lines.len() as u64 { " …" } else { "" };
    format!("{}{more}", lines.join(" "))
}
