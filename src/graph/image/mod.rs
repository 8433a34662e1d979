//! What a graph keeps, from which everything else follows: read out in an order, and a graph made of it.
//!
//! It is the evidence, the separations, who is senior to whom, the changes that are kept and what is refused. Identifiers go by their
//! place among those that are kept, the most senior first: numbers that nothing goes by any more leave no gap.

mod dump;
mod load;

use hashbrown::HashMap;

use super::Graph;
use super::index::{Node, RecordIndex, ScopeIndex, SourceIndex};
use super::journaled::NamedScope;
use super::separations::Said;
use crate::change::ChangeKind;
use crate::identifier::Fingerprint;
use crate::observation::Strength;
use crate::profile::{ProfileId, RecordTraits};

pub(crate) use self::load::{Loading, RecordToLoad};

/// What a graph keeps. Scopes, sources and identifiers go by their places.
pub(crate) struct Image<'g> {
    graph: &'g Graph,
    scopes: Vec<ScopeIndex>,
    sources: Vec<SourceIndex>,
    nodes: Vec<Node>,
    places: Places,
}

/// Places by number.
struct Places {
    scopes: HashMap<ScopeIndex, u32>,
    sources: HashMap<SourceIndex, u32>,
    /// `u32::MAX` of what is not kept.
    nodes: Vec<u32>,
}

pub(crate) struct KeptIdentifier<'g> {
    pub(crate) scope: u32,
    /// Empty where only the fingerprint is kept.
    pub(crate) value: &'g str,
    pub(crate) fingerprint: Fingerprint,
    /// Else only a change names it.
    pub(crate) known: bool,
}

pub(crate) struct KeptRecord<'g> {
    /// Rising.
    pub(crate) identifiers: Vec<u32>,
    pub(crate) source: u32,
    pub(crate) strength: Strength,
    /// First and last, in milliseconds.
    pub(crate) span: Option<(i64, i64)>,
    pub(crate) traits: Option<&'g RecordTraits>,
}

pub(crate) struct KeptChange {
    pub(crate) kind: ChangeKind,
    pub(crate) from: Option<ProfileId>,
    pub(crate) into: Option<ProfileId>,
    pub(crate) identifiers: Vec<u32>,
}

impl Graph {
    /// What there is to keep, now.
    pub(crate) fn image(&self) -> Image<'_> {
        let mut nodes: Vec<Node> = self.nodes.known().collect();
        let named = self.log.since(self.log.first()).flat_map(|change| {
            change.nodes().filter(|&node| !self.nodes.is_known(node)).collect::<Vec<_>>()
        });
        nodes.extend(named);
        nodes.sort_unstable();
        nodes.dedup();
        let mut image = Image {
            graph: self,
            scopes: Vec::new(),
            sources: Vec::new(),
            places: Places {
                scopes: HashMap::new(),
                sources: HashMap::new(),
                nodes: vec![u32::MAX; self.nodes.len()],
            },
            nodes,
        };
        image.find_places();
        image
    }
}

impl<'g> Image<'g> {
    fn find_places(&mut self) {
        for (place, &node) in (0..).zip(&self.nodes) {
            self.places.nodes[node.index()] = place;
            let scope = self.graph.nodes.scope_index(node);
            self.places.scopes.entry(scope).or_insert_with(|| {
                self.scopes.push(scope);
                place_of(self.scopes.len() - 1)
            });
        }
        for index in self.graph.evidence.records() {
            let source = self.graph.evidence.record(index).source;
            self.places.sources.entry(source).or_insert_with(|| {
                self.sources.push(source);
                place_of(self.sources.len() - 1)
            });
        }
    }

    pub(crate) fn policy_text(&self) -> String {
        self.graph.policy.to_toml()
    }

    pub(crate) fn scopes(&self) -> impl ExactSizeIterator<Item = NamedScope<'g>> {
        self.scopes.iter().map(|&scope| self.graph.scope_name(scope))
    }

    pub(crate) fn sources(&self) -> impl ExactSizeIterator<Item = &'g str> {
        self.sources.iter().map(|&source| self.graph.source_name(source))
    }

    pub(crate) fn identifiers(&self) -> impl ExactSizeIterator<Item = KeptIdentifier<'g>> {
        let nodes = &self.graph.nodes;
        self.nodes.iter().map(|&node| KeptIdentifier {
            scope: self.places.scopes[&nodes.scope_index(node)],
            value: nodes.value(node),
            fingerprint: nodes.fingerprint(node),
            known: nodes.is_known(node),
        })
    }

    /// The profile of each identifier, if it is known.
    pub(crate) fn profiles(&self) -> impl Iterator<Item = Option<ProfileId>> {
        let nodes = &self.graph.nodes;
        self.nodes.iter().map(|&node| nodes.is_known(node).then(|| nodes.profile_id(node)))
    }

    pub(crate) fn records(&self) -> impl Iterator<Item = KeptRecord<'g>> {
        self.graph.evidence.records().map(|index| self.record(index))
    }

    fn record(&self, index: RecordIndex) -> KeptRecord<'g> {
        let record = self.graph.evidence.record(index);
        KeptRecord {
            identifiers: self.places_of(self.graph.evidence.nodes(index).iter().copied()),
            source: self.places.sources[&record.source],
            strength: record.strength,
            span: record.times.span(),
            traits: self.graph.evidence.traits(index),
        }
    }

    fn places_of(&self, nodes: impl Iterator<Item = Node>) -> Vec<u32> {
        nodes.map(|node| self.places.nodes[node.index()]).collect()
    }

    /// Each pair once, the more senior first, and who said so.
    pub(crate) fn separations(&self) -> impl Iterator<Item = (u32, u32, &'g [Said])> {
        let separations = &self.graph.separations;
        let place = |node: Node| self.places.nodes[node.index()];
        let of = |node| {
            let mut others: Vec<Node> =
                separations.of(node).filter(|&other| other > node).collect();
            others.sort_unstable();
            others.into_iter()
        };
        let known = self.nodes.iter().copied().filter(|&node| separations.names(node));
        known.flat_map(move |node| {
            of(node).map(move |other| (place(node), place(other), separations.said(node, other)))
        })
    }

    /// The number of the first change that is kept.
    pub(crate) fn first_change(&self) -> u64 {
        self.graph.log.first()
    }

    pub(crate) fn changes(&self) -> impl Iterator<Item = KeptChange> {
        self.graph.log.since(self.graph.log.first()).map(|change| KeptChange {
            kind: change.kind,
            from: change.from,
            into: change.into,
            identifiers: self.places_of(change.nodes()),
        })
    }

    /// Under which key erased identifiers are refused, by a number that tells it from others; and which, under it.
    pub(crate) fn refusals(&self) -> Option<(u64, Vec<Fingerprint>)> {
        self.graph.refusals.as_ref().map(|refusals| (refusals.key_check(), refusals.sorted()))
    }
}

fn place_of(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}
