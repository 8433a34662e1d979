//! Section 3 of the contract, naively: what operations leave behind.

use std::collections::{BTreeMap, BTreeSet};

use oneid::{FingerprintKey, Identifier, Operation, Policy, Strength, Timestamp, TraitValue};

use super::naive::resolve;
use super::words::{Evidence, Pair, Record, RecordKey, Resolution, Rules, Set};

/// The key of all tests that do not need another.
pub(crate) fn test_key() -> FingerprintKey {
    FingerprintKey::from_bytes(*b"key of the tests")
}

/// All evidence and separations, and what makes sense of them.
#[derive(Clone, Debug)]
pub(crate) struct Store {
    pub(crate) policy: Policy,
    pub(crate) key: FingerprintKey,
    pub(crate) records: BTreeMap<RecordKey, Kept>,
    /// When and by whom: everybody who said so since it was last taken back.
    pub(crate) separations: BTreeMap<Pair, BTreeSet<(Option<i64>, String)>>,
    /// The known identifiers, in the order in which they were first heard of.
    pub(crate) seniority: Vec<String>,
}

/// What a record keeps beside its identifiers, source and strength.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Kept {
    /// `first_seen` and `last_seen`, in milliseconds.
    pub(crate) times: Option<(i64, i64)>,
    pub(crate) traits: BTreeMap<String, Values>,
}

/// The values that a record keeps of one trait.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Values {
    pub(crate) newest: Said,
    pub(crate) oldest: Said,
}

/// A value and when it was said.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Said {
    pub(crate) at: Option<i64>,
    pub(crate) value: TraitValue,
}

impl Store {
    pub(crate) fn new(policy: Policy) -> Self {
        Store {
            policy,
            key: test_key(),
            records: BTreeMap::new(),
            separations: BTreeMap::new(),
            seniority: Vec::new(),
        }
    }

    /// Does what the operation says, or nothing at all.
    pub(crate) fn apply(&mut self, operation: &Operation) -> Result<(), oneid::Error> {
        match operation {
            Operation::Observe(_) => self.observe(operation)?,
            Operation::Separate { ids, at, source } => {
                let at = at.map(Timestamp::as_millisecond);
                for pair in self.pairs(ids)? {
                    let said = self.separations.entry(pair).or_default();
                    said.insert((at, source.to_string()));
                }
                self.hear(ids)?;
            }
            Operation::Rejoin { ids } => {
                for pair in self.pairs(ids)? {
                    self.separations.remove(&pair);
                }
            }
            Operation::Retract { ids, source } => {
                let ids: Set = self.printed(ids)?.into_iter().collect();
                self.records.retain(|(set, from, _), _| *set != ids || **from != **source);
            }
            Operation::RetractSource { source } => {
                self.records.retain(|(_, from, _), _| **from != **source);
            }
            Operation::Expire { before, source } => {
                self.expire(before.as_millisecond(), source.as_deref());
            }
            Operation::Erase { id } => {
                let ids = self.printed(std::slice::from_ref(id))?;
                self.erase(&ids.into_iter().collect());
            }
            Operation::EraseProfile { id } => self.erase_profile(id)?,
            other => panic!("the model knows no {}", other.to_json()),
        }
        let known = self.evidence().known();
        self.seniority.retain(|id| known.contains(id));
        Ok(())
    }

    pub(crate) fn evidence(&self) -> Evidence {
        let record = |(key, kept): (&RecordKey, &Kept)| Record::new(key.clone(), kept.times);
        Evidence {
            records: self.records.iter().map(record).collect(),
            separations: self.separations.keys().cloned().collect(),
        }
    }

    pub(crate) fn resolution(&self) -> Resolution {
        resolve(&self.evidence(), &self.policy, &self.key)
    }

    /// The most senior of these identifiers: its fingerprint makes the id of the profile that holds them.
    pub(crate) fn most_senior(&self, profile: &[String]) -> Option<&String> {
        self.seniority.iter().find(|id| profile.contains(id))
    }

    /// The printed identifiers that those given stand for, in their order.
    pub(crate) fn printed(&self, ids: &[Identifier]) -> Result<Vec<String>, oneid::Error> {
        let mut printed = Vec::new();
        for id in ids {
            let canonical = self.policy.canonical(id, &self.key)?;
            printed.extend(canonical.iter().map(ToString::to_string));
        }
        Ok(printed)
    }

    /// Makes those known that are not yet.
    fn hear(&mut self, ids: &[Identifier]) -> Result<(), oneid::Error> {
        for id in self.printed(ids)? {
            if !self.seniority.contains(&id) {
                self.seniority.push(id);
            }
        }
        Ok(())
    }

    /// What two identifiers given stand for, each of the one with each of the other.
    // reading: to separate two raw numbers is to separate all that the one stands for from all that the other does.
    fn pairs(&self, [a, b]: &[Identifier; 2]) -> Result<Vec<Pair>, oneid::Error> {
        let (a, b) =
            (self.printed(std::slice::from_ref(a))?, self.printed(std::slice::from_ref(b))?);
        if a.iter().any(|id| b.contains(id)) {
            return Err(malformed());
        }
        let ordered = |a: &String, b: &String| (a.min(b).clone(), a.max(b).clone());
        Ok(a.iter().flat_map(|a| b.iter().map(move |b| ordered(a, b))).collect())
    }

