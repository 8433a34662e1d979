//! One profile as a page of HTML that stands by itself: nothing is fetched, nothing runs.

pub(crate) mod html;
mod layout;
mod mask;
mod picture;
mod timeline;
mod traits;

use oneid::{
    Export, ExportedRecord, FingerprintKey, Merge, Policy, Profile, ProfileEvidence, Record,
    StandingOf,
};

use crate::tell;
use html::{Html, document, section, table};
use mask::Mask;

/// All that a page shows.
pub(crate) struct View<'a> {
    pub(crate) profile: &'a Profile,
    pub(crate) export: &'a Export,
    pub(crate) evidence: &'a ProfileEvidence,
    pub(crate) history: &'a [Merge],
    pub(crate) bridges: &'a [Record],
    /// How each identifier stands, in the order of the export.
    pub(crate) standings: &'a [StandingOf],
}

/// The page. Contacts are shown by their fingerprints, also where the policy retains them.
pub(crate) fn page(view: &View<'_>, policy: &Policy, key: &FingerprintKey) -> String {
    let mask = Mask::new(view, policy, key);
    let sections: Html = [
        section("Evidence", &picture::picture(view.evidence, &mask)),
        section("Identifiers", &identifiers(view, &mask)),
        section("Traits", &traits::traits(view, policy, &mask)),
        section("Timeline", &timeline::timeline(&view.export.records, &mask)),
        section("How it came together", &history(view, &mask)),
        section("Records", &records(view, policy, &mask)),
    ]
    .into_iter()
    .collect();
    let id = view.profile.id;
    let identifiers = tell::number(view.export.identifiers.len(), "identifier");
    let records = tell::number(view.export.records.len(), "record");
    let heading = Html::markup(format_args!("Profile <code>{id}</code>"));
    let body = Html::markup(format_args!(
        "<p>{identifiers}, {records}. Times are days in UTC; contacts are shown by fingerprint.</p>\n{sections}"
    ));
    document(&format!("Profile {id}"), &heading, &body)
}

fn code(text: &str) -> Html {
    Html::markup(format_args!("<code>{}</code>", Html::text(text)))
}

fn identifiers(view: &View<'_>, mask: &Mask<'_>) -> Html {
    let rows: Vec<[Html; 4]> = view
        .export
        .identifiers
        .iter()
        .zip(view.standings)
        .map(|(one, standing)| {
            let told = Html::text(&tell::standing(standing));
            let told = match *standing == StandingOf::default() {
                true => told,
                false => Html::markup(format_args!("<span class=\"bad\">{told}</span>")),
            };
            let seen = Html::text(&tell::span(one.first_seen, one.last_seen));
            [code(&mask.identifier(&one.identifier)), Html::text(one.class.as_str()), told, seen]
        })
        .collect();
    table(["identifier", "class", "standing", "seen"], &rows)
}

fn history(view: &View<'_>, mask: &Mask<'_>) -> Html {
    let rows: Vec<[Html; 5]> = (1..)
        .zip(view.history)
        .map(|(place, merge): (u32, _)| {
            let side = |printed: &str, size: usize| {
                let size = tell::number(size, "identifier");
                let (printed, size) = (code(&mask.identifier(printed)), Html::text(&size));
                Html::markup(format_args!("{printed} <span class=\"dim\">of {size}</span>"))
            };
            let [source, strength, seen] = tell::record(&merge.link.record);
            let record = format!("{}, {strength}", mask.text(&source));
            [
                Html::text(&place.to_string()),
                side(&merge.link.from, merge.sizes[0]),
                side(&merge.link.to, merge.sizes[1]),
                Html::text(&record),
                Html::text(&seen),
            ]
        })
        .collect();
    table(["", "one side", "the other", "by", "seen"], &rows)
}

fn records(view: &View<'_>, policy: &Policy, mask: &Mask<'_>) -> Html {
    let rows: Vec<[Html; 4]> = view
        .export
        .records
        .iter()
        .map(|record| {
            let seen = Html::text(&tell::span(record.first_seen, record.last_seen));
            let source = mask.text(&tell::source(&record.source));
            let head = Html::text(&format!("{source}, {}", record.strength));
            [head, seen, holds(record, mask), remarks(record, view, policy, mask)]
        })
        .collect();
    table(["source", "seen", "holds", "remarks"], &rows)
}

fn holds(record: &ExportedRecord, mask: &Mask<'_>) -> Html {
    let line =
        |printed: &String| Html::markup(format_args!("{}<br>", code(&mask.identifier(printed))));
    let own: Html = record.identifiers.iter().map(line).collect();
    let others = match record.others {
        0 => Html::default(),
        more => Html::text(&format!("and {more} of others")),
    };
    Html::markup(format_args!("{own}{others}"))
}

/// Why a record links nothing, and whether the profile falls apart without it.
fn remarks(record: &ExportedRecord, view: &View<'_>, policy: &Policy, mask: &Mask<'_>) -> Html {
    let is_bridge = |bridge: &&Record| {
        bridge.identifiers == record.identifiers
            && bridge.source == record.source
            && bridge.strength == record.strength
    };
    let bridge = view.bridges.iter().find(is_bridge);
    let bridge = bridge.map(|_| Html::text("without it the profile falls apart"));
    let hindrances = record.hindrances.iter().map(|one| {
        let told = Html::text(&mask.text(&tell::hindrance(one, policy)));
        Html::markup(format_args!("<span class=\"bad\">{told}</span><br>"))
    });
    hindrances.chain(bridge).collect()
}
