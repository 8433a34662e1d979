//! From parts to a graph.

use std::sync::Arc;

use super::{
    EVERYTHING, FORGOTTEN, HAS_FROM, HAS_INTO, HAS_TIMES, HAS_TRAITS, ID_BITS, KINDS, ONE_VALUE,
    OTHER, RESOLUTION, TWO_VALUES, UNSEEN, WITHIN, section, with_part,
};
use crate::error::{Error, ErrorKind};
use crate::graph::{
    Graph, IdentifierToLoad, KeptChange, KeptStanding, Loading, MOST_KEPT, NamedScope,
    OtherStanding, PlaceAs, RecordToLoad, Said, Tuning,
};
use crate::identifier::{Fingerprint, FingerprintKey};
use crate::journal::bytes::{Malformed, Reader};
use crate::journal::entry::check_value;
use crate::observation::{Strength, Timestamp, check_trait_name};
use crate::policy::Policy;
use crate::profile::{Dated, ProfileId, RecordTrait, RecordTraits};

/// With what a graph is opened.
#[derive(Clone)]
pub(crate) struct Keys {
    pub(crate) key: FingerprintKey,
    /// Of the list of erased identifiers that are refused.
    pub(crate) refusal_key: Option<FingerprintKey>,
}

impl Keys {
    /// The key of the list of those refused, if it is the one that a number tells.
    pub(in crate::journal) fn refusal_key(&self, check: u64) -> Result<FingerprintKey, Error> {
        let key = self.refusal_key.clone().ok_or_else(|| {
            Error::new(ErrorKind::Key, "erased identifiers are refused: their second key is needed")
        })?;
        if key.check() != check {
            let message = "erased identifiers are refused under another second key";
            return Err(Error::new(ErrorKind::Key, message));
        }
        Ok(key)
    }
}

/// A graph that is read part by part.
pub(in crate::journal) struct Reading {
    keys: Keys,
    tuning: Tuning,
    loading: Option<Loading>,
    /// The section that was read last.
    section: u8,
    /// The checksum of all parts so far.
    sum: u32,
    refused: Option<(FingerprintKey, Vec<Fingerprint>)>,
}

impl Reading {
    pub(in crate::journal) fn new(keys: Keys, tuning: Tuning) -> Self {
        Reading { keys, tuning, loading: None, section: 0, sum: 0, refused: None }
    }

    /// Reads the next part.
    pub(in crate::journal) fn part(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.sum = with_part(self.sum, bytes);
        let mut part = PartReader::new(bytes);
        let section = part.reader.byte().map_err(malformed)?;
        if section < self.section || (self.loading.is_none()) != (section == section::HEAD) {
            return Err(malformed(Malformed));
        }
        self.section = section;
        if section == section::HEAD {
            return self.head(part.reader);
        }
        if section == section::IDENTIFIERS {
            let ids = part.identifiers().map_err(malformed)?;
            return self.loading()?.identifiers(&ids);
        }
        while !part.reader.is_empty() {
            self.item(section, &mut part)?;
        }
        Ok(())
    }

    /// What the end of all that has been read is to be.
    pub(in crate::journal) fn end(&self) -> [u8; 4] {
        self.sum.to_le_bytes()
    }

    /// The graph, once the end has been read.
    pub(in crate::journal) fn finish(self, end: &[u8]) -> Result<Graph, Error> {
        if self.end() != end {
            return Err(malformed(Malformed));
        }
        let mut loading = self.loading.ok_or_else(|| malformed(Malformed))?;
        if let Some((key, refused)) = self.refused {
            loading.refuse(key, refused);
        }
        loading.finish()
    }

    fn head(&mut self, mut reader: Reader<'_>) -> Result<(), Error> {
        let mut read = || -> Result<_, Malformed> {
            let (catalogue, resolution) = (reader.number()?, reader.number()?);
            let policy = reader.text()?;
            let first_change = reader.number()?;
            let refuses = match reader.byte()? {
                0 => None,
                1 => Some(u64::from_le_bytes(reader.array()?)),
                _ => return Err(Malformed),
            };
            reader.finish()?;
            Ok((catalogue, resolution, policy, first_change, refuses))
        };
        let (catalogue, resolution, policy, first_change, refuses) = read().map_err(malformed)?;
        if catalogue > u64::from(Policy::catalogue_version()) {
            let message = format!(
                "it was written with catalogue {catalogue} of namespaces, which this version does not know"
            );
            return Err(Error::new(ErrorKind::Format, message));
        }
        let policy = Arc::new(Policy::from_toml(policy)?);
        if let Some(check) = refuses {
            self.refused = Some((self.keys.refusal_key(check)?, Vec::new()));
        }
        let take_over = resolution == RESOLUTION;
        let key = self.keys.key.clone();
        self.loading = Some(Loading::new(policy, key, self.tuning, first_change, take_over));
        Ok(())
    }

