//! What becomes of a letter that did not leave. Pure.

use std::time::Duration;

use chrono::TimeDelta;

use super::store::Fate;
use crate::clock::Moment;

/// Why a letter did not leave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// The letter's own, and not for good: its receiver's mailbox is full, the server asks for patience.
    Temporary(String),
    /// The letter's own, and for good: there is no such mailbox, the address is none.
    Permanent(String),
    /// The mail server's: not there, silent, no trust in its certificate, our password is wrong. The next letter would
    /// meet the same.
    Server(String),
}

impl Failure {
    /// What to say of it.
    pub fn reason(&self) -> &str {
        match self {
            Self::Temporary(reason) | Self::Permanent(reason) | Self::Server(reason) => reason,
        }
    }
}

/// How long a letter waits after each try; after the last of these, as long as the last. A greylisting server wants
/// minutes; a ministry's server that is down at night is back in the morning.
const PAUSES: [Duration; 5] = [minutes(1), minutes(5), minutes(30), minutes(120), minutes(360)];

/// Most tries: the pauses add up to more than five days, the time that RFC 5321 (4.5.4.1) asks a sender not to give up in.
const TRIES: u32 = 25;

/// Most tries of a letter that is refused for good. More than one, for many a server says "for good" in a bad hour.
const PERMANENT_TRIES: u32 = 3;

const fn minutes(count: u64) -> Duration {
    Duration::from_secs(count * 60)
}

/// What becomes of a letter after its `attempts`-th try, counted from 1, ended in this failure.
pub fn fate(failure: &Failure, attempts: u32, now: Moment) -> Fate {
    let most = match failure {
        Failure::Permanent(_) => PERMANENT_TRIES,
        Failure::Temporary(_) | Failure::Server(_) => TRIES,
    };
    if attempts >= most {
        return Fate::Abandoned(now);
    }
    let tried = usize::try_from(attempts.saturating_sub(1)).unwrap_or(usize::MAX);
    let [.., longest] = PAUSES;
    let pause = PAUSES.get(tried).copied().unwrap_or(longest);
    Fate::Later(now + TimeDelta::from_std(pause).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock;

    fn now() -> Moment {
        clock::read("2027-01-01T00:00:00Z").unwrap()
    }

    fn check(failure: Failure, attempts: u32, expect: Option<i64>) {
        let expect = expect.map_or(Fate::Abandoned(now()), |minutes| Fate::Later(now() + TimeDelta::minutes(minutes)));
        assert_eq!(fate(&failure, attempts, now()), expect, "{failure:?} {attempts}");
    }

    #[test]
    fn a_letter_waits_longer_after_each_try() {
        let slow = || Failure::Temporary("451".to_owned());
        for (attempts, minutes) in [(1, 1), (2, 5), (3, 30), (4, 120), (5, 360), (6, 360), (24, 360)] {
            check(slow(), attempts, Some(minutes));
        }
        check(slow(), 25, None);
        check(Failure::Server("refused".to_owned()), 25, None);
    }

    #[test]
    fn a_letter_refused_for_good_is_given_up_soon() {
        check(Failure::Permanent("550".to_owned()), 2, Some(5));
        check(Failure::Permanent("550".to_owned()), 3, None);
        check(Failure::Permanent("550".to_owned()), 9, None);
    }

    #[test]
    fn a_letter_is_tried_for_five_days_at_least() {
        let (mut at, mut tries) = (now(), 1);
        while let Fate::Later(then) = fate(&Failure::Temporary(String::new()), tries, at) {
            (at, tries) = (then, tries + 1);
        }
        assert!(at - now() >= TimeDelta::days(5), "{at}");
    }
}
