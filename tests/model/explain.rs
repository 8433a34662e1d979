//! Section 7 of the contract, naively: why two identifiers share a profile, or why not.

use std::collections::{BTreeMap, BTreeSet};

use oneid::{Explanation, SeparatedBy, Step, Timestamp, Verdict};

use super::evidence::Store;
use super::words::{Evidence, Record, RecordKey, Resolution, Rules, Set, Taken};

/// What is walked by a chain. Each contains the next, where a stand-in is the identifier that it stands in for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Net {
    /// All records.
    Seen,
    /// All records, without what is blocked.
    Unblocked,
    /// The live records that do not contradict themselves.
    Coherent,
    /// Links, accepted or refused.
    Links,
    Accepted,
}

/// How far each is from each that it can reach.
type Distances = BTreeMap<String, BTreeMap<String, usize>>;

/// All that can be asked of a store.
pub(crate) struct Answers {
    pub(crate) store: Store,
    pub(crate) evidence: Evidence,
    pub(crate) resolution: Resolution,
    known: Set,
    /// In the order of [`Net`].
    distances: [Distances; 5],
}

impl Answers {
    pub(crate) fn of(store: &Store) -> Self {
        let (store, evidence, resolution) = (store.clone(), store.evidence(), store.resolution());
        let steps = &resolution.steps;
        let unblocked = |record: &Record| &record.kept - &resolution.blocked;
        let ends = |link: &Taken| Set::from([link.centre.clone(), link.other.clone()]);
        let accepted = steps.taken.iter().filter(|link| link.refused.is_none());
        let distances = [
            distances(evidence.records.iter().map(|record| record.kept.clone())),
            distances(evidence.records.iter().map(unblocked)),
            distances(steps.coherent.iter().map(|record| record.left.clone())),
            distances(steps.taken.iter().map(ends)),
            distances(accepted.map(ends)),
        ];
        Answers { known: evidence.known(), distances, store, evidence, resolution }
    }

