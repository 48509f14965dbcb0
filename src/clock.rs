//! The only reader of time. Everywhere else `now` is an argument.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, NaiveDateTime, SubsecRound, Utc};

/// A moment in UTC, to the millisecond: what both databases store without loss.
pub type Moment = NaiveDateTime;

/// Tells the time. The system's, or one that a test moves by hand.
#[derive(Debug, Clone, Default)]
pub struct Clock {
    /// Milliseconds since 1970, when the time is set by hand.
    fixed: Option<Arc<AtomicI64>>,
}

impl Clock {
    /// The system's clock.
    pub fn system() -> Self {
        Self::default()
    }

    /// A clock that stands still at `moment` until it is [set](Self::set).
    pub fn standing(moment: Moment) -> Self {
        Self { fixed: Some(Arc::new(AtomicI64::new(moment.and_utc().timestamp_millis()))) }
    }

    /// Moves a standing clock; the system's clock stays what it is.
    pub fn set(&self, moment: Moment) {
        if let Some(fixed) = &self.fixed {
            fixed.store(moment.and_utc().timestamp_millis(), Ordering::SeqCst);
        }
    }

    /// Now, in UTC, to the millisecond.
    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads the system's time")]
    pub fn now(&self) -> Moment {
        let now = match &self.fixed {
            Some(fixed) => DateTime::from_timestamp_millis(fixed.load(Ordering::SeqCst)).unwrap_or_default(),
            None => Utc::now(),
        };
        now.naive_utc().trunc_subsecs(3)
    }
}

/// A moment as it stands in JSON and CSV: `2027-06-30T21:59:59Z`, with milliseconds only where there are any.
pub fn written(moment: Moment) -> String {
    let text = moment.format("%Y-%m-%dT%H:%M:%S%.3f").to_string();
    format!("{}Z", text.strip_suffix(".000").unwrap_or(&text))
}

/// Reads an RFC 3339 moment with any offset.
pub fn read(text: &str) -> Option<Moment> {
    DateTime::parse_from_rfc3339(text).ok().map(|at| at.naive_utc().trunc_subsecs(3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_written_as_it_is_read() {
        for text in ["2027-06-30T21:59:59Z", "2027-06-30T21:59:59.120Z"] {
            assert_eq!(read(text).map(written).as_deref(), Some(text));
        }
        assert_eq!(read("2027-06-30T23:59:59+02:00").map(written).as_deref(), Some("2027-06-30T21:59:59Z"));
        assert_eq!(read("2027-02-30T00:00:00Z"), None);
    }

    #[test]
    fn a_standing_clock_stands() {
        let start = read("2027-01-01T00:00:00Z").unwrap();
        let clock = Clock::standing(start);
        assert_eq!(clock.now(), start);
        let later = read("2027-01-02T00:00:00Z").unwrap();
        clock.clone().set(later);
        assert_eq!(clock.now(), later);
    }
}
