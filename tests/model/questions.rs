//! Section 7 of the contract, naively: what would part a profile, what made it one, what it rests on, and what awaits a decision.

use std::collections::{BTreeMap, BTreeSet};

use oneid::{
    Candidacy, Candidate, Class, Cut, EvidenceIdentifier, EvidenceLink, Identifier, Link, Merge,
    ProfileEvidence, ProfileId, RefusalReason, Step, Verdict,
};

use super::explain::{Answers, Net, json};
use super::hindrances::left;
use super::words::{Record, RecordKey, Refusal, Set, Taken, is_stand_in};

impl Answers {
    pub(crate) fn accepted(&self) -> impl Iterator<Item = &Taken> {
        self.resolution.steps.taken.iter().filter(|link| link.refused.is_none())
    }

    /// The profile that holds it, with stand-ins.
    pub(crate) fn profile(&self, id: &str) -> Option<&Set> {
        self.resolution.steps.profiles.iter().find(|profile| profile.contains(id))
    }

    /// The id of the profile that holds it; none for one of stand-ins alone.
    pub(crate) fn profile_id(&self, id: &str) -> Option<ProfileId> {
        let members: Vec<String> = self.profile(id)?.iter().cloned().collect();
        let senior = Identifier::parse(self.store.most_senior(&members)?).expect("as printed");
        let canonical = self.store.policy.canonical(&senior, &self.store.key).expect("known");
        Some(canonical[0].fingerprint().into())
    }

    /// What accepted links lead to, but those of some records.
    fn reach(&self, from: &str, without: &BTreeSet<&RecordKey>) -> Set {
        let links: Vec<&Taken> =
            self.accepted().filter(|link| !without.contains(&link.record)).collect();
        let mut reached = Set::from([from.to_owned()]);
        loop {
            let before = reached.len();
            for Taken { centre, other, .. } in &links {
                if reached.contains(centre) || reached.contains(other) {
                    reached.extend([centre.clone(), other.clone()]);
                }
            }
            if reached.len() == before {
                return reached;
            }
        }
    }

    /// The records that give accepted links in a profile.
    pub(crate) fn joining(&self, profile: &Set) -> BTreeSet<&RecordKey> {
        let within = self.accepted().filter(|link| profile.contains(&link.centre));
        within.map(|link| &link.record).collect()
    }

    pub(crate) fn bridges(&self, profile: &Set) -> Vec<oneid::Record> {
        let Some(first) = profile.first() else { return Vec::new() };
        let parts = |key: &&RecordKey| self.reach(first, &BTreeSet::from([*key])) != *profile;
        sorted(self.joining(profile).into_iter().filter(parts).map(|key| self.told(key)))
    }

    pub(crate) fn history(&self, profile: &Set) -> Vec<Merge> {
        let within = self.accepted().filter(|link| profile.contains(&link.centre));
        let merge = |link: &Taken| {
            let sizes = link.blocks.as_ref()?.each_ref().map(Set::len);
            Some(Merge { link: self.told_link(link), sizes })
        };
        within.filter_map(merge).collect()
    }

    fn told_link(&self, link: &Taken) -> Link {
        let (from, to) = (link.centre.clone(), link.other.clone());
        Link { from, to, record: self.told(&link.record) }
    }

    /// Whether a cut is one of the smallest, the one nearest to `a`, and rightly tried out; else what is wrong. There are not too many
    /// records to try all sets of them.
    pub(crate) fn judge_cut(&self, cut: &Cut) -> Result<(), String> {
        let meant: Option<Vec<&Record>> = cut.records.iter().map(|one| self.meant(one)).collect();
        let keys: Vec<RecordKey> =
            meant.ok_or("a record that is none")?.into_iter().map(Record::key).collect();
        let profile = self.profile(&cut.a).filter(|all| all.contains(&cut.b));
        let joining = Vec::from_iter(self.joining(profile.ok_or("there is nothing to cut")?));
        let sides = self.smallest(&joining, cut, keys.len())?;
        let side = self.reach(&cut.a, &keys.iter().collect());
        if side.contains(&cut.b) || sorted(cut.records.iter().cloned()) != cut.records {
            return Err("it does not part them, or is not sorted".to_owned());
        } else if !sides.iter().all(|other| side.is_subset(other)) {
            return Err("another is nearer".to_owned());
        }
        self.without(&keys).judge_taken_over(cut, self)
    }

