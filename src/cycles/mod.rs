//! Rounds of reporting: who must report what, by when.

pub mod change;
pub mod open;
pub mod read_cycle;
pub mod store;
mod timetable;
pub mod version_store;

use chrono_tz::Tz;

use crate::access::{Denied, Place};
use crate::clock::Moment;
use crate::db::Conn;
use crate::fault::{Fault, Refused};
use crate::flaw::Flaw;
use crate::ids::{CycleCode, InstrumentCode, PartyCode, ReportId, TemplateName};

pub use timetable::{Door, Timetable};

/// One round: a template version put to the Parties of an instrument.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cycle {
    /// `cms-cop15`.
    pub code: CycleCode,
    /// Whose round.
    pub instrument: InstrumentCode,
    /// The meeting the reports go to.
    pub meeting: Option<String>,
    /// What is asked.
    pub template: TemplateName,
    /// In which version.
    pub version: i32,
    /// When.
    pub timetable: Timetable,
    /// In whose days reminders are counted and deadlines are written.
    pub time_zone: Tz,
    /// Days from the deadline at which reminders are due; negative before it.
    pub reminders: Vec<i32>,
    /// Counts the changes of the cycle.
    pub revision: i32,
}

impl Cycle {
    /// Where the cycle stands, for the policy.
    pub fn place(&self) -> Place {
        Place { cycle: Some(self.code.clone()), ..Place::of_instrument(self.instrument.clone()) }
    }
}

/// What is asked of a Party in a cycle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Duty {
    /// A report of its own.
    Due,
    /// Nothing, this time.
    Exempt,
    /// Another Party's report answers for it.
    Covered(PartyCode),
    /// Its report came outside the system and is not entered yet.
    OtherFormat,
}

impl Duty {
    /// The word in the due list.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Due => "due",
            Self::Exempt => "exempt",
            Self::Covered(_) => "covered",
            Self::OtherFormat => "other_format",
        }
    }
}

/// What reports begin with. Answers are the business of a room above this one, which says it here.
pub trait Beginnings {
    /// Fills a report that was opened just now, in the same transaction.
    ///
    /// # Errors
    /// A `Fault`: what does not fit is left out and told, it keeps no report from being opened.
    fn begin(
        &mut self,
        tx: &mut Conn,
        cycle: &Cycle,
        party: &PartyCode,
        report: &ReportId,
        now: Moment,
    ) -> Result<(), Fault>;
}

/// Our answer is no.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// Not allowed, or not visible.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// What was sent has flaws.
    #[error("what was sent has flaws")]
    Flaws(Vec<Flaw>),
    /// A cycle with this code is there already.
    #[error("there is a cycle with this code already")]
    Exists,
    /// Somebody changed the cycle since it was read; its revision now.
    #[error("the cycle was changed by somebody else")]
    Stale(i32),
    /// The house failed.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl From<Vec<Flaw>> for Refusal {
    fn from(flaws: Vec<Flaw>) -> Self {
        Self::Flaws(flaws)
    }
}

impl Refused for Refusal {
    fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Fault(fault) => Some(fault),
            Self::Denied(_) | Self::Flaws(_) | Self::Exists | Self::Stale(_) => None,
        }
    }
}

/// Adds a flaw when two moments stand in the wrong order.
pub(crate) fn in_order(flaws: &mut Vec<Flaw>, first: (&str, Option<Moment>), then: (&str, Option<Moment>)) {
    if let (Some(a), Some(b)) = (first.1, then.1)
        && a > b
    {
        flaws.push(Flaw::new(then.0, "order", format!("{} must not be before {}", then.0, first.0)));
    }
}
