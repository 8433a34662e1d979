//! Programs from bytes. Few identifiers, sources and times, so that they collide.

use arbitrary::Arbitrary;
use serde_json::{Value, json};

use crate::graph::Program;

const IDS: [&str; 16] = [
    "u@a:1",
    "u@a:2",
    "u@a:3",
    "u@b:1",
    "o@a:1",
    "o@a:2",
    "t:1",
    "t:2",
    "p:1",
    "p:2",
    "e:x",
    "d:1",
    "d:2",
    "phone:+8613800138001",
    "phone:+8613900139002",
    "phone.md5_national:9e9626cef66e28f074e941773891f57c",
];
const SOURCES: [&str; 4] = ["", "crm", "rented/x", "steward"];
const STRENGTHS: [&str; 5] = ["inferred", "declared", "verified", "authoritative", "asserted"];
const ORDERS: [&str; 6] = [
    r#"["strength", "rank", "oldest"]"#,
    r#"["newest"]"#,
    r#"["oldest"]"#,
    r#"["rank", "newest"]"#,
    r#"["rank"]"#,
    r#"["strength", "newest", "rank"]"#,
];
/// Longer programs take the model long.
const MOST: usize = 24;

/// Each field is cut to what it can be.
#[derive(Arbitrary, Debug)]
pub(crate) struct Draft {
    order: u8,
    least: u8,
    max_accounts: u8,
    namespaces: [Rules; 7],
    steps: Vec<Step>,
}

#[derive(Arbitrary, Debug)]
struct Rules {
    /// Which of the rules there are.
    has: u8,
    limit: u8,
    shared: u8,
    days: u8,
}

#[derive(Arbitrary, Debug)]
enum Step {
    Observe { ids: [u8; 3], count: u8, month: Option<u8>, source: u8, strength: u8 },
    Again { step: u8, month: Option<u8> },
    Separate { a: u8, b: u8 },
    Rejoin { a: u8, b: u8 },
    Retract { step: u8 },
    RetractSource { source: u8 },
    Expire { month: u8, source: Option<u8> },
    Erase { id: u8 },
    EraseProfile { id: u8 },
}

impl Draft {
    pub(crate) fn program(&self) -> Program {
        let mut lines: Vec<Value> = Vec::new();
        for step in self.steps.iter().take(MOST) {
            let line = step.line(&lines);
            lines.push(line);
        }
        let lines = lines.iter().map(Value::to_string).collect();
        Program { policy: self.policy(), lines }
    }

    fn policy(&self) -> String {
        let mut policy = format!("order = {}\n", pick(&ORDERS, self.order));
        policy += &format!("min_strength = \"{}\"\n", STRENGTHS[usize::from(self.least % 8 / 6)]);
        if self.max_accounts % 8 > 4 {
            policy += &format!("max_accounts = {}\n", self.max_accounts % 8 - 3);
        }
        let fixed = [
            ("u", "class = \"account\"\nrank = 10\nscope = \"required\""),
            ("o", "class = \"account\"\nrank = 20\nscope = \"required\""),
            ("t", "class = \"account\"\nrank = 30"),
            ("p", "class = \"contact\"\nrank = 50"),
            ("e", "class = \"contact\"\nrank = 60\nretain = false"),
            ("d", "class = \"device\"\nrank = 90"),
            ("phone", "bridge = [\"md5_national\"]"),
        ];
        for ((name, fixed), rules) in fixed.iter().zip(&self.namespaces) {
            policy += &format!("\n[namespace.{name}]\n{fixed}\n{}", rules.text());
        }
        policy + "\n[source.\"rented/*\"]\nlink = false\n"
    }
}

impl Rules {
    fn text(&self) -> String {
        let rules = [
            format!("limit = {}\n", self.limit % 3 + 1),
            format!("shared_above = {}\n", self.shared % 3 + 1),
            "contested = \"nobody\"\n".to_owned(),
            format!("reassigned_after = \"{}d\"\n", self.days % 40 + 1),
        ];
        let there = rules.iter().enumerate().filter(|(bit, _)| self.has >> bit & 1 == 1);
        there.map(|(_, rule)| rule.as_str()).collect()
    }
}

impl Step {
    fn line(&self, before: &[Value]) -> Value {
        let pair = |a: u8, b: u8| [pick(&IDS, a), pick(&IDS, b)];
        match *self {
            Step::Observe { ids, count, month, source, strength } => {
                let ids: Vec<&str> = ids.iter().map(|&id| pick(&IDS, id)).collect();
                let count = usize::from(count) % ids.len() + 1;
                timed(
                    json!({"op": "observe", "ids": ids[..count], "source": pick(&SOURCES, source),
                        "strength": pick(&STRENGTHS, strength)}),
                    month,
                )
            }
            Step::Again { step, month } => match earlier(before, step) {
                Some(line) => timed(line.clone(), month),
                None => json!({"ids": [IDS[0]]}),
            },
            Step::Separate { a, b } => json!({"op": "separate", "ids": pair(a, b)}),
            Step::Rejoin { a, b } => json!({"op": "rejoin", "ids": pair(a, b)}),
            Step::Retract { step } => {
                let line =
                    earlier(before, step).cloned().unwrap_or_else(|| json!({"ids": [IDS[0]]}));
                json!({"op": "retract", "ids": line["ids"], "source": line["source"].as_str().unwrap_or("")})
            }
            Step::RetractSource { source } => {
                json!({"op": "retract_source", "source": pick(&SOURCES, source)})
            }
            Step::Expire { month, source } => {
                let mut line = json!({"op": "expire", "before": moment(month)});
                if let Some(source) = source {
                    line["source"] = pick(&SOURCES, source).into();
                }
                line
            }
            Step::Erase { id } => json!({"op": "erase", "id": pick(&IDS, id)}),
            Step::EraseProfile { id } => json!({"op": "erase_profile", "id": pick(&IDS, id)}),
        }
    }
}

/// An observation said before.
fn earlier(before: &[Value], step: u8) -> Option<&Value> {
    let observations: Vec<&Value> = before.iter().filter(|line| line["op"] == "observe").collect();
    observations.get(usize::from(step) % observations.len().max(1)).copied()
}

fn timed(mut line: Value, month: Option<u8>) -> Value {
    if let Some(month) = month {
        line["at"] = moment(month).into();
    }
    line
}

/// One of the first days of one of eight months.
fn moment(month: u8) -> String {
    format!("2021-{:02}-{:02}T00:00:00Z", month % 8 + 1, month / 8 % 4 + 1)
}

fn pick<'a>(items: &[&'a str], index: u8) -> &'a str {
    items[usize::from(index) % items.len()]
}
