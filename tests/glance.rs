//! Where a glance at a new record does not tell what it changes, the graph looks closer: cases at the edge of that.

use oneid::{FingerprintKey, IdentityGraph, Operation, Policy, Tuning};

/// A graph of observations that each have a time.
fn graph(policy: &str, observations: &[(&[&str], &str)]) -> IdentityGraph {
    tuned(policy, Tuning::default(), observations)
}

fn tuned(policy: &str, tuning: Tuning, observations: &[(&[&str], &str)]) -> IdentityGraph {
    let policy = Policy::from_toml(policy).expect("a policy");
    let mut graph = IdentityGraph::tuned(policy, FingerprintKey::from_bytes([7; 16]), tuning);
    for (ids, at) in observations {
        let at = format!("{at}T00:00:00Z");
        let line = serde_json::json!({ "ids": ids, "at": at, "source": at });
        let operation = Operation::from_json(&line.to_string()).expect("an operation");
        graph.apply(&operation).expect("it is applied");
    }
    graph.check().expect("every invariant holds");
    graph
}

/// Two holders are fewer than make a number shared, but more than one customer may be.
#[test]
fn holders_that_clash_are_noticed_below_the_threshold() {
    const POLICY: &str = r#"
        [namespace."wechat.unionid"]
        limit = 1
        [namespace.phone]
        shared_above = 5
        reassigned_after = "180d"
    "#;
    let (phone, first, second) =
        ("phone:+8613800138000", "wechat.unionid@w:oFirst", "wechat.unionid@w:oSecond");
    let held = [(&[phone, first][..], "2020-01-01"), (&[phone, first], "2020-02-01")];
    assert_eq!(graph(POLICY, &held).reassigned().len(), 0);
    let passed_on = [held[0], held[1], (&[phone, second], "2022-01-01")];
    assert_eq!(graph(POLICY, &passed_on).reassigned().len(), 1);
}

/// Partners that are counted once more are no new ones; one more of another name is.
#[test]
fn partners_are_counted_and_not_records() {
    const POLICY: &str = "[namespace.device]\nshared_above = 2";
    let seen = |names: &[&str]| {
        let ids: Vec<[String; 2]> = names
            .iter()
            .map(|name| ["device:d".to_owned(), format!("jd.xid@shop:{name}")])
            .collect();
        let ids: Vec<[&str; 2]> = ids.iter().map(|pair| [&*pair[0], &*pair[1]]).collect();
        let days = ["2020-01-01", "2020-01-02", "2020-01-03", "2020-01-04", "2020-01-05"];
        let sources = ids.iter().zip(days).map(|(ids, day)| (&ids[..], day));
        graph(POLICY, &sources.collect::<Vec<_>>()).shared().len()
    };
    assert_eq!(seen(&["a", "b"]), 0);
    assert_eq!(seen(&["a", "b", "a", "b"]), 0);
    assert_eq!(seen(&["a", "b", "a", "c"]), 1);
}

/// A fingerprint as printed is no value, also where its namespace and scope have been seen.
#[test]
fn a_fingerprint_names_the_identifier_that_it_is_of() {
    const POLICY: &str = "[namespace.\"jd.pin\"]\nretain = false";
    let seen = graph(POLICY, &[(&["jd.pin:p1"], "2020-01-01")]);
    let printed = seen.profiles().next().expect("there is one").identifiers.remove(0);
    assert!(printed.starts_with("jd.pin:#"));
    let again = [(&["jd.pin:p1"][..], "2020-01-01"), (&[&printed, "jd.xid@shop:x"], "2020-01-02")];
    assert_eq!(graph(POLICY, &again).stats().identifiers, 2);
}

/// A shared number leaves the record of a device, and still is one of two numbers that the device has been seen with.
#[test]
fn what_leaves_a_record_contests_what_stays() {
    const POLICY: &str = r#"
        [namespace.phone]
        limit = 1
        shared_above = 1
        [namespace.device]
        shared_above = 5
        contested = "nobody"
    "#;
    let hub = "phone:+8613800138000";
    let seen: &[(&[&str], &str)] = &[
        (&[hub, "jd.xid@shop:a"], "2020-01-01"),
        (&[hub, "jd.xid@shop:b"], "2020-01-02"),
        (&[hub, "jd.xid@shop:c"], "2020-01-03"),
        (&["device:d", "phone:+8613900139000"], "2020-01-04"),
        (&["device:d", hub], "2020-01-05"),
    ];
    let many_at_two = Tuning { counted_above: 2, ..Tuning::default() };
    let shared = |seen| {
        let graph = tuned(POLICY, many_at_two, seen);
        graph.shared().into_iter().filter(|one| one.identifier.starts_with("device")).count()
    };
    assert_eq!([shared(&seen[..4]), shared(seen)], [0, 1]);
}
