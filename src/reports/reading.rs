//! Reads a report as a person may see it.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;

use super::answer::Answer;
use super::attachments::add::takes_files;
use super::attachments::{self, Attachment, named};
use super::carry::before::{Before, before};
use super::declared::Words;
use super::freeze::Frozen;
use super::gaps::{self, Gap, Progress};
use super::history_store::{self, Revision};
use super::kept::Kept;
use super::remarks::{self, Tally};
use super::sheet::{Given, Line, Sheet, Status};
use super::store::{self, Stored};
use super::submissions::{self, Submission};
use super::{Refusal, Report, declared_store, path};
use crate::access::{Action, Actor, Denied, Sections, permit};
use crate::clock::Moment;
use crate::db::Conn;
use crate::fault::Fault;
use crate::ids::{CycleCode, ItemName, PartyCode};
use crate::templates::logic::Outlook;
use crate::templates::outline::Outline;
use crate::templates::rows::RowTree;
use crate::templates::{Kind, Published, Question, Shelf};

/// A report with what its reader reaches of it.
pub struct Opened {
    /// The report.
    pub report: Report,
    /// What is asked in it.
    pub published: Arc<Published>,
    /// The sections the reader reaches.
    pub reach: Sections,
    /// The current answers of every section.
    pub stored: Kept,
    /// What people said of its sections as a whole.
    pub declared: Words,
    /// What follows from them.
    pub outlook: Outlook,
    /// What the Party said before, where it was looked for.
    pub before: Before,
    /// The report's files, by id; none where no question asks for files.
    pub files: BTreeMap<String, Attachment>,
    /// How many remarks of colleagues stand at each answer.
    pub remarks: Tally,
}

impl Opened {
    /// An answer as people read it: with its files described.
    pub fn described<'a>(&self, question: &Question, answer: &'a Answer) -> Cow<'a, Answer> {
        named::described(&question.kind, answer, &self.files)
    }

    /// The answers with what follows from them.
    pub fn sheet(&self) -> Sheet<'_> {
        Sheet::of(&self.published.template, &self.outlook, |key, row| self.stored.get(key, row).map(Given::from))
    }

    /// The answers of the draft, as a frozen document would hold them.
    pub fn as_frozen(&self) -> Frozen {
        let sheet = self.sheet();
        let answer = |line: &Line<'_>| (line.status, self.described(line.question, &line.answer).into_owned());
        Frozen {
            answers: sheet.lines.iter().map(|line| (line.path.clone(), answer(line))).collect(),
            rows: sheet.turns.iter().map(|turn| (turn.path.clone(), turn.keys.clone())).collect(),
            explanations: sheet
                .broken
                .iter()
                .filter_map(|broken| Some((broken.rule.name.to_string(), broken.explanation?.clone())))
                .collect(),
        }
    }

    /// Looks for what the Party said before to the questions of a section.
    ///
    /// # Errors
    /// A `Fault` alone.
    pub fn look_back(&mut self, tx: &mut Conn, shelf: &Shelf, section: &ItemName) -> Result<(), Fault> {
        self.before.extend(before(tx, shelf, &self.published, &self.report, section)?);
        Ok(())
    }

    /// How far each section is.
    pub fn progress(&self) -> Vec<Progress> {
        gaps::progress(&self.sheet(), &self.reach)
    }

    /// Every gap the reader can see.
    pub fn gaps(&self) -> Vec<Gap> {
        gaps::gaps(&self.sheet(), &self.reach)
    }

    /// The paths of every answer the reader reaches, in the template's order: each question's, row by row, and after those
    /// of a section the explanations that are asked for or were given.
    pub fn paths(&self) -> Vec<String> {
        let template = &self.published.template;
        let broken: Vec<&ItemName> = self.outlook.broken_rules(template).map(|rule| &rule.name).collect();
        let sheet = self.sheet();
        let mut paths = Vec::new();
        for section in template.sections.iter().filter(|section| self.reach.reach(&section.name)) {
            let mine = sheet.lines.iter().filter(|line| line.section.name == section.name);
            paths.extend(mine.filter(|line| line.question.kind.columns().is_empty()).map(|line| line.path.clone()));
            let explained = template.explained_in(section).map(|question| question.name.as_str());
            let stands =
                |name: &&str| broken.iter().any(|rule| rule.as_str() == *name) || self.stored.get(name, "").is_some();
            paths.extend(explained.filter(stands).map(str::to_owned));
        }
        paths
    }

    /// The answer at a path, with its question's kind; blank ones included, sections that were not delegated not. What is
    /// worked out stands as worked out, and what a condition hides or stands in a row that was taken away stays what it was.
    ///
    /// # Errors
    /// `Denied::NotFound` where the path leads nowhere the reader may go, or into a row that nobody made.
    pub fn at(&self, at: &str) -> Result<Found<'_>, Refusal> {
        let spot = path::find(&self.published, &self.reach, &self.report.party, at).ok_or(Denied::NotFound)?;
        let was_made = |step: &path::Step<'_>| !step.made || self.stored.get(step.frame, &step.row).is_some();
        if !spot.rows.iter().all(was_made) {
            return Err(Denied::NotFound.into());
        }
        let mut stored = self.stored.get(&spot.key, spot.row()).cloned().unwrap_or_else(Stored::blank);
        if let Kind::Calculate { .. } = spot.question.kind {
            stored.answer.value = self.outlook.worked_out(&spot.key, spot.row()).cloned();
        }
        let is_explanation = spot.rows.is_empty() && self.published.template.question(&spot.key).is_none();
        let applies = is_explanation || self.outlook.applies(&spot.key, spot.row());
        let doubtful = stored.carried.is_some() || self.outlook.is_doubtful(&spot.key);
        let status = Status::of(applies, &stored.answer, doubtful);
        Ok(Found { kind: spot.question.kind.word(), status, stored, spot })
    }
}