    pub(crate) fn rules(&self) -> Rules<'_> {
        let rules = Rules::new(&self.store.policy, &self.store.key, &self.evidence.separations);
        Rules { groups: self.resolution.steps.groups.clone(), ..rules }
    }

    /// A record as it is told.
    pub(crate) fn told(&self, key: &RecordKey) -> oneid::Record {
        let times = self.store.records[key].times;
        oneid::Record {
            identifiers: key.0.iter().cloned().collect(),
            source: key.1.clone(),
            strength: key.2,
            first_seen: times.map(|(first, _)| moment(first)),
            last_seen: times.map(|(_, last)| moment(last)),
        }
    }

    /// The record that is told of, if there is one that is told so.
    pub(crate) fn meant(&self, told: &oneid::Record) -> Option<&Record> {
        self.evidence.records.iter().find(|record| self.told(&record.key()) == *told)
    }

    /// The link that a step tells of, from either end.
    pub(crate) fn link(&self, from: &str, to: &str, record: &RecordKey) -> Option<&Taken> {
        let ends = |link: &Taken| {
            (link.centre == from && link.other == to) || (link.centre == to && link.other == from)
        };
        self.resolution.steps.taken.iter().find(|link| link.record == *record && ends(link))
    }

    pub(crate) fn distance(&self, net: Net, a: &str, b: &str) -> Option<usize> {
        self.distances[net as usize].get(a)?.get(b).copied()
    }

    /// The first that applies, and where its chain is a shortest one.
    pub(crate) fn verdict(&self, a: &str, b: &str) -> (Verdict, Option<Net>) {
        let connected = |net| self.distance(net, a, b).is_some();
        let blocked = |id| self.resolution.blocked.contains(id);
        if !self.known.contains(a) || !self.known.contains(b) {
            (Verdict::Unknown, None)
        } else if a == b {
            (Verdict::Joined, None)
        } else if connected(Net::Accepted) {
            (Verdict::Joined, Some(Net::Accepted))
        } else if !self.separated_by(a, b).is_empty() {
            (Verdict::Separated, None)
        } else if blocked(a) || blocked(b) {
            (Verdict::Blocked, None)
        } else if !connected(Net::Seen) {
            (Verdict::NeverSeenTogether, None)
        } else if !connected(Net::Unblocked) {
            (Verdict::Blocked, Some(Net::Seen))
        } else if !connected(Net::Coherent) {
            (Verdict::LinkNothing, Some(Net::Unblocked))
        } else if !connected(Net::Links) {
            (Verdict::SharedOrReassigned, Some(Net::Coherent))
        } else {
            (Verdict::Refused, Some(Net::Links))
        }
    }

    /// Who separated the two, sorted.
    pub(crate) fn separated_by(&self, a: &str, b: &str) -> Vec<SeparatedBy> {
        let pair = (a.min(b).to_owned(), a.max(b).to_owned());
        let said = self.store.separations.get(&pair).into_iter().flatten().cloned();
        let mut by: Vec<SeparatedBy> =
            said.map(|(at, source)| SeparatedBy { at: at.map(moment), source }).collect();
        by.sort();
        by
    }

    /// Whether all that is told is true; else what is not.
    pub(crate) fn judge(&self, told: &Explanation) -> Result<(), String> {
        let (a, b) = (&*told.a, &*told.b);
        let (verdict, net) = self.verdict(a, b);
        let separated = (verdict == Verdict::Separated).then(|| self.separated_by(a, b));
        if told.verdict != verdict {
            return Err(format!("{} told, where it is {verdict}", told.verdict));
        } else if told.separated_by != separated.unwrap_or_default() {
            return Err("who separated the two".to_owned());
        }
        match net {
            Some(net) => self.judge_chain(net, a, b, &told.chain),
            None if told.chain.is_empty() => Ok(()),
            None => Err("a chain where there is none".to_owned()),
        }
    }

    fn judge_chain(&self, net: Net, a: &str, b: &str, chain: &[Step]) -> Result<(), String> {
        self.judge_length(net, a, b, chain)?;
        for step in chain {
            let (from, to) = (&*step.link.from, &*step.link.to);
            let record = self.meant(&step.link.record).ok_or("there is no such record")?;
            let held_back =
                self.hindrances(net, from, to, record).ok_or("there is no such step")?;
            if step.hindrances != held_back {
                return Err(format!("hindrances of {from} {to}: {}", json(&held_back)));
            }
        }
        Ok(())
    }

    /// Whether a chain leads from one to the other, and is as short as it can be.
    pub(crate) fn judge_length(
        &self,
        net: Net,
        a: &str,
        b: &str,
        chain: &[Step],
    ) -> Result<(), String> {
        let mut at = a;
        for step in chain {
            if step.link.from != at {
                return Err(format!("the chain breaks at {at}"));
            }
            at = &step.link.to;
        }
        let shortest = self.distance(net, a, b);
        if at != b || Some(chain.len()) != shortest {
            return Err(format!("{} steps to {at}, where {shortest:?} lead to {b}", chain.len()));
        }
        Ok(())
    }
}

/// In a net where all of one set are neighbours.
fn distances(sets: impl Iterator<Item = Set>) -> Distances {
    let mut neighbours = BTreeMap::<String, Set>::new();
    for set in sets {
        for id in &set {
            neighbours.entry(id.clone()).or_default().extend(set.clone());
        }
    }
    neighbours.keys().map(|from| (from.clone(), distances_from(&neighbours, from))).collect()
}

fn distances_from(neighbours: &BTreeMap<String, Set>, from: &str) -> BTreeMap<String, usize> {
    let mut distances = BTreeMap::from([(from.to_owned(), 0)]);
    let mut reached = BTreeSet::from([from]);
    for distance in 1.. {
        let next = reached.iter().flat_map(|id| &neighbours[*id]).map(String::as_str);
        reached = next.filter(|id| !distances.contains_key(*id)).collect();
        if reached.is_empty() {
            break;
        }
        distances.extend(reached.iter().map(|id| ((*id).to_owned(), distance)));
    }
    distances
}

pub(crate) fn moment(ms: i64) -> Timestamp {
    Timestamp::from_millisecond(ms).expect("a time that was read")
}

/// What is told, for messages: `Debug` hides the identifiers.
pub(crate) fn json(told: &impl serde::Serialize) -> String {
    serde_json::to_string(told).expect("what is told is JSON")
}
