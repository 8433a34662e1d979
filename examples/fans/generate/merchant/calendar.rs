//! Times as the platforms' exports write them: Beijing time, without an offset.

use super::rng::Rng;

const DAY: i64 = 86_400;

/// Seconds since 1970-01-01 00:00 in Beijing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Time(i64);

impl Time {
    /// The first second of a day.
    pub(crate) fn of(year: i64, month: i64, day: i64) -> Self {
        // Howard Hinnant's days_from_civil.
        let year = if month <= 2 { year - 1 } else { year };
        let era = year.div_euclid(400);
        let year_of_era = year - era * 400;
        let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        Time((era * 146_097 + day_of_era - 719_468) * DAY)
    }

    pub(crate) fn days(self, days: i64) -> Self {
        Time(self.0 + days * DAY)
    }

    /// A time of waking hours, from the first day up to and including the last.
    pub(crate) fn between(rng: &mut Rng, first: Time, last: Time) -> Self {
        let days = (last.0 - first.0).max(0) / DAY;
        Time(first.0.div_euclid(DAY) * DAY).days(rng.between(0, days)).at(rng)
    }

    /// The same day, at some time of waking hours.
    pub(crate) fn at(self, rng: &mut Rng) -> Self {
        Time(self.0.div_euclid(DAY) * DAY + rng.between(8 * 3600, 23 * 3600 + 1800))
    }

    /// `2025-11-11 20:03:59`
    pub(crate) fn text(self) -> String {
        let (year, month, day) = civil(self.0.div_euclid(DAY));
        let second = self.0.rem_euclid(DAY);
        format!(
            "{year:04}-{month:02}-{day:02} {:02}:{:02}:{:02}",
            second / 3600,
            second / 60 % 60,
            second % 60
        )
    }

    /// `20251111`
    pub(crate) fn compact(self) -> String {
        let (year, month, day) = civil(self.0.div_euclid(DAY));
        format!("{year:04}{month:02}{day:02}")
    }
}

fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day)
}

/// The day that the merchant began to sell.
pub(crate) fn opening() -> Time {
    Time::of(2023, 2, 1)
}

/// The last day that the exports know of.
pub(crate) fn closing() -> Time {
    Time::of(2026, 10, 28)
}
