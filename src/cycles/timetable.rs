//! The dates of a cycle and what they allow at a moment. Pure.

use crate::clock::Moment;

/// A cycle's dates, in UTC.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timetable {
    /// From here answers can be saved.
    pub opens_at: Moment,
    /// After this a first submission is late. Nothing else happens then.
    pub due_at: Moment,
    /// After this a first submission is counted apart.
    pub cut_off_at: Option<Moment>,
    /// After this saving stops.
    pub closes_at: Option<Moment>,
}

/// Whether a report's door is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    /// Not yet.
    NotOpen,
    /// It can be saved and submitted.
    Open,
    /// No longer.
    Closed,
}

impl Timetable {
    /// Whether a report can be saved at `now`: extended or reopened, it follows its own date.
    pub fn door(&self, extended_to: Option<Moment>, reopened_until: Option<Moment>, now: Moment) -> Door {
        if now < self.opens_at {
            return Door::NotOpen;
        }
        let Some(closes_at) = self.closes_at else { return Door::Open };
        let own = [extended_to, reopened_until].into_iter().flatten().max();
        if now < own.map_or(closes_at, |own| own.max(closes_at)) { Door::Open } else { Door::Closed }
    }

    /// A Party's own deadline.
    pub fn due(&self, extended_to: Option<Moment>) -> Moment {
        extended_to.map_or(self.due_at, |own| own.max(self.due_at))
    }

    /// Until when the Party itself may take a submitted report back: the cut-off, or its own deadline where there is none.
    pub fn party_reopens_before(&self, extended_to: Option<Moment>) -> Moment {
        self.cut_off_at.unwrap_or(self.due_at).max(self.due(extended_to))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock;

    fn at(day: u32) -> Moment {
        clock::read(&format!("2027-01-{day:02}T00:00:00Z")).unwrap()
    }

    fn check(extended: Option<u32>, reopened: Option<u32>, now: u32, expect: Door) {
        let timetable = Timetable { opens_at: at(2), due_at: at(10), cut_off_at: None, closes_at: Some(at(20)) };
        assert_eq!(
            timetable.door(extended.map(at), reopened.map(at), at(now)),
            expect,
            "{extended:?} {reopened:?} {now}"
        );
    }

    #[test]
    fn between_due_and_close_the_door_is_open() {
        check(None, None, 1, Door::NotOpen);
        check(None, None, 2, Door::Open);
        check(None, None, 15, Door::Open);
        check(None, None, 20, Door::Closed);
    }

    #[test]
    fn an_extension_or_a_reopening_has_its_own_date() {
        check(Some(25), None, 24, Door::Open);
        check(Some(25), None, 25, Door::Closed);
        check(None, Some(28), 27, Door::Open);
        check(Some(12), None, 15, Door::Open);
        check(Some(25), None, 1, Door::NotOpen);
    }
}
