//! From a graph to parts.

use hashbrown::HashMap;

use super::{
    EVERYTHING, FORGOTTEN, HAS_FROM, HAS_INTO, HAS_TIMES, HAS_TRAITS, ID_BITS, KINDS, ONE_VALUE,
    OTHER, RESOLUTION, TWO_VALUES, UNSEEN, WITHIN, section, with_part,
};
use crate::error::Error;
use crate::graph::{
    Image, KeptChange, KeptIdentifier, KeptRecord, KeptStanding, NamedScope, OtherStanding,
    PlaceAs, Said,
};
use crate::journal::bytes::Writer;
use crate::observation::Timestamp;
use crate::policy::Policy;
use crate::profile::{Dated, RecordTraits};

/// A part that has more bytes than this ends.
const PART_BYTES: usize = 1 << 18;

/// Gives all parts of what a graph keeps, in order, and then its end, which is the checksum of all; each with whether it is the end.
pub(in crate::journal) fn write(
    image: &Image<'_>,
    mut give: impl FnMut(Vec<u8>, bool) -> Result<(), Error>,
) -> Result<(), Error> {
    let mut sum = 0;
    parts(image, &mut |part| {
        sum = with_part(sum, &part);
        give(part, false)
    })?;
    give(sum.to_le_bytes().to_vec(), true)
}

type Give<'a> = &'a mut dyn FnMut(Vec<u8>) -> Result<(), Error>;

fn parts(image: &Image<'_>, give: Give<'_>) -> Result<(), Error> {
    let refusals = image.refusals();
    let mut head = Writer::default();
    head.byte(section::HEAD);
    head.number(Policy::catalogue_version());
    head.number(RESOLUTION);
    head.text(&image.policy_text());
    head.number(image.first_change());
    head.byte(u8::from(refusals.is_some()));
    let refused = refusals.into_iter().flat_map(|(check, refused)| {
        head.raw(&check.to_le_bytes());
        refused
    });
    let refused: Vec<_> = refused.collect();
    let mut part = Part::default();
    give(head.0)?;
    part.items(section::SCOPES, image.scopes(), |part, scope| part.scope(&scope), give)?;
    part.items(section::SOURCES, image.sources(), |part, source| part.out.text(source), give)?;
    part.items(section::IDENTIFIERS, image.identifiers(), |part, id| part.identifier(&id), give)?;
    part.items(section::RECORDS, image.records(), |part, record| part.record(&record), give)?;
    part.items(
        section::SEPARATIONS,
        image.separations(),
        |part, (a, b, said)| part.separation(a, b, said),
        give,
    )?;
    part.items(section::LEVELS, image.levels(), Part::level, give)?;
    let reassigned = image.reassigned();
    part.items(
        section::REASSIGNED,
        reassigned,
        |part, (place, since)| part.reassigned(place, since),
        give,
    )?;
    part.items(
        section::PROFILES,
        image.larger_profiles(),
        |part, members| part.profile(&members),
        give,
    )?;
    part.items(section::CHANGES, image.changes(), |part, change| part.change(&change), give)?;
    part.items(section::REFUSED, refused, |part, fingerprint| part.out.wide(fingerprint.0), give)
}

/// A part that is being written. What is written as a difference begins anew with each.
#[derive(Default)]
struct Part {
    out: Writer,
    last_ms: i64,
    last_place: i64,
    trait_names: HashMap<Box<str>, u64>,
}

impl Part {
    /// Writes items of one section, in as many parts as they take.
    fn items<T>(
        &mut self,
        section: u8,
        items: impl IntoIterator<Item = T>,
        write: impl Fn(&mut Part, T),
        give: Give<'_>,
    ) -> Result<(), Error> {
        for item in items {
            if self.out.0.is_empty() {
                self.out.byte(section);
            }
            write(self, item);
            if self.out.0.len() > PART_BYTES {
                give(std::mem::take(self).out.0)?;
            }
        }
        if !self.out.0.is_empty() {
            give(std::mem::take(self).out.0)?;
        }
        Ok(())
    }

    fn scope(&mut self, scope: &NamedScope<'_>) {
        self.out.text(scope.namespace);
        self.out.maybe_text(scope.scope);
    }

