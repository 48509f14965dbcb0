//! Who counts where. Pure.
//!
//! A Party that sent its report counts by it, whatever the due list says of it; lateness is that of the first submission.
//! Without a report of its own, an exempt Party is exempt, a covered one stands where its filer stands, one whose report
//! came outside the system is `other_format`, and any other is missing.

use crate::clock::Moment;
use crate::cycles::Duty;

/// Where an eligible Party stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// Nothing is asked of it.
    Exempt,
    /// Its first submission came by its own deadline.
    OnTime,
    /// Its first submission came after its own deadline.
    Late,
    /// Its first submission came after the cycle's cut-off.
    AfterCutOff,
    /// Its report came outside the system and is not entered.
    OtherFormat,
    /// Nothing came.
    Missing,
}

impl Class {
    /// Whether it counts as having submitted: after the cut-off only where no cut-off is asked for.
    pub fn submitted(self, at_cut_off: bool) -> bool {
        match self {
            Self::OnTime | Self::Late => true,
            Self::AfterCutOff => !at_cut_off,
            Self::Exempt | Self::OtherFormat | Self::Missing => false,
        }
    }
}

/// What is known of a Party.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// What is asked of it.
    pub duty: &'a Duty,
    /// By when: its own deadline.
    pub due_at: Moment,
    /// When it first submitted.
    pub first: Option<Moment>,
}

/// Where a Party stands, given the facts of the one that files for it.
pub fn class(own: Facts<'_>, filer: Option<Facts<'_>>, cut_off_at: Option<Moment>) -> Class {
    if let Some(first) = own.first {
        return received(first, own.due_at, cut_off_at);
    }
    match (own.duty, filer) {
        (Duty::Exempt, _) => Class::Exempt,
        (Duty::OtherFormat, _) => Class::OtherFormat,
        (Duty::Covered(_), Some(filer)) => match (filer.first, filer.duty) {
            (Some(first), _) => received(first, filer.due_at, cut_off_at),
            (None, Duty::OtherFormat) => Class::OtherFormat,
            (None, Duty::Due | Duty::Exempt | Duty::Covered(_)) => Class::Missing,
        },
        (Duty::Covered(_), None) | (Duty::Due, _) => Class::Missing,
    }
}

fn received(first: Moment, due_at: Moment, cut_off_at: Option<Moment>) -> Class {
    if cut_off_at.is_some_and(|cut_off_at| first > cut_off_at) {
        Class::AfterCutOff
    } else if first > due_at {
        Class::Late
    } else {
        Class::OnTime
    }
}

/// Milliseconds of a day.
const DAY: i64 = 86_400_000;

/// How many days a first submission is late, each begun day counted; 0 when it is on time.
pub fn days_late(first: Moment, due_at: Moment) -> i64 {
    let late = first.signed_duration_since(due_at).num_milliseconds().max(0);
    late.div_euclid(DAY) + i64::from(late.rem_euclid(DAY) > 0)
}

/// Which submissions are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Basis {
    /// All of them.
    All,
    /// Those of Parties that were on time.
    OnTime,
}

impl Basis {
    /// Both, in the order of the tables.
    pub const ALL: [Self; 2] = [Self::All, Self::OnTime];

    /// The word in the tables.
    pub fn word(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::OnTime => "on_time",
        }
    }
}

/// How many Parties stand where.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Ledger {
    /// Nothing is asked of them.
    pub exempt: u32,
    /// First submitted by their deadline.
    pub on_time: u32,
    /// First submitted after it.
    pub late: u32,
    /// First submitted after the cut-off.
    pub after_cut_off: u32,
    /// Received outside the system.
    pub other_format: u32,
    /// Nothing received.
    pub missing: u32,
}

impl Ledger {
    /// Counts one Party.
    pub fn add(&mut self, class: Class) {
        let place = match class {
            Class::Exempt => &mut self.exempt,
            Class::OnTime => &mut self.on_time,
            Class::Late => &mut self.late,
            Class::AfterCutOff => &mut self.after_cut_off,
            Class::OtherFormat => &mut self.other_format,
            Class::Missing => &mut self.missing,
        };
        *place += 1;
    }

    /// All of some classes.
    pub fn of(classes: impl IntoIterator<Item = Class>) -> Self {
        let mut ledger = Self::default();
        classes.into_iter().for_each(|class| ledger.add(class));
        ledger
    }

    /// From how many a report is due.
    pub fn due(&self) -> u32 {
        self.on_time + self.late + self.after_cut_off + self.other_format + self.missing
    }

    /// How many there are in all.
    pub fn eligible(&self) -> u32 {
        self.due() + self.exempt
    }

    /// How many submitted, as a basis and a cut-off see it.
    pub fn submitted(&self, basis: Basis, at_cut_off: bool) -> u32 {
        match (basis, at_cut_off) {
            (Basis::OnTime, _) => self.on_time,
            (Basis::All, true) => self.on_time + self.late,
            (Basis::All, false) => self.on_time + self.late + self.after_cut_off,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock;

    fn at(day: u32) -> Moment {
        clock::read(&format!("2027-01-{day:02}T00:00:00Z")).unwrap()
    }

    fn check(duty: &Duty, due: u32, first: Option<u32>, filer: Option<(&Duty, Option<u32>)>, expect: Class) {
        let own = Facts { duty, due_at: at(due), first: first.map(at) };
        let filer = filer.map(|(duty, first)| Facts { duty, due_at: at(10), first: first.map(at) });
        assert_eq!(class(own, filer, Some(at(20))), expect, "{duty:?} {due} {first:?} {filer:?}");
    }

    #[test]
    fn the_first_submission_decides() {
        check(&Duty::Due, 10, Some(10), None, Class::OnTime);
        check(&Duty::Due, 10, Some(11), None, Class::Late);
        check(&Duty::Due, 15, Some(11), None, Class::OnTime);
        check(&Duty::Due, 10, Some(20), None, Class::Late);
        check(&Duty::Due, 10, Some(21), None, Class::AfterCutOff);
        check(&Duty::Due, 10, None, None, Class::Missing);
    }

    #[test]
    fn without_a_report_the_due_list_decides() {
        let covered = Duty::Covered("EU".parse().unwrap());
        check(&Duty::Exempt, 10, None, None, Class::Exempt);
        check(&Duty::Exempt, 10, Some(9), None, Class::OnTime);
        check(&Duty::OtherFormat, 10, None, None, Class::OtherFormat);
        check(&Duty::OtherFormat, 10, Some(12), None, Class::Late);
        check(&covered, 10, None, Some((&Duty::Due, Some(9))), Class::OnTime);
        check(&covered, 15, None, Some((&Duty::Due, Some(12))), Class::Late);
        check(&covered, 10, None, Some((&Duty::Due, None)), Class::Missing);
        check(&covered, 10, None, Some((&Duty::OtherFormat, None)), Class::OtherFormat);
        check(&covered, 10, None, None, Class::Missing);
        check(&covered, 10, Some(11), Some((&Duty::Due, Some(9))), Class::Late);
    }

    #[test]
    fn a_begun_day_is_a_day() {
        assert_eq!(days_late(at(10), at(10)), 0);
        assert_eq!(days_late(at(9), at(10)), 0);
        assert_eq!(days_late(at(11), at(10)), 1);
        assert_eq!(days_late(at(10) + chrono::TimeDelta::milliseconds(1), at(10)), 1);
    }
}