    fn loading(&mut self) -> Result<&mut Loading, Error> {
        self.loading.as_mut().ok_or_else(|| malformed(Malformed))
    }

    fn item(&mut self, section: u8, part: &mut PartReader<'_>) -> Result<(), Error> {
        if section == section::REFUSED {
            let (_, refused) = self.refused.as_mut().ok_or_else(|| malformed(Malformed))?;
            refused.push(Fingerprint(part.reader.wide().map_err(malformed)?));
            return Ok(());
        }
        let loading = self.loading()?;
        match section {
            section::SCOPES => loading.scope(&part.scope().map_err(malformed)?),
            section::SOURCES => {
                loading.source(part.reader.text().map_err(malformed)?);
                Ok(())
            }
            section::RECORDS => loading.record(part.record().map_err(malformed)?),
            section::SEPARATIONS => {
                let (a, b, said) = part.separation().map_err(malformed)?;
                loading.separate(a, b, &said)
            }
            section::LEVELS => {
                let (place, level) = part.level().map_err(malformed)?;
                loading.level(place, level)
            }
            section::REASSIGNED => {
                let (place, since_ms) = part.reassigned().map_err(malformed)?;
                loading.reassigned(place, since_ms)
            }
            section::PROFILES => loading.profile(&part.profile_members().map_err(malformed)?),
            section::CHANGES => loading.change(part.change().map_err(malformed)?),
            _ => Err(malformed(Malformed)),
        }
    }
}

fn malformed(_: Malformed) -> Error {
    Error::new(ErrorKind::Damaged, "it holds no state of this format")
}

struct PartReader<'a> {
    reader: Reader<'a>,
    last_ms: i64,
    last_place: i64,
    trait_names: Vec<&'a str>,
}

impl<'a> PartReader<'a> {
    fn new(bytes: &'a [u8]) -> Self {
        PartReader { reader: Reader(bytes), last_ms: 0, last_place: 0, trait_names: Vec::new() }
    }

