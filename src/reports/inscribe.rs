//! Writes answers that nobody typed here: carried forward from an earlier cycle, or read from a file.
//!
//! They are revisions like any other, sealed into the report's chain, saved by no account.

use super::answer::Answer;
use super::carried::Carried;
use super::store::{self, NewAnswer};
use super::{chain, save_answers};
use crate::access::Permit;
use crate::canonical::canonical;
use crate::clock::Moment;
use crate::db::Conn;
use crate::fault::Fault;

/// An answer to be written.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Which question.
    pub question: String,
    /// In which row; empty at the top.
    pub row_path: String,
    /// The revision it becomes: 1 where nothing was ever saved.
    pub revision: i32,
    /// What it says.
    pub answer: Answer,
    /// Where a person last said it, if nobody stands for it here.
    pub carried: Option<Carried>,
}

/// Writes answers into the report the permit holds for, and answers its revision after them. `report` is what the report
/// says of itself: its revision, and the hash of the answer saved last.
///
/// # Errors
/// A `Fault` when the permit is for no report, or the database fails.
pub fn inscribe(
    tx: &mut Conn,
    permit: &Permit,
    report: (i64, &str),
    lines: &[Line],
    now: Moment,
) -> Result<i64, Fault> {
    let (mut report_revision, mut chain) = (report.0, report.1.to_owned());
    for line in lines {
        report_revision += 1;
        let value = line.answer.value.as_ref().map(canonical);
        let carried = line.carried.as_ref().map(Carried::text);
        let link = chain::Link {
            question: &line.question,
            row_path: &line.row_path,
            revision: line.revision,
            said: save_answers::columns(&line.answer, value.as_deref()),
            saved_at: now,
            saved_by: None,
            report_revision,
            operation: None,
            carried_from: carried.as_deref(),
        };
        chain = chain::seal(&chain, &link);
        let new = NewAnswer {
            question: link.question,
            row_path: link.row_path,
            said: link.said,
            revision: link.revision,
            saved_at: now,
            report_revision,
            operation: None,
            carried_from: link.carried_from,
            // Only a request is ever repeated.
            request_sha256: "",
            hash: &chain,
        };
        store::put(tx, permit, &new)?;
    }
    if !lines.is_empty() {
        store::advance(tx, permit, report_revision, &chain)?;
    }
    Ok(report_revision)
}