    /// What lies on the side of `a` in each cut of this size, where there is none that is smaller.
    fn smallest(&self, joining: &[&RecordKey], cut: &Cut, size: usize) -> Result<Vec<Set>, String> {
        let mut sides = Vec::new();
        for choice in 0_u32..1 << joining.len() {
            let count = choice.count_ones() as usize;
            if count > size {
                continue;
            }
            let chosen = joining.iter().enumerate().filter(|(at, _)| choice >> at & 1 == 1);
            let side = self.reach(&cut.a, &chosen.map(|(_, key)| *key).collect());
            match side.contains(&cut.b) {
                true => {}
                false if count < size => return Err(format!("{count} are enough")),
                false => sides.push(side),
            }
        }
        Ok(sides)
    }

    pub(crate) fn without(&self, keys: &[RecordKey]) -> Answers {
        let mut store = self.store.clone();
        store.records.retain(|key, _| !keys.contains(key));
        Answers::of(&store)
    }

    /// As one without the records of the cut.
    fn judge_taken_over(&self, cut: &Cut, before: &Answers) -> Result<(), String> {
        let Cut { a, b, taken_over_by, .. } = cut;
        let joined = self.verdict(a, b).0 == Verdict::Joined;
        if !joined {
            return match &taken_over_by[..] {
                [] => Ok(()),
                _ => Err("nothing takes over".to_owned()),
            };
        }
        self.judge_length(Net::Accepted, a, b, taken_over_by)?;
        for Step { link, hindrances } in taken_over_by {
            let record = self.meant(&link.record).ok_or("a record that is none")?.key();
            let taken = self.link(&link.from, &link.to, &record).ok_or("no such link")?;
            let held_back = before.held_back(taken);
            if taken.refused.is_some() || held_back != *hindrances {
                return Err(format!("{} was held back by {}", json(link), json(&held_back)));
            }
        }
        Ok(())
    }

    pub(crate) fn profile_evidence(&self, profile: &Set) -> Option<ProfileEvidence> {
        let within =
            |link: &&Taken| profile.contains(&link.centre) || profile.contains(&link.other);
        let links: Vec<&Taken> = self.resolution.steps.taken.iter().filter(within).collect();
        let ends: Set =
            links.iter().flat_map(|link| [link.centre.clone(), link.other.clone()]).collect();
        let ids = Vec::from_iter(profile.iter().chain(ends.difference(profile)));
        let gives = |key: &RecordKey| links.iter().any(|link| link.record == *key);
        let holding = self.store.records.keys();
        let holding = holding.filter(|key| gives(key) || !key.0.is_disjoint(profile));
        let records = sorted(holding.map(|key| self.told(key)));
        let place = |id: &String| ids.iter().position(|one| *one == id);
        let links = links.iter().map(|link| {
            Some(EvidenceLink {
                centre: place(&link.centre)?,
                other: place(&link.other)?,
                record: records.iter().position(|one| *one == self.told(&link.record))?,
                refused: link.refused.map(reason),
            })
        });
        let rules = self.rules();
        let identifiers = ids.iter().map(|id| EvidenceIdentifier {
            identifier: (*id).clone(),
            class: rules.class(id),
            profile: self.profile_id(id),
        });
        Some(ProfileEvidence {
            profile: self.profile_id(profile.first()?)?,
            links: links.collect::<Option<_>>()?,
            identifiers: identifiers.collect(),
            records,
        })
    }

