//! How every verb begins that saves answers: the report is held, the person may, and what is asked is known.

use std::sync::Arc;

use super::{Refusal, Report, store};
use crate::access::{Action, Actor, Denied, Permit, Sections, permit};
use crate::db::Conn;
use crate::ids::{CycleCode, PartyCode};
use crate::templates::{Published, Shelf};

/// A report that a person may save answers of, held until the transaction ends.
pub struct Begun {
    /// The report.
    pub report: Report,
    /// For the report as a whole; a section wants its own.
    pub granted: Permit,
    /// The sections the person was given.
    pub reach: Sections,
    /// What is asked.
    pub published: Arc<Published>,
}

/// Holds a report for a person who saves answers. Whether it is open is asked once it is known what is to be saved.
///
/// # Errors
/// `Denied`.
pub fn begin(
    tx: &mut Conn,
    actor: &Actor,
    shelf: &Shelf,
    (cycle, party): (&CycleCode, &PartyCode),
) -> Result<Begun, Refusal> {
    let report = store::touch(tx, cycle, party)?.ok_or(Denied::NotFound)?;
    let place = report.place();
    let granted = permit(actor, Action::SaveAnswers, &place)?;
    let reach = actor.sections_at(&place).ok_or(Denied::Forbidden)?;
    let published = shelf.published(tx, &report.cycle.template, report.cycle.version)?;
    Ok(Begun { report, granted, reach, published })
}
