//! One thing wrong in an expression.

/// One error: what, where, and what would be right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    /// A stable word for programs: `unknown_name`, `type`, `unclosed`.
    pub code: &'static str,
    /// Where in the text: 1-based, in characters. It lies inside the text, and is 1 where the text is empty.
    pub column: usize,
    /// A sentence for people that says what would be right.
    pub message: String,
}

impl Error {
    pub(super) fn new(code: &'static str, column: usize, message: impl Into<String>) -> Self {
        Self { code, column, message: message.into() }
    }
}
