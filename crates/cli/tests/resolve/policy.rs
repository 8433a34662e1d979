//! Policies, named and in files.

use super::command::{KEY, Place};

#[test]
fn presets_are_printed_as_toml_that_means_the_same() {
    let place = Place::new();
    for preset in ["connected", "first-owner", "last-login", "retail-cn"] {
        let printed = place.run(&["policy", preset]);
        assert_eq!((printed.status, &*printed.stderr), (Some(0), ""));
        place.write("policy.toml", &printed.stdout);
        assert_eq!(place.run(&["policy", "policy.toml"]).stdout, printed.stdout);
        assert!(printed.stdout.starts_with("# A policy of oneid"));
    }
    assert_eq!(place.run(&["policy"]).stdout, place.run(&["policy", "retail-cn"]).stdout);
}

#[test]
fn a_policy_is_taken_by_the_name_of_a_preset_or_a_file() {
    let place = Place::new();
    let lines = r#"{"ids":["wechat.unionid@b:1","jd.pin:1"]}
{"ids":["wechat.unionid@b:2","jd.pin:1"]}"#;
    place.write("policy.toml", "base = \"connected\"");
    let count = |options: &[&str]| {
        let arguments = [&["resolve", "--key", KEY], options].concat();
        place.feed(&arguments, lines).profiles().len()
    };
    assert_eq!(count(&[]), 2);
    assert_eq!(count(&["--policy", "retail-cn"]), 2);
    assert_eq!(count(&["--policy", "connected"]), 1);
    assert_eq!(count(&["--policy", "policy.toml"]), 1);
}

#[test]
fn every_problem_is_told_with_the_name_of_the_file() {
    let place = Place::new();
    place.write("policy.toml", "max_accounts = 0\ncolour = \"red\"\n");
    for command in [&["policy", "policy.toml"][..], &["resolve", "--policy", "policy.toml"]] {
        let ran = place.run(command);
        assert_eq!((ran.status, &*ran.stdout), (Some(1), ""));
        let lines: Vec<&str> = ran.stderr.lines().collect();
        assert_eq!(
            lines[0],
            "oneid: policy.toml: line 1, column 16, max_accounts: must be 1 or more"
        );
        assert!(
            lines[1].starts_with("oneid: policy.toml: line 2, column 1, colour: "),
            "{lines:?}"
        );
        assert_eq!(lines.len(), 2);
    }
}

#[test]
fn what_is_probably_not_meant_is_warned_of() {
    let place = Place::new();
    place.write("policy.toml", "[namespace.phone]\nreassigned_after = \"180d\"");
    let warning = "oneid: warning: policy.toml: phone: reassigned_after has no effect, since no namespace of a \
                   more trusted class has a limit\n";
    let printed = place.run(&["policy", "policy.toml"]);
    assert_eq!((printed.status, &*printed.stderr), (Some(0), warning));
    let arguments = ["resolve", "--key", KEY, "--policy", "policy.toml"];
    let resolved = place.run(&arguments);
    assert_eq!((resolved.status, &*resolved.stderr), (Some(0), warning));
}

#[test]
fn a_name_that_is_neither_a_file_nor_a_preset() {
    Place::new().run(&["policy", "retail-us"]).failed(
        "oneid: retail-us: no such file, and none of the presets connected, first-owner, last-login, retail-cn\n",
    );
}

#[test]
fn wrong_usage_is_told_from_what_goes_wrong() {
    for arguments in [&["resolve", "--colour"][..], &["divide"], &[]] {
        assert_eq!(Place::new().run(arguments).status, Some(2), "{arguments:?}");
    }
}
