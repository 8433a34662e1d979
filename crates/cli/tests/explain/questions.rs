//! What can be asked of a graph, as text and as JSON.

use serde_json::{Value, json};

use super::command::{KEY, Place, texts};
use super::world::{LIN, ORDER, ask, ask_json, place, run};

const PHONE: &str = "phone:#b36e566b257bc9d9b184304bd25c95e1";

#[test]
fn an_explanation_is_one_object() {
    let [told] = &ask_json("explain", &[LIN, ORDER])[..] else { panic!("one object") };
    assert_eq!((&told["a"], &told["b"]), (&LIN.into(), &ORDER.into()));
    assert_eq!(told["verdict"], "joined");
    let chain = told["chain"].as_array().unwrap();
    let ends: Vec<&Value> = chain.iter().map(|step| &step["to"]).collect();
    assert_eq!(ends, [PHONE, "taobao.ouid@flagship:AAF1xLinQ", ORDER]);
    assert_eq!(chain[1]["record"]["last_seen"], "2023-06-18T12:30:00Z");
}

#[test]
fn a_raw_number_is_told_by_its_fingerprint() {
    let told = ask("explain", &["phone:137 7123 4560", LIN]);
    assert!(told.starts_with(&format!("{PHONE}\n{LIN}\n\nOne customer, joined in 1 step.\n")));
    assert!(!told.contains("4560"), "{told}");
    let unknown = ask("explain", &["phone:13771234569", LIN]);
    assert!(unknown.contains(" is not known.\n") && !unknown.contains("4569"), "{unknown}");
}

#[test]
fn a_chain_is_drawn() {
    let dot = ask("explain", &["--dot", LIN, ORDER]);
    assert!(dot.starts_with("graph explanation {") && dot.contains(PHONE), "{dot}");
    let dot = ask("profile", &["--dot", LIN]);
    assert!(dot.starts_with("graph profile {") && dot.contains(PHONE), "{dot}");
}

#[test]
fn a_cut_names_records_and_what_takes_over() {
    let [told] = &ask_json("cut", &[LIN, ORDER])[..] else { panic!("one object") };
    let cut = &told["cut"];
    assert_eq!(cut["records"].as_array().unwrap().len(), 1);
    assert_eq!(texts(&cut["records"][0]["ids"]), [PHONE, LIN]);
    assert_eq!(cut["taken_over_by"], json!([]));
    assert_eq!(ask_json("cut", &[LIN, "weibo.uid:5012345678"]), [json!({ "cut": null })]);
    assert!(ask("cut", &[LIN, "weibo.uid:1"]).starts_with("Nothing to cut: "));
}

/// Without the first record one account fewer has the cookie, so that it is not shared any more.
#[test]
fn what_takes_over_is_told_with_what_held_it_back() {
    let place = Place::new();
    let lines = [
        r#"{"ids":["weibo.uid:1","weibo.uid:2","weibo.uid:4","cookie:c"],"source":"one"}"#,
        r#"{"ids":["weibo.uid:1","cookie:c"],"source":"two"}"#,
        r#"{"ids":["weibo.uid:2","cookie:c"],"source":"two"}"#,
        r#"{"ids":["weibo.uid:3","cookie:c"],"source":"two"}"#,
    ];
    let arguments = ["cut", "--key", KEY, "weibo.uid:1", "weibo.uid:2"];
    let ran = place.feed(&arguments, &lines.join("\n"));
    assert_eq!(ran.status, Some(0), "{}", ran.stderr);
    assert!(
        ran.stdout
            .contains("\nWithout this record they part:\n\n  one  declared  at no known time\n")
    );
    let taken_over = "\nOther links take over, and they stay one customer (x: held back so far):\n\n  \
                      weibo.uid:1\n    x  two  declared  at no known time\n       \
                      cookie:c is shared by 4, which is too many: it leaves records up to declared\n  cookie:c\n";
    assert!(ran.stdout.contains(taken_over), "{}", ran.stdout);
}

