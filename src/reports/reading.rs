//! Reads a report as a person may see it.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::answer::Answer;
use super::gaps::{self, Gap, Progress};
use super::store::{self, Stored};
use super::submissions::{self, Submission};
use super::{Refusal, Report, path};
use crate::access::{Action, Actor, Denied, Sections, permit};
use crate::db::Conn;
use crate::ids::{CycleCode, PartyCode};
use crate::templates::{Published, Shelf};

/// A report with what its reader reaches of it.
pub struct Opened {
    /// The report.
    pub report: Report,
    /// What is asked in it.
    pub published: Arc<Published>,
    /// The sections the reader reaches.
    pub reach: Sections,
    /// The current answers, by path, of every section.
    pub stored: BTreeMap<String, Stored>,
}

impl Opened {
    /// How far each section is.
    pub fn progress(&self) -> Vec<Progress> {
        gaps::progress(&self.published.template, &self.answers(), &self.reach)
    }

    /// Every gap the reader can see.
    pub fn gaps(&self) -> Vec<Gap> {
        gaps::gaps(&self.published.template, &self.answers(), &self.reach)
    }

    fn answers(&self) -> BTreeMap<String, Answer> {
        self.stored.iter().map(|(path, stored)| (path.clone(), stored.answer.clone())).collect()
    }

    /// The answer at a path, with its question's kind; blank ones included, hidden sections not.
    ///
    /// # Errors
    /// `Denied::NotFound` where the path leads nowhere the reader may go.
    pub fn at(&self, at: &str) -> Result<(&'static str, Stored), Refusal> {
        let (_, question) = path::find(&self.published.template, &self.reach, at).ok_or(Denied::NotFound)?;
        Ok((question.kind.word(), self.stored.get(at).cloned().unwrap_or_else(Stored::blank)))
    }
}

/// Opens a report to read its state and counts.
///
/// # Errors
/// `Denied`.
pub fn summary(
    tx: &mut Conn,
    actor: &Actor,
    shelf: &Shelf,
    cycle: &CycleCode,
    party: &PartyCode,
) -> Result<Opened, Refusal> {
    open(tx, actor, shelf, cycle, party, Action::ReadReport)
}

/// Opens a report to read its draft answers.
///
/// # Errors
/// `Denied`: the Secretariat reads a draft only when the Party shares it.
pub fn draft(
    tx: &mut Conn,
    actor: &Actor,
    shelf: &Shelf,
    cycle: &CycleCode,
    party: &PartyCode,
) -> Result<Opened, Refusal> {
    open(tx, actor, shelf, cycle, party, Action::ReadAnswers)
}

fn open(
    tx: &mut Conn,
    actor: &Actor,
    shelf: &Shelf,
    cycle: &CycleCode,
    party: &PartyCode,
    action: Action,
) -> Result<Opened, Refusal> {
    let report = store::find(tx, cycle, party)?.ok_or(Denied::NotFound)?;
    permit(actor, action, &report.place())?;
    let published = shelf.published(tx, &report.cycle.template, report.cycle.version)?;
    // The Secretariat counts the whole report; a person of the Party what was delegated.
    let reach = actor.sections_at(&report.place()).unwrap_or(Sections::All);
    let stored = store::all(tx, &report.id)?;
    Ok(Opened { report, published, reach, stored })
}

/// Every revision of one answer, the oldest first.
///
/// # Errors
/// `Denied`.
pub fn history(
    tx: &mut Conn,
    actor: &Actor,
    shelf: &Shelf,
    (cycle, party): (&CycleCode, &PartyCode),
    at: &str,
) -> Result<Vec<Stored>, Refusal> {
    let opened = draft(tx, actor, shelf, cycle, party)?;
    opened.at(at)?;
    Ok(store::history(tx, &opened.report.id, at, "")?)
}

/// One submission of a report, with its frozen document.
///
/// # Errors
/// `Denied`: a person to whom only sections were delegated does not read the whole.
pub fn submission(
    tx: &mut Conn,
    actor: &Actor,
    cycle: &CycleCode,
    party: &PartyCode,
    number: i32,
) -> Result<(Submission, String), Refusal> {
    let report = store::find(tx, cycle, party)?.ok_or(Denied::NotFound)?;
    permit(actor, Action::ReadSubmission, &report.place())?;
    if matches!(actor.sections_at(&report.place()), Some(Sections::Only(_))) {
        return Err(Denied::Forbidden.into());
    }
    let all = submissions::store::all(tx, &report.id)?;
    let found = all.into_iter().find(|submission| submission.number == number).ok_or(Denied::NotFound)?;
    let document = submissions::store::document(tx, &found.id)?;
    Ok((found, document))
}
