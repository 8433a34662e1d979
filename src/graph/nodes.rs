//! Identifiers as dense numbers: fingerprint to node, node to text.

use std::sync::Arc;

use hashbrown::{HashMap, HashTable};

use super::delta::Net;
use super::index::{Node, ScopeIndex};
use super::register::{Published, Register, Tag};
use super::scopes::{ScopeEntry, Scopes};
use super::segments::Segments;
use super::values::Values;
use crate::identifier::{Class, Fingerprint, FingerprintKey, Identifier, Trust};
use crate::policy::{Canonical, NamespaceIndex, NamespacePolicy, Policy};
use crate::profile::ProfileId;

const KNOWN: u32 = 1;
const BLOCKED: u32 = 2;
const STAND_IN: u32 = 4;
const LEVEL_SHIFT: u32 = 3;
const LEVEL: u32 = 7 << LEVEL_SHIFT;
const SCOPE_SHIFT: u32 = 8;
/// A node keeps its scope in 24 bits.
pub(crate) const MOST_SCOPES: usize = 1 << (32 - SCOPE_SHIFT);

/// All identifiers and stand-ins, one array for each of their properties.
#[derive(Clone, Debug)]
pub(crate) struct Nodes {
    /// Fingerprints, and the nodes of the known identifiers by them; by those bits that a profile id keeps, so that both are found in it.
    register: Register,
    /// Known, blocked, stand-in; above them the sharing level; above that the scope.
    state: Segments<u32>,
    values: Values,
    scopes: Scopes,
    /// Nodes of identifiers that have been forgotten, maybe more than once; by their fingerprint, which is not kept twice.
    forgotten: HashTable<Node>,
    /// Stand-ins by the identifier they stand for and their number, and back.
    stand_ins: HashMap<(Node, u32), Node>,
    origin: HashMap<Node, (Node, u32)>,
}

/// An identifier found in order, as it is kept.
#[derive(Clone, Copy)]
pub(crate) struct Sighted<'a> {
    pub(crate) fingerprint: Fingerprint,
    pub(crate) scope: ScopeIndex,
    /// Empty where only the fingerprint is kept.
    pub(crate) value: &'a str,
}

impl Nodes {
    pub(crate) fn new(key: FingerprintKey, policy: Arc<Policy>) -> Self {
        Nodes {
            register: Register::new(key, policy),
            state: Segments::default(),
            values: Values::default(),
            scopes: Scopes::default(),
            forgotten: HashTable::new(),
            stand_ins: HashMap::new(),
            origin: HashMap::new(),
        }
    }

    /// Puts the rules of another policy in force; sharing levels are to be found anew.
    pub(crate) fn put_policy(&mut self, policy: &Policy) {
        self.scopes.put_policy(policy, self.register.key());
        for (node, state) in self.state.iter_mut().enumerate() {
            *state &= !(BLOCKED | LEVEL);
            let scope = ScopeIndex(*state >> SCOPE_SHIFT);
            let fingerprint = self.register.fingerprint(Node::at(node));
            if *state & STAND_IN == 0 && self.scopes.is_blocked(scope, fingerprint) {
                *state |= BLOCKED;
            }
        }
    }

    /// Has those who read these nodes read what a copy has become.
    pub(crate) fn become_copy(&mut self, mut copy: Nodes, policy: Arc<Policy>) {
        self.register.catch_up(&copy.register);
        self.register.put_policy(policy);
        std::mem::swap(&mut self.register, &mut copy.register);
        *self = copy;
    }

    /// Whether there has been an identifier of a namespace.
    pub(crate) fn knows_namespace(&self, name: &str) -> bool {
        self.scopes.knows_namespace(name)
    }

