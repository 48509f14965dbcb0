//! Saves what a person changed in a form: what is right is saved in one go, the rest is told apart and nothing is overwritten.

use std::collections::BTreeSet;

use super::Refusal;
use super::answer::{self, Answer, Beside, Raw};
use super::begin::{Begun, begin};
use super::fit::is_as_kept;
use super::kept::Kept;
use super::path::{Paths, Spot};
use super::pen::TOO_MANY_ROWS;
use super::save_answers::{Entries, Entry, Saved, save_answers};
use super::store::{self, Stored};
use crate::access::{Actor, Denied};
use crate::clock::Moment;
use crate::db::Conn;
use crate::fault::Fault;
use crate::flaw::{Flaw, Shaped};
use crate::ids::{CycleCode, PartyCode, ReportId};
use crate::templates::{Shelf, Template};

/// One field of a form, as it came back.
#[derive(Debug, Clone)]
pub struct Sent {
    /// Which answer.
    pub path: String,
    /// What it was kept under when the form was made, where the round has renamed its question since.
    pub was: Option<String>,
    /// What the person left in it, or why that cannot be taken. Files and links that the form does not ask for are `None`
    /// beside it, and stay; an empty list was asked for, and left empty.
    pub raw: Shaped<Raw>,
    /// The revision that was shown in it.
    pub based_on: i32,
    /// Whether the person stands for it as it is, where it was carried forward.
    pub confirms: bool,
    /// Makes a repeat harmless: an id that is new with each change of what is said. None where a form is sent as a whole.
    pub operation: Option<String>,
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
    let Begun { report, reach, published, .. } = begin(tx, actor, shelf, (cycle, party))?;
    let paths = Paths::of(&published, &reach, party);
    let spots: Option<Vec<Spot<'_>>> = sent.iter().map(|one| paths.find(&one.path)).collect();
    let spots = spots.ok_or(Denied::NotFound)?;
    let done = done_before(tx, &report.id, &sent, &spots)?;
    // What was saved before is answered as it was then, whatever became of the report since.
    if done.iter().any(Option::is_none) || done.is_empty() {
        report.open(now)?;
    }
    let former = sent.iter().filter_map(|one| one.was.as_deref());
    let questions: BTreeSet<&str> = spots.iter().map(|spot| spot.key.as_ref()).chain(former).collect();
    let there = store::some(tx, &report.id, &Vec::from_iter(questions))?;
    let mut outcome = Outcome::default();
    let mut answers: Vec<Entries> = Vec::new();
    for ((one, spot), done) in sent.into_iter().zip(spots).zip(done) {
        let (field, path, operation) = (Field::of(spot, &one, &there), one.path.clone(), one.operation.clone());
        match (field.read(&published.template, one), done) {
            (Err(flaws), _) => outcome.flaws.extend(flaws),
            (Ok(told), Some(done)) => outcome.repeated(&field, path, told.as_ref(), done),
            (Ok(None), None) => {}
            (Ok(Some(told)), None) => match field.meets(tx, &report.id, &told)? {
                Meets::Nothing => together(&mut answers, operation, field.entry(told)),
                Meets::Another => outcome.conflicts.push((told.path, field.current)),
                Meets::Itself => {}
            },
        }
    }
    for entries in answers {
        let save = |entries| save_answers(tx, actor, shelf, (cycle, party), None, Ok(entries), now);
        outcome.save_what_fits(entries, save)?;
    }
    Ok(outcome)
}

/// Adds an answer to those of its operation, in the order in which they were sent: rows are made in it.
fn together(all: &mut Vec<Entries>, operation: Option<String>, answer: Entry) {
    match all.last_mut() {
        Some(last) if last.operation == operation => last.answers.push(answer),
        _ => all.push(Entries { answers: vec![answer], operation }),
    }
}

impl Outcome {
    /// Whether something was not saved because a repeat or a table has no room for its row.
    pub fn lacks_room(&self) -> bool {
        self.flaws.iter().any(|flaw| flaw.code == TOO_MANY_ROWS)
    }

