//! Dates as people know them: a year, a month or a day.

use std::cmp::Ordering;
use std::fmt;

use chrono::{Datelike, NaiveDate};

use crate::templates::Precision;

/// A date to a year, a month or a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Date {
    first: NaiveDate,
    precision: Precision,
}

impl Date {
    /// Reads `2025`, `2025-03` or `2025-03-14`; none when it is no date.
    pub fn read(text: &str) -> Option<Self> {
        let precision = [Precision::Year, Precision::Month, Precision::Day].into_iter().find(|one| one.reads(text))?;
        let mut parts = text.split('-').map(|part| part.parse::<u32>().ok());
        let mut part = || parts.next().flatten();
        let (year, month, day) = (part()?, part().unwrap_or(1), part().unwrap_or(1));
        let first = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)?;
        Some(Self { first, precision })
    }

    /// Compares as exactly as the coarser of the two: `2025` equals `2025-03-14`.
    pub fn compare(self, other: Self) -> Ordering {
        let coarse = self.precision == Precision::Year || other.precision == Precision::Year;
        let years = self.first.year().cmp(&other.first.year());
        if coarse {
            return years;
        }
        let months = years.then(self.first.month().cmp(&other.first.month()));
        match (self.precision, other.precision) {
            (Precision::Day, Precision::Day) => months.then(self.first.day().cmp(&other.first.day())),
            _ => months,
        }
    }
}

impl From<NaiveDate> for Date {
    fn from(day: NaiveDate) -> Self {
        Self { first: day, precision: Precision::Day }
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = (self.first.year(), self.first.month(), self.first.day());
        match self.precision {
            Precision::Year => write!(f, "{year:04}"),
            Precision::Month => write!(f, "{year:04}-{month:02}"),
            Precision::Day => write!(f, "{year:04}-{month:02}-{day:02}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(left: &str, right: &str, expect: Ordering) {
        let (a, b) = (Date::read(left).unwrap(), Date::read(right).unwrap());
        assert_eq!(a.compare(b), expect, "{left} {right}");
        assert_eq!(b.compare(a), expect.reverse(), "{right} {left}");
        assert_eq!((a.to_string(), b.to_string()), (left.to_owned(), right.to_owned()));
    }

    #[test]
    fn dates_compare_as_exactly_as_the_coarser() {
        check("2025", "2025-03-14", Ordering::Equal);
        check("2024", "2025-03-14", Ordering::Less);
        check("2025-03", "2025-03-14", Ordering::Equal);
        check("2025-03", "2025-04-01", Ordering::Less);
        check("2025-03-13", "2025-03-14", Ordering::Less);
        check("2025", "2025", Ordering::Equal);
        check("2025", "2025-12", Ordering::Equal);
        check("0001", "2025-12", Ordering::Less);
        assert_eq!(Date::read("2025-02-29"), None);
        assert_eq!(Date::read(""), None);
    }
}
