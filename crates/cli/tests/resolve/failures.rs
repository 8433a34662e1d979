//! Bad input: where it stands is said, and nothing half done is left.

use super::command::{KEY, Place};

const GOOD: &str = r#"{"ids":["a.user:1","b.user:2"]}"#;
const POLICY: &str =
    "[namespace.\"a.user\"]\nclass = \"account\"\n[namespace.\"b.user\"]\nclass = \"account\"\n";

fn place() -> Place {
    let place = Place::new();
    place.write("policy.toml", POLICY);
    place
}

const OPTIONS: [&str; 7] =
    ["resolve", "--policy", "policy.toml", "--key", KEY, "--report", "report.json"];

/// The arguments, with the options that all these runs have.
fn with<'a>(arguments: &[&'a str]) -> Vec<&'a str> {
    [&OPTIONS, arguments].concat()
}

#[test]
fn a_bad_line_stops_it_with_its_place_and_rule() {
    let bad = [
        ("nonsense", "column 2: not a JSON object"),
        (r#"{"ids":["a.user:1"],"colour":"red"}"#, "column 28: unknown key `colour`"),
        (
            r#"{"ids":["c.user:1"]}"#,
            "ids[0]: the namespace `c.user` is neither built in nor declared by the policy",
        ),
        (r#"{"ids":["a.user:"]}"#, "ids[0]: a.user: the value is empty"),
        (r#"{"op":"rejoin","ids":["a.user:1"]}"#, "`ids` are two identifiers here"),
    ];
    for (line, rule) in bad {
        let place = place();
        place.write("good.jsonl", format!("{GOOD}\n"));
        place.write("bad.jsonl", format!("{GOOD}\n\n{GOOD}\r\n{line}\n{GOOD}\n{line}"));
        let ran = place.run(&with(&["good.jsonl", "bad.jsonl"]));
        ran.failed(&format!("oneid: bad.jsonl:4: {rule}\n"));
        assert_eq!(place.names(), ["bad.jsonl", "good.jsonl", "policy.toml"]);
    }
}

#[test]
fn a_report_that_was_there_stays_if_a_line_is_bad() {
    let place = place();
    place.write("report.json", "the old one");
    let ran = place.feed(&with(&[]), "nonsense");
    ran.failed("oneid: <stdin>:1: column 2: not a JSON object\n");
    assert_eq!(std::fs::read_to_string(place.path("report.json")).unwrap(), "the old one");
    assert_eq!(place.names(), ["policy.toml", "report.json"]);
}

#[test]
fn the_first_bad_line_is_named_whichever_way_it_is_bad() {
    // The namespace is found to be unknown later than that a line is no JSON.
    let unknown = r#"{"ids":["c.user:1"]}"#;
    let many = format!("{GOOD}\n").repeat(10_000);
    for text in [
        format!("{many}{unknown}\n{GOOD}\nnonsense"),
        format!("{many}{unknown}\n{many}nonsense"),
        format!("{many}{unknown}\n{unknown}\n"),
    ] {
        let ran = place().feed(&with(&[]), &text);
        assert!(ran.stderr.starts_with("oneid: <stdin>:10001: ids[0]: "), "{}", ran.stderr);
    }
}

#[test]
fn bytes_that_are_no_text_are_a_bad_line() {
    let place = place();
    place.write("bad.jsonl", [GOOD.as_bytes(), b"\n{\"ids\":[\"a.user:\xff\"]}"].concat());
    place.run(&with(&["bad.jsonl"])).failed("oneid: bad.jsonl:2: not UTF-8\n");
}

#[test]
fn a_file_that_is_missing_is_known_before_another_is_read() {
    let place = place();
    place.write("bad.jsonl", "nonsense");
    let ran = place.run(&with(&["bad.jsonl", "missing.jsonl"]));
    ran.failed("oneid: missing.jsonl: No such file or directory (os error 2)\n");
}

#[test]
fn a_report_that_cannot_be_written_is_known_before_anything_is_read() {
    let place = place();
    let arguments = ["resolve", "--key", KEY, "--report", "no/report.json"];
    let ran = place.feed(&arguments, "nonsense");
    ran.failed("oneid: no/report.json: No such file or directory (os error 2)\n");
}

#[test]
fn bad_lines_are_skipped_counted_and_listed() {
    let place = place();
    let other = r#"{"ids":["a.user:3","b.user:4"]}"#;
    let unknown = r#"{"ids":["c.user:1"]}"#;
    place.write("one.jsonl", format!("{unknown}\n{GOOD}\nnonsense\n"));
    place.write("two.jsonl", format!("{other}\n{unknown}"));
    let ran = place.run(&with(&["--skip-bad", "one.jsonl", "two.jsonl"]));
    assert_eq!(ran.partition(), [["a.user:1", "b.user:2"], ["a.user:3", "b.user:4"]]);
    assert_eq!(ran.stderr, "oneid: 3 bad lines skipped (listed in the report)\n");
    let rule = "ids[0]: the namespace `c.user` is neither built in nor declared by the policy";
    let report = place.report();
    assert_eq!(
        report["skipped"],
        serde_json::json!([
            { "file": "one.jsonl", "line": 1, "rule": rule },
            { "file": "one.jsonl", "line": 3, "rule": "column 2: not a JSON object" },
            { "file": "two.jsonl", "line": 2, "rule": rule },
        ])
    );
    assert_eq!(
        (&report["counts"]["skipped"], &report["counts"]["operations"]),
        (&3.into(), &2.into())
    );
}

#[test]
fn the_lines_skipped_are_shown_if_there_is_no_report() {
    let ran = place().feed(&["resolve", "--key", KEY, "--skip-bad"], &"nonsense\n".repeat(12));
    assert_eq!((ran.status, &*ran.stdout), (Some(0), ""));
    let lines: Vec<&str> = ran.stderr.lines().collect();
    assert_eq!(lines.len(), 11, "{}", ran.stderr);
    assert_eq!(lines[9], "oneid: skipped <stdin>:10: column 2: not a JSON object");
    assert_eq!(lines[10], "oneid: 12 bad lines skipped (--report FILE lists them all)");
}

#[test]
fn nothing_of_a_contact_is_written_anywhere() {
    const NUMBERS: [&str; 3] = ["13771234560", "13971234560", "12345"];
    let place = place();
    let lines = [
        r#"{"ids":["phone:137 7123 4560","a.user:1"],"traits":{"invited_by":"phone:13971234560"}}"#,
        r#"{"op":"separate","ids":["a.user:1","a.user:2"]}"#,
        r#"{"op":"separate","ids":["phone:+8613771234560","a.user:3"]}"#,
        r#"{"ids":["phone:13771234560","a.user:3"]}"#,
        r#"{"ids":["phone:13771234560","a.user:2"]}"#,
        r#"{"ids":["phone:12345"]}"#,
        r#"{"ids":["phone@13771234560:13971234560"]}"#,
        r#"{"ids":["13771234560"]}"#,
        r#"{"ids":["phone:13771234560","13971234560"#,
        r#"{"ids":["phone:13771234560"],"13971234560":1}"#,
        r#"{"ids":["phone:13771234560"],"at":"13971234560"}"#,
        r#"{"ids":["phone:13771234560"],"strength":"13971234560"}"#,
        r#"{"op":"13971234560","ids":["phone:13771234560"]}"#,
        r#"{"ids":{"phone":"13771234560"}}"#,
    ];
    let ran = place.feed(&with(&["--skip-bad"]), &lines.join("\n"));
    let report = place.report();
    assert_eq!(report["counts"]["skipped"], 9, "{report}");
    assert_eq!(report["counts"]["refused"], 1, "{report}");
    assert_eq!(report["counts"]["contradictory"], 1, "{report}");
    assert!(ran.stdout.contains("\"phone:#"));
    let shown = place.feed(&["resolve", "--key", KEY, "--skip-bad"], &lines.join("\n"));
    for text in [&ran.stdout, &ran.stderr, &report.to_string(), &shown.stdout, &shown.stderr] {
        for number in NUMBERS {
            assert!(!text.contains(number), "{number} is in {text}");
        }
    }
}
