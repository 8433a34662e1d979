//! What of a policy cannot be changed on a living graph, since it decides what is kept.

use super::{NamespacePolicy, Policy};
use crate::error::{Error, ErrorKind};
use crate::identifier::Class;

impl Policy {
    /// Whether a graph under this policy can go on under another; `is_used` tells of which namespaces it has identifiers.
    pub(crate) fn check_successor(
        &self,
        next: &Policy,
        is_used: impl Fn(&str) -> bool,
    ) -> Result<(), Error> {
        let mut problems = Vec::new();
        for namespace in &self.namespaces {
            let name = &namespace.name;
            match next.namespace(name) {
                Some(other) => {
                    let changed = self.changed(namespace, next, other).into_iter();
                    problems.extend(changed.map(|key| {
                        format!("namespace.\"{name}\".{key}: decides what is kept, and cannot be changed on a living graph")
                    }));
                }
                None if is_used(name) => problems.push(format!(
                    "namespace.\"{name}\": the graph has identifiers of it, so it must be declared"
                )),
                None => {}
            }
        }
        if problems.is_empty() {
            return Ok(());
        }
        Err(Error::with_problems(ErrorKind::Policy, problems))
    }

    /// The keys by which two policies would keep other values of one namespace.
    fn changed(
        &self,
        now: &NamespacePolicy,
        next: &Policy,
        then: &NamespacePolicy,
    ) -> Vec<&'static str> {
        // Contacts that are declared are normalised, other declared namespaces are kept byte for byte.
        let normalised = |one: &NamespacePolicy| one.declared && one.class() == Class::Contact;
        let kinds = now.syntax != then.syntax
            || now.declared != then.declared
            || normalised(now) != normalised(then);
        let keys = [
            ("class", kinds),
            ("scope", now.scope != then.scope),
            ("retain", now.retain != then.retain),
            ("region", now.region != then.region),
            ("bridge", self.bridged(now) != next.bridged(then)),
        ];
        keys.into_iter().filter(|(_, changed)| *changed).map(|(key, _)| key).collect()
    }

    fn bridged(&self, namespace: &NamespacePolicy) -> Vec<&str> {
        let mut names: Vec<&str> =
            namespace.bridge.iter().map(|&index| &*self.at(index).name).collect();
        names.sort_unstable();
        names
    }
}
