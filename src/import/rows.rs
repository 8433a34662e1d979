//! From rows to observations.

use jiff::tz::Offset;

use super::cell::Cell;
use super::column::Target;
use super::contact;
use super::input::Input;
use super::manifest::FanBase;
use super::tally::Tally;
use super::{FanBaseReport, SkipReason, time};
use crate::error::{Error, ErrorKind};
use crate::identifier::{Class, Fingerprint, FingerprintKey, Identifier, Trust};
use crate::observation::{MOST_IDENTIFIERS, Observation, Timestamp};
use crate::policy::Policy;
use crate::profile::{INVITED_BY, TraitValue};

/// Traits whose cells are numbers where they can be.
const TOTALS: [&str; 2] = ["orders", "amount"];
/// The trait whose cells are times where they can be.
const FOLLOWED_AT: &str = "followed_at";

/// A row of a fan base that was used.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Row {
    /// The line of the file where it begins.
    pub line: u64,
    /// What it says.
    pub observation: Observation,
    /// The fans that it stands for: see [`FanBase::fan_namespace`]. At least one.
    pub fans: Vec<Fingerprint>,
}

/// The rows of a fan base, one after another: memory does not grow with the file.
pub struct Rows<'m> {
    base: &'m FanBase,
    policy: &'m Policy,
    key: &'m FingerprintKey,
    now: Timestamp,
    input: Input,
    tally: Tally,
}

/// An identifier of a row, with what it is to the policy.
struct Found {
    identifier: Identifier,
    fingerprint: Fingerprint,
    trust: Trust,
    is_fan: bool,
}

impl<'m> Rows<'m> {
    pub(super) fn open(
        base: &'m FanBase,
        policy: &'m Policy,
        key: &'m FingerprintKey,
        now: Timestamp,
    ) -> Result<Self, Error> {
        let mut tally = Tally::default();
        let input = Input::open(base, &mut tally)?;
        Ok(Rows { base, policy, key, now, input, tally })
    }

    /// The next row that is used; those that are not are counted on the way.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Io`], and [`ErrorKind::Import`] where the file is not UTF-8 or ends within quotes, naming file and line.
    pub fn next_row(&mut self) -> Result<Option<Row>, Error> {
        while let Some(raw) = self.input.next_row(&mut self.tally)? {
            match raw.cells.and_then(|cells| self.observe(&cells, raw.line)) {
                Ok(row) => {
                    self.tally.use_row();
                    return Ok(Some(row));
                }
                Err(reason) => self.tally.skip_row(reason, raw.line),
            }
        }
        Ok(None)
    }

    /// What became of the rows so far.
    #[must_use]
    pub fn report(&self) -> FanBaseReport {
        let absent = self.input.absent().into_iter().map(|slot| self.base.slot_name(slot));
        self.tally.report(self.base, absent.map(str::to_owned).collect())
    }

    fn observe(&mut self, cells: &[Cell], line: u64) -> Result<Row, SkipReason> {
        let at = self.time(cells)?;
        let found = self.identifiers(cells, line)?;
        let fans = fans(&found);
        let identifiers: Vec<_> = found.into_iter().map(|found| found.identifier).collect();
        let mut observation =
            Observation::new(identifiers).map_err(|_| SkipReason::TooManyIdentifiers)?;
        observation = observation.source(self.base.source()).strength(self.base.strength());
        if let Some(at) = at {
            observation = observation.at(at);
        }
        for (slot, column) in self.base.columns().iter().enumerate() {
            let Some(name) = column.trait_name() else { continue };
            if let Some(value) = self.trait_value(name, slot, &cells[slot], line) {
                // The manifest has checked the name.
                let _: Result<(), Error> = observation.traits.set(name, value);
            }
        }
        Ok(Row { line, observation, fans })
    }

    /// The time of the row; none if its cell is empty, or there is no such column.
    fn time(&self, cells: &[Cell]) -> Result<Option<Timestamp>, SkipReason> {
        let Some(slot) = self.base.time_slot() else { return Ok(None) };
        let text = match cells[slot].texts() {
            Ok([]) => return Ok(None),
            Ok([text]) => text,
            _ => return Err(SkipReason::UnreadableTime),
        };
        let at = time::read(text, self.base.offset())?;
        if at > self.now {
            return Err(SkipReason::FutureTime);
        }
        Ok(Some(at))
    }

