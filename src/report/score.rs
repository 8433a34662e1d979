//! How right profiles are, where it is known who is who.

use std::collections::BTreeMap;

use hashbrown::HashMap;
use serde::Serialize;

use crate::profile::ProfileId;

/// How right the profiles are about the identifiers of a truth.
///
/// Of pairs of identifiers, those that share a profile are *merged*, those that share a person are *true*. A rate of nothing
/// (no pair is merged, no pair is true) is 1: no mistake has been made.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Score {
    /// Identifiers that were judged.
    pub identifiers: u64,
    /// Identifiers of the truth that the graph does not know; they are left out of all that follows.
    pub unknown: u64,
    /// Persons that they are.
    pub persons: u64,
    /// Profiles that hold them.
    pub profiles: u64,
    /// Of the merged pairs, the share that is true.
    pub pairwise_precision: f64,
    /// Of the true pairs, the share that is merged.
    pub pairwise_recall: f64,
    /// For each identifier, the share of its profile that is its person's; the mean of these.
    pub bcubed_precision: f64,
    /// For each identifier, the share of its person that is in its profile; the mean of these.
    pub bcubed_recall: f64,
    /// Pairs that are merged and not true.
    pub wrong_merges: u64,
    /// Pairs that are true and not merged.
    pub wrong_splits: u64,
    /// The same for each label, sorted.
    pub cases: Vec<CaseScore>,
}

/// What went wrong with the persons of one label.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct CaseScore {
    /// The label.
    pub case: String,
    /// Persons with it.
    pub persons: u64,
    /// Their identifiers.
    pub identifiers: u64,
    /// Merged pairs of two persons of whom one or both have the label. A pair of two labels counts for each.
    pub wrong_merges: u64,
    /// Persons with the label who share a profile with another person.
    pub persons_merged: u64,
    /// Pairs of one person with the label that are not merged.
    pub wrong_splits: u64,
    /// Persons with the label who are in two or more profiles.
    pub persons_split: u64,
}

/// Takes identifiers one by one; [`finish`](ScoreBuilder::finish) gives the score.
///
/// # Examples
///
/// ```
/// use oneid::report::ScoreBuilder;
///
/// let mut builder = ScoreBuilder::default();
/// let (one, two) = (
///     "00112233-4455-8677-8899-aabbccddeef0".parse()?,
///     "00112233-4455-8677-8899-aabbccddeef1".parse()?,
/// );
/// for (profile, person) in [(one, "li"), (one, "li"), (one, "wang"), (two, "wang")] {
///     builder.add(profile, person, "family_phone");
/// }
/// let score = builder.finish();
/// assert_eq!(score.pairwise_precision, 1.0 / 3.0);
/// assert_eq!(score.pairwise_recall, 0.5);
/// assert_eq!(score.cases[0].wrong_merges, 2);
/// # Ok::<(), oneid::Error>(())
/// ```
#[derive(Debug, Default)]
pub struct ScoreBuilder {
    unknown: u64,
    persons: HashMap<String, usize>,
    /// The label of each person, by number.
    case_of: Vec<usize>,
    cases: BTreeMap<String, usize>,
    profiles: HashMap<ProfileId, usize>,
    /// How many identifiers a person has in a profile.
    cells: HashMap<(usize, usize), u64>,
}

/// Number of pairs among so many.
fn pairs(count: u64) -> u64 {
    count * count.saturating_sub(1) / 2
}

impl ScoreBuilder {
    /// Adds an identifier: the profile that holds it, its person, and that person's label. A person has the label that
    /// came with the first of her identifiers.
    pub fn add(&mut self, profile: ProfileId, person: &str, case: &str) {
        let person = match self.persons.get(person) {
            Some(&number) => number,
            None => self.add_person(person, case),
        };
        let next = self.profiles.len();
        let profile = *self.profiles.entry(profile).or_insert(next);
        *self.cells.entry((profile, person)).or_default() += 1;
    }

    /// Notes an identifier of the truth that the graph does not know.
    pub fn add_unknown(&mut self) {
        self.unknown += 1;
    }

