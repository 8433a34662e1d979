//! The page that shows a profile.

use std::collections::BTreeSet;
use std::fs;

use super::command::{KEY, Place};
use super::world::{LIN, place, run};

fn page(place: &Place, policy: &str, id: &str, file: &str) -> String {
    let arguments = ["profile", "--policy", policy, "--key", KEY, "--html", "page.html", id, file];
    let ran = place.run(&arguments);
    assert_eq!((ran.status, &*ran.stdout, &*ran.stderr), (Some(0), "", ""));
    fs::read_to_string(place.path("page.html")).unwrap()
}

#[test]
fn a_page_shows_evidence_traits_times_and_merges() {
    let page = page(&place(), "policy.toml", LIN, "operations.jsonl");
    for part in [
        "<h2>Evidence</h2>",
        "<h2>Identifiers</h2>",
        "<h2>Traits</h2>",
        "<h2>Timeline</h2>",
        "<h2>How it came together</h2>",
        "<h2>Records</h2>",
        "满满爱喝茶",
        "without it the profile falls apart",
    ] {
        assert!(page.contains(part), "{part}");
    }
    // The value that is shown is marked, the other is not.
    assert!(page.contains(
        "<td><span class=\"shown\">满满爱喝茶</span></td><td>taobao/flagship, declared</td>"
    ));
    assert!(page.contains("<td>林小满</td><td>wechat/mini-program, authoritative</td>"));
}

#[test]
fn nothing_is_fetched_and_nothing_runs() {
    let page = page(&place(), "policy.toml", LIN, "operations.jsonl");
    for outward in ["http:", "https:", "<script", "<link", "<img", "@import", "url(", "src="] {
        assert!(!page.contains(outward), "{outward}");
    }
}

#[test]
fn the_same_page_comes_out_each_time() {
    let pages: BTreeSet<String> =
        (0..3).map(|_| page(&place(), "policy.toml", LIN, "operations.jsonl")).collect();
    assert_eq!(pages.len(), 1);
}

#[test]
fn refused_links_are_dashed_to_a_foreign_identifier() {
    let page = page(&place(), "policy.toml", "wechat.unionid@brand:oChen02", "operations.jsonl");
    assert!(page.contains("<path class=\"refused\""));
    let foreign = page.split("<g class=\"account foreign\">").nth(1).unwrap();
    assert!(foreign.starts_with("<title>wechat.unionid@brand\noChen03</title>"), "{foreign:.80}");
    assert_eq!(page.matches("<g class=\"account foreign\">").count(), 1);
}

const NASTY: &str = "<script>alert(1)</script> \\\"'&\\u202e";

#[test]
fn whatever_a_nickname_or_a_source_holds_is_text() {
    let place = Place::new();
    place.write("policy.toml", "base = \"connected\"\n");
    let line = format!(
        r#"{{"ids":["weibo.uid:1","jd.pin:<b>\"x'&"],"source":"{NASTY}","at":"2021-01-01T00:00:00Z","traits":{{"nickname":"{NASTY}","tags":["{NASTY}"]}}}}"#
    );
    place.write("ops.jsonl", line);
    let page = page(&place, "policy.toml", "weibo.uid:1", "ops.jsonl");
    assert!(!page.contains("<script") && !page.contains("<b>") && !page.contains('\u{202e}'));
    let escaped = "&lt;script&gt;alert(1)&lt;/script&gt; &quot;&#39;&amp;\\u{202e}";
    assert!(page.matches(escaped).count() >= 5, "{page}");
    assert!(page.contains("&lt;b&gt;&quot;x&#39;&amp;"));
}

#[test]
fn a_contact_that_the_policy_retains_is_shown_by_its_fingerprint() {
    let place = Place::new();
    place.write(
        "policy.toml",
        "base = \"retail-cn\"\n[namespace.phone]\nretain = true\n[namespace.email]\nretain = true\n",
    );
    let lines = [
        r#"{"ids":["wechat.unionid@brand:o1","phone:13771234560"],"at":"2020-01-01T00:00:00Z","source":"13771234560","strength":"verified","traits":{"nickname":"我的号13771234560","invited_by":"phone:13971234560"}}"#,
        r#"{"ids":["wechat.unionid@brand:o2","phone:13771234560"],"at":"2022-01-01T00:00:00Z","strength":"verified"}"#,
        r#"{"ids":["wechat.unionid@brand:o1","email:somebody@example.com"],"at":"2021-01-01T00:00:00Z"}"#,
        r#"{"ids":["wechat.unionid@brand:o1","order.id@shop:30270019"],"at":"2021-01-01T00:00:00Z"}"#,
    ];
    place.write("ops.jsonl", lines.join("\n"));
    // It is retained indeed.
    let text = run(&place, "profile", &["wechat.unionid@brand:o1", "ops.jsonl"]).stdout;
    assert!(text.contains("email:somebody@example.com"), "{text}");
    for id in ["wechat.unionid@brand:o1", "wechat.unionid@brand:o2"] {
        let page = page(&place, "policy.toml", id, "ops.jsonl");
        for value in ["13771234560", "13971234560", "somebody", "30270019"] {
            assert!(!page.contains(value), "{id}: {value}");
        }
        assert!(page.contains(":#b36e566b257bc9d9b184304bd25c95e1"), "{id}");
    }
    let page = page(&place, "policy.toml", "wechat.unionid@brand:o1", "ops.jsonl");
    assert!(page.contains("我的号…"));
}

#[test]
fn boxes_of_a_large_profile_lie_apart_and_inside() {
    let place = Place::new();
    place.write("policy.toml", "base = \"connected\"\n");
    let lines: Vec<String> = (0..29)
        .map(|n| {
            format!(
                "{{\"ids\":[\"weibo.uid:{}\",\"cookie:c{n}\",\"weibo.uid:{}\"],\"source\":\"茶铺{}\"}}\n",
                n / 3,
                n / 3 + 1,
                n % 4
            )
        })
        .collect();
    place.write("ops.jsonl", lines.concat());
    let page = page(&place, "policy.toml", "weibo.uid:1", "ops.jsonl");
    let svg = page.split("<svg ").nth(1).unwrap().split("</svg>").next().unwrap();
    let number = |text: &str, name: &str| -> usize {
        let rest = text.split(&format!(" {name}=\"")).nth(1).unwrap();
        rest.split('"').next().unwrap().parse().unwrap()
    };
    let (width, height) = (number(&format!(" {svg}"), "width"), number(svg, "height"));
    let boxes: Vec<[usize; 4]> = svg
        .split("<rect")
        .skip(1)
        .map(|rect| ["x", "y", "width", "height"].map(|name| number(rect, name)))
        .collect();
    assert_eq!(boxes.len(), 29 + 29 + 11);
    for (place, &[x, y, w, h]) in boxes.iter().enumerate() {
        assert!(x + w <= width && y + h <= height);
        for &[ox, oy, ow, oh] in &boxes[..place] {
            assert!(x >= ox + ow || ox >= x + w || y >= oy + oh || oy >= y + h);
        }
    }
}
