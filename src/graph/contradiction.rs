//! SPEC section 5, step 4: records that contradict themselves.

use super::evidence::Evidence;
use super::index::{Node, RecordIndex, ScopeIndex};
use super::summary::Rules;

/// Whether a record holds more than `limit` identifiers of a namespace in one scope, or a separated pair. Blocked identifiers
/// have left it, and those of one group count as one.
pub(crate) fn contradicts_itself(
    record: RecordIndex,
    evidence: &Evidence,
    rules: Rules<'_>,
) -> bool {
    let held = evidence.nodes(record);
    exceeds_limit(held, rules) || holds_separated_pair(held, rules)
}

fn left<'a>(held: &'a [Node], rules: Rules<'a>) -> impl Iterator<Item = Node> + 'a {
    held.iter().copied().filter(move |&node| !rules.nodes.is_blocked(node))
}

fn exceeds_limit(held: &[Node], rules: Rules<'_>) -> bool {
    let mut limited: Vec<(ScopeIndex, Node)> = left(held, rules)
        .filter(|&node| rules.nodes.entry(node).limit.is_some())
        .map(|node| (rules.nodes.scope_index(node), rules.same.representative(node)))
        .collect();
    limited.sort_unstable();
    limited.dedup();
    limited.chunk_by(|a, b| a.0 == b.0).any(|alike| {
        let limit = rules.nodes.scope_entry(alike[0].0).limit;
        limit.is_some_and(|limit| alike.len() > limit as usize)
    })
}

/// Goes by whichever is fewer: what the record holds, or what each is separated from.
fn holds_separated_pair(held: &[Node], rules: Rules<'_>) -> bool {
    if rules.separations.is_empty() {
        return false;
    }
    let named: Vec<Node> =
        left(held, rules).filter(|&node| rules.separations.names(node)).collect();
    let among = |node: Node| named.contains(&node);
    named.iter().any(|&a| {
        if rules.separations.count(a) < named.len() {
            rules.separations.of(a).any(among)
        } else {
            named.iter().any(|&b| rules.separations.holds(a, b))
        }
    })
}