    /// A canonical identifier as it is kept.
    pub(crate) fn sight<'a>(&mut self, id: &'a Canonical, policy: &Policy) -> Sighted<'a> {
        Sighted {
            fingerprint: id.fingerprint,
            scope: self.scope(id.namespace, id.scope.as_deref(), policy),
            value: id.value.as_deref().unwrap_or_default(),
        }
    }

    /// An identifier as given, as it is kept: if that can be told at a glance.
    pub(crate) fn sight_as_given<'a>(&self, id: &'a Identifier) -> Option<Sighted<'a>> {
        let scope = self.scopes.find(id.namespace(), id.scope())?;
        let (entry, value) = (self.scope_entry(scope), id.value());
        let is_fingerprint = !entry.retain && value.starts_with('#');
        let is_kept = entry.syntax.keeps(value) && !is_fingerprint;
        is_kept.then(|| self.sight_value(scope, value))
    }

    /// A namespace in a scope.
    pub(crate) fn scope(
        &mut self,
        namespace: NamespaceIndex,
        scope: Option<&str>,
        policy: &Policy,
    ) -> ScopeIndex {
        let (index, new) = self.scopes.intern(namespace, scope, policy, self.register.key());
        if new {
            self.register.add_scope(self.scopes.entry(index).fingerprinting);
        }
        index
    }

    /// A canonical value as it is kept.
    pub(crate) fn sight_value<'a>(&self, scope: ScopeIndex, value: &'a str) -> Sighted<'a> {
        let fingerprint = self.scope_entry(scope).fingerprinting.finish(value);
        self.sighted(scope, value, fingerprint)
    }

    /// A canonical value, whose fingerprint is known, as it is kept.
    pub(crate) fn sighted<'a>(
        &self,
        scope: ScopeIndex,
        value: &'a str,
        fingerprint: Fingerprint,
    ) -> Sighted<'a> {
        let value = if self.scope_entry(scope).retain { value } else { "" };
        Sighted { fingerprint, scope, value }
    }

    /// The node of an identifier, made if it is not known, and whether it was.
    pub(crate) fn intern(&mut self, id: Sighted<'_>) -> (Node, bool) {
        self.intern_tagged(id, self.tag(id.fingerprint))
    }

    /// As [`intern`](Nodes::intern), with the tag that the identifier is found by.
    pub(crate) fn intern_tagged(&mut self, id: Sighted<'_>, tag: Tag) -> (Node, bool) {
        if let Some(node) = self.find_tagged(id.fingerprint, tag) {
            return (node, false);
        }
        let blocked = self.scopes.is_blocked(id.scope, id.fingerprint);
        let flags = KNOWN | if blocked { BLOCKED } else { 0 };
        let node = self.push(id.fingerprint, id.scope, flags, id.value);
        self.register.insert(tag, node);
        (node, true)
    }

    /// The stand-in for the `number`-th former holder of an identifier, and whether it was made now.
    pub(crate) fn stand_in(&mut self, of: Node, number: u32) -> (Node, bool) {
        if let Some(&node) = self.stand_ins.get(&(of, number)) {
            return (node, false);
        }
        let node = self.push(self.fingerprint(of), self.scope_index(of), STAND_IN, "");
        self.stand_ins.insert((of, number), node);
        self.origin.insert(node, (of, number));
        (node, true)
    }

    pub(crate) fn find_stand_in(&self, of: Node, number: u32) -> Option<Node> {
        self.stand_ins.get(&(of, number)).copied()
    }

    fn push(
        &mut self,
        fingerprint: Fingerprint,
        scope: ScopeIndex,
        flags: u32,
        value: &str,
    ) -> Node {
        let node = self.register.push(fingerprint);
        self.state.push(scope.0 << SCOPE_SHIFT | flags);
        self.values.push(value);
        node
    }

    /// Takes a node out of the index: it is not known any more. Its number is not used again; what is kept of it stays until it is
    /// [erased](Nodes::erase), since the log of changes may name it.
    pub(crate) fn forget(&mut self, node: Node) {
        let fingerprint = self.fingerprint(node);
        let tag = self.tag(fingerprint);
        if self.is_known(node) {
            self.register.leave(tag, node);
            let register = &self.register;
            let hash =
                |&node: &Node| register.tag(ProfileId::of(register.fingerprint(node))).hash();
            self.forgotten.insert_unique(tag.hash(), node, hash);
        }
        self.state[node.index()] &= !KNOWN;
        for stand_in in (1..).map_while(|number| self.stand_ins.remove(&(node, number))) {
            self.origin.remove(&stand_in);
            self.register.erase(stand_in);
        }
    }

    /// The nodes that an identifier had before it was forgotten.
    pub(crate) fn forgotten(&self, fingerprint: Fingerprint) -> Vec<Node> {
        let alike = self.forgotten.iter_hash(self.tag(fingerprint).hash());
        let mut nodes: Vec<Node> =
            alike.copied().filter(|&node| self.fingerprint(node) == fingerprint).collect();
        nodes.sort_unstable();
        nodes
    }

    /// Overwrites what was kept of a forgotten node.
    pub(crate) fn erase(&mut self, node: Node) {
        debug_assert!(!self.is_known(node));
        self.values.erase(node);
        let tag = self.tag(self.fingerprint(node));
        if let Ok(entry) = self.forgotten.find_entry(tag.hash(), |&other| other == node) {
            entry.remove();
        }
        self.register.erase(node);
    }

    pub(crate) fn find(&self, fingerprint: Fingerprint) -> Option<Node> {
        self.find_profile_id(ProfileId::of(fingerprint))
    }

    /// The known identifier from whose fingerprint the profile id was made.
    pub(crate) fn find_profile_id(&self, id: ProfileId) -> Option<Node> {
        self.register.find(self.register.tag(id), |node| self.is_of(node, id))
    }

    /// As [`find`](Nodes::find), with the tag that the identifier is found by.
    pub(crate) fn find_tagged(&self, fingerprint: Fingerprint, tag: Tag) -> Option<Node> {
        self.register.find(tag, |node| self.is_at(node, fingerprint))
    }

    /// Whether a node that was found by its tag, if it is one, is the known identifier of this fingerprint.
    #[inline]
    pub(crate) fn is_at(&self, node: Node, fingerprint: Fingerprint) -> bool {
        self.is_of(node, ProfileId::of(fingerprint))
    }

    #[inline]
    fn is_of(&self, node: Node, id: ProfileId) -> bool {
        let there = self.register.get_fingerprint(node).map(ProfileId::of);
        there == Some(id) && (!self.register.is_left() || self.is_known(node))
    }

    /// What reading a node will read. For its effect on the cache.
    pub(crate) fn touch(&self, node: Node) -> u64 {
        (self.fingerprint(node).0 >> 64) as u64 ^ u64::from(self.state[node.index()])
    }

    /// What looking up a node's profile will read. For its effect on the cache.
    pub(crate) fn touch_senior(&self, node: Node) -> u64 {
        let senior = self.register.senior(node);
        self.register.get_fingerprint(senior).map_or(0, |fingerprint| (fingerprint.0 >> 64) as u64)
    }

    /// The id of the profile that a known node is in, between batches.
    pub(crate) fn profile_id(&self, node: Node) -> ProfileId {
        ProfileId::of(self.fingerprint(self.register.senior(node)))
    }

    pub(crate) fn bytes(&self) -> usize {
        let stand_ins = self.stand_ins.capacity() + self.origin.capacity();
        self.register.bytes()
            + self.state.bytes()
            + self.scopes.bytes()
            + self.forgotten.capacity() * size_of::<Node>()
            + stand_ins * size_of::<(Node, (Node, u32))>()
    }

    pub(crate) fn value_bytes(&self) -> usize {
        self.values.bytes()
    }

    pub(crate) fn register(&self) -> &Register {
        &self.register
    }

    /// What readers read.
    pub(crate) fn published(&self) -> &Arc<Published> {
        self.register.shown()
    }

    /// Tells readers what moved, all at one moment; it is the one before the change of this number.
    pub(crate) fn publish(&mut self, net: &Net, changes: u64) {
        self.register.publish(net, changes);
    }

    /// Says of a node that has not been published what profile it is in, by the most senior identifier.
    pub(crate) fn label(&self, node: Node, senior: Node) {
        self.register.label(node, senior);
    }

    pub(crate) fn tag(&self, fingerprint: Fingerprint) -> Tag {
        self.register.tag(ProfileId::of(fingerprint))
    }

    pub(crate) fn len(&self) -> usize {
        self.register.len()
    }

    /// How many namespaces in a scope there have been.
    pub(crate) fn scope_count(&self) -> usize {
        self.scopes.len()
    }

    pub(crate) fn known_count(&self) -> usize {
        self.register.known_count()
    }

    /// Every known identifier, the most senior first.
    pub(crate) fn known(&self) -> impl Iterator<Item = Node> + '_ {
        (0..self.len()).map(Node::at).filter(|&node| self.is_known(node))
    }

    pub(crate) fn is_known(&self, node: Node) -> bool {
        self.state[node.index()] & KNOWN != 0
    }

    pub(crate) fn is_blocked(&self, node: Node) -> bool {
        self.state[node.index()] & BLOCKED != 0
    }

    pub(crate) fn is_stand_in(&self, node: Node) -> bool {
        self.state[node.index()] & STAND_IN != 0
    }

    /// Records of strengths below this (as [`Strength::index`](crate::Strength)) are left by the node; 0 if it is not shared.
    pub(crate) fn level(&self, node: Node) -> u8 {
        (self.state[node.index()] >> LEVEL_SHIFT & 7) as u8
    }

    pub(crate) fn set_level(&mut self, node: Node, level: u8) {
        let state = &mut self.state[node.index()];
        *state = *state & !LEVEL | u32::from(level) << LEVEL_SHIFT;
    }

    /// The identifier that a stand-in stands for, and its number; of an identifier itself, and 0.
    pub(super) fn origin(&self, node: Node) -> (Node, u32) {
        self.origin.get(&node).copied().unwrap_or((node, 0))
    }

    /// The value that is kept; empty if none is.
    pub(super) fn value(&self, node: Node) -> &str {
        self.values.get(node)
    }

    /// The identifier that a stand-in stands for; of an identifier itself.
    pub(crate) fn base(&self, node: Node) -> Node {
        if self.is_stand_in(node) {
            self.origin.get(&node).map_or(node, |origin| origin.0)
        } else {
            node
        }
    }

    pub(crate) fn scope_index(&self, node: Node) -> ScopeIndex {
        ScopeIndex(self.state[node.index()] >> SCOPE_SHIFT)
    }

    pub(crate) fn scope_entry(&self, scope: ScopeIndex) -> &ScopeEntry {
        self.scopes.entry(scope)
    }

    pub(crate) fn entry(&self, node: Node) -> &ScopeEntry {
        self.scope_entry(self.scope_index(node))
    }

    pub(crate) fn trust(&self, node: Node) -> Trust {
        self.entry(node).trust
    }

    pub(crate) fn is_account(&self, node: Node) -> bool {
        self.trust(node).class == Class::Account
    }

    pub(crate) fn rules<'p>(&self, node: Node, policy: &'p Policy) -> &'p NamespacePolicy {
        policy.at(self.entry(node).namespace)
    }

    pub(crate) fn fingerprint(&self, node: Node) -> Fingerprint {
        self.register.fingerprint(node)
    }

    pub(crate) fn key(&self) -> &FingerprintKey {
        self.register.key()
    }
}
