//! Takes over what the Party said in an earlier cycle, one answer at a time. It is kept as carried from there, and then as
//! confirmed: whoever takes it over stands for it.

use super::answer::{Answer, Raw};
use super::begin::{Begun, begin};
use super::carry::before::before;
use super::inscribe::{Line, inscribe};
use super::save_answers::{Entries, Entry, Saved, save_answers};
use super::store::{self, Stored};
use super::{Refusal, path};
use crate::access::{Action, Actor, Denied, Permit, Place, SystemReason, permit};
use crate::clock::Moment;
use crate::db::Conn;
use crate::ids::{CycleCode, PartyCode};
use crate::templates::Shelf;

/// What came of it.
pub enum Reused {
    /// It is saved.
    Saved(Vec<Saved>),
    /// Somebody saved something else since it was shown: that.
    Changed(Box<Stored>),
}

/// Takes over what was said before at a path, where the answer is still at the revision that was shown. What stands beside the answer now stays.
///
/// # Errors
/// `Denied`: also where the path leads nowhere, into a row that is not there, or nothing was said before; `Submitted`,
/// `NotOpen`, `Closed`.
pub fn reuse(
    tx: &mut Conn,
    actor: &Actor,
    shelf: &Shelf,
    (cycle, party): (&CycleCode, &PartyCode),
    (at, shown): (&str, i32),
    now: Moment,
) -> Result<Reused, Refusal> {
    let Begun { report, reach, published, .. } = begin(tx, actor, shelf, (cycle, party))?;
    let spot = path::find(&published, &reach, party, at).ok_or(Denied::NotFound)?;
    let place = Place { section: Some(spot.section.name.clone()), ..report.place() };
    permit(actor, Action::SaveAnswers, &place)?;
    report.open(now)?;
    for step in spot.rows.iter().filter(|step| step.made) {
        let row = store::current(tx, &report.id, step.frame, &step.row)?;
        row.answer.value.ok_or(Denied::NotFound)?;
    }
    let mut all = before(tx, shelf, &published, &report, &spot.section.name)?;
    let past = all.remove(at).ok_or(Denied::NotFound)?;
    let current = store::current(tx, &report.id, &spot.key, spot.row())?;
    let words = |answer: &Answer| (answer.value.clone(), answer.other.clone(), answer.qualifier);
    let is_done = current.carried.is_none() && words(&current.answer) == words(&past.answer);
    if current.revision != shown && is_done {
        return Ok(Reused::Saved(Vec::new()));
    }
    if current.revision != shown {
        return Ok(Reused::Changed(Box::new(current)));
    }
    let comment = past.answer.comment.clone().or_else(|| current.answer.comment.clone());
    let beside = current.answer.beside.taken_by(spot.question);
    let answer = Answer { comment, beside, ..past.answer };
    let revision = current.revision + 1;
    let raw = Raw::of(&answer, spot.question);
    let (question, row_path) = (spot.key.to_string(), spot.row().to_owned());
    let line = Line { question, row_path, revision, answer, carried: Some(past.carried) };
    // That it comes from there nobody says: the report that was frozen then does.
    let permit = Permit::system(SystemReason::CarryForward, Action::SaveAnswers, place);
    inscribe(tx, &permit, (report.revision, &report.chain), &[line], now)?;
    let answers = vec![Entry { path: at.to_owned(), raw, revision }];
    let entries = Ok(Entries { answers, operation: None });
    Ok(Reused::Saved(save_answers(tx, actor, shelf, (cycle, party), None, entries, now)?))
}