/// An answer that was found at a path.
pub struct Found<'a> {
    /// The kind of its question.
    pub kind: &'static str,
    /// What becomes of it.
    pub status: Status,
    /// As it is kept.
    pub stored: Stored,
    /// Where it stands.
    pub spot: path::Spot<'a>,
}

/// What follows from the stored answers of a Party's report on a day.
pub fn outlook(published: &Published, party: &PartyCode, stored: &Kept, today: NaiveDate) -> Outlook {
    let outline = Outline::of(&published.template);
    let rows = RowTree::of(&outline, &published.lists, party, &stored.made(&outline));
    let outlook = published.logic.look(rows, |key, row| stored.value(key, row), today);
    outlook.doubting(&published.logic, stored.unconfirmed())
}

/// What follows from answers that were others before; none where their rows are others too, or the day, or what is asked.
fn outlook_after(published: &Arc<Published>, before: Opened, stored: &Kept, today: NaiveDate) -> Option<Outlook> {
    let changed = stored.changed_from(&before.stored);
    let outline = Outline::of(&published.template);
    let has_other_rows = outline.frames.iter().any(|frame| changed.contains(frame.name().as_str()));
    if has_other_rows || !Arc::ptr_eq(published, &before.published) || !before.outlook.is_of(today) {
        return None;
    }
    let find = |key: &str, row: &str| stored.value(key, row);
    let outlook = published.logic.after(before.outlook, find, changed.iter().copied());
    Some(outlook.doubting(&published.logic, stored.unconfirmed()))
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
    open(tx, actor, shelf, (cycle, party), (Action::ReadReport, None), now)
}

/// Opens again what was just opened, to read its state and counts: of what follows from the answers only that is found out
/// anew that depends on those that changed.
///
/// # Errors
/// `Denied`.
pub fn again(tx: &mut Conn, actor: &Actor, shelf: &Shelf, before: Opened, now: Moment) -> Result<Opened, Refusal> {
    let (cycle, party) = (before.report.cycle.code.clone(), before.report.party.clone());
    open(tx, actor, shelf, (&cycle, &party), (Action::ReadReport, Some(before)), now)
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
    open(tx, actor, shelf, (cycle, party), (Action::ReadAnswers, None), now)
}

fn open(
    tx: &mut Conn,
    actor: &Actor,
    shelf: &Shelf,
    (cycle, party): (&CycleCode, &PartyCode),
    (action, before): (Action, Option<Opened>),
    now: Moment,
) -> Result<Opened, Refusal> {
    let report = store::find(tx, cycle, party)?.ok_or(Denied::NotFound)?;
    permit(actor, action, &report.place())?;
    let published = shelf.published(tx, &report.cycle.template, report.cycle.version)?;
    // The Secretariat counts the whole report; a person of the Party what was delegated.
    let reach = actor.sections_at(&report.place()).unwrap_or(Sections::All);
    let stored = store::all(tx, &report.id)?;
    let declared = declared_store::words(tx, &report.id)?;
    // What was said in earlier cycles is no other for what was saved since.
    let past = before.as_ref().map_or_else(Before::new, |before| before.before.clone());
    let known = before.and_then(|before| outlook_after(&published, before, &stored, report.day(now)));
    let outlook = known.unwrap_or_else(|| outlook(&published, &report.party, &stored, report.day(now)));
    let outline = Outline::of(&published.template);
    let files = match outline.slots.iter().any(|slot| takes_files(slot.question)) {
        true => attachments::store::by_id(tx, &report.id)?,
        false => BTreeMap::new(),
    };
    let remarks = remarks::read::tally(tx, shelf, &report)?;
    Ok(Opened { report, published, reach, stored, declared, outlook, before: past, files, remarks })
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
    let found = opened.at(at)?;
    Ok(history_of(tx, shelf, &opened, &found)?)
}

/// The history of an answer that was found in a draft, as [`history`] tells it.
///
/// # Errors
/// A `Fault` alone.
pub fn history_of(tx: &mut Conn, shelf: &Shelf, opened: &Opened, found: &Found<'_>) -> Result<Vec<Revision>, Fault> {
    let lineage = remarks::read::lineage(tx, shelf, &opened.report)?;
    history_store::revisions(tx, &opened.report.id, lineage.names(&found.spot.key), found.spot.row())
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
