//! What a profile shows, and which record gave each value.

use oneid::{
    ExportedRecord, ExportedTrait, Policy, ProfileTrait, Timestamp, TraitRule, TraitValue,
};

use super::View;
use super::html::{Html, table};
use super::mask::Mask;
use crate::tell;

/// The trait whose value is an identifier.
const INVITED_BY: &str = "invited_by";

/// A row for each value that a record keeps of a trait; those that the profile shows are marked.
pub(super) fn traits(view: &View<'_>, policy: &Policy, mask: &Mask<'_>) -> Html {
    let mut rows: Vec<[Html; 5]> = Vec::new();
    for (name, shown) in &view.profile.traits {
        let rule = policy.trait_rule(name);
        let heading = format!("{name} ({})", tell::rule(rule));
        let shown_text = text(name, &tell::shown(shown), mask);
        let mut first = true;
        for record in &view.export.records {
            let said = record.traits.iter().filter(|said| said.name == *name);
            for (value, at) in said.flat_map(values) {
                let leading = if first {
                    [Html::text(&heading), strong(&shown_text)]
                } else {
                    Default::default()
                };
                first = false;
                let [heading, shown_cell] = leading;
                let marked = match is_shown(value, shown, rule) {
                    true => strong(&text(name, &tell::value(value), mask)),
                    false => Html::text(&text(name, &tell::value(value), mask)),
                };
                rows.push([
                    heading,
                    shown_cell,
                    marked,
                    source(record, mask),
                    Html::text(&day(at)),
                ]);
            }
        }
    }
    table(["trait (rule)", "shown", "values", "by", "when"], &rows)
}

/// The newest value, and the oldest where that is another.
fn values(said: &ExportedTrait) -> Vec<(&TraitValue, Option<Timestamp>)> {
    let newest = (&said.newest, said.newest_at);
    let oldest = (&said.oldest, said.oldest_at);
    if newest == oldest { vec![newest] } else { vec![newest, oldest] }
}

/// Whether the profile shows this value; of what is added up none is shown as it is.
fn is_shown(value: &TraitValue, shown: &ProfileTrait, rule: TraitRule) -> bool {
    match shown {
        ProfileTrait::Value(one) => one == value,
        ProfileTrait::Values(all) => all.contains(value),
        _ => rule != TraitRule::Sum,
    }
}

fn text(name: &str, value: &str, mask: &Mask<'_>) -> String {
    if name == INVITED_BY { mask.identifier(value) } else { mask.text(value) }
}

fn strong(text: &str) -> Html {
    Html::markup(format_args!("<span class=\"shown\">{}</span>", Html::text(text)))
}

fn source(record: &ExportedRecord, mask: &Mask<'_>) -> Html {
    let source = mask.text(&tell::source(&record.source));
    Html::text(&format!("{source}, {}", record.strength))
}

fn day(at: Option<Timestamp>) -> String {
    at.map_or_else(|| "at no known time".to_owned(), tell::day)
}
