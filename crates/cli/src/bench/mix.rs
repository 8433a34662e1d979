//! How many operations of each kind.

use std::fmt;
use std::str::FromStr;

use serde::Serialize;

/// What is done to a graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Kind {
    Observe,
    Lookup,
    Retract,
    Erase,
    Explain,
}

impl Kind {
    pub(super) const ALL: [Kind; 5] =
        [Kind::Observe, Kind::Lookup, Kind::Retract, Kind::Erase, Kind::Explain];

    pub(super) fn as_str(self) -> &'static str {
        match self {
            Kind::Observe => "observe",
            Kind::Lookup => "lookup",
            Kind::Retract => "retract",
            Kind::Erase => "erase",
            Kind::Explain => "explain",
        }
    }

    /// Its place in [`Kind::ALL`].
    pub(super) fn index(self) -> usize {
        self as usize
    }

    fn from_name(name: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}

/// A weight for each kind, in the order of [`Kind::ALL`]: `observe=70,lookup=25,retract=5`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mix([u32; Kind::ALL.len()]);

impl Mix {
    /// So many operations divided by weight, to the last: what is left over goes to the kinds that rounding took most from.
    pub(super) fn counts(&self, operations: u64) -> [u64; Kind::ALL.len()] {
        let whole: u128 = self.0.iter().map(|&weight| u128::from(weight)).sum();
        let parts = self.0.map(|weight| u128::from(weight) * u128::from(operations));
        // A part of the operations is no more than all of them.
        let mut counts = parts.map(|part| u64::try_from(part / whole).unwrap_or(operations));
        let mut by_rest: Vec<usize> = (0..parts.len()).collect();
        by_rest.sort_by_key(|&place| std::cmp::Reverse(parts[place] % whole));
        let mut left = operations - counts.iter().sum::<u64>();
        for place in by_rest {
            let more = left.min(1);
            counts[place] += more;
            left -= more;
        }
        counts
    }
}

impl FromStr for Mix {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut weights = [None; Kind::ALL.len()];
        for part in text.split(',') {
            let (name, weight) = part
                .split_once('=')
                .ok_or_else(|| format!("`{part}` is not of the form kind=weight"))?;
            let kind = Kind::from_name(name.trim()).ok_or_else(|| {
                let kinds = Kind::ALL.map(Kind::as_str).join(", ");
                format!("`{name}` is none of the kinds {kinds}")
            })?;
            let weight: u32 = weight.trim().parse().map_err(|_| {
                format!("the weight of {name} is a whole number, and not `{weight}`")
            })?;
            if weights[kind.index()].replace(weight).is_some() {
                return Err(format!("{name} is there twice"));
            }
        }
        let weights = weights.map(Option::unwrap_or_default);
        if weights.iter().all(|&weight| weight == 0) {
            return Err("one weight at least is above zero".to_owned());
        }
        Ok(Mix(weights))
    }
}

impl fmt::Display for Mix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let there = Kind::ALL.into_iter().zip(self.0).filter(|(_, weight)| *weight > 0);
        for (place, (kind, weight)) in there.enumerate() {
            let comma = if place == 0 { "" } else { "," };
            write!(f, "{comma}{}={weight}", kind.as_str())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mix(text: &str) -> Result<Mix, String> {
        text.parse()
    }

    #[test]
    fn a_mix_is_read_and_printed() {
        let read = mix("lookup=25, observe=70,retract=5").expect("a mix");
        assert_eq!(read, Mix([70, 25, 5, 0, 0]));
        assert_eq!(read.to_string(), "observe=70,lookup=25,retract=5");
        assert_eq!(mix("explain=1,erase=0").expect("a mix").to_string(), "explain=1");
    }

    #[test]
    fn what_is_no_mix_is_refused() {
        for (text, part) in [
            ("", "kind=weight"),
            ("observe", "kind=weight"),
            ("observe=1,", "kind=weight"),
            ("merge=1", "none of the kinds observe, lookup"),
            ("observe=-1", "whole number"),
            ("observe=0.5", "whole number"),
            ("observe=1,observe=2", "twice"),
            ("observe=0,lookup=0", "above zero"),
        ] {
            let error = mix(text).expect_err(text);
            assert!(error.contains(part), "{text}: {error}");
        }
    }

    #[test]
    fn every_operation_is_of_some_kind() {
        let counts = |text: &str, operations| mix(text).expect("a mix").counts(operations);
        assert_eq!(counts("observe=70,lookup=25,retract=5", 200), [140, 50, 10, 0, 0]);
        assert_eq!(counts("observe=1,lookup=1,retract=1", 11), [4, 4, 3, 0, 0]);
        assert_eq!(counts("observe=1,erase=4000000000", u64::MAX).iter().sum::<u64>(), u64::MAX);
        for operations in 0..100 {
            let all = counts("observe=3,lookup=7,retract=2,erase=11,explain=5", operations);
            assert_eq!(all.iter().sum::<u64>(), operations);
        }
    }
}
