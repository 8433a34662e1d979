//! What records say of a customer, and who was invited by whom.

use super::Evidence;
use crate::graph::index::RecordIndex;
use crate::profile::RecordTraits;

impl Evidence {
    /// Adds what an observation said to the traits of its record.
    pub(crate) fn add_traits(&mut self, index: RecordIndex, traits: RecordTraits) {
        if traits.is_empty() {
            return;
        }
        for inviter in traits.inviters() {
            let records = self.invited_by.entry_ref(inviter).or_default();
            if !records.contains(&index) {
                records.push(index);
            }
        }
        self.traits.entry(index).or_default().absorb(traits);
    }

    pub(super) fn drop_traits(&mut self, index: RecordIndex) {
        let Some(traits) = self.traits.remove(&index) else { return };
        for inviter in traits.inviters() {
            if let Some(records) = self.invited_by.get_mut(inviter) {
                records.retain(|&record| record != index);
                if records.is_empty() {
                    self.invited_by.remove(inviter);
                }
            }
        }
    }

    /// Takes an identifier out of every `invited_by`.
    pub(crate) fn erase_inviter(&mut self, text: &str) {
        for index in self.invited_by.remove(text).unwrap_or_default() {
            if let Some(traits) = self.traits.get_mut(&index) {
                traits.erase_inviter(text);
                if traits.is_empty() {
                    self.traits.remove(&index);
                }
            }
        }
    }

    /// What a record says of a customer.
    pub(crate) fn traits(&self, index: RecordIndex) -> Option<&RecordTraits> {
        self.traits.get(&index)
    }
}
