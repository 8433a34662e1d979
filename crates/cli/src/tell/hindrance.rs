//! What keeps records from joining what they hold, in words.

use oneid::{Hindrance, Policy, RefusalReason};

use super::{day, few};

/// One sentence, without its full stop.
pub(crate) fn hindrance(hindrance: &Hindrance, policy: &Policy) -> String {
    match hindrance {
        Hindrance::Blocked { identifier } => {
            format!("{identifier} is blocked: by the policy it identifies nobody")
        }
        Hindrance::TooWeak { min_strength } => {
            format!("the record is too weak to link: the policy wants at least {min_strength}")
        }
        Hindrance::NoConsent => "the policy lets no record of this source link".to_owned(),
        Hindrance::Contradictory { in_the_way } => {
            format!(
                "the record contradicts itself, and links nothing: it holds {}",
                few(in_the_way)
            )
        }
        Hindrance::Shared { identifier, upto, partners } => format!(
            "{identifier} is shared by {partners}, which is too many: it leaves records up to {upto}"
        ),
        Hindrance::Reassigned { identifier, stands_as, since } => format!(
            "{identifier} was given to another holder, who has had it since {}; this record is of a former one, {stands_as}",
            day(*since)
        ),
        Hindrance::Refused { reason, in_the_way } => refused(*reason, in_the_way, policy),
        other => other.as_str().replace('_', " "),
    }
}

fn refused(reason: RefusalReason, in_the_way: &[String], policy: &Policy) -> String {
    let held = few(in_the_way);
    match reason {
        RefusalReason::Separated => {
            format!("refused: it would join what is separated: {held}")
        }
        RefusalReason::MaxAccounts => {
            let most = policy.max_accounts().map(|most| format!(", more than {most}"));
            let most = most.unwrap_or_default();
            format!("refused: it would make one of {} accounts{most}: {held}", in_the_way.len())
        }
        RefusalReason::Limit => {
            let counts = counts(in_the_way, policy).join(", ");
            format!("refused: it would join {counts}: {held}")
        }
        other => format!("refused, {}: {held}", other.as_str().replace('_', " ")),
    }
}

/// For each namespace and scope how many there are, and how many there may be.
fn counts(identifiers: &[String], policy: &Policy) -> Vec<String> {
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for head in identifiers.iter().filter_map(|id| Some(id.split_once(':')?.0)) {
        match counts.iter_mut().find(|entry| entry.0 == head) {
            Some(entry) => entry.1 += 1,
            None => counts.push((head, 1)),
        }
    }
    let told = counts.into_iter().map(|(head, count)| {
        let namespace = head.split('@').next().and_then(|name| policy.namespace(name));
        match namespace.and_then(oneid::NamespacePolicy::limit) {
            Some(limit) => format!("{count} of {head}, where {limit} may be"),
            None => format!("{count} of {head}"),
        }
    });
    told.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use oneid::{Preset, Strength, Timestamp};

    fn told(one: &Hindrance) -> String {
        hindrance(one, &Policy::preset(Preset::RetailCn))
    }

    fn ids(list: &[&str]) -> Vec<String> {
        list.iter().map(|&id| id.to_owned()).collect()
    }

    #[test]
    fn limits_are_told_with_their_counts() {
        let in_the_way = ids(&["wechat.unionid@brand:oA", "wechat.unionid@brand:oB"]);
        let refused = Hindrance::Refused { reason: RefusalReason::Limit, in_the_way };
        assert_eq!(
            told(&refused),
            "refused: it would join 2 of wechat.unionid@brand, where 1 may be: wechat.unionid@brand:oA and \
             wechat.unionid@brand:oB"
        );
    }

    #[test]
    fn long_lists_are_cut() {
        let in_the_way: Vec<String> = (0..101).map(|n| format!("weibo.uid:{n}")).collect();
        let refused = Hindrance::Refused { reason: RefusalReason::MaxAccounts, in_the_way };
        assert_eq!(
            told(&refused),
            "refused: it would make one of 101 accounts, more than 100: weibo.uid:0, weibo.uid:1, weibo.uid:2 and \
             98 more"
        );
    }

    #[test]
    fn counts_dates_and_identifiers_are_told() {
        let identifier = "phone:#00".to_owned();
        let since = Timestamp::parse("2023-05-01T08:00:00Z").expect("a time");
        let stands_as = "phone~1:#00".to_owned();
        for (one, expected) in [
            (
                Hindrance::Shared {
                    identifier: identifier.clone(),
                    upto: Strength::Verified,
                    partners: 6,
                },
                "phone:#00 is shared by 6, which is too many: it leaves records up to verified",
            ),
            (
                Hindrance::Reassigned { identifier, stands_as, since },
                "phone:#00 was given to another holder, who has had it since 2023-05-01; this record is of a former \
                 one, phone~1:#00",
            ),
            (
                Hindrance::Contradictory { in_the_way: ids(&["a.user:1", "a.user:2"]) },
                "the record contradicts itself, and links nothing: it holds a.user:1 and a.user:2",
            ),
        ] {
            assert_eq!(told(&one), expected);
        }
    }
}
