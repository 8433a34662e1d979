//! The picture of a profile's evidence, as SVG.

use std::collections::BTreeMap;

use oneid::{Class, ProfileEvidence};
use unicode_width::UnicodeWidthChar as _;

use super::html::Html;
use super::layout::{Graph, Layout, Rect, Side};
use super::mask::Mask;
use crate::tell;

/// The most identifiers, and records, that a picture shows.
const MOST_IDENTIFIERS: usize = 120;
const MOST_RECORDS: usize = 200;
/// The widest text in a box, in columns.
const WIDEST: usize = 33;

/// How a record is tied to an identifier that it holds, the strongest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Tie {
    Accepted,
    Refused,
    /// It holds the identifier, and does not link it.
    Held,
}

impl Tie {
    fn class(self) -> &'static str {
        match self {
            Tie::Accepted => "accepted",
            Tie::Refused => "refused",
            Tie::Held => "held",
        }
    }
}

/// Draws identifiers, the records between them, and how these tie them; says what is left out.
pub(super) fn picture(evidence: &ProfileEvidence, mask: &Mask<'_>) -> Html {
    let ties = shown(evidence);
    let (identifiers, records) = places(evidence, &ties);
    let place = |all: &[usize], one: usize| all.iter().position(|&other| other == one);
    let drawn: Vec<(usize, usize, Tie)> = ties
        .iter()
        .filter_map(|(&(id, record), &tie)| {
            Some((place(&identifiers, id)?, place(&records, record)?, tie))
        })
        .collect();
    let side = |&id: &usize| {
        let one = &evidence.identifiers[id];
        let foreign = one.profile.is_some_and(|profile| profile != evidence.profile);
        Side { right: one.class != Class::Account, foreign }
    };
    let graph = Graph {
        sides: identifiers.iter().map(side).collect(),
        records: records.len(),
        lines: drawn.iter().map(|&(id, record, _)| (id, record)).collect(),
    };
    let layout = graph.layout();
    let lines: Html =
        drawn.iter().map(|&(id, record, tie)| line(&layout, id, record, tie)).collect();
    let boxes = identifiers.iter().zip(&graph.sides).zip(&layout.identifiers);
    let boxes: Html = boxes
        .map(|((&id, side), rect)| {
            let one = &evidence.identifiers[id];
            identifier(&mask.identifier(&one.identifier), one.class, side.foreign, *rect)
        })
        .collect();
    let records_drawn: Html = records
        .iter()
        .zip(&layout.records)
        .map(|(&id, rect)| {
            let [source, strength, seen] = tell::record(&evidence.records[id]);
            boxed("record", &mask.text(&source), &format!("{strength}, {seen}"), *rect)
        })
        .collect();
    let left_out = left_out(evidence, identifiers.len(), records.len());
    Html::markup(format_args!(
        "<div class=\"wide\"><svg width=\"{w}\" height=\"{h}\" viewBox=\"0 0 {w} {h}\" role=\"img\" \
         aria-label=\"identifiers and the records that hold them\">\n{lines}{records_drawn}{boxes}</svg></div>\n{left_out}",
        w = layout.width,
        h = layout.height,
    ))
}

/// For each identifier and record the strongest tie, by places in the evidence.
fn shown(evidence: &ProfileEvidence) -> BTreeMap<(usize, usize), Tie> {
    let mut ties: BTreeMap<(usize, usize), Tie> = BTreeMap::new();
    for link in &evidence.links {
        let tie = if link.refused.is_some() { Tie::Refused } else { Tie::Accepted };
        for end in [link.centre, link.other] {
            let known = ties.entry((end, link.record)).or_insert(tie);
            *known = tie.min(*known);
        }
    }
    let names = evidence.identifiers.iter().enumerate();
    let names: BTreeMap<&str, usize> =
        names.map(|(place, one)| (&*one.identifier, place)).collect();
    for (record, held) in evidence.records.iter().enumerate() {
        for name in &held.identifiers {
            if let Some(&id) = names.get(name.as_str()) {
                ties.entry((id, record)).or_insert(Tie::Held);
            }
        }
    }
    ties
}