    /// Saves answers of one operation, but those that the report has no room for: they keep no other from being saved.
    fn save_what_fits(
        &mut self,
        mut entries: Entries,
        mut save: impl FnMut(Entries) -> Result<Vec<Saved>, Refusal>,
    ) -> Result<(), Refusal> {
        while !entries.answers.is_empty() {
            let flaws = match save(entries.clone()) {
                Err(Refusal::Flaws(flaws)) => flaws,
                done => return done.map(|saved| self.saved.extend(saved)),
            };
            let before = entries.answers.len();
            entries.answers.retain(|entry| !flaws.iter().any(|flaw| flaw.at == entry.path));
            if entries.answers.len() == before {
                return Err(flaws.into());
            }
            self.flaws.extend(flaws);
        }
        Ok(())
    }

    /// Tells what an operation did before, or that it was used for other words since.
    fn repeated(&mut self, field: &Field<'_>, path: String, told: Option<&Told>, done: Done) {
        if told.is_some_and(|told| field.differs(told, &done.stored.answer)) {
            self.flaws.push(Flaw::new(path, "operation_reused", "Change it once more to save it."));
            return;
        }
        let kind = field.spot.question.kind.word();
        self.saved.push(Saved { path, kind, stored: done.stored, report_revision: done.report_revision });
    }
}

/// Fields against what is kept, before anything is saved. One that nobody changed is in none of the lists.
#[derive(Debug, Default)]
pub struct Weighed {
    /// They say something new.
    pub changes: Vec<Change>,
    /// They are not right.
    pub flaws: Vec<Flaw>,
    /// They say something new, and somebody else did since they were shown.
    pub conflicts: Vec<Clash>,
}

/// A field that says something new.
#[derive(Debug)]
pub struct Change {
    /// What to save.
    pub entry: Entry,
    /// The same, read.
    pub answer: Answer,
}

/// A field that says something new where somebody else did, too.
#[derive(Debug)]
pub struct Clash {
    /// Which answer.
    pub path: String,
    /// What the field says.
    pub yours: Answer,
    /// What is there now.
    pub theirs: Stored,
}

/// Weighs fields, each with the place it leads to, as [`save_changes`] would, and saves nothing.
///
/// # Errors
/// Only of the database: what was shown in a field may have to be looked up.
pub fn weigh<'a>(
    tx: &mut Conn,
    report: &ReportId,
    template: &Template,
    there: &Kept,
    sent: impl Iterator<Item = (Sent, Spot<'a>)>,
) -> Result<Weighed, Fault> {
    let mut weighed = Weighed::default();
    for (one, spot) in sent {
        let field = Field::of(spot, &one, there);
        match field.read(template, one) {
            Err(flaws) => weighed.flaws.extend(flaws),
            Ok(None) => {}
            Ok(Some(told)) => match field.meets(tx, report, &told)? {
                Meets::Nothing => {
                    let answer = told.answer.clone();
                    weighed.changes.push(Change { entry: field.entry(told), answer });
                }
                Meets::Another => {
                    weighed.conflicts.push(Clash { path: told.path, yours: told.answer, theirs: field.current });
                }
                Meets::Itself => {}
            },
        }
    }
    Ok(weighed)
}

/// What an operation did when it was sent before.
struct Done {
    stored: Stored,
    report_revision: i64,
}

/// For each field what its operation did before, if it did.
fn done_before(
    tx: &mut Conn,
    report: &ReportId,
    sent: &[Sent],
    spots: &[Spot<'_>],
) -> Result<Vec<Option<Done>>, Fault> {
    let before = |(one, spot): (&Sent, &Spot<'_>)| {
        let Some(operation) = &one.operation else { return Ok(None) };
        let found = store::operation(tx, report, operation, &spot.key, spot.row())?;
        Ok(found.map(|(_, report_revision, stored)| Done { stored, report_revision }))
    };
    sent.iter().zip(spots).map(before).collect()
}

/// A field with the answer that stands there now.
struct Field<'a> {
    spot: Spot<'a>,
    current: Stored,
    /// Whether the form showed what stands there.
    is_newest: bool,
    /// What it was kept under when the form was made.
    shown_under: String,
}

