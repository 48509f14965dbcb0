//! What was answered: saving, gaps, submitting, reopening, history.

pub mod answer;
pub mod attachments;
pub mod carried;
pub mod carry;
pub mod changed;
pub mod chain;
pub mod compare;
pub mod confirm;
pub mod declared;
mod begin;
mod declared_store;
pub mod facts;
pub mod fit;
pub mod former;
pub mod freeze;
pub mod gaps;
pub mod history_store;
pub mod import;
pub mod inscribe;
pub mod kept;
pub mod make_row;
mod letters;
pub mod moves;
pub mod news;
pub mod path;
mod pen;
pub mod presence;
pub mod proof;
mod proof_store;
pub mod reading;
pub mod remarks;
pub mod remove_row;
pub mod reopen;
pub mod restore;
mod said_store;
pub mod reuse;
pub mod save_answers;
pub mod save_changes;
pub mod share;
pub mod sheet;
pub mod store;
pub mod submissions;
pub mod submit;

use std::str::FromStr;

use chrono::TimeZone;

use crate::access::{Denied, Place};
use crate::clock::Moment;
use crate::cycles::{Cycle, Door};
use crate::fault::{Fault, Refused};
use crate::flaw::Flaw;
use crate::ids::{PartyCode, ReportId};

use crate::audit::Secret;
use crate::templates::Shelf;
use gaps::Gap;
use moves::impact::Impact;
use store::Stored;

/// What the verbs of this room need besides the database.
pub struct Desk<'a> {
    /// The published templates.
    pub shelf: &'a Shelf,
    /// The server's secret, for the chain.
    pub secret: &'a Secret,
    /// What people type to get here, for links in letters.
    pub base: &'a str,
}

/// Where a report is on the Party's side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Nothing was saved yet.
    NotStarted,
    /// Answers are being saved.
    InProgress,
    /// Frozen, until it is reopened.
    Submitted,
}

impl State {
    /// The word in tables, JSON and CSV.
    pub fn word(self) -> &'static str {
        match self {
            Self::NotStarted => "not_started",
            Self::InProgress => "in_progress",
            Self::Submitted => "submitted",
        }
    }
}

impl FromStr for State {
    type Err = Fault;
    fn from_str(word: &str) -> Result<Self, Fault> {
        [Self::NotStarted, Self::InProgress, Self::Submitted]
            .into_iter()
            .find(|state| state.word() == word)
            .ok_or_else(|| Fault::Broken(format!("no report is {word:?}")))
    }
}

/// One Party's report in one cycle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Its id.
    pub id: ReportId,
    /// Its cycle.
    pub cycle: Cycle,
    /// Whose report.
    pub party: PartyCode,
    /// Where it is.
    pub state: State,
    /// Counts every answer ever saved in it.
    pub revision: i64,
    /// The hash of the newest saved answer, sealed to all before it.
    pub chain: String,
    /// How many times it was submitted.
    pub submissions: i32,
    /// Until when a reopened report can be saved though the cycle is closed.
    pub reopened_until: Option<Moment>,
    /// Whether the Party lets the Secretariat read its draft.
    pub shared: bool,
    /// The deadline the Party was given for itself.
    pub extended_to: Option<Moment>,
}

impl Report {
    /// Where the report stands, for the policy.
    pub fn place(&self) -> Place {
        Place {
            party: Some(self.party.clone()),
            report: Some(self.id.clone()),
            shared: self.shared,
            ..self.cycle.place()
        }
    }

    /// The code people use: `cms-cop15/KEN`.
    pub fn code(&self) -> String {
        format!("{}/{}", self.cycle.code, self.party)
    }

    /// The day it is at `now`, on the clocks of the cycle.
    pub fn day(&self, now: Moment) -> chrono::NaiveDate {
        self.cycle.time_zone.from_utc_datetime(&now).date_naive()
    }

    /// Whether it can be saved at `now`.
    ///
    /// # Errors
    /// `Submitted`, `NotOpen` or `Closed`.
    pub fn open(&self, now: Moment) -> Result<(), Refusal> {
        if self.state == State::Submitted {
            return Err(Refusal::Submitted);
        }
        match self.cycle.timetable.door(self.extended_to, self.reopened_until, now) {
            Door::Open => Ok(()),
            Door::NotOpen => Err(Refusal::NotOpen(self.cycle.timetable.opens_at)),
            Door::Closed => Err(Refusal::Closed(self.cycle.timetable.closes_at.unwrap_or(now))),
        }
    }
}

/// Two values of one answer: what was sent, and what is there.
#[derive(Debug, Clone, PartialEq)]
pub struct Conflict {
    /// Which answer.
    pub path: String,
    /// What was sent, as it was sent.
    pub yours: serde_json::Value,
    /// The revision it was based on.
    pub based_on: i32,
    /// What is there now.
    pub theirs: Stored,
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
    /// The operation id was used before, with another body.
    #[error("this operation id was used before, for something else")]
    OperationReused(String),
    /// The report is submitted: reopen it first.
    #[error("the report is submitted")]
    Submitted,
    /// The report is not submitted: there is nothing to reopen.
    #[error("the report is not submitted")]
    NotSubmitted,
    /// The cycle opens later.
    #[error("the cycle is not open yet")]
    NotOpen(Moment),
    /// The cycle was closed.
    #[error("the cycle is closed")]
    Closed(Moment),
    /// Somebody saved these answers first. Nothing was overwritten.
    #[error("somebody saved this answer first")]
    Stale(Vec<Conflict>),
    /// The report changed since it was read; its revision now.
    #[error("the report changed since it was read")]
    StaleReport(i64),
    /// The impact of a move is no longer what was seen: as it is now.
    #[error("the impact is no longer what was seen")]
    StaleImpact(Box<Impact>),
    /// Something is missing: all of it.
    #[error("the report has gaps")]
    Gaps(Vec<Gap>),
    /// The Party itself may take the report back until the cut-off; afterwards the Secretariat does, at its request.
    #[error("before {0} the Party reopens its report, afterwards the Secretariat does at the Party's request")]
    NotYoursToReopen(Moment),
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
        if let Self::Fault(fault) = self { Some(fault) } else { None }
    }
}
