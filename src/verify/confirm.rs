//! What must hold of an explanation.

use hashbrown::HashMap;

use super::chain::Level;
use super::judge::{Judge, RecordNumber};
use super::links::{Component, Taken};
use super::merge::Blocks;
use super::names::{Node, only};
use super::{Facts, Unconfirmed};
use crate::explanation::{Explanation, Hindrance, Step, Verdict};
use crate::identifier::Identifier;

type Confirmed = Result<(), Unconfirmed>;

/// A step of a chain, by number.
struct Walked {
    from: Node,
    to: Node,
    record: RecordNumber,
}

pub(super) fn confirm(explanation: &Explanation, facts: &dyn Facts) -> Confirmed {
    let Explanation { a, b, verdict, separated_by, chain } = explanation;
    let mut judge = Judge::new(facts);
    if *verdict != Verdict::Separated {
        holds(separated_by.is_empty(), "somebody is said to have separated the two")?;
    }
    let (node_a, node_b) = (judge.known(a), judge.known(b));
    if *verdict == Verdict::Unknown {
        holds(is_printed(a, facts) && is_printed(b, facts), "one of the two is no identifier")?;
        holds(node_a.is_none() || node_b.is_none(), "both are known")?;
        return no_chain(chain);
    }
    let (Some(a), Some(b)) = (node_a, node_b) else {
        return Err(Unconfirmed::whole("one of the two is not known"));
    };
    if a == b {
        holds(*verdict == Verdict::Joined, "the two are one identifier")?;
        return no_chain(chain);
    }
    let by = judge.separated_by(a, b);
    match verdict {
        Verdict::Joined => judge.joined(a, b, chain),
        Verdict::Separated => {
            holds(!by.is_empty(), "nobody separated the two")?;
            holds(*separated_by == by, "not those are named who separated the two")?;
            no_chain(chain)
        }
        _ if !by.is_empty() => Err(Unconfirmed::whole("somebody separated the two")),
        Verdict::Blocked if judge.is_blocked(a) || judge.is_blocked(b) => no_chain(chain),
        _ if judge.is_blocked(a) || judge.is_blocked(b) => {
            Err(Unconfirmed::whole("one of the two is blocked"))
        }
        Verdict::Blocked => {
            judge.apart(Level::Unblocked, a, b, "records join the two without what is blocked")?;
            judge.over_records(Level::Records, a, b, chain)
        }
        Verdict::LinkNothing => {
            judge.apart(Level::MayLink, a, b, "records that may link join the two")?;
            judge.over_records(Level::Unblocked, a, b, chain)
        }
        Verdict::SharedOrReassigned => {
            judge.apart(Level::Links, a, b, "links join the two")?;
            judge.over_records(Level::MayLink, a, b, chain)
        }
        Verdict::Refused => judge.refused(a, b, chain),
        Verdict::NeverSeenTogether => {
            judge.apart(Level::Records, a, b, "records join the two")?;
            no_chain(chain)
        }
        Verdict::Unknown => Err(Unconfirmed::whole("both are known")),
    }
}

