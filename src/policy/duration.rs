//! Durations as policies write them: a number and a unit.

/// The units and their milliseconds, the longest first.
const UNITS: [(char, i64); 4] = [('d', 86_400_000), ('h', 3_600_000), ('m', 60_000), ('s', 1_000)];
/// A hundred years.
const MOST_MS: i64 = 36_500 * UNITS[0].1;

/// Milliseconds of `<number><s|m|h|d>`, more than none and at most a hundred years; or the rule that the text breaks.
pub(super) fn parse(text: &str) -> Result<i64, &'static str> {
    let malformed = "must be a number and a unit, s, m, h or d, such as 180d";
    let (unit, unit_ms) =
        UNITS.into_iter().find(|(unit, _)| text.ends_with(*unit)).ok_or(malformed)?;
    let number = text.strip_suffix(unit).ok_or(malformed)?;
    if number.is_empty() || !number.bytes().all(|b| b.is_ascii_digit()) {
        return Err(malformed);
    }
    let milliseconds = number.parse::<i64>().ok().and_then(|number| number.checked_mul(unit_ms));
    match milliseconds {
        Some(0) => Err("must be more than nothing"),
        Some(milliseconds) if milliseconds <= MOST_MS => Ok(milliseconds),
        _ => Err("must be 36500d or less"),
    }
}

/// The text that [`parse`] gives so many milliseconds for, in the longest unit that divides them.
pub(super) fn print(milliseconds: i64) -> String {
    let [.., seconds] = UNITS;
    let (unit, unit_ms) =
        UNITS.into_iter().find(|(_, unit_ms)| milliseconds % unit_ms == 0).unwrap_or(seconds);
    format!("{}{unit}", milliseconds / unit_ms)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_print_as_they_parse() {
        for (text, milliseconds, printed) in [
            ("180d", 15_552_000_000, "180d"),
            ("1s", 1_000, "1s"),
            ("90m", 5_400_000, "90m"),
            ("48h", 172_800_000, "2d"),
            ("007h", 25_200_000, "7h"),
            ("36500d", 3_153_600_000_000, "36500d"),
        ] {
            assert_eq!(parse(text), Ok(milliseconds), "{text}");
            assert_eq!(print(milliseconds), printed, "{text}");
        }
    }

    #[test]
    fn other_texts_are_refused() {
        for text in ["", "d", "5", "5 d", "-5d", "+5d", "1.5d", "5w", "5D", "５d", "180dd"] {
            assert!(parse(text).unwrap_err().starts_with("must be a number"), "{text}");
        }
        assert_eq!(parse("0d"), Err("must be more than nothing"));
        for text in ["36501d", "9223372036854775807d", "99999999999999999999s"] {
            assert_eq!(parse(text), Err("must be 36500d or less"), "{text}");
        }
    }
}