#[test]
fn merges_are_told_in_order_of_an_identifier_or_an_id() {
    let merges = ask_json("history", &[LIN]);
    let strengths: Vec<&Value> = merges.iter().map(|merge| &merge["record"]["strength"]).collect();
    assert_eq!(strengths, ["authoritative", "authoritative", "verified", "declared"]);
    assert_eq!(merges[3]["sizes"], json!([2, 3]));
    let id = ask_json("profile", &[LIN])[0]["id"].as_str().unwrap().to_owned();
    assert_eq!(ask_json("history", &[&id]), merges);
    let text = ask("history", &[&id]);
    assert!(text.starts_with(&format!("Profile {id}, 4 merges\n\n")), "{text}");
    assert_eq!(text.lines().count(), 7, "{text}");
}

#[test]
fn candidates_are_at_most_so_many_and_the_rest_is_said() {
    let all = ask_json("candidates", &[]);
    let kinds: Vec<&Value> = all.iter().map(|one| &one["kind"]).collect();
    assert_eq!(kinds, ["shared", "shared", "refused", "shared"]);
    let weights: Vec<&Value> = all.iter().map(|one| &one["weight"]).collect();
    assert_eq!(weights, [6, 2, 1, 1]);
    assert_eq!(ask_json("candidates", &["--most", "2"]), all[..2]);
    let text = ask("candidates", &["--most", "2"]);
    assert!(text.starts_with("Shared by too many: holds 6 links back\n"), "{text}");
    assert!(text.ends_with("\nThere are more: --most N shows so many.\n"), "{text}");
    assert!(!ask("candidates", &["--most", "4"]).contains("There are more"));
}

#[test]
fn sources_are_counted_by_strength() {
    let sources = ask_json("sources", &[]);
    let taobao = sources.iter().find(|one| one["source"] == "taobao/flagship").unwrap();
    assert_eq!((&taobao["records"], &taobao["links"]), (&9.into(), &true.into()));
    assert_eq!(taobao["by_strength"], json!([["declared", 8], ["authoritative", 1]]));
    let rented = sources.iter().find(|one| one["source"] == "rented/2023-618").unwrap();
    assert_eq!(rented["links"], false);
    let text = ask("sources", &[]);
    assert!(
        text.contains("  crm                        2         1         1              0  2022-03-01 to 2022-05-12  yes\n"),
        "{text}"
    );
}

#[test]
fn a_lookup_tells_how_the_identifier_stands() {
    let [shared] = &ask_json("lookup", &["phone:13912340000"])[..] else { panic!("one object") };
    assert_eq!(shared["shared"], json!({ "upto": "declared", "partners": 6 }));
    let [given] = &ask_json("lookup", &["phone:15822223456"])[..] else { panic!("one object") };
    assert_eq!(given["reassigned_since"], "2022-09-30T10:10:00Z");
    assert!(ask("lookup", &["phone:15822223456"]).ends_with("  reassigned, since 2022-09-30\n"));
    let [plain] = &ask_json("lookup", &[LIN])[..] else { panic!("one object") };
    let id = &ask_json("profile", &[LIN])[0]["id"];
    assert_eq!(*plain, json!({ "id": LIN, "known": true, "profile": id }));
}

#[test]
fn what_is_unknown_is_said_as_such() {
    let text = ask("lookup", &["phone:13771234569"]);
    assert!(text.contains("  unknown\n") && !text.contains("4569"), "{text}");
    let [told] = &ask_json("lookup", &["weibo.uid:1"])[..] else { panic!("one object") };
    assert_eq!(*told, json!({ "id": "weibo.uid:1", "known": false }));
}

#[test]
fn a_number_that_stands_for_several_is_told_of_each() {
    let place = Place::new();
    place.write("policy.toml", "[namespace.phone]\nbridge = [\"md5_national\"]\n");
    let arguments = ["--policy", "policy.toml", "--key", KEY, "--json", "phone:13771234560"];
    // The digest of the number, from elsewhere: the number itself is not known.
    let line = r#"{"ids":["phone.md5_national:8d4b1f5e1c9c3a6f6d1c4d9fbb9bbd0e","weibo.uid:1"]}"#;
    let ran = place.feed(&[&["lookup"], &arguments[..]].concat(), line);
    assert_eq!(ran.status, Some(0), "{}", ran.stderr);
    let told: Vec<Value> =
        ran.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(told.len(), 2);
    assert!(told[0]["id"].as_str().unwrap().starts_with("phone:#"));
    assert!(told[1]["id"].as_str().unwrap().starts_with("phone.md5_national:#"));
}

