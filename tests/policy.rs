//! Policies as text: what is accepted, what is refused and how, and what is printed.

use oneid::Policy;

#[test]
fn every_policy_of_the_cases_parses() {
    let mut count = 0;
    for (file, cases) in [
        ("peers", include_str!("../testdata/peers.jsonl")),
        ("spec", include_str!("../testdata/spec.jsonl")),
    ] {
        for line in cases.lines() {
            let case: serde_json::Value = serde_json::from_str(line).expect("a case is JSON");
            let Some(text) = case["policy"].as_str() else { continue };
            if let Err(error) = Policy::from_toml(text) {
                panic!("{file} {}: {error}", case["id"]);
            }
            count += 1;
        }
    }
    assert!(count >= 100, "only {count} policies found");
}
