//! Dates to a year, a month or a day, as they stand in documents and answers.

use chrono::NaiveDate;

use super::Precision;

impl Precision {
    /// The word in the template document.
    pub fn word(self) -> &'static str {
        match self {
            Self::Year => "year",
            Self::Month => "month",
            Self::Day => "day",
        }
    }

    /// A date as people should write it.
    pub fn example(self) -> &'static str {
        match self {
            Self::Year => "2025",
            Self::Month => "2025-03",
            Self::Day => "2025-03-14",
        }
    }

    /// The form of such a date as a regular expression (ECMA 262). It lets `2025-02-30` pass; [`Precision::reads`] does not.
    pub fn pattern(self) -> &'static str {
        match self {
            Self::Year => "^[0-9]{4}$",
            Self::Month => "^[0-9]{4}-(0[1-9]|1[0-2])$",
            Self::Day => "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$",
        }
    }

    /// Whether a text is a date that exists, written to exactly this precision, from the year 1 on.
    pub fn reads(self, text: &str) -> bool {
        let formed = text.len() == self.example().len()
            && text.bytes().zip(self.example().bytes()).all(|(b, model)| match model {
                b'-' => b == b'-',
                _ => b.is_ascii_digit(),
            });
        let mut parts = text.split('-').map(|part| part.parse::<u32>().ok());
        let mut part = || parts.next().flatten();
        let (year, month, day) = (part(), part().unwrap_or(1), part().unwrap_or(1));
        let year = year.and_then(|year| i32::try_from(year).ok()).filter(|year| *year >= 1);
        formed && year.is_some_and(|year| NaiveDate::from_ymd_opt(year, month, day).is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(precision: Precision, text: &str, expect: bool) {
        assert_eq!(precision.reads(text), expect, "{precision:?} {text:?}");
    }

    #[test]
    fn a_date_has_its_precision_and_exists() {
        check(Precision::Year, "2025", true);
        check(Precision::Year, "0000", false);
        check(Precision::Year, "25", false);
        check(Precision::Year, "+202", false);
        check(Precision::Year, "2025-03", false);
        check(Precision::Month, "2025-03", true);
        check(Precision::Month, "2025-13", false);
        check(Precision::Month, "2025-00", false);
        check(Precision::Day, "2024-02-29", true);
        check(Precision::Day, "2025-02-29", false);
        check(Precision::Day, "2025-2-9", false);
        check(Precision::Day, "2025/02/09", false);
        check(Precision::Day, "", false);
        check(Precision::Day, "２025-01-1", false);
    }
}
