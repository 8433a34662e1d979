//! Texts of any kind: none may make the library panic, tell a value in an error, or change when printed and read again.

use oneid::{Error, FingerprintKey, Identifier, Operation, Policy, Preset};

const PRESETS: [Preset; 4] =
    [Preset::Connected, Preset::FirstOwner, Preset::LastLogin, Preset::RetailCn];

/// Values shorter than this are in the words of any message by chance.
const TELLING: usize = 8;

/// An identifier, under every preset.
pub(crate) fn identifier(text: &str) {
    let key = FingerprintKey::from_bytes([7; 16]);
    let identifier = match Identifier::parse(text) {
        Ok(identifier) => identifier,
        Err(error) => return tells_nothing(&error, text),
    };
    let again = Identifier::parse(identifier.as_str()).expect("what was parsed parses again");
    assert_eq!(again, identifier);
    assert!(!tells(&format!("{identifier:?}"), &identifier));
    for preset in PRESETS {
        let policy = Policy::preset(preset);
        match policy.canonical(&identifier, &key) {
            Ok(all) => assert!(!all.is_empty()),
            Err(error) => {
                assert!(!tells(&error.to_string(), &identifier), "{error}");
                assert!(!tells(&format!("{error:?}"), &identifier), "{error:?}");
                continue;
            }
        }
        prints_as_it_is_read(&policy, &key, &identifier);
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

fn tells_nothing(error: &Error, text: &str) {
    let value = text.split_once(':').map_or("", |(_, value)| value.trim());
    let told = value.len() >= TELLING && error.to_string().contains(value);
    assert!(!told, "an error tells the value: {error}");
}

fn tells(message: &str, identifier: &Identifier) -> bool {
    let head = &identifier.as_str()[..identifier.as_str().len() - identifier.value().len()];
    let value = identifier.value();
    value.len() >= TELLING && !head.contains(value) && message.contains(value) && !is_a_word(value)
}

/// Values that read like parts of messages.
fn is_a_word(value: &str) -> bool {
    value.bytes().all(|b| b.is_ascii_lowercase() || b == b' ' || b == b'.')
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
