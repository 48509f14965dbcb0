//! Frozen submissions: what a receipt tells, and the rows that stay as they are.

pub mod store;

use super::freeze::{Declaration, Imported};
use crate::clock::Moment;
use crate::ids::SubmissionId;

/// A submission, as its receipt tells of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submission {
    /// Its id.
    pub id: SubmissionId,
    /// 1 for the first.
    pub number: i32,
    /// What people cite: `cms-cop15/KEN/1`.
    pub reference: String,
    /// SHA-256 of the frozen document.
    pub sha256: String,
    /// The report's revision that was frozen.
    pub report_revision: i64,
    /// When.
    pub submitted_at: Moment,
    /// By whom: a name.
    pub submitted_by: Option<String>,
    /// Who stands for it.
    pub declaration: Declaration,
    /// Where it comes from, if it was made elsewhere.
    pub imported: Option<Imported>,
    /// The head of the instrument's chain when it was submitted.
    pub audit: (i64, String),
    /// The hash of what was sent to submit it.
    pub request_sha256: String,
}
