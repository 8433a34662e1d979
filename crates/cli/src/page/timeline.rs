//! When the records of a profile were seen, as SVG.

use std::collections::BTreeMap;

use oneid::{ExportedRecord, Timestamp};

use super::html::Html;
use super::mask::Mask;
use crate::tell;

const LABEL_WIDTH: usize = 260;
const WIDTH: usize = 700;
const PITCH: usize = 18;
const BAR_HEIGHT: usize = 8;
/// A record seen once is no line, but a point.
const LEAST_WIDTH: usize = 6;
const MARGIN: usize = 40;
/// The most ticks that have room.
const MOST_TICKS: usize = 12;
/// The most records that are drawn.
const MOST: usize = 300;

/// The days from first to last of all that is drawn.
struct Axis {
    first_ms: i64,
    last_ms: i64,
}

impl Axis {
    /// How far to the right a time is.
    fn x(&self, time: Timestamp) -> usize {
        let whole = (self.last_ms - self.first_ms).max(1);
        let part = i128::from(time.as_millisecond() - self.first_ms);
        let width = i128::try_from(WIDTH).unwrap_or_default();
        LABEL_WIDTH + usize::try_from(part * width / i128::from(whole)).unwrap_or_default()
    }

    /// Beginnings of years, or of months where there are few years; then the ends, where there are few months.
    fn ticks(&self) -> Vec<Timestamp> {
        let within =
            |time: &Timestamp| (self.first_ms..=self.last_ms).contains(&time.as_millisecond());
        let starts = |months: &[u32]| {
            let years = 1970..=2200;
            let texts = years.flat_map(|year| {
                months.iter().map(move |month| format!("{year}-{month:02}-01T00:00:00Z"))
            });
            let times = texts.filter_map(|text| Timestamp::parse(&text).ok());
            times.filter(within).collect::<Vec<_>>()
        };
        let months: Vec<u32> = (1..=12).collect();
        for choice in [&[1][..], &[1, 7], &months] {
            let ticks = starts(choice);
            if ticks.len() > 2 {
                let step = ticks.len().div_ceil(MOST_TICKS);
                return ticks.into_iter().step_by(step).collect();
            }
        }
        let ends = [self.first_ms, self.last_ms];
        let mut ends: Vec<Timestamp> =
            ends.into_iter().filter_map(|ms| Timestamp::from_millisecond(ms).ok()).collect();
        ends.dedup();
        ends
    }
}

/// A row for each record, those of one source together; the sources by when they were first seen.
pub(super) fn timeline(records: &[ExportedRecord], mask: &Mask<'_>) -> Html {
    let mut timed: Vec<(&ExportedRecord, Timestamp, Timestamp)> = records
        .iter()
        .filter_map(|record| Some((record, record.first_seen?, record.last_seen?)))
        .collect();
    let untimed = records.len() - timed.len();
    let mut began: BTreeMap<&str, Timestamp> = BTreeMap::new();
    for &(record, first, _) in &timed {
        let known = began.entry(&record.source).or_insert(first);
        *known = first.min(*known);
    }
    timed.sort_by_key(|&(record, first, last)| {
        (began[&*record.source], &record.source, first, last)
    });
    let left_out = timed.len().saturating_sub(MOST);
    timed.truncate(MOST);
    let drawn = draw(&timed, mask);
    let notes = [(untimed, "without a time"), (left_out, "that the table below holds")];
    let notes: Html = notes
        .into_iter()
        .filter(|&(count, _)| count > 0)
        .map(|(count, what)| {
            let count = tell::number(count, "record");
            Html::markup(format_args!("<p class=\"note\">Besides, {count} {what}.</p>\n"))
        })
        .collect();
    [drawn, notes].into_iter().collect()
}

