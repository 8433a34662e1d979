//! Section 7 of the contract: what keeps a step from joining its two ends.

use oneid::{Class, Hindrance, NamespacePolicy, RefusalReason, Strength};

use super::explain::{Answers, Net, moment};
use super::words::{
    Place, Record, RecordKey, Refusal, Rules, Set, Taken, is_stand_in, place, stands_for,
};

impl Answers {
    /// Of a step in a chain of this kind; nothing if there is no such step.
    pub(crate) fn hindrances(
        &self,
        net: Net,
        from: &str,
        to: &str,
        record: &Record,
    ) -> Option<Vec<Hindrance>> {
        let key = record.key();
        let in_one = |ids: &Set| from != to && ids.contains(from) && ids.contains(to);
        match net {
            Net::Links | Net::Accepted => {
                let link = self.link(from, to, &key)?;
                (net == Net::Links || link.refused.is_none()).then(|| self.of_link(link))
            }
            Net::Seen => in_one(&record.kept).then(|| self.of_blocked([from, to])),
            Net::Unblocked => {
                let unblocked = &record.kept - &self.resolution.blocked;
                in_one(&unblocked).then(|| self.of_record(record))
            }
            Net::Coherent => {
                let left = self.coherent(&key)?;
                in_one(left).then(|| self.of_ends([from, to], &key))
            }
        }
    }

    fn coherent(&self, key: &RecordKey) -> Option<&Set> {
        left(&self.resolution.steps.coherent, key)
    }

    fn of_blocked(&self, ends: [&str; 2]) -> Vec<Hindrance> {
        let blocked = ends.into_iter().filter(|id| self.resolution.blocked.contains(*id));
        sorted(blocked.map(|id| Hindrance::Blocked { identifier: id.to_owned() }))
    }

    /// Of a record that links nothing.
    pub(crate) fn of_record(&self, record: &Record) -> Vec<Hindrance> {
        let policy = &self.store.policy;
        let min_strength = policy.min_strength();
        let weak = (record.strength < min_strength).then_some(Hindrance::TooWeak { min_strength });
        let unheard = (!policy.links(&record.source)).then_some(Hindrance::NoConsent);
        let contradictory = self.contradiction(&record.key());
        let contradictory = contradictory.map(|in_the_way| Hindrance::Contradictory { in_the_way });
        sorted([weak, unheard, contradictory].into_iter().flatten())
    }

    /// What contradicts itself in a live record.
    pub(crate) fn contradiction(&self, key: &RecordKey) -> Option<Vec<String>> {
        let rules = self.rules();
        let left = left(&self.resolution.steps.live, key)?;
        let contradictory = self.resolution.contradictory.contains(key);
        contradictory.then(|| {
            let separated = separated(&rules, left, left);
            let all = if separated.is_empty() { exceeding(&rules, left) } else { separated };
            all.into_iter().collect()
        })
    }

    /// What takes the place of identifiers in a record, and what leaves it.
    pub(crate) fn of_ends(&self, ends: [&str; 2], key: &RecordKey) -> Vec<Hindrance> {
        let of_end = |id: &str| {
            let stands_as = self.stands_as(id, key);
            let stand_in = is_stand_in(&stands_as).then(|| Hindrance::Reassigned {
                identifier: id.to_owned(),
                stands_as: stands_as.clone(),
                since: moment(self.resolution.reassigned[id]),
            });
            [stand_in, self.leaves(&stands_as, key.2)]
        };
        sorted(ends.into_iter().flat_map(of_end).flatten())
    }

    /// What stands for an identifier in a coherent record that holds it.
    pub(crate) fn stands_as(&self, id: &str, key: &RecordKey) -> String {
        let standing = left(&self.resolution.steps.standing, key).expect("a coherent record");
        let stands = |one: &&String| **one == id || is_stand_in(one) && stands_for(one) == id;
        standing.iter().find(stands).expect("each stands as something").clone()
    }

