//! Fan bases merged into a graph.

use std::fs;

use serde_json::Value;

use super::command::{KEY, Place, Ran};
use super::{DIR, check, on, profiles, told};

fn manifest(month: &str) -> String {
    format!(
        "policy = \"retail-cn\"\n[[fan_base]]\nname = \"members\"\nfile = \"{month}.csv\"\nsource = \"taobao/members/{month}\"\n\
         [fan_base.columns]\nid = \"taobao.ouid@shop\"\nphone = \"phone\"\n"
    )
}

/// Two exports: of the first of three fans one is not in the second, and one has another phone.
fn place() -> Place {
    let place = Place::new();
    let october = "id,phone\na,13771234560\nb,13771234561\nc,13771234562\n";
    let november = "id,phone\na,13771234560\nb,13771234569\nd,13771234562\n";
    for (month, rows) in [("october", october), ("november", november)] {
        place.write(&format!("{month}.csv"), rows);
        place.write(&format!("{month}.toml"), manifest(month));
    }
    place
}

fn merge(place: &Place, month: &str, more: &[&str]) -> Ran {
    let manifest = format!("{month}.toml");
    on(place, "merge", &[&["--json", &*manifest], more].concat())
}

fn summary(ran: Ran) -> Value {
    serde_json::from_str(&told(ran)).unwrap()
}

#[test]
fn merged_into_a_graph_reports_as_without_and_once() {
    let place = place();
    let without = summary(place.run(&["merge", "--key", KEY, "--json", "october.toml"]));
    let files = || fs::read_to_string(place.path("out/profiles.jsonl")).unwrap();
    let lines = files();
    let dump = || told(on(&place, "dump", &[]));
    assert_eq!(summary(merge(&place, "october", &[])), without);
    assert_eq!((files(), profiles(&place)), (lines.clone(), lines.clone()));
    let (dumped, changes) = (dump(), told(on(&place, "changes", &[])));
    assert_eq!(summary(merge(&place, "october", &[])), without);
    assert_eq!((dump(), told(on(&place, "changes", &[]))), (dumped, changes.clone()));
    assert!(changes.lines().count() >= 3, "they are kept");
    check(&place);
}

#[test]
fn an_export_takes_the_place_of_another() {
    let place = place();
    told(merge(&place, "october", &[]));
    let steward = ["--source", "steward/li", "weibo.uid:1", "weibo.uid:2"];
    told(on(&place, "separate", &steward));
    let before = told(on(&place, "changes", &[])).lines().count();
    let id_of_a = || told(on(&place, "lookup", &["--json", "taobao.ouid@shop:a"]));
    let first = id_of_a();
    let replaced = summary(merge(&place, "november", &["--replace", "taobao/members/*"]));
    assert_eq!(
        replaced["replaced"],
        serde_json::json!([{ "source": "taobao/members/october", "records": 3 }])
    );
    let sources = told(on(&place, "sources", &[]));
    assert!(
        sources.contains("taobao/members/november") && !sources.contains("october"),
        "{sources}"
    );
    // What both hold never stopped being known.
    let since = before.to_string();
    let changes = told(on(&place, "changes", &["--since", &since]));
    for change in changes.lines().filter(|line| line.contains("\"forgotten\"")) {
        assert!(!change.contains("taobao.ouid@shop:a") && !change.contains("shop:b"), "{change}");
    }
    assert!(
        changes.contains("\"forgotten\"") && changes.contains("taobao.ouid@shop:c"),
        "{changes}"
    );
    assert_eq!(id_of_a(), first);
    assert!(told(on(&place, "stats", &[])).contains("separations                      1\n"));
    // As if there had been the new one alone, but for what the separation holds.
    let alone = place.run(&["merge", "--key", KEY, "--out", "alone", "november.toml"]);
    assert_eq!(alone.status, Some(0));
    let partition = |text: &str| {
        let ids = text
            .lines()
            .filter(|line| !line.contains("weibo.uid"))
            .map(|line| serde_json::from_str::<Value>(line).unwrap()["ids"].to_string());
        let mut ids: Vec<String> = ids.collect();
        ids.sort();
        ids
    };
    let alone = fs::read_to_string(place.path("alone/profiles.jsonl")).unwrap();
    assert_eq!(partition(&profiles(&place)), partition(&alone));
    check(&place);
}

