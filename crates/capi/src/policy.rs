//! Policies: rules as text, problems as text.

use std::ffi::c_char;
use std::sync::Arc;

use oneid::{Class, NamespacePolicy, Policy, Preset};
use serde::Serialize;

use crate::entry::{free, plain, with};
use crate::error::oneid_error;
use crate::handle::{Handle, hold};
use crate::input;
use crate::output::Out;
use crate::status::{Failure, oneid_status};
use crate::text::oneid_text;

/// The rules of who is one customer. The caller's, to be freed with `oneid_policy_free`; a graph keeps what it needs of it. It never changes, and many
/// threads may use it.
pub struct oneid_policy {
    _private: [u8; 0],
}

impl Handle for oneid_policy {
    const KIND: u32 = 0x706f_6c69;
    const NAME: &'static str = "oneid_policy";
    type Body = Arc<Policy>;
}

/// The policy of a handle.
///
/// # Safety
///
/// The handle is null, or has been given and is freed by nobody meanwhile.
pub(crate) unsafe fn rules(policy: *const oneid_policy) -> Result<Arc<Policy>, Failure> {
    let policy = hold(policy)?;
    policy.check()?;
    Ok(policy.body.clone())
}

/// A policy as a program reads it.
#[derive(Serialize)]
struct Rules<'a> {
    order: Vec<&'static str>,
    min_strength: &'static str,
    max_accounts: Option<u32>,
    namespaces: Vec<NamespaceRules<'a>>,
}

#[derive(Serialize)]
struct NamespaceRules<'a> {
    name: &'a str,
    class: &'static str,
    rank: u32,
    scope: &'static str,
    retain: bool,
    limit: Option<u32>,
    shared_above: SharedAbove,
    contested_nobody: bool,
    reassigned_after_ms: Option<i64>,
    blocked: Vec<&'a str>,
}

#[derive(Serialize)]
struct SharedAbove {
    account: Option<u32>,
    contact: Option<u32>,
    device: Option<u32>,
}

impl<'a> From<&'a Policy> for Rules<'a> {
    fn from(policy: &'a Policy) -> Self {
        Rules {
            order: policy.order().iter().map(|criterion| criterion.as_str()).collect(),
            min_strength: policy.min_strength().as_str(),
            max_accounts: policy.max_accounts(),
            namespaces: policy.namespaces().iter().map(NamespaceRules::from).collect(),
        }
    }
}

impl<'a> From<&'a NamespacePolicy> for NamespaceRules<'a> {
    fn from(namespace: &'a NamespacePolicy) -> Self {
        let above = |class| namespace.shared_above(class);
        NamespaceRules {
            name: namespace.name(),
            class: namespace.class().as_str(),
            rank: namespace.rank(),
            scope: namespace.scope().as_str(),
            retain: namespace.retain(),
            limit: namespace.limit(),
            shared_above: SharedAbove {
                account: above(Class::Account),
                contact: above(Class::Contact),
                device: above(Class::Device),
            },
            contested_nobody: namespace.contested_nobody(),
            reassigned_after_ms: namespace.reassigned_after_ms(),
            blocked: namespace.blocked().collect(),
        }
    }
}

/// The preset of this name: `connected`, `first-owner`, `last-login` or `retail-cn`.
///
/// On failure (`ONEID_ARGUMENT`: there is no such preset) nothing is written to `policy`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_policy_preset(
    name: *const c_char,
    name_size: usize,
    policy: *mut *mut oneid_policy,
    error: *mut *mut oneid_error,
) -> oneid_status {
    plain(error, || {
        let out = Out::new("policy", policy)?;
        let preset = Preset::from_name(input::text("name", name, name_size)?);
        let preset = preset.ok_or_else(|| Failure::argument("there is no preset of this name"))?;
        out.give(Arc::new(Policy::preset(preset)));
        Ok(())
    })
}

