//! Readers: lookups from other threads, while one thread writes.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::IdentityGraph;
use super::bell::Bell;
use crate::error::Error;
use crate::graph::Published;
use crate::identifier::{Fingerprint, Identifier};
use crate::prepared::PreparedIdentifier;
use crate::profile::ProfileId;

impl IdentityGraph {
    /// A reader for other threads.
    ///
    /// # Examples
    ///
    /// ```
    /// use oneid::{FingerprintKey, Identifier, IdentityGraph, Operation, Policy, Preset};
    ///
    /// let key = FingerprintKey::from_bytes([7; 16]);
    /// let mut graph = IdentityGraph::in_memory(Policy::preset(Preset::RetailCn), key);
    /// let reader = graph.reader();
    /// let fan = Identifier::parse("wechat.unionid@brand:oUn1")?;
    /// assert_eq!(reader.profiles_of(&fan)?, []);
    /// let line = r#"{"ids":["wechat.unionid@brand:oUn1","phone:138 0013 8001"],"strength":"verified"}"#;
    /// graph.apply(&Operation::from_json(line)?)?;
    /// let found = std::thread::spawn(move || reader.profiles_of(&fan)).join().unwrap()?;
    /// assert_eq!(found, [graph.profiles().next().unwrap().id]);
    /// # Ok::<(), oneid::Error>(())
    /// ```
    #[must_use]
    pub fn reader(&self) -> Reader {
        Reader { published: self.graph.published().clone(), bell: self.bell.clone() }
    }
}

/// Looks identifiers up in a graph that another thread may be writing to. It is cheap to clone, and can be shared.
///
/// A lookup waits for nobody, and nobody waits for it: the graph may be applying the largest batch. What a call of
/// [`apply`](IdentityGraph::apply), [`apply_batch`](IdentityGraph::apply_batch) or one of their kin did is seen all at once, when it
/// is done: whoever has seen one identifier in its new profile sees every other in its new one. To look several up in one
/// state, [`read`](Reader::read). A reader that has outlived its graph goes on to see the last state.
#[derive(Clone)]
pub struct Reader {
    published: Arc<Published>,
    bell: Arc<Bell>,
}

impl fmt::Debug for Reader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Reader(…)")
    }
}

impl Reader {
    /// The profiles of an identifier, each once: none if it is not known; several only where a raw value stands for several
    /// identifiers. As [`lookup`](IdentityGraph::lookup), without standings.
    ///
    /// # Errors
    ///
    /// Those of [`Policy::canonical`](crate::Policy::canonical).
    ///
    /// # Complexity
    ///
    /// The canonical form, and a few cache misses. It is repeated when a change comes in force meanwhile.
    pub fn profiles_of(&self, id: &Identifier) -> Result<Vec<ProfileId>, Error> {
        let values = self.published.policy().canonical(id, self.published.key())?;
        let prints: Vec<Fingerprint> = values.iter().map(|value| value.fingerprint).collect();
        let mut found = Vec::with_capacity(prints.len());
        self.published.look_up(&prints, &mut found);
        let mut profiles: Vec<ProfileId> = Vec::new();
        for profile in found.into_iter().flatten() {
            if !profiles.contains(&profile) {
                profiles.push(profile);
            }
        }
        Ok(profiles)
    }

    /// The profile of an identifier, if it is known.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Operation`](crate::ErrorKind::Operation) for a scope of another graph.
    pub fn profile_of(&self, id: &PreparedIdentifier<'_>) -> Result<Option<ProfileId>, Error> {
        self.published.find(id)
    }

    /// The profile of each identifier, nothing where it is not known; in the order given. What was in `found` is dropped. Cache misses
    /// overlap: many at once cost a fraction of as many [single lookups](Reader::profile_of).
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Operation`](crate::ErrorKind::Operation) for a scope of another graph.
    pub fn lookup_batch(
        &self,
        ids: &[PreparedIdentifier<'_>],
        found: &mut Vec<Option<ProfileId>>,
    ) -> Result<(), Error> {
        let prints = self.published.fingerprints(ids)?;
        found.clear();
        self.published.look_up(&prints, found);
        Ok(())
    }

    /// Does something while nothing changes: all that it looks up is of one state. It waits while a change comes in force, which is a
    /// matter of what moves by it; and a writer that is done waits for it to end, so it should be short.
    ///
    /// Reading within `read` again may wait for ever.
    ///
    /// # Examples
    ///
    /// ```
    /// use oneid::{FingerprintKey, Identifier, IdentityGraph, Policy, Preset};
    ///
    /// let key = FingerprintKey::from_bytes([7; 16]);
    /// let reader = IdentityGraph::in_memory(Policy::preset(Preset::RetailCn), key).reader();
    /// let (a, b) = (Identifier::parse("jd.pin:a")?, Identifier::parse("jd.pin:b")?);
    /// let same = reader.read(|view| Ok(view.profiles_of(&a)? == view.profiles_of(&b)?));
    /// assert!(same?);
    /// # Ok::<(), oneid::Error>(())
    /// ```
    pub fn read<T>(&self, f: impl FnOnce(&ReadView<'_>) -> T) -> T {
        self.published.hold(|| f(&ReadView { reader: self }))
    }

    /// Waits until there are changes from this sequence number on, or so long; gives the number that the next change will have. What the changes are,
    /// [`changes_since`](IdentityGraph::changes_since) tells.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use oneid::{FingerprintKey, IdentityGraph, Operation, Policy, Preset};
    ///
    /// let key = FingerprintKey::from_bytes([7; 16]);
    /// let mut graph = IdentityGraph::in_memory(Policy::preset(Preset::RetailCn), key);
    /// let reader = graph.reader();
    /// let follower = std::thread::spawn(move || reader.wait_for_changes(0, Duration::from_secs(60)));
    /// graph.apply(&Operation::from_json(r#"{"ids":["jd.pin:a"]}"#)?)?;
    /// assert_eq!(follower.join().unwrap(), 1);
    /// # Ok::<(), oneid::Error>(())
    /// ```
    #[must_use]
    pub fn wait_for_changes(&self, since: u64, most: Duration) -> u64 {
        self.bell.wait(most, || self.published.changes() > since);
        self.published.changes()
    }
}

/// One state of a graph, in which several lookups agree.
#[derive(Debug)]
pub struct ReadView<'a> {
    reader: &'a Reader,
}

impl ReadView<'_> {
    /// As [`Reader::profiles_of`].
    ///
    /// # Errors
    ///
    /// Those of [`Policy::canonical`](crate::Policy::canonical).
    pub fn profiles_of(&self, id: &Identifier) -> Result<Vec<ProfileId>, Error> {
        self.reader.profiles_of(id)
    }

    /// As [`Reader::profile_of`].
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Operation`](crate::ErrorKind::Operation) for a scope of another graph.
    pub fn profile_of(&self, id: &PreparedIdentifier<'_>) -> Result<Option<ProfileId>, Error> {
        self.reader.profile_of(id)
    }

    /// As [`Reader::lookup_batch`].
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Operation`](crate::ErrorKind::Operation) for a scope of another graph.
    pub fn lookup_batch(
        &self,
        ids: &[PreparedIdentifier<'_>],
        found: &mut Vec<Option<ProfileId>>,
    ) -> Result<(), Error> {
        self.reader.lookup_batch(ids, found)
    }

    /// The number that the next change will have: this is the state after all [changes](IdentityGraph::changes_since) before it.
    #[must_use]
    pub fn next_change(&self) -> u64 {
        self.reader.published.changes()
    }
}
