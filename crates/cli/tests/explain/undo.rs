//! Undoing: what would change, and what is put on file.

use std::fs;

use serde_json::{Value, json};

use super::command::{Place, Ran};
use super::world::{LIN, ORDER, place, run};

const HE: [&str; 2] = ["wechat.unionid@brand:oHe08", "jd.open_id@self:jdHe"];
const IN: [&str; 2] = ["--in", "operations.jsonl"];

fn undo(place: &Place, subcommand: &str, arguments: &[&str]) -> Ran {
    run(place, subcommand, &[arguments, &IN].concat())
}

fn dry(subcommand: &str, arguments: &[&str]) -> Value {
    let place = place();
    let before = fs::read(place.path("operations.jsonl")).unwrap();
    let ran = undo(&place, subcommand, &[arguments, &["--json"]].concat());
    assert_eq!((ran.status, &*ran.stderr), (Some(0), ""), "{subcommand}");
    assert_eq!(fs::read(place.path("operations.jsonl")).unwrap(), before);
    assert_eq!(place.names(), ["operations.jsonl", "policy.toml"]);
    let told: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(told["dry_run"], true);
    told
}

fn kinds(told: &Value) -> Vec<&str> {
    told["changes"].as_array().unwrap().iter().map(|one| one["kind"].as_str().unwrap()).collect()
}

#[test]
fn each_says_what_it_would_change() {
    let retracted =
        dry("retract", &["--source", "taobao/flagship", ORDER, "taobao.ouid@flagship:AAF1xLinQ"]);
    assert_eq!(retracted["outcome"]["records_dropped"], 1);
    assert_eq!(kinds(&retracted), ["forgotten"]);
    let source = dry("retract-source", &["jd/self"]);
    assert_eq!(source["outcome"]["records_dropped"], 1);
    let expired = dry("expire", &["--before", "2022-01-01T00:00:00Z"]);
    assert_eq!(expired["outcome"]["records_dropped"], 4);
    let expired =
        dry("expire", &["--before", "2022-01-01T00:00:00Z", "--source", "taobao/flagship"]);
    assert_eq!(expired["outcome"]["records_dropped"], 1);
    let separated = dry("separate", &[LIN, ORDER]);
    assert_eq!(separated["outcome"]["separations_added"], 1);
    assert_eq!(kinds(&separated), ["split"]);
    let rejoined = dry("rejoin", &HE);
    assert_eq!(rejoined["outcome"]["separations_dropped"], 1);
    assert_eq!(kinds(&rejoined), ["merged"]);
    let chen = ["wechat.unionid@brand:oChen02", "wechat.unionid@brand:oChen03"];
    let confirmed = dry("confirm", &chen);
    assert_eq!(confirmed["outcome"]["records_added"], 1);
    assert_eq!(kinds(&confirmed), ["merged"]);
}

#[test]
fn a_receipt_is_given_for_what_is_erased() {
    let erased = dry("erase", &["phone:13771234560"]);
    assert_eq!(erased["receipt"]["identifiers"], 1);
    assert_eq!(erased["receipt"]["records"], 2);
    assert_eq!(erased["receipt"]["refused_from_now_on"], false);
    let profile = dry("erase-profile", &["phone:13771234560"]);
    assert_eq!(profile["receipt"]["identifiers"], 5);
    assert_eq!(kinds(&profile), ["erased"]);
    assert!(dry("rejoin", &HE).get("receipt").is_none());
}

#[test]
fn what_is_put_on_file_is_so_for_all_later_runs() {
    let place = place();
    let chen = ["wechat.unionid@brand:oChen02", "wechat.unionid@brand:oChen03"];
    let by = ["--at", "2024-01-01T00:00:00Z", "--source", "steward/李", "--to", "steward.jsonl"];
    let ran = undo(&place, "confirm", &[&chen[..], &by].concat());
    assert_eq!((ran.status, &*ran.stderr), (Some(0), ""));
    assert!(ran.stdout.ends_with("\nAppended to steward.jsonl.\n"), "{}", ran.stdout);
    let line: Value =
        serde_json::from_str(&fs::read_to_string(place.path("steward.jsonl")).unwrap()).unwrap();
    assert_eq!(
        line,
        json!({ "op": "observe", "ids": chen, "at": "2024-01-01T00:00:00Z", "source": "steward/李", "strength": "asserted" })
    );
    let files = ["operations.jsonl", "steward.jsonl"];
    let told = run(&place, "explain", &[&chen[..], &files].concat()).stdout;
    assert!(told.contains("\nOne customer, joined in 1 step.\n"), "{told}");
}

