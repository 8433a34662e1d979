//! Policies as text and back, the presets, and warnings.

use oneid::Class::{Account, Contact, Device};
use oneid::{Criterion, FingerprintKey, Identifier, Policy, Preset, Strength, TraitRule};

#[test]
fn every_policy_of_the_cases_parses() {
    let mut count = 0;
    for (file, cases) in [
        ("peers", include_str!("../testdata/peers.jsonl")),
        ("spec", include_str!("../testdata/spec.jsonl")),
    ] {
        for line in cases.lines() {
            let case: serde_json::Value = serde_json::from_str(line).expect("a case is JSON");
            let Some(text) = case["policy"].as_str() else { continue };
            if let Err(error) = Policy::from_toml(text) {
                panic!("{file} {}: {error}", case["id"]);
            }
            count += 1;
        }
    }
    assert!(count >= 100, "only {count} policies found");
}

/// Limit, thresholds for partners of the three classes, contested, days until reassigned.
type Row = (Option<u32>, [Option<u32>; 3], bool, Option<i64>);

fn row(policy: &Policy, name: &str) -> Row {
    let namespace = policy.namespace(name).unwrap_or_else(|| panic!("{name} is not known"));
    let days = namespace.reassigned_after_ms().map(|after_ms| after_ms / 86_400_000);
    let shared = [Account, Contact, Device].map(|class| namespace.shared_above(class));
    (namespace.limit(), shared, namespace.contested_nobody(), days)
}

#[test]
fn retail_cn_is_the_table_of_the_contract() {
    let declared = "base = 'retail-cn'
        namespace.a = { class = 'account' }
        namespace.c = { class = 'contact' }
        namespace.d = { class = 'device' }
        namespace.phone = { class = 'account' }";
    let policy = Policy::from_toml(declared).expect("valid");
    let union_id: Row = (Some(1), [Some(20), Some(20), None], false, None);
    let account: Row = (None, [Some(5), Some(20), None], false, None);
    let phone: Row = (Some(3), [Some(5), None, None], true, Some(180));
    let email: Row = (Some(5), [Some(5), None, None], true, None);
    let token: Row = (None, [Some(1), None, None], true, None);
    let device: Row = (None, [Some(3), Some(3), None], true, None);
    for (names, expected) in [
        (&["wechat.unionid", "douyin.allied_id", "alipay.user_id"][..], union_id),
        (&["wechat.openid", "weibo.uid", "shopify.customer_id", "a", "phone"], account),
        (&["phone.md5_national", "phone.sha256_e164"], phone),
        (&["email", "email.sm3", "c"], email),
        (&["order.id", "link.token"], token),
        (&["device", "cookie", "d"], device),
    ] {
        for name in names {
            assert_eq!(row(&policy, name), expected, "{name}");
        }
    }
    assert_eq!(row(&Policy::preset(Preset::RetailCn), "phone"), phone);
    assert_eq!(policy.min_strength(), Strength::Declared);
    assert_eq!(policy.max_accounts(), Some(100));
    assert_eq!(policy.order(), [Criterion::Strength, Criterion::Rank, Criterion::Oldest]);
}

#[test]
fn the_other_presets_limit_union_ids_at_most() {
    for preset in [Preset::Connected, Preset::FirstOwner, Preset::LastLogin] {
        let policy = Policy::preset(preset);
        for namespace in policy.namespaces() {
            let union_id = namespace.class() == Account && namespace.rank() == 10;
            let limit = (union_id && preset != Preset::Connected).then_some(1);
            let expected = (limit, [None; 3], false, None);
            assert_eq!(row(&policy, namespace.name()), expected, "{preset} {}", namespace.name());
            assert_eq!(namespace.blocked().count(), 0);
        }
        let newest = preset == Preset::LastLogin;
        let time = if newest { Criterion::Newest } else { Criterion::Oldest };
        assert_eq!(policy.order(), [Criterion::Strength, Criterion::Rank, time]);
        assert_eq!(policy.min_strength(), Strength::Inferred);
        assert_eq!(policy.max_accounts(), None);
    }
}

