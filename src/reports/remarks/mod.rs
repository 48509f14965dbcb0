//! What colleagues say to each other about an answer: written, settled, opened again. Never a part of the report.
//!
//! A remark hangs on a question and a row, not on a revision: it stays when the answer changes, when its row is taken away, and
//! when the question takes another name. What is kept is a list of deeds that only grows; how a remark stands follows from it.

mod begin;
mod fold;
mod letters;
pub mod mentions;
pub mod read;
pub mod say;
pub mod settle;
mod store;

use crate::clock::Moment;
use crate::ids::{AccountId, ItemName};

pub use fold::{Tally, fold};
pub use store::{newest, since};

/// Most characters of a remark: a long paragraph. What needs more is a document, and stands beside the answer.
pub const WORDS_LENGTH: usize = 2_000;
/// Most deeds in the discussions of one report: ten for every question of the longest template. They are read at once.
pub const MOST_DEEDS: i64 = 5_000;

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A remark was written.
    Written,
    /// It was settled.
    Resolved,
    /// It is open again.
    Reopened,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Written, Self::Resolved, Self::Reopened];

    /// The word in the table.
    pub fn word(self) -> &'static str {
        match self {
            Self::Written => "written",
            Self::Resolved => "resolved",
            Self::Reopened => "reopened",
        }
    }
}

/// One deed of a discussion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deed {
    /// 1, 2, 3… in the whole report.
    pub sequence: i64,
    /// The section that the question stood in.
    pub section: ItemName,
    /// What the answer was kept under.
    pub question: String,
    /// Its row; empty at the top.
    pub row: String,
    /// What was done.
    pub kind: Kind,
    /// To which remark: its own sequence where one is written.
    pub about: i64,
    /// What was said.
    pub words: Option<String>,
    /// When.
    pub at: Moment,
    /// By whom: account and name.
    pub by: Option<(AccountId, String)>,
}

/// A remark as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// Its number in the report.
    pub number: i64,
    /// The section that the question stood in.
    pub section: ItemName,
    /// What the answer was kept under.
    pub question: String,
    /// Its row; empty at the top.
    pub row: String,
    /// What was said.
    pub words: String,
    /// When.
    pub at: Moment,
    /// By whom: a name.
    pub by: String,
    /// When and by whom it was settled; none while it is open.
    pub resolved: Option<(Moment, String)>,
}
