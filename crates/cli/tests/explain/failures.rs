//! Bad input: it is said what is wrong, and no value is repeated.

use super::command::{KEY, Place};
use super::world::{LIN, place, run};

#[test]
fn what_is_no_identifier_is_refused_before_anything_is_read() {
    let place = place();
    place.write("bad.jsonl", "nonsense");
    for (id, problem) in [
        ("13771234560", "A: an identifier is `namespace[@scope]:value`"),
        (
            "acme.member:13771234560",
            "A: the namespace `acme.member` is neither built in nor declared by the policy",
        ),
        ("wechat.unionid:oLin01", "A: wechat.unionid: a scope is required"),
    ] {
        let ran = run(&place, "explain", &[id, LIN, "bad.jsonl"]);
        ran.failed(&format!("oneid: {problem}\n"));
    }
    let ran = run(&place, "explain", &["phone:1377123456", LIN, "bad.jsonl"]);
    assert!(ran.stderr.starts_with("oneid: A: phone: ") && !ran.stderr.contains("1377"));
}

#[test]
fn a_profile_that_is_not_there_is_said() {
    let place = place();
    for subcommand in ["profile", "history"] {
        let unknown = ["00112233-4455-8677-8899-aabbccddeeff", "operations.jsonl"];
        run(&place, subcommand, &unknown).failed("oneid: ID: no profile has this id\n");
        let unknown = ["phone:13771234569", "operations.jsonl"];
        run(&place, subcommand, &unknown).failed("oneid: ID: the identifier is not known\n");
        let neither = ["13771234569", "operations.jsonl"];
        let problem = "neither a profile's id, a UUID of version 8, nor `namespace[@scope]:value`";
        run(&place, subcommand, &neither).failed(&format!("oneid: ID: {problem}\n"));
    }
}

#[test]
fn a_file_that_is_missing_is_said_and_an_identifier_in_its_place_is_not_repeated() {
    let place = place();
    let missing = run(&place, "lookup", &[LIN, "missing.jsonl"]);
    missing.failed("oneid: missing.jsonl: No such file or directory (os error 2)\n");
    let swapped = run(&place, "lookup", &[LIN, "phone:13771234560", "operations.jsonl"]);
    swapped.failed("oneid: an identifier stands where a file of operations is expected\n");
}

#[test]
fn bad_lines_stop_it_or_are_skipped() {
    let place = place();
    place.write("bad.jsonl", "nonsense\n{\"ids\":[\"weibo.uid:1\"]}\n");
    let ran = run(&place, "lookup", &["weibo.uid:1", "bad.jsonl"]);
    ran.failed("oneid: bad.jsonl:1: column 2: not a JSON object\n");
    let ran = run(&place, "lookup", &["--skip-bad", "weibo.uid:1", "bad.jsonl"]);
    assert_eq!(ran.status, Some(0));
    assert_eq!(
        ran.stderr,
        "oneid: skipped bad.jsonl:1: column 2: not a JSON object\noneid: 1 bad lines skipped\n"
    );
}

#[test]
fn wrong_usage_repeats_no_number() {
    let place = Place::new();
    for arguments in [
        &["erase", "phone:13771234560", "phone:13971234560"][..],
        &["erase-profile", "phone:13771234560", "phone:13971234560"],
        &["separate", "phone:13771234560"],
        &["rejoin", "phone:13771234560", "phone:13971234560", "phone:13671234560"],
        &["confirm", "phone:13771234560"],
    ] {
        let ran = place.feed(&[arguments, &["--key", KEY]].concat(), "");
        assert_eq!((ran.status, &*ran.stdout), (Some(2), ""), "{}", ran.stderr);
        assert!(!ran.stderr.contains("1234560"), "{}", ran.stderr);
    }
    let bad_time = ["expire", "--before", "13771234560", "--key", KEY];
    let ran = place.feed(&bad_time, "");
    ran.failed("oneid: --before: a time is RFC 3339, such as 2021-10-22T07:07:35Z\n");
}

#[test]
fn a_policy_that_cannot_be_tried_is_said() {
    let place = place();
    place.write("kept.toml", "[namespace.phone]\nretain = true\n");
    let rule = "decides what is kept, and cannot be changed on a living graph";
    run(&place, "simulate", &["kept.toml", "operations.jsonl"])
        .failed(&format!("oneid: POLICY: namespace.\"phone\".retain: {rule}\n"));
    let none =
        "no such file, and none of the presets connected, first-owner, last-login, retail-cn";
    run(&place, "simulate", &["none", "operations.jsonl"])
        .failed(&format!("oneid: none: {none}\n"));
}
