//! Whom each fan base and platform reaches, and how they overlap.

use std::collections::{BTreeMap, BTreeSet};

use hashbrown::HashMap;
use serde::Serialize;

use crate::error::Error;
use crate::identifier::{Fingerprint, FingerprintKey, Identifier};
use crate::policy::Policy;
use crate::profile::Profile;

/// The fans that fan bases brought in, kept by fingerprint: memory grows with the fans, not with the rows.
///
/// # Examples
///
/// ```
/// use oneid::report::Audience;
/// use oneid::{FingerprintKey, Identifier, IdentityGraph, Operation, Policy, Preset};
///
/// let policy = Policy::preset(Preset::RetailCn);
/// let key = FingerprintKey::from_bytes([7; 16]);
/// let mut graph = IdentityGraph::in_memory(policy.clone(), key.clone());
/// let line = r#"{"ids":["taobao.ouid@shop:AAF1","jd.xid@shop:o1"]}"#;
/// graph.apply(&Operation::from_json(line)?)?;
///
/// let mut audience = Audience::new(&policy, &key, [("members", "taobao"), ("buyers", "jd")]);
/// for (fan_base, text) in ["taobao.ouid@shop:AAF1", "jd.xid@shop:o1"].iter().enumerate() {
///     let fan = policy.canonical(&Identifier::parse(text)?, &key)?[0].fingerprint();
///     audience.add(fan_base, fan);
/// }
/// let reach = audience.reach(graph.profiles())?;
/// assert_eq!(reach.customers, 1);
/// assert_eq!(reach.overlaps[0].customers, 1);
/// # Ok::<(), oneid::Error>(())
/// ```
pub struct Audience<'a> {
    policy: &'a Policy,
    key: &'a FingerprintKey,
    names: Vec<String>,
    platforms: Vec<String>,
    /// The platform of each fan base.
    platform_of: Vec<usize>,
    /// The set of fan bases that brought a fan in.
    fans: HashMap<Fingerprint, usize>,
    /// The sets that occur; they are far fewer than fans.
    sets: Vec<BTreeSet<usize>>,
    numbers: HashMap<BTreeSet<usize>, usize>,
}

/// Whom fan bases and platforms reach. A *customer* is a profile that holds at least one fan.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Reach {
    /// All profiles.
    pub profiles: u64,
    /// Profiles that hold a fan of some fan base.
    pub customers: u64,
    /// Profiles that hold none: contacts, orders and devices that nothing ties to an account.
    pub profiles_without_fans: u64,
    /// For each fan base, in the order of the manifest.
    pub fan_bases: Vec<FanBaseReach>,
    /// For each platform, in the order of its first fan base.
    pub platforms: Vec<PlatformReach>,
    /// How many customers are on exactly one, two, three … platforms, as far as there are any.
    pub by_platform_count: Vec<PlatformCount>,
    /// How many customers are on both of two platforms, for each pair.
    pub overlaps: Vec<Overlap>,
}

/// Whom one fan base reaches.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct FanBaseReach {
    /// Its name.
    pub name: String,
    /// Its platform.
    pub platform: String,
    /// Distinct fans.
    pub fans: u64,
    /// Distinct customers that they are.
    pub customers: u64,
}

/// Whom one platform reaches, through all its fan bases.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct PlatformReach {
    /// Its name.
    pub name: String,
    /// Distinct fans.
    pub fans: u64,
    /// Distinct customers that they are.
    pub customers: u64,
    /// Of these, customers on no other platform.
    pub only_here: u64,
}

/// Customers on so many platforms.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct PlatformCount {
    /// How many platforms.
    pub platforms: u64,
    /// Customers on exactly so many.
    pub customers: u64,
}

/// Customers on both of two platforms.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Overlap {
    /// The one, which stands earlier among the platforms.
    pub a: String,
    /// The other.
    pub b: String,
    /// Customers on both.
    pub customers: u64,
}

