//! Every numbered invariant of the graph, recomputed plainly. For tests: it looks at everything.

use std::collections::{BTreeMap, HashSet};

use super::Graph;
use super::contradiction::contradicts_itself;
use super::index::{Node, Occurrence, RecordIndex, SourceIndex};
use super::resolve::resolve;
use super::same::SameGroups;
use super::share::{SharingRules, partners_in};
use super::summary::Summary;
use super::tenure::tenures;
use super::watch::Sole;
use crate::profile::ProfileId;

/// What an invariant says where it does not hold.
type Broken = Result<(), String>;

impl Graph {
    /// Verifies every invariant.
    ///
    /// 1. Every known identifier, and no other, is held by a record or a separation, and is found by its fingerprint.
    /// 2. Groups are those of the asserted records (step 3).
    /// 3. A live record is marked contradictory exactly if it contradicts itself (step 4).
    /// 4. What stands in a record is what steps 2, 4 and 5 leave (blocked, contradictory, reassigned).
    /// 5. Sharing levels are those that counting all partners gives; kept counts agree (step 6).
    /// 6. What a record links, and its centre, is what step 6 leaves.
    /// 7. Every profile's summary, size and most senior identifier are those of its members.
    /// 8. Every profile is allowed, and connected by its own links; every link between two profiles was refused when it was taken
    ///    (the certificate of step 8, which shares no code with resolving from nothing).
    /// 9. Resolving from nothing gives the same profiles.
    /// 10. A record is found by what it is, by each identifier that it holds and by its source; and nothing else is.
    /// 11. What is known at a glance is on the safe side: credit and sole partners are those that counting gives, or less;
    ///     partners outside a profile are no more than noted.
    /// 12. Readers see every known identifier in its profile.
    pub(crate) fn check(&self) -> Broken {
        self.check_known()?;
        self.check_groups()?;
        self.check_contradictions()?;
        self.check_forms()?;
        self.check_levels()?;
        self.check_links()?;
        self.check_summaries()?;
        self.check_certificate()?;
        self.check_resolution()?;
        self.check_evidence()?;
        self.check_watch()
    }

    fn check_known(&self) -> Broken {
        for node in (0..self.nodes.len()).map(Node::at) {
            let known = self.nodes.is_known(node);
            let stand_in = self.nodes.is_stand_in(node);
            holds(1, known == (self.is_held(node) && !stand_in), || {
                format!("{node:?} known: {known}")
            })?;
            let indexed = self.nodes.find(self.nodes.fingerprint(node)) == Some(node);
            holds(1, known == indexed, || format!("{node:?} indexed: {indexed}"))?;
            if known {
                let senior = self.partition.block(self.partition.profile(node)).senior;
                let shown = self.nodes.profile_id(node);
                holds(12, ProfileId::of(self.nodes.fingerprint(senior)) == shown, || {
                    format!("{node:?} is shown in {shown}")
                })?;
            }
        }
        Ok(())
    }

    fn check_groups(&self) -> Broken {
        let naive = SameGroups::naive(&self.nodes, &self.evidence, &self.separations, |index| {
            self.evidence.record(index).live
        });
        holds(2, self.same.equals(&naive), || format!("{:?} is not {naive:?}", self.same))
    }

    fn check_contradictions(&self) -> Broken {
        for index in self.evidence.records() {
            let record = self.evidence.record(index);
            let naive = record.live && contradicts_itself(index, &self.evidence, self.rules());
            holds(3, record.contradictory == naive, || {
                format!("{index:?} contradictory: {naive}")
            })?;
        }
        Ok(())
    }

    fn check_forms(&self) -> Broken {
        let naive = self.naive_forms();
        for index in self.evidence.records() {
            for occurrence in self.evidence.occurrences(index) {
                let form = naive.get(&occurrence).copied().unwrap_or(Node::NONE);
                let held = self.evidence.form(occurrence);
                holds(4, held == form, || {
                    format!("{index:?}, {occurrence:?} stands as {held:?}, not {form:?}")
                })?;
            }
        }
        Ok(())
    }