/// What something new that a field says meets in the report.
enum Meets {
    /// What the form showed: it can be saved.
    Nothing,
    /// What somebody else said since.
    Another,
    /// Nothing new after all: the form showed the same, and somebody else went on from there.
    Itself,
}

/// What a person says in a field.
struct Told {
    path: String,
    raw: Raw,
    answer: Answer,
    /// Files and links, of what the form asked for.
    asked: Beside,
    based_on: i32,
    confirms: bool,
}

impl<'a> Field<'a> {
    fn of(spot: Spot<'a>, sent: &Sent, there: &Kept) -> Self {
        let kept = |key: &str| there.get(key, spot.row()).cloned().unwrap_or_else(Stored::blank);
        let (current, seen) = (kept(&spot.key), sent.was.as_deref().map(kept));
        // Under a former name nothing was said since, where the new one says the same.
        let is_newest = match &seen {
            Some(seen) => seen.revision == sent.based_on && seen.answer == current.answer,
            None => current.revision == sent.based_on,
        };
        let shown_under = sent.was.clone().unwrap_or_else(|| spot.key.to_string());
        Self { spot, current, is_newest, shown_under }
    }

    /// What the person says with a field; none where it was left as it is.
    fn read(&self, template: &Template, sent: Sent) -> Shaped<Option<Told>> {
        let (question, kept) = (self.spot.question, &self.current.answer);
        let raw = sent.raw?;
        let asked = raw.beside.clone();
        // What nobody touched stays, also where it no longer fits.
        let as_sent = Raw { beside: asked.clone().or(&kept.beside), ..raw };
        if !sent.confirms && is_as_kept(&question.kind, &as_sent, kept) {
            return Ok(None);
        }
        let raw = Raw { beside: asked.clone().or(&kept.beside.taken_by(question)), ..as_sent };
        let answer = answer::parse(template, question, &sent.path, &raw)?;
        let confirms = sent.confirms && self.current.carried.is_some() && self.is_newest;
        let asked = asked.as_read(&answer.beside);
        let told = Told { path: sent.path, raw, answer, asked, based_on: sent.based_on, confirms: sent.confirms };
        Ok((confirms || self.differs(&told, kept)).then_some(told))
    }

    /// Whether something is said that an answer did not say. The language it is in is no statement of the form's, and of
    /// what it did not ask for it says nothing.
    fn differs(&self, told: &Told, kept: &Answer) -> bool {
        fn said(answer: &Answer) -> impl PartialEq + '_ {
            (&answer.value, &answer.other, answer.qualifier, &answer.comment)
        }
        let beside = kept.beside.taken_by(self.spot.question);
        said(&told.answer) != said(kept) || !told.asked.clone().or(&beside).says(&beside)
    }

    /// What something new meets in the report.
    fn meets(&self, tx: &mut Conn, report: &ReportId, told: &Told) -> Result<Meets, Fault> {
        if self.is_newest {
            return Ok(Meets::Nothing);
        }
        let then = shown(tx, report, (&self.shown_under, self.spot.row()), told.based_on)?;
        // Whoever confirms what somebody else changed meanwhile says something, too.
        let is_new = self.differs(told, &then.answer) || (told.confirms && then.carried.is_some());
        Ok(if is_new { Meets::Another } else { Meets::Itself })
    }

    fn entry(&self, told: Told) -> Entry {
        let raw = Raw { language: language(&told.answer, &self.current.answer), ..told.raw };
        Entry { path: told.path, raw, revision: self.current.revision }
    }
}

/// Forms do not ask for the language of an answer: it stays with words that stay.
fn language(new: &Answer, old: &Answer) -> Option<String> {
    let same = (&new.value, &new.other) == (&old.value, &old.other);
    old.language.clone().filter(|_| same)
}

/// What the form showed in a field when it was made.
fn shown(tx: &mut Conn, report: &ReportId, (key, row): (&str, &str), based_on: i32) -> Result<Stored, Fault> {
    let revisions = store::history(tx, report, key, row)?;
    let then = revisions.into_iter().find(|stored| stored.revision == based_on);
    Ok(then.unwrap_or_else(Stored::blank))
}
