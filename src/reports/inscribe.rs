//! Writes answers that nobody typed here: carried forward from an earlier cycle, or read from a file.
//!
//! They are revisions like any other, sealed into the report's chain, saved by no account.

use super::answer::Answer;
use super::carried::Carried;
use super::pen::{Pen, Word};
use crate::access::Permit;
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
    let mut pen = if report.0 == 0 { Pen::fresh(permit, now) } else { Pen::new(permit, report, None, now) };
    for line in lines {
        let word = Word {
            question: &line.question,
            row: &line.row_path,
            answer: &line.answer,
            revision: line.revision,
            // Only a request is ever repeated.
            request_sha256: "",
            carried: line.carried.as_ref(),
        };
        pen.write(tx, &word)?;
    }
    if lines.is_empty() { Ok(report.0) } else { pen.done(tx) }
}
