//! Seals every saved answer of a report to the one before. Pure.

use serde_json::json;

use crate::clock::{self, Moment};
use crate::digest;

/// One saved answer as it is sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link<'a> {
    /// Which question.
    pub question: &'a str,
    /// In which row; empty at the top.
    pub row_path: &'a str,
    /// The answer's revision.
    pub revision: i32,
    /// What was said, each as it is stored: value, words of the other choice, qualifier, comment, language.
    pub said: [Option<&'a str>; 5],
    /// When.
    pub saved_at: Moment,
    /// By which account.
    pub saved_by: Option<&'a str>,
    /// The report's revision after it.
    pub report_revision: i64,
    /// The operation that saved it.
    pub operation: Option<&'a str>,
}

/// The hash of a saved answer, sealed to `previous`.
pub fn seal(previous: &str, link: &Link<'_>) -> String {
    let sealed = json!([
        previous,
        link.question,
        link.row_path,
        link.revision,
        link.said,
        clock::written(link.saved_at),
        link.saved_by,
        link.report_revision,
        link.operation,
    ]);
    digest::sha256(sealed.to_string().as_bytes())
}
