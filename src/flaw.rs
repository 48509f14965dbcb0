//! `Flaw`: one thing wrong in something a person wrote: what, where, and what would be right.

use serde::Serialize;

/// One flaw. A person gets them all at once, never only the first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Flaw {
    /// Where: a field (`email`), an answer's path (`conn_action`), a place in a document (`items[0].items[3].list`),
    /// a row and column of a file (`row 12, region`).
    pub at: String,
    /// A stable word for programs: `required`, `too_long`, `unknown_field`.
    pub code: String,
    /// A sentence for people that says what would be right.
    pub message: String,
}

impl Flaw {
    /// A flaw at a place, under a stable code, in a plain sentence.
    pub fn new(at: impl Into<String>, code: impl Into<String>, message: impl Into<String>) -> Self {
        Self { at: at.into(), code: code.into(), message: message.into() }
    }
}

/// A value, or every flaw of what was sent. The door reads the shape before it knows whether the sender may;
/// verbs look at it only afterwards, so that a stranger learns nothing from it.
pub type Shaped<T> = Result<T, Vec<Flaw>>;

/// The code of the one flaw of a body that is no JSON: the door answers 400.
pub const UNREADABLE: &str = "unreadable";
/// The code of the one flaw of a body of another media type: the door answers 415.
pub const WRONG_MEDIA_TYPE: &str = "wrong_media_type";
