//! What the library answers as data, in words for people.

mod chain;
mod explanation;
mod hindrance;

pub(crate) use chain::chain;
pub(crate) use explanation::explanation;
pub(crate) use hindrance::hindrance;

use oneid::{ProfileTrait, Record, StandingOf, Strength, Timestamp, TraitRule, TraitValue};

/// How many identifiers of a list are shown.
const FEW: usize = 3;

/// Text of others that cannot move the cursor or turn what follows around: such characters are shown as escapes.
pub(crate) fn clean(text: &str) -> String {
    let moves =
        |c: char| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let mut clean = String::with_capacity(text.len());
    for c in text.chars() {
        if moves(c) { clean.extend(c.escape_default()) } else { clean.push(c) }
    }
    clean
}

/// A source, or that there is none.
pub(crate) fn source(name: &str) -> String {
    if name.is_empty() { "(no source)".to_owned() } else { clean(name) }
}

/// The day of a time, in UTC.
pub(crate) fn day(time: Timestamp) -> String {
    time.to_string().chars().take(10).collect()
}

/// The days from first to last.
pub(crate) fn span(first: Option<Timestamp>, last: Option<Timestamp>) -> String {
    match (first.map(day), last.map(day)) {
        (Some(first), Some(last)) if first != last => format!("{first} to {last}"),
        (Some(one), _) | (None, Some(one)) => one,
        (None, None) => "at no known time".to_owned(),
    }
}

/// Source, strength and times of a record.
pub(crate) fn record(record: &Record) -> [String; 3] {
    let seen = span(record.first_seen, record.last_seen);
    [source(&record.source), record.strength.to_string(), seen]
}

/// The first few of a list, and how many more there are.
pub(crate) fn few(list: &[String]) -> String {
    let shown: Vec<String> = list.iter().take(FEW).map(|one| clean(one)).collect();
    match (list.len().saturating_sub(FEW), shown.split_last()) {
        (0, Some((last, []))) => last.clone(),
        (0, Some((last, others))) => format!("{} and {last}", others.join(", ")),
        (0, None) => String::new(),
        (more, _) => format!("{} and {more} more", shown.join(", ")),
    }
}

/// A number of things.
pub(crate) fn number(count: usize, thing: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {thing}{plural}")
}

/// How an identifier stands.
pub(crate) fn standing(standing: &StandingOf) -> String {
    let shared = |&(upto, partners): &(Strength, usize)| {
        format!("shared by {partners}, leaves records up to {upto}")
    };
    let told: Vec<String> = [
        standing.blocked.then(|| "blocked".to_owned()),
        standing.shared.as_ref().map(shared),
        standing.reassigned_since.map(|since| format!("reassigned, since {}", day(since))),
    ]
    .into_iter()
    .flatten()
    .collect();
    if told.is_empty() { "plain".to_owned() } else { told.join("; ") }
}

/// What a profile shows of a trait.
pub(crate) fn shown(shown: &ProfileTrait) -> String {
    match shown {
        ProfileTrait::Value(one) => value(one),
        ProfileTrait::Values(all) => all.iter().map(value).collect::<Vec<_>>().join(" | "),
        ProfileTrait::Sums(sums) => {
            let told = sums.iter().map(|(currency, sum)| {
                format!("{} {}", value(&TraitValue::from(*sum)), clean(currency)).trim().to_owned()
            });
            told.collect::<Vec<_>>().join(", ")
        }
        other => clean(&serde_json::to_string(other).unwrap_or_default()),
    }
}

/// The name of a trait's rule in a policy.
pub(crate) fn rule(rule: TraitRule) -> &'static str {
    match rule {
        TraitRule::Newest => "newest",
        TraitRule::Oldest => "oldest",
        TraitRule::MostFrequent => "most_frequent",
        TraitRule::Min => "min",
        TraitRule::Max => "max",
        TraitRule::All => "all",
        TraitRule::Sum => "sum",
        _ => "",
    }
}

/// The value of a trait.
pub(crate) fn value(value: &TraitValue) -> String {
    match value {
        TraitValue::Text(text) => clean(text),
        TraitValue::List(list) => clean(&list.join(", ")),
        other => serde_json::to_string(other).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_moves_the_cursor_is_escaped() {
        assert_eq!(clean("小明\u{1b}[2J\n\u{202e}x"), "小明\\u{1b}[2J\\n\\u{202e}x");
    }

    #[test]
    fn lists_are_cut_and_say_so() {
        let list = |count: usize| (0..count).map(|n| n.to_string()).collect::<Vec<_>>();
        let told = [0, 1, 2, 3, 4, 9].map(|count| few(&list(count)));
        assert_eq!(
            told,
            ["", "0", "0 and 1", "0, 1 and 2", "0, 1, 2 and 1 more", "0, 1, 2 and 6 more"]
        );
    }

    #[test]
    fn a_span_within_a_day_is_that_day() {
        let at = |text| Some(Timestamp::parse(text).expect("a time"));
        let (morning, evening) = (at("2021-10-22T07:00:00Z"), at("2021-10-22T19:00:00Z"));
        assert_eq!(span(morning, evening), "2021-10-22");
        assert_eq!(span(morning, at("2022-01-05T00:00:00Z")), "2021-10-22 to 2022-01-05");
        assert_eq!(span(None, None), "at no known time");
    }
}
