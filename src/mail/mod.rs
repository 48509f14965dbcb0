//! Letters: stored in the transaction that causes them, posted afterwards. This room knows no other.
//!
//! [`store::enqueue`] writes a letter down; [`post::post`] leases what is due, hands it to the mail server (or to a folder,
//! where there is none) and marks what became of it. A letter leaves exactly once, save where the process died between the
//! server's acceptance and our commit: then it leaves again under the same Message-ID, and that is counted.

mod compose;
pub mod post;
mod retry;
mod server;
pub mod store;
mod transport;

use crate::clock::Moment;
use crate::ids::{AccountId, LetterId};

pub use compose::Sender;
pub use transport::{Smtp, Transport};

/// Where in a body the token goes that is made when the letter is posted: a row never holds a live one.
/// A letter with a `token_purpose` holds it exactly once.
pub const TOKEN_MARK: &str = "{token}";

/// A letter to be written down. Its room has rendered it already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// What makes it once only: `receipt:{submission}:{account}`.
    pub message_key: String,
    /// What it is, for tables and figures: `receipt`.
    pub kind: &'static str,
    /// Whose it is; none for an address without an account.
    pub account: Option<AccountId>,
    /// Where it goes: a bare address, `jane@example.org`.
    pub address: String,
    /// In which language it is.
    pub language: String,
    /// One line.
    pub subject: String,
    /// Plain text.
    pub body: String,
    /// What the token is for that stands at [`TOKEN_MARK`]; none for a letter without one.
    pub token_purpose: Option<&'static str>,
    /// Not to be posted before.
    pub post_after: Moment,
}

/// A letter that one poster holds for a while.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeasedLetter {
    /// Which letter.
    pub id: LetterId,
    /// What it is.
    pub kind: String,
    /// Whose it is.
    pub account: Option<AccountId>,
    /// Where it goes.
    pub address: String,
    /// One line.
    pub subject: String,
    /// Plain text, with the mark where the token goes.
    pub body: String,
    /// What the token is for.
    pub token_purpose: Option<String>,
    /// How often it was tried, this time included.
    pub attempts: u32,
    /// Whether an earlier try ended without a word: the letter may have left already.
    pub interrupted: bool,
}
