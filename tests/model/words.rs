//! The words of the contract: records, what the policy says of an identifier, and what a resolution holds.

use std::collections::{BTreeMap, BTreeSet};

use oneid::normalize::digest::{self, Hash, PhoneScheme};
use oneid::normalize::{email, phone};
use oneid::{Class, FingerprintKey, Identifier, NamespacePolicy, Policy, Strength};

/// Identifiers, as printed.
pub(crate) type Set = BTreeSet<String>;
/// Two different identifiers, the lesser first.
pub(crate) type Pair = (String, String);
/// A namespace and a scope: where identifiers are counted.
pub(crate) type Place = (String, Option<String>);
/// What makes a record one: its identifiers, source and strength.
pub(crate) type RecordKey = (Set, String, Strength);

/// One record, and, as the steps of the resolution go by, what is left in it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Record {
    /// The identifiers as kept.
    pub(crate) kept: Set,
    pub(crate) left: Set,
    pub(crate) source: String,
    pub(crate) strength: Strength,
    /// `first_seen` and `last_seen`, in milliseconds.
    pub(crate) times: Option<(i64, i64)>,
}

impl Record {
    pub(crate) fn new((kept, source, strength): RecordKey, times: Option<(i64, i64)>) -> Self {
        Record { left: kept.clone(), kept, source, strength, times }
    }

    pub(crate) fn key(&self) -> RecordKey {
        (self.kept.clone(), self.source.clone(), self.strength)
    }
}

/// All that a resolution is made of, beside the policy and the key.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Evidence {
    pub(crate) records: Vec<Record>,
    pub(crate) separations: BTreeSet<Pair>,
}

impl Evidence {
    /// Every identifier that some record or separation holds.
    pub(crate) fn known(&self) -> Set {
        let kept = self.records.iter().flat_map(|record| record.kept.clone());
        let separated = self.separations.iter().flat_map(|(a, b)| [a.clone(), b.clone()]);
        kept.chain(separated).collect()
    }
}

/// The result of section 5. Identifiers are as printed; no stand-in is among them but in `refused` and `steps`.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Resolution {
    /// Each sorted, and sorted among themselves.
    pub(crate) profiles: Vec<Vec<String>>,
    /// In the order in which they were refused; their ends may be stand-ins.
    pub(crate) refused: Vec<Refused>,
    /// Known identifiers that are blocked.
    pub(crate) blocked: Set,
    /// Up to which strength, and with how many partners: the greatest count that exceeds its threshold at that strength; 2
    /// where no count does and only a separated pair among the partners makes it shared.
    pub(crate) shared: BTreeMap<String, (Strength, usize)>,
    /// Since when: the `first_seen` of the newest tenure.
    pub(crate) reassigned: BTreeMap<String, i64>,
    /// The live records that contradict themselves, as kept.
    pub(crate) contradictory: BTreeSet<RecordKey>,
    /// Every record of the evidence; `None` for one that belongs to no profile.
    pub(crate) owner: BTreeMap<RecordKey, Option<Owner>>,
    pub(crate) steps: Steps,
}

/// A link that was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refused {
    pub(crate) centre: String,
    pub(crate) other: String,
    pub(crate) source: String,
    pub(crate) strength: Strength,
    pub(crate) reason: Refusal,
}

/// Why a link was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Refusal {
    Separated,
    MaxAccounts,
    Limit,
}

/// A link that was taken, and what stood on its two sides at that moment.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Taken {
    pub(crate) centre: String,
    pub(crate) other: String,
    pub(crate) record: RecordKey,
    pub(crate) refused: Option<Refusal>,
    /// The profile of the centre and that of the other, with their stand-ins; none where both were in one already.
    pub(crate) blocks: Option<[Set; 2]>,
}

/// Where a record belongs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Owner {
    /// Its centre, which may be a stand-in; where nothing is left of the record, the most trusted identifier that it holds.
    pub(crate) identifier: String,
    /// The index of its profile in [`Resolution::profiles`].
    pub(crate) profile: usize,
}

/// What happened on the way, for statistics and explanations.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Steps {
    pub(crate) groups: Vec<Set>,
    pub(crate) dissolved: Vec<Set>,
    /// How many tenures each reassigned identifier had.
    pub(crate) tenures: BTreeMap<String, usize>,
    /// Records without a time that went to a tenure because it holds one of their limited identifiers.
    pub(crate) untimed_named: usize,
    /// … to the newest tenure, being asserted.
    pub(crate) untimed_asserted: usize,
    /// … to the oldest tenure.
    pub(crate) untimed_oldest: usize,
    /// The live records, with what is not blocked of them.
    pub(crate) live: Vec<Record>,
    /// Those of them that do not contradict themselves; with their stand-ins; with what is left in the end.
    pub(crate) coherent: Vec<Record>,
    pub(crate) standing: Vec<Record>,
    pub(crate) linking: Vec<Record>,
    /// As in the resolution, stand-ins among them.
    pub(crate) shared: BTreeMap<String, (Strength, usize)>,
    /// Every link, in order.
    pub(crate) taken: Vec<Taken>,
    /// The profiles with their stand-ins.
    pub(crate) profiles: Vec<Set>,
}

