//! What a graph keeps, from which everything else follows: read out in an order, and a graph made of it.
//!
//! It is the evidence, the separations, who is senior to whom, the changes that are kept and what is refused. Identifiers go by their
//! place among those that are kept, the most senior first: numbers that nothing goes by any more leave no gap.

mod dump;
mod load;
mod take_over;

use hashbrown::HashMap;

use super::Graph;
use super::index::{Node, Occurrence, RecordIndex, ScopeIndex, SourceIndex};
use super::journaled::NamedScope;
use super::separations::Said;
use crate::change::ChangeKind;
use crate::identifier::Fingerprint;
use crate::observation::Strength;
use crate::profile::{ProfileId, RecordTraits};

pub(crate) use self::load::{IdentifierToLoad, Loading, RecordToLoad};

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
    /// All its partners are within its profile, but for so many.
    pub(crate) partners_outside: Option<u8>,
}

pub(crate) struct KeptRecord<'g> {
    /// Rising.
    pub(crate) identifiers: Vec<u32>,
    pub(crate) source: u32,
    pub(crate) strength: Strength,
    /// First and last, in milliseconds.
    pub(crate) span: Option<(i64, i64)>,
    pub(crate) traits: Option<&'g RecordTraits>,
    pub(crate) standing: KeptStanding,
}

/// What steps 1 to 6 leave of a record.
pub(crate) enum KeptStanding {
    Nothing,
    /// All that it holds, as it is; and where its centre stands.
    Everything(usize),
    Other(OtherStanding),
}

/// What steps 4 to 6 leave of a record, where that is not all or nothing.
#[derive(Default)]
pub(crate) struct OtherStanding {
    pub(crate) contradictory: bool,
    pub(crate) centre: Option<usize>,
    /// After step 5, and after step 6: what each identifier of it stands as, none if it left. 0 is itself; above, the number of a stand-in.
    pub(crate) forms: Vec<Option<u32>>,
    pub(crate) ends: Vec<Option<u32>>,
}

/// An identifier by its place, or the stand-in of such a number for it; 0 is the identifier itself.
pub(crate) type PlaceAs = (u32, u32);

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
            partners_outside: self.graph.watch.partners_outside(node),
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
            standing: self.standing(index),
        }
    }

    fn standing(&self, index: RecordIndex) -> KeptStanding {
        let evidence = &self.graph.evidence;
        let (nodes, forms) = (evidence.nodes(index), evidence.forms(index));
        let ends = evidence.ends(index);
        let contradictory = evidence.record(index).contradictory;
        let centre = evidence.centre(index).map(Occurrence::place);
        let is_nothing = || forms.iter().chain(ends).all(|node| node.is_none());
        match centre {
            Some(centre) if forms == nodes && ends == nodes => KeptStanding::Everything(centre),
            None if !contradictory && is_nothing() => KeptStanding::Nothing,
            _ => {
                let number = |&node: &Node| node.is_some().then(|| self.graph.nodes.origin(node).1);
                KeptStanding::Other(OtherStanding {
                    contradictory,
                    centre,
                    forms: forms.iter().map(number).collect(),
                    ends: ends.iter().map(number).collect(),
                })
            }
        }
    }

    fn place_as(&self, node: Node) -> PlaceAs {
        let (base, number) = self.graph.nodes.origin(node);
        (self.places.nodes[base.index()], number)
    }

    /// Those that are shared, stand-ins among them, each with up to which strength.
    pub(crate) fn levels(&self) -> impl Iterator<Item = (PlaceAs, u8)> {
        let nodes = &self.graph.nodes;
        let all = (0..nodes.len()).map(Node::at).filter(|&node| nodes.level(node) > 0);
        let standing = all.filter(|&node| self.graph.partition.profile(node).is_some());
        standing.map(|node| (self.place_as(node), nodes.level(node)))
    }

    /// Those that are their newest holder's, each with since when, in milliseconds.
    pub(crate) fn reassigned(&self) -> Vec<(u32, i64)> {
        let reassigned = self.graph.standing.reassigned.iter();
        let mut places: Vec<(u32, i64)> =
            reassigned.map(|(&node, &since)| (self.places.nodes[node.index()], since)).collect();
        places.sort_unstable();
        places
    }

    /// The members of each profile that has more than one, stand-ins among them.
    pub(crate) fn larger_profiles(&self) -> impl Iterator<Item = Vec<PlaceAs>> {
        let partition = &self.graph.partition;
        // Each where its first member comes.
        let mut seen = vec![false; self.graph.nodes.len()];
        let mut first = move |node: Node| !std::mem::replace(&mut seen[node.index()], true);
        let all = (0..self.graph.nodes.len()).map(Node::at);
        let profiles = all.filter_map(move |node| {
            let profile = partition.profile(node);
            if profile.is_none() || partition.block(profile).len < 2 || !first(node) {
                return None;
            }
            let mut members: Vec<Node> = partition.members(profile).collect();
            for &member in &members {
                first(member);
            }
            members.sort_unstable();
            Some(members)
        });
        profiles.map(|members| members.into_iter().map(|node| self.place_as(node)).collect())
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
