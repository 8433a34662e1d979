//! Patterns of the numbering plans, matched against whole numbers.
//!
//! The metadata hold patterns without anchors. A search finds the first alternative that fits, which
//! may be shorter than the number although another alternative fits the whole of it (`1(?:0\d{7}|0\d{8})`),
//! so that neither the found beginning nor the found end tells whether the number matches.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};

use regex::{Regex, RegexBuilder};

/// How many compiled patterns are kept: some thirty countries' worth.
const KEPT: usize = 256;

static COMPILED: LazyLock<Mutex<HashMap<&'static str, Regex>>> = LazyLock::new(Mutex::default);

/// Whether the pattern matches the whole number.
pub(super) fn is_whole_match(pattern: &'static str, number: &str) -> bool {
    compiled(pattern).is_some_and(|regex| regex.is_match(number))
}

fn compiled(pattern: &'static str) -> Option<Regex> {
    let mut kept = COMPILED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(regex) = kept.get(pattern) {
        return Some(regex.clone());
    }
    let anchored = format!("^(?:{pattern})$");
    let regex = RegexBuilder::new(&anchored).ignore_whitespace(true).unicode(false).build().ok()?;
    if kept.len() >= KEPT {
        kept.clear();
    }
    kept.insert(pattern, regex.clone());
    Some(regex)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_number_counts() {
        let pattern = r"1(?:0\d{2}|
            0\d{3})";
        assert!(is_whole_match(pattern, "1012"));
        assert!(is_whole_match(pattern, "10123"));
        assert!(!is_whole_match(pattern, "101234"));
        assert!(!is_whole_match(pattern, "91012"));
        assert!(!is_whole_match("(", "1"));
    }
}
