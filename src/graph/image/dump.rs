//! A graph as the operations that make it anew.

use hashbrown::HashSet;

use crate::error::Error;
use crate::graph::Graph;
use crate::graph::index::{Node, Occurrence, RecordIndex};
use crate::identifier::Identifier;
use crate::observation::{Observation, Timestamp};
use crate::operation::Operation;
use crate::profile::RecordTraits;

/// Records of an identifier that are looked at for one that introduces it.
const LOOKED_AT: usize = 8;

/// What is given out, and how far.
struct Dump<'g, F> {
    graph: &'g Graph,
    give: F,
    /// Identifiers that have been named.
    heard: Vec<bool>,
    given: HashSet<RecordIndex>,
    /// The source of what only says who is senior to whom.
    introduction: String,
    introduced: bool,
}

impl Graph {
    /// Gives operations that make a graph of the same evidence, separations and profile ids, under the same policy and key. What the log of changes
    /// names, and what is refused, is not among it.
    pub(crate) fn dump<E: From<Error>>(
        &self,
        give: impl FnMut(Operation) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut introduction = "oneid/dump".to_owned();
        while self.evidence.find_source(&introduction).is_some() {
            introduction.push('+');
        }
        let heard = vec![false; self.nodes.len()];
        let given = HashSet::new();
        let mut dump = Dump { graph: self, give, heard, given, introduction, introduced: false };
        dump.run()
    }
}

impl<E: From<Error>, F: FnMut(Operation) -> Result<(), E>> Dump<'_, F> {
    fn run(&mut self) -> Result<(), E> {
        let known: Vec<Node> = self.graph.nodes.known().collect();
        for (place, &node) in known.iter().enumerate() {
            if self.heard[node.index()] {
                continue;
            }
            match self.introducing(&known[place..]) {
                Some(record) => self.give_record(record)?,
                None => self.introduce(node)?,
            }
        }
        for record in self.graph.evidence.records() {
            if !self.given.contains(&record) {
                self.give_record(record)?;
            }
        }
        self.give_separations(&known)?;
        if self.introduced {
            (self.give)(Operation::RetractSource { source: self.introduction.as_str().into() })?;
        }
        Ok(())
    }

    /// A record that names nothing new but the first of these, and maybe those that follow it.
    fn introducing(&self, next: &[Node]) -> Option<RecordIndex> {
        let held = self.graph.evidence.held(next[0]).take(LOOKED_AT).map(Occurrence::record);
        let mut introducing = held.filter(|&record| {
            let nodes = self.graph.evidence.nodes(record).iter();
            let fresh = nodes.filter(|node| !self.heard[node.index()]);
            let unheard = next.iter().filter(|node| !self.heard[node.index()]);
            fresh.zip(unheard).all(|(a, b)| a == b)
        });
        introducing.next()
    }

    fn introduce(&mut self, node: Node) -> Result<(), E> {
        self.introduced = true;
        self.heard[node.index()] = true;
        let seen = Observation::new([self.identifier(node)?])?.source(&self.introduction);
        (self.give)(seen.into())
    }

    fn identifier(&self, node: Node) -> Result<Identifier, Error> {
        Identifier::parse(&self.graph.nodes.text(node))
    }

    /// A record as observations: one for each time that something of it is of.
    fn give_record(&mut self, record: RecordIndex) -> Result<(), E> {
        self.given.insert(record);
        let evidence = &self.graph.evidence;
        let nodes = evidence.nodes(record);
        nodes.iter().for_each(|node| self.heard[node.index()] = true);
        let ids: Result<Vec<Identifier>, Error> =
            nodes.iter().map(|&node| self.identifier(node)).collect();
        let kept = evidence.record(record);
        let seen = Observation::new(ids?)?
            .source(evidence.source_name(kept.source))
            .strength(kept.strength);
        let none = RecordTraits::default();
        let traits = evidence.traits(record).unwrap_or(&none);
        for at in times(kept.times.span(), traits)? {
            let mut seen = seen.clone();
            if let Some(at) = at {
                seen = seen.at(at);
            }
            for one in traits.iter() {
                let said = [&one.newest, &one.oldest].into_iter().find(|dated| dated.at == at);
                if let Some(said) = said {
                    seen = seen.with_trait(&one.name, said.value.clone())?;
                }
            }
            (self.give)(seen.into())?;
        }
        Ok(())
    }

    fn give_separations(&mut self, known: &[Node]) -> Result<(), E> {
        for &node in known {
            let mut others: Vec<Node> =
                self.graph.separations.of(node).filter(|&other| other > node).collect();
            others.sort_unstable();
            for other in others {
                for said in self.graph.separations.said(node, other) {
                    let ids = [self.identifier(node)?, self.identifier(other)?];
                    let (at, source) = (said.at, said.source.clone());
                    (self.give)(Operation::Separate { ids, at, source })?;
                }
            }
        }
        Ok(())
    }
}

/// All times that something of a record is of: none where that is not known. At least one.
fn times(span: Option<(i64, i64)>, traits: &RecordTraits) -> Result<Vec<Option<Timestamp>>, Error> {
    let mut times: Vec<Option<Timestamp>> =
        traits.iter().flat_map(|one| [one.newest.at, one.oldest.at]).collect();
    if let Some((first, last)) = span {
        times.extend([
            Some(Timestamp::from_millisecond(first)?),
            Some(Timestamp::from_millisecond(last)?),
        ]);
    }
    if times.is_empty() {
        times.push(None);
    }
    times.sort_unstable();
    times.dedup();
    Ok(times)
}
