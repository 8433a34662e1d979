//! A plan as a page of HTML that stands by itself: curves over the sizes, with the measured points, so that a cliff shows.

use super::chart::{Chart, Dot};
use super::check::Check;
use super::disk::Disk;
use super::model::whole;
use super::table::{Parts, Point, Shape};
use super::units::{bytes, cores, digits, duration, percent};
use super::{Plan, words};
use crate::page::html::{Html, document, section, table};
use crate::table::count;

/// Points of a curve: enough that each step of the memory shows.
const STEPS: u32 = 400;

pub(super) fn page(plan: &Plan) -> String {
    let remarks: Html = words::remarks(plan).iter().map(|remark| note(remark)).collect();
    let formulas = words::formulas(&plan.model, &plan.measured).join("\n");
    let formulas = Html::markup(format_args!("<pre>{}</pre>\n", Lines(&formulas)));
    let sections: Html = [
        section("What it takes", &[answers(plan), remarks].into_iter().collect()),
        section("Throughput", &throughput(plan)),
        section("Memory", &memory(plan)),
        section("Where the bytes go", &parts(plan)),
        section("Measured", &measured(plan)),
        section("Checked", &plan.check.as_ref().map(checked).unwrap_or_default()),
        section("How it is reckoned", &formulas),
    ]
    .into_iter()
    .collect();
    let title = format!("A plan for {} customers", count(plan.forecast.asked.customers));
    document(&title, &Html::text(&title), &sections)
}

/// Text whose lines stay lines.
struct Lines<'a>(&'a str);

impl std::fmt::Display for Lines<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.lines().try_for_each(|line| writeln!(f, "{}", Html::text(line)))
    }
}

fn note(text: &str) -> Html {
    Html::markup(format_args!("<p class=\"note\">{}</p>\n", Html::text(text)))
}

fn answers(plan: &Plan) -> Html {
    let forecast = &plan.forecast;
    let optional = |number: Option<u64>| number.map_or_else(|| "not known".to_owned(), bytes);
    let holds = words::holds(forecast).into_iter().map(|(name, number)| (name, count(number)));
    let takes = [
        ("memory used", bytes(forecast.used_bytes)),
        ("memory resident", optional(forecast.resident_bytes)),
        ("most, while a policy is applied anew", optional(forecast.peak_bytes)),
        ("load, on one core", duration(forecast.load_seconds)),
        ("a policy applied anew", duration(forecast.anew_seconds)),
        ("a lookup", duration(forecast.lookup_ns / 1e9)),
        ("events", words::events(forecast)),
        ("cores for them at the peak", cores(forecast.events.cores)),
        ("identifiers, of all numbers", percent(forecast.ceiling.identifiers_used)),
        ("words of records, of all numbers", percent(forecast.ceiling.words_used)),
    ];
    let disk = forecast.disk.iter().flat_map(Disk::told);
    let rows =
        holds.chain(takes).chain(disk).map(|(name, told)| [Html::text(name), Html::text(&told)]);
    table(["", ""], &rows.collect::<Vec<_>>())
}

fn throughput(plan: &Plan) -> Html {
    let rate = |ns: f64| 1e9 / ns;
    let model = &plan.model;
    let curve = curve(plan, |shape| rate(model.load_ns_each(shape)));
    let mut dots = dots(plan, |point| rate(point.load_ns_each()), "occurrences/s");
    let planned = &plan.forecast.shape;
    dots.push(dot(planned, rate(model.load_ns_each(planned)), "planned", "occurrences/s"));
    let label = "occurrences loaded a second, by identifiers";
    Chart { label, x: "identifiers", y: "occurrences/s, on one core", curve, dots }.draw()
}

fn memory(plan: &Plan) -> Html {
    let each = |total: u64, shape: &Shape| total as f64 / shape.identifiers.max(1) as f64;
    let model = &plan.model;
    let curve = curve(plan, |shape| each(model.memory(shape).total(), shape));
    let unit = "bytes/identifier";
    let mut dots = dots(plan, |point| each(point.memory.total(), &point.shape), unit);
    let planned = &plan.forecast.shape;
    dots.push(dot(planned, each(plan.forecast.used_bytes, planned), "planned", unit));
    let label = "bytes for each identifier, by identifiers";
    let chart = Chart { label, x: "identifiers", y: unit, curve, dots }.draw();
    let remark = "The curve is of the population that was measured; the plan's customers may have more records, or fewer.";
    [chart, note(remark)].into_iter().collect()
}

/// From the smallest that was measured to the plan's size or the largest measured, shaped like the latter.
fn curve(plan: &Plan, of: impl Fn(&Shape) -> f64) -> Vec<(f64, f64)> {
    let sizes = plan.measured.points.iter().map(|point| point.shape.identifiers);
    let planned = plan.forecast.shape.identifiers;
    let least = sizes.clone().chain([planned]).min().unwrap_or(1).max(1) as f64;
    let most = sizes.chain([planned]).max().unwrap_or(1).max(1) as f64;
    let Some(like) = plan.measured.points.last() else { return Vec::new() };
    let size = |step: u32| least * (most / least).powf(f64::from(step) / f64::from(STEPS));
    (0..=STEPS).map(size).map(|size| (size, of(&scaled(&like.shape, size)))).collect()
}

fn scaled(shape: &Shape, identifiers: f64) -> Shape {
    let times = identifiers / shape.identifiers.max(1) as f64;
    let scale = |number: u64| whole(number as f64 * times);
    Shape {
        identifiers: whole(identifiers),
        records: scale(shape.records),
        occurrences: scale(shape.occurrences),
        value_bytes: scale(shape.value_bytes),
        profiles: scale(shape.profiles),
    }
}

fn dots(plan: &Plan, of: impl Fn(&Point) -> f64, unit: &str) -> Vec<Dot> {
    let points = plan.measured.points.iter();
    points.map(|point| dot(&point.shape, of(point), "measured", unit)).collect()
}

fn dot(shape: &Shape, y: f64, class: &'static str, unit: &str) -> Dot {
    let identifiers = count(shape.identifiers);
    let title = format!("{class}: {identifiers} identifiers, {} {unit}", digits(y));
    Dot { x: shape.identifiers.max(1) as f64, y, class, title }
}

fn parts(plan: &Plan) -> Html {
    let ids = plan.forecast.shape.identifiers.max(1) as f64;
    let rows = Parts::NAMES.into_iter().zip(plan.forecast.memory.array()).map(|(name, part)| {
        let each = digits(part as f64 / ids);
        [Html::text(name), Html::text(&bytes(part)), Html::text(&each)]
    });
    table(["", "memory", "bytes/identifier"], &rows.collect::<Vec<_>>())
}

fn measured(plan: &Plan) -> Html {
    let row = |point: &Point| words::row(point, &plan.model).map(|cell| Html::text(&cell));
    let rows: Vec<_> = plan.measured.points.iter().map(row).collect();
    let points = table(words::HEADINGS, &rows);
    [note(&words::measured(&plan.measured)), points].into_iter().collect()
}

fn checked(check: &Check) -> Html {
    let cells = |row: [String; 4]| row.map(|cell| Html::text(&cell));
    let rows: Vec<_> = words::checked(check).into_iter().map(cells).collect();
    let rows = table(["", "model", "measured", "error"], &rows);
    [note(&words::checked_size(check)), rows].into_iter().collect()
}
