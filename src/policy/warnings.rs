//! What a policy says that is allowed, and probably not meant.

use super::{NamespacePolicy, Policy, SharedAbove};
use crate::identifier::Class;
use crate::identifier::catalogue::CATALOGUE;

impl Policy {
    /// What the policy says that is allowed but probably not meant, each a sentence that names the namespaces; nothing
    /// for the presets. Never holds a blocked value.
    ///
    /// # Examples
    ///
    /// ```
    /// use oneid::Policy;
    ///
    /// let policy = Policy::from_toml("[namespace.phone]\nreassigned_after = \"180d\"")?;
    /// assert_eq!(
    ///     policy.warnings(),
    ///     ["phone: reassigned_after has no effect, since no namespace of a more trusted class has a limit"]
    /// );
    /// # Ok::<(), oneid::Error>(())
    /// ```
    #[must_use]
    pub fn warnings(&self) -> Vec<String> {
        let mut warnings: Vec<String> = self.only_brake().into_iter().collect();
        for namespace in &self.namespaces {
            let rules = [
                declared_anew(namespace),
                region_unsupported(namespace),
                self.never_reassigned(namespace),
                never_contested(namespace),
                never_shared(namespace),
                self.placeholders_missing(namespace),
            ];
            let of_namespace = rules.into_iter().flatten();
            warnings.extend(of_namespace.map(|warning| format!("{}: {warning}", namespace.name)));
        }
        warnings
    }

    /// Contacts and devices that nothing but `max_accounts` keeps from joining any number of customers.
    fn only_brake(&self) -> Option<String> {
        self.max_accounts?;
        if self.namespaces.iter().any(|namespace| namespace.limit.is_some()) {
            return None;
        }
        let free: Vec<&str> = self
            .namespaces
            .iter()
            .filter(|namespace| namespace.class() != Class::Account && !namespace.may_be_shared())
            .map(|namespace| &*namespace.name)
            .collect();
        let names = match free.as_slice() {
            [] => return None,
            [first, second, rest @ ..] if rest.len() > 1 => {
                format!("{first}, {second} and {} more", rest.len())
            }
            few => few.join(", "),
        };
        Some(format!(
            "{names}: nothing but max_accounts keeps what many customers have in common from joining them: \
             no namespace has a limit, and these have neither shared_above nor contested"
        ))
    }

    fn never_reassigned(&self, namespace: &NamespacePolicy) -> Option<&'static str> {
        namespace.reassigned_after_ms?;
        let more_trusted = |other: &&NamespacePolicy| other.class() < namespace.class();
        let limited = |other: &NamespacePolicy| other.limit.is_some();
        (!self.namespaces.iter().filter(more_trusted).any(limited)).then_some(
            "reassigned_after has no effect, since no namespace of a more trusted class has a limit",
        )
    }

    /// A list of blocked values replaces the preset's.
    fn placeholders_missing(&self, namespace: &NamespacePolicy) -> Option<&'static str> {
        let index = *self.by_name.get(&namespace.name)?;
        let usual = self.usual_placeholders(index);
        let known = |value: &String| namespace.blocked().any(|blocked| blocked == value);
        (!namespace.blocked.is_empty() && !usual.iter().all(known)).then_some(
            "blocked leaves out some of the usual placeholder values (the preset retail-cn states them): \
             a list replaces the preset's",
        )
    }
}

impl NamespacePolicy {
    fn may_be_shared(&self) -> bool {
        self.contested_nobody || self.shared_above != SharedAbove::Never
    }
}

fn declared_anew(namespace: &NamespacePolicy) -> Option<&'static str> {
    let built_in = CATALOGUE.iter().any(|entry| entry.name == &*namespace.name);
    (namespace.declared && built_in).then_some(
        "its class declares it anew: the built-in syntax and normalisation of its values no longer hold",
    )
}

fn region_unsupported(namespace: &NamespacePolicy) -> Option<&'static str> {
    let foreign = namespace.region.as_deref().is_some_and(|region| region != "CN");
    (foreign && !cfg!(feature = "phone-intl")).then_some(
        "national numbers of its region are refused, since this build lacks the feature phone-intl",
    )
}

fn never_contested(namespace: &NamespacePolicy) -> Option<&'static str> {
    (namespace.contested_nobody && namespace.class() == Class::Account)
        .then_some("contested has no effect, since no class is more trusted than accounts")
}

fn never_shared(namespace: &NamespacePolicy) -> Option<&'static str> {
    let by_number = matches!(namespace.shared_above, SharedAbove::MoreTrusted(_));
    (by_number && namespace.class() == Class::Account).then_some(
        "shared_above as a number has no effect, since no class is more trusted than accounts: name the classes",
    )
}
