//! What a profile shows of a trait that several records speak of.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Serialize, Serializer};

use super::{Dated, TraitValue, serialize_number};
use crate::policy::TraitRule;

/// What a profile shows of one trait. `Debug` does not show values, currencies among them.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub enum ProfileTrait {
    /// One of the values.
    Value(TraitValue),
    /// Every distinct value, sorted: the rule `all`.
    Values(Vec<TraitValue>),
    /// The rule `sum`. Exact to six decimals; a number beyond ±10²² is added as ±10²².
    Sum(f64),
    /// The rule `sum` of `amount`: one for each currency; the empty text where none is named.
    Sums(BTreeMap<String, f64>),
}

impl fmt::Debug for ProfileTrait {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ProfileTrait::Value(value) => f.debug_tuple("Value").field(value).finish(),
            ProfileTrait::Values(values) => f.debug_tuple("Values").field(values).finish(),
            ProfileTrait::Sum(_) => f.write_str("Sum(…)"),
            ProfileTrait::Sums(_) => f.write_str("Sums(…)"),
        }
    }
}

impl Serialize for ProfileTrait {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            ProfileTrait::Value(value) => value.serialize(serializer),
            ProfileTrait::Values(values) => values.serialize(serializer),
            ProfileTrait::Sum(sum) => serialize_number(*sum, serializer),
            ProfileTrait::Sums(sums) => serializer
                .collect_map(sums.iter().map(|(currency, &sum)| (currency, TraitValue::from(sum)))),
        }
    }
}

/// The most that one number adds. No sum of so many overflows, since there are fewer than 2³² identifiers; to saturate each
/// number rather than the sum keeps the order of adding out of it.
const MOST_MILLIONTHS: i128 = 10_i128.pow(28);

/// What one record says of a trait.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Testimony<'a> {
    /// The identifier that the record is about.
    pub(crate) owner: u32,
    pub(crate) source: &'a str,
    pub(crate) newest: &'a Dated,
    pub(crate) oldest: &'a Dated,
    /// What the same record says of `currency`.
    pub(crate) currency: Option<&'a TraitValue>,
}

/// Decides by a rule what a profile shows; `None` if nothing is said.
pub(crate) fn show(name: &str, rule: TraitRule, said: &[Testimony<'_>]) -> Option<ProfileTrait> {
    let value = |value: &TraitValue| ProfileTrait::Value(value.clone());
    let values = || said.iter().flat_map(|one| [&one.newest.value, &one.oldest.value]);
    match rule {
        TraitRule::Newest => newest(said.iter()).map(|one| value(&one.newest.value)),
        TraitRule::Oldest => oldest(said).map(|one| value(&one.oldest.value)),
        TraitRule::MostFrequent => most_frequent(said).map(value),
        TraitRule::Min => values().min().map(value),
        TraitRule::Max => values().max().map(value),
        TraitRule::All => all(values()),
        TraitRule::Sum => sum(name, said),
    }
}

/// The newest value; ties by lesser source, then value.
fn newest<'s, 'a: 's>(said: impl Iterator<Item = &'s Testimony<'a>>) -> Option<&'s Testimony<'a>> {
    said.min_by(|a, b| {
        let later = b.newest.at.cmp(&a.newest.at);
        later.then_with(|| (a.source, &a.newest.value).cmp(&(b.source, &b.newest.value)))
    })
}

/// The oldest value; ties by lesser source, then value.
fn oldest<'s, 'a>(said: &'s [Testimony<'a>]) -> Option<&'s Testimony<'a>> {
    let untimed_last = |dated: &Dated| (dated.at.is_none(), dated.at);
    said.iter().min_by(|a, b| {
        let earlier = untimed_last(a.oldest).cmp(&untimed_last(b.oldest));
        earlier.then_with(|| (a.source, &a.oldest.value).cmp(&(b.source, &b.oldest.value)))
    })
}

