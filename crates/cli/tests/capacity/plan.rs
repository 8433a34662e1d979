//! `oneid plan`.

use std::fs;

use serde_json::Value;

use super::command::{Place, Ran};

const ASKED: [&str; 14] = [
    "--customers",
    "50M",
    "--ids-per-customer",
    "3.5",
    "--records-per-id",
    "1.5",
    "--ids-per-record",
    "2.4",
    "--value-bytes",
    "34",
    "--events-per-day",
    "20M",
    "--peak",
    "4",
];

pub(crate) fn plan(arguments: &[&str]) -> Ran {
    Place::new().run(&[&["plan"], arguments].concat())
}

pub(crate) fn json(arguments: &[&str]) -> Value {
    let ran = plan(&[arguments, &["--format", "json"]].concat());
    assert_eq!((ran.status, &*ran.stderr), (Some(0), ""), "{arguments:?}");
    serde_json::from_str(&ran.stdout).unwrap()
}

/// A number of the forecast.
fn of(plan: &Value, path: &str) -> f64 {
    plan.pointer(&format!("/forecast/{path}")).and_then(Value::as_f64).unwrap()
}

#[test]
fn a_plan_counts_what_is_asked_for() {
    let plan = json(&ASKED);
    for (path, expected) in [
        ("shape/identifiers", 175e6),
        ("shape/records", 262.5e6),
        ("shape/occurrences", 630e6),
        ("shape/value_bytes", 5.95e9),
        ("shape/profiles", 50e6),
        // 6 words for each record and 2 for each occurrence, of 2^32 - 2.
        ("ceiling/words", 2835e6),
        ("ceiling/numbers", 4_294_967_294.0),
        ("ceiling/customers", 75_748_982.0),
        // A day has 86,400 seconds.
        ("events/per_second", 20e6 / 86_400.0),
        ("events/peak_per_second", 80e6 / 86_400.0),
    ] {
        assert!((of(&plan, path) / expected - 1.0).abs() < 1e-9, "{path}: {}", of(&plan, path));
    }
    let memory = plan["forecast"]["memory"].as_object().unwrap();
    let parts: f64 = memory.values().map(|part| part.as_f64().unwrap()).sum();
    assert_eq!(parts, of(&plan, "used_bytes"));
    // What is laid out is in it at least: 40 bytes for each identifier and so on.
    let least = 175e6 * 40.0 + 5.95e9 + 262.5e6 * 24.0 + 630e6 * 8.0 + 50e6 * 48.0;
    assert!((least..2.0 * least).contains(&of(&plan, "used_bytes")));
    assert!(of(&plan, "resident_bytes") >= of(&plan, "used_bytes"));
    let cores = of(&plan, "events/peak_per_second") * of(&plan, "events/ns_each") / 1e9;
    assert!((of(&plan, "events/cores") - cores).abs() < 1e-12 && cores > 0.0);
}

/// The arguments with one of them changed.
fn with<'a>(option: &str, value: &'a str) -> Vec<&'a str> {
    let mut asked: Vec<&'a str> = ASKED.to_vec();
    let place = asked.iter().position(|one| *one == option).unwrap();
    asked[place + 1] = value;
    asked
}

#[test]
fn more_of_anything_takes_more() {
    let before = json(&ASKED);
    let all = ["used_bytes", "load_seconds", "anew_seconds", "ceiling/words_used", "events/cores"];
    let events = &["events/cores", "events/peak_per_second"];
    for (option, value, grow) in [
        ("--customers", "60M", &all[..]),
        ("--customers", "50100K", &all),
        ("--ids-per-customer", "4", &all),
        ("--records-per-id", "1.6", &["used_bytes", "load_seconds", "ceiling/words_used"]),
        ("--ids-per-record", "2.5", &all),
        ("--value-bytes", "35", &["used_bytes", "memory/values"]),
        ("--events-per-day", "21M", &["events/cores", "events/per_second"]),
        ("--peak", "5", events),
    ] {
        let after = json(&with(option, value));
        for path in grow {
            assert!(of(&after, path) > of(&before, path), "{option} {value}: {path}");
        }
    }
    let fewer = json(&with("--ids-per-record", "2.5"));
    assert!(of(&fewer, "ceiling/customers") < of(&before, "ceiling/customers"));
}

#[test]
fn what_does_not_fit_is_said() {
    let text = |customers| plan(&with("--customers", customers)).stdout;
    let passed = "they do not fit into one graph";
    assert!(text("76M").contains(passed) && !text("75M").contains(passed));
    let busy = plan(&with("--events-per-day", "20B")).stdout;
    assert!(busy.contains("One graph has one writer"), "{busy}");
    assert!(!text("1M").contains("One graph has one writer"));
}

