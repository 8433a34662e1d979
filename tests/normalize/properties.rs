//! What holds for any text.

use oneid::normalize::digest::{Hash, canonical_digest};
use oneid::normalize::{Reason, email, phone, text};
use proptest::prelude::*;

const REGIONS: [Option<&str>; 12] = [
    None,
    Some("CN"),
    Some("cn"),
    Some("US"),
    Some("AR"),
    Some("IT"),
    Some("HK"),
    Some("MX"),
    Some("JP"),
    Some("BR"),
    Some(""),
    Some("ZZ"),
];

/// The ranges as the numbering plan lists them.
fn mainland_mobile() -> impl Strategy<Value = String> {
    let range = prop_oneof![
        "13[0-9]",
        "14[579]",
        "15[0-35-9]",
        "16[2567]",
        "17[0-35-8]",
        "18[0-9]",
        "19[0-35-9]",
    ];
    prop_oneof![
        9 => (range, "[0-9]{8}").prop_map(|(range, rest)| range + &rest),
        1 => "1740[0-5][0-9]{6}",
    ]
}

fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[0-9+() .,;*xeE转#='\"~/-]{0,40}",
        "\\+[0-9]{5,17}",
        "[0-9]{5,20}",
        "[0-9]{3,12}(ext|转|-|x)[0-9]{1,8}",
    ]
}

/// Ways of writing the same eleven digits.
fn decorated(n: &str, which: usize, separator: &str) -> String {
    let grouped = [&n[..3], &n[3..7], &n[7..]].join(separator);
    match which {
        0 => grouped,
        1 => format!("+86{separator}{grouped}"),
        2 => format!("0086{separator}{grouped}"),
        3 => format!("86{separator}{grouped}"),
        4 => format!("(+86){grouped}"),
        5 => format!("tel:+86-{n}"),
        6 => format!("+86 (0) {grouped}"),
        7 => format!("0{grouped}"),
        8 => format!("={n:?}"),
        9 => format!("'{n}"),
        10 => format!("{n}.0"),
        11 => format!("\u{202d}{grouped}\u{202c}"),
        12 => format!("\u{feff}{grouped}\u{a0}\u{200e}"),
        13 => n.chars().map(|c| char::from_u32(u32::from(c) + 0xfee0).unwrap_or(c)).collect(),
        14 => format!("{}.{}E10", &n[..1], &n[1..]),
        15 => format!("手机：{n}，"),
        16 => format!("+860{n}"),
        _ => format!("{}\u{200b}{}", &n[..5], &n[5..]),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read_or_refused(raw in cell(), region in 0..REGIONS.len()) {
        if let Ok(phone) = phone::parse(&raw, REGIONS[region]) {
            let e164 = phone.e164();
            prop_assert!((8..=16).contains(&e164.len()), "{e164}");
            prop_assert_eq!(&e164[1..], phone.digits());
            prop_assert!(phone.digits().bytes().all(|b| b.is_ascii_digit()));
            prop_assert_eq!(format!("+{}{}", phone.calling_code(), phone.national()), e164);
            for region in REGIONS {
                prop_assert_eq!(phone::parse(e164, region), Ok(phone.clone()));
            }
        }
    }

    #[test]
    fn any_usual_way_of_writing_gives_one_number(
        number in mainland_mobile(),
        which in 0_usize..18,
        separator in prop_oneof![Just(""), Just(" "), Just("-"), Just("."), Just("\u{a0}"), Just("－")],
    ) {
        let written = decorated(&number, which, separator);
        let phone = phone::parse(&written, None);
        prop_assert!(phone.is_ok(), "{written}: {phone:?}");
        prop_assert_eq!(phone.map(|phone| phone.e164().to_owned()), Ok(format!("+86{number}")));
    }

    #[test]
    fn a_tail_is_never_stripped(
        number in mainland_mobile(),
        between in prop_oneof![Just("-"), Just("转"), Just(" ext. "), Just(","), Just("#"), Just(" "), Just("_")],
        tail in "[0-9]{3,4}",
    ) {
        let written = format!("{number}{between}{tail}");
        prop_assert_eq!(phone::parse(&written, None), Err(Reason::Virtual));
        let abroad = format!("+86 {written}");
        prop_assert_eq!(phone::parse(&abroad, Some("HK")), Err(Reason::Virtual));
    }

    #[test]
    fn emails_are_idempotent(raw in prop_oneof![any::<String>(), "[ -~]{1,20}@[a-zA-Z0-9.é例-]{1,20}"]) {
        if let Ok(email) = email::parse(&raw) {
            prop_assert_eq!(email::parse(email.as_str()), Ok(email.clone()));
            prop_assert!(email::parse(&email.uid2()).is_ok());
            prop_assert!(email::parse(&email.google()).is_ok());
        }
    }

    #[test]
    fn text_is_idempotent(raw in any::<String>()) {
        if let Ok(folded) = text::contact(&raw) {
            prop_assert_eq!(text::contact(&folded), Ok(folded.clone()));
        }
        if let Ok(kept) = text::account(&raw) {
            prop_assert_eq!(text::account(kept), Ok(kept));
            prop_assert!(raw.contains(kept));
        }
        for hash in Hash::ALL {
            prop_assert!(canonical_digest(&raw, hash).is_err());
        }
    }
}
