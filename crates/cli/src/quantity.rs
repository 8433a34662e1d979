//! Numbers as people write them: `50M`, `3.5`, `1.2B`.

/// A whole number above zero, such as `250000`, `20M` or `1.5K`.
///
/// # Errors
///
/// What is wrong with it.
pub(crate) fn count(text: &str) -> Result<u64, String> {
    let value = number(text)?;
    if value.fract() != 0.0 {
        return Err(format!("`{text}` is not a whole number"));
    }
    if value < 1.0 {
        return Err("at least 1".to_owned());
    }
    // 2^53: below it every whole number is exact.
    if value > 9_007_199_254_740_992.0 {
        return Err(format!("`{text}` is too large"));
    }
    let whole = format!("{value:.0}");
    whole.parse().map_err(|_| format!("`{text}` is too large"))
}

/// A number above zero, such as `3.5`.
///
/// # Errors
///
/// What is wrong with it.
pub(crate) fn positive(text: &str) -> Result<f64, String> {
    match number(text)? {
        value if value > 0.0 => Ok(value),
        _ => Err("above zero".to_owned()),
    }
}

/// A number that is not negative.
///
/// # Errors
///
/// What is wrong with it.
pub(crate) fn number(text: &str) -> Result<f64, String> {
    let (digits, exponent) = match text.char_indices().next_back() {
        Some((end, 'k' | 'K')) => (&text[..end], 3),
        Some((end, 'm' | 'M')) => (&text[..end], 6),
        Some((end, 'b' | 'B')) => (&text[..end], 9),
        _ => (text, 0),
    };
    let wrong = || format!("`{text}` is no number like 250000, 3.5, 400K, 20M or 1.2B");
    let is_plain = digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.ends_with(|c: char| c.is_ascii_digit())
        && digits.chars().all(|c| c.is_ascii_digit() || c == '.');
    if !is_plain {
        return Err(wrong());
    }
    // As one number, so that nothing is rounded twice: 1.1M is a whole number.
    let value: f64 = format!("{digits}e{exponent}").parse().map_err(|_| wrong())?;
    if value.is_finite() { Ok(value) } else { Err(wrong()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suffixes_are_powers_of_a_thousand() {
        let read =
            ["1", "250000", "400K", "1.5k", "20M", "1.1M", "1.001M", "2B", "1.2b"].map(count);
        let expected = [
            1,
            250_000,
            400_000,
            1_500,
            20_000_000,
            1_100_000,
            1_001_000,
            2_000_000_000,
            1_200_000_000,
        ];
        assert_eq!(read, expected.map(Ok));
        assert_eq!(positive("3.5"), Ok(3.5));
        assert_eq!(number("0"), Ok(0.0));
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for text in
            ["", "K", "-1", "+1", "1e3", "inf", "NaN", ".5", "5.", "1.2.3", "1 000", "10T", "１"]
        {
            let error = number(text).expect_err(text);
            assert!(error.contains("is no number"), "{text}: {error}");
        }
        assert!(number(&"9".repeat(400)).is_err());
    }

    #[test]
    fn counts_are_whole_and_not_zero() {
        assert_eq!(count("1.5"), Err("`1.5` is not a whole number".to_owned()));
        assert_eq!(count("1.0001K"), Err("`1.0001K` is not a whole number".to_owned()));
        assert_eq!(count("0"), Err("at least 1".to_owned()));
        assert_eq!(count("0M"), Err("at least 1".to_owned()));
        assert!(count("99999999999B").is_err());
        assert!(positive("0.0").is_err());
    }
}
