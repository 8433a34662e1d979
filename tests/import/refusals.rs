//! Rows and cells that are not used, files that cannot be read: where and why, and never a value.

use oneid::import::{Count, FanBaseReport};

use crate::Case;

const PLANTED: [&str; 4] = ["13812345678", "138****5678", "li.lei@example.com", "18400913965"];

fn skipped(report: &FanBaseReport) -> Vec<(&'static str, &[u64])> {
    report.skipped_rows.iter().map(|skip| (skip.reason.as_str(), &*skip.rows.first_lines)).collect()
}

fn assert_no_value(text: &str) {
    for planted in PLANTED {
        assert!(!text.contains(planted), "{planted} in {text}");
    }
}

/// Nothing that can be printed of an import holds a contact.
fn assert_silent(report: &FanBaseReport) {
    assert_no_value(&serde_json::to_string(report).expect("serialises"));
    assert_no_value(&format!("{report:?}"));
}

#[test]
fn each_reason_to_skip_a_row_with_its_line() {
    let head = "time = \"at\"\nutc_offset = \"Z\"";
    let content = "id,at,phone\n\
        1,2026-05-31 23:59:59,13812345678\n\
        2,2026-06-01 00:00:01,13812345678\n\
        3,soon,13812345678\n\
        4,1969-01-01,13812345678\n\
        5,2025-01-01\n\
        6,2025-01-01,13812345678,7\n\
        ,2025-01-01,138****5678\n";
    let columns = "id = \"jd.xid@s\"\nphone = \"phone\"";
    let (rows, report) = Case::new("fans.csv", content, head, columns).rows();
    assert_eq!(rows.len(), 1);
    assert_eq!(
        skipped(&report),
        [
            ("ragged", &[6, 7][..]),
            ("no_identifier", &[8]),
            ("future_time", &[3]),
            ("unreadable_time", &[4]),
            ("time_out_of_range", &[5]),
        ]
    );
    assert_eq!(report.refused_cells.len(), 1, "the masked phone");
    assert_silent(&report);
}

#[test]
fn a_local_time_without_an_offset() {
    let case = Case::new(
        "fans.csv",
        "id,at\n1,2025-01-01 10:00:00\n2,1740800000\n3,2025-01-01T10:00:00+08:00\n",
        "time = \"at\"",
        "id = \"jd.xid@s\"",
    );
    let (rows, report) = case.rows();
    assert_eq!(rows.len(), 2);
    assert_eq!(skipped(&report), [("time_without_offset", &[2][..])]);
}

#[test]
fn more_identifiers_than_a_record_takes() {
    let ids = |count: usize| (0..count).map(|n| format!("\"u{n}\"")).collect::<Vec<_>>().join(",");
    let content = format!("{{\"id\":[{}]}}\n{{\"id\":[{},\"u1\"]}}\n", ids(65), ids(64));
    let (rows, report) = Case::new("fans.jsonl", content, "", "id = \"jd.xid@s\"").rows();
    assert_eq!(rows[0].observation.identifiers().len(), 64, "one twice counts once");
    assert_eq!(skipped(&report), [("too_many_identifiers", &[1][..])]);
}

#[test]
fn each_reason_to_refuse_a_cell_with_its_column_and_lines() {
    let columns = "id = \"wechat.openid@mp\"\nphone = \"phone\"\nmail = \"email\"\nmd5 = \"phone.md5_national\"\nfull = \"id\"";
    let content = "id,phone,mail,md5,full\n\
        a,138****5678,li.lei@,abc,no identifier\n\
        a,18400913965-7576,,,jd.xid:1\n\
        a,138****5678,,,never.heard@of:it\n\
        not base64,010-12345678,,,wechat.openid@mp:a b\n\
        a,X3NBXwDQ2GU9AdXjWeiOW5==,,,\n";
    let (rows, report) = Case::new("fans.csv", content, "", columns).rows();
    assert_eq!(rows.len(), 4, "one had no identifier left");
    let refused: Vec<_> = report
        .refused_cells
        .iter()
        .map(|cells| (&*cells.column, cells.reason, &*cells.cells.first_lines))
        .collect();
    assert_eq!(
        refused,
        [
            ("id", "value_syntax", &[5][..]),
            ("phone", "encrypted", &[6]),
            ("phone", "landline", &[5]),
            ("phone", "masked", &[2, 4]),
            ("phone", "virtual", &[3]),
            ("mail", "invalid_email", &[2]),
            ("md5", "invalid_digest", &[2]),
            ("full", "identifier_syntax", &[2]),
            ("full", "scope", &[3]),
            ("full", "unknown_namespace", &[4]),
            ("full", "value_syntax", &[5]),
        ]
    );
    assert_silent(&report);
}