    fn observe(&mut self, operation: &Operation) -> Result<(), oneid::Error> {
        let Operation::Observe(observation) = operation else { return Ok(()) };
        let ids = self.printed(observation.identifiers())?;
        let (at, source, strength) = time_source_strength(operation);
        let said = |value: &TraitValue| Said { at, value: value.clone() };
        let traits = observation.traits().iter().map(|(name, value)| {
            (name.to_owned(), Values { newest: said(value), oldest: said(value) })
        });
        let kept = Kept { times: at.map(|at| (at, at)), traits: traits.collect() };
        self.hear(observation.identifiers())?;
        self.add((ids.into_iter().collect(), source, strength), kept);
        Ok(())
    }

    /// Adds a record, or fuses it with the one that is there.
    fn add(&mut self, key: RecordKey, more: Kept) {
        let kept = self.records.entry(key).or_default();
        kept.times = match (kept.times, more.times) {
            (Some((a, b)), Some((c, d))) => Some((a.min(c), b.max(d))),
            (a, b) => a.or(b),
        };
        for (name, values) in more.traits {
            let fused = match kept.traits.remove(&name) {
                Some(known) => Values {
                    newest: newer(known.newest, values.newest),
                    oldest: older(known.oldest, values.oldest),
                },
                None => values,
            };
            kept.traits.insert(name, fused);
        }
    }

    fn expire(&mut self, before: i64, source: Option<&str>) {
        self.records.retain(|(_, from, strength), kept| {
            let concerned = match source {
                Some(source) => from == source,
                None => *strength != Strength::Asserted,
            };
            !(concerned && kept.times.is_some_and(|(_, last)| last < before))
        });
    }

    /// Section 9.
    fn erase(&mut self, ids: &Set) {
        let owned = self.records.keys().filter(|(set, ..)| self.is_led_by(set, ids));
        let owned: BTreeSet<RecordKey> = owned.cloned().collect();
        let records = std::mem::take(&mut self.records);
        for (key, mut kept) in records {
            if owned.contains(&key) {
                kept.traits.clear();
            }
            self.forget_inviter(&mut kept, ids);
            let (set, source, strength) = key;
            let left: Set = set.difference(ids).cloned().collect();
            if !left.is_empty() {
                self.add((left, source, strength), kept);
            }
        }
        self.separations.retain(|(a, b), _| !ids.contains(a) && !ids.contains(b));
    }

    /// Whether the most trusted of a record is among the identifiers.
    fn is_led_by(&self, set: &Set, ids: &Set) -> bool {
        let separations = BTreeSet::new();
        let rules = Rules::new(&self.policy, &self.key, &separations);
        rules.most_trusted(set).is_some_and(|id| ids.contains(id))
    }

    // reading: an `invited_by` names an identifier in any form that is accepted as input; of the two values that a record keeps, each
    // goes by itself, and one that remains is the newest and the oldest.
    fn forget_inviter(&self, kept: &mut Kept, ids: &Set) {
        let Some(values) = kept.traits.remove("invited_by") else { return };
        let names = |said: &Said| {
            let TraitValue::Text(text) = &said.value else { return false };
            let printed = Identifier::parse(text).and_then(|id| self.printed(&[id]));
            printed.is_ok_and(|printed| printed.iter().any(|id| ids.contains(id)))
        };
        let values = match (names(&values.newest), names(&values.oldest)) {
            (false, false) => values,
            (true, false) => Values { newest: values.oldest.clone(), ..values },
            (false, true) => Values { oldest: values.newest.clone(), ..values },
            (true, true) => return,
        };
        kept.traits.insert("invited_by".to_owned(), values);
    }

    // reading: the profiles of all that a raw number stands for, and these themselves also where they are in no profile.
    fn erase_profile(&mut self, id: &Identifier) -> Result<(), oneid::Error> {
        let mut ids: Set = self.printed(std::slice::from_ref(id))?.into_iter().collect();
        for profile in self.resolution().profiles {
            if profile.iter().any(|one| ids.contains(one)) {
                ids.extend(profile);
            }
        }
        self.erase(&ids);
        Ok(())
    }
}

/// What an observation shows only as JSON.
fn time_source_strength(operation: &Operation) -> (Option<i64>, String, Strength) {
    let line: serde_json::Value =
        serde_json::from_str(&operation.to_json()).expect("an operation is JSON");
    let text = |key: &str| line.get(key).and_then(serde_json::Value::as_str);
    let at = text("at").map(|at| Timestamp::parse(at).expect("a time is RFC 3339"));
    let strength = text("strength").and_then(Strength::from_name).unwrap_or_default();
    (at.map(Timestamp::as_millisecond), text("source").unwrap_or_default().to_owned(), strength)
}

/// A value without a time is older than any with one; of equals the lesser value.
fn newer(a: Said, b: Said) -> Said {
    let a_wins = (a.at, &b.value) >= (b.at, &a.value);
    if a_wins { a } else { b }
}

/// A value without a time is younger than any with one; of equals the lesser value.
fn older(a: Said, b: Said) -> Said {
    let age = |said: &Said| said.at.unwrap_or(i64::MAX);
    if (age(&a), &a.value) <= (age(&b), &b.value) { a } else { b }
}

/// The public way to an error of kind `Operation`.
fn malformed() -> oneid::Error {
    Operation::from_json("{}").expect_err("an observation needs identifiers")
}
