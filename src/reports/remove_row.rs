//! Takes a row of a repeat or a table away. Nothing in it is lost: a save into it brings it back.

use super::begin::{Begun, begin};
use super::pen::Pen;
use super::{Refusal, path, store};
use crate::access::{Action, Actor, Denied, Place, permit};
use crate::clock::Moment;
use crate::db::Conn;
use crate::flaw::Flaw;
use crate::ids::{CycleCode, PartyCode};
use crate::templates::Shelf;

/// Takes a row away for a person. One that was taken away before stays so.
///
/// # Errors
/// In this order: `Denied` (also for a row that nobody made), `Submitted`/`NotOpen`/`Closed`, `Flaws` for a row that a list
/// gives.
pub fn remove_row(
    tx: &mut Conn,
    actor: &Actor,
    shelf: &Shelf,
    (cycle, party): (&CycleCode, &PartyCode),
    at: &str,
    now: Moment,
) -> Result<(), Refusal> {
    let Begun { report, reach, published, .. } = begin(tx, actor, shelf, (cycle, party))?;
    let (section, mut steps) = path::find_row(&published, &reach, party, at).ok_or(Denied::NotFound)?;
    let step = steps.pop().ok_or(Denied::NotFound)?;
    let permit = permit(actor, Action::SaveAnswers, &Place { section: Some(section.name.clone()), ..report.place() })?;
    let there = store::current(tx, &report.id, step.frame, &step.row)?;
    if step.made && there.revision == 0 {
        return Err(Denied::NotFound.into());
    }
    report.open(now)?;
    if !step.made {
        let message = "this row is one of a list and stays; leave its answers blank";
        return Err(vec![Flaw::new(at, "listed_row", message)].into());
    }
    if there.answer.value.is_some() {
        let mut pen = Pen::new(&permit, (report.revision, &report.chain), None, now);
        pen.row(tx, (step.frame, &step.row), None)?;
        pen.done(tx)?;
    }
    Ok(())
}
