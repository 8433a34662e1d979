//! The texts that all ways start from.

use std::collections::HashMap;

use oneid::synth::World as Synthetic;
use oneid::{Operation, Strength, Timestamp};

const SEED: u64 = 20_211_022;

/// Observations as texts, one after the other, as if they had just been read.
pub(crate) struct World {
    /// All occurrences, in order.
    seen: Texts,
    /// Every identifier once, in an order of its own.
    pub(crate) asked: Texts,
    pub(crate) scopes: Vec<(String, Option<String>)>,
    pub(crate) sources: Vec<String>,
    said: Vec<(usize, Option<Timestamp>, usize, Strength)>,
}

/// Identifiers, one after the other in memory.
#[derive(Default)]
pub(crate) struct Texts {
    all: String,
    /// Where each ends, where its value begins, and its scope.
    parts: Vec<(usize, usize, usize)>,
}

pub(crate) struct Seen<'a> {
    pub(crate) texts: &'a [&'a str],
    /// Time, source, strength.
    pub(crate) said: (Option<Timestamp>, usize, Strength),
}

impl Texts {
    fn push(&mut self, (text, value, scope): (&str, usize, usize)) {
        let begin = self.all.len();
        self.all.push_str(text);
        self.parts.push((self.all.len(), begin + value, scope));
    }

    /// An identifier, where in it its value begins, and its scope.
    fn whole(&self, place: usize) -> (&str, usize, usize) {
        let begin = place.checked_sub(1).map_or(0, |before| self.parts[before].0);
        let (end, value, scope) = self.parts[place];
        (&self.all[begin..end], value - begin, scope)
    }

    pub(crate) fn len(&self) -> usize {
        self.parts.len()
    }

    pub(crate) fn bytes(&self) -> usize {
        self.all.len()
    }

    pub(crate) fn texts(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|place| self.whole(place).0)
    }

    /// The scope and the value of each.
    pub(crate) fn values(&self) -> impl Iterator<Item = (usize, &str)> {
        self.parts.iter().map(|&(end, value, scope)| (scope, &self.all[value..end]))
    }
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

    pub(crate) fn observations(&self) -> usize {
        self.said.len()
    }

    pub(crate) fn occurrences(&self) -> usize {
        self.seen.len()
    }

    /// The scope and the value of each occurrence.
    pub(crate) fn values(&self) -> impl Iterator<Item = (usize, &str)> {
        self.seen.values()
    }

    /// Gives each observation to a function: its texts are gathered anew for each, and the same for all ways.
    pub(crate) fn for_each<'a>(&'a self, mut visit: impl FnMut(Seen<'_>)) {
        let mut all = self.seen.texts();
        let mut texts: Vec<&'a str> = Vec::new();
        for &(count, at, source, strength) in &self.said {
            texts.clear();
            texts.extend(all.by_ref().take(count));
            visit(Seen { texts: &texts, said: (at, source, strength) });
        }
    }
}

/// A world in the making.
#[derive(Default)]
struct Making {
    /// Every identifier once, in the order of first appearance.
    texts: Texts,
    scopes: Vec<(String, Option<String>)>,
    sources: Vec<String>,
    /// The identifiers of all observations.
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
        let place = u32::try_from(self.texts.len()).expect("fewer than 2^32 identifiers");
        let (name, value) = text.split_once(':').expect("a text form");
        let (namespace, scope) = match name.split_once('@') {
            Some((namespace, scope)) => (namespace, Some(scope.to_owned())),
            None => (name, None),
        };
        let scope = number(&mut self.scopes, (namespace.to_owned(), scope));
        self.texts.push((text, text.len() - value.len(), scope));
        self.places.insert(text.to_owned(), place);
        place
    }

    fn world(self) -> World {
        let Making { texts, scopes, sources, ids, said, .. } = self;
        let mut order: Vec<u32> = (0..).take(texts.len()).collect();
        // In an order that follows nothing: as a hash would have it.
        order.sort_unstable_by_key(|&place| {
            u64::from(place).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 7
        });
        let laid_out = |places: &[u32]| {
            let mut laid_out = Texts::default();
            places.iter().for_each(|&place| laid_out.push(texts.whole(place as usize)));
            laid_out
        };
        World { seen: laid_out(&ids), asked: laid_out(&order), scopes, sources, said }
    }
}

/// The number of a thing in a short list, added if it is new.
fn number<T: PartialEq>(list: &mut Vec<T>, thing: T) -> usize {
    list.iter().position(|known| *known == thing).unwrap_or_else(|| {
        list.push(thing);
        list.len() - 1
    })
}
