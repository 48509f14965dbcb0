//! Cells of rows that are read by the million: none of them is worth an allocation.

use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::pg::Pg;
use diesel::sql_types::Text;
use diesel::sqlite::Sqlite;

/// Longest name or choice, in bytes: a cell's is `table.column`, of names with at most 60 each.
const LONGEST_WORD: usize = 124;

/// A name or a choice as it stands in a row.
#[derive(Clone, Copy, PartialEq, Eq, FromSqlRow)]
pub struct Word {
    bytes: [u8; LONGEST_WORD],
    length: usize,
}

impl Word {
    fn of(text: &str) -> deserialize::Result<Self> {
        let mut bytes = [0; LONGEST_WORD];
        let taken = bytes.get_mut(..text.len()).ok_or("a word is longer than any there is")?;
        taken.copy_from_slice(text.as_bytes());
        Ok(Self { bytes, length: text.len() })
    }

    fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..self.length).unwrap_or_default()
    }

    /// Its text.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(self.as_bytes()).unwrap_or_default()
    }

    /// Whether it says this.
    pub fn is(&self, text: &str) -> bool {
        self.as_bytes() == text.as_bytes()
    }
}

impl FromSql<Text, Sqlite> for Word {
    fn from_sql(mut value: <Sqlite as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        Self::of(value.read_text())
    }
}

impl FromSql<Text, Pg> for Word {
    fn from_sql(value: <Pg as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        Self::of(std::str::from_utf8(value.as_bytes())?)
    }
}

/// What became of a question in a submission.
#[derive(Debug, Clone, Copy, PartialEq, Eq, FromSqlRow)]
pub enum Status {
    /// The Party answered it.
    Answered,
    /// It said nothing.
    Blank,
    /// A condition hid it.
    NotApplicable,
    /// It let an old answer stand.
    Unconfirmed,
}

impl Status {
    /// The word in tables and rows.
    pub fn word(self) -> &'static str {
        match self {
            Self::Answered => "answered",
            Self::Blank => "blank",
            Self::NotApplicable => "not_applicable",
            Self::Unconfirmed => "unconfirmed",
        }
    }

    fn of(text: &str) -> deserialize::Result<Self> {
        let all = [Self::Answered, Self::Blank, Self::NotApplicable, Self::Unconfirmed];
        let unknown = || format!("an answer is {text:?}").into();
        all.into_iter().find(|status| status.word() == text).ok_or_else(unknown)
    }
}

impl FromSql<Text, Sqlite> for Status {
    fn from_sql(mut value: <Sqlite as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        Self::of(value.read_text())
    }
}

impl FromSql<Text, Pg> for Status {
    fn from_sql(value: <Pg as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        Self::of(std::str::from_utf8(value.as_bytes())?)
    }
}