    fn leaves(&self, stands_as: &str, strength: Strength) -> Option<Hindrance> {
        let &(upto, partners) = self.resolution.steps.shared.get(stands_as)?;
        let identifier = stands_as.to_owned();
        (strength <= upto).then_some(Hindrance::Shared { identifier, upto, partners })
    }

    /// Nothing, or why the link was refused.
    pub(crate) fn of_link(&self, link: &Taken) -> Vec<Hindrance> {
        let (Some(refused), Some([one, other])) = (link.refused, &link.blocks) else {
            return Vec::new();
        };
        let rules = self.rules();
        let both: Set = one.union(other).filter(|id| !is_stand_in(id)).cloned().collect();
        let (reason, in_the_way) = match refused {
            Refusal::Separated => (RefusalReason::Separated, separated(&rules, one, other)),
            Refusal::MaxAccounts => {
                let accounts = both.iter().filter(|id| rules.class(id) == Class::Account);
                (RefusalReason::MaxAccounts, accounts.cloned().collect())
            }
            Refusal::Limit => (RefusalReason::Limit, exceeding(&rules, &both)),
        };
        vec![Hindrance::Refused { reason, in_the_way: in_the_way.into_iter().collect() }]
    }

    /// What held a link back that came in force when records went: nothing, if it was in force before.
    pub(crate) fn held_back(&self, link: &Taken) -> Vec<Hindrance> {
        let Taken { centre, other, record, .. } = link;
        if let Some(before) = self.link(centre, other, record) {
            return self.of_link(before);
        }
        if let Some(in_the_way) = self.contradiction(record) {
            return vec![Hindrance::Contradictory { in_the_way }];
        }
        let [centre, other] = [centre, other].map(|end| (end, stands_for(end)));
        let stood_as = [&centre, &other].map(|(_, id)| self.stands_as(id, record));
        let of_end = |((end, id), stood_as): ((&String, String), &String)| {
            let reassigned = is_stand_in(stood_as) && stood_as != end;
            let reassigned = reassigned.then(|| Hindrance::Reassigned {
                since: moment(self.resolution.reassigned[&id]),
                identifier: id,
                stands_as: stood_as.clone(),
            });
            [reassigned, self.leaves(stood_as, record.2)]
        };
        let of_ends = [centre, other].into_iter().zip(&stood_as).flat_map(of_end).flatten();
        let then = self.link(&stood_as[0], &stood_as[1], record);
        sorted(of_ends.chain(then.into_iter().flat_map(|link| self.of_link(link))))
    }
}

/// What the steps left of a record.
pub(crate) fn left<'a>(records: &'a [Record], key: &RecordKey) -> Option<&'a Set> {
    records.iter().find(|record| record.key() == *key).map(|record| &record.left)
}

/// All that stand in a pair with the one on this side, the other on that.
fn separated(rules: &Rules<'_>, one: &Set, other: &Set) -> Set {
    let across = rules.separations.iter().filter(|(a, b)| {
        (one.contains(a) && other.contains(b)) || (one.contains(b) && other.contains(a))
    });
    across.flat_map(|(a, b)| [a.clone(), b.clone()]).collect()
}

/// All of every namespace and scope of which there are more than the limit.
fn exceeding(rules: &Rules<'_>, ids: &Set) -> Set {
    let exceeds = |((name, scope), persons): (Place, Set)| {
        let limit = rules.policy.namespace(&name).and_then(NamespacePolicy::limit)?;
        (persons.len() > limit as usize).then_some((name, scope))
    };
    let places: Vec<_> = rules.counted(ids).into_iter().filter_map(exceeds).collect();
    ids.iter().filter(|id| places.contains(&place(id))).cloned().collect()
}

fn sorted(all: impl Iterator<Item = Hindrance>) -> Vec<Hindrance> {
    let mut all: Vec<Hindrance> = all.collect();
    all.sort();
    all.dedup();
    all
}