/// What policy, key, separations and groups say of identifiers.
pub(crate) struct Rules<'a> {
    pub(crate) policy: &'a Policy,
    pub(crate) key: &'a FingerprintKey,
    pub(crate) separations: &'a BTreeSet<Pair>,
    /// The groups of the same, once step 3 has found them.
    pub(crate) groups: Vec<Set>,
}

impl<'a> Rules<'a> {
    /// As long as no group is known.
    pub(crate) fn new(
        policy: &'a Policy,
        key: &'a FingerprintKey,
        separations: &'a BTreeSet<Pair>,
    ) -> Self {
        Rules { policy, key, separations, groups: Vec::new() }
    }

    pub(crate) fn namespace(&self, id: &str) -> &NamespacePolicy {
        let (name, _) = place(id);
        self.policy.namespace(&name).unwrap_or_else(|| panic!("the namespace {name} is unknown"))
    }

    pub(crate) fn class(&self, id: &str) -> Class {
        self.namespace(id).class()
    }

    pub(crate) fn trust(&self, id: &str) -> (Class, u32) {
        (self.class(id), self.namespace(id).rank())
    }

    /// The most trusted, of equals the one whose text form is least.
    pub(crate) fn most_trusted<'s>(&self, ids: &'s Set) -> Option<&'s String> {
        ids.iter().min_by_key(|id| (self.trust(id), *id))
    }

    /// A blocked value is blocked in any scope.
    pub(crate) fn is_blocked(&self, id: &str) -> bool {
        let (name, scope) = place(id);
        blocked_values(self.policy, &name).iter().any(|value| {
            Identifier::new(&name, scope.as_deref(), value)
                .and_then(|blocked| self.policy.canonical(&blocked, self.key))
                .is_ok_and(|all| all.first().is_some_and(|one| one.to_string() == id))
        })
    }

    /// Who stands for an identifier where those of one group are one: the least of its group, or itself.
    pub(crate) fn person(&self, id: &str) -> String {
        let group = self.groups.iter().find(|group| group.contains(id));
        group.and_then(|group| group.first()).map_or(id, String::as_str).to_owned()
    }

    /// The identifiers of each namespace and scope, those of one group as one.
    pub(crate) fn counted(&self, ids: &Set) -> BTreeMap<Place, Set> {
        let mut counted = BTreeMap::<Place, Set>::new();
        for id in ids {
            counted.entry(place(id)).or_default().insert(self.person(id));
        }
        counted
    }

    /// Whether there are more than `limit` of a namespace in one scope; stand-ins do not count.
    pub(crate) fn exceeds_limit(&self, ids: &Set) -> bool {
        let ids: Set = ids.iter().filter(|id| !is_stand_in(id)).cloned().collect();
        self.counted(&ids).iter().any(|((name, _), persons)| {
            let limit = self.policy.namespace(name).and_then(NamespacePolicy::limit);
            limit.is_some_and(|limit| persons.len() > limit as usize)
        })
    }

    pub(crate) fn holds_pair(&self, ids: &Set) -> bool {
        self.separations.iter().any(|(a, b)| ids.contains(a) && ids.contains(b))
    }
}

/// The values of a namespace that the policy blocks; of digests also those of the empty text and of blocked numbers and addresses.
fn blocked_values(policy: &Policy, name: &str) -> Vec<String> {
    let named = |name| policy.namespace(name).into_iter().flat_map(NamespacePolicy::blocked);
    let mut values: Vec<String> = named(name).map(str::to_owned).collect();
    let Some((raw @ ("phone" | "email"), scheme)) = name.split_once('.') else { return values };
    let hashes = [("sha256", Hash::Sha256), ("md5", Hash::Md5), ("sm3", Hash::Sm3)];
    for (_, hash) in hashes.into_iter().filter(|(name, _)| scheme.starts_with(name)) {
        values.push(digest::empty_digest(hash).to_owned());
        let addresses = named(raw).filter_map(|value| email::parse(value).ok());
        values.extend(addresses.map(|address| digest::email_digest(&address, hash)));
    }
    if let Some(scheme) = PhoneScheme::from_name(scheme) {
        let numbers = named(raw).filter_map(|value| phone::parse(value, None).ok());
        values.extend(numbers.map(|number| digest::phone_digest(&number, scheme)));
    }
    values
}

/// The namespace and scope of an identifier, or of the one that a stand-in stands in for.
pub(crate) fn place(id: &str) -> Place {
    let head = id.split(':').next().unwrap_or_default();
    let (name, scope) = match head.split_once('@') {
        Some((name, scope)) => (name, Some(scope.to_owned())),
        None => (head, None),
    };
    (name.split('~').next().unwrap_or_default().to_owned(), scope)
}

/// `namespace~1[@scope]:value`
pub(crate) fn stand_in(id: &str, number: usize) -> String {
    let (name, _) = place(id);
    format!("{name}~{number}{}", &id[name.len()..])
}

/// No namespace's name holds a `~`.
pub(crate) fn is_stand_in(id: &str) -> bool {
    id.split(['@', ':']).next().is_some_and(|name| name.contains('~'))
}

/// The identifier that a stand-in stands in for; of any other itself.
pub(crate) fn stands_for(id: &str) -> String {
    match id.split(['@', ':']).next().and_then(|name| name.split_once('~')) {
        Some((name, number)) => format!("{name}{}", &id[name.len() + 1 + number.len()..]),
        None => id.to_owned(),
    }
}
