//! A plan as text.

use std::io::{self, Write};

use super::check::Check;
use super::forecast::Forecast;
use super::model::Model;
use super::table::{Measured, Parts};
use super::units::{bytes, cores, duration, percent};
use super::{Plan, words};
use crate::table::{Table, count};

pub(super) fn tell(plan: &Plan, out: &mut dyn Write) -> io::Result<()> {
    let Plan { forecast, model, measured, check } = plan;
    holds(forecast, out)?;
    memory(forecast, model, out)?;
    takes(forecast, out)?;
    if let Some(disk) = &forecast.disk {
        writeln!(out, "\nDisk, of a graph that is kept in files")?;
        let mut table = Table::new(&["", ">"]);
        disk.told().into_iter().for_each(|(name, told)| table.row([name.to_owned(), told]));
        table.write(out)?;
    }
    for line in words::remarks(plan) {
        writeln!(out, "{line}")?;
    }
    writeln!(out, "\nHow it is reckoned")?;
    for line in words::formulas(model, measured) {
        writeln!(out, "  {line}")?;
    }
    writeln!(out, "\nMeasured: {}", words::measured(measured))?;
    points(measured, model).write(out)?;
    check.as_ref().map_or(Ok(()), |check| checked(check, out))
}

fn checked(check: &Check, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "\nChecked: {}", words::checked_size(check))?;
    let mut table = Table::new(&["", ">model", ">measured", ">error"]);
    words::checked(check).into_iter().for_each(|row| table.row(row));
    table.write(out)
}

fn holds(forecast: &Forecast, out: &mut dyn Write) -> io::Result<()> {
    let mut table = Table::new(&["", ">"]);
    for (name, number) in words::holds(forecast) {
        table.row([name.to_owned(), count(number)]);
    }
    table.write(out)
}

fn memory(forecast: &Forecast, model: &Model, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "\nMemory")?;
    let mut table = Table::new(&["", ">", ">"]);
    let each = |of: u64| {
        format!("{:.1} bytes/identifier", of as f64 / forecast.shape.identifiers.max(1) as f64)
    };
    for (name, part) in Parts::NAMES.into_iter().zip(forecast.memory.array()) {
        table.row([name.to_owned(), bytes(part), each(part)]);
    }
    let used = format!("used (fitted within {})", percent(model.memory_worst_error));
    table.row([used, bytes(forecast.used_bytes), each(forecast.used_bytes)]);
    let process = [
        ("resident", forecast.resident_bytes),
        ("most, while a policy is applied anew", forecast.peak_bytes),
    ];
    for (name, of_process) in process {
        if let Some(of_process) = of_process {
            table.row([name.to_owned(), bytes(of_process), each(of_process)]);
        }
    }
    table.write(out)
}

fn takes(forecast: &Forecast, out: &mut dyn Write) -> io::Result<()> {
    let events = &forecast.events;
    writeln!(out, "\nTime, on one core")?;
    let mut table = Table::new(&["", ""]);
    let mut row = |name: &str, told: String| table.row([name.to_owned(), told]);
    row("load", duration(forecast.load_seconds));
    row("a policy applied anew", duration(forecast.anew_seconds));
    row("a lookup", duration(forecast.lookup_ns / 1e9));
    row("an event", duration(events.ns_each / 1e9));
    row("events", words::events(forecast));
    row("cores for them at the peak", cores(events.cores));
    table.write(out)?;
    writeln!(out, "\nNumbers of 32 bits")?;
    let mut table = Table::new(&["", ">", ">"]);
    let ceiling = &forecast.ceiling;
    for (name, used, part) in [
        ("identifiers", forecast.shape.identifiers, ceiling.identifiers_used),
        ("words of records", ceiling.words, ceiling.words_used),
    ] {
        table.row([name.to_owned(), count(used), percent(part)]);
    }
    table.write(out)
}

fn points(measured: &Measured, model: &Model) -> Table {
    let headings = words::HEADINGS.map(|heading| format!(">{heading}"));
    let mut table = Table::new(&headings.each_ref().map(String::as_str));
    measured.points.iter().for_each(|point| table.row(words::row(point, model)));
    table
}