    fn scope(&mut self) -> Result<NamedScope<'a>, Malformed> {
        Ok(NamedScope { namespace: self.reader.text()?, scope: self.reader.maybe_text()? })
    }

    fn identifiers(&mut self) -> Result<Vec<IdentifierToLoad<'a>>, Malformed> {
        let mut ids = Vec::new();
        while !self.reader.is_empty() {
            ids.push(self.identifier()?);
        }
        Ok(ids)
    }

    fn identifier(&mut self) -> Result<IdentifierToLoad<'a>, Malformed> {
        let first = self.reader.number()?;
        let scope = u32::try_from(first >> ID_BITS).map_err(|_| Malformed)?;
        let kept = match first & UNSEEN {
            0 => Ok(self.reader.text().and_then(check_value)?),
            _ => Err(Fingerprint(self.reader.wide()?)),
        };
        let partners_outside = if first & WITHIN != 0 { Some(self.reader.byte()?) } else { None };
        Ok(IdentifierToLoad { scope, kept, known: first & FORGOTTEN == 0, partners_outside })
    }

    fn record(&mut self) -> Result<RecordToLoad, Malformed> {
        let first = self.reader.byte()?;
        let strength = *Strength::ALL.get(usize::from(first & 0x07)).ok_or(Malformed)?;
        let source = self.small()?;
        let span = if first & HAS_TIMES != 0 { Some(self.span()?) } else { None };
        let count = self.reader.count()?;
        if count > MOST_KEPT {
            return Err(Malformed);
        }
        let identifiers = self.places(count)?;
        let standing = self.standing(first, count)?;
        let traits = if first & HAS_TRAITS != 0 { self.traits()? } else { RecordTraits::default() };
        Ok(RecordToLoad { identifiers, source, strength, span, traits, standing })
    }

    fn standing(&mut self, first: u8, count: usize) -> Result<KeptStanding, Malformed> {
        if first & EVERYTHING != 0 {
            return Ok(KeptStanding::Everything(self.reader.index()?));
        }
        if first & OTHER == 0 {
            return Ok(KeptStanding::Nothing);
        }
        let contradictory = match self.reader.byte()? {
            0 => false,
            1 => true,
            _ => return Err(Malformed),
        };
        let centre = self.reader.index()?.checked_sub(1);
        let mut numbers = || -> Result<Vec<Option<u32>>, Malformed> {
            let mut number = || Ok(self.small()?.checked_sub(1));
            (0..count).map(|_| number()).collect()
        };
        let (forms, ends) = (numbers()?, numbers()?);
        Ok(KeptStanding::Other(OtherStanding { contradictory, centre, forms, ends }))
    }

    fn place_as(&mut self) -> Result<PlaceAs, Malformed> {
        Ok((self.places(1)?[0], self.small()?))
    }

    fn level(&mut self) -> Result<(PlaceAs, u8), Malformed> {
        Ok((self.place_as()?, self.reader.byte()?))
    }

    fn reassigned(&mut self) -> Result<(u32, i64), Malformed> {
        let place = self.places(1)?[0];
        self.last_ms = self.last_ms.checked_add(self.reader.signed()?).ok_or(Malformed)?;
        Ok((place, self.last_ms))
    }

    fn profile_members(&mut self) -> Result<Vec<PlaceAs>, Malformed> {
        let count = self.reader.count()?;
        (0..count).map(|_| self.place_as()).collect()
    }

    fn small(&mut self) -> Result<u32, Malformed> {
        u32::try_from(self.reader.number()?).map_err(|_| Malformed)
    }

    fn span(&mut self) -> Result<(Timestamp, Timestamp), Malformed> {
        let first = self.reader.time(&mut self.last_ms)?;
        let length = i64::try_from(self.reader.number()?).map_err(|_| Malformed)?;
        let last = first.as_millisecond().checked_add(length).ok_or(Malformed)?;
        Ok((first, Timestamp::from_millisecond(last).map_err(|_| Malformed)?))
    }

    fn places(&mut self, count: usize) -> Result<Vec<u32>, Malformed> {
        (0..count)
            .map(|_| {
                let place = self.last_place.checked_add(self.reader.signed()?).ok_or(Malformed)?;
                self.last_place = place;
                u32::try_from(place).map_err(|_| Malformed)
            })
            .collect()
    }

    fn traits(&mut self) -> Result<RecordTraits, Malformed> {
        let mut traits = RecordTraits::default();
        for _ in 0..self.reader.count()? {
            let name = self.trait_name()?.into();
            let (newest, oldest) = match self.reader.byte()? {
                ONE_VALUE => {
                    let one = self.dated()?;
                    (one.clone(), one)
                }
                TWO_VALUES => (self.dated()?, self.dated()?),
                _ => return Err(Malformed),
            };
            traits.take(RecordTrait { name, newest, oldest });
        }
        Ok(traits)
    }

    fn trait_name(&mut self) -> Result<&'a str, Malformed> {
        let number = self.reader.index()?;
        if number == self.trait_names.len() {
            let name = self.reader.text()?;
            check_trait_name(name).map_err(|_| Malformed)?;
            self.trait_names.push(name);
        }
        self.trait_names.get(number).copied().ok_or(Malformed)
    }

    fn dated(&mut self) -> Result<Dated, Malformed> {
        let at = self.reader.maybe_time(&mut self.last_ms)?;
        Ok(Dated { at, value: self.reader.value()? })
    }

    fn separation(&mut self) -> Result<(u32, u32, Vec<Said>), Malformed> {
        let pair = self.places(2)?;
        let count = self.reader.count()?;
        let mut said = || {
            let at = self.reader.maybe_time(&mut self.last_ms)?;
            Ok(Said { at, source: self.reader.text()?.into() })
        };
        let said: Result<Vec<Said>, Malformed> = (0..count).map(|_| said()).collect();
        Ok((pair[0], pair[1], said?))
    }

    fn change(&mut self) -> Result<KeptChange, Malformed> {
        let first = self.reader.byte()?;
        let kind = *KINDS.get(usize::from(first & 0x0f)).ok_or(Malformed)?;
        let from = if first & HAS_FROM != 0 { Some(self.profile()?) } else { None };
        let into = if first & HAS_INTO != 0 { Some(self.profile()?) } else { None };
        let count = self.reader.count()?;
        Ok(KeptChange { kind, from, into, identifiers: self.places(count)? })
    }

    fn profile(&mut self) -> Result<ProfileId, Malformed> {
        Ok(ProfileId::from_bytes(self.reader.array()?))
    }
}
