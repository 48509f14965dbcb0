//! Saves again what was said before.

use super::answer::Raw;
use super::save_answers::{Entries, Entry, Saved, save_answers};
use super::{Refusal, path, reading, store};
use crate::access::{Action, Actor, Denied, Sections, permit};
use crate::clock::Moment;
use crate::db::Conn;
use crate::ids::{CycleCode, PartyCode};
use crate::templates::Shelf;

/// An earlier answer that is to hold again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Restore {
    /// Its place in the history, the oldest first, from 0.
    pub place: usize,
    /// The newest revision that was seen.
    pub based_on: i32,
}

/// Restores an earlier answer for a person: a save like any other, based on the newest revision that the person saw.
///
/// # Errors
/// `Denied` (also for a place that the history does not have), and whatever a save may be refused for.
pub fn restore(
    tx: &mut Conn,
    actor: &Actor,
    shelf: &Shelf,
    (cycle, party): (&CycleCode, &PartyCode),
    at: &str,
    what: Restore,
    now: Moment,
) -> Result<Vec<Saved>, Refusal> {
    let report = store::touch(tx, cycle, party)?.ok_or(Denied::NotFound)?;
    let history = reading::history(tx, actor, shelf, (cycle, party), at, now)?;
    permit(actor, Action::SaveAnswers, &report.place())?;
    let published = shelf.published(tx, &report.cycle.template, report.cycle.version)?;
    let reach = actor.sections_at(&report.place()).unwrap_or(Sections::All);
    let spot = path::find(&published, &reach, party, at).ok_or(Denied::NotFound)?;
    let then = history.get(what.place).ok_or(Denied::NotFound)?;
    let raw = Raw::of(&then.stored.answer, spot.question);
    let answers = vec![Entry { path: at.to_owned(), raw, revision: what.based_on }];
    save_answers(tx, actor, shelf, (cycle, party), Some(at), Ok(Entries { answers, operation: None }), now)
}
