//! Which milestone a Party stands at. Pure.
//!
//! A milestone lies so many days from the Party's own deadline, on the calendar of the cycle's time zone, and is reached
//! when its day begins there. Of those that were reached the newest one counts alone: after an outage one letter is sent,
//! not a heap. What is true before the deadline is not said after it.

use std::fmt;

use chrono::{Days, NaiveDate, TimeZone};
use chrono_tz::Tz;

use crate::clock::Moment;

/// A point before or after a deadline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Milestone {
    /// The deadline's day, in the cycle's time zone. A new deadline makes new milestones.
    pub deadline: NaiveDate,
    /// Days from it: negative before, 0 on its day, positive after.
    pub days: i32,
}

impl Milestone {
    /// Its day; none where the calendar ends.
    pub fn day(self) -> Option<NaiveDate> {
        let distance = Days::new(self.days.unsigned_abs().into());
        if self.days < 0 { self.deadline.checked_sub_days(distance) } else { self.deadline.checked_add_days(distance) }
    }

    /// Whether it is said before the deadline.
    pub fn is_before(self) -> bool {
        self.days <= 0
    }
}

impl fmt::Display for Milestone {
    /// As it stands in a letter's key: `-30@2027-06-30`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:+}@{}", self.days, self.deadline)
    }
}

/// Where a Party stands in a cycle, as far as reminding goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Whether a report of its own is due and was never submitted. Nobody else is reminded: not the exempt, nor the covered,
    /// nor who reported in another format, nor whose submitted report was reopened.
    pub owes: bool,
    /// Its own deadline: the cycle's, or its extension.
    pub deadline: Moment,
    /// Since when this deadline holds: the opening of the cycle, or the day the extension was given. What lies before was
    /// never due.
    pub since: Moment,
    /// When its report can no longer be submitted, if ever.
    pub closes: Option<Moment>,
}

/// The milestone the Party stands at now, if it is one to be told. The same one comes back until the next is reached:
/// whoever sends letters keeps what was said.
pub fn milestone(standing: &Standing, days: &[i32], zone: Tz, now: Moment) -> Option<Milestone> {
    if !standing.owes || now < standing.since || standing.closes.is_some_and(|closes| now >= closes) {
        return None;
    }
    let deadline = local_day(zone, standing.deadline);
    let reached = local_day(zone, standing.since)..=local_day(zone, now);
    let newest = days
        .iter()
        .map(|days| Milestone { deadline, days: *days })
        .filter(|milestone| milestone.day().is_some_and(|day| reached.contains(&day)))
        .max()?;
    // Reminding of a deadline that has passed would be untrue; the milestones after it have letters of their own.
    (!newest.is_before() || now <= standing.deadline).then_some(newest)
}

