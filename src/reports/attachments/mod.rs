//! Files that stand beside a report: taken, shown to those who may read what they belong to, and removed when nothing names
//! them. Their bytes lie in `files/`, by report and SHA-256.

pub mod add;
pub mod fetch;
pub mod keep;
pub mod named;
pub mod store;
pub mod sweep;

use crate::clock::Moment;
use crate::flaw::Flaw;
use crate::ids::{AccountId, AttachmentId};

/// Most bytes of one file: a scanned plan of a hundred pages, with room.
pub const FILE_BYTES: u64 = 20 * 1024 * 1024;
/// Most bytes of one report's files together: what a ministry sends in one round, and what a disk of a few hundred reports holds.
pub const REPORT_BYTES: u64 = 500 * 1024 * 1024;
/// Most files of one report: one for each question of the longest template, with room.
pub const REPORT_FILES: i64 = 500;
/// Longest name that is looked at, in bytes; longer ones are cut to what is kept anyway.
pub const NAME_BYTES: usize = 2_000;

/// A file of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// Its id.
    pub id: AttachmentId,
    /// Of its bytes.
    pub sha256: String,
    /// What it is called, cleaned.
    pub name: String,
    /// What it is, by its content.
    pub media_type: String,
    /// How large it is.
    pub bytes: i64,
    /// When it came.
    pub uploaded_at: Moment,
    /// Who sent it.
    pub uploaded_by: Option<AccountId>,
    /// Whether a submission names it.
    pub submitted: bool,
}

/// What is wrong with a file as a whole.
pub(super) fn flaw(code: &'static str, message: impl Into<String>) -> Vec<Flaw> {
    vec![Flaw::new("file", code, message)]
}
