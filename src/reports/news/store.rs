//! What was saved in a report since one of its revisions.

use diesel::prelude::*;

use crate::db::Conn;
use crate::db::schema::{accounts, answer_revisions};
use crate::fault::Fault;
use crate::ids::{AccountId, ReportId};

/// What was saved: question, row, and by whom.
pub type Saved = (String, String, Option<(AccountId, String)>);

/// What was saved after a revision of the report, in order, at most so many.
pub fn saved(tx: &mut Conn, report: &ReportId, after: i64, most: usize) -> Result<Vec<Saved>, Fault> {
    let rows: Vec<(String, String, Option<String>, Option<String>)> = answer_revisions::table
        .left_join(accounts::table.on(accounts::id.nullable().eq(answer_revisions::saved_by)))
        .filter(answer_revisions::report_id.eq(report.as_str()))
        .filter(answer_revisions::report_revision.gt(after))
        .order(answer_revisions::report_revision)
        .limit(i64::try_from(most).unwrap_or(i64::MAX))
        .select((
            answer_revisions::question,
            answer_revisions::row_path,
            answer_revisions::saved_by,
            accounts::name.nullable(),
        ))
        .load(tx)?;
    let by = |id: Option<String>, name: Option<String>| Some((AccountId::stored(id?), name?));
    Ok(rows.into_iter().map(|(question, row, id, name)| (question, row, by(id, name))).collect())
}
