//! The rows of submissions. Nothing here is ever changed once written.

use diesel::prelude::*;

use super::Submission;
use crate::access::Permit;
use crate::clock::Moment;
use crate::db::Conn;
use crate::db::schema::{accounts, reports, submission_documents, submissions, submitted_answers};
use crate::fault::Fault;
use crate::ids::{AccountId, ReportId, SubmissionId};
use crate::reports::Report;
use crate::reports::facts::Fact;
use crate::reports::freeze::{Declaration, Imported};

type Source = (Option<Moment>, Option<String>, Option<String>);
type Row = (String, i32, String, String, i64, Moment, Option<String>, String, String, i64, String, String, Source);

fn read_row(row: Row) -> Submission {
    let (
        id,
        number,
        reference,
        sha256,
        report_revision,
        submitted_at,
        submitted_by,
        name,
        capacity,
        sequence,
        link,
        request,
        source,
    ) = row;
    Submission {
        id: SubmissionId::stored(id),
        number,
        reference,
        sha256,
        report_revision,
        submitted_at,
        submitted_by,
        declaration: Declaration { name, capacity },
        imported: imported(source),
        audit: (sequence, link),
        request_sha256: request,
    }
}

fn imported(columns: Source) -> Option<Imported> {
    let (Some(at), Some(source), Some(sha256)) = columns else { return None };
    Some(Imported { source, sha256, at })
}

/// Every submission of a report, the first one first.
pub fn all(tx: &mut Conn, report: &ReportId) -> Result<Vec<Submission>, Fault> {
    let rows: Vec<Row> = submissions::table
        .left_join(accounts::table.on(accounts::id.nullable().eq(submissions::submitted_by)))
        .filter(submissions::report_id.eq(report.as_str()))
        .order(submissions::number)
        .select((
            submissions::id,
            submissions::number,
            submissions::reference,
            submissions::sha256,
            submissions::report_revision,
            submissions::submitted_at,
            accounts::name.nullable(),
            submissions::declared_name,
            submissions::declared_capacity,
            submissions::audit_sequence,
            submissions::audit_link,
            submissions::request_sha256,
            (submissions::imported_at, submissions::import_source, submissions::import_sha256),
        ))
        .load(tx)?;
    Ok(rows.into_iter().map(read_row).collect())
}

/// The SHA-256 of the file that a report's first submission was read from, or none where that was made here; nothing where
/// the report has no submission.
pub fn imported_from(tx: &mut Conn, report: &ReportId) -> Result<Option<Option<String>>, Fault> {
    Ok(submissions::table
        .filter(submissions::report_id.eq(report.as_str()))
        .order(submissions::number)
        .select(submissions::import_sha256)
        .first(tx)
        .optional()?)
}

/// The number of the submission that an idempotency key made.
pub fn by_key(tx: &mut Conn, report: &ReportId, key: &str) -> Result<Option<i32>, Fault> {
    Ok(submissions::table
        .filter(submissions::report_id.eq(report.as_str()))
        .filter(submissions::idempotency_key.eq(key))
        .select(submissions::number)
        .first(tx)
        .optional()?)
}

/// The version of the template that a submission answers.
pub fn version(tx: &mut Conn, submission: &SubmissionId) -> Result<i32, Fault> {
    Ok(submissions::table.find(submission.as_str()).select(submissions::version).first(tx)?)
}

/// The frozen document of a submission: exactly the bytes that were hashed.
pub fn document(tx: &mut Conn, submission: &SubmissionId) -> Result<String, Fault> {
    let missing = || Fault::Broken(format!("the submission {submission} has no document"));
    find_document(tx, submission)?.ok_or_else(missing)
}

/// The frozen document of a submission, if it is there.
pub fn find_document(tx: &mut Conn, submission: &SubmissionId) -> Result<Option<String>, Fault> {
    let found = submission_documents::table.find(submission.as_str()).select(submission_documents::document);
    Ok(found.first(tx).optional()?)
}

/// Writes a submission of the report the permit holds for, with its document and the rows that figures read.
pub fn insert(
    tx: &mut Conn,
    permit: &Permit,
    report: &Report,
    new: &Submission,
    key: Option<&str>,
    document: &str,
    facts: &[Fact],
) -> Result<(), Fault> {
    let id = new.id.as_str();
    diesel::insert_into(submissions::table)
        .values((
            submissions::id.eq(id),
            submissions::report_id.eq(permit.report()?.as_str()),
            submissions::number.eq(new.number),
            submissions::reference.eq(&new.reference),
            submissions::template.eq(report.cycle.template.as_str()),
            submissions::version.eq(report.cycle.version),
            submissions::sha256.eq(&new.sha256),
            submissions::report_revision.eq(new.report_revision),
            submissions::submitted_at.eq(new.submitted_at),
            submissions::submitted_by.eq(permit.account().map(AccountId::as_str)),
            submissions::declared_name.eq(&new.declaration.name),
            submissions::declared_capacity.eq(&new.declaration.capacity),
            submissions::idempotency_key.eq(key),
            submissions::request_sha256.eq(&new.request_sha256),
            submissions::audit_sequence.eq(new.audit.0),
            submissions::audit_link.eq(&new.audit.1),
            submissions::imported_at.eq(new.imported.as_ref().map(|imported| imported.at)),
            submissions::import_source.eq(new.imported.as_ref().map(|imported| &imported.source)),
            submissions::import_sha256.eq(new.imported.as_ref().map(|imported| &imported.sha256)),
        ))
        .execute(tx)?;
    diesel::insert_into(submission_documents::table)
        .values((submission_documents::submission_id.eq(id), submission_documents::document.eq(document)))
        .execute(tx)?;
    for fact in facts {
        insert_fact(tx, id, fact)?;
    }
    diesel::update(reports::table.find(permit.report()?.as_str()))
        .set(reports::submissions.eq(new.number))
        .execute(tx)?;
    Ok(())
}

fn insert_fact(tx: &mut Conn, submission: &str, fact: &Fact) -> Result<(), Fault> {
    diesel::insert_into(submitted_answers::table)
        .values((
            submitted_answers::submission_id.eq(submission),
            submitted_answers::ordinal.eq(fact.ordinal),
            submitted_answers::question.eq(&fact.question),
            submitted_answers::row_path.eq(&fact.row),
            submitted_answers::position.eq(fact.position),
            submitted_answers::status.eq(fact.status),
            submitted_answers::value_code.eq(&fact.value_code),
            submitted_answers::value_number.eq(&fact.value_number),
            submitted_answers::value_text.eq(&fact.value_text),
            submitted_answers::other_text.eq(&fact.other_text),
            submitted_answers::qualifier.eq(fact.qualifier),
            submitted_answers::comment.eq(&fact.comment),
            submitted_answers::language.eq(&fact.language),
        ))
        .execute(tx)?;
    Ok(())
}
