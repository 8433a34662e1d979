//! What can be asked of files can be asked of a graph.

use super::command::{KEY, Place};
use super::world::{LIN, ORDER, run};
use super::{DIR, example, on, told};

const QUESTIONS: [(&str, &[&str]); 10] = [
    ("resolve", &[]),
    ("explain", &[LIN, ORDER]),
    ("explain", &["--json", "phone:137 7123 4560", LIN]),
    ("cut", &[LIN, ORDER]),
    ("history", &[LIN]),
    ("candidates", &["--json"]),
    ("simulate", &["retail-cn"]),
    ("sources", &[]),
    ("profile", &["phone:13771234560"]),
    ("lookup", &["phone:13771234560"]),
];

#[test]
fn a_graph_gives_the_answers_that_its_operations_give() {
    let place = example();
    let names = place.names();
    for (subcommand, arguments) in QUESTIONS {
        let of_files = run(&place, subcommand, &[arguments, &["operations.jsonl"]].concat());
        let of_graph = on(&place, subcommand, arguments);
        assert!(!of_files.stdout.is_empty());
        assert_eq!(told(of_graph), told(of_files), "{subcommand}");
    }
    assert_eq!(place.names(), names);
}

#[test]
fn files_beside_a_graph_are_wrong_usage_that_repeats_nothing() {
    let place = example();
    for (subcommand, arguments) in QUESTIONS {
        if subcommand == "resolve" {
            continue;
        }
        let both = on(&place, subcommand, &[arguments, &["phone:13771234560"]].concat());
        assert_eq!((both.status, &*both.stdout), (Some(2), ""), "{subcommand}");
        assert!(both.stderr.contains("--db stands in place of files of operations"), "{both:?}");
        assert!(!both.stderr.contains("1377") && !both.stderr.contains(LIN), "{both:?}");
    }
}

#[test]
fn another_policy_than_the_graphs_is_refused_and_its_own_is_not() {
    let place = example();
    let own = on(&place, "lookup", &["--policy", "policy.toml", LIN]);
    assert_eq!(told(own), told(on(&place, "lookup", &[LIN])));
    let refused = "oneid: --policy: the graph in graph has another policy (oneid simulate --apply puts \
                   another in force)\n";
    on(&place, "lookup", &["--policy", "retail-cn", LIN]).failed(refused);
    on(&place, "resolve", &["--policy", "retail-cn", "operations.jsonl"]).failed(refused);
    on(&place, "rejoin", &["--policy", "retail-cn", LIN, ORDER]).failed(refused);
}

#[test]
fn a_graph_that_is_not_there_is_said_and_not_made() {
    let place = Place::new();
    for (subcommand, arguments) in QUESTIONS {
        on(&place, subcommand, arguments).failed("oneid: graph: there is no graph\n");
    }
    for subcommand in ["dump", "changes", "stats", "compact", "snapshot"] {
        on(&place, subcommand, &[]).failed("oneid: graph: there is no graph\n");
    }
    place.run(&["check", DIR, "--key", KEY]).failed("oneid: graph: there is no graph\n");
    assert_eq!(place.names(), Vec::<String>::new());
}

#[test]
fn a_policy_can_be_put_in_force() {
    let place = example();
    let before = on(&place, "simulate", &["--json", "retail-cn"]);
    let applied = on(&place, "simulate", &["--json", "--apply", "retail-cn"]);
    let mut applied: serde_json::Value = serde_json::from_str(&told(applied)).unwrap();
    assert_eq!(applied.as_object_mut().unwrap().remove("applied"), Some(true.into()));
    assert_eq!(applied, serde_json::from_str::<serde_json::Value>(&told(before)).unwrap());
    let in_force = place.run(&["resolve", "--key", KEY, "operations.jsonl"]);
    let partition = |ran: super::Ran| ran.partition();
    assert_eq!(partition(on(&place, "resolve", &[])), partition(in_force));
    assert_eq!(told(on(&place, "policy", &[])), told(place.run(&["policy", "retail-cn"])));
    let text = told(on(&place, "simulate", &["--apply", "policy.toml"]));
    assert!(text.ends_with("\nThe policy is in force in the graph in graph.\n"), "{text}");
    let usage = run(&place, "simulate", &["--apply", "retail-cn", "operations.jsonl"]);
    assert_eq!(usage.status, Some(2));
}
