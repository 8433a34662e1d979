//! What a namespace is: its class, whether it is scoped, what its values look like.

use std::fmt;

use crate::error::{Error, ErrorKind};
use crate::normalize::digest::Hash;

/// Longest name of a namespace, in bytes.
const NAME_BYTES: usize = 64;
/// Longest scope, in bytes.
const SCOPE_BYTES: usize = 128;

/// What an identifier is of: less is more trusted, whatever the ranks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Class {
    /// A login or platform account.
    Account,
    /// A phone number, an e-mail address, an order number.
    Contact,
    /// A device id or a cookie.
    Device,
}

impl Class {
    /// The three classes, the most trusted first.
    pub const ALL: [Class; 3] = [Class::Account, Class::Contact, Class::Device];

    /// The name used in policies.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Class::Account => "account",
            Class::Contact => "contact",
            Class::Device => "device",
        }
    }

    pub(crate) fn index(self) -> usize {
        self as usize
    }
}

impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Whether identifiers of a namespace carry a scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ScopeRule {
    /// Without a scope the value means nothing.
    Required,
    /// With or without.
    Optional,
    /// The value is unique in the world.
    None,
}

impl ScopeRule {
    /// The three rules.
    pub const ALL: [ScopeRule; 3] = [ScopeRule::Required, ScopeRule::Optional, ScopeRule::None];

    /// The name used in policies.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            ScopeRule::Required => "required",
            ScopeRule::Optional => "optional",
            ScopeRule::None => "none",
        }
    }

    pub(crate) fn check(self, namespace: &str, scope: Option<&str>) -> Result<(), Error> {
        match (self, scope) {
            (ScopeRule::Required, None) => {
                Err(scope_error(format!("{namespace}: a scope is required")))
            }
            (ScopeRule::None, Some(_)) => Err(scope_error(format!("{namespace}: takes no scope"))),
            _ => Ok(()),
        }
    }
}

/// How values of a namespace are checked and made canonical.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Syntax {
    /// Kept byte for byte.
    Opaque,
    /// `A-Za-z0-9_-`, kept byte for byte.
    Base64Url,
    /// Decimal digits.
    Decimal,
    /// Sixteen digits beginning with 2088.
    AlipayUser,
    /// Decimal digits, also as `gid://shopify/Customer/…` or with a spreadsheet's apostrophe.
    ShopifyCustomer,
    /// NFKC-normalised text.
    Text,
    Phone,
    Email,
    Digest(Hash),
}

/// The row of the presets that a namespace belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Family {
    UnionId,
    Account,
    Phone,
    Email,
    Token,
    Device,
}

impl Family {
    /// The row that a declared namespace of this class follows.
    pub(crate) fn of_class(class: Class) -> Family {
        match class {
            Class::Account => Family::Account,
            Class::Contact => Family::Email,
            Class::Device => Family::Device,
        }
    }
}

/// Class, then rank: less is more trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Trust {
    pub(crate) class: Class,
    pub(crate) rank: u32,
}

impl Trust {
    /// A number that sorts as the trust does.
    pub(crate) fn as_number(self) -> u64 {
        (self.class as u64) << 32 | u64::from(self.rank)
    }
}

/// `[a-z][a-z0-9_]*(\.[a-z0-9_]+)*`, at most 64 bytes.
pub(crate) fn check_namespace_name(name: &str) -> Result<(), Error> {
    let bytes = name.as_bytes();
    let is_word = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || *byte == b'_';
    // Between two dots, and before the first and after the last, there is something.
    let is_joined = |pair: &[u8]| is_word(&pair[0]) || pair[0] == b'.' && is_word(&pair[1]);
    if name.len() <= NAME_BYTES
        && bytes.first().is_some_and(u8::is_ascii_lowercase)
        && bytes.last().is_some_and(is_word)
        && bytes.windows(2).all(is_joined)
    {
        return Ok(());
    }
    Err(Error::new(
        ErrorKind::IdentifierSyntax,
        "a namespace is lower-case words of letters, digits and _ joined by dots, at most 64 bytes",
    ))
}

pub(crate) fn check_scope(scope: &str) -> Result<(), Error> {
    if scope.is_empty() || scope.len() > SCOPE_BYTES {
        return Err(scope_error("a scope is 1 to 128 bytes"));
    }
    let is_plain = scope.bytes().all(|byte| byte.is_ascii_graphic() && byte != b':');
    if !is_plain && scope.chars().any(|c| c == ':' || c.is_control()) {
        return Err(scope_error("a scope holds no `:` and no control characters"));
    }
    Ok(())
}

fn scope_error(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::Scope, message)
}
