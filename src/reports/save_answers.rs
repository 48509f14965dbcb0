//! Saves answers: one, or many at once, all or nothing.

use std::collections::BTreeSet;

use serde_json::{Value as Json, json};

use super::answer::{self, Answer, Raw};
use super::attachments::named::{self, Seeing};
use super::begin::{Begun, begin};
use super::path::{Paths, Spot};
use super::pen::{self, NewRow, Pen, Word};
use super::store::{self, Stored};
use super::{Conflict, Refusal, Report, State, attachments, path};
use crate::access::{Action, Actor, Denied, Place, Sections, permit};
use crate::canonical::canonical;
use crate::clock::Moment;
use crate::db::Conn;
use crate::digest;
use crate::flaw::{Flaw, Shaped};
use crate::ids::{CycleCode, PartyCode};
use crate::templates::{Published, Shelf};

/// Most answers in one request: a whole report of the longest template there is, with room.
pub const MOST_AT_ONCE: usize = 1_000;
/// Most characters of an operation id.
pub const OPERATION_LENGTH: usize = 100;

/// One answer as a door hands it over.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Where it goes.
    pub path: String,
    /// What was sent.
    pub raw: Raw,
    /// The revision it was based on.
    pub revision: i32,
}

/// Answers to save, under one operation id or none.
#[derive(Debug, Clone, PartialEq)]
pub struct Entries {
    /// The answers.
    pub answers: Vec<Entry>,
    /// Makes a repeat harmless.
    pub operation: Option<String>,
}

/// An answer that was saved.
#[derive(Debug, Clone, PartialEq)]
pub struct Saved {
    /// Where.
    pub path: String,
    /// The kind of its question.
    pub kind: &'static str,
    /// As it is kept.
    pub stored: Stored,
    /// The report's revision after it.
    pub report_revision: i64,
}

/// Saves answers for a person. `paths` are those of the URL, known before what was sent is looked at: a path that leads
/// nowhere is refused first.
///
/// # Errors
/// In this order: `Denied`, `Flaws` of the shape, `OperationReused`, `Submitted`/`NotOpen`/`Closed`, `Stale` with every
/// conflict, `Flaws` of the meaning, all of them.
pub fn save_answers(
    tx: &mut Conn,
    actor: &Actor,
    shelf: &Shelf,
    (cycle, party): (&CycleCode, &PartyCode),
    url_path: Option<&str>,
    input: Shaped<Entries>,
    now: Moment,
) -> Result<Vec<Saved>, Refusal> {
    let Begun { report, granted, reach, published } = begin(tx, actor, shelf, (cycle, party))?;
    if url_path.is_some_and(|path| path::find(&published, &reach, party, path).is_none()) {
        return Err(Denied::NotFound.into());
    }
    let input = input?;
    let job = Job { actor, report: &report, published: &published };
    let targets = job.targets(&reach, &input.answers)?;
    permit_sections(actor, &report.place(), &targets)?;
    if let Some(replayed) = job.replayed(tx, &targets, input.operation.as_deref())? {
        return Ok(replayed);
    }
    report.open(now)?;
    let answers = job.decide(tx, &targets)?;
    let steps =
        targets.iter().flat_map(|target| target.spot.rows.iter().map(|step| (target.entry.path.as_str(), step)));
    let rows = pen::rows_to_make(tx, &report, steps)?;
    let pen = Pen::new(&granted, (report.revision, &report.chain), input.operation.as_deref(), now);
    let saved = job.write(tx, &targets, answers, &rows, pen, now)?;
    if report.state == State::NotStarted {
        store::enter(tx, &granted, State::InProgress, "the first answer was saved", now)?;
    }
    Ok(saved)
}

/// Every section written to must be one the person was given.
fn permit_sections(actor: &Actor, place: &Place, targets: &[Target<'_>]) -> Result<(), Refusal> {
    let mut seen = BTreeSet::new();
    for target in targets {
        let section = &target.spot.section.name;
        if seen.insert(section) {
            permit(actor, Action::SaveAnswers, &Place { section: Some(section.clone()), ..place.clone() })?;
        }
    }
    Ok(())
}

/// One entry with the place it goes to.
struct Target<'a> {
    spot: Spot<'a>,
    entry: &'a Entry,
    request_sha256: String,
}

struct Job<'a> {
    actor: &'a Actor,
    report: &'a Report,
    published: &'a Published,
}

