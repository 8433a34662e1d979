//! Rows that are used.

use oneid::{Strength, TraitValue};

use crate::Case;

const COLUMNS: &str =
    "\"会员\" = \"taobao.ouid@shop\"\n\"手机号\" = \"phone\"\n\"昵称\" = \"trait:nickname\"";

fn texts(row: &oneid::import::Row) -> Vec<&str> {
    row.observation.identifiers().iter().map(oneid::Identifier::as_str).collect()
}

#[test]
fn a_table_with_everything_that_exports_have() {
    let content = "\u{feff}会员 ,手机号,昵称,备注\r\nAAF1, 138 1234 5678 ,\"迷,路\",x\r\n\r\nAAF2,,\"两\n行\",\r\nAAF3,13912345678,,";
    let (rows, report) = Case::new("fans.csv", content, "", COLUMNS).rows();
    assert_eq!(texts(&rows[0]), ["taobao.ouid@shop:AAF1", "phone:138 1234 5678"]);
    assert_eq!(texts(&rows[1]), ["taobao.ouid@shop:AAF2"]);
    let lines: Vec<u64> = rows.iter().map(|row| row.line).collect();
    assert_eq!(lines, [2, 4, 6]);
    let traits: Vec<_> = rows[0].observation.traits().iter().collect();
    assert_eq!(traits, [("nickname", &TraitValue::from("迷,路"))]);
    assert!(rows[2].observation.traits().is_empty(), "an empty cell is no trait");
    assert_eq!(report.ignored_columns, ["备注"]);
    assert_eq!((report.rows, report.skipped, report.refused_cells.len()), (3, 0, 0));
}

#[test]
fn tabs_and_other_separators() {
    for (file, head, separator) in [
        ("fans.tsv", "", "\t"),
        ("fans.csv", "separator = \";\"", ";"),
        ("fans.txt", "format = \"tsv\"", "\t"),
    ] {
        let content = format!(
            "会员{separator}手机号{separator}昵称\nAAF1{separator}13812345678{separator}a,b\n"
        );
        let (rows, _) = Case::new(file, content, head, COLUMNS).rows();
        assert_eq!(rows[0].observation.identifiers().len(), 2, "{file}");
    }
}

#[test]
fn json_lines_hold_lists_numbers_and_gaps() {
    let content = "\u{feff}{\"id\":\"u1\",\"phones\":[\"13812345678\",\"\",13912345678],\"tags\":[\"a\",\"b\"],\"n\":3,\"extra\":1}\n\n\
                   {\"id\":\"u2\",\"phones\":null,\"vip\":true,\"amount\":12.5}\n";
    let columns = "id = \"wecom.external_userid@corp\"\nphones = \"phone\"\ntags = \"trait:tags\"\nn = \"trait:orders\"\n\
                   vip = \"trait:vip\"\namount = \"trait:amount\"\nnowhere = \"trait:city\"";
    let (rows, report) = Case::new("fans.jsonl", content, "", columns).rows();
    let first = ["wecom.external_userid@corp:u1", "phone:13812345678", "phone:13912345678"];
    assert_eq!(texts(&rows[0]), first);
    let traits: Vec<_> = rows[0].observation.traits().iter().collect();
    let tags = TraitValue::from(vec!["a".into(), "b".into()]);
    assert_eq!(traits, [("tags", &tags), ("orders", &TraitValue::from(3.0))]);
    let traits: Vec<_> = rows[1].observation.traits().iter().collect();
    assert_eq!(traits, [("vip", &TraitValue::from(true)), ("amount", &TraitValue::from(12.5))]);
    assert_eq!(rows[1].line, 3);
    assert_eq!(report.ignored_columns, ["extra"]);
    assert_eq!(report.absent_columns, ["nowhere"]);
}

#[test]
fn time_source_and_strength_go_into_the_observation() {
    let head =
        "time = \"at\"\nutc_offset = \"+08:00\"\nstrength = \"verified\"\nsource = \"taobao/x\"";
    let case =
        Case::new("fans.csv", "id,at\n1,2025/3/1 8:00\n2,\n", head, "id = \"taobao.ouid@s\"");
    let (rows, _) = case.rows();
    let operation =
        |row: &oneid::import::Row| oneid::Operation::from(row.observation.clone()).to_json();
    assert_eq!(
        operation(&rows[0]),
        r#"{"op":"observe","ids":["taobao.ouid@s:1"],"at":"2025-03-01T00:00:00Z","source":"taobao/x","strength":"verified"}"#
    );
    assert!(!operation(&rows[1]).contains("\"at\""), "a time that is not known is left out");
    let manifest = case.manifest().expect("a manifest");
    assert_eq!(manifest.fan_bases()[0].strength(), Strength::Verified);
}

#[test]
fn totals_are_numbers_and_follow_times_are_utc() {
    let columns = "id = \"taobao.ouid@s\"\no = \"trait:orders\"\na = \"trait:amount\"\nf = \"trait:followed_at\"\nl = \"trait:member_level\"";
    let content = "id,o,a,f,l\n1,3,-1234.50,2025-03-01 08:00,5\n2,many,inf,lately,V1\n";
    let (rows, _) = Case::new("fans.csv", content, "utc_offset = \"+08:00\"", columns).rows();
    let values = |index: usize| -> Vec<TraitValue> {
        rows[index].observation.traits().iter().map(|(_, value)| value.clone()).collect()
    };
    assert_eq!(
        values(0),
        [3.0.into(), (-1234.5).into(), "2025-03-01T00:00:00Z".into(), TraitValue::from("5")]
    );
    assert_eq!(values(1), ["many", "inf", "lately", "V1"].map(TraitValue::from));
}

#[test]
fn fans_are_the_ids_of_the_first_account_or_else_the_most_trusted() {
    let columns = "p = \"phone\"\no = \"wechat.openid@mp\"\no2 = \"wechat.openid@mp\"\nu = \"wechat.unionid@b\"";
    let content = "p,o,o2,u\n13812345678,a,,x\n13812345678,a,b,x\n13812345678,,,x\n13812345678,,,\n13812345678,a,a,\n";
    let case = Case::new("fans.csv", content, "", columns);
    let (rows, _) = case.rows();
    let fans: Vec<usize> = rows.iter().map(|row| row.fans.len()).collect();
    assert_eq!(fans, [1, 2, 1, 1, 1]);
    assert_eq!(rows[0].fans[0], rows[1].fans[0]);
    let all: std::collections::BTreeSet<_> = rows.iter().flat_map(|row| &row.fans).collect();
    assert_eq!(all.len(), 4, "a, b, x and the phone");
    let manifest = case.manifest().expect("a manifest");
    let base = &manifest.fan_bases()[0];
    assert_eq!(base.fan_namespace(), Some(("wechat.openid", Some("mp"))));
    assert_eq!((base.platform(), base.source()), ("wechat", "base"));
}

#[test]
fn identifiers_in_full() {
    let content = "who,by\njd.xid@s:1,phone:13812345678\n";
    let case = Case::new("fans.csv", content, "", "who = \"id\"\nby = \"trait:invited_by\"");
    let (rows, report) = case.rows();
    assert_eq!(texts(&rows[0]), ["jd.xid@s:1"]);
    assert_eq!(rows[0].observation.traits().iter().count(), 1);
    assert!(
        report.warnings.is_empty(),
        "an inviter is an identifier, which the graph fingerprints"
    );
}
