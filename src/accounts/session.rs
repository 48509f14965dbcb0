//! How long a sign-in lasts. Pure.

use chrono::Duration;

use crate::clock::Moment;

/// A browser left alone this long is signed out: a shared office machine (ASVS 7.3.1).
pub const BROWSER_IDLE: Duration = Duration::minutes(30);
/// Nobody stays signed in longer than a working day, however busy (ASVS 7.3.2).
pub const BROWSER_LONGEST: Duration = Duration::hours(12);
/// A program signs in again after as long as a person would; until then it refreshes.
pub const TOKEN_LONGEST: Duration = Duration::hours(12);
/// A session's last use is written at most this often: a row per minute, not per request.
pub const SEEN_EVERY: Duration = Duration::minutes(1);
/// An invitation can be accepted this long after it was posted: two weeks cover a holiday.
pub const INVITATION_LASTS: Duration = Duration::days(14);

/// What a sign-in is used by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Pages, by cookie.
    Browser,
    /// Programs, by JWT and refresh token.
    Token,
}

impl Kind {
    /// The word in the table.
    pub fn word(self) -> &'static str {
        match self {
            Self::Browser => "browser",
            Self::Token => "token",
        }
    }
}

/// When a session that was opened then and is used now will end, if nothing more happens.
pub fn expires_at(kind: Kind, opened_at: Moment, now: Moment) -> Moment {
    match kind {
        Kind::Browser => (opened_at + BROWSER_LONGEST).min(now + BROWSER_IDLE),
        Kind::Token => opened_at + TOKEN_LONGEST,
    }
}

/// Whether it is time to write down that a session was used.
pub fn worth_noting(seen_at: Moment, now: Moment) -> bool {
    now >= seen_at + SEEN_EVERY
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock;

    fn check(kind: Kind, used_after: Duration, expect: Duration) {
        let opened = clock::read("2027-03-01T08:00:00Z").unwrap();
        assert_eq!(expires_at(kind, opened, opened + used_after), opened + expect, "{kind:?} {used_after}");
    }

    #[test]
    fn browsers_slide_up_to_a_day_and_programs_do_not() {
        check(Kind::Browser, Duration::zero(), Duration::minutes(30));
        check(Kind::Browser, Duration::hours(5), Duration::minutes(330));
        check(Kind::Browser, Duration::minutes(11 * 60 + 45), Duration::hours(12));
        check(Kind::Token, Duration::zero(), Duration::hours(12));
        check(Kind::Token, Duration::hours(11), Duration::hours(12));
    }

    #[test]
    fn a_use_is_noted_once_a_minute() {
        let seen = clock::read("2027-03-01T08:00:00Z").unwrap();
        assert!(!worth_noting(seen, seen + Duration::seconds(59)));
        assert!(worth_noting(seen, seen + Duration::seconds(60)));
    }
}
