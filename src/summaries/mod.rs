//! What it all amounts to: who reported, what was answered, in figures whose every percentage names its denominator.
//!
//! Figures read submissions alone, never drafts. Rule files decide who counts where ([`standing`]), what is counted
//! ([`counts`]), how it is added ([`sums`]) and rounded ([`percent`]); [`round`] loads one cycle, [`pass`] walks its
//! submissions once, one file of `tables` writes each table, and [`export`] is what the doors call.

mod cell_store;
pub mod columns;
pub mod counts;
pub mod defuse;
pub mod export;
pub mod frames;
pub mod lines;
mod merge;
mod package;
mod pass;
pub mod percent;
mod questionnaire;
pub mod round;
mod rows;
mod sheet;
pub mod standing;
pub mod store;
pub mod summary;
pub mod sums;
mod tables;
mod tally;

use chrono::TimeDelta;

use crate::access::Denied;
use crate::clock::{self, Moment};
use crate::cycles::Cycle;
use crate::fault::{Fault, Refused};
use crate::flaw::Flaw;
use crate::ids::CycleCode;

/// A figure is dated at most this long ago, in seconds: what was written a moment before may still be on its way in.
pub const SETTLED_AFTER: i64 = 5;
/// Digits after the point of a percentage unless asked otherwise.
pub const USUAL_DECIMALS: u8 = 1;
/// Most digits after the point of a percentage: three say more than any number of Parties can.
pub const MOST_DECIMALS: u8 = 3;

/// Which figures, and how they are written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    /// Of which cycle.
    pub cycle: CycleCode,
    /// As of when; none reads what is there, and the figures are provisional.
    pub as_of: Option<Moment>,
    /// Whether the cycle's cut-off is applied: what came after it stands apart and is not counted.
    pub at_cut_off: bool,
    /// Digits after the point of a percentage, 0 to [`MOST_DECIMALS`].
    pub decimals: u8,
    /// Whether cells that a spreadsheet would run as a formula are left as they are.
    pub raw: bool,
    /// Whether each CSV begins with a byte-order mark, for Excel.
    pub bom: bool,
}

impl Scope {
    /// A cycle's figures as they stand now, written the usual way.
    pub fn of(cycle: CycleCode) -> Self {
        Self { cycle, as_of: None, at_cut_off: false, decimals: USUAL_DECIMALS, raw: false, bom: false }
    }

    /// Everything that is wrong with what was asked.
    fn flaws(&self, cycle: &Cycle, now: Moment) -> Vec<Flaw> {
        let mut flaws = Vec::new();
        let latest = now - TimeDelta::seconds(SETTLED_AFTER);
        if self.as_of.is_some_and(|as_of| as_of > latest) {
            let message =
                format!("must be {} or earlier: a dated figure must not change any more", clock::written(latest));
            flaws.push(Flaw::new("as_of", "too_late", message));
        }
        if self.at_cut_off && cycle.timetable.cut_off_at.is_none() {
            flaws.push(Flaw::new("cut_off", "none", format!("{} has no cut-off", cycle.code)));
        }
        if self.decimals > MOST_DECIMALS {
            flaws.push(Flaw::new("decimals", "out_of_range", format!("must be 0 to {MOST_DECIMALS}")));
        }
        flaws
    }
}

/// Our answer is no.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// Not allowed, or not visible.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// What was asked has flaws.
    #[error("what was asked has flaws")]
    Flaws(Vec<Flaw>),
    /// The house failed, or nobody reads any more.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl Refused for Refusal {
    fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Fault(fault) => Some(fault),
            Self::Denied(_) | Self::Flaws(_) => None,
        }
    }
}

impl From<std::io::Error> for Refusal {
    fn from(error: std::io::Error) -> Self {
        Self::Fault(error.into())
    }
}
