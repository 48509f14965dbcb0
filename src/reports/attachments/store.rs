//! The rows of attachments.

use std::collections::BTreeMap;

use diesel::prelude::*;

use super::Attachment;
use crate::access::Permit;
use crate::clock::Moment;
use crate::db::Conn;
use crate::db::schema::{attachments, reports};
use crate::fault::Fault;
use crate::ids::{AccountId, AttachmentId, CycleCode, PartyCode, ReportId};

type Row = (String, String, String, String, i64, Moment, Option<String>, bool);

const COLUMNS: (
    attachments::id,
    attachments::sha256,
    attachments::name,
    attachments::media_type,
    attachments::bytes,
    attachments::uploaded_at,
    attachments::uploaded_by,
    attachments::submitted,
) = (
    attachments::id,
    attachments::sha256,
    attachments::name,
    attachments::media_type,
    attachments::bytes,
    attachments::uploaded_at,
    attachments::uploaded_by,
    attachments::submitted,
);

fn read_row((id, sha256, name, media_type, bytes, uploaded_at, uploaded_by, submitted): Row) -> Attachment {
    let uploaded_by = uploaded_by.map(AccountId::stored);
    Attachment { id: AttachmentId::stored(id), sha256, name, media_type, bytes, uploaded_at, uploaded_by, submitted }
}

/// Every file of a report, in the order they came.
pub fn all(tx: &mut Conn, report: &ReportId) -> Result<Vec<Attachment>, Fault> {
    let rows: Vec<Row> = attachments::table
        .filter(attachments::report_id.eq(report.as_str()))
        .order(attachments::id)
        .select(COLUMNS)
        .load(tx)?;
    Ok(rows.into_iter().map(read_row).collect())
}

/// The same by id.
pub fn by_id(tx: &mut Conn, report: &ReportId) -> Result<BTreeMap<String, Attachment>, Fault> {
    Ok(all(tx, report)?.into_iter().map(|file| (file.id.to_string(), file)).collect())
}

/// One file of a report.
pub fn find(tx: &mut Conn, report: &ReportId, id: &AttachmentId) -> Result<Option<Attachment>, Fault> {
    let row: Option<Row> = attachments::table
        .filter(attachments::report_id.eq(report.as_str()))
        .filter(attachments::id.eq(id.as_str()))
        .select(COLUMNS)
        .first(tx)
        .optional()?;
    Ok(row.map(read_row))
}

/// How many files a report has, and their bytes together.
pub fn room_taken(tx: &mut Conn, report: &ReportId) -> Result<(i64, u64), Fault> {
    let sizes: Vec<i64> =
        attachments::table.filter(attachments::report_id.eq(report.as_str())).select(attachments::bytes).load(tx)?;
    let bytes = sizes.iter().filter_map(|bytes| u64::try_from(*bytes).ok()).sum();
    Ok((i64::try_from(sizes.len()).unwrap_or(i64::MAX), bytes))
}

/// Writes a file into the report the permit holds for.
pub fn insert(tx: &mut Conn, permit: &Permit, new: &Attachment) -> Result<(), Fault> {
    diesel::insert_into(attachments::table)
        .values((
            attachments::id.eq(new.id.as_str()),
            attachments::report_id.eq(permit.report()?.as_str()),
            attachments::sha256.eq(&new.sha256),
            attachments::name.eq(&new.name),
            attachments::media_type.eq(&new.media_type),
            attachments::bytes.eq(new.bytes),
            attachments::uploaded_at.eq(new.uploaded_at),
            attachments::uploaded_by.eq(permit.account().map(AccountId::as_str)),
            attachments::used.eq(false),
            attachments::submitted.eq(false),
        ))
        .execute(tx)?;
    Ok(())
}

/// Keeps that a revision of an answer names these files: from now on they stay.
pub fn mark_used(tx: &mut Conn, permit: &Permit, ids: &[String]) -> Result<(), Fault> {
    let named = attachments::table
        .filter(attachments::report_id.eq(permit.report()?.as_str()))
        .filter(attachments::id.eq_any(ids.to_vec()));
    diesel::update(named).set(attachments::used.eq(true)).execute(tx)?;
    Ok(())
}

/// Keeps that a submission names these files: whoever reads it may fetch them.
pub fn mark_submitted(tx: &mut Conn, permit: &Permit, ids: &[String]) -> Result<(), Fault> {
    let named = attachments::table
        .filter(attachments::report_id.eq(permit.report()?.as_str()))
        .filter(attachments::id.eq_any(ids.to_vec()));
    diesel::update(named).set(attachments::submitted.eq(true)).execute(tx)?;
    Ok(())
}

/// The reports that have a file which came before a moment and which no answer ever named.
pub fn with_unused(tx: &mut Conn, before: Moment) -> Result<Vec<(CycleCode, PartyCode)>, Fault> {
    let rows: Vec<(String, String)> = attachments::table
        .inner_join(reports::table.on(reports::id.eq(attachments::report_id)))
        .filter(attachments::used.eq(false))
        .filter(attachments::uploaded_at.lt(before))
        .select((reports::cycle, reports::party))
        .distinct()
        .load(tx)?;
    Ok(rows.into_iter().map(|(cycle, party)| (CycleCode::stored(cycle), PartyCode::stored(party))).collect())
}

/// Takes away the files of the permit's report that came before a moment and that no answer ever named.
pub fn remove_unused(tx: &mut Conn, permit: &Permit, before: Moment) -> Result<usize, Fault> {
    let unused = attachments::table
        .filter(attachments::report_id.eq(permit.report()?.as_str()))
        .filter(attachments::used.eq(false))
        .filter(attachments::uploaded_at.lt(before));
    Ok(diesel::delete(unused).execute(tx)?)
}

/// The cycle and Party of a report that has files.
pub fn report_of(tx: &mut Conn, owner: &str) -> Result<Option<(CycleCode, PartyCode)>, Fault> {
    let row: Option<(String, String)> =
        reports::table.find(owner).select((reports::cycle, reports::party)).first(tx).optional()?;
    Ok(row.map(|(cycle, party)| (CycleCode::stored(cycle), PartyCode::stored(party))))
}
