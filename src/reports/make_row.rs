//! Makes a row of a repeat or a table that has nothing in it yet, or brings back one that was taken away.

use super::begin::{Begun, begin};
use super::pen::{self, Pen};
use super::{Refusal, State, path, store};
use crate::access::{Action, Actor, Denied, Place, permit};
use crate::clock::Moment;
use crate::db::Conn;
use crate::ids::{CycleCode, PartyCode};
use crate::templates::Shelf;

/// Makes a row for a person, with those around it that are not there. One that is there stays as it is.
///
/// # Errors
/// In this order: `Denied` (also for a path that no row can have), `Submitted`/`NotOpen`/`Closed`, `Flaws` where there would
/// be too many rows.
pub fn make_row(
    tx: &mut Conn,
    actor: &Actor,
    shelf: &Shelf,
    (cycle, party): (&CycleCode, &PartyCode),
    at: &str,
    now: Moment,
) -> Result<(), Refusal> {
    let Begun { report, reach, published, .. } = begin(tx, actor, shelf, (cycle, party))?;
    let (section, steps) = path::find_row(&published, &reach, party, at).ok_or(Denied::NotFound)?;
    let permit = permit(actor, Action::SaveAnswers, &Place { section: Some(section.name.clone()), ..report.place() })?;
    report.open(now)?;
    let rows = pen::rows_to_make(tx, &report, steps.iter().map(|step| (at, step)))?;
    if rows.is_empty() {
        return Ok(());
    }
    let mut pen = Pen::new(&permit, (report.revision, &report.chain), None, now);
    pen.make(tx, &rows)?;
    pen.done(tx)?;
    if report.state == State::NotStarted {
        store::enter(tx, &permit, State::InProgress, "the first row was made", now)?;
    }
    Ok(())
}