#[test]
fn json_that_is_no_row_or_no_text() {
    let content = "{\"id\":\"u1\",\"phone\":{\"n\":13812345678}}\n[1]\n{\"id\":\n\
        {\"id\":123456789012345678901234567890}\n{\"id\":true}\n{\"id\":1.5}\n";
    let columns = "id = \"jd.xid@s\"\nphone = \"phone\"";
    let (rows, report) = Case::new("fans.jsonl", content, "", columns).rows();
    assert_eq!(rows.len(), 1);
    assert_eq!(skipped(&report), [("not_an_object", &[2, 3][..]), ("no_identifier", &[4, 5, 6])]);
    let reasons: Vec<_> =
        report.refused_cells.iter().map(|cells| (&*cells.column, cells.reason)).collect();
    assert_eq!(reasons, [("id", "inexact_number"), ("id", "not_text"), ("phone", "not_text")]);
    assert_silent(&report);
}

#[test]
fn contacts_in_traits_are_left_out_and_warned_of() {
    let content = "id,nick,note\n1,13812345678,call 13812345678\n2,小王,li.lei@example.com\n";
    let columns = "id = \"jd.xid@s\"\nnick = \"trait:nickname\"\nnote = \"trait:note\"";
    let (rows, report) = Case::new("fans.csv", content, "", columns).rows();
    assert!(rows[0].observation.traits().is_empty());
    assert_eq!(rows[1].observation.traits().iter().count(), 1);
    let warned: Vec<_> = report
        .warnings
        .iter()
        .map(|w| (&*w.column, w.looks_like, w.left_out, w.cells.count))
        .collect();
    let expected =
        [("nick", "phone", true, 1), ("note", "email", true, 1), ("note", "phone", true, 1)];
    assert_eq!(warned, expected);
    assert_silent(&report);
}

#[test]
fn contacts_as_ids_of_accounts_are_warned_of() {
    let (rows, report) =
        Case::new("fans.csv", "pin\n13812345678\nabc\n", "", "pin = \"jd.pin\"").rows();
    assert_eq!(rows.len(), 2);
    assert!(!report.warnings[0].left_out);
    assert_eq!(report.warnings[0].cells, count(1, &[2]));
    assert_silent(&report);
}

fn count(count: u64, first_lines: &[u64]) -> Count {
    Count { count, first_lines: first_lines.to_vec() }
}

#[test]
fn five_lines_are_examples_enough() {
    let content = format!("id,phone\n{}", "1,138****5678\n".repeat(9));
    let columns = "id = \"jd.xid@s\"\nphone = \"phone\"";
    let (_, report) = Case::new("fans.csv", content, "", columns).rows();
    assert_eq!(report.refused_cells[0].cells, count(9, &[2, 3, 4, 5, 6]));
}

#[test]
fn names_of_columns_that_may_be_contacts_are_not_shown() {
    let content = "id,13812345678,li.lei@example.com\n1,,\n";
    let (_, report) = Case::new("fans.csv", content, "", "id = \"jd.xid@s\"").rows();
    assert_eq!(report.ignored_columns, ["\"…\"", "\"…\""]);
    assert_silent(&report);
}

#[test]
fn files_that_are_not_what_the_manifest_says() {
    let columns = "id = \"jd.xid@s\"\nphone = \"phone\"";
    let error = |file: &str, content: &[u8]| Case::new(file, content, "", columns).error();
    assert_eq!(
        error("fans.csv", b"13812345678,x\n1,2\n"),
        "fans.csv: there is no column `id`\nfans.csv: there is no column `phone`"
    );
    assert_eq!(
        error("fans.csv", b""),
        "fans.csv: there is no column `id`\nfans.csv: there is no column `phone`"
    );
    assert_eq!(error("fans.csv", b"id,id,phone\n"), "fans.csv: two columns are called `id`");
    let rule = "not UTF-8: convert the file from its encoding first";
    assert_eq!(error("fans.csv", b"id,phone\n1,\n2,\xd6\xd0\n"), format!("fans.csv:3: {rule}"));
    assert_eq!(error("fans.csv", b"id,\xd6\xd0\n"), format!("fans.csv:1: {rule}"));
    assert_eq!(error("fans.jsonl", b"{}\n{\"id\":\"\xd6\"}\n"), format!("fans.jsonl:2: {rule}"));
    assert_eq!(
        error("fans.csv", b"id,phone\n1,\n2,\"13812345678\n3,\n4,\n"),
        "fans.csv:3: a quote opens in this row and is not closed before the file ends"
    );
}