    fn naive_forms(&self) -> BTreeMap<Occurrence, Node> {
        let mut forms = BTreeMap::new();
        for node in self.nodes.known().filter(|&node| !self.nodes.is_blocked(node)) {
            let gap_ms = self.nodes.rules(node, &self.policy).reassigned_after_ms;
            // Without the rule all records are one tenure, whatever the gap.
            let tenures = tenures(
                node,
                gap_ms.unwrap_or(i64::MAX),
                &self.evidence,
                &self.evidence,
                self.rules(),
            )
            .tenures;
            let newest = tenures.len().saturating_sub(1);
            for (place, tenure) in tenures.iter().enumerate() {
                let number = u32::try_from(place + 1).unwrap_or(u32::MAX);
                let former = self.nodes.find_stand_in(node, number).unwrap_or(Node::NONE);
                let form = if place == newest { node } else { former };
                forms.extend(tenure.occurrences.iter().map(|&occurrence| (occurrence, form)));
            }
        }
        forms
    }

    fn check_levels(&self) -> Broken {
        for node in (0..self.nodes.len()).map(Node::at) {
            let base = self.nodes.base(node);
            let naive = SharingRules::of(node, self.rules()).and_then(|sharing| {
                let standing = self
                    .evidence
                    .held(base)
                    .filter(|&occurrence| self.evidence.form(occurrence) == node);
                sharing.judge_by_records(standing, &self.evidence, &self.evidence).sharing
            });
            let level = naive.map_or(0, |sharing| sharing.upto.index() + 1);
            let kept = usize::from(self.nodes.level(node));
            holds(5, kept == level, || format!("{node:?} is at level {kept}, not {level}"))?;
            holds(5, self.sharing(node) == naive, || format!("kept counts of {node:?}"))?;
        }
        Ok(())
    }

    fn check_links(&self) -> Broken {
        for index in self.evidence.records() {
            let (ends, centre) = self.ends_after_step_6(index);
            let centre = centre.and_then(|place| self.evidence.occurrences(index).nth(place));
            let agrees = self.evidence.ends(index) == ends && self.evidence.centre(index) == centre;
            holds(6, agrees, || format!("the links of {index:?}"))?;
        }
        holds(6, self.evidence.links().count() == self.evidence.link_count(), || {
            "the count of links".into()
        })
    }

    fn check_summaries(&self) -> Broken {
        let mut members_in_all = 0;
        for profile in self.partition.profiles() {
            let members: Vec<Node> = self.partition.members(profile).collect();
            members_in_all += members.len();
            let block = self.partition.block(profile);
            let labelled = members.iter().all(|&member| self.partition.profile(member) == profile);
            let senior =
                members.iter().copied().filter(|&member| !self.nodes.is_stand_in(member)).min();
            let agrees = labelled
                && members.len() == block.len as usize
                && senior.unwrap_or(Node::NONE) == block.senior
                && Summary::of(members, self.rules()).agrees(&block.summary);
            holds(7, agrees, || format!("{profile:?}"))?;
        }
        let in_some = |&node: &Node| self.partition.profile(node).is_some();
        let labelled = (0..self.nodes.len()).map(Node::at).filter(in_some).count();
        holds(7, labelled == members_in_all, || "nodes in no ring".into())
    }

    fn check_certificate(&self) -> Broken {
        let run = self.run();
        for profile in self.partition.profiles() {
            let members: Vec<Node> = self.partition.members(profile).collect();
            let mut summary = Summary::default();
            for &member in &members {
                let next = Summary::of_node(member, self.rules());
                holds(8, summary.refusal(&next, self.rules()).is_none(), || {
                    format!("{profile:?} is not allowed")
                })?;
                summary.absorb(&next, self.rules());
            }
            holds(8, run.reach(members[0]).len() == members.len(), || {
                format!("{profile:?} is not connected")
            })?;
        }
        for link in self.evidence.links() {
            let refused = run.is_internal(link) || run.refusal(&run.order.place(link)).is_some();
            holds(8, refused, || format!("{link:?} between two profiles was not refused"))?;
        }
        Ok(())
    }

