//! Shows a report's files to those who may read what they belong to. Whatever else does not exist.

use super::named::Seeing;
use super::{Attachment, store};
use crate::access::{Action, Actor, Denied, Sections, permit};
use crate::clock::Moment;
use crate::db::Conn;
use crate::ids::{AttachmentId, CycleCode, PartyCode, ReportId};
use crate::reports::reading::{self, Opened};
use crate::reports::{Refusal, store as reports};
use crate::templates::Shelf;

fn seeing<'a>(opened: &Opened, actor: &'a Actor) -> Seeing<'a> {
    Seeing::of(actor, &opened.published.template, &opened.reach, &opened.stored)
}

/// Every file of a report that the person sees.
///
/// # Errors
/// `Denied`: as for the answers of the draft.
pub fn list(
    tx: &mut Conn,
    actor: &Actor,
    shelf: &Shelf,
    (cycle, party): (&CycleCode, &PartyCode),
    now: Moment,
) -> Result<Vec<Attachment>, Refusal> {
    let opened = reading::draft(tx, actor, shelf, cycle, party, now)?;
    let all = store::all(tx, &opened.report.id)?;
    let seeing = seeing(&opened, actor);
    Ok(all.into_iter().filter(|file| seeing.sees(file)).collect())
}

/// One file, with the report whose bytes it is among.
///
/// # Errors
/// `Denied::NotFound` for every file that this person does not see, whether it is there or not.
pub fn find(
    tx: &mut Conn,
    actor: &Actor,
    shelf: &Shelf,
    (cycle, party): (&CycleCode, &PartyCode),
    id: &AttachmentId,
    now: Moment,
) -> Result<(Attachment, ReportId), Refusal> {
    let report = reports::find(tx, cycle, party)?.ok_or(Denied::NotFound)?;
    permit(actor, Action::ReadReport, &report.place())?;
    let file = store::find(tx, &report.id, id)?.ok_or(Denied::NotFound)?;
    let of_the_draft = match permit(actor, Action::ReadAnswers, &report.place()) {
        Ok(_) => seeing(&reading::draft(tx, actor, shelf, cycle, party, now)?, actor).sees(&file),
        Err(_) => false,
    };
    // What was submitted can be read by whoever reads the whole submission.
    let whole = !matches!(actor.sections_at(&report.place()), Some(Sections::Only(_)));
    let of_a_submission = file.submitted && whole && permit(actor, Action::ReadSubmission, &report.place()).is_ok();
    if of_the_draft || of_a_submission { Ok((file, report.id)) } else { Err(Denied::NotFound.into()) }
}
