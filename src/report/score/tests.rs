//! Against a count that looks at every pair.

use proptest::prelude::*;

use super::*;
use crate::identifier::Fingerprint;

/// An identifier: its profile, its person; the person's label is the person modulo three.
type Row = (u8, u8);

fn build(rows: &[Row]) -> Score {
    let mut builder = ScoreBuilder::default();
    for &(profile, person) in rows {
        let id = ProfileId::of(Fingerprint(u128::from(profile)));
        builder.add(id, &person.to_string(), &label(person));
    }
    builder.finish()
}

fn label(person: u8) -> String {
    format!("case{}", person % 3)
}

fn pairs_where(rows: &[Row], holds: impl Fn(Row, Row) -> bool) -> u64 {
    let pairs = rows.iter().enumerate().flat_map(|(i, &a)| rows[..i].iter().map(move |&b| (a, b)));
    pairs.filter(|&(a, b)| holds(a, b)).count() as u64
}

fn naive_bcubed(rows: &[Row], whole: impl Fn(Row, Row) -> bool) -> f64 {
    let of = |row: Row| {
        let inside = rows.iter().filter(|&&other| whole(row, other));
        rate_of(
            float(rows.iter().filter(|&&other| other == row).count() as u64),
            float(inside.count() as u64),
        )
    };
    rate_of(rows.iter().map(|&row| of(row)).sum(), float(rows.len() as u64))
}

proptest! {
    #[test]
    fn equals_a_count_of_every_pair(rows in prop::collection::vec((0_u8..6, 0_u8..9), 0..60)) {
        let score = build(&rows);
        let (merged, truly) = (|a: Row, b: Row| a.0 == b.0, |a: Row, b: Row| a.1 == b.1);
        let both = pairs_where(&rows, |a, b| merged(a, b) && truly(a, b));
        let wrong_merges = pairs_where(&rows, |a, b| merged(a, b) && !truly(a, b));
        let wrong_splits = pairs_where(&rows, |a, b| !merged(a, b) && truly(a, b));
        prop_assert_eq!(score.wrong_merges, wrong_merges);
        prop_assert_eq!(score.wrong_splits, wrong_splits);
        let close = |a: f64, b: f64| (a - b).abs() < 1e-9;
        prop_assert!(close(score.pairwise_precision, rate_of(float(both), float(both + wrong_merges))));
        prop_assert!(close(score.pairwise_recall, rate_of(float(both), float(both + wrong_splits))));
        prop_assert!(close(score.bcubed_precision, naive_bcubed(&rows, merged)));
        prop_assert!(close(score.bcubed_recall, naive_bcubed(&rows, truly)));
        for case in &score.cases {
            let has = |row: Row| label(row.1) == case.case;
            let merges = pairs_where(&rows, |a, b| merged(a, b) && !truly(a, b) && (has(a) || has(b)));
            prop_assert_eq!(case.wrong_merges, merges);
            let splits = pairs_where(&rows, |a, b| !merged(a, b) && truly(a, b) && has(a));
            prop_assert_eq!(case.wrong_splits, splits);
            let persons_where = |bad: &dyn Fn(Row, Row) -> bool| {
                let persons = rows.iter().filter(|&&a| has(a) && rows.iter().any(|&b| bad(a, b)));
                persons.map(|row| row.1).collect::<std::collections::BTreeSet<_>>().len() as u64
            };
            prop_assert_eq!(case.persons_merged, persons_where(&|a, b| merged(a, b) && !truly(a, b)));
            prop_assert_eq!(case.persons_split, persons_where(&|a, b| !merged(a, b) && truly(a, b)));
        }
    }
}

#[test]
fn nothing_is_no_mistake() {
    let score = build(&[]);
    assert_eq!((score.pairwise_precision, score.bcubed_recall), (1.0, 1.0));
    let apart = build(&[(0, 0), (1, 1)]);
    assert_eq!((apart.pairwise_precision, apart.pairwise_recall), (1.0, 1.0));
}
