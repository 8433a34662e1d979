//! What records say of a customer: of each trait the newest and the oldest value.

use super::TraitValue;
use crate::error::Error;
use crate::observation::{Timestamp, Traits};

/// The trait whose value is the text form of another identifier.
pub(crate) const INVITED_BY: &str = "invited_by";

/// The traits of one record, sorted by name.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct RecordTraits(Vec<RecordTrait>);

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct RecordTrait {
    pub(crate) name: Box<str>,
    pub(crate) newest: Dated,
    pub(crate) oldest: Dated,
}

/// A value and when it was true.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Dated {
    pub(crate) at: Option<Timestamp>,
    pub(crate) value: TraitValue,
}

impl RecordTraits {
    /// Takes the traits of an observation in. `printed` gives the printed form of an identifier, or says why it is none.
    pub(crate) fn observe(
        &mut self,
        traits: &Traits,
        at: Option<Timestamp>,
        printed: impl Fn(&TraitValue) -> Result<String, Error>,
    ) -> Result<(), Error> {
        for (name, value) in traits.iter() {
            let value = if name == INVITED_BY {
                TraitValue::Text(
                    printed(value).map_err(|error| error.at("traits.invited_by"))?.into(),
                )
            } else {
                value.clone()
            };
            let dated = Dated { at, value };
            self.take(RecordTrait { name: name.into(), newest: dated.clone(), oldest: dated });
        }
        Ok(())
    }

    /// Takes the traits of another record in, which has become equal to this one.
    pub(crate) fn absorb(&mut self, other: RecordTraits) {
        other.0.into_iter().for_each(|entry| self.take(entry));
    }

    /// Takes one more trait in.
    pub(crate) fn take(&mut self, entry: RecordTrait) {
        match self.0.binary_search_by(|known| known.name.cmp(&entry.name)) {
            Ok(place) => {
                let known = &mut self.0[place];
                if entry.newest.is_newer_than(&known.newest) {
                    known.newest = entry.newest;
                }
                if entry.oldest.is_older_than(&known.oldest) {
                    known.oldest = entry.oldest;
                }
            }
            Err(place) => self.0.insert(place, entry),
        }
    }

    /// The texts of the identifiers that invited the customer.
    pub(crate) fn inviters(&self) -> impl Iterator<Item = &str> {
        let invited = self.find(INVITED_BY).into_iter();
        invited.flat_map(|entry| [&entry.newest, &entry.oldest]).filter_map(|dated| {
            match &dated.value {
                TraitValue::Text(text) => Some(&**text),
                _ => None,
            }
        })
    }

    /// Takes an identifier out of `invited_by`; another value of it that is kept stays.
    pub(crate) fn erase_inviter(&mut self, text: &str) {
        let Ok(place) = self.0.binary_search_by(|known| known.name.as_ref().cmp(INVITED_BY)) else {
            return;
        };
        let entry = &mut self.0[place];
        let erased =
            |dated: &Dated| matches!(&dated.value, TraitValue::Text(value) if **value == *text);
        match (erased(&entry.newest), erased(&entry.oldest)) {
            (true, true) => drop(self.0.remove(place)),
            (true, false) => entry.newest = entry.oldest.clone(),
            (false, true) => entry.oldest = entry.newest.clone(),
            (false, false) => {}
        }
    }

    /// More bytes than keeping them takes.
    pub(crate) fn text_bytes(&self) -> usize {
        const BESIDE: usize = 256;
        self.0.len() * BESIDE + self.bytes()
    }

    /// Bytes beside the list itself.
    pub(crate) fn bytes(&self) -> usize {
        let entries = self.0.iter().map(|entry| {
            entry.name.len() + entry.newest.value.bytes() + entry.oldest.value.bytes()
        });
        self.0.capacity() * size_of::<RecordTrait>() + entries.sum::<usize>()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &RecordTrait> {
        self.0.iter()
    }

    pub(crate) fn find(&self, name: &str) -> Option<&RecordTrait> {
        self.0
            .binary_search_by(|known| known.name.as_ref().cmp(name))
            .ok()
            .map(|place| &self.0[place])
    }
}

impl Dated {
    /// Later, ties by lesser value; a value without a time is older than any.
    pub(crate) fn is_newer_than(&self, other: &Dated) -> bool {
        (self.at, &other.value) > (other.at, &self.value)
    }

    /// Earlier, ties by lesser value; a value without a time is younger than any.
    pub(crate) fn is_older_than(&self, other: &Dated) -> bool {
        let place = |dated: &Dated| dated.at.map_or(i64::MAX, Timestamp::as_millisecond);
        (place(self), &self.value) < (place(other), &other.value)
    }
}
