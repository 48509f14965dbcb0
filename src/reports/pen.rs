//! Writes answers into a report, each sealed to the one before it.

use std::collections::BTreeMap;

use serde_json::json;

use super::answer::Answer;
use super::carried::Carried;
use super::store::{self, NewAnswer};
use super::{Refusal, Report, chain, path};
use crate::access::Permit;
use crate::audit::ORIGIN;
use crate::canonical::canonical;
use crate::clock::Moment;
use crate::db::Conn;
use crate::digest;
use crate::fault::Fault;
use crate::flaw::Flaw;
use crate::ids::AccountId;
use crate::templates::Qualifier;

/// What writes into a report: it knows how far the report has come.
pub struct Pen<'a> {
    permit: &'a Permit,
    operation: Option<&'a str>,
    now: Moment,
    chain: String,
    revision: i64,
    /// Whether nothing was ever saved: then the current answers are set down at once, when all are written.
    fresh: bool,
}

/// An answer in its place.
pub struct Word<'a> {
    /// What it is kept under.
    pub question: &'a str,
    /// Its row; empty at the top.
    pub row: &'a str,
    /// What is said.
    pub answer: &'a Answer,
    /// The revision it becomes.
    pub revision: i32,
    /// The hash of what was sent; empty where nothing was.
    pub request_sha256: &'a str,
    /// Where a person last said it, if nobody stands for it here.
    pub carried: Option<&'a Carried>,
}

impl<'a> Pen<'a> {
    /// A pen for the report that the permit holds for. `report` is what the report says of itself: its revision, and the
    /// hash of the answer saved last.
    pub fn new(permit: &'a Permit, report: (i64, &str), operation: Option<&'a str>, now: Moment) -> Self {
        Self { permit, operation, now, chain: report.1.to_owned(), revision: report.0, fresh: false }
    }

    /// A pen for many first words, each in a place of its own, in a report in which nothing was ever saved.
    pub fn fresh(permit: &'a Permit, now: Moment) -> Self {
        Self { permit, operation: None, now, chain: ORIGIN.to_owned(), revision: 0, fresh: true }
    }

    /// What it writes under.
    pub fn permit(&self) -> &'a Permit {
        self.permit
    }

    /// Writes an answer; answers the report's revision after it.
    pub fn write(&mut self, tx: &mut Conn, word: &Word<'_>) -> Result<i64, Fault> {
        self.revision += 1;
        let value = word.answer.value.as_ref().map(canonical);
        let beside = word.answer.beside.written();
        let said = columns(word.answer, value.as_deref(), &beside);
        let carried = word.carried.map(Carried::text);
        let link = chain::Link {
            question: word.question,
            row_path: word.row,
            revision: word.revision,
            said,
            saved_at: self.now,
            saved_by: self.permit.account().map(AccountId::as_str),
            report_revision: self.revision,
            operation: self.operation,
            carried_from: carried.as_deref(),
        };
        self.chain = chain::seal(&self.chain, &link);
        let new = NewAnswer {
            question: word.question,
            row_path: word.row,
            said,
            revision: word.revision,
            saved_at: self.now,
            report_revision: self.revision,
            operation: self.operation,
            carried_from: carried.as_deref(),
            request_sha256: word.request_sha256,
            hash: &self.chain,
        };
        if self.fresh {
            store::append(tx, self.permit, &new)?
        } else {
            store::put(tx, self.permit, &new)?
        }
        Ok(self.revision)
    }

    /// Writes that a row is there, at a place among those made, or that it is there no longer.
    pub fn row(&mut self, tx: &mut Conn, (frame, row): (&str, &str), place: Option<u64>) -> Result<(), Fault> {
        let before = store::current(tx, self.permit.report()?, frame, row)?;
        let answer = Answer { value: place.map(|place| json!(place)), ..Answer::default() };
        let request_sha256 = digest::sha256(canonical(&json!([frame, row, place])).as_bytes());
        let revision = before.revision + 1;
        let word =
            Word { question: frame, row, answer: &answer, revision, request_sha256: &request_sha256, carried: None };
        self.write(tx, &word).map(drop)
    }

    /// Writes that rows are there now, as [`rows_to_make`] found them.
    pub fn make(&mut self, tx: &mut Conn, rows: &[NewRow]) -> Result<(), Fault> {
        rows.iter().try_for_each(|(frame, row, place)| self.row(tx, (frame, row), Some(*place)))
    }

    /// Moves the report on by what was written; answers its revision.
    pub fn done(self, tx: &mut Conn) -> Result<i64, Fault> {
        if self.fresh {
            store::set_down(tx, self.permit)?;
        }
        store::advance(tx, self.permit, self.revision, &self.chain)?;
        Ok(self.revision)
    }
}

/// What was said in the form of its columns.
fn columns<'a>(answer: &'a Answer, value: Option<&'a str>, beside: &'a [Option<String>; 2]) -> [Option<&'a str>; 7] {
    let (qualifier, [attachments, links]) = (answer.qualifier.map(Qualifier::word), beside.each_ref());
    let (other, comment, language) = (answer.other.as_deref(), answer.comment.as_deref(), answer.language.as_deref());
    [value, other, qualifier, comment, language, attachments.as_deref(), links.as_deref()]
}

/// Most rows of one repeat or table that people make in a report, in all rows around it together: ten times the sites that any
/// Party has reported. What follows from the answers is worked out for all of them at once.
const MOST_MADE: usize = 5_000;

/// The code of an answer whose row has no room.
pub const TOO_MANY_ROWS: &str = "too_many_rows";

/// A row to be made: its repeat or table, its path, and its place among those that people made.
pub type NewRow = (String, String, u64);

/// The rows that a save makes on its way: those that people make and that are not there, each with its place.
///
/// A row that was taken away comes back with a save into it, with all that was in it: a colleague's word outweighs.
///
/// # Errors
/// `Flaws` where a repeat or a table would have more rows than it takes.
pub fn rows_to_make<'a>(
    tx: &mut Conn,
    report: &Report,
    steps: impl Iterator<Item = (&'a str, &'a path::Step<'a>)>,
) -> Result<Vec<NewRow>, Refusal> {
    let mut known: BTreeMap<&str, BTreeMap<String, u64>> = BTreeMap::new();
    let mut new = Vec::new();
    let mut flaws = Vec::new();
    for (at, step) in steps.filter(|(_, step)| step.made) {
        if !known.contains_key(step.frame) {
            let place = |value: Option<String>| value.and_then(|text| text.parse().ok());
            let rows = store::made(tx, &report.id, step.frame)?;
            known.insert(step.frame, rows.into_iter().filter_map(|(row, value)| Some((row, place(value)?))).collect());
        }
        let Some(rows) = known.get_mut(step.frame).filter(|rows| !rows.contains_key(&step.row)) else { continue };
        let around = step.row.rsplit_once('/').map_or("", |(around, _)| around);
        let beside = rows.iter().filter(|(row, _)| row.rsplit_once('/').map_or("", |(around, _)| around) == around);
        let (count, last) = beside.fold((0, 0), |(count, last), (_, place)| (count + 1, last.max(*place)));
        if count >= step.most || rows.len() >= MOST_MADE {
            let most = if count >= step.most { step.most } else { MOST_MADE };
            let message = format!("{} takes at most {most} rows; take one away first", step.frame);
            flaws.push(Flaw::new(at, TOO_MANY_ROWS, message));
            continue;
        }
        rows.insert(step.row.clone(), last + 1);
        new.push((step.frame.to_owned(), step.row.clone(), last + 1));
    }
    if flaws.is_empty() { Ok(new) } else { Err(flaws.into()) }
}
