//! From operations to bytes.

use hashbrown::HashMap;

use super::{Entry, UNSEEN, tag};
use crate::graph::{
    Given, GivenSource, Graph, NamedScope, Ready, ReadyBatch, ReadyObservation, ScopeIndex,
    SourceIndex,
};
use crate::journal::bytes::Writer;
use crate::policy::{Canonical, NamespaceIndex};
use crate::profile::RecordTraits;

/// Operations as bytes, for the graph that made them ready; nothing if all that they say is refused.
pub(in crate::journal) fn encode_batch(batch: &ReadyBatch<'_>, graph: &Graph) -> Option<Vec<u8>> {
    let mut encoder = Encoder::new(graph);
    for operation in &batch.operations {
        encoder.operation(operation, &batch.ids);
    }
    (encoder.count > 0).then(|| encoder.finish())
}

/// As bytes what is done beside operations.
pub(in crate::journal) fn encode(entry: &Entry<'_>, graph: &Graph) -> Vec<u8> {
    let mut encoder = Encoder::new(graph);
    match entry {
        Entry::Policy(text) => {
            encoder.begin(tag::POLICY);
            encoder.operations.text(text);
        }
        Entry::RefuseErased(check) => {
            encoder.begin(tag::REFUSE_ERASED);
            encoder.operations.number(*check);
        }
        Entry::Readmit(ids) => {
            encoder.begin(tag::READMIT);
            encoder.ids(ids);
        }
        Entry::TrimChanges(before) => {
            encoder.begin(tag::TRIM_CHANGES);
            encoder.operations.number(*before);
        }
    }
    encoder.finish()
}

/// Names, each of which stands in the block once.
#[derive(Default)]
struct Names {
    written: Writer,
    count: u64,
}

impl Names {
    fn add(&mut self) -> u64 {
        self.count += 1;
        self.count - 1
    }
}

struct Encoder<'g> {
    graph: &'g Graph,
    scopes: Names,
    by_scope: HashMap<ScopeIndex, u64>,
    by_name: HashMap<(NamespaceIndex, Option<Box<str>>), u64>,
    sources: Names,
    known_sources: HashMap<SourceIndex, u64>,
    named_sources: HashMap<Box<str>, u64>,
    trait_names: Names,
    by_trait: HashMap<Box<str>, u64>,
    operations: Writer,
    count: u64,
    /// The time that was written last.
    last_ms: i64,
}

impl<'g> Encoder<'g> {
    fn new(graph: &'g Graph) -> Self {
        Encoder {
            graph,
            scopes: Names::default(),
            by_scope: HashMap::new(),
            by_name: HashMap::new(),
            sources: Names::default(),
            known_sources: HashMap::new(),
            named_sources: HashMap::new(),
            trait_names: Names::default(),
            by_trait: HashMap::new(),
            operations: Writer::default(),
            count: 0,
            last_ms: 0,
        }
    }

    fn finish(self) -> Vec<u8> {
        let mut block = Writer::default();
        for names in [self.scopes, self.sources, self.trait_names] {
            block.number(names.count);
            block.raw(&names.written.0);
        }
        block.number(self.count);
        block.raw(&self.operations.0);
        block.0
    }

    fn begin(&mut self, tag: u8) {
        self.count += 1;
        self.operations.byte(tag);
    }

