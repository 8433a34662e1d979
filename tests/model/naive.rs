//! Section 5 of the contract as a batch function: slow and plain, one function a step, in its words. Step 5 has a file of its
//! own, `tenures.rs`.
//!
//! Where the contract leaves a choice, a comment that begins with `reading:` says which was made.

use std::cmp::{Ordering, Reverse};
use std::collections::{BTreeMap, BTreeSet};

use oneid::{Class, Criterion, FingerprintKey, NamespacePolicy, Policy, Strength};

use super::tenures::{reassigned, since, stand_ins, with_stand_ins};
use super::traits::owners;
use super::words::{
    Evidence, Place, Record, RecordKey, Refusal, Refused, Resolution, Rules, Set, Steps, Taken,
    is_stand_in,
};

/// The profiles that the evidence yields under a policy, and why.
pub(crate) fn resolve(evidence: &Evidence, policy: &Policy, key: &FingerprintKey) -> Resolution {
    let mut rules = Rules::new(policy, key, &evidence.separations);
    let mut steps = Steps::default();
    let known = evidence.known();

    let records = live(&rules, &evidence.records);
    let blocked: Set = known.iter().filter(|id| rules.is_blocked(id)).cloned().collect();
    let records = without_blocked(records, &blocked);
    (rules.groups, steps.dissolved) = same(&rules, &records);
    steps.live.clone_from(&records);
    let (contradictory, records) =
        records.into_iter().partition::<Vec<_>, _>(|record| contradicts(&rules, record));
    let reassigned = reassigned(&rules, &records);
    steps.coherent.clone_from(&records);
    let records = with_stand_ins(&rules, &records, &reassigned, &mut steps);
    steps.standing.clone_from(&records);
    let shared = shared(&rules, &records);
    steps.shared.clone_from(&shared);
    let records = without_shared(records, &shared);
    steps.linking.clone_from(&records);
    let links = links(&rules, &records);
    let starts = known.into_iter().chain(stand_ins(&reassigned)).map(|id| Set::from([id]));
    let (profiles, taken) = merge(&rules, &links, starts.collect());
    steps.taken = taken;

    let contradictory: BTreeSet<RecordKey> = contradictory.iter().map(Record::key).collect();
    let listed = listed(&profiles);
    steps.tenures = reassigned.iter().map(|(id, all)| (id.clone(), all.len())).collect();
    steps.groups = rules.groups.clone();
    Resolution {
        refused: steps.taken.iter().filter_map(refused).collect(),
        blocked,
        shared: shared.into_iter().filter(|(id, _)| !is_stand_in(id)).collect(),
        reassigned: reassigned.iter().map(|(id, tenures)| (id.clone(), since(tenures))).collect(),
        owner: owners(&rules, evidence, &contradictory, &records, &profiles, &listed),
        contradictory,
        profiles: listed,
        steps: Steps { profiles, ..steps },
    }
}

/// 5.1
fn live(rules: &Rules<'_>, records: &[Record]) -> Vec<Record> {
    let policy = rules.policy;
    let lives = |r: &&Record| r.strength >= policy.min_strength() && policy.links(&r.source);
    records.iter().filter(lives).cloned().collect()
}

/// 5.2
fn without_blocked(mut records: Vec<Record>, blocked: &Set) -> Vec<Record> {
    for record in &mut records {
        record.left.retain(|id| !blocked.contains(id));
    }
    records
}

/// 5.3. The groups that hold, and those that are dissolved.
fn same(rules: &Rules<'_>, records: &[Record]) -> (Vec<Set>, Vec<Set>) {
    let mut groups: Vec<Set> = Vec::new();
    for record in records.iter().filter(|record| record.strength == Strength::Asserted) {
        let is_account = |id: &&String| rules.class(id) == Class::Account;
        let mut group: Set = record.left.iter().filter(is_account).cloned().collect();
        let (joined, apart) =
            groups.into_iter().partition::<Vec<_>, _>(|other| !group.is_disjoint(other));
        group.extend(joined.into_iter().flatten());
        groups = apart;
        groups.push(group);
    }
    groups.retain(|group| group.len() > 1);
    groups.into_iter().partition(|group| !rules.holds_pair(group))
}

/// 5.4
// reading: a contradictory record "links nothing" in the way that one that is too weak "links nothing": it is left out from
// here on, so it is no sighting in step 5 and brings no partners in step 6.
fn contradicts(rules: &Rules<'_>, record: &Record) -> bool {
    rules.exceeds_limit(&record.left) || rules.holds_pair(&record.left)
}

/// 5.6. Of each that is shared: up to which strength, and with how many partners.
fn shared(rules: &Rules<'_>, records: &[Record]) -> BTreeMap<String, (Strength, usize)> {
    let everyone: Set = records.iter().flat_map(|record| record.left.clone()).collect();
    let upto = |id: String| {
        let below_asserted = Strength::ALL.into_iter().filter(|s| *s < Strength::Asserted);
        let mut strengths = below_asserted.rev();
        let greatest = strengths.find_map(|s| Some((s, shared_at(rules, records, &id, s)?)));
        Some((id, greatest?))
    };
    everyone.into_iter().filter_map(upto).collect()
}

