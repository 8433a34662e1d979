//! Texts of any kind: none may make the library panic, tell a value in an error, or change when printed and read again.

use oneid::{FingerprintKey, Identifier, Operation, Policy, Preset};

const PRESETS: [Preset; 4] =
    [Preset::Connected, Preset::FirstOwner, Preset::LastLogin, Preset::RetailCn];

/// Fewer digits than this are in a message by chance.
const TELLING: usize = 5;
/// A word of no message.
const MARK: &str = "zq7vkx";

/// An identifier, under every preset.
pub(crate) fn identifier(text: &str) {
    let key = FingerprintKey::from_bytes([7; 16]);
    let identifier = match Identifier::parse(text) {
        Ok(identifier) => identifier,
        Err(error) => {
            return assert!(!tells(&error.to_string(), text), "{error}");
        }
    };
    let again = Identifier::parse(identifier.as_str()).expect("what was parsed parses again");
    assert_eq!(again, identifier);
    for preset in PRESETS {
        let policy = Policy::preset(preset);
        marked_values_stay_untold(&identifier, &policy, &key);
        match policy.canonical(&identifier, &key) {
            Ok(_) => prints_as_it_is_read(&policy, &key, &identifier),
            Err(error) => {
                assert!(!tells(&format!("{error} {error:?}"), identifier.as_str()), "{error}");
            }
        }
    }
}

/// What is printed, the value or its fingerprint, is read as the same identifier.
fn prints_as_it_is_read(policy: &Policy, key: &FingerprintKey, identifier: &Identifier) {
    for one in policy.canonical(identifier, key).expect("it was canonical before") {
        let printed = one.to_string();
        let read = Identifier::parse(&printed).expect("what is printed parses");
        let again = policy.canonical(&read, key).expect("what is printed is canonical");
        assert_eq!(again[0].to_string(), printed);
        assert_eq!(again[0].fingerprint(), one.fingerprint(), "{printed}");
    }
}

/// Whether a message holds digits of a text's value, as many as no message has of its own; what stands before the value may
/// be told.
fn tells(message: &str, text: &str) -> bool {
    let (head, value) = text.split_once(':').unwrap_or((text, ""));
    let runs = value.split(|c: char| !c.is_ascii_digit());
    let mut telling = runs.filter(|run| run.len() >= TELLING && !head.contains(run));
    telling.any(|run| message.contains(run))
}

/// What is wrong with a value that holds a word of no message is told without that word.
fn marked_values_stay_untold(identifier: &Identifier, policy: &Policy, key: &FingerprintKey) {
    let (namespace, scope, value) =
        (identifier.namespace(), identifier.scope(), identifier.value());
    for marked in [format!("{value}{MARK}"), format!("{MARK}{value}")] {
        let marked = Identifier::new(namespace, scope, &marked);
        let refused = marked.and_then(|marked| policy.canonical(&marked, key));
        if let Err(error) = refused.map(|_| ()) {
            assert!(!format!("{error} {error:?}").contains(MARK), "{error}");
        }
    }
}

/// Operations, one a line.
pub(crate) fn operation(text: &str) {
    for line in text.lines() {
        let Ok(operation) = Operation::from_json(line) else { continue };
        let printed = operation.to_json();
        let again = Operation::from_json(&printed).expect("what is printed is an operation");
        assert_eq!(again, operation, "{printed}");
        assert_eq!(again.to_json(), printed);
    }
}

/// A policy.
pub(crate) fn policy(text: &str) {
    let Ok(policy) = Policy::from_toml(text) else { return };
    let printed = policy.to_toml();
    let again = Policy::from_toml(&printed)
        .unwrap_or_else(|error| panic!("what is printed is a policy: {error}\n{printed}"));
    assert_eq!(again.to_toml(), printed);
    assert_eq!(again, policy, "{printed}");
    let _ = policy.warnings();
}
