//! The names that presets, criteria and trait rules go by.

use std::fmt;

use super::{Criterion, Preset, TraitRule};

impl Preset {
    /// The presets.
    pub const ALL: [Preset; 4] =
        [Preset::Connected, Preset::FirstOwner, Preset::LastLogin, Preset::RetailCn];

    /// The name used in policies and on the command line.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Preset::Connected => "connected",
            Preset::FirstOwner => "first-owner",
            Preset::LastLogin => "last-login",
            Preset::RetailCn => "retail-cn",
        }
    }

    /// The preset of this name, if there is one.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Preset> {
        Preset::ALL.into_iter().find(|preset| preset.as_str() == name)
    }
}

impl fmt::Display for Preset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Criterion {
    /// The four criteria.
    pub const ALL: [Criterion; 4] =
        [Criterion::Strength, Criterion::Rank, Criterion::Oldest, Criterion::Newest];

    /// The name used in policies.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Criterion::Strength => "strength",
            Criterion::Rank => "rank",
            Criterion::Oldest => "oldest",
            Criterion::Newest => "newest",
        }
    }
}

impl fmt::Display for Criterion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl TraitRule {
    /// The seven rules.
    pub const ALL: [TraitRule; 7] = [
        TraitRule::Newest,
        TraitRule::Oldest,
        TraitRule::MostFrequent,
        TraitRule::Min,
        TraitRule::Max,
        TraitRule::All,
        TraitRule::Sum,
    ];

    /// The name used in policies.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            TraitRule::Newest => "newest",
            TraitRule::Oldest => "oldest",
            TraitRule::MostFrequent => "most_frequent",
            TraitRule::Min => "min",
            TraitRule::Max => "max",
            TraitRule::All => "all",
            TraitRule::Sum => "sum",
        }
    }
}

impl fmt::Display for TraitRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
