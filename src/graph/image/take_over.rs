//! What a graph kept of standings and profiles, taken over as it is: nothing is resolved.

use super::load::{How, Loading, impossible};
use super::{KeptStanding, OtherStanding, PlaceAs};
use crate::error::Error;
use crate::graph::delta::Delta;
use crate::graph::index::{Node, check_capacity};
use crate::graph::observe::Evident;
use crate::graph::rules;
use crate::graph::same::SameGroups;
use crate::observation::Strength;

impl Loading {
    pub(super) fn take_over(
        &mut self,
        evident: Evident<'_>,
        standing: KeptStanding,
    ) -> Result<(), Error> {
        let Evident { nodes, source, strength, times, traits } = evident;
        let graph = &mut self.graph;
        let live = strength >= graph.policy.min_strength && graph.evidence.source_links(source);
        if let How::TakenOver { same, .. } = &mut self.how
            && strength == Strength::Asserted
            && live
        {
            let groupable =
                |node: &Node| graph.nodes.is_account(*node) && !graph.nodes.is_blocked(*node);
            let accounts: Vec<Node> = nodes.iter().copied().filter(groupable).collect();
            same.extend(accounts.windows(2).map(|pair| (pair[0], pair[1])));
        }
        let index = graph.evidence.add(nodes, source, strength, times, live);
        graph.evidence.add_traits(index, traits);
        match standing {
            KeptStanding::Nothing => Ok(()),
            KeptStanding::Everything(centre) if centre < nodes.len() && live => {
                graph.evidence.link_everything(index, centre);
                Ok(())
            }
            KeptStanding::Other(other) if live => {
                graph.evidence.set_contradictory(index, other.contradictory);
                let OtherStanding { centre, forms, ends, .. } = other;
                let forms = self.stand(nodes, &forms)?;
                let ends = self.stand(nodes, &ends)?;
                let centre_stands =
                    centre.is_none_or(|centre| ends.get(centre).is_some_and(|end| end.is_some()));
                let any_ends = ends.iter().any(|end| end.is_some());
                if !centre_stands || centre.is_some() != any_ends {
                    return Err(impossible());
                }
                self.graph.evidence.set_forms(index, &forms);
                self.graph.evidence.link(index, &ends, centre);
                Ok(())
            }
            _ => Err(impossible()),
        }
    }

    /// What identifiers stand as.
    fn stand(&mut self, nodes: &[Node], numbers: &[Option<u32>]) -> Result<Vec<Node>, Error> {
        if nodes.len() != numbers.len() {
            return Err(impossible());
        }
        let mut standing = Vec::with_capacity(nodes.len());
        for (&node, &number) in nodes.iter().zip(numbers) {
            standing.push(match number {
                None => Node::NONE,
                Some(0) => node,
                Some(number) => self.stand_in(node, number)?,
            });
        }
        Ok(standing)
    }

    fn stand_in(&mut self, of: Node, number: u32) -> Result<Node, Error> {
        check_capacity(self.graph.nodes.len(), 1, "identifiers")?;
        let (stand_in, new) = self.graph.nodes.stand_in(of, number);
        if new {
            self.graph.admit(stand_in);
        }
        Ok(stand_in)
    }

    /// An identifier that is known, or a stand-in for one that stands in some record.
    fn standing_as(&self, (place, number): PlaceAs) -> Result<Node, Error> {
        let node = self.known(place)?;
        match number {
            0 => Ok(node),
            number => self.graph.nodes.find_stand_in(node, number).ok_or_else(impossible),
        }
    }

    /// Up to which strength one is shared; all records are loaded before.
    pub(crate) fn level(&mut self, place: PlaceAs, level: u8) -> Result<(), Error> {
        if self.finds_anew() {
            return Ok(());
        }
        if level > 7 {
            return Err(impossible());
        }
        let node = self.standing_as(place)?;
        self.graph.nodes.set_level(node, level);
        Ok(())
    }

    /// Since when one is its newest holder's, in milliseconds.
    pub(crate) fn reassigned(&mut self, place: u32, since_ms: i64) -> Result<(), Error> {
        if self.finds_anew() {
            return Ok(());
        }
        let node = self.known(place)?;
        self.graph.standing.reassigned.insert(node, since_ms);
        Ok(())
    }

    /// The members of a profile; all that it is judged by is loaded before.
    pub(crate) fn profile(&mut self, members: &[PlaceAs]) -> Result<(), Error> {
        if self.finds_anew() {
            return Ok(());
        }
        self.find_groups();
        let (&first, others) = members.split_first().ok_or_else(impossible)?;
        let first = self.alone(first)?;
        for &other in others {
            let other = self.alone(other)?;
            let graph = &mut self.graph;
            let (into, from) = (graph.partition.profile(first), graph.partition.profile(other));
            if into == from {
                return Err(impossible());
            }
            graph.partition.unite(into, from, rules!(graph));
        }
        Ok(())
    }

    fn finds_anew(&self) -> bool {
        matches!(self.how, How::Anew { .. })
    }

    /// One that is in no larger profile yet.
    fn alone(&self, place: PlaceAs) -> Result<Node, Error> {
        let node = self.standing_as(place)?;
        let profile = self.graph.partition.profile(node);
        if self.graph.partition.block(profile).len == 1 { Ok(node) } else { Err(impossible()) }
    }

    /// Finds which accounts are one person's, once, and notes it where accounts are by themselves.
    fn find_groups(&mut self) {
        let How::TakenOver { same, grouped } = &mut self.how else { return };
        if std::mem::replace(grouped, true) {
            return;
        }
        let pairs = std::mem::take(same);
        let graph = &mut self.graph;
        graph.same = SameGroups::of_pairs(&pairs, &graph.separations);
        let separated = self.nodes.iter().copied().filter(|&node| graph.separations.names(node));
        let named: Vec<Node> =
            pairs.into_iter().flat_map(|(a, b)| [a, b]).chain(separated).collect();
        for node in named {
            graph.partition.resummarise(graph.partition.profile(node), rules!(graph));
        }
    }

    /// Readers are to see every identifier in its profile.
    pub(super) fn show_profiles(&mut self) {
        self.find_groups();
        let graph = &mut self.graph;
        for node in (0..graph.nodes.len()).map(Node::at) {
            let profile = graph.partition.profile(node);
            if profile.is_some() && !graph.nodes.is_stand_in(node) {
                graph.nodes.label(node, graph.partition.block(profile).senior);
            }
        }
        graph.delta = Delta::starting_at(graph.nodes.len());
    }
}
