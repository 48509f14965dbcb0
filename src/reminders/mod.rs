//! What is due to be said before and after a deadline, to whom, once.
//!
//! [`schedule`] decides which milestone a Party stands at; [`due_letters`] reads who is to be told and what was told
//! already; [`send_due`] writes the letters down. Nobody is refused anything here: a failure is a `Fault`.

mod due_letters;
mod letters;
pub mod schedule;
mod send_due;
mod store;

use crate::ids::{CycleCode, PartyCode};
use crate::mail::Letter;

pub use due_letters::{due_letters, open_cycles};
pub use schedule::Milestone;
pub use send_due::{remind, send_due};

/// One letter that is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reminder {
    /// About whose report.
    pub party: PartyCode,
    /// Which point before or after its deadline.
    pub milestone: Milestone,
    /// The letter itself.
    pub letter: Letter,
}

/// What is due in one cycle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Round {
    /// Which cycle.
    pub cycle: CycleCode,
    /// The letters, by Party and address.
    pub reminders: Vec<Reminder>,
    /// Parties that should be reminded, and for whom nobody answers.
    pub unanswered: Vec<PartyCode>,
}