/// The day it is on the calendar of a time zone.
pub fn local_day(zone: Tz, moment: Moment) -> NaiveDate {
    zone.from_utc_datetime(&moment).date_naive()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use chrono::TimeDelta;
    use proptest::prelude::*;

    use super::*;
    use crate::clock;

    const DAYS: [i32; 6] = [-60, -30, -7, -1, 1, 14];
    const BERLIN: Tz = Tz::Europe__Berlin;

    fn at(text: &str) -> Moment {
        clock::read(text).unwrap()
    }

    /// Due at the end of 30 June in Berlin, in a cycle that was opened at the start of the year.
    fn owing() -> Standing {
        Standing {
            owes: true,
            deadline: at("2027-06-30T21:59:59Z"),
            since: at("2027-01-01T00:00:00Z"),
            closes: Some(at("2027-12-31T00:00:00Z")),
        }
    }

    fn check(standing: &Standing, now: &str, expect: Option<i32>) {
        let found = milestone(standing, &DAYS, BERLIN, at(now)).map(|milestone| milestone.days);
        assert_eq!(found, expect, "{now}");
    }

    #[test]
    fn a_milestone_is_reached_when_its_day_begins_in_the_cycle_s_zone() {
        check(&owing(), "2027-04-30T21:59:59Z", None);
        check(&owing(), "2027-04-30T22:00:00Z", Some(-60));
        check(&owing(), "2027-05-30T21:59:59Z", Some(-60));
        check(&owing(), "2027-05-30T22:00:00Z", Some(-30));
        check(&owing(), "2027-06-29T12:00:00Z", Some(-1));
    }

    #[test]
    fn what_is_said_before_the_deadline_is_not_said_after_it() {
        check(&owing(), "2027-06-30T21:59:59Z", Some(-1));
        check(&owing(), "2027-06-30T22:00:00Z", Some(1));
        let mut noon = owing();
        noon.deadline = at("2027-06-30T10:00:00Z");
        check(&noon, "2027-06-30T10:00:00Z", Some(-1));
        check(&noon, "2027-06-30T10:00:01Z", None);
        check(&noon, "2027-06-30T22:00:00Z", Some(1));
    }

    #[test]
    fn after_an_outage_the_newest_one_counts_alone() {
        check(&owing(), "2027-06-25T00:00:00Z", Some(-7));
        check(&owing(), "2027-08-25T00:00:00Z", Some(14));
    }

    #[test]
    fn who_owes_nothing_and_who_can_no_longer_submit_is_not_reminded() {
        let done = Standing { owes: false, ..owing() };
        check(&done, "2027-06-25T00:00:00Z", None);
        check(&owing(), "2027-12-30T23:59:59Z", Some(14));
        check(&owing(), "2027-12-31T00:00:00Z", None);
    }

    #[test]
    fn what_lay_before_the_opening_or_the_extension_was_never_due() {
        let mut late = Standing { since: at("2027-06-10T08:00:00Z"), ..owing() };
        check(&late, "2027-06-10T08:00:00Z", None);
        check(&late, "2027-06-23T08:00:00Z", Some(-7));
        late.since = at("2027-06-23T08:00:00Z");
        check(&late, "2027-06-23T07:00:00Z", None);
        check(&late, "2027-06-23T08:00:00Z", Some(-7));
    }

    #[test]
    fn a_new_deadline_makes_new_milestones() {
        let old = milestone(&owing(), &DAYS, BERLIN, at("2027-06-24T00:00:00Z")).unwrap();
        let mut extended = owing();
        extended.deadline = at("2027-07-31T21:59:59Z");
        let new = milestone(&extended, &DAYS, BERLIN, at("2027-07-24T12:00:00Z")).unwrap();
        assert_eq!((old.to_string(), new.to_string()), ("-7@2027-06-30".to_owned(), "-7@2027-07-31".to_owned()));
    }

    proptest! {
        /// Whatever the schedule and whenever the house looks: what is said is true, in order, once, and nothing but the
        /// newest is said after a gap; and a house that looks every day says every milestone on its day.
        #[test]
        fn reminders_are_true_in_order_and_once(
            days in prop::collection::btree_set(-90i32..60, 0..9),
            due_hour in 0i64..24,
            mut looks in prop::collection::vec(0i64..(200 * 24), 1..40),
            daily in any::<bool>(),
            opened in 0i64..60,
            zone in prop::sample::select(vec![Tz::UTC, BERLIN, Tz::Pacific__Auckland, Tz::America__St_Johns]),
        ) {
            let days: Vec<i32> = days.into_iter().collect();
            let start = at("2027-01-01T00:00:00Z");
            let standing = Standing {
                owes: true,
                deadline: start + TimeDelta::days(100) + TimeDelta::hours(due_hour),
                since: start + TimeDelta::hours(opened * 24 + 12),
                closes: None,
            };
            if daily {
                looks = (0..200).map(|day| day * 24 + 12).collect();
            }
            looks.sort_unstable();
            let mut said = BTreeSet::new();
            let mut order = Vec::new();
            for hours in looks.iter() {
                let now = start + TimeDelta::hours(*hours);
                let today = local_day(zone, now);
                let Some(milestone) = milestone(&standing, &days, zone, now) else { continue };
                let day = milestone.day().unwrap();
                prop_assert!(day <= today && day >= local_day(zone, standing.since));
                prop_assert_eq!(milestone.is_before(), now <= standing.deadline, "at {}", now);
                let passed_over = days.iter().any(|other| {
                    let other = Milestone { days: *other, ..milestone };
                    other.day().unwrap() <= today && other > milestone
                });
                prop_assert!(!passed_over, "an older milestone was told in place of a newer one");
                if said.insert(milestone.to_string()) {
                    order.push((milestone, today));
                }
            }
            prop_assert!(order.is_sorted());
            if daily {
                let expected: Vec<(Milestone, NaiveDate)> = days
                    .iter()
                    .map(|days| Milestone { deadline: local_day(zone, standing.deadline), days: *days })
                    .filter_map(|milestone| Some((milestone, milestone.day()?)))
                    .filter(|(milestone, day)| {
                        let look = (0..200).map(|day| start + TimeDelta::hours(day * 24 + 12));
                        let mut on_its_day = look.filter(|look| local_day(zone, *look) == *day);
                        let seen = on_its_day.next();
                        seen.is_some_and(|look| {
                            look >= standing.since && (!milestone.is_before() || look <= standing.deadline)
                        })
                    })
                    .collect();
                prop_assert_eq!(order, expected);
            }
        }
    }
}
