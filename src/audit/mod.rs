//! The chain: what was done in an instrument, by whom, when; append-only, each row sealed to the one before.
//!
//! Rows hold ids and hashes, never names or answers. A link is an HMAC under the server's secret, so that whoever can
//! write to the database but does not hold the secret cannot forge one. The head is locked last in a transaction.

pub mod store;

use crate::clock::{self, Moment};
use crate::digest;

/// The server's secret. Its text never leaves the house.
#[derive(Clone)]
pub struct Secret(Vec<u8>);

impl Secret {
    /// Fewest bytes a secret may have: less could be guessed.
    pub const LEAST_BYTES: usize = 32;

    /// A secret from its bytes; none when there are fewer than [`Secret::LEAST_BYTES`].
    pub fn new(bytes: Vec<u8>) -> Option<Self> {
        (bytes.len() >= Self::LEAST_BYTES).then_some(Self(bytes))
    }

    /// A key of its own for each use, so that a value made for one is worthless for another.
    pub fn key_for(&self, purpose: &str) -> Vec<u8> {
        digest::hmac(&self.0, purpose.as_bytes()).into_bytes()
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// What the first row of a chain is sealed to.
pub const ORIGIN: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// One row, before it is sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Whose chain.
    pub instrument: String,
    /// 1, 2, 3…
    pub sequence: i64,
    /// When.
    pub recorded_at: Moment,
    /// The account that did it; none for the house itself.
    pub actor: Option<String>,
    /// What was done: `report.submitted`.
    pub action: String,
    /// To what: an id or a code.
    pub subject: String,
    /// SHA-256 of the details, which themselves are stored where they belong.
    pub detail_sha256: String,
}

/// Seals an entry to the link before it.
pub fn link(key: &[u8], previous: &str, entry: &Entry) -> String {
    let sealed = serde_json::json!([
        previous,
        entry.instrument,
        entry.sequence,
        clock::written(entry.recorded_at),
        entry.actor,
        entry.action,
        entry.subject,
        entry.detail_sha256,
    ]);
    digest::hmac(key, sealed.to_string().as_bytes())
}

/// The newest row of a chain: what receipts carry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// Its number.
    pub sequence: i64,
    /// Its link.
    pub link: String,
}
