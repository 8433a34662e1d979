//! Explanations in which one thing was changed. Some are true all the same.

use oneid::{
    Explanation, Hindrance, RefusalReason, SeparatedBy, Step, Strength, Timestamp, Verdict,
};

/// What was changed, and what became of it.
pub(crate) type Forgery = (&'static str, Explanation);

const VERDICTS: [Verdict; 8] = [
    Verdict::Joined,
    Verdict::Unknown,
    Verdict::Separated,
    Verdict::Blocked,
    Verdict::LinkNothing,
    Verdict::SharedOrReassigned,
    Verdict::Refused,
    Verdict::NeverSeenTogether,
];

/// Every kind of forgery.
pub(crate) const KINDS: &[&str] = &[
    "verdict",
    "a",
    "b",
    "separated by",
    "step dropped",
    "step doubled",
    "step there and back",
    "steps exchanged",
    "from",
    "to",
    "ends exchanged",
    "source",
    "strength",
    "first seen",
    "last seen",
    "identifier dropped",
    "identifier added",
    "record exchanged",
    "hindrance dropped",
    "hindrance doubled",
    "hindrance added",
    "hindrance of another kind",
    "hindrance changed",
];

/// Each thing that can be changed, changed once. `others` are identifiers and records to put in.
pub(crate) fn forgeries(
    told: &Explanation,
    others: &[String],
    records: &[oneid::Record],
) -> Vec<Forgery> {
    let mut all = Vec::new();
    let mut forge = |kind, change: &dyn Fn(&mut Explanation)| {
        let mut forged = told.clone();
        change(&mut forged);
        if forged != *told {
            all.push((kind, forged));
        }
    };
    for verdict in VERDICTS {
        forge("verdict", &|told| told.verdict = verdict);
    }
    for other in others {
        forge("a", &|told| told.a.clone_from(other));
        forge("b", &|told| told.b.clone_from(other));
    }
    forge("separated by", &|told| drop(told.separated_by.pop()));
    forge("separated by", &|told| {
        told.separated_by.push(SeparatedBy { at: None, source: "nobody".to_owned() });
    });
    for place in 0..told.chain.len() {
        forge("step dropped", &|told| drop(told.chain.remove(place)));
        forge("step doubled", &|told| told.chain.insert(place, told.chain[place].clone()));
        forge("step there and back", &|told| {
            let (there, mut back) = (told.chain[place].clone(), told.chain[place].clone());
            std::mem::swap(&mut back.link.from, &mut back.link.to);
            told.chain.splice(place..place, [there, back]);
        });
        forge("steps exchanged", &|told| {
            let next = (place + 1) % told.chain.len();
            told.chain.swap(place, next);
        });
        for (kind, step) in steps(&told.chain[place], others, records) {
            forge(kind, &|told| told.chain[place] = step.clone());
        }
    }
    all
}

fn steps(step: &Step, others: &[String], records: &[oneid::Record]) -> Vec<(&'static str, Step)> {
    let mut all = Vec::new();
    let mut forge = |kind, change: &dyn Fn(&mut Step)| {
        let mut forged = step.clone();
        change(&mut forged);
        all.push((kind, forged));
    };
    for other in others {
        forge("from", &|step| step.link.from.clone_from(other));
        forge("to", &|step| step.link.to.clone_from(other));
        forge("identifier added", &|step| {
            let ids = &mut step.link.record.identifiers;
            ids.push(other.clone());
            ids.sort();
        });
    }
    forge("ends exchanged", &|step| std::mem::swap(&mut step.link.from, &mut step.link.to));
    for record in records {
        forge("record exchanged", &|step| step.link.record.clone_from(record));
    }
    forge("source", &|step| step.link.record.source.push('!'));
    for strength in Strength::ALL {
        forge("strength", &|step| step.link.record.strength = strength);
    }
    forge("first seen", &|step| step.link.record.first_seen = later(step.link.record.first_seen));
    forge("last seen", &|step| step.link.record.last_seen = later(step.link.record.last_seen));
    for place in 0..step.link.record.identifiers.len() {
        forge("identifier dropped", &|step| drop(step.link.record.identifiers.remove(place)));
    }
    let at = &step.link.from;
    forge("hindrance added", &|step| step.hindrances.push(another(at, None)));
    for (place, hindrance) in step.hindrances.iter().enumerate() {
        forge("hindrance dropped", &|step| drop(step.hindrances.remove(place)));
        forge("hindrance doubled", &|step| step.hindrances.insert(place, hindrance.clone()));
        forge("hindrance of another kind", &|step| {
            step.hindrances[place] = another(at, Some(hindrance));
        });
        for changed in changed(hindrance) {
            forge("hindrance changed", &|step| step.hindrances[place] = changed.clone());
        }
    }
    all
}

fn later(at: Option<Timestamp>) -> Option<Timestamp> {
    let ms = at.map_or(0, Timestamp::as_millisecond);
    Timestamp::from_millisecond(ms + 1).ok()
}

/// A hindrance of another kind.
fn another(identifier: &str, than: Option<&Hindrance>) -> Hindrance {
    match than {
        Some(Hindrance::NoConsent) => Hindrance::Blocked { identifier: identifier.to_owned() },
        _ => Hindrance::NoConsent,
    }
}

/// The same with one field changed, for each field.
fn changed(hindrance: &Hindrance) -> Vec<Hindrance> {
    use Hindrance::{Blocked, Contradictory, Reassigned, Refused, Shared, TooWeak};
    let longer = |text: &String| format!("{text}!");
    let shorter =
        |ids: &[String]| ids.split_last().map(|(_, rest)| rest.to_vec()).unwrap_or_default();
    let weaker = |strength: Strength| match strength {
        Strength::Inferred => Strength::Asserted,
        _ => Strength::Inferred,
    };
    match hindrance.clone() {
        Blocked { identifier } => vec![Blocked { identifier: longer(&identifier) }],
        TooWeak { min_strength } => vec![TooWeak { min_strength: weaker(min_strength) }],
        Contradictory { in_the_way } => vec![Contradictory { in_the_way: shorter(&in_the_way) }],
        Shared { identifier, upto, partners } => vec![
            Shared { identifier: longer(&identifier), upto, partners },
            Shared { identifier: identifier.clone(), upto: weaker(upto), partners },
            Shared { identifier, upto, partners: partners + 1 },
        ],
        Reassigned { identifier, stands_as, since } => vec![
            Reassigned { identifier: longer(&identifier), stands_as: stands_as.clone(), since },
            Reassigned { identifier: identifier.clone(), stands_as: longer(&stands_as), since },
            Reassigned { since: later(Some(since)).unwrap_or(since), identifier, stands_as },
        ],
        Refused { reason, in_the_way } => {
            let other = match reason {
                RefusalReason::Limit => RefusalReason::Separated,
                _ => RefusalReason::Limit,
            };
            vec![
                Refused { reason: other, in_the_way: in_the_way.clone() },
                Refused { reason, in_the_way: shorter(&in_the_way) },
            ]
        }
        _ => Vec::new(),
    }
}
