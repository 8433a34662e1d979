//! Where the key comes from.

use std::fs;

use super::command::{KEY, Place, Ran};

const LINE: &str = r#"{"ids":["phone:+8613771234560","shopify.customer_id@shop:1"]}"#;
const OTHER_KEY: &str = "ffffffffffffffffffffffffffffffff";

fn resolve(place: &Place, arguments: &[&str]) -> Ran {
    let ran = place.feed(&[&["resolve"], arguments].concat(), LINE);
    assert_eq!((ran.status, ran.profiles().len()), (Some(0), 1));
    ran
}

#[test]
fn a_key_is_made_once_and_gives_the_same_ids_again() {
    let (here, elsewhere) = (Place::new(), Place::new());
    let first = resolve(&here, &[]);
    assert_eq!(here.names(), ["oneid.key"]);
    assert!(first.stderr.contains("made the key ./oneid.key"), "{}", first.stderr);
    let key = fs::read_to_string(here.path("oneid.key")).unwrap();
    assert_eq!((key.len(), key.trim().len()), (33, 32));
    assert!(!first.stderr.contains(key.trim()));

    let second = resolve(&here, &[]);
    assert_eq!((first.stdout, ""), (second.stdout.clone(), &*second.stderr));
    assert_eq!(resolve(&elsewhere, &["--key", key.trim()]).stdout, second.stdout);
    assert_eq!(elsewhere.names(), Vec::<String>::new());
    assert_ne!(resolve(&elsewhere, &[]).stdout, second.stdout);
}

#[test]
fn the_key_given_goes_before_the_environment_and_that_before_the_file() {
    let place = Place::new();
    let given = resolve(&place, &["--key", KEY]).stdout;
    place.write("in.jsonl", LINE);
    let with_variable = |key: &str, arguments: &[&str]| {
        let arguments = [&["resolve", "in.jsonl"], arguments].concat();
        Ran::of(place.command(&arguments).env("ONEID_KEY", key).output().unwrap())
    };
    assert_eq!(with_variable(KEY, &[]).stdout, given);
    assert_eq!(with_variable(OTHER_KEY, &["--key", KEY]).stdout, given);
    assert_ne!(with_variable(OTHER_KEY, &[]).stdout, given);
    assert_eq!(place.names(), ["in.jsonl"]);

    place.write("oneid.key", OTHER_KEY);
    assert_eq!(with_variable(KEY, &[]).stdout, given);
    assert_eq!(resolve(&place, &[]).stdout, with_variable(OTHER_KEY, &[]).stdout);
}

#[test]
fn a_malformed_key_is_refused_and_not_shown() {
    let place = Place::new();
    let bad = ["", "0123", "g00102030405060708090a0b0c0d0e0f", &format!("{KEY}0")];
    for key in bad {
        let rule = "a key is 32 hexadecimal digits";
        place.run(&["resolve", "--key", key]).failed(&format!("oneid: --key: {rule}\n"));
        let ran = Ran::of(place.command(&["resolve"]).env("ONEID_KEY", key).output().unwrap());
        ran.failed(&format!("oneid: ONEID_KEY: {rule}\n"));
        assert_eq!(place.names(), Vec::<String>::new());

        place.write("oneid.key", key);
        make_private(&place);
        place.run(&["resolve"]).failed(&format!("oneid: ./oneid.key: {rule}\n"));
        assert_eq!(fs::read_to_string(place.path("oneid.key")).unwrap(), key, "it was replaced");
        fs::remove_file(place.path("oneid.key")).unwrap();
    }
}

#[test]
fn many_first_runs_at_once_agree_on_one_key() {
    let place = Place::new();
    let outputs: Vec<String> = std::thread::scope(|scope| {
        let runs: Vec<_> = (0..8).map(|_| scope.spawn(|| resolve(&place, &[]).stdout)).collect();
        runs.into_iter().map(|run| run.join().unwrap()).collect()
    });
    assert!(outputs.iter().all(|output| *output == outputs[0]), "{outputs:?}");
    assert_eq!(place.names(), ["oneid.key"]);
}

#[test]
fn no_key_is_made_for_a_run_that_cannot_begin() {
    let place = Place::new();
    assert_eq!(place.run(&["resolve", "missing.jsonl"]).status, Some(1));
    assert_eq!(place.run(&["resolve", "--policy", "missing.toml"]).status, Some(1));
    assert_eq!(place.names(), Vec::<String>::new());
}

#[cfg(unix)]
fn make_private(place: &Place) {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(place.path("oneid.key"), fs::Permissions::from_mode(0o600)).unwrap();
}

#[cfg(not(unix))]
fn make_private(_: &Place) {}

#[cfg(unix)]
#[test]
fn the_key_file_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt as _;

    let place = Place::new();
    resolve(&place, &[]);
    let path = place.path("oneid.key");
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(resolve(&place, &[]).stderr, "");

    for mode in [0o640, 0o604] {
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        let stderr = resolve(&place, &[]).stderr;
        assert!(stderr.starts_with("oneid: warning: ./oneid.key is open to others"), "{stderr}");
    }
}