    /// All that awaits a decision, in no particular order.
    pub(crate) fn candidates(&self) -> Vec<Candidate> {
        let mut all = self.refused_between();
        all.extend(self.contradictory());
        all.extend(self.shared());
        all.extend(self.full());
        all.extend(self.weak());
        all
    }

    fn refused_between(&self) -> Vec<Candidate> {
        let mut between = BTreeMap::<[ProfileId; 2], Vec<&Taken>>::new();
        for link in self.resolution.steps.taken.iter().filter(|link| link.refused.is_some()) {
            let ids = (self.profile_id(&link.centre), self.profile_id(&link.other));
            let (Some(one), Some(other)) = ids else { continue };
            between.entry([one.min(other), one.max(other)]).or_default().push(link);
        }
        let candidate = |(profiles, links): ([ProfileId; 2], Vec<&Taken>)| {
            let step = Step { link: self.told_link(links[0]), hindrances: self.of_link(links[0]) };
            let what = Candidacy::Refused { step: Box::new(step), profiles };
            Candidate { weight: links.len() as u64, what }
        };
        between.into_iter().map(candidate).collect()
    }

    fn contradictory(&self) -> impl Iterator<Item = Candidate> {
        self.resolution.contradictory.iter().filter_map(|key| {
            let record = self.told(key);
            let in_the_way = self.contradiction(key)?;
            let held = left(&self.resolution.steps.live, key)?.len() as u64;
            Some(Candidate {
                weight: held - 1,
                what: Candidacy::Contradictory { record, in_the_way },
            })
        })
    }

    fn shared(&self) -> impl Iterator<Item = Candidate> {
        let standing = &self.resolution.steps.standing;
        self.resolution.shared.iter().map(move |(id, &(upto, partners))| {
            let leaves = |record: &&Record| record.left.contains(id) && record.strength <= upto;
            let weight = standing.iter().filter(leaves).count() as u64;
            let what = Candidacy::Shared { identifier: id.clone(), upto, partners };
            Candidate { weight, what }
        })
    }

    fn full(&self) -> Vec<Candidate> {
        let rules = self.rules();
        let full = |profile: &Set| {
            let is_account = |id: &&String| rules.class(id) == Class::Account && !is_stand_in(id);
            let count = u32::try_from(profile.iter().filter(is_account).count()).ok()?;
            let leads_out =
                |link: &&Taken| profile.contains(&link.centre) != profile.contains(&link.other);
            let weight = self.resolution.steps.taken.iter().filter(leads_out).count() as u64;
            let profile = self.profile_id(profile.first()?)?;
            let what = Candidacy::MaxAccounts { profile, accounts: count };
            (Some(count) == self.store.policy.max_accounts()).then_some(Candidate { weight, what })
        };
        self.resolution.steps.profiles.iter().filter_map(full).collect()
    }

    fn weak(&self) -> impl Iterator<Item = Candidate> {
        let policy = &self.store.policy;
        let weak = |key: &&RecordKey| key.2 < policy.min_strength() && policy.links(&key.1);
        self.store.records.keys().filter(weak).filter_map(|key| {
            let unblocked = &key.0 - &self.resolution.blocked;
            let profiles: BTreeSet<ProfileId> =
                unblocked.iter().filter_map(|id| self.profile_id(id)).collect();
            let weight = (profiles.len() as u64).checked_sub(1).filter(|weight| *weight > 0)?;
            let profiles = profiles.into_iter().collect();
            Some(Candidate {
                weight,
                what: Candidacy::TooWeak { record: self.told(key), profiles },
            })
        })
    }
}

fn reason(refusal: Refusal) -> RefusalReason {
    match refusal {
        Refusal::Separated => RefusalReason::Separated,
        Refusal::MaxAccounts => RefusalReason::MaxAccounts,
        Refusal::Limit => RefusalReason::Limit,
    }
}

fn sorted(records: impl Iterator<Item = oneid::Record>) -> Vec<oneid::Record> {
    BTreeSet::from_iter(records).into_iter().collect()
}