/// A placeholder that is no value of its namespace could never be met.
#[test]
fn the_placeholders_of_retail_cn_are_canonical() {
    let policy = Policy::preset(Preset::RetailCn);
    let key = FingerprintKey::from_bytes([7; 16]);
    for namespace in policy.namespaces() {
        for value in namespace.blocked() {
            let scope = (namespace.scope() == oneid::ScopeRule::Required).then_some("s");
            let id = Identifier::new(namespace.name(), scope, value).expect("well-formed");
            let canonical = policy.canonical(&id, &key).expect("a value of its namespace");
            if namespace.retain() {
                assert_eq!(canonical[0].to_string(), id.as_str());
            }
        }
    }
    let blocks = |name: &str, value: &str| {
        policy.namespace(name).is_some_and(|namespace| namespace.blocked().any(|v| v == value))
    };
    for (name, value) in [
        ("phone", "+8613800138000"),
        ("phone", "+8613888888888"),
        ("email", "test@test.com"),
        ("wechat.openid", "null"),
        ("weibo.uid", "0"),
        ("order.id", "无"),
        ("device", "00000000-0000-0000-0000-000000000000"),
    ] {
        assert!(blocks(name, value), "{name}:{value}");
    }
    assert!(!blocks("weibo.uid", "null"));
    assert!(!blocks("wechat.openid", "无"));
}

#[test]
fn a_class_declares_a_built_in_namespace_anew() {
    let text = "[namespace.email]\nclass = 'account'\nrank = 5\nblocked = ['  X  ']";
    let policy = Policy::from_toml(text).expect("valid");
    let email = policy.namespace("email").expect("declared");
    assert_eq!((email.class(), email.rank(), email.retain()), (Account, 5, true));
    assert_eq!(email.scope(), oneid::ScopeRule::Optional);
    assert_eq!(email.blocked().collect::<Vec<_>>(), ["X"]);
    let key = FingerprintKey::from_bytes([7; 16]);
    let id = Identifier::parse("email@shop:Not An Address").expect("well-formed");
    let canonical = policy.canonical(&id, &key).expect("any text is a value");
    assert_eq!(canonical[0].to_string(), "email@shop:Not An Address");
}

#[test]
fn what_is_stated_overrides_the_base() {
    let policy = Policy::from_toml(
        r#"
        base = "retail-cn"
        order = ["newest"]
        min_strength = "verified"
        [namespace.phone]
        limit = 7
        shared_above = {}
        contested = "order"
        blocked = []
        [namespace.device]
        shared_above = { device = 2 }
        retain = false
        rank = 1
        [source."rented/*"]
        link = false
        [source.crm]
        [trait.amount]
        rule = "sum"
        "#,
    )
    .expect("valid");
    assert_eq!(row(&policy, "phone"), (Some(7), [None; 3], false, Some(180)));
    assert_eq!(row(&policy, "device"), (None, [None, None, Some(2)], true, None));
    assert_eq!(policy.namespace("phone").map(|phone| phone.blocked().count()), Some(0));
    assert_eq!(policy.namespace("device").map(|d| (d.retain(), d.rank())), Some((false, 1)));
    assert_eq!(policy.order(), [Criterion::Newest]);
    assert_eq!(policy.min_strength(), Strength::Verified);
    assert!(!policy.links("rented/1") && policy.links("rented") && policy.links("crm"));
    assert_eq!(policy.trait_rule("amount"), TraitRule::Sum);
    assert_eq!(policy.trait_rule("city"), TraitRule::Newest);
}

#[test]
fn warnings_say_what_has_no_effect() {
    for preset in Preset::ALL {
        assert_eq!(Policy::preset(preset).warnings(), [""; 0], "{preset}");
    }
    let starts = |text: &str, expected: &[&str]| {
        let warnings = Policy::from_toml(text).expect("valid").warnings();
        assert_eq!(warnings.len(), expected.len(), "{warnings:?}");
        for (warning, start) in warnings.iter().zip(expected) {
            assert!(warning.starts_with(start), "{warning}");
        }
    };
    let brake = "phone, phone.sha256_e164 and 16 more: nothing but max_accounts";
    starts("max_accounts = 3", &[brake]);
    starts("max_accounts = 3\nnamespace.'jd.pin'.limit = 1", &[]);
    let text = "namespace.email = { class = 'account', contested = 'nobody', shared_above = 3 }";
    starts(text, &["email: its class", "email: contested", "email: shared_above as a number"]);
    starts("namespace.device.reassigned_after = '1d'", &["device: reassigned_after"]);
    let foreign: &[&str] =
        if cfg!(feature = "phone-intl") { &[] } else { &["phone: national numbers"] };
    starts("namespace.phone.region = 'SG'", foreign);
    starts("namespace.phone.region = 'CN'", &[]);
    let blocked = "namespace.phone.blocked = ['+8613800138001']";
    starts(&format!("base = 'retail-cn'\n{blocked}"), &["phone: blocked leaves out"]);
}