#[test]
fn a_profile_is_told_whole() {
    let [profile] = &ask_json("profile", &[ORDER])[..] else { panic!("one object") };
    assert_eq!(profile["traits"]["nickname"], "满满爱喝茶");
    assert_eq!(profile["ids"].as_array().unwrap().len(), 5);
    let text = ask("profile", &[ORDER]);
    for part in [
        "Identifiers\n",
        "  nickname     满满爱喝茶            newest\n",
        "  orders       7                     sum\n",
        "It would split without any one of 4 records:\n",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
}

#[test]
fn an_export_is_all_that_is_held() {
    let text = ask("profile", &["--export", LIN]);
    let export: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(export["identifiers"].as_array().unwrap().len(), 5);
    assert_eq!(export["records"].as_array().unwrap().len(), 4);
    assert!(text.contains("林小满") && text.contains("满满爱喝茶"), "{text}");
}

#[test]
fn operations_come_from_stdin_too_and_another_key_gives_other_fingerprints() {
    let place = Place::new();
    let lines = r#"{"ids":["weibo.uid:1","phone:13771234560"]}"#;
    let ask = |key| {
        let arguments = ["explain", "--key", key, "weibo.uid:1", "phone:13771234560"];
        let ran = place.feed(&arguments, lines);
        assert_eq!(ran.status, Some(0), "{}", ran.stderr);
        ran.stdout
    };
    let (one, other) = (ask(KEY), ask("ffffffffffffffffffffffffffffffff"));
    assert!(one.contains(PHONE) && !other.contains(PHONE));
    assert!(place.names().is_empty());
}

#[test]
fn another_policy_is_tried_out() {
    let [told] = &ask_json("simulate", &["connected"])[..] else { panic!("one object") };
    assert_eq!((&told["before"]["profiles"], &told["after"]["profiles"]), (&20.into(), &9.into()));
    let groups = told["regroupings"].as_array().unwrap();
    let kinds: Vec<&Value> = groups.iter().map(|one| &one["kind"]).collect();
    assert_eq!(kinds, ["merged"; 5]);
    assert_eq!(groups[0]["before"].as_array().unwrap().len(), 7);
    assert_eq!(told["standings"].as_array().unwrap().len(), 4);
    let text = ask("simulate", &["connected"]);
    assert!(text.contains("  profiles                    20      9\n"), "{text}");
    assert!(text.contains("\nMerged: 7 profiles would become 1\n  now   dc245814-"), "{text}");
    assert!(text.contains("  reassigned, since 2022-09-30                plain\n"), "{text}");
    assert!(!text.contains("--most"), "{text}");
    let text = ask("simulate", &["--most", "1", "connected"]);
    for more in
        ["and 6 more profiles\n", "And 4 more changes (--most", "And 3 more identifiers (--most"]
    {
        assert!(text.contains(more), "{more}: {text}");
    }
}

#[test]
fn the_policy_in_force_changes_nothing() {
    let text = ask("simulate", &["policy.toml"]);
    let nothing = "No profile would merge or split.\n\nEvery identifier would stand as it does.\n";
    assert!(text.ends_with(nothing), "{text}");
}

#[test]
fn every_kind_of_explanation_is_confirmed() {
    let place = place();
    for [a, b] in [
        [LIN, ORDER],
        ["wechat.unionid@brand:oChen02", "wechat.unionid@brand:oChen03"],
        ["taobao.ouid@flagship:AAF1shop1", "taobao.ouid@flagship:AAF1shop2"],
        ["wechat.unionid@brand:oZhou04", "wechat.unionid@brand:oZhou05"],
        ["taobao.ouid@flagship:AAF1xWu", "wechat.unionid@brand:oXu07"],
        ["wechat.unionid@brand:oHe08", "jd.open_id@self:jdHe"],
        ["wechat.unionid@brand:oTang09", "douyin.open_id@shop:dyTang"],
        ["weibo.uid:5012345678", LIN],
        ["weibo.uid:1", LIN],
    ] {
        let ran = run(&place, "explain", &["--verify", a, b, "operations.jsonl"]);
        let confirmed = "oneid: confirmed: worked out anew, naively, from the records concerned\n";
        assert_eq!((ran.status, &*ran.stderr), (Some(0), confirmed), "{a} {b}");
        assert_eq!(ran.stdout, ask("explain", &[a, b]));
    }
}
