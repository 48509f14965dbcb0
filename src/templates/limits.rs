//! What an answer may hold whatever its question: read when it is saved, and said in the schema of submissions.

/// Most characters of a comment beside an answer.
pub const COMMENT_LENGTH: usize = 4_000;
/// Most characters of a link's address: what browsers agree on.
pub const URL_LENGTH: usize = 2_000;
/// Most characters of a link's label.
pub const LINK_LABEL_LENGTH: usize = 300;
/// Most links in one answer.
pub const MOST_LINKS: usize = 50;
/// Most files in one answer: what is more belongs together in one document.
pub const MOST_FILES: usize = 20;
/// Most choices that one answer can put in order: beyond that, places mean nothing to whoever reads them.
pub const MOST_RANKED: usize = 30;