/// Reads a policy. What TOML it is, section 4 of docs/contract.md says.
///
/// On failure (`ONEID_POLICY`, with every problem: `oneid_error_problem`) nothing is written to `policy`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_policy_from_toml(
    toml: *const c_char,
    toml_size: usize,
    policy: *mut *mut oneid_policy,
    error: *mut *mut oneid_error,
) -> oneid_status {
    plain(error, || {
        let out = Out::new("policy", policy)?;
        out.give(Arc::new(Policy::from_toml(input::text("toml", toml, toml_size)?)?));
        Ok(())
    })
}

/// Writes a policy as TOML that reads back as the same policy.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_policy_to_toml(
    policy: *const oneid_policy,
    toml: *mut *mut oneid_text,
    error: *mut *mut oneid_error,
) -> oneid_status {
    with(policy, error, |policy| {
        Out::new("toml", toml)?.text(policy.to_toml());
        Ok(())
    })
}

/// Writes a policy as one JSON object, every namespace with all its rules: `{"order":["strength",…],"min_strength":…,"max_accounts":…,"namespaces":[{"name":…,
/// "class":…,"rank":…,"scope":…,"retain":…,"limit":…,"shared_above":{…},"contested_nobody":…,"reassigned_after_ms":…,"blocked":[…]},…]}`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_policy_to_json(
    policy: *const oneid_policy,
    json: *mut *mut oneid_text,
    error: *mut *mut oneid_error,
) -> oneid_status {
    with(policy, error, |policy| Out::new("json", json)?.json(&Rules::from(&**policy)))
}

/// Writes what is allowed but hardly meant, as a JSON array of sentences; mostly an empty one.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_policy_warnings(
    policy: *const oneid_policy,
    warnings: *mut *mut oneid_text,
    error: *mut *mut oneid_error,
) -> oneid_status {
    with(policy, error, |policy| Out::new("warnings", warnings)?.json(&policy.warnings()))
}

/// Writes whether records of a source link anything.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_policy_links(
    policy: *const oneid_policy,
    source: *const c_char,
    source_size: usize,
    links: *mut bool,
    error: *mut *mut oneid_error,
) -> oneid_status {
    with(policy, error, |policy| {
        let out = Out::new("links", links)?;
        out.put(policy.links(input::text("source", source, source_size)?));
        Ok(())
    })
}

/// Writes the name of the rule by which a trait is shown: `newest`, `oldest`, `most_frequent`, `min`, `max`, `all` or `sum`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_policy_trait_rule(
    policy: *const oneid_policy,
    name: *const c_char,
    name_size: usize,
    rule: *mut *mut oneid_text,
    error: *mut *mut oneid_error,
) -> oneid_status {
    with(policy, error, |policy| {
        let out = Out::new("rule", rule)?;
        out.text(policy.trait_rule(input::text("name", name, name_size)?).as_str().to_owned());
        Ok(())
    })
}

/// Writes what an identifier, `namespace[@scope]:value`, stands for under a policy and a key: a JSON array of texts as a graph prints them, itself first,
/// then one for each digest that its namespace bridges to.
///
/// On failure (`ONEID_IDENTIFIER_SYNTAX`, `ONEID_UNKNOWN_NAMESPACE`, `ONEID_SCOPE`, `ONEID_IDENTIFIER_VALUE`) nothing is written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_policy_canonical(
    policy: *const oneid_policy,
    key: *const u8,
    id: *const c_char,
    id_size: usize,
    canonical: *mut *mut oneid_text,
    error: *mut *mut oneid_error,
) -> oneid_status {
    with(policy, error, |policy| {
        let out = Out::new("canonical", canonical)?;
        let id = input::identifier("id", id, id_size)?;
        let values = policy.canonical(&id, &input::key("key", key)?)?;
        out.json(&values.iter().map(ToString::to_string).collect::<Vec<_>>())
    })
}

/// Frees a policy; does nothing to `NULL`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn oneid_policy_free(policy: *mut oneid_policy) {
    free(policy);
}
