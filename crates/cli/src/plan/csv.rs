//! A plan as CSV: a row for each graph, measured, as the model has it, and asked for.

use std::io::{self, Write};

use super::Plan;
use super::table::{Parts, Shape};

const HEADINGS: [&str; 19] = [
    "kind",
    "observations",
    "identifiers",
    "records",
    "occurrences",
    "value_bytes",
    "profiles",
    "memory_identifiers",
    "memory_values",
    "memory_records",
    "memory_profiles",
    "memory_standings",
    "memory_used",
    "memory_resident",
    "load_ns_per_occurrence",
    "anew_ns_per_occurrence",
    "lookup_ns",
    "load_seconds",
    "cores",
];

/// What a row says beside its shape and memory.
#[derive(Default)]
struct Row {
    observations: Option<u64>,
    resident: Option<u64>,
    /// Load, anew, lookup.
    ns: [f64; 3],
    load_seconds: f64,
    cores: Option<f64>,
}

pub(super) fn write(plan: &Plan, out: &mut dyn Write) -> io::Result<()> {
    let mut csv = csv::Writer::from_writer(out);
    csv.write_record(HEADINGS)?;
    let Plan { forecast, model, measured, .. } = plan;
    for point in &measured.points {
        let row = Row {
            observations: Some(point.observations),
            resident: point.resident_bytes,
            ns: [point.load_ns_each(), point.anew_ns_each(), point.lookup_ns],
            load_seconds: point.load_ns as f64 / 1e9,
            cores: None,
        };
        csv.write_record(cells("measured", &point.shape, &point.memory, &row))?;
    }
    let ns = |shape: &Shape| {
        [model.load_ns_each(shape), model.anew_ns_each(shape), model.lookup_ns(shape)]
    };
    for point in &measured.points {
        let (shape, memory) = (&point.shape, model.memory(&point.shape));
        let ns = ns(shape);
        let load_seconds = ns[0] * point.observed as f64 / 1e9;
        let row =
            Row { observations: Some(point.observations), ns, load_seconds, ..Row::default() };
        csv.write_record(cells("model", shape, &memory, &row))?;
    }
    let row = Row {
        observations: None,
        resident: forecast.resident_bytes,
        ns: ns(&forecast.shape),
        load_seconds: forecast.load_seconds,
        cores: Some(forecast.events.cores),
    };
    csv.write_record(cells("plan", &forecast.shape, &forecast.memory, &row))?;
    csv.flush()
}

fn cells(kind: &str, shape: &Shape, memory: &Parts, row: &Row) -> Vec<String> {
    let optional = |number: Option<u64>| number.map(|n| n.to_string()).unwrap_or_default();
    let mut cells = vec![kind.to_owned(), optional(row.observations)];
    let Shape { identifiers, records, occurrences, value_bytes, profiles } = *shape;
    let shape = [identifiers, records, occurrences, value_bytes, profiles];
    cells.extend(shape.into_iter().chain(memory.array()).map(|n| n.to_string()));
    cells.extend([memory.total().to_string(), optional(row.resident)]);
    cells.extend(row.ns.map(|ns| format!("{ns:.1}")));
    cells.push(format!("{:.3}", row.load_seconds));
    cells.push(row.cores.map(|cores| format!("{cores:.6}")).unwrap_or_default());
    cells
}
