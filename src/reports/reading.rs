//! Reads a report as a person may see it.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;

use super::gaps::{self, Gap, Progress};
use super::history_store::{self, Revision};
use super::sheet::{Given, Sheet, Status};
use super::store::{self, Stored};
use super::submissions::{self, Submission};
use super::{Refusal, Report, path};
use crate::access::{Action, Actor, Denied, Sections, permit};
use crate::clock::Moment;
use crate::db::Conn;
use crate::ids::{CycleCode, ItemName, PartyCode};
use crate::templates::lineage::Lineage;
use crate::templates::logic::Outlook;
use crate::templates::{Kind, Published, Question, Shelf};

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
    /// What follows from them.
    pub outlook: Outlook,
}

impl Opened {
    /// The answers with what follows from them.
    pub fn sheet(&self) -> Sheet<'_> {
        Sheet::of(&self.published.template, &self.outlook, |path| self.stored.get(path).map(Given::from))
    }

    /// How far each section is.
    pub fn progress(&self) -> Vec<Progress> {
        gaps::progress(&self.sheet(), &self.reach)
    }

    /// Every gap the reader can see.
    pub fn gaps(&self) -> Vec<Gap> {
        gaps::gaps(&self.sheet(), &self.reach)
    }

    /// The paths of every answer the reader reaches, in the template's order: each question's, and after those of a section
    /// the explanations that are asked for or were given.
    pub fn paths(&self) -> Vec<String> {
        let template = &self.published.template;
        let broken: Vec<&ItemName> = self.outlook.broken_rules(template).map(|rule| &rule.name).collect();
        let stands = |question: &&Question| {
            let is_explanation = template.explanation(question.name.as_str()).is_some();
            !is_explanation || broken.contains(&&question.name) || self.stored.contains_key(question.name.as_str())
        };
        let sections = template.sections.iter().filter(|section| self.reach.reach(&section.name));
        let asked = sections.flat_map(|section| template.asked_in(section)).filter(stands);
        asked.map(|question| question.name.to_string()).collect()
    }

    /// The answer at a path, with its question's kind; blank ones included, sections that were not delegated not. What is
    /// worked out stands as worked out, and what a condition hides stays what it was.
    ///
    /// # Errors
    /// `Denied::NotFound` where the path leads nowhere the reader may go.
    pub fn at(&self, at: &str) -> Result<Found, Refusal> {
        let (_, question) = path::find(&self.published.template, &self.reach, at).ok_or(Denied::NotFound)?;
        let mut stored = self.stored.get(at).cloned().unwrap_or_else(Stored::blank);
        if let Kind::Calculate { .. } = question.kind {
            stored.answer.value = self.outlook.worked_out(&question.name).cloned();
        }
        let status = Status::of(
            self.outlook.applies(&question.name),
            &stored.answer,
            stored.carried.is_some() || self.outlook.is_doubtful(&question.name),
        );
        Ok(Found { kind: question.kind.word(), status, stored })
    }
}

/// An answer that was found at a path.
pub struct Found {
    /// The kind of its question.
    pub kind: &'static str,
    /// What becomes of it.
    pub status: Status,
    /// As it is kept.
    pub stored: Stored,
}

/// What follows from the stored answers of a report on a day.
pub fn outlook(published: &Published, stored: &BTreeMap<String, Stored>, today: NaiveDate) -> Outlook {
    let outlook = published.logic.look(|name| stored.get(name).and_then(|stored| stored.answer.value.as_ref()), today);
    let unconfirmed = stored.iter().filter(|(_, stored)| stored.carried.is_some()).map(|(name, _)| name.as_str());
    outlook.doubting(&published.logic, unconfirmed)
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
    now: Moment,
) -> Result<Opened, Refusal> {
    open(tx, actor, shelf, (cycle, party), Action::ReadReport, now)
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
    now: Moment,
) -> Result<Opened, Refusal> {
    open(tx, actor, shelf, (cycle, party), Action::ReadAnswers, now)
}

fn open(
    tx: &mut Conn,
    actor: &Actor,
    shelf: &Shelf,
    (cycle, party): (&CycleCode, &PartyCode),
    action: Action,
    now: Moment,
) -> Result<Opened, Refusal> {
    let report = store::find(tx, cycle, party)?.ok_or(Denied::NotFound)?;
    permit(actor, action, &report.place())?;
    let published = shelf.published(tx, &report.cycle.template, report.cycle.version)?;
    // The Secretariat counts the whole report; a person of the Party what was delegated.
    let reach = actor.sections_at(&report.place()).unwrap_or(Sections::All);
    let stored = store::all(tx, &report.id)?;
    let outlook = outlook(&published, &stored, report.day(now));
    Ok(Opened { report, published, reach, stored, outlook })
}

/// Every revision of one answer, in the order they were saved, those under the former names of its question included.
///
/// # Errors
/// `Denied`.
pub fn history(
    tx: &mut Conn,
    actor: &Actor,
    shelf: &Shelf,
    (cycle, party): (&CycleCode, &PartyCode),
    at: &str,
    now: Moment,
) -> Result<Vec<Revision>, Refusal> {
    let opened = draft(tx, actor, shelf, cycle, party, now)?;
    opened.at(at)?;
    let all = shelf.all(tx, &opened.report.cycle.template)?;
    let lineage = Lineage::of(all.iter().map(|one| &one.template));
    Ok(history_store::revisions(tx, &opened.report.id, lineage.names(at), "")?)
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
