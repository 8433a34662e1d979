//! The example numbers of every region, from the metadata of libphonenumber.
//!
//! The counts are pinned so that a change shows; `docs/phone.md` explains them.

use std::collections::BTreeMap;

use oneid::normalize::phone;

const EXAMPLES: &str = include_str!("../../testdata/phone/example_numbers_all_regions.csv");

struct Example<'t> {
    region: &'t str,
    kind: &'t str,
    national: &'t str,
    international: &'t str,
    e164: &'t str,
}

fn examples() -> impl Iterator<Item = Example<'static>> {
    EXAMPLES.lines().skip(1).map(|line| {
        let fields: Vec<_> = line.split(',').collect();
        let [region, kind, national, international, e164, _] = fields[..] else {
            panic!("six fields in {line}");
        };
        Example { region, kind, national, international, e164 }
    })
}

/// The E.164 column, another number, or the code of the refusal.
fn outcome(raw: &str, region: Option<&str>, e164: &str) -> &'static str {
    match phone::parse(raw, region) {
        Ok(phone) if phone.e164() == e164 => "same",
        Ok(_) => "another number",
        Err(reason) => reason.as_str(),
    }
}

fn counted(each: impl Fn(&Example<'_>) -> &'static str) -> Vec<String> {
    let mut counts = BTreeMap::new();
    for example in examples() {
        *counts.entry((each(&example), example.kind)).or_insert(0_usize) += 1;
    }
    let line = |((outcome, kind), count)| format!("{outcome} {kind} {count}");
    counts.into_iter().map(line).collect()
}

#[test]
fn there_are_1374() {
    assert_eq!(examples().count(), 1374);
}

#[test]
fn the_mainland_is_exact() {
    let accepted: Vec<_> = examples()
        .filter(|example| example.region == "CN")
        .map(|example| {
            let national = outcome(example.national, None, example.e164);
            let international = outcome(example.international, Some("US"), example.e164);
            (example.kind, national, international)
        })
        .collect();
    assert_eq!(
        accepted,
        [
            ("FIXED_LINE", "landline", "landline"),
            ("MOBILE", "same", "same"),
            ("FIXED_LINE_OR_MOBILE", "landline", "landline"),
            ("TOLL_FREE", "landline", "landline"),
            ("PREMIUM_RATE", "landline", "landline"),
            ("SHARED_COST", "landline", "landline"),
        ]
    );
}

#[test]
fn international_numbers() {
    let found = counted(|example| outcome(example.international, None, example.e164));
    assert_eq!(found, INTERNATIONAL);
}

#[test]
fn national_numbers() {
    let found = counted(|example| outcome(example.national, Some(example.region), example.e164));
    assert_eq!(found, NATIONAL);
}

/// Numbers that libphonenumber calls valid and that are none here, of either column.
#[test]
fn invalid_numbers() {
    let found: Vec<_> = examples()
        .filter_map(|example| {
            let national = outcome(example.national, Some(example.region), example.e164);
            let international = outcome(example.international, None, example.e164);
            let differs = |outcome| matches!(outcome, "invalid_number" | "another number");
            (differs(national) || differs(international))
                .then(|| format!("{} {} {national} {international}", example.e164, example.kind))
        })
        .collect();
    // A six-digit number of Iran: with its code it is too short to be told from a service number.
    let nationally = if cfg!(feature = "phone-intl") { "landline" } else { "missing_country" };
    assert_eq!(found, [format!("+989601 UAN {nationally} invalid_number")]);
}

#[cfg(feature = "phone-intl")]
const INTERNATIONAL: &[&str] = &[
    "invalid_number UAN 1",
    "landline FIXED_LINE 229",
    "landline FIXED_LINE_OR_MOBILE 229",
    "landline PREMIUM_RATE 150",
    "landline SHARED_COST 53",
    "landline TOLL_FREE 184",
    "landline UAN 61",
    "landline VOICEMAIL 15",
    "not_mobile PAGER 23",
    "same FIXED_LINE 16",
    "same FIXED_LINE_OR_MOBILE 16",
    "same MOBILE 244",
    "same PERSONAL_NUMBER 59",
    "same VOIP 94",
];

#[cfg(feature = "phone-intl")]
const NATIONAL: &[&str] = &[
    "landline FIXED_LINE 229",
    "landline FIXED_LINE_OR_MOBILE 229",
    "landline PREMIUM_RATE 150",
    "landline SHARED_COST 53",
    "landline TOLL_FREE 184",
    "landline UAN 62",
    "landline VOICEMAIL 15",
    "not_mobile PAGER 23",
    "same FIXED_LINE 16",
    "same FIXED_LINE_OR_MOBILE 16",
    "same MOBILE 244",
    "same PERSONAL_NUMBER 59",
    "same VOIP 94",
];

#[cfg(not(feature = "phone-intl"))]
const INTERNATIONAL: &[&str] = &[
    "invalid_number UAN 1",
    "landline FIXED_LINE 1",
    "landline FIXED_LINE_OR_MOBILE 1",
    "landline PREMIUM_RATE 1",
    "landline SHARED_COST 1",
    "landline TOLL_FREE 1",
    "same FIXED_LINE 244",
    "same FIXED_LINE_OR_MOBILE 244",
    "same MOBILE 244",
    "same PAGER 23",
    "same PERSONAL_NUMBER 59",
    "same PREMIUM_RATE 149",
    "same SHARED_COST 52",
    "same TOLL_FREE 183",
    "same UAN 61",
    "same VOICEMAIL 15",
    "same VOIP 94",
];

#[cfg(not(feature = "phone-intl"))]
const NATIONAL: &[&str] = &[
    "landline FIXED_LINE 1",
    "landline FIXED_LINE_OR_MOBILE 1",
    "landline PREMIUM_RATE 1",
    "landline SHARED_COST 1",
    "landline TOLL_FREE 1",
    "missing_country FIXED_LINE 244",
    "missing_country FIXED_LINE_OR_MOBILE 244",
    "missing_country MOBILE 243",
    "missing_country PAGER 23",
    "missing_country PERSONAL_NUMBER 59",
    "missing_country PREMIUM_RATE 149",
    "missing_country SHARED_COST 52",
    "missing_country TOLL_FREE 183",
    "missing_country UAN 62",
    "missing_country VOICEMAIL 15",
    "missing_country VOIP 94",
    "same MOBILE 1",
];