#[test]
fn what_was_replaced_is_told_as_text() {
    let place = place();
    told(merge(&place, "october", &[]));
    let ran = on(&place, "merge", &["november.toml", "--replace", "taobao/members/october"]);
    let text = told(ran);
    assert!(text.contains("Sources replaced\n  source                  records\n  taobao/members/october        3\n"), "{text}");
}

#[test]
fn a_pattern_that_replaces_nothing_is_told_before_anything_is_written() {
    let place = place();
    let none = "oneid: --replace taobao/*: the graph has no such source\n";
    merge(&place, "november", &["--replace", "taobao/*"]).failed(none);
    assert!(!place.path(DIR).exists() && !place.path("out").exists());
    told(merge(&place, "october", &[]));
    let before = told(on(&place, "dump", &[]));
    let wrong =
        ["--replace", "taobao/members", "--replace", "jd/*", "--replace", "taobao/members/october"];
    merge(&place, "november", &wrong).failed(
        "oneid: --replace taobao/members: the graph has no such source\n\
         oneid: --replace jd/*: the graph has no such source\n",
    );
    merge(&place, "october", &["--replace", "taobao/*"])
        .failed("oneid: --replace taobao/*: only sources of the manifest itself match\n");
    assert_eq!(told(on(&place, "dump", &[])), before);
    let usage = place.run(&["merge", "--key", KEY, "november.toml", "--replace", "taobao/*"]);
    assert_eq!(usage.status, Some(2));
}

#[test]
fn rows_before_one_that_stops_it_are_kept_and_nothing_is_retracted() {
    let place = place();
    told(merge(&place, "october", &[]));
    place.write("november.csv", "id,phone\na,13771234560\nb,\"13771234569\n");
    let ran = merge(&place, "november", &["--replace", "taobao/*"]);
    assert_eq!((ran.status, &*ran.stdout), (Some(1), ""));
    assert!(ran.stderr.starts_with("oneid: november.csv:3: a quote opens"), "{}", ran.stderr);
    assert!(
        ran.stderr.ends_with("was added to graph and is durable: given again it changes nothing\n")
    );
    assert!(told(on(&place, "sources", &[])).contains("october"));
    check(&place);
    // Mended and given again: what matches the pattern and is the manifest's own by now stays.
    place.write("november.csv", "id,phone\na,13771234560\nb,13771234569\n");
    told(merge(&place, "november", &["--replace", "taobao/*"]));
    let sources = told(on(&place, "sources", &["--json"]));
    assert!(sources.contains("\"taobao/members/november\",\"records\":2"), "{sources}");
    assert_eq!(sources.lines().count(), 1, "{sources}");
}

#[test]
fn the_policy_of_the_graph_is_in_force() {
    let place = place();
    told(merge(&place, "october", &[]));
    told(on(&place, "simulate", &["--apply", "connected"]));
    let ran = merge(&place, "november", &[]);
    assert_eq!(ran.status, Some(0), "{}", ran.stderr);
    assert!(
        ran.stderr
            .starts_with("oneid: the policy of the graph in graph is in force, not the manifest's")
    );
    let own = merge(&place, "november", &["--policy", "connected"]);
    assert_eq!((own.status, &*own.stderr), (Some(0), ""));
    let other = merge(&place, "november", &["--policy", "retail-cn"]);
    assert!(other.stderr.starts_with("oneid: --policy: the graph in graph has another policy"));
    assert_eq!(other.status, Some(1));
}

#[test]
fn the_key_lies_beside_the_manifest_but_not_with_the_graph() {
    let place = place();
    let made = place.run(&["merge", "--db", DIR, "october.toml"]);
    assert!(made.status == Some(0) && made.stderr.contains("made the key oneid.key"), "{made:?}");
    assert_eq!(told(place.run(&["merge", "--db", DIR, "october.toml"])), made.stdout);
    for name in ["october.toml", "october.csv"] {
        fs::copy(place.path(name), place.path(&format!("{DIR}/{name}"))).unwrap();
    }
    let inside = place.run(&["merge", "--db", DIR, "graph/october.toml"]);
    assert!(
        inside.stderr.starts_with("oneid: graph/oneid.key: the key is not to lie with the graph")
    );
    assert_eq!(inside.status, Some(1));
}
