//! The digits of a number, out of the signs between them.

use crate::normalize::Reason;

/// The digits of a text that holds nothing but a number.
pub(super) struct Written {
    pub(super) digits: String,
    /// After `+`, or after `00`.
    pub(super) is_international: bool,
    /// `1-381-234-5678`: North America's country code, which nobody writes apart in a mainland number.
    pub(super) begins_with_lone_one: bool,
}

impl Written {
    pub(super) fn read(text: &str) -> Result<Self, Reason> {
        let text = text.trim_start_matches(['(', '[', ' ']);
        let unsigned = text.trim_start_matches('+');
        let has_plus = unsigned.len() < text.len();
        if !unsigned.chars().all(is_written) {
            return Err(Reason::InvalidNumber);
        }
        let is_international = has_plus || unsigned.starts_with("00");
        let written =
            if is_international { unsigned.replace("(0)", "") } else { unsigned.to_owned() };
        let all: String = written.chars().filter(char::is_ascii_digit).collect();
        let digits = if is_international { all.strip_prefix("00").unwrap_or(&all) } else { &all };
        if digits.is_empty() {
            return Err(Reason::InvalidNumber);
        }
        let rest = unsigned.strip_prefix('1').unwrap_or("1");
        Ok(Written {
            digits: digits.to_owned(),
            is_international,
            begins_with_lone_one: rest.starts_with(|c: char| !c.is_ascii_digit()),
        })
    }

    /// Whether this would be a number of mainland China, were it one.
    pub(super) fn is_mainland(&self, region: &str) -> bool {
        if self.is_international { self.digits.starts_with("86") } else { region == "CN" }
    }
}

/// Digits, and the signs that people put between them.
fn is_written(c: char) -> bool {
    c.is_ascii_digit() || " -.()[]/_~·・‐‒–—―−".contains(c)
}
