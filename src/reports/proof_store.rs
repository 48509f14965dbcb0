//! What was saved and submitted, row by row, to be held against the chains.

use diesel::prelude::*;

use super::chain::Kept;
use super::submissions::{self, Submission};
use crate::clock::Moment;
use crate::db::Conn;
use crate::db::schema::{
    answer_revisions, answers, cycles, reports, submissions as submissions_table, submitted_answers,
};
use crate::fault::Fault;
use crate::ids::{ReportId, TemplateName};

use super::facts::Fact;

/// A report as it says of itself.
pub struct Head {
    /// Which.
    pub id: ReportId,
    /// Whose chain records what becomes of it.
    pub instrument: String,
    /// As people call it: `cms-cop15/KEN`.
    pub code: String,
    /// How many answers were saved.
    pub revision: i64,
    /// The hash of the last.
    pub chain: String,
}

/// Every report, by cycle and Party.
pub fn heads(tx: &mut Conn) -> Result<Vec<Head>, Fault> {
    type Row = (String, String, String, String, i64, String);
    let mut rows: Vec<Row> = reports::table
        .inner_join(cycles::table.on(cycles::code.eq(reports::cycle)))
        .select((reports::cycle, reports::party, reports::id, cycles::instrument, reports::revision, reports::chain))
        .load(tx)?;
    rows.sort();
    let head = |(cycle, party, id, instrument, revision, chain)| {
        let code = format!("{cycle}/{party}");
        Head { id: ReportId::stored(id), instrument, code, revision, chain }
    };
    Ok(rows.into_iter().map(head).collect())
}

type Text = Option<String>;
type Said = (Text, Text, Text, Text, Text, Text, Text);

/// Every answer ever saved in a report, in the order they were saved.
pub fn saved(tx: &mut Conn, report: &ReportId) -> Result<Vec<Kept>, Fault> {
    type Row = (String, String, i32, Said, Moment, Option<String>, i64, Option<String>, (String, Option<String>));
    let rows: Vec<Row> = answer_revisions::table
        .filter(answer_revisions::report_id.eq(report.as_str()))
        .order((answer_revisions::report_revision, answer_revisions::question))
        .select((
            answer_revisions::question,
            answer_revisions::row_path,
            answer_revisions::revision,
            (
                answer_revisions::value,
                answer_revisions::other,
                answer_revisions::qualifier,
                answer_revisions::comment,
                answer_revisions::language,
                answer_revisions::attachments,
                answer_revisions::links,
            ),
            answer_revisions::saved_at,
            answer_revisions::saved_by,
            answer_revisions::report_revision,
            answer_revisions::operation,
            (answer_revisions::hash, answer_revisions::carried_from),
        ))
        .load(tx)?;
    let kept =
        |(question, row_path, revision, said, saved_at, saved_by, report_revision, operation, (hash, carried_from))| {
            let said = columns(said);
            Kept {
                question,
                row_path,
                revision,
                said,
                saved_at,
                saved_by,
                report_revision,
                operation,
                carried_from,
                hash,
            }
        };
    Ok(rows.into_iter().map(kept).collect())
}

fn columns((value, other, qualifier, comment, language, attachments, links): Said) -> [Option<String>; 7] {
    [value, other, qualifier, comment, language, attachments, links]
}

/// A current answer: question and row, what it says, its revision, when, by whom and from where it was saved.
pub type Current = ((String, String), [Option<String>; 7], i32, Moment, [Option<String>; 2]);

/// Every current answer of a report.
pub fn current(tx: &mut Conn, report: &ReportId) -> Result<Vec<Current>, Fault> {
    type Row = ((String, String), Said, i32, Moment, (Option<String>, Option<String>));
    let rows: Vec<Row> = answers::table
        .filter(answers::report_id.eq(report.as_str()))
        .select((
            (answers::question, answers::row_path),
            (
                answers::value,
                answers::other,
                answers::qualifier,
                answers::comment,
                answers::language,
                answers::attachments,
                answers::links,
            ),
            answers::revision,
            answers::saved_at,
            (answers::saved_by, answers::carried_from),
        ))
        .load(tx)?;
    let current = |(at, said, revision, saved_at, (by, from))| (at, columns(said), revision, saved_at, [by, from]);
    Ok(rows.into_iter().map(current).collect())
}

/// A submission, the version it answered, and its frozen document, if that is there.
pub type Frozen = (Submission, (TemplateName, i32), Option<String>);

/// A report's submissions, the first one first.
pub fn submitted(tx: &mut Conn, report: &ReportId) -> Result<Vec<Frozen>, Fault> {
    let mut found = Vec::new();
    for submission in submissions::store::all(tx, report)? {
        let (template, version): (String, i32) = submissions_table::table
            .find(submission.id.as_str())
            .select((submissions_table::template, submissions_table::version))
            .first(tx)?;
        let document = submissions::store::find_document(tx, &submission.id)?;
        found.push((submission, (TemplateName::stored(template), version), document));
    }
    Ok(found)
}

/// A row that figures read, as it stands: everything but its place in the order, which the list keeps.
pub type Row = ((String, String), Option<i32>, String, [Option<String>; 7]);

/// The rows that figures read of a submission.
pub fn facts(tx: &mut Conn, submission: &crate::ids::SubmissionId) -> Result<Vec<Row>, Fault> {
    type Words = (
        Option<String>,
        Option<String>,
        Option<String>,
        Option<String>,
        Option<String>,
        Option<String>,
        Option<String>,
    );
    type Found = ((String, String), Option<i32>, String, Words);
    let rows: Vec<Found> = submitted_answers::table
        .filter(submitted_answers::submission_id.eq(submission.as_str()))
        .order(submitted_answers::ordinal)
        .select((
            (submitted_answers::question, submitted_answers::row_path),
            submitted_answers::position,
            submitted_answers::status,
            (
                submitted_answers::value_code,
                submitted_answers::value_number,
                submitted_answers::value_text,
                submitted_answers::other_text,
                submitted_answers::qualifier,
                submitted_answers::comment,
                submitted_answers::language,
            ),
        ))
        .load(tx)?;
    let row = |(question, position, status, (a, b, c, d, e, f, g))| (question, position, status, [a, b, c, d, e, f, g]);
    Ok(rows.into_iter().map(row).collect())
}

/// A row as it was meant to be.
pub fn meant(fact: &Fact) -> Row {
    let words = [
        fact.value_code.clone(),
        fact.value_number.clone(),
        fact.value_text.clone(),
        fact.other_text.clone(),
        fact.qualifier.map(str::to_owned),
        fact.comment.clone(),
        fact.language.clone(),
    ];
    ((fact.question.clone(), fact.row.clone()), fact.position, fact.status.to_owned(), words)
}
