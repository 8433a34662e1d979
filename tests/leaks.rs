//! No contact leaves the library in the clear: not in an error, not in `Debug`, not in anything that is printed.

use oneid::{FingerprintKey, Identifier, IdentityGraph, Operation, Policy, Preset};

/// What is planted, as digits or text that no output may hold.
const PLANTED: [&str; 4] = ["139123456", "9123456", "planted", "secret.example"];

fn assert_clean(what: &str, text: &str) {
    let squeezed: String = text.chars().filter(|c| !" -()".contains(*c)).collect();
    for planted in PLANTED {
        assert!(!squeezed.contains(planted), "{what} holds {planted}: {text}");
    }
}

fn graph() -> IdentityGraph {
    let policy = "base = \"retail-cn\"\n\
        [namespace.phone]\nbridge = [\"md5_national\", \"sha256_e164\"]\nblocked = [\"13912345678\"]\n\
        [namespace.email]\nbridge = [\"sha256\"]\n\
        [namespace.\"acme.mobile\"]\nclass = \"contact\"\nretain = false";
    IdentityGraph::in_memory(
        Policy::from_toml(policy).expect("a valid policy"),
        FingerprintKey::from_bytes([3; 16]),
    )
}

const LINES: &[&str] = &[
    r#"{"ids":["wechat.unionid@b:oU1","phone:139 1234 5678","email:Planted@Secret.example"],"traits":{"nickname":"13912345678"}}"#,
    r#"{"ids":["taobao.ouid@s:A1","phone:+86 (0)139-1234-5678","acme.mobile:13912345678"],"at":"2021-10-22T07:07:35Z"}"#,
    r#"{"ids":["taobao.ouid@s:A2","phone:13912345678"],"traits":{"invited_by":"phone:13912345678"}}"#,
    r#"{"op":"confirm","ids":["taobao.ouid@s:A2","email:planted@secret.example"],"source":"steward"}"#,
    r#"{"op":"separate","ids":["taobao.ouid@s:A1","phone:13912345678"],"source":"steward"}"#,
    r#"{"op":"rejoin","ids":["taobao.ouid@s:A1","phone:13912345678"]}"#,
    r#"{"op":"erase","id":"email:planted@secret.example"}"#,
];

/// Each is refused somewhere: as JSON, as an identifier, by its namespace.
const BAD_LINES: &[&str] = &[
    r#"{"ids":["phone:139****9123456"]}"#,
    r#"{"ids":["phone:13912345678-1234"]}"#,
    r#"{"ids":["phone:13912345678转1234"]}"#,
    r#"{"ids":["phone:13912345678, 13912345678"]}"#,
    r#"{"ids":["phone@13912345678:13912345678"]}"#,
    r#"{"ids":["nowhere:13912345678x","phone:x13912345678"]}"#,
    r#"{"ids":["13912345678"]}"#,
    r#"{"ids":["email:planted@@secret.example"]}"#,
    r#"{"ids":["phone.md5_national:13912345678"]}"#,
    r#"{"ids":["alipay.user_id:13912345678"]}"#,
    r#"{"ids":["weibo.uid:planted"]}"#,
    r#"{"ids":["phone:#13912345678"]}"#,
    r#"{"ids":"phone:13912345678"}"#,
    r#"{"ids":["phone:13912345678"],"13912345678":1}"#,
    r#"{"ids":["phone:13912345678"],"at":"13912345678"}"#,
    r#"{"ids":["phone:13912345678"],"strength":"13912345678"}"#,
    r#"{"ids":["phone:13912345678"],"traits":{"13912345678":1}}"#,
    r#"{"ids":["phone:13912345678"],"traits":{"a":{"planted":1}}}"#,
    r#"{"ids":["phone:13912345678"] 13912345678"#,
    r#"{"op":"13912345678","ids":["phone:13912345678"]}"#,
    r#"{"op":"separate","ids":["phone:13912345678","phone:+8613912345678"]}"#,
    r#"{"op":"expire","before":"planted"}"#,
];

#[test]
fn nothing_that_a_graph_tells_holds_a_contact() {
    let mut graph = graph();
    for line in LINES {
        let operation = Operation::from_json(line).expect("a valid line");
        assert_clean("an operation's Debug", &format!("{operation:?}"));
        let outcome = graph.apply(&operation).expect("a valid operation");
        assert_clean("an outcome", &format!("{outcome:?}"));
        assert_clean("the graph's Debug", &format!("{graph:?}"));
        for profile in graph.profiles() {
            let mut profile = profile;
            assert_clean("a profile's Debug", &format!("{profile:?}"));
            // A trait is shown as it was given: what looks like a contact is warned of at import.
            profile.traits.remove("nickname");
            assert_clean("a profile", &serde_json::to_string(&profile).expect("a profile is JSON"));
        }
        let held_back = (
            graph.refused(),
            graph.contradictory(),
            graph.shared(),
            graph.blocked(),
            graph.reassigned(),
        );
        assert_clean("what is held back", &format!("{held_back:?}"));
        assert_clean("the changes", &format!("{:?}", graph.changes_since(0).collect::<Vec<_>>()));
        assert_clean(
            "a lookup",
            &format!(
                "{:?}",
                graph.lookup(&Identifier::parse("phone:13912345678").expect("an identifier"))
            ),
        );
    }
    assert!(graph.profiles().count() > 1, "there was something to tell");
}

