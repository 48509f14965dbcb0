//! Dates as people read them. Pure.

use chrono::{Datelike, NaiveDate, TimeZone};
use chrono_tz::Tz;

use crate::clock::Moment;

/// A day in words: `30 June 2027`, `30 de junio de 2027`.
pub fn day(language: &str, date: NaiveDate) -> String {
    let month = super::text(language, &format!("month.{}", date.month()), &[]);
    super::text(
        language,
        "date.day",
        &[("day", &date.day().to_string()), ("month", &month), ("year", &date.year().to_string())],
    )
}

/// The month of a day in words, without the day: `June 2027`, `junio de 2027`.
pub fn month(language: &str, date: NaiveDate) -> String {
    let month = super::text(language, &format!("month.alone.{}", date.month()), &[]);
    super::text(language, "date.month", &[("month", &month), ("year", &date.year().to_string())])
}

/// A moment in words, on the clocks of an IANA time zone, which is named: `30 June 2027, 23:59 (Europe/Berlin)`.
/// A zone that is not known reads UTC.
pub fn moment(language: &str, moment: Moment, time_zone: &str) -> String {
    let zone: Tz = time_zone.parse().unwrap_or(Tz::UTC);
    let local = zone.from_utc_datetime(&moment).naive_local();
    super::text(
        language,
        "date.moment",
        &[("date", &day(language, local.date())), ("time", &local.format("%H:%M").to_string()), ("zone", zone.name())],
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock;

    fn check(language: &str, zone: &str, expect: &str) {
        assert_eq!(moment(language, clock::read("2027-06-30T21:59:59Z").unwrap(), zone), expect);
    }

    #[test]
    fn a_moment_is_read_on_the_clocks_of_its_zone() {
        check("en", "Europe/Berlin", "30 June 2027, 23:59 (Europe/Berlin)");
        check("en", "Nowhere", "30 June 2027, 21:59 (UTC)");
        check("en", "Asia/Tokyo", "1 July 2027, 06:59 (Asia/Tokyo)");
        check("fr", "UTC", "30 juin 2027, 21:59 (UTC)");
        check("es", "UTC", "30 de junio de 2027, 21:59 (UTC)");
        check("ru", "Europe/Moscow", "1 июля 2027 г., 00:59 (Europe/Moscow)");
        check("ar", "UTC", "30 حزيران/يونيه 2027، الساعة \u{2068}21:59\u{2069} (\u{2068}UTC\u{2069})");
    }

    #[test]
    fn a_month_alone_stands_as_a_language_says_it_alone() {
        let june = NaiveDate::from_ymd_opt(2027, 6, 30).unwrap();
        for (language, expect) in
            [("en", "June 2027"), ("es", "junio de 2027"), ("ru", "июнь 2027 г."), ("ar", "حزيران/يونيه 2027")]
        {
            assert_eq!(month(language, june), expect);
        }
    }
}
