//! From an identifier as given to the identifiers that it stands for.

use std::fmt;

use super::{NamespaceIndex, NamespacePolicy, Policy};
use crate::error::{Error, ErrorKind};
use crate::identifier::{Fingerprint, FingerprintKey, Identifier, Syntax};
use crate::normalize::digest::{Hash, PhoneScheme, canonical_digest, email_digest, phone_digest};
use crate::normalize::{Reason, email, phone, text};

/// Longest canonical value, in bytes.
pub(crate) const VALUE_BYTES: usize = 512;

/// A canonical identifier: its fingerprint, and its value where the policy retains it.
///
/// Displays as the text form that the graph prints: `namespace[@scope]:value`, or
/// `namespace[@scope]:#<32 hex digits>` where the value is not retained.
#[derive(Clone, PartialEq, Eq)]
pub struct Canonical {
    pub(crate) namespace: NamespaceIndex,
    pub(crate) fingerprint: Fingerprint,
    name: Box<str>,
    pub(crate) scope: Option<Box<str>>,
    /// None where only the fingerprint is kept.
    pub(crate) value: Option<Box<str>>,
}

impl Policy {
    /// The identifiers that one as given stands for: itself made canonical, and one for each digest that its
    /// namespace bridges to.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::UnknownNamespace`]; [`ErrorKind::Scope`] where one is missing or not allowed;
    /// [`ErrorKind::IdentifierValue`] where the value breaks the namespace's syntax, with the
    /// [`Reason`] where its normaliser gave one. Never holds the value.
    ///
    /// # Examples
    ///
    /// ```
    /// use oneid::{FingerprintKey, Identifier, Policy};
    ///
    /// let policy = Policy::from_toml("[namespace.phone]\nbridge = [\"md5_national\"]")?;
    /// let key = FingerprintKey::from_bytes([7; 16]);
    /// let raw = policy.canonical(&Identifier::parse("phone:138 0013 8001")?, &key)?;
    /// let digest = policy.canonical(&Identifier::parse("phone.md5_national:9e9626cef66e28f074e941773891f57c")?, &key)?;
    /// assert_eq!(raw.len(), 2);
    /// assert!(raw[0].to_string().starts_with("phone:#"));
    /// assert!(digest[0].to_string().starts_with("phone.md5_national:#"));
    /// # Ok::<(), oneid::Error>(())
    /// ```
    pub fn canonical(
        &self,
        id: &Identifier,
        key: &FingerprintKey,
    ) -> Result<Vec<Canonical>, Error> {
        let index = self.index_of(id.namespace())?;
        let namespace = self.at(index);
        namespace.scope.check(id.namespace(), id.scope())?;
        if !namespace.retain
            && let Some(fingerprint) = id.value().strip_prefix('#')
        {
            let fingerprint = Fingerprint::from_hex(fingerprint).ok_or_else(|| {
                value_error(namespace, "after # come the 32 hexadecimal digits of a fingerprint")
            })?;
            return Ok(vec![Canonical::unseen(namespace, index, id.scope(), fingerprint)]);
        }
        let values = self.canonical_values(index, id.value())?;
        Ok(values
            .into_iter()
            .map(|(index, value)| Canonical::seen(self.at(index), index, id.scope(), value, key))
            .collect())
    }

    /// The canonical value in its namespace, and in each namespace that it bridges to.
    pub(crate) fn canonical_values(
        &self,
        index: NamespaceIndex,
        raw: &str,
    ) -> Result<Vec<(NamespaceIndex, String)>, Error> {
        let namespace = self.at(index);
        let refused = |reason: Reason| {
            Error::with_reason(
                ErrorKind::IdentifierValue,
                reason,
                format!("{}: {reason}", namespace.name),
            )
        };
        let mut values = Vec::with_capacity(1 + namespace.bridge.len());
        match namespace.syntax {
            Syntax::Phone => {
                let number = phone::parse(raw, namespace.region.as_deref()).map_err(refused)?;
                values.push((index, number.e164().to_owned()));
                for &bridge in &namespace.bridge {
                    if let Some(scheme) = self.phone_scheme(bridge) {
                        values.push((bridge, phone_digest(&number, scheme)));
                    }
                }
            }
            Syntax::Email => {
                let address = email::parse(raw).map_err(refused)?;
                values.push((index, address.as_str().to_owned()));
                for &bridge in &namespace.bridge {
                    if let Syntax::Digest(hash) = self.at(bridge).syntax {
                        values.push((bridge, email_digest(&address, hash)));
                    }
                }
            }
            Syntax::Digest(hash) => {
                values.push((index, canonical_digest(raw, hash).map_err(refused)?));
            }
            Syntax::Text => values.push((index, text::contact(raw).map_err(refused)?.into_owned())),
            syntax => {
                let value = text::account(raw).map_err(refused)?;
                values.push((
                    index,
                    account_value(syntax, value).map_err(|rule| value_error(namespace, rule))?,
                ));
            }
        }
        Ok(values)
    }

