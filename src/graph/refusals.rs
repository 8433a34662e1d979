//! SPEC section 9: erased identifiers that are refused from then on.

use std::fmt;

use hashbrown::HashSet;

use super::Graph;
use super::ready::{Given, Ready, ReadyBatch};
use crate::error::{Error, ErrorKind};
use crate::identifier::{Fingerprint, FingerprintKey, Identifier, Trust};
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

    /// A number that tells the key from others.
    pub(super) fn key_check(&self) -> u64 {
        self.key.check()
    }

    /// Those that are refused, under the second key.
    pub(super) fn sorted(&self) -> Vec<Fingerprint> {
        let mut erased: Vec<Fingerprint> = self.erased.iter().copied().collect();
        erased.sort_unstable();
        erased
    }

    pub(super) fn of(key: FingerprintKey, erased: impl IntoIterator<Item = Fingerprint>) -> Self {
        Refusals { key, erased: erased.into_iter().collect() }
    }
}

impl Graph {
    /// Fails if some are refused already, under another key.
    pub(crate) fn check_refusal_key(&self, key: &FingerprintKey) -> Result<(), Error> {
        match &self.refusals {
            Some(refusals) if refusals.key != *key && !refusals.erased.is_empty() => {
                let message = "erased identifiers are refused under another key";
                Err(Error::new(ErrorKind::Key, message))
            }
            _ => Ok(()),
        }
    }

    pub(crate) fn refuse_erased(&mut self, key: FingerprintKey) -> Result<(), Error> {
        self.check_refusal_key(&key)?;
        if self.refusal_key() != Some(&key) {
            self.refusals = Some(Refusals::of(key, []));
        }
        Ok(())
    }

    /// Takes what one identifier stands for off the list; whether any of it was on it.
    pub(crate) fn readmit(&mut self, ids: &[Canonical]) -> bool {
        let Some(refusals) = &mut self.refusals else { return false };
        let mut any = false;
        for id in ids {
            any |= refusals.erased.remove(&refusals.key.again(id.fingerprint));
        }
        any
    }

    /// The key of the list, if there is one.
    pub(crate) fn refusal_key(&self) -> Option<&FingerprintKey> {
        self.refusals.as_ref().map(|refusals| &refusals.key)
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

    pub(super) fn is_refused(&self, fingerprint: Fingerprint) -> bool {
        self.refusals.as_ref().is_some_and(|refusals| refusals.holds(fingerprint))
    }

    /// How much an identifier is trusted, and what decides between those trusted alike.
    fn precedence(&self, id: &Given<'_>) -> (Trust, String) {
        match id {
            Given::Sighted(id) => {
                (self.nodes.scope_entry(id.scope).trust, self.nodes.sighted_text(id))
            }
            Given::Canonical(id) => (self.policy.at(id.namespace).trust, id.to_string()),
        }
    }

    /// Leaves out of an observation what is refused: as if it had been applied, and then the identifiers erased.
    pub(super) fn leave_refused_out(
        &self,
        ids: &mut Vec<Given<'_>>,
        traits: &mut RecordTraits,
    ) -> RefusedInput {
        let mut left_out = RefusedInput::default();
        // What nothing is left of has been counted before.
        if self.refused_identifiers() == 0 || ids.is_empty() {
            return left_out;
        }
        let refused = |id: &Given<'_>| self.is_refused(id.fingerprint());
        let most_trusted = ids.iter().min_by_key(|id| self.precedence(id));
        if most_trusted.is_some_and(refused) {
            left_out.traits = std::mem::take(traits).iter().count() as u64;
        }
        let before = ids.len();
        ids.retain(|id| !refused(id));
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

    /// Leaves out of an operation what is refused; its identifiers are the last of the batch.
    pub(super) fn leave_out<'a>(&self, operation: &mut Ready<'a>, batch: &mut ReadyBatch<'a>) {
        match operation {
            Ready::Observe(seen) => {
                let mut ids = batch.ids.split_off(seen.ids.start);
                batch.refused.add(self.leave_refused_out(&mut ids, &mut seen.traits));
                batch.ids.append(&mut ids);
                seen.ids.end = batch.ids.len();
            }
            Ready::Separate { pairs, .. } => {
                let before = pairs.len();
                let refused = |id: &Canonical| self.is_refused(id.fingerprint);
                pairs.retain(|pair| !pair.iter().any(refused));
                batch.refused.separations += (before - pairs.len()) as u64;
            }
            _ => {}
        }
    }

    /// Whether an identifier as printed is refused.
    fn is_refused_text(&self, text: &str) -> bool {
        let found = Identifier::parse(text).and_then(|id| self.canonical(&id));
        found.is_ok_and(|ids| {
            ids.iter().any(|id| id.to_string() == text && self.is_refused(id.fingerprint))
        })
    }
}