    fn add_person(&mut self, person: &str, case: &str) -> usize {
        let next = self.cases.len();
        let case = match self.cases.get(case) {
            Some(&number) => number,
            None => *self.cases.entry(case.to_owned()).or_insert(next),
        };
        self.case_of.push(case);
        let number = self.persons.len();
        self.persons.insert(person.to_owned(), number);
        number
    }

    /// The score.
    ///
    /// # Complexity
    ///
    /// Linear in the pairs (profile, person) that occur: pairs of identifiers are counted, not looked at.
    #[must_use]
    pub fn finish(&self) -> Score {
        let mut of_profile = vec![0; self.profiles.len()];
        let mut of_person = vec![0; self.persons.len()];
        for (&(profile, person), &count) in &self.cells {
            of_profile[profile] += count;
            of_person[person] += count;
        }
        let both: u64 = self.cells.values().map(|&count| pairs(count)).sum();
        let merged: u64 = of_profile.iter().map(|&count| pairs(count)).sum();
        let truly: u64 = of_person.iter().map(|&count| pairs(count)).sum();
        let identifiers = of_person.iter().sum();
        let bcubed = |sizes: &dyn Fn(usize, usize) -> u64| {
            let parts = self.sorted_cells().into_iter().map(|((profile, person), count)| {
                float(count) * float(count) / float(sizes(profile, person))
            });
            rate_of(parts.sum(), float(identifiers))
        };
        Score {
            identifiers,
            unknown: self.unknown,
            persons: of_person.len() as u64,
            profiles: of_profile.len() as u64,
            pairwise_precision: rate_of(float(both), float(merged)),
            pairwise_recall: rate_of(float(both), float(truly)),
            bcubed_precision: bcubed(&|profile, _| of_profile[profile]),
            bcubed_recall: bcubed(&|_, person| of_person[person]),
            wrong_merges: merged - both,
            wrong_splits: truly - both,
            cases: self.case_scores(&of_profile, &of_person),
        }
    }

    /// In one order always, so that sums of fractions are the same always.
    fn sorted_cells(&self) -> Vec<((usize, usize), u64)> {
        let mut cells: Vec<_> = self.cells.iter().map(|(&cell, &count)| (cell, count)).collect();
        cells.sort_unstable();
        cells
    }

    fn case_scores(&self, of_profile: &[u64], of_person: &[u64]) -> Vec<CaseScore> {
        let names = self.cases.iter().map(|(name, &number)| (number, name));
        let mut scores = vec![CaseScore::default(); self.cases.len()];
        names.for_each(|(number, name)| scores[number].case.clone_from(name));
        let mut profiles_of = vec![0_u64; of_person.len()];
        let mut merged = vec![false; of_person.len()];
        // For each profile and label: identifiers with the label, and true pairs among them.
        let mut labelled: HashMap<(usize, usize), (u64, u64)> = HashMap::new();
        for (&(profile, person), &count) in &self.cells {
            profiles_of[person] += 1;
            merged[person] |= of_profile[profile] > count;
            scores[self.case_of[person]].wrong_splits += count * (of_person[person] - count);
            let entry = labelled.entry((profile, self.case_of[person])).or_default();
            *entry = (entry.0 + count, entry.1 + pairs(count));
        }
        for (person, &case) in self.case_of.iter().enumerate() {
            let score = &mut scores[case];
            score.persons += 1;
            score.identifiers += of_person[person];
            score.persons_split += u64::from(profiles_of[person] > 1);
            score.persons_merged += u64::from(merged[person]);
        }
        for (&(profile, case), &(with, true_pairs)) in &labelled {
            // Pairs within the label, and of one with it and one without.
            let across = with * (of_profile[profile] - with);
            scores[case].wrong_merges += pairs(with) - true_pairs + across;
        }
        // Each pair in two profiles has been counted from both of its ends.
        scores.iter_mut().for_each(|score| score.wrong_splits /= 2);
        scores.sort_unstable_by(|a, b| a.case.cmp(&b.case));
        scores
    }
}

fn rate_of(part: f64, whole: f64) -> f64 {
    if whole == 0.0 { 1.0 } else { part / whole }
}

#[expect(clippy::cast_precision_loss, reason = "rates are doubles")]
fn float(count: u64) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests;
