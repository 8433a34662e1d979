//! What a journal asks of a graph: names of what goes by number, and numbers of what it has kept by name.

use super::Graph;
use super::index::{ScopeIndex, SourceIndex, check_at_most};
use super::nodes::{MOST_SCOPES, Sighted};
use super::ready::{Given, GivenSource, Ready, ReadyBatch, ReadyObservation};
use crate::error::Error;
use crate::identifier::Fingerprint;
use crate::policy::NamespaceIndex;
use crate::prepared::PreparedObservation;

/// A namespace in a scope, as it is kept by name.
pub(crate) struct NamedScope<'a> {
    pub(crate) namespace: &'a str,
    pub(crate) scope: Option<&'a str>,
}

impl Graph {
    pub(crate) fn scope_name(&self, scope: ScopeIndex) -> NamedScope<'_> {
        let entry = self.nodes.scope_entry(scope);
        NamedScope { namespace: &entry.name, scope: entry.scope.as_deref() }
    }

    pub(crate) fn source_name(&self, source: SourceIndex) -> &str {
        self.evidence.source_name(source)
    }

    /// The number of a namespace in a scope, and that of the namespace.
    pub(crate) fn scope_named(
        &mut self,
        name: &NamedScope<'_>,
    ) -> Result<(ScopeIndex, NamespaceIndex), Error> {
        let namespace = self.policy.index_of(name.namespace)?;
        self.policy.at(namespace).scope.check(name.namespace, name.scope)?;
        check_at_most(MOST_SCOPES, self.nodes.scope_count(), 1, "scopes")?;
        Ok((self.nodes.scope(namespace, name.scope, &self.policy), namespace))
    }

    pub(crate) fn source_named(&mut self, name: &str) -> SourceIndex {
        self.evidence.source(name, &self.policy)
    }

    /// A canonical value in a scope; nothing if such values are not kept.
    pub(crate) fn sight_kept<'a>(&self, scope: ScopeIndex, value: &'a str) -> Option<Sighted<'a>> {
        let retained = self.nodes.scope_entry(scope).retain && !value.is_empty();
        retained.then(|| self.nodes.sight_value(scope, value))
    }

    /// An identifier of which only the fingerprint is kept; nothing if values of its scope are.
    pub(crate) fn sight_unseen(
        &self,
        scope: ScopeIndex,
        fingerprint: Fingerprint,
    ) -> Option<Sighted<'static>> {
        let retained = self.nodes.scope_entry(scope).retain;
        (!retained).then_some(Sighted { fingerprint, scope, value: "" })
    }

    /// Prepared observations made ready; what is refused is left out.
    pub(crate) fn make_prepared_ready<'a>(
        &self,
        observations: &[PreparedObservation<'a>],
    ) -> Result<ReadyBatch<'a>, Error> {
        self.check_prepared(observations)?;
        let mut batch = ReadyBatch::default();
        let mut traits = self.prepared_traits(observations)?.into_iter();
        for seen in observations {
            let begin = batch.ids.len();
            let ids = seen.identifiers.iter();
            let sight = |id: &'a crate::prepared::PreparedIdentifier<'a>| {
                Given::Sighted(self.nodes.sight_value(ScopeIndex(id.scope.0), id.value))
            };
            batch.ids.extend(ids.map(sight));
            let mut operation = Ready::Observe(ReadyObservation {
                ids: begin..batch.ids.len(),
                at: seen.at,
                source: GivenSource::Known(SourceIndex(seen.source.0)),
                strength: seen.strength,
                traits: seen.traits.and_then(|_| traits.next()).unwrap_or_default(),
            });
            if self.refused_identifiers() > 0 {
                self.leave_out(&mut operation, &mut batch);
            }
            batch.operations.push(operation);
        }
        Ok(batch)
    }
}
