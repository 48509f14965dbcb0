//! Cycles and standings as they stand on the wire.

use serde::Serialize;
use utoipa::ToSchema;

use crate::clock::written;
use crate::cycles::{self, Duty, store};
use crate::reports::carry::{Left, Tally};

/// One cycle.
#[derive(Debug, Serialize, ToSchema)]
pub struct Cycle {
    /// Its code.
    pub cycle: String,
    /// Whose round.
    pub instrument: String,
    /// The meeting it reports to.
    pub meeting: Option<String>,
    /// What is asked.
    pub template: String,
    /// In which version.
    pub version: i32,
    /// From when answers can be saved.
    pub opens_at: String,
    /// The deadline.
    pub due_at: String,
    /// Submissions after it are counted apart.
    pub cut_off_at: Option<String>,
    /// Nothing can be saved after it.
    pub closes_at: Option<String>,
    /// An IANA time zone.
    pub time_zone: String,
    /// Days from the deadline.
    pub reminders: Vec<i32>,
    /// Counts the changes: send it with the next one.
    pub revision: i32,
    /// What the reports that were opened just now begin with; left out where they begin empty.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub carried: Option<CarriedOut>,
}

/// What was carried forward from earlier cycles.
#[derive(Debug, Serialize, ToSchema)]
pub struct CarriedOut {
    /// How many reports begin with answers, not confirmed yet.
    pub reports: usize,
    /// How many answers.
    pub answers: usize,
    /// How many things did not fit what is asked now.
    pub left_behind: usize,
    /// The first thousand of them.
    pub left: Vec<LeftOut>,
}

/// Something that was not carried forward.
#[derive(Debug, Serialize, ToSchema)]
pub struct LeftOut {
    /// Whose.
    pub party: String,
    /// Which answer it would be.
    pub path: String,
    /// Where it was said: cms-cop14/KEN/1.
    pub reference: String,
    /// A stable word.
    pub code: String,
    /// Why it is not carried.
    pub message: String,
}

impl CarriedOut {
    fn of(tally: &Tally) -> Option<Self> {
        let left = |left: &Left| LeftOut {
            party: left.party.to_string(),
            path: left.flaw.at.clone(),
            reference: left.reference.clone(),
            code: left.flaw.code.clone(),
            message: left.flaw.message.clone(),
        };
        (*tally != Tally::default()).then(|| Self {
            reports: tally.reports,
            answers: tally.answers,
            left_behind: tally.left_behind,
            left: tally.left.iter().map(left).collect(),
        })
    }
}

impl Cycle {
    /// A cycle whose reports were opened just now.
    pub fn with(cycle: cycles::Cycle, tally: &Tally) -> Self {
        Self { carried: CarriedOut::of(tally), ..Self::from(cycle) }
    }
}

impl From<cycles::Cycle> for Cycle {
    fn from(cycle: cycles::Cycle) -> Self {
        let dates = cycle.timetable;
        Self {
            cycle: cycle.code.into(),
            instrument: cycle.instrument.into(),
            meeting: cycle.meeting,
            template: cycle.template.into(),
            version: cycle.version,
            opens_at: written(dates.opens_at),
            due_at: written(dates.due_at),
            cut_off_at: dates.cut_off_at.map(written),
            closes_at: dates.closes_at.map(written),
            time_zone: cycle.time_zone.name().to_owned(),
            reminders: cycle.reminders,
            revision: cycle.revision,
            carried: None,
        }
    }
}

/// Cycles.
#[derive(Debug, Serialize, ToSchema)]
pub struct Cycles {
    /// The newest deadline first.
    pub cycles: Vec<Cycle>,
}

/// Who stands where.
#[derive(Debug, Serialize, ToSchema)]
pub struct Standings {
    /// The cycle's code.
    pub cycle: String,
    /// Every Party of the cycle, by code.
    pub reports: Vec<Standing>,
}

/// Where one Party stands.
#[derive(Debug, Serialize, ToSchema)]
pub struct Standing {
    /// The report's code: `cms-cop15/KEN`.
    pub report: String,
    /// The Party's code.
    pub party: String,
    /// Its name.
    pub party_name: String,
    /// What is asked of it: `due`, `exempt`, `covered` or `other_format`.
    pub duty: String,
    /// Whose report answers for it.
    pub covered_by: Option<String>,
    /// The deadline that holds for it.
    pub due_at: String,
    /// Where its report is: `not_started`, `in_progress` or `submitted`; none where it has no report.
    pub state: Option<String>,
    /// Counts every answer ever saved.
    pub revision: Option<i64>,
    /// How many times it was submitted.
    pub submissions: i32,
}

impl Standing {
    /// A Party's line.
    pub fn of(cycle: &cycles::Cycle, standing: store::Standing) -> Self {
        let due_at = written(cycle.timetable.due(standing.extended_to));
        let (state, revision, submissions) = match standing.report {
            Some((state, revision, submissions)) => (Some(state), Some(revision), submissions),
            None => (None, None, 0),
        };
        Self {
            report: format!("{}/{}", cycle.code, standing.party),
            party: standing.party.into(),
            party_name: standing.name,
            duty: standing.duty.word().to_owned(),
            covered_by: match standing.duty {
                Duty::Covered(by) => Some(by.into()),
                Duty::Due | Duty::Exempt | Duty::OtherFormat => None,
            },
            due_at,
            state,
            revision,
            submissions,
        }
    }
}
