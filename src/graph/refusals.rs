//! SPEC section 9: erased identifiers that are refused from then on.

use std::fmt;

use hashbrown::HashSet;

use super::Graph;
use super::nodes::Sighted;
use crate::error::{Error, ErrorKind};
use crate::identifier::{Fingerprint, FingerprintKey, Identifier};
use crate::outcome::RefusedInput;
use crate::policy::Canonical;
use crate::profile::RecordTraits;

/// Fingerprints of erased identifiers under a key of their own. `Debug` shows how many.
#[derive(Clone)]
pub(crate) struct Refusals {
    key: FingerprintKey,
    erased: HashSet<Fingerprint>,
}

impl fmt::Debug for Refusals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Refusals").field("erased", &self.erased.len()).finish_non_exhaustive()
    }
}

impl Refusals {
    fn holds(&self, fingerprint: Fingerprint) -> bool {
        !self.erased.is_empty() && self.erased.contains(&self.key.again(fingerprint))
    }
}

impl Graph {
    pub(crate) fn refuse_erased(&mut self, key: FingerprintKey) -> Result<(), Error> {
        match &self.refusals {
            Some(refusals) if refusals.key == key => {}
            Some(refusals) if !refusals.erased.is_empty() => {
                let message = "erased identifiers are refused under another key";
                return Err(Error::new(ErrorKind::Key, message));
            }
            _ => self.refusals = Some(Refusals { key, erased: HashSet::new() }),
        }
        Ok(())
    }

    pub(crate) fn readmit(&mut self, id: &Identifier) -> Result<bool, Error> {
        let ids = self.canonical(id)?;
        let Some(refusals) = &mut self.refusals else { return Ok(false) };
        let mut any = false;
        for id in ids {
            any |= refusals.erased.remove(&refusals.key.again(id.fingerprint));
        }
        Ok(any)
    }

    pub(crate) fn refused_identifiers(&self) -> usize {
        self.refusals.as_ref().map_or(0, |refusals| refusals.erased.len())
    }

    pub(crate) fn refuses_erased(&self) -> bool {
        self.refusals.is_some()
    }

    /// Puts an identifier that is erased on the list, if there is one.
    pub(super) fn refuse(&mut self, fingerprint: Fingerprint) {
        if let Some(refusals) = &mut self.refusals {
            refusals.erased.insert(refusals.key.again(fingerprint));
        }
    }

    pub(super) fn is_refused(&self, id: &Canonical) -> bool {
        self.refusals.as_ref().is_some_and(|refusals| refusals.holds(id.fingerprint))
    }

    fn is_sighted_refused(&self, id: &Sighted<'_>) -> bool {
        self.refusals.as_ref().is_some_and(|refusals| refusals.holds(id.fingerprint))
    }

    /// Leaves out of an observation what is refused: as if it had been applied, and then the identifiers erased.
    pub(super) fn leave_refused_out(
        &self,
        ids: &mut Vec<Sighted<'_>>,
        traits: &mut RecordTraits,
    ) -> RefusedInput {
        let mut left_out = RefusedInput::default();
        if self.refused_identifiers() == 0 {
            return left_out;
        }
        let trust = |id: &Sighted<'_>| {
            (self.nodes.scope_entry(id.scope).trust, self.nodes.sighted_text(id))
        };
        let most_trusted = ids.iter().min_by_key(|id| trust(id));
        if most_trusted.is_some_and(|id| self.is_sighted_refused(id)) {
            left_out.traits = std::mem::take(traits).iter().count() as u64;
        }
        let before = ids.len();
        ids.retain(|id| !self.is_sighted_refused(id));
        let inviters: Vec<String> = traits
            .inviters()
            .filter(|text| self.is_refused_text(text))
            .map(str::to_owned)
            .collect();
        for inviter in &inviters {
            traits.erase_inviter(inviter);
        }
        left_out.identifiers = (before - ids.len() + usize::from(!inviters.is_empty())) as u64;
        left_out.observations = u64::from(ids.is_empty());
        left_out
    }

    /// Whether an identifier as printed is refused.
    fn is_refused_text(&self, text: &str) -> bool {
        let found = Identifier::parse(text).and_then(|id| self.canonical(&id));
        found.is_ok_and(|ids| ids.iter().any(|id| id.to_string() == text && self.is_refused(id)))
    }
}
