//! What records say of a customer, and who was invited by whom.

use hashbrown::HashSet;

use super::Evidence;
use crate::graph::index::RecordIndex;
use crate::profile::RecordTraits;

impl Evidence {
    /// Adds what an observation said to the traits of its record.
    pub(crate) fn add_traits(&mut self, index: RecordIndex, traits: RecordTraits) {
        if traits.is_empty() {
            return;
        }
        let before = self.inviters_of(index);
        self.traits.entry(index).or_default().absorb(traits);
        let after = self.inviters_of(index);
        for inviter in &after {
            self.invited_by.entry_ref(inviter.as_str()).or_default().insert(index);
        }
        for inviter in before.iter().filter(|inviter| !after.contains(*inviter)) {
            self.drop_inviter(inviter, index);
        }
    }

    pub(super) fn drop_traits(&mut self, index: RecordIndex) {
        for inviter in self.inviters_of(index) {
            self.drop_inviter(&inviter, index);
        }
        self.traits.remove(&index);
    }

    /// At most two: those named by the newest and the oldest value.
    fn inviters_of(&self, index: RecordIndex) -> Vec<String> {
        self.traits
            .get(&index)
            .into_iter()
            .flat_map(RecordTraits::inviters)
            .map(str::to_owned)
            .collect()
    }

    fn drop_inviter(&mut self, inviter: &str, index: RecordIndex) {
        if let Some(records) = self.invited_by.get_mut(inviter) {
            records.remove(&index);
            if records.is_empty() {
                self.invited_by.remove(inviter);
            }
        }
    }

    /// Takes an identifier out of every `invited_by`; out of how many.
    pub(crate) fn erase_inviter(&mut self, text: &str) -> u64 {
        let records = self.invited_by.remove(text).unwrap_or_default();
        for &index in &records {
            if let Some(traits) = self.traits.get_mut(&index) {
                traits.erase_inviter(text);
                if traits.is_empty() {
                    self.traits.remove(&index);
                }
            }
        }
        records.len() as u64
    }

    /// The records that name an identifier, as printed, as who invited.
    pub(crate) fn invited_by(&self, text: &str) -> impl Iterator<Item = RecordIndex> + '_ {
        self.invited_by.get(text).into_iter().flatten().copied()
    }

    pub(super) fn trait_bytes(&self) -> usize {
        let said: usize = self.traits.values().map(RecordTraits::bytes).sum();
        let mentions = self
            .invited_by
            .iter()
            .map(|(text, records)| text.capacity() + records.capacity() * size_of::<RecordIndex>());
        said + mentions.sum::<usize>()
            + self.traits.capacity() * size_of::<(RecordIndex, RecordTraits)>()
            + self.invited_by.capacity() * size_of::<(String, HashSet<RecordIndex>)>()
    }

    /// What a record says of a customer.
    pub(crate) fn traits(&self, index: RecordIndex) -> Option<&RecordTraits> {
        self.traits.get(&index)
    }
}
