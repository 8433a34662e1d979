//! Numbers with units that people can read.

/// A number of bytes, in decimal units, to three digits.
pub(super) fn bytes(bytes: u64) -> String {
    scaled(bytes as f64, 1000.0, &["B", "kB", "MB", "GB", "TB", "PB"])
}

/// A time, from nanoseconds to days.
pub(super) fn duration(seconds: f64) -> String {
    if seconds < 1.0 {
        return scaled(seconds * 1e9, 1000.0, &["ns", "µs", "ms", "s"]);
    }
    let (size, unit) = [(86_400.0, "d"), (3600.0, "h"), (60.0, "min")]
        .into_iter()
        .find(|(size, _)| seconds >= 2.0 * size)
        .unwrap_or((1.0, "s"));
    format!("{} {unit}", digits(seconds / size))
}

pub(super) fn percent(part: f64) -> String {
    format!("{} %", digits(part * 100.0))
}

fn scaled(mut number: f64, step: f64, units: &[&str]) -> String {
    let mut place = 0;
    while number >= step && place + 1 < units.len() {
        number /= step;
        place += 1;
    }
    format!("{} {}", digits(number), units[place])
}

/// Three digits, or all before the point.
pub(super) fn digits(number: f64) -> String {
    match number.abs() {
        size if size >= 99.95 => format!("{number:.0}"),
        size if size >= 9.995 => format!("{number:.1}"),
        _ => format!("{number:.2}"),
    }
}

/// Cores, to two digits at least where they are few.
pub(super) fn cores(cores: f64) -> String {
    if cores < 0.1 { format!("{cores:.4}") } else { format!("{cores:.2}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_fit_the_size() {
        let told = [0, 999, 1500, 36_200_000_000, 2_000_000_000_000_000_000].map(bytes);
        assert_eq!(told, ["0.00 B", "999 B", "1.50 kB", "36.2 GB", "2000 PB"]);
        let told = [0.000_000_55, 0.02, 1.0, 100.0, 150.0, 7000.0, 9000.0, 400_000.0].map(duration);
        let expected =
            ["550 ns", "20.0 ms", "1.00 s", "100 s", "2.50 min", "117 min", "2.50 h", "4.63 d"];
        assert_eq!(told, expected);
        assert_eq!([percent(0.0123), percent(0.5)], ["1.23 %", "50.0 %"]);
    }
}
