//! Identifiers: their text form, the built-in catalogue of namespaces, and keyed fingerprints.

pub(crate) mod catalogue;
mod fingerprint;
mod namespace;
mod redacted;
mod siphash;

use std::fmt;

pub(crate) use fingerprint::Fingerprinting;
pub use fingerprint::{Fingerprint, FingerprintKey};
pub use namespace::{Class, ScopeRule};
pub(crate) use namespace::{Family, Syntax, Trust, check_namespace_name};
pub(crate) use redacted::{Redacted, RedactedList};

use crate::error::{Error, ErrorKind};
pub(crate) use namespace::check_scope;

/// An identifier as it was given: `namespace[@scope]:value`, split but not yet canonical.
///
/// What its value must look like, and how it is normalised, is the namespace's business and so the
/// policy's: see [`Policy::canonical`](crate::Policy::canonical). `Debug` shows the namespace alone: what is not
/// yet canonical may hold a contact anywhere.
///
/// # Examples
///
/// ```
/// use oneid::Identifier;
///
/// let id = Identifier::parse("wechat.openid@wx01:oDemo7Kp2")?;
/// assert_eq!(id.namespace(), "wechat.openid");
/// assert_eq!(id.scope(), Some("wx01"));
/// assert_eq!(id.value(), "oDemo7Kp2");
/// assert_eq!(format!("{id:?}"), "Identifier(wechat.openid:…)");
/// # Ok::<(), oneid::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Identifier {
    text: Box<str>,
    colon: usize,
    at: Option<usize>,
}

impl Identifier {
    /// Splits the text form at the first `:`, then at the first `@` before it.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::IdentifierSyntax`] if there is no `:`, the namespace is malformed or the value empty;
    /// [`ErrorKind::Scope`] if the scope is malformed.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let text = text.trim();
        let colon = text.bytes().position(|byte| byte == b':').ok_or_else(|| {
            Error::new(ErrorKind::IdentifierSyntax, "an identifier is `namespace[@scope]:value`")
        })?;
        let (head, value) = (&text[..colon], text[colon + 1..].trim());
        let (namespace, scope) = match head.bytes().position(|byte| byte == b'@') {
            Some(at) => (&head[..at], Some(&head[at + 1..])),
            None => (head, None),
        };
        check_parts(namespace, scope, value)?;
        let is_whole = value.len() == text.len() - colon - 1;
        let text = if is_whole { text.into() } else { format!("{head}:{value}").into() };
        Ok(Identifier { text, colon, at: scope.map(|_| namespace.len()) })
    }

    /// An identifier of its parts.
    ///
    /// # Errors
    ///
    /// As [`parse`](Identifier::parse).
    pub fn new(namespace: &str, scope: Option<&str>, value: &str) -> Result<Self, Error> {
        let value = value.trim();
        check_parts(namespace, scope, value)?;
        let text = match scope {
            Some(scope) => [namespace, "@", scope, ":", value].concat(),
            None => [namespace, ":", value].concat(),
        };
        let colon = text.len() - value.len() - 1;
        Ok(Identifier { text: text.into(), colon, at: scope.map(|_| namespace.len()) })
    }

    /// The namespace, such as `wechat.openid`.
    #[must_use]
    pub fn namespace(&self) -> &str {
        &self.text[..self.at.unwrap_or(self.colon)]
    }

    /// Where the value is unique, such as an AppID.
    #[must_use]
    pub fn scope(&self) -> Option<&str> {
        self.at.map(|at| &self.text[at + 1..self.colon])
    }

    /// The value as given, trimmed.
    #[must_use]
    pub fn value(&self) -> &str {
        &self.text[self.colon + 1..]
    }

    /// The whole text form as given. It may hold a phone number in the clear: mind where it goes.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

fn check_parts(namespace: &str, scope: Option<&str>, value: &str) -> Result<(), Error> {
    check_namespace_name(namespace)?;
    if let Some(scope) = scope {
        check_scope(scope).map_err(|error| error.at(namespace))?;
    }
    if value.is_empty() {
        let message = format!("{namespace}: the value is empty");
        return Err(Error::new(ErrorKind::IdentifierSyntax, message));
    }
    Ok(())
}

impl fmt::Debug for Identifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Identifier({}:…)", self.namespace())
    }
}
