//! Section 6 of the contract: which profile a record belongs to, and which traits a profile shows.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use oneid::{TraitRule, TraitValue};

use super::evidence::{Kept, Said, Store, Values};
use super::words::{Evidence, Owner, Record, RecordKey, Resolution, Rules, Set};

/// Where each record belongs. `left` are the records that may link, with what the steps left in them.
// reading: of a record that is not live nothing is left; "all it holds" is what it holds as kept, without stand-ins.
pub(crate) fn owners(
    rules: &Rules<'_>,
    evidence: &Evidence,
    contradictory: &BTreeSet<RecordKey>,
    left: &[Record],
    profiles: &[Set],
    listed: &[Vec<String>],
) -> BTreeMap<RecordKey, Option<Owner>> {
    let owner = |record: &Record| {
        let left = left.iter().find(|other| other.key() == record.key());
        let centre = left.and_then(|record| rules.most_trusted(&record.left));
        let identifier = centre.or_else(|| rules.most_trusted(&record.kept))?.clone();
        let profile = profiles.iter().find(|profile| profile.contains(&identifier))?;
        let lists = |ids: &Vec<String>| ids.iter().any(|id| profile.contains(id));
        Some(Owner { profile: listed.iter().position(lists)?, identifier })
    };
    let entry = |record: &Record| {
        let key = record.key();
        let owner = owner(record).filter(|_| !contradictory.contains(&key));
        (key, owner)
    };
    evidence.records.iter().map(entry).collect()
}

/// What a profile shows of one trait.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Shown {
    One(TraitValue),
    All(BTreeSet<TraitValue>),
    /// For each currency; of traits other than `amount` all under the empty one.
    Sum(BTreeMap<String, f64>),
}

/// What one record says of a trait.
struct Claim<'a> {
    key: &'a RecordKey,
    owner: &'a Owner,
    kept: &'a Kept,
    values: &'a Values,
}

impl Claim<'_> {
    fn source(&self) -> &str {
        &self.key.1
    }

    /// Both values that the record keeps.
    fn both(&self) -> [&TraitValue; 2] {
        [&self.values.newest.value, &self.values.oldest.value]
    }

    fn currency(&self) -> String {
        match self.kept.traits.get("currency").map(|values| &values.newest.value) {
            Some(TraitValue::Text(currency)) => currency.to_string(),
            _ => String::new(),
        }
    }
}

/// Every trait of the profile at this index of the resolution's.
pub(crate) fn shown(
    store: &Store,
    resolution: &Resolution,
    profile: usize,
) -> BTreeMap<String, Shown> {
    let mut claims = BTreeMap::<&str, Vec<Claim<'_>>>::new();
    for (key, kept) in &store.records {
        let owner = resolution.owner.get(key).and_then(Option::as_ref);
        let Some(owner) = owner.filter(|owner| owner.profile == profile) else { continue };
        for (name, values) in &kept.traits {
            claims.entry(name).or_default().push(Claim { key, owner, kept, values });
        }
    }
    let show = |(name, claims): (&str, Vec<Claim<'_>>)| {
        let shown = decide(store.policy.trait_rule(name), name, &claims)?;
        Some((name.to_owned(), shown))
    };
    claims.into_iter().filter_map(show).collect()
}

fn decide(rule: TraitRule, name: &str, claims: &[Claim<'_>]) -> Option<Shown> {
    // reading: `min`, `max` and `all` take both values that a record keeps, `most_frequent` its newest.
    let mut both = claims.iter().flat_map(Claim::both).cloned();
    match rule {
        TraitRule::Newest => newest(claims.iter()).map(|said| Shown::One(said.value.clone())),
        TraitRule::Oldest => oldest(claims).map(|said| Shown::One(said.value.clone())),
        TraitRule::MostFrequent => most_frequent(claims).map(Shown::One),
        TraitRule::Min => both.min().map(Shown::One),
        TraitRule::Max => both.max().map(Shown::One),
        TraitRule::All => Some(Shown::All(both.by_ref().collect())),
        TraitRule::Sum => sum(name, claims).map(Shown::Sum),
        other => panic!("the model knows no {}", other.as_str()),
    }
}

/// Ties: lesser source, then value.
fn newest<'a>(claims: impl Iterator<Item = &'a Claim<'a>>) -> Option<&'a Said> {
    let claim = claims.min_by_key(|claim| {
        let said = &claim.values.newest;
        (Reverse(said.at), claim.source(), &said.value)
    })?;
    Some(&claim.values.newest)
}

fn oldest<'a>(claims: &'a [Claim<'a>]) -> Option<&'a Said> {
    let claim = claims.iter().min_by_key(|claim| {
        let said = &claim.values.oldest;
        (said.at.unwrap_or(i64::MAX), claim.source(), &said.value)
    })?;
    Some(&claim.values.oldest)
}

// reading: where two values are equally frequent, the one that the lesser source gives.
fn most_frequent(claims: &[Claim<'_>]) -> Option<TraitValue> {
    let mut sources = BTreeMap::<&TraitValue, Vec<&str>>::new();
    for claim in claims {
        sources.entry(&claim.values.newest.value).or_default().push(claim.source());
    }
    let rank = |(value, sources): &(&TraitValue, Vec<&str>)| {
        let least = sources.iter().min().map(ToString::to_string);
        (Reverse(sources.len()), least, (*value).clone())
    };
    sources.into_iter().min_by_key(rank).map(|(value, _)| value.clone())
}

/// Of each account the newest value, added up.
// reading: an account is the identifier that a record belongs to; a value that is no number is left out; the newest is taken for
// each account and currency, a record's currency being its newest.
fn sum(name: &str, claims: &[Claim<'_>]) -> Option<BTreeMap<String, f64>> {
    let mut accounts = BTreeMap::<(String, &str), Vec<&Claim<'_>>>::new();
    for claim in claims {
        if !matches!(claim.values.newest.value, TraitValue::Number(_)) {
            continue;
        }
        let currency = if name == "amount" { claim.currency() } else { String::new() };
        accounts.entry((currency, &claim.owner.identifier)).or_default().push(claim);
    }
    let mut sums = BTreeMap::new();
    for ((currency, _), claims) in accounts {
        if let Some(TraitValue::Number(value)) = newest(claims.into_iter()).map(|said| &said.value)
        {
            *sums.entry(currency).or_insert(0.0) += value;
        }
    }
    Some(sums).filter(|sums| !sums.is_empty())
}