#[test]
fn lines_are_appended_whole_and_to_an_ended_line() {
    let place = place();
    place.write("to.jsonl", r#"{"ids":["weibo.uid:1"]}"#);
    for at in ["2024-01-01T00:00:00Z", "2024-01-02T00:00:00Z"] {
        let ran = undo(&place, "separate", &[LIN, ORDER, "--at", at, "--to", "to.jsonl"]);
        assert_eq!(ran.status, Some(0), "{}", ran.stderr);
    }
    let text = fs::read_to_string(place.path("to.jsonl")).unwrap();
    assert!(text.ends_with('\n'));
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 3);
    assert_eq!(
        (&lines[0]["ids"][0], &lines[2]["at"]),
        (&"weibo.uid:1".into(), &"2024-01-02T00:00:00Z".into())
    );
}

#[test]
fn a_dry_run_wins_over_a_file() {
    let place = place();
    let ran = undo(&place, "rejoin", &[&HE[..], &["--dry-run", "--to", "to.jsonl"]].concat());
    assert!(ran.stdout.ends_with("\nA dry run: nothing was written.\n"), "{}", ran.stdout);
    assert_eq!(place.names(), ["operations.jsonl", "policy.toml"]);
}

#[test]
fn what_cannot_be_applied_is_not_put_on_file() {
    let place = place();
    let ran = undo(&place, "separate", &[LIN, LIN, "--to", "to.jsonl"]);
    assert_eq!((ran.status, &*ran.stdout), (Some(1), ""));
    let ran = undo(&place, "rejoin", &[&HE[..], &["--to", "no/to.jsonl"]].concat());
    ran.failed("oneid: no/to.jsonl: No such file or directory (os error 2)\n");
    let ran = undo(&place, "rejoin", &[&HE[..], &["--to", "."]].concat());
    assert_eq!((ran.status, &*ran.stdout), (Some(1), ""));
    assert_eq!(place.names(), ["operations.jsonl", "policy.toml"]);
}

#[test]
fn that_files_still_hold_what_was_erased_is_said() {
    let place = place();
    let ran = undo(&place, "erase", &["phone:13771234560", "--to", "operations.jsonl"]);
    assert_eq!(ran.status, Some(0));
    assert!(ran.stderr.starts_with("oneid: the files of operations still hold what was erased, "));
    assert!(ran.stdout.contains("  identifiers erased    1\n"), "{}", ran.stdout);
    assert!(!ran.stdout.contains("1377") && !ran.stderr.contains("1377"));
    let told = run(&place, "explain", &[LIN, ORDER, "operations.jsonl"]).stdout;
    assert!(told.contains("\nNot one customer: never seen together"), "{told}");
}

#[test]
fn what_changes_nothing_says_so() {
    let ran = undo(&place(), "retract-source", &["no/such"]);
    assert!(ran.stdout.starts_with("Nothing of the evidence changes.\n\nNo profile changes.\n"));
}

#[test]
fn many_changes_are_cut_and_counted() {
    let place = place();
    let lines: Vec<String> =
        (0..60).map(|n| format!("{{\"ids\":[\"weibo.uid:{n}\"],\"source\":\"many\"}}\n")).collect();
    place.write("many.jsonl", lines.concat());
    let ran = run(&place, "retract-source", &["many", "--in", "many.jsonl"]);
    assert!(ran.stdout.contains("\n  and 10 more (--json tells all)\n"), "{}", ran.stdout);
}

/// The recipe of the command's page, as it is printed there.
#[test]
fn an_import_is_replaced_as_the_page_shows() {
    let place = Place::new();
    let line = |fan: u8, order: &str, source: &str, city: &str| {
        let account = format!("taobao.ouid@flagship:AAF{fan}");
        let ids: Vec<&str> = [&*account, order].into_iter().filter(|id| !id.is_empty()).collect();
        format!("{}\n", json!({"ids": ids, "source": source, "traits": {"city": city}}))
    };
    let (first, second) = ("order.id@flagship:1", "order.id@flagship:2");
    let october =
        [line(1, first, "taobao/2026-10", "杭州"), line(2, second, "taobao/2026-10", "宁波")];
    let november =
        [line(1, first, "taobao/2026-11", "上海"), line(2, "", "taobao/2026-11", "宁波")];
    place.write("october.jsonl", october.concat());
    place.write("november.jsonl", november.concat());
    let page = include_str!("../../../../docs/command.md");
    let recipe = page.split("$ oneid retract-source ").nth(1).expect("the recipe");
    let (command, output) = recipe.split_once('\n').expect("what it prints");
    let output = output.split("```").next().expect("its end");
    let arguments: Vec<&str> = command.split(' ').collect();
    let ran = place.run(&[&["retract-source", "--key", super::command::KEY], &*arguments].concat());
    assert_eq!((ran.status, &*ran.stdout), (Some(0), output));
}