/// The value that most records gave last; ties by the least source that gave it, then value.
fn most_frequent<'s>(said: &'s [Testimony<'_>]) -> Option<&'s TraitValue> {
    let mut counts: BTreeMap<&TraitValue, (usize, &str)> = BTreeMap::new();
    for one in said {
        let count = counts.entry(&one.newest.value).or_insert((0, one.source));
        *count = (count.0 + 1, count.1.min(one.source));
    }
    let best = counts.into_iter().min_by(|(a, (count_a, source_a)), (b, (count_b, source_b))| {
        count_b.cmp(count_a).then_with(|| (source_a, a).cmp(&(source_b, b)))
    });
    best.map(|(value, _)| value)
}

fn all<'a>(values: impl Iterator<Item = &'a TraitValue>) -> Option<ProfileTrait> {
    let mut values: Vec<TraitValue> = values.cloned().collect();
    values.sort_unstable();
    values.dedup();
    (!values.is_empty()).then_some(ProfileTrait::Values(values))
}

/// For each identifier that records are about the newest value, added up; `amount` for each currency apart. What is not a
/// number adds nothing.
fn sum(name: &str, said: &[Testimony<'_>]) -> Option<ProfileTrait> {
    let by_currency = name == "amount";
    let mut accounts: BTreeMap<(String, u32), Vec<&Testimony<'_>>> = BTreeMap::new();
    for one in said.iter().filter(|one| millionths(&one.newest.value).is_some()) {
        let currency = one.currency.filter(|_| by_currency).map(text).unwrap_or_default();
        accounts.entry((currency, one.owner)).or_default().push(one);
    }
    let mut sums: BTreeMap<String, i128> = BTreeMap::new();
    for ((currency, _), said) in accounts {
        let value = newest(said.into_iter()).and_then(|one| millionths(&one.newest.value));
        if let Some(value) = value {
            *sums.entry(currency).or_default() += value;
        }
    }
    let sums: BTreeMap<String, f64> =
        sums.into_iter().map(|(currency, sum)| (currency, whole(sum))).collect();
    if by_currency {
        return (!sums.is_empty()).then_some(ProfileTrait::Sums(sums));
    }
    sums.into_values().next().map(ProfileTrait::Sum)
}

fn text(value: &TraitValue) -> String {
    match value {
        TraitValue::Text(text) => text.to_string(),
        _ => String::new(),
    }
}

/// Money is added in whole millionths, so that the order of adding does not matter and 0.1 + 0.2 is 0.3.
fn millionths(value: &TraitValue) -> Option<i128> {
    let number = match value {
        TraitValue::Number(number) => *number,
        TraitValue::Text(text) => {
            text.trim().parse().ok().filter(|number: &f64| number.is_finite())?
        }
        _ => return None,
    };
    #[expect(clippy::cast_possible_truncation, reason = "saturates, and is clamped to less")]
    let millionths = (number * 1e6).round() as i128;
    Some(millionths.clamp(-MOST_MILLIONTHS, MOST_MILLIONTHS))
}

#[expect(clippy::cast_precision_loss, reason = "sums are shown as doubles, as JSON has them")]
fn whole(millionths: i128) -> f64 {
    millionths as f64 / 1e6
}

#[cfg(test)]
mod tests {
    use super::*;

    fn summed(numbers: &[f64]) -> Option<ProfileTrait> {
        let dated = |&number: &f64| Dated { value: number.into(), at: None };
        let dated: Vec<Dated> = numbers.iter().map(dated).collect();
        let testimony = |(owner, dated)| Testimony {
            owner,
            source: "",
            newest: dated,
            oldest: dated,
            currency: None,
        };
        let said: Vec<Testimony<'_>> = (0..).zip(&dated).map(testimony).collect();
        show("orders", TraitRule::Sum, &said)
    }

    #[test]
    fn sums_of_huge_numbers_saturate_in_any_order() {
        for (numbers, least, most) in [
            (vec![1e300, 1e300], 1.99e22, 2.01e22),
            (vec![f64::MAX, f64::MAX, f64::MIN], 0.99e22, 1.01e22),
            (vec![f64::MIN, f64::MAX, f64::MAX], 0.99e22, 1.01e22),
            (vec![0.1, 0.2], 0.3, 0.3),
        ] {
            let Some(ProfileTrait::Sum(sum)) = summed(&numbers) else { panic!("no sum") };
            assert!((least..=most).contains(&sum), "{numbers:?}: {sum}");
        }
    }
}
