//! Observations and lookups made ready, for those who feed and ask for millions.

use super::IdentityGraph;
use crate::error::Error;
use crate::identifier::Identifier;
use crate::outcome::Outcome;
use crate::prepared::{PreparedIdentifier, PreparedObservation, PreparedScope, PreparedSource};
use crate::profile::ProfileId;

impl IdentityGraph {
    /// A namespace in a scope, made ready for identifiers of it.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::UnknownNamespace`](crate::ErrorKind::UnknownNamespace); [`ErrorKind::Scope`](crate::ErrorKind::Scope) where a scope is
    /// missing or not allowed; [`ErrorKind::Capacity`](crate::ErrorKind::Capacity) for more than 2^24 scopes.
    pub fn prepare_scope(
        &mut self,
        namespace: &str,
        scope: Option<&str>,
    ) -> Result<PreparedScope, Error> {
        self.graph.prepare_scope(namespace, scope)
    }

    /// A source, made ready for observations of it. It is listed among the [sources](IdentityGraph::sources) once a record is of it.
    pub fn prepare_source(&mut self, source: &str) -> PreparedSource {
        self.graph.prepare_source(source)
    }

    /// The canonical values that an identifier stands for: itself, and one for each digest that its namespace bridges to.
    ///
    /// # Errors
    ///
    /// Those of [`Policy::canonical`](crate::Policy::canonical).
    pub fn prepare(&mut self, id: &Identifier) -> Result<Vec<(PreparedScope, String)>, Error> {
        self.graph.prepare_identifier(id)
    }

    /// Applies prepared observations in order, as one: the quickest way in. The result is that of
    /// [`apply_batch`](IdentityGraph::apply_batch). A few thousand at once is best: what a batch touches stays in the cache.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Operation`](crate::ErrorKind::Operation) for no identifiers or more than 640, and for a scope or a source of another graph;
    /// [`ErrorKind::IdentifierValue`](crate::ErrorKind::IdentifierValue) for a value that is empty, too long, or with white space around it or
    /// a control character in it; [`ErrorKind::Trait`](crate::ErrorKind::Trait) and those of [`Policy::canonical`](crate::Policy::canonical) for
    /// `invited_by`; [`ErrorKind::Capacity`](crate::ErrorKind::Capacity). Then none is applied.
    ///
    /// # Complexity
    ///
    /// As [`apply_batch`](IdentityGraph::apply_batch), without an allocation for each observation.
    ///
    /// # Examples
    ///
    /// ```
    /// use oneid::{
    ///     FingerprintKey, IdentityGraph, Policy, PreparedIdentifier, PreparedObservation, Preset, Strength,
    /// };
    ///
    /// let key = FingerprintKey::from_bytes([7; 16]);
    /// let mut graph = IdentityGraph::in_memory(Policy::preset(Preset::RetailCn), key);
    /// let fan = graph.prepare_scope("wechat.unionid", Some("brand"))?;
    /// let phone = graph.prepare_scope("phone", None)?;
    /// let source = graph.prepare_source("mini-program");
    /// let ids = [
    ///     PreparedIdentifier { scope: fan, value: "oUn1" },
    ///     PreparedIdentifier { scope: phone, value: "+8613771234560" },
    /// ];
    /// let seen = PreparedObservation {
    ///     identifiers: &ids,
    ///     at: None,
    ///     source,
    ///     strength: Strength::Verified,
    ///     traits: None,
    /// };
    /// assert_eq!(graph.apply_prepared(&[seen])?.records_added, 1);
    /// let mut found = Vec::new();
    /// graph.lookup_batch(&ids, &mut found)?;
    /// assert_eq!(found[0], found[1]);
    /// assert_eq!(found[0], graph.profile_of(&ids[0])?);
    /// # Ok::<(), oneid::Error>(())
    /// ```
    pub fn apply_prepared(
        &mut self,
        observations: &[PreparedObservation<'_>],
    ) -> Result<Outcome, Error> {
        if self.keeping.is_memory() {
            let outcome = self.graph.apply_prepared_batch(observations)?;
            self.bell.ring();
            return Ok(outcome);
        }
        let ready = self.graph.make_prepared_ready(observations)?;
        self.keeping.keep_batch(&ready, &self.graph)?;
        let outcome = self.graph.apply_ready(ready);
        self.bell.ring();
        Ok(outcome)
    }

    /// The profile of each identifier, nothing where it is not known; in the order given. What was in `found` is dropped.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Operation`](crate::ErrorKind::Operation) for a scope of another graph.
    pub fn lookup_batch(
        &self,
        ids: &[PreparedIdentifier<'_>],
        found: &mut Vec<Option<ProfileId>>,
    ) -> Result<(), Error> {
        self.graph.lookup_batch(ids, found)
    }

    /// The profile of one identifier, if it is known.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Operation`](crate::ErrorKind::Operation) for a scope of another graph.
    pub fn profile_of(&self, id: &PreparedIdentifier<'_>) -> Result<Option<ProfileId>, Error> {
        self.graph.profile_of(id)
    }
}
