//! An explanation, in words.

use std::io::{self, Write};

use oneid::{Explanation, Policy, Verdict};

use super::{chain, clean, day, few, number, source};

/// Writes the two identifiers, the answer, and the chain on which it rests. `unknown` are those of the two that are not known.
pub(crate) fn explanation(
    told: &Explanation,
    unknown: &[String],
    policy: &Policy,
    out: &mut dyn Write,
) -> io::Result<()> {
    writeln!(out, "{}\n{}\n", clean(&told.a), clean(&told.b))?;
    writeln!(out, "{}", answer(told, unknown))?;
    if told.chain.is_empty() {
        return Ok(());
    }
    writeln!(out)?;
    chain(&told.chain, policy, out)
}

fn answer(told: &Explanation, unknown: &[String]) -> String {
    let steps = number(told.chain.len(), "step");
    match told.verdict {
        Verdict::Joined if told.chain.is_empty() => {
            "One customer: one and the same identifier.".into()
        }
        Verdict::Joined => format!("One customer, joined in {steps}."),
        Verdict::Unknown if unknown.len() == 1 => {
            format!("Not one customer: {} is not known.", few(unknown))
        }
        Verdict::Unknown => format!("Not one customer: {} are not known.", few(unknown)),
        Verdict::Separated => format!("Not one customer: separated {}.", separated(told)),
        Verdict::Blocked if told.chain.is_empty() => {
            "Not one customer: one of the two is blocked, and by the policy identifies nobody."
                .into()
        }
        Verdict::Blocked => {
            format!("Not one customer: only what is blocked joins them, in {steps}.")
        }
        Verdict::LinkNothing => {
            format!("Not one customer: only records that link nothing join them, in {steps}.")
        }
        Verdict::SharedOrReassigned => format!(
            "Not one customer: only what is shared or was given to another holder joins them, in {steps}."
        ),
        Verdict::Refused => {
            format!(
                "Not one customer: of the links that would join them, in {steps}, some were refused."
            )
        }
        Verdict::NeverSeenTogether => {
            "Not one customer: never seen together, not by way of others either.".into()
        }
        other => format!("Not one customer: {}.", other.as_str().replace('_', " ")),
    }
}

/// By whom, and when.
fn separated(told: &Explanation) -> String {
    let one = |by: &oneid::SeparatedBy| {
        let at = by.at.map(|at| format!(" on {}", day(at))).unwrap_or_default();
        format!("by {}{at}", source(&by.source))
    };
    few(&told.separated_by.iter().map(one).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use oneid::{Link, Preset, Record, SeparatedBy, Step, Strength, Timestamp};

    use super::*;

    fn text(told: &Explanation, unknown: &[String]) -> String {
        let mut text = Vec::new();
        explanation(told, unknown, &Policy::preset(Preset::RetailCn), &mut text).expect("memory");
        String::from_utf8(text).expect("text")
    }

    fn time(text: &str) -> Option<Timestamp> {
        Some(Timestamp::parse(text).expect("a time"))
    }

    fn step(from: &str, to: &str, source: &str, hindrances: Vec<oneid::Hindrance>) -> Step {
        let record = Record {
            identifiers: vec![from.to_owned(), to.to_owned()],
            source: source.to_owned(),
            strength: Strength::Verified,
            first_seen: time("2021-10-22T07:07:35Z"),
            last_seen: time("2022-01-05T00:00:00Z"),
        };
        Step { link: Link { from: from.to_owned(), to: to.to_owned(), record }, hindrances }
    }

    fn bare(verdict: Verdict, chain: Vec<Step>) -> Explanation {
        let (a, b) = ("weibo.uid:1".to_owned(), "weibo.uid:2".to_owned());
        Explanation { a, b, verdict, separated_by: Vec::new(), chain }
    }

    #[test]
    fn a_chain_is_told_step_by_step_and_aligned() {
        let chain = vec![
            step("weibo.uid:1", "phone:#00", "微信小程序", Vec::new()),
            step("phone:#00", "weibo.uid:2", "crm", vec![oneid::Hindrance::NoConsent]),
        ];
        assert_eq!(
            text(&bare(Verdict::LinkNothing, chain), &[]),
            "weibo.uid:1\nweibo.uid:2\n\n\
             Not one customer: only records that link nothing join them, in 2 steps.\n\n  \
             weibo.uid:1\n    \
             |  微信小程序  verified  2021-10-22 to 2022-01-05\n  \
             phone:#00\n    \
             x  crm         verified  2021-10-22 to 2022-01-05\n       \
             the policy lets no record of this source link\n  \
             weibo.uid:2\n"
        );
    }

    #[test]
    fn who_is_not_known_is_named() {
        let told = text(&bare(Verdict::Unknown, Vec::new()), &["weibo.uid:2".to_owned()]);
        assert!(told.ends_with("\nNot one customer: weibo.uid:2 is not known.\n"), "{told}");
    }

    #[test]
    fn who_separated_them_and_when_is_told() {
        let mut told = bare(Verdict::Separated, Vec::new());
        told.separated_by = vec![
            SeparatedBy { at: None, source: String::new() },
            SeparatedBy { at: time("2023-05-01T08:00:00Z"), source: "steward/李".to_owned() },
        ];
        let told = text(&told, &[]);
        let expected =
            "\nNot one customer: separated by (no source) and by steward/李 on 2023-05-01.\n";
        assert!(told.ends_with(expected), "{told}");
    }
}