#[test]
fn the_text_tells_formula_points_and_errors() {
    let text = plan(&ASKED).stdout;
    for part in [
        "memory = identifiers ×",
        "load, an occurrence = ",
        "largest error",
        "The peak is taken to be 4 times the average",
        "policy retail-cn",
        "100,000",
        "4,294,967,294",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
}

#[test]
fn the_page_of_docs_says_what_is_printed() {
    const PAGE: &str = include_str!("../../../../docs/plan.md");
    let shown = PAGE.split("```console\n$ oneid ").nth(1).unwrap().split("```").next().unwrap();
    let (command, printed) = shown.split_once('\n').unwrap();
    assert_eq!(Place::new().run(&command.split(' ').collect::<Vec<_>>()).stdout, printed);
}

#[test]
fn csv_has_a_row_for_each_graph() {
    let text = plan(&[&ASKED[..], &["--format", "csv"]].concat()).stdout;
    let mut csv = csv::Reader::from_reader(text.as_bytes());
    let headings = csv.headers().unwrap().clone();
    let rows: Vec<csv::StringRecord> = csv.records().collect::<Result<_, _>>().unwrap();
    let points = json(&ASKED)["measured"]["points"].as_array().unwrap().len();
    let of_kind = |kind: &str| rows.iter().filter(|row| &row[0] == kind).count();
    assert_eq!(["measured", "model", "plan"].map(of_kind), [points, points, 1]);
    for row in &rows {
        for (heading, cell) in headings.iter().zip(row).skip(1) {
            assert!(cell.is_empty() || cell.parse::<f64>().is_ok(), "{heading}: {cell}");
        }
    }
    let place = headings.iter().position(|heading| heading == "memory_used").unwrap();
    let used = of(&json(&ASKED), "used_bytes");
    assert_eq!(rows.last().unwrap()[place].parse::<f64>().unwrap(), used);
}

#[test]
fn the_page_stands_by_itself() {
    let page = plan(&[&ASKED[..], &["--format", "html"]].concat()).stdout;
    for outward in
        ["http:", "https:", "<script", "<link", "<img", "@import", "url(", "src=", "href="]
    {
        assert!(!page.contains(outward), "{outward}");
    }
    for part in
        ["default-src 'none'", "<h2>Throughput</h2>", "<h2>Memory</h2>", "<h2>Measured</h2>"]
    {
        assert!(page.contains(part), "{part}");
    }
    assert_eq!(opened_and_not_closed(&page), Vec::<String>::new());
    let points = json(&ASKED)["measured"]["points"].as_array().unwrap().len();
    let svgs: Vec<&str> = page.split("<svg ").skip(1).collect();
    assert_eq!(svgs.len(), 2);
    for svg in svgs {
        let svg = svg.split("</svg>").next().unwrap();
        assert_eq!(svg.matches("<g class=\"measured\">").count(), points);
        assert_eq!(svg.matches("<g class=\"planned\">").count(), 1);
        assert_eq!(svg.matches("<path class=\"curve\"").count(), 1);
        assert!(!svg.contains("NaN") && !svg.contains("inf"));
        for circle in svg.split("<circle ").skip(1) {
            let place = |name: &str| -> f64 {
                let rest = circle.split(&format!("{name}=\"")).nth(1).unwrap();
                rest.split('"').next().unwrap().parse().unwrap()
            };
            let (x, y) = (place("cx"), place("cy"));
            assert!((90.0..=680.0).contains(&x) && (20.0..=250.0).contains(&y), "{x} {y}");
        }
    }
}

/// Elements that are not closed in the order in which they were opened.
fn opened_and_not_closed(page: &str) -> Vec<String> {
    let mut open: Vec<String> = Vec::new();
    for tag in page.split('<').skip(1).map(|rest| rest.split('>').next().unwrap()) {
        let name: String = tag.chars().take_while(|c| !" \n/".contains(*c)).collect();
        let is_void = tag.ends_with('/') || tag.starts_with('!') || name == "meta" || name == "br";
        match tag.strip_prefix('/') {
            Some(closed) if open.last().is_some_and(|last| last == closed) => drop(open.pop()),
            Some(closed) => return vec![format!("/{closed} after {open:?}")],
            None if is_void => {}
            None => open.push(name),
        }
    }
    open
}

const LADDER: [&str; 8] =
    ["--customers", "10K", "--measure", "--from", "1K", "--upto", "5K", "--seed=3"];

#[test]
fn a_ladder_is_measured_saved_and_read_again() {
    let place = Place::new();
    let run = |arguments: &[&str]| {
        let ran = place.run(&[&["plan", "--format", "json"], arguments].concat());
        assert_eq!(ran.status, Some(0), "{}", ran.stderr);
        (serde_json::from_str::<Value>(&ran.stdout).unwrap(), ran.stderr)
    };
    let (measured, said) = run(&[&LADDER[..], &["--save", "points.json"]].concat());
    assert_eq!(said.matches("oneid: measuring").count(), 4, "{said}");
    assert_eq!(place.names(), ["points.json"]);
    let points = measured["measured"]["points"].as_array().unwrap();
    let sizes: Vec<u64> =
        points.iter().map(|point| point["observations"].as_u64().unwrap()).collect();
    assert_eq!(sizes, [1000, 2000, 4000, 5000]);
    for pair in points.windows(2) {
        for path in ["/shape/identifiers", "/shape/records", "/memory/records", "/observed"] {
            let [less, more] = [0, 1].map(|side| pair[side].pointer(path).unwrap().as_u64());
            assert!(less < more, "{path}: {pair:?}");
        }
    }
    for point in points {
        for path in ["load_ns", "anew_ns", "lookup_ns"] {
            assert!(point[path].as_f64().unwrap() > 0.0, "{path}: {point}");
        }
    }
    let (read, said) = run(&["--customers", "10K", "--points", "points.json"]);
    assert_eq!((&read, &*said), (&measured, ""));
}

#[test]
fn a_size_that_was_not_measured_is_checked() {
    let ran = plan(&[&LADDER[..], &["--check", "8K", "--format", "json"]].concat());
    let plan: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(plan["check"]["observations"], 8000);
    let foretold = plan["check"]["foretold"].as_array().unwrap();
    let names: Vec<&str> = foretold.iter().map(|one| one["what"].as_str().unwrap()).collect();
    for name in ["memory used", "load", "a policy anew", "a lookup"] {
        assert!(names.contains(&name), "{name}");
    }
    for one in foretold {
        let number = |name: &str| one[name].as_f64().unwrap();
        let error = number("foretold") / number("measured") - 1.0;
        assert!((number("error") - error).abs() < 1e-9, "{one}");
    }
    // Counted, and so the same on every machine.
    let used = foretold.iter().find(|one| one["what"] == "memory used").unwrap();
    assert!(used["error"].as_f64().unwrap().abs() < 0.15, "{used}");
    let text = self::plan(&[&LADDER[..], &["--check", "8K"]].concat()).stdout;
    assert!(text.contains("Checked: 8,000 observations"), "{text}");
}

#[test]
fn what_is_built_in_says_where_and_when() {
    for policy in ["retail-cn", "connected"] {
        let plan = json(&["--customers", "1M", "--policy", policy]);
        let measured = &plan["measured"];
        assert_eq!(measured["policy"], policy);
        assert!(!measured["machine"].as_str().unwrap().is_empty());
        assert_eq!(measured["date"].as_str().unwrap().len(), 10);
        assert!(measured["points"].as_array().unwrap().len() >= 5);
        // The layout tells all of the identifiers and the values; only the evidence adds to the others.
        let beside = |part: usize| plan["model"]["beside_bytes"][part].as_f64().unwrap();
        assert!(beside(0).abs() < 0.5 && beside(1).abs() < 0.5, "{policy}: {}", plan["model"]);
        let error = plan["model"]["memory_worst_error"].as_f64().unwrap();
        assert!(error < 0.05, "{policy}: {error}");
    }
}

#[test]
fn what_cannot_be_planned_is_said() {
    let place = Place::new();
    place.write("broken.json", "{\"machine\":1}");
    let one = json(&ASKED)["measured"].clone();
    let mut one_size = one.clone();
    one_size["points"].as_array_mut().unwrap().truncate(1);
    fs::write(place.path("one.json"), one_size.to_string()).unwrap();
    for (arguments, status, part) in [
        (&[][..], 2, "--customers"),
        (&["--customers", "none"], 2, "is no number like 250000, 3.5, 400K, 20M or 1.2B"),
        (&["--customers", "1.5"], 2, "not a whole number"),
        (&["--customers", "0"], 2, "at least 1"),
        (&["--customers", "1M", "--ids-per-customer", "0"], 2, "above zero"),
        (&["--customers", "1M", "--peak", "-1"], 2, ""),
        (&["--customers", "1M", "--format", "xml"], 2, "xml"),
        (&["--customers", "1M", "--upto", "1M"], 2, "--measure"),
        (&["--customers", "1M", "--measure", "--runs", "0"], 2, "--runs"),
        (&["--customers", "1M", "--measure", "--from", "2K", "--upto", "2K"], 1, "two sizes"),
        (&["--customers", "1M", "--policy", "last-login"], 1, "nothing built in was measured"),
        (&["--customers", "1M", "--points", "broken.json"], 1, "broken.json: invalid type"),
        (&["--customers", "1M", "--points", "none.json"], 1, "none.json: "),
        (&["--customers", "1M", "--points", "one.json"], 1, "two different sizes"),
    ] {
        let ran = place.run(&[&["plan"], arguments].concat());
        assert_eq!((ran.status, &*ran.stdout), (Some(status), ""), "{arguments:?}");
        assert!(ran.stderr.contains(part), "{arguments:?}: {}", ran.stderr);
    }
}