impl<'a> Audience<'a> {
    /// An audience of these fan bases, each with its name and its platform.
    pub fn new<'n>(
        policy: &'a Policy,
        key: &'a FingerprintKey,
        fan_bases: impl IntoIterator<Item = (&'n str, &'n str)>,
    ) -> Self {
        let mut audience = Audience {
            policy,
            key,
            names: Vec::new(),
            platforms: Vec::new(),
            platform_of: Vec::new(),
            fans: HashMap::new(),
            sets: vec![BTreeSet::new()],
            numbers: HashMap::from([(BTreeSet::new(), 0)]),
        };
        for (name, platform) in fan_bases {
            let known = audience.platforms.iter().position(|known| known == platform);
            let place = known.unwrap_or_else(|| {
                audience.platforms.push(platform.to_owned());
                audience.platforms.len() - 1
            });
            audience.names.push(name.to_owned());
            audience.platform_of.push(place);
        }
        audience
    }

    /// Notes that a fan base, by its place, brought a fan in.
    ///
    /// # Panics
    ///
    /// If there is no fan base of this place.
    pub fn add(&mut self, fan_base: usize, fan: Fingerprint) {
        assert!(fan_base < self.names.len(), "there is no fan base {fan_base}");
        let set = self.fans.entry(fan).or_default();
        if self.sets[*set].contains(&fan_base) {
            return;
        }
        let mut wider = self.sets[*set].clone();
        wider.insert(fan_base);
        *set = *self.numbers.entry(wider).or_insert_with_key(|wider| {
            self.sets.push(wider.clone());
            self.sets.len() - 1
        });
    }

    /// The names of the platforms that a profile's fans are on, in the order of the platforms.
    ///
    /// # Errors
    ///
    /// Those of [`Policy::canonical`], if the profile is of a graph with another policy or key.
    pub fn platforms_of(&self, profile: &Profile) -> Result<Vec<&str>, Error> {
        let platforms = self.platforms_among(&self.fan_bases_of(profile)?);
        Ok(platforms.into_iter().map(|place| self.platforms[place].as_str()).collect())
    }

    /// Counts over all profiles.
    ///
    /// # Errors
    ///
    /// As [`platforms_of`](Audience::platforms_of).
    ///
    /// # Complexity
    ///
    /// Linear in the identifiers of the profiles, and in the fans.
    pub fn reach(&self, profiles: impl IntoIterator<Item = Profile>) -> Result<Reach, Error> {
        let mut reach = self.fans_alone();
        let mut by_count: BTreeMap<usize, u64> = BTreeMap::new();
        let mut pairs: BTreeMap<(usize, usize), u64> = BTreeMap::new();
        for profile in profiles {
            reach.profiles += 1;
            let fan_bases = self.fan_bases_of(&profile)?;
            let platforms = self.platforms_among(&fan_bases);
            if platforms.is_empty() {
                reach.profiles_without_fans += 1;
                continue;
            }
            reach.customers += 1;
            fan_bases.iter().for_each(|&place| reach.fan_bases[place].customers += 1);
            platforms.iter().for_each(|&place| reach.platforms[place].customers += 1);
            if let [place] = platforms[..] {
                reach.platforms[place].only_here += 1;
            }
            *by_count.entry(platforms.len()).or_default() += 1;
            for (index, &a) in platforms.iter().enumerate() {
                for &b in &platforms[index + 1..] {
                    *pairs.entry((a, b)).or_default() += 1;
                }
            }
        }
        let counts = by_count.into_iter();
        reach.by_platform_count = counts
            .map(|(platforms, customers)| PlatformCount { platforms: platforms as u64, customers })
            .collect();
        reach.overlaps = self.overlaps(&pairs);
        Ok(reach)
    }

    /// A reach in which only the fans are counted yet.
    fn fans_alone(&self) -> Reach {
        let mut fans_in_set = vec![0; self.sets.len()];
        self.fans.values().for_each(|&set| fans_in_set[set] += 1);
        let sum = |holds: &dyn Fn(&BTreeSet<usize>) -> bool| {
            let sets = self.sets.iter().zip(&fans_in_set);
            sets.filter(|(set, _)| holds(set)).map(|(_, &fans)| fans).sum::<u64>()
        };
        let fan_bases = self.names.iter().enumerate().map(|(place, name)| FanBaseReach {
            name: name.clone(),
            platform: self.platforms[self.platform_of[place]].clone(),
            fans: sum(&|set| set.contains(&place)),
            customers: 0,
        });
        let platforms = self.platforms.iter().enumerate().map(|(place, name)| PlatformReach {
            name: name.clone(),
            fans: sum(&|set| set.iter().any(|&base| self.platform_of[base] == place)),
            customers: 0,
            only_here: 0,
        });
        Reach { fan_bases: fan_bases.collect(), platforms: platforms.collect(), ..Reach::default() }
    }

    fn overlaps(&self, pairs: &BTreeMap<(usize, usize), u64>) -> Vec<Overlap> {
        let places = 0..self.platforms.len();
        let all = places.clone().flat_map(|a| (a + 1..places.end).map(move |b| (a, b)));
        all.map(|(a, b)| Overlap {
            a: self.platforms[a].clone(),
            b: self.platforms[b].clone(),
            customers: pairs.get(&(a, b)).copied().unwrap_or_default(),
        })
        .collect()
    }

    /// The fan bases that brought in a fan of this profile.
    fn fan_bases_of(&self, profile: &Profile) -> Result<BTreeSet<usize>, Error> {
        let mut fan_bases = BTreeSet::new();
        for text in &profile.identifiers {
            let canonical = self.policy.canonical(&Identifier::parse(text)?, self.key)?;
            if let Some(&set) = self.fans.get(&canonical[0].fingerprint()) {
                fan_bases.extend(&self.sets[set]);
            }
        }
        Ok(fan_bases)
    }

    fn platforms_among(&self, fan_bases: &BTreeSet<usize>) -> Vec<usize> {
        let platforms: BTreeSet<_> = fan_bases.iter().map(|&base| self.platform_of[base]).collect();
        platforms.into_iter().collect()
    }
}