    /// The scheme of a digest namespace of phones, by its name's last word.
    pub(crate) fn phone_scheme(&self, index: NamespaceIndex) -> Option<PhoneScheme> {
        self.at(index).name.strip_prefix("phone.").and_then(PhoneScheme::from_name)
    }

    /// The hash of a digest namespace.
    pub(crate) fn digest_hash(&self, index: NamespaceIndex) -> Option<Hash> {
        match self.at(index).syntax {
            Syntax::Digest(hash) => Some(hash),
            _ => None,
        }
    }
}

impl Syntax {
    /// Whether a value is canonical as it stands, as far as that can be told at a glance: of nearly all accounts.
    pub(crate) fn keeps(self, value: &str) -> bool {
        let is_contact =
            matches!(self, Syntax::Text | Syntax::Phone | Syntax::Email | Syntax::Digest(_));
        !is_contact && text::is_plain(value) && self.account_rule(value).is_none()
    }

    /// The rule of its platform that the value of an account breaks.
    fn account_rule(self, value: &str) -> Option<&'static str> {
        let (valid, rule) = match self {
            Syntax::Base64Url => (
                value.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-'),
                "a value is letters, digits, _ and -",
            ),
            Syntax::Decimal => (is_decimal(value), "a value is decimal digits"),
            Syntax::AlipayUser => (
                value.len() == 16 && value.starts_with("2088") && is_decimal(value),
                "a value is 16 digits that begin with 2088",
            ),
            Syntax::ShopifyCustomer => (
                is_decimal(value),
                "a value is decimal digits, or gid://shopify/Customer/ and digits",
            ),
            _ => return None,
        };
        (!valid).then_some(rule)
    }
}

/// Account values are kept byte for byte where the platform's syntax allows them at all.
fn account_value(syntax: Syntax, value: &str) -> Result<String, &'static str> {
    let value = if syntax == Syntax::ShopifyCustomer {
        let value = value.trim_start_matches('\'');
        value.strip_prefix("gid://shopify/Customer/").unwrap_or(value)
    } else {
        value
    };
    syntax.account_rule(value).map_or_else(|| Ok(value.to_owned()), Err)
}

fn is_decimal(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

fn value_error(namespace: &NamespacePolicy, rule: &str) -> Error {
    Error::new(ErrorKind::IdentifierValue, format!("{}: {rule}", namespace.name))
}

impl Canonical {
    /// Of a value that is canonical.
    pub(crate) fn seen(
        namespace: &NamespacePolicy,
        index: NamespaceIndex,
        scope: Option<&str>,
        value: impl Into<Box<str>>,
        key: &FingerprintKey,
    ) -> Self {
        let value = value.into();
        debug_assert!(value.len() <= VALUE_BYTES);
        let fingerprint = key.fingerprint(&namespace.name, scope, &value);
        let mut canonical = Canonical::unseen(namespace, index, scope, fingerprint);
        canonical.value = namespace.retain.then_some(value);
        canonical
    }

    /// Of an identifier whose value is not kept.
    pub(crate) fn unseen(
        namespace: &NamespacePolicy,
        index: NamespaceIndex,
        scope: Option<&str>,
        fingerprint: Fingerprint,
    ) -> Self {
        Canonical {
            namespace: index,
            fingerprint,
            name: namespace.name.clone(),
            scope: scope.map(Into::into),
            value: None,
        }
    }

    /// The keyed fingerprint of the canonical text form.
    #[must_use]
    pub fn fingerprint(&self) -> Fingerprint {
        self.fingerprint
    }
}

impl fmt::Display for Canonical {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)?;
        if let Some(scope) = &self.scope {
            write!(f, "@{scope}")?;
        }
        match &self.value {
            Some(value) => write!(f, ":{value}"),
            None => write!(f, ":#{}", self.fingerprint),
        }
    }
}

impl fmt::Debug for Canonical {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Canonical({}:…)", self.name)
    }
}
