//! What goes in, from where, and what comes out.

use std::io::{BufRead as _, BufReader};
use std::process::Stdio;

use super::command::{KEY, Place, Ran};

/// Pairs of a customer and a phone; each phone is had by two customers in a row.
fn observations(customers: std::ops::Range<u32>) -> String {
    let line = |customer: u32| {
        let phone = 13_771_200_000_u64 + u64::from(customer / 2);
        let at = format!("2021-10-22T07:00:{:02}Z", customer % 60);
        format!(
            "{{\"ids\":[\"shopify.customer_id@shop:{customer}\",\"phone:{phone}\"],\"at\":\"{at}\"}}\n"
        )
    };
    customers.map(line).collect()
}

fn resolve(place: &Place, arguments: &[&str]) -> Ran {
    place.run(&[&["resolve", "--key", KEY], arguments].concat())
}

#[test]
fn stdin_is_read_by_its_name_and_by_default() {
    let place = Place::new();
    let (one, two) = (observations(10..20), observations(20..30));
    place.write("one.jsonl", &one);
    let by_name = place.feed(&["resolve", "--key", KEY, "one.jsonl", "-"], &two);
    let by_default = place.feed(&["resolve", "--key", KEY], &(one + &two));
    assert_eq!((by_name.profiles().len(), by_name.stdout), (10, by_default.stdout));
}

#[test]
fn files_in_either_order_give_the_same_customers() {
    let place = Place::new();
    // The first of the second file has the phone of the last of the first, and the files are longer than a batch.
    place.write("one.jsonl", observations(10_000..15_001));
    place.write("two.jsonl", observations(15_001..20_001));
    let forward = resolve(&place, &["one.jsonl", "two.jsonl"]);
    let backward = resolve(&place, &["two.jsonl", "one.jsonl"]);
    assert_eq!(forward.partition(), backward.partition());
    assert_eq!(forward.partition().len(), 5001);
    assert_ne!(forward.stdout, backward.stdout, "an id is that of the identifier heard of first");
}

#[test]
fn profiles_are_sorted_by_id() {
    let place = Place::new();
    place.write("in.jsonl", observations(1000..1500));
    let profiles = resolve(&place, &["in.jsonl"]).profiles();
    let ids: Vec<&str> = profiles.iter().map(|profile| profile["id"].as_str().unwrap()).collect();
    assert!(ids.len() == 250 && ids.is_sorted(), "{ids:?}");
}

#[test]
fn a_profile_is_the_object_of_the_contract() {
    let lines = [
        r#"{"ids":["wechat.unionid@brand:oUn1","phone:137 7123 4560"],"strength":"verified","traits":{"city":"杭州"}}"#,
        r#"{"ids":["taobao.ouid@flagship:AAF1","phone:+8613771234560"],"traits":{"orders":3}}"#,
    ];
    let ran = Place::new().feed(&["resolve", "--key", KEY], &lines.join("\n"));
    assert_eq!(
        ran.stdout,
        concat!(
            r#"{"id":"38a39dc0-ea81-8e43-b896-dea28a76e2f1","ids":["phone:#b36e566b257bc9d9b184304bd25c95e1","taobao.ouid@flagship:AAF1","wechat.unionid@brand:oUn1"],"#,
            r#""traits":{"city":"杭州","orders":3}}"#,
            "\n"
        )
    );
}

#[test]
fn the_report_counts_and_lists() {
    let place = Place::new();
    let lines = [
        r#"{"ids":["wechat.unionid@b:1","jd.pin:1"],"strength":"authoritative","source":"one"}"#,
        r#"{"ids":["wechat.unionid@b:2","jd.pin:1"],"strength":"verified","source":"two"}"#,
        r#"{"op":"separate","ids":["jd.pin:1","jd.pin:2"],"source":"li"}"#,
        r#"{"ids":["jd.pin:2","wechat.unionid@b:1"],"source":"three"}"#,
        r#"{"ids":["wechat.unionid@b:8","wechat.unionid@b:9"],"source":"four"}"#,
    ];
    let arguments = ["resolve", "--key", KEY, "--report", "report.json"];
    let ran = place.feed(&arguments, &lines.join("\n"));
    assert_eq!(ran.profiles().len(), 5);
    assert_eq!(
        place.report(),
        serde_json::json!({
            "catalogue": 1,
            "counts": {
                "operations": 5, "observations": 4, "identifiers": 6, "profiles": 5, "records": 4,
                "links": 3, "separations": 1, "refused": 2, "shared": 0, "blocked": 0,
                "reassigned": 0, "contradictory": 1, "skipped": 0,
            },
            "refused": [
                { "a": "wechat.unionid@b:2", "b": "jd.pin:1", "source": "two", "reason": "limit" },
                { "a": "wechat.unionid@b:1", "b": "jd.pin:2", "source": "three", "reason": "separated" },
            ],
            "shared": [], "blocked": [], "reassigned": [],
            "contradictory": [{ "ids": ["wechat.unionid@b:8", "wechat.unionid@b:9"], "source": "four" }],
            "skipped": [],
        })
    );
}

#[test]
fn an_empty_input_gives_no_profile() {
    let place = Place::new();
    place.write("in.jsonl", "\n \n");
    let ran = resolve(&place, &["--report", "report.json", "in.jsonl"]);
    assert_eq!((ran.profiles().len(), &*ran.stderr), (0, ""));
    assert_eq!(place.report()["counts"]["operations"], 0);
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let place = Place::new();
    place.write("in.jsonl", observations(10_000..20_000));
    let arguments = ["resolve", "--key", KEY, "--report", "report.json", "in.jsonl"];
    let mut command = place.command(&arguments);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::with_capacity(64, child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let ran = Ran::of(child.wait_with_output().unwrap());
    assert_eq!((line.starts_with("{\"id\":"), ran.status, &*ran.stderr), (true, Some(0), ""));
    assert_eq!(place.report()["counts"]["profiles"], 5000);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error_and_leaves_no_report() {
    let place = Place::new();
    place.write("in.jsonl", observations(10..20));
    let arguments = ["resolve", "--key", KEY, "--report", "report.json", "in.jsonl"];
    let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
    let ran = Ran::of(place.command(&arguments).stdout(full).output().unwrap());
    ran.failed("oneid: writing to stdout: No space left on device (os error 28)\n");
    assert_eq!(place.names(), ["in.jsonl"]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_report_goes_into_a_pipe_without_replacing_it() {
    use std::io::Read as _;
    use std::os::unix::fs::FileTypeExt as _;

    let place = Place::new();
    place.write("in.jsonl", observations(10..20));
    let path = place.path("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&path).status().unwrap().success());
    // Open for both, so that neither side waits for the other.
    let mut pipe = std::fs::File::options().read(true).write(true).open(&path).unwrap();
    assert_eq!(resolve(&place, &["--report", "pipe", "in.jsonl"]).profiles().len(), 5);
    assert!(std::fs::metadata(&path).unwrap().file_type().is_fifo());
    let mut report = vec![0; 4096];
    let count = pipe.read(&mut report).unwrap();
    assert!(report[..count].starts_with(b"{\"catalogue\":1,"));
    assert_eq!(place.names(), ["in.jsonl", "pipe"]);
}
