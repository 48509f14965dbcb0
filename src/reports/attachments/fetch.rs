//! Shows a report's files to those who may read what they belong to. Whatever else does not exist.

use super::{Attachment, store};
use crate::access::{Action, Actor, Denied, Sections, permit};
use crate::clock::Moment;
use crate::db::Conn;
use crate::ids::{AttachmentId, CycleCode, PartyCode, ReportId};
use crate::reports::reading::{self, Opened};
use crate::reports::{Refusal, store as reports};
use crate::templates::Shelf;

/// Whether a person who reads these sections of the draft sees a file: their own, and in a whole report every one.
fn sees(opened: &Opened, actor: &Actor, file: &Attachment) -> bool {
    opened.reach == Sections::All || file.uploaded_by.as_ref() == Some(&actor.account)
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
    Ok(all.into_iter().filter(|file| sees(&opened, actor, file)).collect())
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
        Ok(_) => sees(&reading::draft(tx, actor, shelf, cycle, party, now)?, actor, &file),
        Err(_) => false,
    };
    if of_the_draft { Ok((file, report.id)) } else { Err(Denied::NotFound.into()) }
}