    fn operation(&mut self, operation: &Ready<'_>, given: &[Given<'_>]) {
        match operation {
            Ready::Observe(seen) => self.observation(seen, given),
            Ready::Separate { pairs, said } => {
                self.begin(tag::SEPARATE);
                self.pairs(pairs);
                self.operations.maybe_time(said.at, &mut self.last_ms);
                self.source(GivenSource::Named(&said.source));
            }
            Ready::Rejoin { pairs } => {
                self.begin(tag::REJOIN);
                self.pairs(pairs);
            }
            Ready::Retract { ids, source } => {
                self.begin(tag::RETRACT);
                self.ids(ids);
                self.source(GivenSource::Named(source));
            }
            Ready::RetractSource { source } => {
                self.begin(tag::RETRACT_SOURCE);
                self.source(GivenSource::Named(source));
            }
            Ready::Expire { before, source } => {
                self.begin(tag::EXPIRE);
                self.operations.time(*before, &mut self.last_ms);
                self.operations.byte(u8::from(source.is_some()));
                source.iter().for_each(|source| self.source(GivenSource::Named(source)));
            }
            Ready::Erase { ids } => {
                self.begin(tag::ERASE);
                self.ids(ids);
            }
            Ready::EraseProfile { ids } => {
                self.begin(tag::ERASE_PROFILE);
                self.ids(ids);
            }
        }
    }

    fn observation(&mut self, seen: &ReadyObservation<'_>, given: &[Given<'_>]) {
        // All that it named is refused.
        if seen.ids.is_empty() {
            return;
        }
        let mut first = u8::try_from(seen.strength.index()).unwrap_or(tag::STRENGTH);
        first |= if seen.at.is_some() { tag::HAS_TIME } else { 0 };
        first |= if seen.traits.is_empty() { 0 } else { tag::HAS_TRAITS };
        self.begin(first);
        self.source(seen.source);
        seen.at.into_iter().for_each(|at| self.operations.time(at, &mut self.last_ms));
        self.operations.length(seen.ids.len());
        for id in &given[seen.ids.clone()] {
            match id {
                Given::Sighted(id) => {
                    let scope = self.scope(id.scope);
                    let value = Some(id.value).filter(|value| !value.is_empty());
                    self.id(scope, value, id.fingerprint.0);
                }
                Given::Canonical(id) => self.canonical(id),
            }
        }
        if !seen.traits.is_empty() {
            self.traits(&seen.traits);
        }
    }

    /// What one observation said: of each trait one value, of its own time.
    fn traits(&mut self, traits: &RecordTraits) {
        self.operations.length(traits.iter().count());
        for one in traits.iter() {
            let name = match self.by_trait.get(&one.name) {
                Some(&name) => name,
                None => {
                    self.trait_names.written.text(&one.name);
                    *self.by_trait.entry(one.name.clone()).or_insert(self.trait_names.add())
                }
            };
            self.operations.number(name);
            self.operations.value(&one.newest.value);
        }
    }

    fn pairs(&mut self, pairs: &[[Canonical; 2]]) {
        self.operations.length(pairs.len());
        pairs.iter().flatten().for_each(|id| self.canonical(id));
    }

    fn ids(&mut self, ids: &[Canonical]) {
        self.operations.length(ids.len());
        ids.iter().for_each(|id| self.canonical(id));
    }

    fn canonical(&mut self, id: &Canonical) {
        let key = (id.namespace, id.scope.clone());
        let scope = match self.by_name.get(&key) {
            Some(&scope) => scope,
            None => {
                let namespace = &self.graph.policy().at(id.namespace).name;
                let name = NamedScope { namespace, scope: id.scope.as_deref() };
                let scope = add_scope(&mut self.scopes, &name);
                self.by_name.insert(key, scope);
                scope
            }
        };
        self.id(scope, id.value.as_deref(), id.fingerprint.0);
    }

    fn id(&mut self, scope: u64, value: Option<&str>, fingerprint: u128) {
        match value {
            Some(value) => {
                self.operations.number(scope << 1);
                self.operations.text(value);
            }
            None => {
                self.operations.number(scope << 1 | UNSEEN);
                self.operations.wide(fingerprint);
            }
        }
    }

    fn scope(&mut self, scope: ScopeIndex) -> u64 {
        let (graph, scopes) = (self.graph, &mut self.scopes);
        *self.by_scope.entry(scope).or_insert_with(|| add_scope(scopes, &graph.scope_name(scope)))
    }

    fn source(&mut self, source: GivenSource<'_>) {
        let (graph, sources) = (self.graph, &mut self.sources);
        let mut add = |name: &str| {
            sources.written.text(name);
            sources.add()
        };
        let number = match source {
            GivenSource::Known(source) => {
                *self.known_sources.entry(source).or_insert_with(|| add(graph.source_name(source)))
            }
            GivenSource::Named(name) => match self.named_sources.get(name) {
                Some(&number) => number,
                None => *self.named_sources.entry(name.into()).or_insert_with(|| add(name)),
            },
        };
        self.operations.number(number);
    }
}

fn add_scope(scopes: &mut Names, name: &NamedScope<'_>) -> u64 {
    scopes.written.text(name.namespace);
    scopes.written.maybe_text(name.scope);
    scopes.add()
}
