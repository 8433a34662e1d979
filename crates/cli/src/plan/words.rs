//! What the text and the page of a plan say alike.

use super::Plan;
use super::check::{Check, Foretold};
use super::disk::DiskModel;
use super::fit::Line;
use super::forecast::Forecast;
use super::model::Model;
use super::table::{Measured, Parts, Point};
use super::units::{bytes, digits, percent};
use crate::table::count;

/// Beyond so many times the largest size that was measured, a forecast is a guess, and says so.
const FAR: f64 = 8.0;

pub(super) fn holds(forecast: &Forecast) -> [(&'static str, u64); 5] {
    let shape = &forecast.shape;
    [
        ("customers", forecast.asked.customers),
        ("identifiers", shape.identifiers),
        ("records", shape.records),
        ("occurrences", shape.occurrences),
        ("bytes of values", shape.value_bytes),
    ]
}

pub(super) fn events(forecast: &Forecast) -> String {
    let events = &forecast.events;
    format!(
        "{} a second on average, {} at the peak",
        digits(events.per_second),
        digits(events.peak_per_second)
    )
}

/// What is to be borne in mind.
pub(super) fn remarks(plan: &Plan) -> Vec<String> {
    let Forecast { asked, shape, ceiling, events, .. } = &plan.forecast;
    let mut remarks = vec![format!(
        "With {} customers like these the numbers of one graph run out.",
        count(ceiling.customers)
    )];
    if ceiling.is_passed() {
        remarks.push("That is fewer than asked for: they do not fit into one graph.".to_owned());
    }
    if events.cores > 1.0 {
        let remark = "One graph has one writer, which cannot keep up at the peak: divide the customers among several graphs.";
        remarks.push(remark.to_owned());
    }
    remarks.push(format!(
        "The peak is taken to be {} times the average (--peak); an event is one observation of {} identifiers.",
        asked.peak, asked.ids_per_record
    ));
    let largest = plan.measured.points.iter().map(|point| point.shape.identifiers).max();
    let times = shape.identifiers as f64 / largest.unwrap_or(0).max(1) as f64;
    if times > FAR {
        remarks.push(format!(
            "That is {} times as large as what was measured: measure on your machine, as large as it bears (--measure --upto N).",
            digits(times)
        ));
    }
    remarks
}

/// How everything is reckoned, with the coefficients and their errors.
pub(super) fn formulas(model: &Model, measured: &Measured) -> Vec<String> {
    let beside = Parts::NAMES.into_iter().zip(model.beside_bytes);
    let beside: Vec<String> =
        beside.map(|(name, bytes)| format!("{name} {}", digits(bytes))).collect();
    let glance = if measured.watched { " + 5 known at a glance" } else { "" };
    let mut formulas = vec![
        format!(
            "memory = identifiers × (24 fingerprint and label + 4 state + 4 end of value + 8 list of records + 8 seat{glance})"
        ),
        "  + tables of 8 bytes a slot, at most 3/4 taken, split in two when full + bytes of values"
            .to_owned(),
        "  + records × 24 + occurrences × 8 + profiles × 56; arrays in segments of 4 MiB"
            .to_owned(),
        format!(
            "  + what was measured beside, bytes/identifier: {}; largest error of the total {}",
            beside.join(", "),
            percent(model.memory_worst_error)
        ),
    ];
    for (name, line) in [("resident", model.resident), ("most", model.peak)] {
        if let Some(line) = line {
            formulas.push(format!(
                "{name} = {} MB + {:.3} × used, and not less than used; largest error {}",
                digits(line.intercept / 1e6),
                line.slope,
                percent(line.worst_error)
            ));
        }
    }
    formulas.push(ns("load, an occurrence", &model.load_ns));
    formulas.push(ns("a policy applied anew, an occurrence", &model.anew_ns));
    formulas.push(ns("a lookup", &model.lookup_ns));
    formulas.extend(model.disk.iter().flat_map(DiskModel::formulas));
    formulas.push(
        "an event = its identifiers × (a + b·log2(identifiers) + b/ln 2): one more at this size"
            .to_owned(),
    );
    formulas.push("cores = events a day / 86,400 × peak × time of an event".to_owned());
    formulas.push(
        "numbers: at most 4,294,967,294 identifiers, and words of records = 6 × records + 2 × occurrences".to_owned(),
    );
    formulas
}

fn ns(name: &str, line: &Line) -> String {
    let sign = if line.slope < 0.0 { '−' } else { '+' };
    format!(
        "{name} = {} {sign} {}·log2(identifiers) ns; largest error {}",
        digits(line.intercept),
        digits(line.slope.abs()),
        percent(line.worst_error)
    )
}

/// What was foretold of one more size, what was measured there, and the error.
pub(super) fn checked(check: &Check) -> Vec<[String; 4]> {
    let row = |one: &Foretold| {
        let [foretold, measured] = one.told();
        [one.what.to_owned(), foretold, measured, format!("{:+.1} %", one.error * 100.0)]
    };
    check.foretold.iter().map(row).collect()
}

/// Which size that was.
pub(super) fn checked_size(check: &Check) -> String {
    format!(
        "{} observations, {} identifiers, beside what the model says",
        count(check.observations),
        count(check.identifiers)
    )
}

pub(super) fn measured(measured: &Measured) -> String {
    format!(
        "{}, {}, oneid {}, policy {}; observations of an invented population, prepared, in batches of 4,096; processor time",
        measured.machine, measured.date, measured.version, measured.policy
    )
}

/// Of the measured points.
pub(super) const HEADINGS: [&str; 9] = [
    "observations",
    "identifiers",
    "bytes/id",
    "model",
    "resident",
    "ns/occurrence",
    "fit",
    "anew",
    "lookup, ns",
];

/// A measured point, beside what the model has for it.
pub(super) fn row(point: &Point, model: &Model) -> [String; 9] {
    let each = |total: u64| digits(total as f64 / point.shape.identifiers.max(1) as f64);
    [
        count(point.observations),
        count(point.shape.identifiers),
        each(point.memory.total()),
        each(model.memory(&point.shape).total()),
        point.resident_bytes.map_or_else(|| "–".to_owned(), bytes),
        digits(point.load_ns_each()),
        digits(model.load_ns_each(&point.shape)),
        digits(point.anew_ns_each()),
        digits(point.lookup_ns),
    ]
}