    fn check_resolution(&self) -> Broken {
        for (members, _) in resolve(self.run()) {
            let profile = self.partition.profile(members[0]);
            let size = self.partition.block(profile).len as usize;
            let same = members.iter().all(|&member| self.partition.profile(member) == profile);
            holds(9, same && size == members.len(), || format!("{profile:?}"))?;
        }
        Ok(())
    }
}

impl Graph {
    fn check_evidence(&self) -> Broken {
        let mut held: BTreeMap<Node, Vec<Occurrence>> = BTreeMap::new();
        let mut of_source: BTreeMap<SourceIndex, Vec<RecordIndex>> = BTreeMap::new();
        for index in self.evidence.records() {
            let record = self.evidence.record(index);
            let nodes = self.evidence.nodes(index);
            let found = self.evidence.find(nodes, record.source, record.strength);
            holds(10, found == Some(index), || format!("{index:?} is found as {found:?}"))?;
            of_source.entry(record.source).or_default().push(index);
            for occurrence in self.evidence.occurrences(index) {
                held.entry(self.evidence.node(occurrence)).or_default().push(occurrence);
            }
        }
        for node in (0..self.nodes.len()).map(Node::at) {
            let mut listed: Vec<Occurrence> = self.evidence.held(node).collect();
            listed.sort_unstable();
            let expected = held.remove(&node).unwrap_or_default();
            let agrees = listed == expected && listed.len() == self.evidence.held_count(node);
            holds(10, agrees, || format!("the records of {node:?}"))?;
        }
        for name in self.evidence.source_names() {
            let Some(source) = self.evidence.find_source(name) else { continue };
            let mut listed: Vec<RecordIndex> = self.evidence.records_of_source(source).collect();
            listed.sort_unstable();
            let expected = of_source.remove(&source).unwrap_or_default();
            holds(10, listed == expected, || format!("the records of {source:?}"))?;
        }
        Ok(())
    }
}

impl Graph {
    fn check_watch(&self) -> Broken {
        for node in self.nodes.known().filter(|&node| self.nodes.entry(node).ruled.watched) {
            let Some(sharing) = SharingRules::of(node, self.rules()) else { continue };
            let stands = |&occurrence: &Occurrence| self.evidence.form(occurrence) == node;
            let standing = || self.evidence.held(node).filter(stands);
            let judged = sharing.judge_by_records(standing(), &self.evidence, &self.evidence);
            let sole = self.watch.sole(node);
            let credit = self.watch.credit(node);
            holds(11, sole == Sole::Within || credit <= judged.credit, || {
                format!("the credit of {node:?} is {credit}, not {}", judged.credit)
            })?;
            let partners =
                |occurrence: Occurrence| partners_in(occurrence.record(), node, &self.evidence);
            let profile = |node: Node| self.partition.profile(node);
            let is_outside = |&partner: &Node| profile(partner) != profile(node);
            let outside =
                || standing().flat_map(partners).filter(is_outside).collect::<HashSet<_>>();
            let agrees = match sole {
                Sole::Several => true,
                Sole::Within => outside().len() <= credit as usize,
                _ => judged.sole == Sole::Nobody || sole == judged.sole,
            };
            holds(11, agrees, || {
                format!("{node:?} has been seen with {sole:?}, not {:?}", judged.sole)
            })?;
        }
        Ok(())
    }
}

fn holds(invariant: u32, holds: bool, detail: impl FnOnce() -> String) -> Broken {
    if holds { Ok(()) } else { Err(format!("invariant {invariant}: {}", detail())) }
}