/// What is drawn where there is too much for one picture: the first identifiers, and of the records first those that link.
fn places(
    evidence: &ProfileEvidence,
    ties: &BTreeMap<(usize, usize), Tie>,
) -> (Vec<usize>, Vec<usize>) {
    let identifiers: Vec<usize> = (0..evidence.identifiers.len()).take(MOST_IDENTIFIERS).collect();
    let mut strongest: BTreeMap<usize, Tie> = BTreeMap::new();
    for (&(id, record), &tie) in ties {
        if id < identifiers.len() {
            let known = strongest.entry(record).or_insert(tie);
            *known = tie.min(*known);
        }
    }
    let mut records: Vec<usize> = strongest.keys().copied().collect();
    records.sort_by_key(|record| strongest[record]);
    records.truncate(MOST_RECORDS);
    records.sort_unstable();
    (identifiers, records)
}

fn left_out(evidence: &ProfileEvidence, identifiers: usize, records: usize) -> Html {
    let (identifiers, records) =
        (evidence.identifiers.len() - identifiers, evidence.records.len() - records);
    if identifiers + records == 0 {
        return Html::default();
    }
    Html::markup(format_args!(
        "<p class=\"note\">Not in the picture: {} and {}. The tables hold them all.</p>\n",
        tell::number(identifiers, "identifier"),
        tell::number(records, "record")
    ))
}

fn line(layout: &Layout, id: usize, record: usize, tie: Tie) -> Html {
    let (end, start) = (layout.identifiers[id], layout.records[record]);
    let (from, to) =
        if end.x < start.x { (start.x, end.x + end.width) } else { (start.x + start.width, end.x) };
    let middle = from.midpoint(to);
    let (from_y, to_y) = (start.y + start.height / 2, end.y + end.height / 2);
    Html::markup(format_args!(
        "<path class=\"{}\" d=\"M{from} {from_y}C{middle} {from_y} {middle} {to_y} {to} {to_y}\"/>\n",
        tie.class()
    ))
}

fn identifier(printed: &str, class: Class, foreign: bool, rect: Rect) -> Html {
    let (head, value) = printed.split_once(':').unwrap_or(("", printed));
    let foreign = if foreign { " foreign" } else { "" };
    boxed(&format!("{class}{foreign}"), head, value, rect)
}

/// Two lines in a box; what is cut off is in the title.
fn boxed(class: &str, first: &str, second: &str, rect: Rect) -> Html {
    let Rect { x, y, width, height } = rect;
    let round = if class == "record" { height / 2 } else { 5 };
    let (first, second) = (tell::clean(first), tell::clean(second));
    Html::markup(format_args!(
        "<g class=\"{class}\"><title>{}\n{}</title>\
         <rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"{round}\"/>\
         <text x=\"{middle}\" y=\"{upper}\" class=\"small\">{}</text>\
         <text x=\"{middle}\" y=\"{lower}\">{}</text></g>\n",
        Html::text(&first),
        Html::text(&second),
        Html::text(&cut(&first)),
        Html::text(&cut(&second)),
        middle = x + width / 2,
        upper = y + 13,
        lower = y + 27,
    ))
}

/// As much of a text as fits.
pub(super) fn cut(text: &str) -> String {
    let width = |text: &str| text.chars().map(|c| c.width().unwrap_or(0)).sum::<usize>();
    if width(text) <= WIDEST {
        return text.to_owned();
    }
    let mut kept = String::new();
    for c in text.chars() {
        if width(&kept) + c.width().unwrap_or(0) >= WIDEST {
            break;
        }
        kept.push(c);
    }
    kept.push('…');
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_cut_by_their_width() {
        assert_eq!(cut("wechat.unionid@brand"), "wechat.unionid@brand");
        assert_eq!(cut(&"茶".repeat(20)), format!("{}…", "茶".repeat(16)));
        assert_eq!(cut(&"x".repeat(34)), format!("{}…", "x".repeat(32)));
    }
}
