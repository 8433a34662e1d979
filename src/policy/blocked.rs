//! Values that identify nobody: those that the policy names, and the digests that stand for them.

use super::{NamespaceIndex, Policy};
use crate::error::Error;
use crate::identifier::Syntax;
use crate::normalize::digest::{email_digest, empty_digest, phone_digest};
use crate::normalize::{email, phone};

impl Policy {
    /// Every canonical value that is blocked in a namespace, sorted, each once.
    ///
    /// Of a namespace of digests: besides its own, the digest of each number or address that is blocked, and of the
    /// empty text.
    pub(crate) fn identify_nobody(&self, index: NamespaceIndex) -> Vec<String> {
        let mut values: Vec<String> = self.at(index).blocked().map(str::to_owned).collect();
        if let Some(hash) = self.digest_hash(index) {
            values.push(empty_digest(hash));
            values.extend(self.blocked_digests(index));
        }
        values.sort_unstable();
        values.dedup();
        values
    }

    /// The canonical value in its own namespace.
    pub(super) fn canonical_value(
        &self,
        index: NamespaceIndex,
        raw: &str,
    ) -> Result<String, Error> {
        let mut values = self.canonical_values(index, raw)?;
        Ok(values.swap_remove(0).1)
    }

    /// Replaces the blocked values of a namespace by these canonical ones.
    pub(super) fn block(&mut self, index: NamespaceIndex, mut values: Vec<String>) {
        values.sort_unstable();
        values.dedup();
        let blocked = values.into_iter().map(Into::into).collect();
        self.namespaces[usize::from(index.0)].blocked = blocked;
    }

    /// The digests in this namespace of what is blocked as a raw number or address.
    fn blocked_digests(&self, index: NamespaceIndex) -> Vec<String> {
        let name = &self.at(index).name;
        let Some(raw) = name.split_once('.').and_then(|(raw, _)| self.namespace(raw)) else {
            return Vec::new();
        };
        match raw.syntax {
            Syntax::Phone => {
                let Some(scheme) = self.phone_scheme(index) else { return Vec::new() };
                let numbers = raw.blocked().filter_map(|value| phone::parse(value, None).ok());
                numbers.map(|number| phone_digest(&number, scheme)).collect()
            }
            Syntax::Email => {
                let Some(hash) = self.digest_hash(index) else { return Vec::new() };
                let addresses = raw.blocked().filter_map(|value| email::parse(value).ok());
                addresses.map(|address| email_digest(&address, hash)).collect()
            }
            _ => Vec::new(),
        }
    }
}
