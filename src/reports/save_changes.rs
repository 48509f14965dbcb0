//! Saves what a person changed in a form: what is right is saved in one go, the rest is told apart and nothing is overwritten.

use super::Refusal;
use super::answer::{self, Answer, Raw};
use super::fit::is_as_kept;
use super::path::{self, Spot};
use super::save_answers::{Entries, Entry, Saved, save_answers};
use super::store::{self, Stored};
use crate::access::{Action, Actor, Denied, permit};
use crate::clock::Moment;
use crate::db::Conn;
use crate::fault::Fault;
use crate::flaw::{Flaw, Shaped};
use crate::ids::{CycleCode, PartyCode, ReportId};
use crate::templates::Shelf;

/// One field of a form, as it came back.
#[derive(Debug, Clone)]
pub struct Sent {
    /// Which answer.
    pub path: String,
    /// What the person left in it, or why that cannot be taken.
    pub raw: Shaped<Raw>,
    /// The revision that was shown in it.
    pub based_on: i32,
    /// Whether the person stands for it as it is, where it was carried forward.
    pub confirms: bool,
}

/// What became of the fields. One that nobody changed is in none of the lists.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Saved.
    pub saved: Vec<Saved>,
    /// Not right.
    pub flaws: Vec<Flaw>,
    /// Changed here, and by somebody else since: what is there now, by path.
    pub conflicts: Vec<(String, Stored)>,
}

/// Saves the fields of a form that were changed in it.
///
/// # Errors
/// In this order: `Denied` (also for a path that leads nowhere), `Submitted`/`NotOpen`/`Closed`. Flaws and conflicts of
/// single fields are in the outcome, and keep no other field from being saved.
pub fn save_changes(
    tx: &mut Conn,
    actor: &Actor,
    shelf: &Shelf,
    (cycle, party): (&CycleCode, &PartyCode),
    sent: Vec<Sent>,
    now: Moment,
) -> Result<Outcome, Refusal> {
    let report = store::touch(tx, cycle, party)?.ok_or(Denied::NotFound)?;
    let place = report.place();
    permit(actor, Action::SaveAnswers, &place)?;
    let reach = actor.sections_at(&place).ok_or(Denied::Forbidden)?;
    let published = shelf.published(tx, &report.cycle.template, report.cycle.version)?;
    let spots: Option<Vec<Spot<'_>>> =
        sent.iter().map(|one| path::find(&published, &reach, party, &one.path)).collect();
    let spots = spots.ok_or(Denied::NotFound)?;
    report.open(now)?;
    let there = store::all(tx, &report.id)?;
    let mut outcome = Outcome::default();
    let mut answers = Vec::new();
    for (one, spot) in sent.into_iter().zip(spots) {
        let current = there.get(&spot.key, spot.row()).cloned().unwrap_or_else(Stored::blank);
        // What nobody touched stays, also where it no longer fits.
        let untouched = |raw: &Raw| is_as_kept(&spot.question.kind, raw, &current.answer);
        if !one.confirms && one.raw.as_ref().is_ok_and(untouched) {
            continue;
        }
        let read =
            one.raw.and_then(|raw| Ok((answer::parse(&published.template, spot.question, &one.path, &raw)?, raw)));
        let (answer, raw) = match read {
            Ok(read) => read,
            Err(flaws) => {
                outcome.flaws.extend(flaws);
                continue;
            }
        };
        let confirms = one.confirms && current.carried.is_some() && one.based_on == current.revision;
        if said_the_same(&answer, &current.answer) && !confirms {
            continue;
        }
        if one.based_on == current.revision {
            // Forms ask for nothing that stands beside an answer but the comment: it stays.
            let beside = current.answer.beside.taken_by(spot.question);
            let raw = Raw { language: language(&answer, &current.answer), beside, ..raw };
            answers.push(Entry { path: one.path, raw, revision: current.revision });
            continue;
        }
        let then = shown(tx, &report.id, &spot, one.based_on)?;
        // Whoever confirms what somebody else changed meanwhile says something, too.
        if !said_the_same(&answer, &then.answer) || (one.confirms && then.carried.is_some()) {
            outcome.conflicts.push((one.path, current));
        }
    }
    if !answers.is_empty() {
        let entries = Entries { answers, operation: None };
        outcome.saved = save_answers(tx, actor, shelf, (cycle, party), None, Ok(entries), now)?;
    }
    Ok(outcome)
}

/// Whether two answers say the same. The language they are in is no statement of the form's.
fn said_the_same(a: &Answer, b: &Answer) -> bool {
    (&a.value, &a.other, a.qualifier, &a.comment) == (&b.value, &b.other, b.qualifier, &b.comment)
}

/// Forms do not ask for the language of an answer: it stays with words that stay.
fn language(new: &Answer, old: &Answer) -> Option<String> {
    let same = (&new.value, &new.other) == (&old.value, &old.other);
    old.language.clone().filter(|_| same)
}

/// What the form showed in a field when it was made.
fn shown(tx: &mut Conn, report: &ReportId, spot: &Spot<'_>, based_on: i32) -> Result<Stored, Fault> {
    let revisions = store::history(tx, report, &spot.key, spot.row())?;
    let then = revisions.into_iter().find(|stored| stored.revision == based_on);
    Ok(then.unwrap_or_else(Stored::blank))
}