    fn identifiers(&mut self, cells: &[Cell], line: u64) -> Result<Vec<Found>, SkipReason> {
        let mut all: Vec<Found> = Vec::new();
        for (slot, column) in self.base.columns().iter().enumerate() {
            if column.trait_name().is_some() {
                continue;
            }
            let texts = match cells[slot].texts() {
                Ok(texts) => texts,
                Err(reason) => {
                    self.tally.refuse_cell(slot, reason, line);
                    continue;
                }
            };
            for text in texts {
                match self.identifier(&column.target, text) {
                    Ok(found) => {
                        self.warn_of_account(slot, &found, line);
                        if all.iter().all(|known| known.fingerprint != found.fingerprint) {
                            all.push(found);
                        }
                    }
                    Err(error) => self.tally.refuse_cell(slot, code(&error), line),
                }
            }
        }
        match all.len() {
            0 => Err(SkipReason::NoIdentifier),
            1..=MOST_IDENTIFIERS => Ok(all),
            _ => Err(SkipReason::TooManyIdentifiers),
        }
    }

    fn identifier(&self, target: &Target, text: &str) -> Result<Found, Error> {
        let identifier = match target {
            Target::Values { namespace, scope } => {
                Identifier::new(namespace, scope.as_deref(), text)?
            }
            _ => Identifier::parse(text)?,
        };
        let canonical = self.policy.canonical(&identifier, self.key)?;
        // A raw value may stand for several; the first is itself.
        let fingerprint = canonical[0].fingerprint();
        let trust = self.policy.at(canonical[0].namespace).trust;
        let is_fan =
            self.base.fan_namespace() == Some((identifier.namespace(), identifier.scope()));
        Ok(Found { identifier, fingerprint, trust, is_fan })
    }

    /// Ids of accounts are printed: one that looks like a contact is probably not what the manifest says.
    fn warn_of_account(&mut self, slot: usize, found: &Found, line: u64) {
        if found.trust.class == Class::Account
            && let Some(like) = contact::is_one(found.identifier.value())
        {
            self.tally.warn(slot, like, false, line);
        }
    }

    fn trait_value(
        &mut self,
        name: &str,
        slot: usize,
        cell: &Cell,
        line: u64,
    ) -> Option<TraitValue> {
        if name == INVITED_BY {
            return self.inviter(slot, cell, line);
        }
        let texts = match cell {
            Cell::Number(value, None) => return Some((*value).into()),
            Cell::Bool(value) => return Some((*value).into()),
            cell => cell.texts(),
        };
        let texts = match texts {
            Ok(texts) => texts,
            Err(reason) => {
                self.tally.refuse_cell(slot, reason, line);
                return None;
            }
        };
        if let Some(like) = texts.iter().find_map(|text| contact::holds_one(text)) {
            self.tally.warn(slot, like, true, line);
            return None;
        }
        match cell {
            Cell::Number(value, _) => Some((*value).into()),
            Cell::Text(text) => Some(text_trait(name, text, self.base.offset())),
            Cell::Texts(texts) => {
                let texts: Vec<Box<str>> = texts.iter().map(|text| text.as_str().into()).collect();
                Some(texts.into())
            }
            _ => None,
        }
    }

    /// `invited_by` is the text form of one identifier, which the graph fingerprints where its namespace is not retained.
    fn inviter(&mut self, slot: usize, cell: &Cell, line: u64) -> Option<TraitValue> {
        let refused = match cell.texts() {
            Ok([]) => return None,
            Ok([text]) => match self.identifier(&Target::Texts, text) {
                Ok(_) => return Some(text.as_str().into()),
                Err(error) => code(&error),
            },
            Ok(_) => "several",
            Err(reason) => reason,
        };
        self.tally.refuse_cell(slot, refused, line);
        None
    }
}

/// The fans of a row: its identifiers of the fan base's fan namespace; if it has none, its most trusted one, the first of
/// equals.
fn fans(found: &[Found]) -> Vec<Fingerprint> {
    let fans: Vec<_> = found.iter().filter(|found| found.is_fan).collect();
    if fans.is_empty() {
        let most_trusted = found.iter().min_by_key(|found| found.trust);
        return most_trusted.into_iter().map(|found| found.fingerprint).collect();
    }
    fans.into_iter().map(|found| found.fingerprint).collect()
}

fn text_trait(name: &str, text: &str, offset: Option<Offset>) -> TraitValue {
    if TOTALS.contains(&name)
        && text.bytes().all(|b| b.is_ascii_digit() || b".-+".contains(&b))
        && let Ok(number) = text.parse::<f64>()
    {
        return number.into();
    }
    if name == FOLLOWED_AT
        && let Ok(at) = time::read(text, offset)
    {
        return at.to_string().as_str().into();
    }
    text.into()
}

/// The code of what is wrong with an identifier.
fn code(error: &Error) -> &'static str {
    match (error.reason(), error.kind()) {
        (Some(reason), _) => reason.as_str(),
        (None, ErrorKind::UnknownNamespace) => "unknown_namespace",
        (None, ErrorKind::Scope) => "scope",
        (None, ErrorKind::IdentifierSyntax) => "identifier_syntax",
        (None, _) => "value_syntax",
    }
}