/// Printed identifiers hold what the policy retains: `Debug` does not, be it a contact or what was taken for an order.
#[test]
fn debug_holds_no_contact_that_the_policy_retains() {
    let policy = "base = \"retail-cn\"\n\
        [namespace.phone]\nretain = true\nblocked = [\"13912345670\"]\n\
        [namespace.email]\nretain = true\n\
        [trait.amount]\nrule = \"sum\"";
    let mut graph = IdentityGraph::in_memory(
        Policy::from_toml(policy).expect("a valid policy"),
        FingerprintKey::from_bytes([3; 16]),
    );
    let shared = |account: u32| {
        format!(
            r#"{{"ids":["taobao.ouid@s:B{account}","phone:13912345671"],"strength":"declared"}}"#
        )
    };
    let mut lines: Vec<String> = (0..12).map(shared).collect();
    lines.extend(RETAINED_LINES.iter().map(|&line| line.to_owned()));
    for line in lines {
        let operation = Operation::from_json(&line).expect("a valid line");
        graph.apply(&operation).expect("a valid operation");
    }
    let phone = Identifier::parse("phone:13912345671").expect("an identifier");
    let printed = graph.shared().remove(0).identifier;
    assert_eq!(printed, "phone:+8613912345671", "it is retained");

    let profiles: Vec<_> = graph.profiles().collect();
    assert_planted(&profiles.iter().flat_map(|profile| &profile.identifiers).collect::<Vec<_>>());
    assert!(profiles.iter().any(|profile| !profile.blocked.is_empty()));
    assert_clean("profiles", &format!("{profiles:?}"));
    let changes: Vec<_> = graph.changes_since(0).collect();
    assert_planted(&changes.iter().flat_map(|change| &change.identifiers).collect::<Vec<_>>());
    assert_clean("changes", &format!("{changes:?}"));
    let told = (graph.refused(), graph.contradictory(), graph.shared(), graph.lookup(&phone));
    assert!(!told.0.is_empty() && !told.1.is_empty() && !told.2.is_empty() && told.3.is_ok());
    assert_clean("refusals", &format!("{:?}", told.0));
    assert_clean("contradictions", &format!("{:?}", told.1));
    assert_clean("shared identifiers", &format!("{:?}", told.2));
    assert_clean("a lookup", &format!("{:?}", told.3));
}

const RETAINED_LINES: &[&str] = &[
    r#"{"ids":["taobao.ouid@s:B1","order.id@shop:planted1","email:planted@secret.example"]}"#,
    r#"{"ids":["taobao.ouid@s:B2","phone:13912345670"],"traits":{"amount":3,"currency":"planted"}}"#,
    r#"{"ids":["wechat.unionid@b:oU1","taobao.ouid@s:B3"]}"#,
    r#"{"ids":["wechat.unionid@b:oU2","taobao.ouid@s:B3","order.id@shop:planted2"]}"#,
    r#"{"ids":["wechat.unionid@b:oU3","wechat.unionid@b:oU4","order.id@shop:planted3"]}"#,
];

/// Asserts that there was something to hide.
fn assert_planted(printed: &[&String]) {
    let holds = |planted: &str| printed.iter().any(|text| text.contains(planted));
    assert!(holds("139123456") && holds("order.id@shop:planted"), "nothing is planted");
}

#[test]
fn no_error_holds_a_contact() {
    let mut graph = graph();
    let mut refused = 0;
    for line in BAD_LINES {
        let error = match Operation::from_json(line) {
            Err(error) => error,
            Ok(operation) => {
                assert_clean("an operation's Debug", &format!("{operation:?}"));
                graph.apply(&operation).expect_err(line)
            }
        };
        refused += 1;
        let told = error.to_string();
        assert_clean("an error", &told);
        assert!(!told.is_empty() && format!("{error:?}").contains("kind"));
    }
    assert_eq!(refused, BAD_LINES.len());
}

#[test]
fn no_policy_tells_what_it_blocks() {
    let blocked = "[namespace.phone]\nblocked = [\"13912345678\"]";
    assert_clean("a policy's Debug", &format!("{:?}", Policy::from_toml(blocked)));
    for preset in Preset::ALL {
        assert!(!format!("{:?}", Policy::preset(preset)).contains("13800138000"));
    }
    for bad in ["\"139****9123456\"", "\"13912345678-1\"", "13912345678", "\"planted\""] {
        let error = Policy::from_toml(&format!("[namespace.phone]\nblocked = [{bad}]"))
            .expect_err("is refused");
        assert_clean("a policy's error", &error.to_string());
    }
}