    fn identifier(&mut self, id: &KeptIdentifier<'_>) {
        let unseen = if id.value.is_empty() { UNSEEN } else { 0 };
        let forgotten = if id.known { 0 } else { FORGOTTEN };
        let within = if id.partners_outside.is_some() { WITHIN } else { 0 };
        self.out.number(u64::from(id.scope) << ID_BITS | within | forgotten | unseen);
        match unseen {
            UNSEEN => self.out.wide(id.fingerprint.0),
            _ => self.out.text(id.value),
        }
        id.partners_outside.into_iter().for_each(|outside| self.out.byte(outside));
    }

    fn record(&mut self, record: &KeptRecord<'_>) {
        let mut first = u8::try_from(record.strength.index()).unwrap_or(u8::MAX);
        first |= if record.span.is_some() { HAS_TIMES } else { 0 };
        first |= if record.traits.is_some() { HAS_TRAITS } else { 0 };
        first |= match record.standing {
            KeptStanding::Nothing => 0,
            KeptStanding::Everything(_) => EVERYTHING,
            KeptStanding::Other(_) => OTHER,
        };
        self.out.byte(first);
        self.out.number(record.source);
        if let Some((first, last)) = record.span {
            self.out.signed(first - self.last_ms);
            self.last_ms = first;
            self.out.number(last.abs_diff(first));
        }
        self.out.length(record.identifiers.len());
        self.places(&record.identifiers);
        match &record.standing {
            KeptStanding::Nothing => {}
            KeptStanding::Everything(centre) => self.out.length(*centre),
            KeptStanding::Other(other) => self.other_standing(other),
        }
        record.traits.into_iter().for_each(|traits| self.traits(traits));
    }

    fn other_standing(&mut self, other: &OtherStanding) {
        self.out.byte(u8::from(other.contradictory));
        self.out.length(other.centre.map_or(0, |centre| centre + 1));
        for number in other.forms.iter().chain(&other.ends) {
            self.out.number(number.map_or(0, |number| u64::from(number) + 1));
        }
    }

    fn place_as(&mut self, (place, number): PlaceAs) {
        self.places(&[place]);
        self.out.number(number);
    }

    fn level(&mut self, (place, level): (PlaceAs, u8)) {
        self.place_as(place);
        self.out.byte(level);
    }

    fn reassigned(&mut self, place: u32, since_ms: i64) {
        self.places(&[place]);
        self.out.signed(since_ms - self.last_ms);
        self.last_ms = since_ms;
    }

    fn profile(&mut self, members: &[PlaceAs]) {
        self.out.length(members.len());
        members.iter().for_each(|&member| self.place_as(member));
    }

    /// Places, each as the difference to the one before.
    fn places(&mut self, places: &[u32]) {
        for &place in places {
            self.out.signed(i64::from(place) - self.last_place);
            self.last_place = i64::from(place);
        }
    }

    fn traits(&mut self, traits: &RecordTraits) {
        self.out.length(traits.iter().count());
        for one in traits.iter() {
            self.trait_name(&one.name);
            if one.newest == one.oldest {
                self.out.byte(ONE_VALUE);
                self.dated(&one.newest);
            } else {
                self.out.byte(TWO_VALUES);
                self.dated(&one.newest);
                self.dated(&one.oldest);
            }
        }
    }

    /// A name that is new in the part goes by the next number, and follows it.
    fn trait_name(&mut self, name: &str) {
        let next = self.trait_names.len() as u64;
        match self.trait_names.get(name) {
            Some(&number) => self.out.number(number),
            None => {
                self.trait_names.insert(name.into(), next);
                self.out.number(next);
                self.out.text(name);
            }
        }
    }

    fn dated(&mut self, dated: &Dated) {
        self.maybe_time(dated.at);
        self.out.value(&dated.value);
    }

    fn maybe_time(&mut self, at: Option<Timestamp>) {
        self.out.maybe_time(at, &mut self.last_ms);
    }

    fn separation(&mut self, a: u32, b: u32, said: &[Said]) {
        self.places(&[a, b]);
        self.out.length(said.len());
        for said in said {
            self.maybe_time(said.at);
            self.out.text(&said.source);
        }
    }

    fn change(&mut self, change: &KeptChange) {
        let kind = KINDS.iter().position(|&kind| kind == change.kind);
        let mut first = kind.and_then(|kind| u8::try_from(kind).ok()).unwrap_or(u8::MAX);
        first |= if change.from.is_some() { HAS_FROM } else { 0 };
        first |= if change.into.is_some() { HAS_INTO } else { 0 };
        self.out.byte(first);
        for profile in change.from.into_iter().chain(change.into) {
            self.out.raw(&profile.as_bytes());
        }
        self.out.length(change.identifiers.len());
        self.places(&change.identifiers);
    }
}
