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
            values.push(empty_digest(hash).to_owned());
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

#[cfg(test)]
mod tests {
    use crate::policy::{Policy, Preset};

    fn blocked(policy: &Policy, name: &str) -> Vec<String> {
        policy.identify_nobody(policy.index_of(name).expect("a known namespace"))
    }

    #[test]
    fn a_blocked_number_blocks_its_digests() {
        let text = "[namespace.phone]\nblocked = [\"138 0013 8001\", \"+8613800138001\"]
            [namespace.\"phone.md5_national\"]
            blocked = [\"00000000000000000000000000000000\"]";
        let policy = Policy::from_toml(text).expect("valid");
        assert_eq!(blocked(&policy, "phone"), ["+8613800138001"]);
        assert_eq!(
            blocked(&policy, "phone.md5_national"),
            [
                "00000000000000000000000000000000",
                "9e9626cef66e28f074e941773891f57c",
                "d41d8cd98f00b204e9800998ecf8427e",
            ]
        );
        assert_eq!(blocked(&policy, "phone.sha256_e164").len(), 2);
        assert_eq!(blocked(&policy, "email.md5"), ["d41d8cd98f00b204e9800998ecf8427e"]);
        assert!(blocked(&policy, "wechat.unionid").is_empty());
    }

    #[test]
    fn a_blocked_address_blocks_its_digests() {
        let policy =
            Policy::from_toml("namespace.email.blocked = [\"TEST@example.com\"]").expect("valid");
        assert_eq!(blocked(&policy, "email"), ["test@example.com"]);
        assert_eq!(
            blocked(&policy, "email.sha256"),
            [
                "973dfe463ec85785f5f95af5ba3906eedb2d931c24e69824a89ea65dba4e813b",
                "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            ]
        );
        assert_eq!(blocked(&policy, "phone.sha256_e164").len(), 1);
    }

    #[test]
    fn a_number_that_is_declared_anew_has_no_digests() {
        let text = "namespace.phone = { class = \"contact\", blocked = [\"x\"] }";
        let policy = Policy::from_toml(text).expect("valid");
        assert_eq!(blocked(&policy, "phone"), ["x"]);
        assert_eq!(blocked(&policy, "phone.md5_e164"), ["d41d8cd98f00b204e9800998ecf8427e"]);
    }

    #[test]
    fn retail_blocks_the_digests_of_its_placeholders() {
        let policy = Policy::preset(Preset::RetailCn);
        let numbers = blocked(&policy, "phone").len();
        assert!(numbers > 10, "only {numbers} numbers");
        assert_eq!(blocked(&policy, "phone.sm3_digits").len(), numbers + 1);
    }
}
