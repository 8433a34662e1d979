//! What a column is.

use crate::identifier::Identifier;
use crate::observation::check_trait_name;
use crate::policy::Policy;

/// A column of a fan base, and what its cells are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    name: Box<str>,
    pub(super) target: Target,
}

/// What the cells of a column are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// Values of a namespace in a scope.
    Values { namespace: Box<str>, scope: Option<Box<str>> },
    /// Identifiers in their text form.
    Texts,
    /// Values of a trait.
    Trait(Box<str>),
}

impl Column {
    pub(super) fn new(name: &str, target: Target) -> Self {
        Column { name: name.into(), target }
    }

    /// Its name in the file.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    pub(super) fn trait_name(&self) -> Option<&str> {
        match &self.target {
            Target::Trait(name) => Some(name),
            _ => None,
        }
    }
}

impl Target {
    /// Reads `namespace[@scope]`, `trait:name` or `id`. Without a policy it is not asked whether there is such a namespace.
    pub(super) fn parse(text: &str, policy: Option<&Policy>) -> Result<Target, String> {
        if text == "id" {
            return Ok(Target::Texts);
        }
        if let Some(name) = text.strip_prefix("trait:") {
            check_trait_name(name).map_err(|error| error.to_string())?;
            return Ok(Target::Trait(name.into()));
        }
        let (namespace, scope) = match text.split_once('@') {
            Some((namespace, scope)) => (namespace, Some(scope)),
            None => (text, None),
        };
        // The value is of no account: this is about what stands before it.
        Identifier::new(namespace, scope, "0").map_err(|error| error.to_string())?;
        if let Some(policy) = policy {
            let index = policy.index_of(namespace).map_err(|error| error.to_string())?;
            policy.at(index).scope.check(namespace, scope).map_err(|error| error.to_string())?;
        }
        Ok(Target::Values { namespace: namespace.into(), scope: scope.map(Into::into) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Preset;

    #[test]
    fn targets() {
        let policy = Policy::preset(Preset::RetailCn);
        let parse = |text| Target::parse(text, Some(&policy));
        assert_eq!(parse("id"), Ok(Target::Texts));
        assert_eq!(parse("trait:nickname"), Ok(Target::Trait("nickname".into())));
        let values =
            Target::Values { namespace: "order.id".into(), scope: Some("taobao/flagship".into()) };
        assert_eq!(parse("order.id@taobao/flagship"), Ok(values));
        for (text, rule) in [
            ("trait:Nick", "a trait's name"),
            ("link.token", "a scope is required"),
            ("phone@shop", "takes no scope"),
            ("phone:+86", "a namespace is"),
            ("nobody.knows", "neither built in nor declared"),
            ("taobao.ouid@", "a scope is 1 to 128 bytes"),
            ("", "a namespace is"),
        ] {
            let problem = parse(text).expect_err(text);
            assert!(problem.contains(rule), "{text}: {problem}");
        }
    }
}
