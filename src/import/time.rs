//! Times as exports write them.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::Offset;

use super::SkipReason;
use crate::observation::{Timestamp, rfc3339_millisecond};

/// A UTC offset: `+08:00`, `-03:30` or `Z`, at most 14 hours.
pub(super) fn offset(text: &str) -> Option<Offset> {
    if text == "Z" {
        return Some(Offset::UTC);
    }
    let (sign, digits) = match text.split_at_checked(1)? {
        ("+", digits) => (1, digits),
        ("-", digits) => (-1, digits),
        _ => return None,
    };
    let (hours, minutes) = digits.split_once(':')?;
    let two = |text: &str| number(text, 2..=2).filter(|&number| number < 60);
    let minutes = two(hours)? * 60 + two(minutes)?;
    let offset = (minutes <= 14 * 60).then(|| Offset::from_seconds(sign * minutes * 60).ok());
    offset.flatten()
}

/// RFC 3339; a date, with a time of day or without, at the given offset; or seconds (10 digits) or milliseconds (13)
/// since 1970.
pub(super) fn read(text: &str, offset: Option<Offset>) -> Result<Timestamp, SkipReason> {
    let in_range =
        |ms: i128| Timestamp::from_millisecond(ms).map_err(|_| SkipReason::TimeOutOfRange);
    if let Some(ms) = epoch_ms(text) {
        return in_range(ms.into());
    }
    if let Some(ms) = rfc3339_millisecond(text) {
        return in_range(ms);
    }
    let local = civil(text).ok_or(SkipReason::UnreadableTime)?;
    let offset = offset.ok_or(SkipReason::TimeWithoutOffset)?;
    let instant = offset.to_timestamp(local).map_err(|_| SkipReason::TimeOutOfRange)?;
    in_range(instant.as_millisecond().into())
}

fn epoch_ms(text: &str) -> Option<i64> {
    let digits = text.bytes().all(|b| b.is_ascii_digit());
    match text.len() {
        10 if digits => text.parse::<i64>().ok().map(|seconds| seconds * 1000),
        13 if digits => text.parse().ok(),
        _ => None,
    }
}

/// `2025-03-01 12:30:00`, `2025/3/1 12:30`, `2025-03-01T12:30:00.123`, `2025-03-01`.
fn civil(text: &str) -> Option<DateTime> {
    let (date, time) = match text.split_once([' ', 'T']) {
        Some((date, time)) => (date, self::time(time.trim_start())?),
        None => (text, Time::midnight()),
    };
    Some(DateTime::from_parts(self::date(date)?, time))
}

fn date(text: &str) -> Option<Date> {
    let separator = if text.contains('/') { '/' } else { '-' };
    let mut parts = text.split(separator);
    let year = number(parts.next()?, 4..=4)?;
    let (month, day) = (number(parts.next()?, 1..=2)?, number(parts.next()?, 1..=2)?);
    let small = |number: i32| i8::try_from(number).ok();
    let date = Date::new(i16::try_from(year).ok()?, small(month)?, small(day)?).ok()?;
    parts.next().is_none().then_some(date)
}

fn time(text: &str) -> Option<Time> {
    let (clock, fraction) = match text.split_once('.') {
        Some((clock, fraction)) => (clock, nanoseconds(fraction)?),
        None => (text, 0),
    };
    let mut parts = clock.split(':');
    let mut two = |optional: bool| match parts.next() {
        Some(part) => i8::try_from(number(part, 1..=2)?).ok(),
        None => optional.then_some(0),
    };
    let (hour, minute, second) = (two(false)?, two(false)?, two(true)?);
    let time = Time::new(hour, minute, second, fraction).ok()?;
    parts.next().is_none().then_some(time)
}

fn nanoseconds(fraction: &str) -> Option<i32> {
    number(fraction, 1..=9)?;
    format!("{fraction:0<9}").parse().ok()
}

/// A number of so many digits.
fn number(text: &str, digits: std::ops::RangeInclusive<usize>) -> Option<i32> {
    let valid = digits.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    valid.then(|| text.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at_8(text: &str) -> Result<String, SkipReason> {
        read(text, offset("+08:00")).map(|at| at.to_string())
    }

    #[test]
    fn times_as_exports_write_them() {
        for (text, expected) in [
            ("2021-10-22T07:07:35Z", "2021-10-22T07:07:35Z"),
            ("2021-10-22T07:07:35.1239+02:00", "2021-10-22T05:07:35.123Z"),
            ("2025-03-01 12:30:00", "2025-03-01T04:30:00Z"),
            ("2025-03-01T12:30:00.5", "2025-03-01T04:30:00.5Z"),
            ("2025/3/1 12:30", "2025-03-01T04:30:00Z"),
            ("2025/3/1 9:05", "2025-03-01T01:05:00Z"),
            ("2025-03-01", "2025-02-28T16:00:00Z"),
            ("1740800000", "2025-03-01T03:33:20Z"),
            ("1740800000123", "2025-03-01T03:33:20.123Z"),
        ] {
            assert_eq!(at_8(text).as_deref(), Ok(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for text in [
            "0000-00-00 00:00:00",
            "2025-02-29",
            "2025-03-01 24:00:00",
            "2025-03-01 12",
            "2025-03-01 12:30:00:00",
            "2025-3/1",
            "01.03.2025",
            "yesterday",
            "174080000",
            "2025-03-01 12:30:00.",
            "45717.5",
            "20211022T070735Z",
            "2021-10-22T15:07:35+08:00[Asia/Shanghai]",
        ] {
            assert_eq!(at_8(text), Err(SkipReason::UnreadableTime), "{text}");
        }
    }

    #[test]
    fn a_local_time_needs_an_offset_and_others_do_not() {
        assert_eq!(read("2025-03-01", None), Err(SkipReason::TimeWithoutOffset));
        assert!(read("1740800000", None).is_ok());
        assert!(read("2025-03-01 00:00:00+08:00", None).is_ok());
    }

    #[test]
    fn years_before_1970_and_after_2200_are_out_of_range() {
        assert_eq!(at_8("1969-12-31 23:59:59"), Err(SkipReason::TimeOutOfRange));
        assert_eq!(at_8("1970-01-01 07:59:59"), Err(SkipReason::TimeOutOfRange));
        assert_eq!(at_8("2201-06-01"), Err(SkipReason::TimeOutOfRange));
    }

    #[test]
    fn offsets() {
        assert_eq!(offset("-03:30").map(Offset::seconds), Some(-12600));
        assert_eq!(offset("Z").map(Offset::seconds), Some(0));
        for text in ["", "+8", "08:00", "+14:01", "+08:60", "+0800", "８"] {
            assert!(offset(text).is_none(), "{text}");
        }
    }
}
