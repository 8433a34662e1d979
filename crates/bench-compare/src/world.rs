//! The texts that all ways start from.

use std::collections::HashMap;

use oneid::synth::World as Synthetic;
use oneid::{Operation, Strength, Timestamp};

const SEED: u64 = 20_211_022;

/// Observations as texts, one after the other.
pub(crate) struct World {
    texts: String,
    /// Where each identifier ends in the texts, and where its value begins.
    ends: Vec<(usize, usize)>,
    scope_of: Vec<usize>,
    pub(crate) scopes: Vec<(String, Option<String>)>,
    pub(crate) sources: Vec<String>,
    /// The identifiers of all observations.
    pub(crate) ids: Vec<u32>,
    said: Vec<(usize, Option<Timestamp>, usize, Strength)>,
    /// Every identifier once, in an order of its own.
    pub(crate) asked: Vec<u32>,
}

pub(crate) struct Seen<'a> {
    pub(crate) texts: &'a [&'a str],
    /// Time, source, strength.
    pub(crate) said: (Option<Timestamp>, usize, Strength),
}

impl World {
    /// So many observations of a synthetic world.
    pub(crate) fn new(observations: usize) -> Self {
        let mut making = Making::default();
        for sighting in Synthetic::new(SEED, observations as u64) {
            if let Operation::Observe(_) = sighting.operation {
                making.add(&sighting.operation.to_json());
            }
        }
        making.world()
    }

    fn text(&self, place: u32) -> &str {
        let place = place as usize;
        let begin = place.checked_sub(1).map_or(0, |before| self.ends[before].0);
        &self.texts[begin..self.ends[place].0]
    }

    /// The scope and the value of an identifier.
    pub(crate) fn part(&self, place: u32) -> (usize, &str) {
        let (end, value) = self.ends[place as usize];
        (self.scope_of[place as usize], &self.texts[value..end])
    }

    pub(crate) fn occurrences(&self) -> usize {
        self.ids.len()
    }

    /// Bytes of all different identifiers.
    pub(crate) fn bytes(&self) -> usize {
        self.texts.len()
    }

    pub(crate) fn asked_texts(&self) -> impl Iterator<Item = &str> {
        self.asked.iter().map(|&place| self.text(place))
    }

    /// Gives each observation to a function: its texts are gathered anew for each, and the same for all ways.
    pub(crate) fn for_each<'a>(&'a self, mut visit: impl FnMut(Seen<'_>)) {
        let mut texts: Vec<&'a str> = Vec::new();
        let mut begin = 0;
        for &(count, at, source, strength) in &self.said {
            texts.clear();
            texts.extend(self.ids[begin..begin + count].iter().map(|&place| self.text(place)));
            begin += count;
            visit(Seen { texts: &texts, said: (at, source, strength) });
        }
    }
}

/// A world in the making.
#[derive(Default)]
struct Making {
    texts: String,
    ends: Vec<(usize, usize)>,
    scope_of: Vec<usize>,
    scopes: Vec<(String, Option<String>)>,
    sources: Vec<String>,
    ids: Vec<u32>,
    said: Vec<(usize, Option<Timestamp>, usize, Strength)>,
    places: HashMap<String, u32>,
}

impl Making {
    fn add(&mut self, line: &str) {
        let line: serde_json::Value = serde_json::from_str(line).expect("an operation");
        let ids = line["ids"].as_array().expect("identifiers");
        for id in ids {
            let place = self.place(id.as_str().expect("text"));
            self.ids.push(place);
        }
        let source = line["source"].as_str().unwrap_or_default();
        let source = number(&mut self.sources, source.to_owned());
        let at = line["at"].as_str().map(|at| Timestamp::parse(at).expect("a time"));
        let strength = line["strength"].as_str().and_then(Strength::from_name);
        self.said.push((ids.len(), at, source, strength.unwrap_or(Strength::Declared)));
    }

    fn place(&mut self, text: &str) -> u32 {
        if let Some(&place) = self.places.get(text) {
            return place;
        }
        let place = u32::try_from(self.ends.len()).expect("fewer than 2^32 identifiers");
        let (name, value) = text.split_once(':').expect("a text form");
        let (namespace, scope) = match name.split_once('@') {
            Some((namespace, scope)) => (namespace, Some(scope.to_owned())),
            None => (name, None),
        };
        let scope = number(&mut self.scopes, (namespace.to_owned(), scope));
        self.texts.push_str(text);
        self.ends.push((self.texts.len(), self.texts.len() - value.len()));
        self.scope_of.push(scope);
        self.places.insert(text.to_owned(), place);
        place
    }

    fn world(self) -> World {
        let mut asked: Vec<u32> = (0..).take(self.ends.len()).collect();
        // In an order that follows nothing: as a hash would have it.
        asked.sort_unstable_by_key(|&place| {
            u64::from(place).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 7
        });
        let Making { texts, ends, scope_of, scopes, sources, ids, said, .. } = self;
        World { texts, ends, scope_of, scopes, sources, ids, said, asked }
    }
}

/// The number of a thing in a short list, added if it is new.
fn number<T: PartialEq>(list: &mut Vec<T>, thing: T) -> usize {
    list.iter().position(|known| *known == thing).unwrap_or_else(|| {
        list.push(thing);
        list.len() - 1
    })
}