impl<'a> Job<'a> {
    /// The question each entry goes to; entries that lead nowhere are flaws here, for the report itself is visible.
    fn targets<'b>(&self, reach: &Sections, entries: &'b [Entry]) -> Result<Vec<Target<'b>>, Refusal>
    where
        'a: 'b,
    {
        let mut flaws = Vec::new();
        let mut targets = Vec::new();
        let mut seen = BTreeSet::new();
        let paths = Paths::of(self.published, reach, &self.report.party);
        for entry in entries {
            if !seen.insert(entry.path.as_str()) {
                flaws.push(Flaw::new(&entry.path, "duplicate", "this answer is sent twice"));
            }
            match paths.find(&entry.path) {
                Some(spot) => targets.push(Target { spot, entry, request_sha256: request(entry) }),
                None => flaws.push(Flaw::new(&entry.path, "unknown_path", "there is no such question in this report")),
            }
        }
        if flaws.is_empty() { Ok(targets) } else { Err(flaws.into()) }
    }

    /// What the operation did before, when it did.
    fn replayed(
        &self,
        tx: &mut Conn,
        targets: &[Target<'_>],
        operation: Option<&str>,
    ) -> Result<Option<Vec<Saved>>, Refusal> {
        let Some(operation) = operation else { return Ok(None) };
        let mut done = Vec::new();
        for target in targets {
            let (question, row) = (target.spot.key.as_ref(), target.spot.row());
            let done_before = store::operation(tx, &self.report.id, operation, question, row)?;
            let Some((request, report_revision, stored)) = done_before else { continue };
            if request != target.request_sha256 {
                return Err(Refusal::OperationReused(operation.to_owned()));
            }
            done.push(target.saved(stored, report_revision));
        }
        if done.is_empty() {
            Ok(None)
        } else if done.len() == targets.len() {
            Ok(Some(done))
        } else {
            Err(Refusal::OperationReused(operation.to_owned()))
        }
    }

    /// The answers to write with the revisions they replace: first every conflict, then every flaw.
    fn decide(&self, tx: &mut Conn, targets: &[Target<'_>]) -> Result<Vec<Answer>, Refusal> {
        let mut conflicts = Vec::new();
        for target in targets {
            let theirs = store::current(tx, &self.report.id, &target.spot.key, target.spot.row())?;
            if theirs.revision != target.entry.revision {
                let yours = said_json(&target.entry.raw);
                conflicts.push(Conflict {
                    path: target.entry.path.clone(),
                    yours,
                    based_on: target.entry.revision,
                    theirs,
                });
            }
        }
        if !conflicts.is_empty() {
            return Err(Refusal::Stale(conflicts));
        }
        let mut flaws = Vec::new();
        let (mut answers, mut files) = (Vec::new(), Vec::new());
        for target in targets {
            match answer::parse(&self.published.template, target.spot.question, &target.entry.path, &target.entry.raw) {
                Ok(answer) => {
                    let ids = named::ids(&target.spot.question.kind, &answer);
                    files.extend(ids.into_iter().map(|id| (target.entry.path.as_str(), id)));
                    answers.push(answer);
                }
                Err(found) => flaws.extend(found),
            }
        }
        flaws.extend(self.unknown_files(tx, &files)?);
        if flaws.is_empty() { Ok(answers) } else { Err(flaws.into()) }
    }

    /// Of the files that answers name, each with the answer's path: those that are not in this report, or that the person
    /// does not see.
    fn unknown_files(&self, tx: &mut Conn, named: &[(&str, String)]) -> Result<Vec<Flaw>, Refusal> {
        if named.is_empty() {
            return Ok(Vec::new());
        }
        let reach = self.actor.sections_at(&self.report.place()).ok_or(Denied::Forbidden)?;
        let stored = store::all(tx, &self.report.id)?;
        let seeing = Seeing::of(self.actor, &self.published.template, &reach, &stored);
        let files = attachments::store::all(tx, &self.report.id)?;
        let known = |id: &str| files.iter().any(|file| file.id.as_str() == id && seeing.sees(file));
        let unknown = named.iter().filter(|(_, id)| !known(id));
        Ok(unknown.map(|(at, id)| Flaw::new(*at, "not_found", format!("this report has no file {id}"))).collect())
    }

    /// Writes the rows that are made on the way, then the answers.
    fn write(
        &self,
        tx: &mut Conn,
        targets: &[Target<'_>],
        answers: Vec<Answer>,
        rows: &[NewRow],
        mut pen: Pen<'_>,
        now: Moment,
    ) -> Result<Vec<Saved>, Refusal> {
        pen.make(tx, rows)?;
        let mut saved = Vec::with_capacity(targets.len());
        for (target, answer) in targets.iter().zip(answers) {
            let revision = target.entry.revision + 1;
            let (question, row) = (target.spot.key.as_ref(), target.spot.row());
            let word = Word {
                question,
                row,
                answer: &answer,
                revision,
                request_sha256: &target.request_sha256,
                carried: None,
            };
            let report_revision = pen.write(tx, &word)?;
            let named = named::ids(&target.spot.question.kind, &answer);
            if !named.is_empty() {
                attachments::store::mark_used(tx, pen.permit(), &named)?;
            }
            let saved_by = Some(self.actor.name.clone());
            let stored = Stored { answer, revision, saved_at: Some(now), saved_by, carried: None };
            saved.push(target.saved(stored, report_revision));
        }
        pen.done(tx)?;
        Ok(saved)
    }
}

impl Target<'_> {
    fn saved(&self, stored: Stored, report_revision: i64) -> Saved {
        Saved { path: self.entry.path.clone(), kind: self.spot.question.kind.word(), stored, report_revision }
    }
}

/// What was sent, as JSON: what a conflict shows as "yours".
fn said_json(raw: &Raw) -> Json {
    json!({
        "value": raw.value, "other": raw.other, "qualifier": raw.qualifier, "comment": raw.comment, "language": raw.language,
        "attachments": raw.beside.attachments, "links": raw.beside.links,
    })
}

/// The hash by which a repeat is known to be one.
fn request(entry: &Entry) -> String {
    digest::sha256(canonical(&json!([said_json(&entry.raw), entry.revision])).as_bytes())
}