impl Judge<'_> {
    fn apart(&mut self, level: Level, a: Node, b: Node, sentence: &'static str) -> Confirmed {
        holds(self.distance(level, a, b).is_none(), sentence)
    }

    /// A chain of records, each with what keeps it from being one of the next level.
    fn over_records(&mut self, level: Level, a: Node, b: Node, chain: &[Step]) -> Confirmed {
        let walked = self.walk(level, a, b, chain)?;
        let shortest = self.distance(level, a, b);
        holds(shortest == Some(chain.len()), "there is a shorter chain")?;
        for (place, (walked, step)) in walked.iter().zip(chain).enumerate() {
            let hindrances = match level {
                Level::Records => self.blocked_ends(walked),
                Level::Unblocked => self.why_it_links_nothing(walked.record),
                Level::MayLink | Level::Links => self.shared_or_reassigned(walked),
            };
            hindered(place, hindrances, step)?;
        }
        Ok(())
    }

    fn joined(&mut self, a: Node, b: Node, chain: &[Step]) -> Confirmed {
        let walked = self.walk(Level::Links, a, b, chain)?;
        let component = self.component(a);
        let (blocks, _) = self.merge(&component, &[]);
        holds(blocks.share(a, b), "the two do not share a profile")?;
        for (place, step) in walked.iter().enumerate() {
            if !blocks.share(step.from, step.to) {
                return Err(Unconfirmed::at(place, "the link was refused"));
            }
            hindered(place, Vec::new(), &chain[place])?;
        }
        let shortest = accepted_distance(&component, &blocks, a, b);
        holds(shortest == Some(chain.len()), "there is a shorter chain")
    }

    fn refused(&mut self, a: Node, b: Node, chain: &[Step]) -> Confirmed {
        let walked = self.walk(Level::Links, a, b, chain)?;
        let shortest = self.distance(Level::Links, a, b);
        holds(shortest == Some(chain.len()), "there is a shorter chain")?;
        let links: Vec<Taken> = walked.iter().map(|step| self.link(step)).collect();
        let component = self.component(a);
        let (blocks, refused) = self.merge(&component, &links);
        holds(!blocks.share(a, b), "the two share a profile")?;
        for (place, link) in links.iter().enumerate() {
            let of_link = refused.iter().filter(|(other, _)| other == link);
            hindered(place, of_link.map(|(_, why)| why.clone()).collect(), &chain[place])?;
        }
        Ok(())
    }

    /// The link that a step goes over, whichever way.
    fn link(&mut self, step: &Walked) -> Taken {
        let &Walked { from, to, record } = step;
        let (centre, other) =
            if self.ends(record).centre == Some(from) { (from, to) } else { (to, from) };
        Taken { centre, other, record }
    }

    /// That a chain leads from the one to the other, each step over a record of the evidence.
    fn walk(
        &mut self,
        level: Level,
        a: Node,
        b: Node,
        chain: &[Step],
    ) -> Result<Vec<Walked>, Unconfirmed> {
        let mut from = a;
        let mut walked = Vec::with_capacity(chain.len());
        for (place, Step { link, .. }) in chain.iter().enumerate() {
            let at = |sentence| Unconfirmed::at(place, sentence);
            if link.from != self.names.text(from) {
                return Err(at("it does not begin where the one before it ends"));
            }
            let identifier = self.names.identifier_of(from);
            let record = self.find(identifier, &link.record);
            let record = record.ok_or(at("the evidence has no such record of that identifier"))?;
            let next = self.next_to(level, from, record);
            let to = next.into_iter().find(|&to| self.names.text(to) == link.to);
            let to = to.ok_or(at("the record does not join the two"))?;
            walked.push(Walked { from, to, record });
            from = to;
        }
        holds(from == b, "the chain does not lead from the one to the other")?;
        Ok(walked)
    }

    fn blocked_ends(&mut self, step: &Walked) -> Vec<Hindrance> {
        let mut blocked = Vec::new();
        for end in [step.from, step.to] {
            if self.is_blocked(end) {
                let identifier = self.names.text(end).to_owned();
                blocked.push(Hindrance::Blocked { identifier });
            }
        }
        blocked
    }

    fn why_it_links_nothing(&mut self, record: RecordNumber) -> Vec<Hindrance> {
        let mut why = Vec::new();
        if !self.is_strong(record) {
            why.push(Hindrance::TooWeak { min_strength: self.policy.min_strength() });
        }
        if !self.has_consent(record) {
            why.push(Hindrance::NoConsent);
        }
        if why.is_empty() && !self.is_sound(record) {
            let in_the_way = self.contradiction(record);
            why.push(Hindrance::Contradictory { in_the_way: self.names.texts(in_the_way) });
        }
        why
    }

    fn shared_or_reassigned(&mut self, step: &Walked) -> Vec<Hindrance> {
        let mut why = Vec::new();
        for end in [step.from, step.to] {
            let stands_as = self.form(end, step.record);
            if let Some(reassigned) = self.reassigned(end).filter(|_| stands_as != end) {
                why.push(Hindrance::Reassigned {
                    identifier: self.names.text(end).to_owned(),
                    stands_as: self.names.text(stands_as).to_owned(),
                    since: reassigned.since,
                });
            }
            if let Some(upto) = self.shared_upto(stands_as)
                && self.leaves(stands_as, step.record)
            {
                let partners = self.partners_at(stands_as, upto);
                let identifier = self.names.text(stands_as).to_owned();
                why.push(Hindrance::Shared { identifier, upto, partners });
            }
        }
        why
    }
}

/// How many accepted links the shortest chain between two of one profile has.
fn accepted_distance(component: &Component, blocks: &Blocks, a: Node, b: Node) -> Option<usize> {
    let mut around = HashMap::<Node, Vec<Node>>::new();
    for &Taken { centre, other, .. } in &component.links {
        if blocks.share(a, centre) && blocks.share(a, other) {
            around.entry(centre).or_default().push(other);
            around.entry(other).or_default().push(centre);
        }
    }
    let mut seen = only(a);
    let (mut rim, mut steps) = (vec![a], 0);
    while !rim.is_empty() && !rim.contains(&b) {
        let next = rim.iter().filter_map(|node| around.get(node)).flatten().copied();
        rim = next.filter(|&node| seen.insert(node)).collect();
        steps += 1;
    }
    rim.contains(&b).then_some(steps)
}

/// That these hindrances, and no others, are told of a step.
fn hindered(place: usize, mut hindrances: Vec<Hindrance>, step: &Step) -> Confirmed {
    hindrances.sort_unstable();
    hindrances.dedup();
    if hindrances == step.hindrances {
        return Ok(());
    }
    Err(Unconfirmed::at(place, "something else stands against it"))
}

fn no_chain(chain: &[Step]) -> Confirmed {
    holds(chain.is_empty(), "there is a chain where the verdict names none")
}

fn holds(holds: bool, sentence: &'static str) -> Confirmed {
    if holds { Ok(()) } else { Err(Unconfirmed::whole(sentence)) }
}

/// Whether a text is an identifier in the form that is printed.
fn is_printed(text: &str, facts: &dyn Facts) -> bool {
    Identifier::parse(text)
        .and_then(|identifier| facts.policy().canonical(&identifier, facts.key()))
        .is_ok_and(|all| all.first().is_some_and(|one| one.to_string() == text))
}
