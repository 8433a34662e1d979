//! Every problem of a manifest, with its place.

use crate::Case;

fn problems(text: &str) -> Vec<String> {
    let error = Case::manifest_of(text).manifest().expect_err("problems");
    assert_eq!(error.kind(), oneid::ErrorKind::Import);
    error.problems().to_vec()
}

const BASE: &str = "[[fan_base]]\nname = \"a\"\nfile = \"fans.csv\"\n";
const COLUMNS: &str = "[fan_base.columns]\nid = \"jd.xid@s\"\n";

#[test]
fn each_problem_with_its_place() {
    for (head, base, expected) in [
        ("colour = 1", "", "line 1, column 1, colour: unknown key"),
        ("policy = \"retail\"", "", "line 1, column 10, policy: retail: entity not found"),
        ("policy = 3", "", "line 1, column 10, policy: must be text"),
        ("truth = \"t.csv\"", "", "line 1, column 9, truth: there is no such file"),
        ("utc_offset = \"+8\"", "", "line 1, column 14, utc_offset: must be like +08:00"),
        ("", "colour = 1", "line 5, column 1, fan_base[0].colour: unknown key"),
        ("", "format = \"xlsx\"", "fan_base[0].format: must be one of csv, tsv, jsonl"),
        ("", "separator = \"\"", "fan_base[0].separator: must be a comma"),
        ("", "strength = \"sure\"", "fan_base[0].strength: must be one of inferred"),
        ("", "utc_offset = \"x\"", "fan_base[0].utc_offset: must be like"),
        ("", "source = \" \"", "fan_base[0].source: must not be empty"),
        ("", "platform = 1", "fan_base[0].platform: must be text"),
        ("", "time = \"\"", "fan_base[0].time: must not be empty"),
    ] {
        let text = format!("{head}\n{BASE}{base}\n{COLUMNS}");
        let found = problems(&text);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].starts_with("manifest.toml: line "), "{}", found[0]);
        assert!(found[0].contains(expected), "{} lacks {expected}", found[0]);
    }
}

#[test]
fn columns_that_mean_nothing() {
    for (columns, expected) in [
        ("id = \"nobody.knows@s\"", "columns.id: the namespace `nobody.knows` is neither built in"),
        ("id = \"jd.xid\"", "columns.id: jd.xid: a scope is required"),
        ("id = \"phone@s\"", "columns.id: phone: takes no scope"),
        ("id = \"trait:Nick\"", "columns.id: a trait's name is"),
        ("id = \"\"", "columns.id: a namespace is"),
        ("id = 3", "columns.id: must be text"),
        ("id = \"trait:city\"", "fan_base[0].columns: no column is an identifier"),
        (
            "id = \"jd.pin\"\na = \"trait:x\"\nb = \"trait:x\"",
            "columns.b: another column is this trait",
        ),
    ] {
        let found = problems(&format!("{BASE}[fan_base.columns]\n{columns}\n"));
        assert!(
            found.iter().any(|problem| problem.contains(expected)),
            "{found:?} lack {expected}"
        );
    }
}

#[test]
fn all_problems_at_once_in_the_order_of_the_text() {
    let text = format!(
        "utc_offset = 8\n{BASE}strength = \"x\"\n[fan_base.columns]\nid = \"jd.xid\"\n\n[[fan_base]]\nname = \"a\"\nfile = \"gone.csv\"\n"
    );
    let found = problems(&text);
    let rules: Vec<&str> =
        found.iter().map(|problem| problem.rsplit(": ").next().unwrap_or_default()).collect();
    assert_eq!(
        rules,
        [
            "must be text in quotes",
            "must be one of inferred, declared, verified, authoritative, asserted",
            "a scope is required",
            "`columns` is missing",
            "two fan bases have this name",
            "there is no such file",
        ]
    );
}

#[test]
fn what_is_missing() {
    assert!(problems("")[0].ends_with("missing: there is nothing to merge"));
    assert!(problems("fan_base = []")[0].ends_with("there is nothing to merge"));
    assert!(problems("fan_base = 1")[0].ends_with("must be a list"));
    let found = problems("[[fan_base]]\n");
    assert_eq!(found.len(), 3, "{found:?}");
    let found = problems("[[fan_base]\nname");
    assert!(found[0].contains("not TOML"), "{found:?}");
}

#[test]
fn a_file_of_another_extension_needs_a_format() {
    let case = Case::manifest_of(&format!("{}{COLUMNS}", BASE.replace("fans.csv", "fans.dat")));
    case.write("fans.dat", "");
    let error = case.manifest().expect_err("a problem").to_string();
    assert!(error.contains("its extension is not csv, tsv or jsonl"), "{error}");
}

#[test]
fn problems_of_the_policy_are_told_with_its_name() {
    let case = Case::manifest_of(&format!("policy = \"p.toml\"\n{BASE}{COLUMNS}"));
    case.write("p.toml", "max_accounts = 0\ncolour = 1\n");
    let error = case.manifest().expect_err("problems");
    assert_eq!(error.problems().len(), 2);
    assert_eq!(
        error.problems()[0],
        "manifest.toml: line 1, column 10, policy: p.toml: line 1, column 16, max_accounts: must be 1 or more"
    );
}

#[test]
fn a_namespace_that_the_policy_declares() {
    let case = Case::manifest_of(&format!(
        "policy = \"p.toml\"\n{BASE}[fan_base.columns]\nid = \"acme.member\"\n"
    ));
    case.write("p.toml", "[namespace.\"acme.member\"]\nclass = \"account\"\n");
    let manifest = case.manifest().expect("a manifest");
    assert_eq!(manifest.fan_bases()[0].platform(), "acme");
}

#[test]
fn a_manifest_that_is_not_there() {
    let error = oneid::import::Manifest::read("nowhere/manifest.toml".as_ref(), None);
    let error = error.expect_err("no file");
    assert_eq!(error.kind(), oneid::ErrorKind::Io);
    assert!(error.to_string().starts_with("nowhere/manifest.toml: "));
}
