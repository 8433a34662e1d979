//! Step 5 of the resolution: identifiers that silence and other holders show to have been given to somebody else.

use std::collections::{BTreeMap, BTreeSet};

use oneid::{NamespacePolicy, Strength};

use super::words::{Place, Record, Rules, Set, Steps, place, stand_in};

/// The records of each tenure that have times, the oldest tenure first.
pub(crate) type Tenures<'a> = Vec<Vec<&'a Record>>;

/// 5.5. The tenures of those identifiers that have more than one.
pub(crate) fn reassigned<'a>(
    rules: &Rules<'_>,
    records: &'a [Record],
) -> BTreeMap<String, Tenures<'a>> {
    let everyone: Set = records.iter().flat_map(|record| record.left.clone()).collect();
    let tenures = |id: String| {
        let gap = rules.namespace(&id).reassigned_after_ms()?;
        let holding = records.iter().filter(|r| r.left.contains(&id) && r.times.is_some());
        let tenures = tenures(rules, &id, runs(gap, holding.collect()));
        Some((id, tenures))
    };
    everyone.into_iter().filter_map(tenures).filter(|(_, tenures)| tenures.len() > 1).collect()
}

/// A new run begins where a `first_seen` is more than the gap after the greatest `last_seen` so far.
fn runs(gap: i64, mut records: Vec<&Record>) -> Vec<Vec<&Record>> {
    records.sort_by_key(|record| record.times);
    let (mut runs, mut greatest) = (Vec::<Vec<&Record>>::new(), 0);
    for record in records {
        let (first, last) = record.times.unwrap_or_default();
        match runs.last_mut() {
            Some(run) if first - greatest <= gap => run.push(record),
            _ => runs.push(vec![record]),
        }
        greatest = greatest.max(last);
    }
    runs
}

/// A run joins the tenure before it unless they clash.
fn tenures<'a>(rules: &Rules<'_>, id: &str, runs: Vec<Vec<&'a Record>>) -> Tenures<'a> {
    let mut tenures = Tenures::new();
    for run in runs {
        match tenures.last_mut() {
            Some(tenure) if !clash(rules, id, tenure, &run) => tenure.extend(run),
            _ => tenures.push(run),
        }
    }
    tenures
}

fn clash(rules: &Rules<'_>, id: &str, tenure: &[&Record], run: &[&Record]) -> bool {
    let places: BTreeSet<Place> = run
        .iter()
        .flat_map(|record| limited(rules, id, record))
        .map(|partner| place(&partner))
        .collect();
    places.iter().any(|place| {
        let limit = rules.policy.namespace(&place.0).and_then(NamespacePolicy::limit);
        match (limit, strongest(rules, place, tenure), strongest(rules, place, run)) {
            (Some(limit), Some((held, before)), Some((holds, after))) => {
                holds >= held
                    && before.is_disjoint(&after)
                    && before.union(&after).count() > limit as usize
            }
            _ => false,
        }
    })
}

/// The identifiers of a place in the strongest of the records that hold any, and the strength of these.
fn strongest(rules: &Rules<'_>, at: &Place, records: &[&Record]) -> Option<(Strength, Set)> {
    let of_place = |record: &&Record| rules.counted(&record.left).remove(at);
    let holding = records.iter().filter(|record| of_place(record).is_some());
    let strength = holding.clone().map(|record| record.strength).max()?;
    let strong = holding.filter(|record| record.strength == strength);
    Some((strength, strong.filter_map(of_place).flatten().collect()))
}

/// The limited identifiers of more trusted classes than that of `id` in a record.
fn limited(rules: &Rules<'_>, id: &str, record: &Record) -> Set {
    let class = rules.class(id);
    let counts =
        |other: &&String| rules.class(other) < class && rules.namespace(other).limit().is_some();
    record.left.iter().filter(counts).cloned().collect()
}

/// The records with a stand-in for each former holder of each reassigned identifier.
pub(crate) fn with_stand_ins(
    rules: &Rules<'_>,
    records: &[Record],
    reassigned: &BTreeMap<String, Tenures<'_>>,
    steps: &mut Steps,
) -> Vec<Record> {
    let mut after = records.to_vec();
    for (id, tenures) in reassigned {
        for (before, after) in records.iter().zip(&mut after) {
            if !before.left.contains(id) {
                continue;
            }
            let number = tenure_of(rules, id, before, tenures, steps);
            if number + 1 < tenures.len() {
                after.left.remove(id);
                after.left.insert(stand_in(id, number + 1));
            }
        }
    }
    after
}

/// Which tenure a record belongs to, from 0.
fn tenure_of(
    rules: &Rules<'_>,
    id: &str,
    record: &Record,
    tenures: &Tenures<'_>,
    steps: &mut Steps,
) -> usize {
    if record.times.is_some() {
        return tenures.iter().position(|tenure| tenure.contains(&record)).unwrap_or_default();
    }
    // reading: finding one of its identifiers in a tenure compares identifiers, so those of one group are one.
    let persons =
        |r: &Record| limited(rules, id, r).iter().map(|other| rules.person(other)).collect::<Set>();
    let named = |other: &&Record| !persons(other).is_disjoint(&persons(record));
    if let Some(number) = tenures.iter().rposition(|tenure| tenure.iter().any(named)) {
        steps.untimed_named += 1;
        number
    } else if record.strength == Strength::Asserted {
        steps.untimed_asserted += 1;
        tenures.len() - 1
    } else {
        steps.untimed_oldest += 1;
        0
    }
}

/// The `first_seen` of the newest tenure.
pub(crate) fn since(tenures: &Tenures<'_>) -> i64 {
    let newest = tenures.last().into_iter().flatten();
    newest.filter_map(|record| record.times).map(|(first, _)| first).min().unwrap_or_default()
}

/// A stand-in for each former holder of each reassigned identifier.
pub(crate) fn stand_ins(reassigned: &BTreeMap<String, Tenures<'_>>) -> Set {
    let of_id = |(id, tenures): (&String, &Tenures<'_>)| -> Set {
        (1..tenures.len()).map(|number| stand_in(id, number)).collect()
    };
    reassigned.iter().flat_map(of_id).collect()
}