fn draw(timed: &[(&ExportedRecord, Timestamp, Timestamp)], mask: &Mask<'_>) -> Html {
    let first = timed.iter().map(|entry| entry.1.as_millisecond()).min();
    let last = timed.iter().map(|entry| entry.2.as_millisecond()).max();
    let (Some(first_ms), Some(last_ms)) = (first, last) else { return Html::default() };
    let axis = Axis { first_ms, last_ms };
    let height = (timed.len() + 2) * PITCH;
    let ticks: Html = axis.ticks().into_iter().map(|time| tick(&axis, time, height)).collect();
    let mut source = None;
    let mut rows: Vec<Html> = Vec::new();
    for (place, &(record, first, last)) in timed.iter().enumerate() {
        let is_new = source.replace(&record.source) != Some(&record.source);
        let name = mask.text(&tell::source(&record.source));
        let y = place * PITCH;
        if is_new {
            rows.push(Html::markup(format_args!(
                "<text x=\"0\" y=\"{}\" class=\"start\">{}</text>\n",
                y + PITCH - 5,
                Html::text(&super::picture::cut(&name))
            )));
        }
        rows.push(bar(&axis, record, [first, last], y, &name));
    }
    let rows: Html = rows.into_iter().collect();
    Html::markup(format_args!(
        "<div class=\"wide\"><svg width=\"{w}\" height=\"{height}\" viewBox=\"0 0 {w} {height}\" role=\"img\" \
         aria-label=\"when the records were seen\">\n{ticks}{rows}</svg></div>\n",
        w = LABEL_WIDTH + WIDTH + MARGIN,
    ))
}

fn bar(
    axis: &Axis,
    record: &ExportedRecord,
    [first, last]: [Timestamp; 2],
    y: usize,
    source: &str,
) -> Html {
    let (from, to) = (axis.x(first), axis.x(last));
    let title = format!("{source}, {}, {}", record.strength, tell::span(Some(first), Some(last)));
    Html::markup(format_args!(
        "<g class=\"bar\"><title>{}</title><rect x=\"{from}\" y=\"{}\" width=\"{}\" height=\"{BAR_HEIGHT}\" rx=\"3\"/></g>\n",
        Html::text(&title),
        y + (PITCH - BAR_HEIGHT) / 2,
        (to - from).max(LEAST_WIDTH),
    ))
}

fn tick(axis: &Axis, time: Timestamp, height: usize) -> Html {
    let x = axis.x(time);
    Html::markup(format_args!(
        "<path class=\"tick\" d=\"M{x} 0V{}\"/><text x=\"{x}\" y=\"{}\" class=\"small\">{}</text>\n",
        height - 2 * PITCH,
        height - PITCH,
        Html::text(&tell::day(time)),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn axis(first: &str, last: &str) -> Axis {
        let ms = |text: &str| Timestamp::parse(text).expect("a time").as_millisecond();
        Axis { first_ms: ms(first), last_ms: ms(last) }
    }

    #[test]
    fn ticks_fit_the_time_that_is_shown() {
        let days = |axis: Axis| axis.ticks().into_iter().map(tell::day).collect::<Vec<_>>();
        let years = days(axis("2019-05-01T00:00:00Z", "2022-05-01T00:00:00Z"));
        assert_eq!(years, ["2020-01-01", "2021-01-01", "2022-01-01"]);
        let months = days(axis("2021-10-22T00:00:00Z", "2022-01-05T00:00:00Z"));
        assert_eq!(months, ["2021-11-01", "2021-12-01", "2022-01-01"]);
        let one = days(axis("2021-10-22T00:00:00Z", "2021-10-22T00:00:00Z"));
        assert_eq!(one, ["2021-10-22"]);
        assert!(days(axis("1970-01-01T00:00:00Z", "2200-01-01T00:00:00Z")).len() <= MOST_TICKS);
    }

    #[test]
    fn all_times_lie_within_the_axis() {
        let axis = axis("1970-01-01T00:00:00Z", "2200-12-31T00:00:00Z");
        let ends = [axis.first_ms, axis.last_ms]
            .map(|ms| axis.x(Timestamp::from_millisecond(ms).expect("a time")));
        assert_eq!(ends, [LABEL_WIDTH, LABEL_WIDTH + WIDTH]);
    }
}