/// With how many partners it is shared at this strength, if it is; see [`Resolution::shared`].
fn shared_at(rules: &Rules<'_>, records: &[Record], id: &str, at: Strength) -> Option<usize> {
    let own = rules.namespace(id);
    let holding = records.iter().filter(|r| r.strength >= at && r.left.contains(id));
    let others = |record: &Record| record.left.clone().into_iter().filter(|other| other != id);
    let partners: Set = holding.flat_map(others).collect();
    // reading: a stand-in is counted in the namespace and scope of the identifier that it stands in for.
    let exceeding = |((name, _), persons): (Place, Set)| {
        let threshold = threshold(own, rules.policy.namespace(&name)?)?;
        (persons.len() > threshold as usize).then_some(persons.len())
    };
    let count = rules.counted(&partners).into_iter().filter_map(exceeding).max();
    let trusted = partners.into_iter().filter(|other| rules.class(other) < own.class()).collect();
    let contested = own.contested_nobody() && rules.holds_pair(&trusted);
    count.or(contested.then_some(2))
}

/// How many partners of one namespace an identifier may have, if the policy says so.
fn threshold(own: &NamespacePolicy, partner: &NamespacePolicy) -> Option<u32> {
    let contested = own.contested_nobody() && partner.class() < own.class();
    let limit = partner.limit().filter(|_| contested);
    own.shared_above(partner.class()).into_iter().chain(limit).min()
}

fn without_shared(
    mut records: Vec<Record>,
    shared: &BTreeMap<String, (Strength, usize)>,
) -> Vec<Record> {
    for Record { left, strength, .. } in &mut records {
        left.retain(|id| shared.get(id).is_none_or(|(upto, _)| *strength > *upto));
    }
    records
}

/// One link that a record gives.
struct Link<'a> {
    centre: &'a String,
    other: &'a String,
    record: &'a Record,
}

/// 5.7
fn links<'a>(rules: &Rules<'_>, records: &'a [Record]) -> Vec<Link<'a>> {
    let mut links = Vec::new();
    for record in records {
        if let Some(centre) = rules.most_trusted(&record.left) {
            let others = record.left.iter().filter(|other| *other != centre);
            links.extend(others.map(|other| Link { centre, other, record }));
        }
    }
    links.sort_by(|a, b| compare(rules, a, b));
    links
}

fn compare(rules: &Rules<'_>, a: &Link<'_>, b: &Link<'_>) -> Ordering {
    let asserted = |link: &Link<'_>| Reverse(link.record.strength == Strength::Asserted);
    let strength = |link: &Link<'_>| Reverse(link.record.strength);
    let ranks = |link: &Link<'_>| (rules.trust(link.centre), rules.trust(link.other));
    let first = |link: &Link<'_>| link.record.times.map_or(i64::MAX, |(first, _)| first);
    let last = |link: &Link<'_>| Reverse(link.record.times.map_or(i64::MIN, |(_, last)| last));
    let criterion = |criterion: &Criterion| match criterion {
        Criterion::Strength => strength(a).cmp(&strength(b)),
        Criterion::Rank => ranks(a).cmp(&ranks(b)),
        Criterion::Oldest => first(a).cmp(&first(b)),
        Criterion::Newest => last(a).cmp(&last(b)),
    };
    let by_policy = rules.policy.order().iter().map(criterion);
    by_policy
        .fold(asserted(a).cmp(&asserted(b)), Ordering::then)
        .then_with(|| (a.centre, a.other).cmp(&(b.centre, b.other)))
        .then_with(|| a.record.source.cmp(&b.record.source))
        .then_with(|| strength(a).cmp(&strength(b)))
        // reading: lists of sorted identifiers are compared one identifier after the other.
        .then_with(|| a.record.kept.cmp(&b.record.kept))
}

/// 5.8. `profiles` is what every known identifier and every stand-in starts as.
fn merge(rules: &Rules<'_>, links: &[Link<'_>], mut profiles: Vec<Set>) -> (Vec<Set>, Vec<Taken>) {
    let mut taken = Vec::new();
    for Link { centre, other, record } in links {
        let (mut ends, rest) = profiles.into_iter().partition::<Vec<_>, _>(|profile| {
            profile.contains(*centre) || profile.contains(*other)
        });
        profiles = rest;
        ends.sort_by_key(|profile| !profile.contains(*centre));
        let blocks = <[Set; 2]>::try_from(ends.clone()).ok();
        let merged: Set = ends.iter().flatten().cloned().collect();
        let refused = refusal(rules, &merged).filter(|_| blocks.is_some());
        if refused.is_none() {
            ends = vec![merged];
        }
        profiles.extend(ends);
        let (centre, other) = ((*centre).clone(), (*other).clone());
        taken.push(Taken { centre, other, record: record.key(), refused, blocks });
    }
    (profiles, taken)
}

fn refused(link: &Taken) -> Option<Refused> {
    let (_, source, strength) = link.record.clone();
    let (centre, other) = (link.centre.clone(), link.other.clone());
    Some(Refused { centre, other, source, strength, reason: link.refused? })
}

fn refusal(rules: &Rules<'_>, merged: &Set) -> Option<Refusal> {
    // reading: `max_accounts` is not a `limit`, so the accounts of one group count one by one.
    let is_account = |id: &&String| rules.class(id) == Class::Account && !is_stand_in(id);
    let accounts = merged.iter().filter(is_account).count();
    if rules.holds_pair(merged) {
        Some(Refusal::Separated)
    } else if rules.policy.max_accounts().is_some_and(|most| accounts > most as usize) {
        Some(Refusal::MaxAccounts)
    } else {
        rules.exceeds_limit(merged).then_some(Refusal::Limit)
    }
}

/// The profiles as they are shown: without stand-ins.
fn listed(profiles: &[Set]) -> Vec<Vec<String>> {
    let ids = |profile: &Set| profile.iter().filter(|id| !is_stand_in(id)).cloned().collect();
    let mut listed: Vec<Vec<String>> = profiles.iter().map(ids).collect();
    listed.retain(|ids| !ids.is_empty());
    listed.sort();
    listed
}
