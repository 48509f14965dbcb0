//! Every revision of an answer, under all names that its question had.

use diesel::prelude::*;

use super::moves::store::moved_from;
use super::said_store::{SAID_THEN, Said, read};
use super::store::Stored;
use crate::clock::Moment;
use crate::db::Conn;
use crate::db::schema::{accounts, answer_revisions};
use crate::fault::Fault;
use crate::ids::ReportId;

/// One revision.
#[derive(Debug, Clone, PartialEq)]
pub struct Revision {
    /// The name it was saved under.
    pub question: String,
    /// The former name that the house brought it from, when its cycle moved; none where a person saved it.
    pub moved_from: Option<String>,
    /// As it was kept.
    pub stored: Stored,
}

/// Every revision of an answer in a row, in the order they were saved.
pub fn revisions(tx: &mut Conn, report: &ReportId, names: &[String], row_path: &str) -> Result<Vec<Revision>, Fault> {
    type Row = (String, Said, i32, Moment, Option<String>, Option<String>);
    let rows: Vec<Row> = answer_revisions::table
        .left_join(accounts::table.on(accounts::id.nullable().eq(answer_revisions::saved_by)))
        .filter(answer_revisions::report_id.eq(report.as_str()))
        .filter(answer_revisions::question.eq_any(names))
        .filter(answer_revisions::row_path.eq(row_path))
        .order(answer_revisions::report_revision)
        .select((
            answer_revisions::question,
            SAID_THEN,
            answer_revisions::revision,
            answer_revisions::saved_at,
            accounts::name.nullable(),
            answer_revisions::operation,
        ))
        .load(tx)?;
    rows.into_iter()
        .map(|(question, said, revision, saved_at, saved_by, operation)| {
            let stored = read(said, revision, saved_at, saved_by)?;
            Ok(Revision { question, moved_from: operation.as_deref().and_then(moved_from).map(str::to_owned), stored })
        })
        .collect()
}
