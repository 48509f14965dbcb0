//! `Fault`: the house failed. What a person asked for may be right, and can be tried again.
//! A `Refusal`, by contrast, is our answer: each room has its own.

use std::fmt;

/// Something that is not the caller's doing. `web/failure.rs` turns it into 500 or 503; its details go to the log alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// The database did not do it: down, locked, full. Nothing was kept; the same request can be repeated.
    Database(String),
    /// The commit's outcome is unknown. Repeating with the same operation id is safe.
    Unknown(String),
    /// A unique key that no rule foresaw was hit: somebody was faster. Nothing was kept; the request can be repeated.
    Clash(String),
    /// Too much at once. Worth another try after so many seconds.
    Busy {
        /// Seconds until another try is worth it.
        seconds: u32,
    },
    /// The database was made by a newer program than this one.
    Newer(String),
    /// There is no room left on the disk.
    Full(String),
    /// A file or a socket failed.
    Io(String),
    /// The house contradicts itself: a stored word this program does not know, a document that no longer parses.
    Broken(String),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Database(what) => write!(f, "the database failed: {what}"),
            Self::Unknown(what) => write!(f, "the outcome of a commit is unknown: {what}"),
            Self::Clash(what) => write!(f, "a unique key was taken: {what}"),
            Self::Busy { seconds } => write!(f, "busy, try again in {seconds} s"),
            Self::Newer(what) => write!(f, "the database was made by a newer godwit: {what}"),
            Self::Full(what) => write!(f, "no room is left: {what}"),
            Self::Io(what) => write!(f, "reading or writing failed: {what}"),
            Self::Broken(what) => write!(f, "stored data contradicts the program: {what}"),
        }
    }
}

impl std::error::Error for Fault {}

impl From<std::io::Error> for Fault {
    fn from(error: std::io::Error) -> Self {
        Self::Io(error.to_string())
    }
}

/// What every error type that leaves a transaction can say of itself, so that the writer knows a refusal from a failure.
pub trait Refused: From<Fault> + Send + 'static {
    /// The fault inside, when this is no refusal at all.
    fn fault(&self) -> Option<&Fault>;
}

impl Refused for Fault {
    fn fault(&self) -> Option<&Fault> {
        Some(self)
    }
}
