//! SPEC section 5, step 5: an identifier that fell silent and came back with another holder.

use super::evidence::Evidence;
use super::index::{Node, Occurrence, ScopeIndex};
use super::standing::Forms;
use super::summary::Rules;
use crate::observation::Strength;

/// The time for which one customer held an identifier.
#[derive(Debug)]
pub(crate) struct Tenure {
    /// When its first run began, in milliseconds since 1970.
    pub(crate) since_ms: i64,
    pub(crate) occurrences: Vec<Occurrence>,
    held: Vec<Held>,
}

/// The tenures of one identifier.
pub(crate) struct Tenures {
    /// The oldest first.
    pub(crate) tenures: Vec<Tenure>,
    /// First and last time of all records, if these are one run.
    pub(crate) single_run: Option<(i64, i64)>,
}

/// A limited identifier of a more trusted class beside the one in question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Held {
    scope: ScopeIndex,
    strength: Strength,
    who: Node,
}

/// One record that holds the identifier.
struct Sighting {
    occurrence: Occurrence,
    span: Option<(i64, i64)>,
    strength: Strength,
}

/// The tenures of an identifier, oldest first: one unless it has been reassigned, none if no record that may link holds it.
/// Looks at every record that holds it.
pub(super) fn tenures(
    node: Node,
    gap_ms: i64,
    evidence: &Evidence,
    left: &impl Forms,
    rules: Rules<'_>,
) -> Tenures {
    let mut timed: Vec<Sighting> = Vec::new();
    let mut untimed: Vec<Sighting> = Vec::new();
    for occurrence in evidence.held(node) {
        let index = occurrence.record();
        if !left.is_usable(index) {
            continue;
        }
        let record = evidence.record(index);
        let sighting =
            Sighting { occurrence, span: record.times.span(), strength: record.strength };
        if sighting.span.is_some() { timed.push(sighting) } else { untimed.push(sighting) }
    }
    timed.sort_unstable_by_key(|sighting| (sighting.span, sighting.occurrence));
    let runs = runs(timed, gap_ms);
    let single_run = if let [run] = runs.as_slice() { run.span() } else { None };
    let mut tenures = Vec::new();
    for run in runs {
        place_run(run.into_tenure(node, evidence, rules), &mut tenures, rules);
    }
    for sighting in untimed {
        place_untimed(&sighting, node, &mut tenures, evidence, rules);
    }
    Tenures { tenures, single_run }
}

struct Run(Vec<Sighting>);

/// Cuts sightings, sorted by their first time, where one begins more than `gap_ms` after all before it had ended.
fn runs(timed: Vec<Sighting>, gap_ms: i64) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut last_ms = i64::MIN;
    for sighting in timed {
        let Some((first, last)) = sighting.span else { continue };
        let begins = runs.is_empty() || first.saturating_sub(gap_ms) > last_ms;
        last_ms = last_ms.max(last);
        match runs.last_mut() {
            Some(run) if !begins => run.0.push(sighting),
            _ => runs.push(Run(vec![sighting])),
        }
    }
    runs
}

impl Run {
    fn span(&self) -> Option<(i64, i64)> {
        let spans = || self.0.iter().filter_map(|sighting| sighting.span);
        Some((spans().map(|span| span.0).min()?, spans().map(|span| span.1).max()?))
    }

    fn into_tenure(self, node: Node, evidence: &Evidence, rules: Rules<'_>) -> Tenure {
        let since_ms =
            self.0.first().and_then(|sighting| sighting.span).map_or(i64::MAX, |span| span.0);
        let mut held: Vec<Held> = self
            .0
            .iter()
            .flat_map(|sighting| held_beside(node, sighting, evidence, rules))
            .collect();
        held.sort_unstable();
        held.dedup();
        let occurrences = self.0.iter().map(|sighting| sighting.occurrence).collect();
        Tenure { since_ms, occurrences, held }
    }
}

/// A run joins the tenure before it unless the two clash.
fn place_run(run: Tenure, tenures: &mut Vec<Tenure>, rules: Rules<'_>) {
    match tenures.last_mut() {
        Some(tenure) if !clash(tenure, &run, rules) => {
            tenure.occurrences.extend(run.occurrences);
            tenure.held.extend(run.held);
            tenure.held.sort_unstable();
            tenure.held.dedup();
        }
        _ => tenures.push(run),
    }
}

/// A record without a time: with the newest holder it names; failing that, if asserted, with the newest, else with the oldest.
fn place_untimed(
    sighting: &Sighting,
    node: Node,
    tenures: &mut Vec<Tenure>,
    evidence: &Evidence,
    rules: Rules<'_>,
) {
    let named: Vec<Node> =
        held_beside(node, sighting, evidence, rules).map(|held| held.who).collect();
    let names = |tenure: &Tenure| tenure.held.iter().any(|held| named.contains(&held.who));
    let asserted = sighting.strength == Strength::Asserted;
    let fallback = if asserted { tenures.len().saturating_sub(1) } else { 0 };
    let place = tenures.iter().rposition(names).unwrap_or(fallback);
    match tenures.get_mut(place) {
        Some(tenure) => tenure.occurrences.push(sighting.occurrence),
        None => tenures.push(Tenure {
            since_ms: i64::MAX,
            occurrences: vec![sighting.occurrence],
            held: Vec::new(),
        }),
    }
}

/// The limited identifiers of more trusted classes that stand beside an identifier in a record, each as its group.
fn held_beside<'a>(
    node: Node,
    sighting: &Sighting,
    evidence: &'a Evidence,
    rules: Rules<'a>,
) -> impl Iterator<Item = Held> + 'a {
    let class = rules.nodes.trust(node).class;
    let strength = sighting.strength;
    let beside = evidence.nodes(sighting.occurrence.record()).iter().copied();
    beside
        .filter(move |&other| {
            let entry = rules.nodes.entry(other);
            entry.limit.is_some() && entry.trust.class < class && !rules.nodes.is_blocked(other)
        })
        .map(move |other| Held {
            scope: rules.nodes.scope_index(other),
            strength,
            who: rules.same.representative(other),
        })
}

/// Whether a run is of another holder than the tenure before it.
fn clash(tenure: &Tenure, run: &Tenure, rules: Rules<'_>) -> bool {
    tenure.held.chunk_by(|a, b| a.scope == b.scope).any(|theirs| {
        let scope = theirs[0].scope;
        let start = run.held.partition_point(|held| held.scope < scope);
        let ours = &run.held[start..];
        let ours = &ours[..ours.partition_point(|held| held.scope == scope)];
        !ours.is_empty() && clash_in_scope(theirs, ours, rules.nodes.scope_entry(scope).limit)
    })
}

/// Of both, those in the strongest records that hold any: the run's at least as strong, none in common, together over the limit.
fn clash_in_scope(tenure: &[Held], run: &[Held], limit: Option<u32>) -> bool {
    let (tenure, run) = (strongest(tenure), strongest(run));
    let common = |held: &Held| tenure.binary_search_by_key(&held.who, |other| other.who).is_ok();
    run[0].strength >= tenure[0].strength
        && limit.is_some_and(|limit| tenure.len() + run.len() > limit as usize)
        && !run.iter().any(common)
}

/// Sorted by strength, then by who: the strongest stand at the end.
fn strongest(held: &[Held]) -> &[Held] {
    let strength = held.last().map(|held| held.strength);
    &held[held.partition_point(|held| Some(held.strength) < strength)..]
}
