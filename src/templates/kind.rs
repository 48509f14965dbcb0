//! What kind of answer a question takes.

use rust_decimal::Decimal;

use super::Question;
use super::limits::MOST_RANKED;
use crate::ids::ItemName;

/// What kind of answer a question takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// Words.
    Text {
        /// Most characters (Unicode scalar values).
        max_length: usize,
        /// Whether line feeds make sense.
        multiline: bool,
    },
    /// A whole number.
    Integer(Number),
    /// A decimal number.
    Decimal(Number),
    /// A number from 0 to 100.
    Percentage(Number),
    /// A date.
    Date {
        /// How exact.
        precision: Precision,
        /// The earliest, to the same precision.
        min: Option<String>,
        /// The latest, to the same precision.
        max: Option<String>,
    },
    /// One choice of a list.
    SelectOne {
        /// Which list.
        list: ItemName,
        /// The choice beyond the list, with words.
        other: Option<Other>,
    },
    /// Any choices of a list.
    SelectMultiple {
        /// Which list.
        list: ItemName,
        /// The choice beyond the list, with words.
        other: Option<Other>,
        /// Fewest.
        min_selected: Option<usize>,
        /// Most.
        max_selected: Option<usize>,
    },
    /// Choices of a list, put in order: the first is the most of whatever is asked.
    Rank {
        /// Which list.
        list: ItemName,
        /// Fewest.
        min_ranked: Option<usize>,
        /// Most; where it is left out, as many as there are, up to a limit of the house.
        max_ranked: Option<usize>,
    },
    /// "I confirm."
    Acknowledge,
    /// Links.
    Url,
    /// Files that stand beside the report.
    File {
        /// Most.
        max_files: usize,
    },
    /// Worked out from other answers; nobody types it in.
    Calculate {
        /// How, as an expression.
        calculation: String,
        /// What is counted, where the result is a number.
        unit: Option<String>,
    },
    /// Rows of cells: each of its columns is asked in each of its rows.
    Table {
        /// Which rows.
        rows: Rows,
        /// What is asked in each.
        columns: Vec<Question>,
    },
}

impl Kind {
    /// The word in the template document.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Text { .. } => "text",
            Self::Integer(_) => "integer",
            Self::Decimal(_) => "decimal",
            Self::Percentage(_) => "percentage",
            Self::Date { .. } => "date",
            Self::SelectOne { .. } => "select_one",
            Self::SelectMultiple { .. } => "select_multiple",
            Self::Rank { .. } => "rank",
            Self::Acknowledge => "acknowledge",
            Self::Url => "url",
            Self::File { .. } => "file",
            Self::Calculate { .. } => "calculate",
            Self::Table { .. } => "table",
        }
    }

    /// The number rules of a numeric question.
    pub fn number(&self) -> Option<&Number> {
        match self {
            Self::Integer(number) | Self::Decimal(number) | Self::Percentage(number) => Some(number),
            Self::Text { .. }
            | Self::Date { .. }
            | Self::SelectOne { .. }
            | Self::SelectMultiple { .. }
            | Self::Rank { .. }
            | Self::Acknowledge
            | Self::Url
            | Self::File { .. }
            | Self::Calculate { .. }
            | Self::Table { .. } => None,
        }
    }

    /// Whether somebody answers it: what is worked out is shown, and of a table the cells are answered.
    pub fn is_asked(&self) -> bool {
        !matches!(self, Self::Calculate { .. } | Self::Table { .. })
    }

    /// What is asked in each row of a table; nothing for every other kind.
    pub fn columns(&self) -> &[Question] {
        if let Self::Table { columns, .. } = self { columns } else { &[] }
    }

    /// Fewest and most choices, or files, of an answer that takes several.
    pub fn bounds(&self) -> Option<(Option<usize>, Option<usize>)> {
        match self {
            Self::SelectMultiple { min_selected: least, max_selected: most, .. } => Some((*least, *most)),
            Self::Rank { min_ranked: least, max_ranked: most, .. } => Some((*least, Some(most.unwrap_or(MOST_RANKED)))),
            Self::File { max_files } => Some((None, Some(*max_files))),
            _ => None,
        }
    }

    /// What is counted, where the template says it.
    pub fn unit(&self) -> Option<&str> {
        match self {
            Self::Calculate { unit, .. } => unit.as_deref(),
            kind => kind.number()?.unit.as_deref(),
        }
    }

    /// The list and the choice beyond it, of a question that has choices.
    pub fn choices(&self) -> Option<(&ItemName, Option<&Other>)> {
        match self {
            Self::SelectOne { list, other } | Self::SelectMultiple { list, other, .. } => Some((list, other.as_ref())),
            Self::Rank { list, .. } => Some((list, None)),
            Self::Text { .. }
            | Self::Integer(_)
            | Self::Decimal(_)
            | Self::Percentage(_)
            | Self::Date { .. }
            | Self::Acknowledge
            | Self::Url
            | Self::File { .. }
            | Self::Calculate { .. }
            | Self::Table { .. } => None,
        }
    }
}

/// Which rows a repeat or a table has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rows {
    /// The list that gives each of its rows one; without it people make every row.
    pub over: Option<ItemName>,
    /// Whether people make rows besides those of the list.
    pub add_own: bool,
    /// Which rows of the list there are, as an expression that can name the attributes of each.
    pub only: Option<String>,
    /// Fewest, before the report can be submitted.
    pub min: usize,
    /// Most.
    pub max: usize,
}

impl Rows {
    /// Whether people make rows.
    pub fn can_be_made(&self) -> bool {
        self.over.is_none() || self.add_own
    }
}

/// The rules of a number.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Number {
    /// The least.
    pub min: Option<Decimal>,
    /// The most.
    pub max: Option<Decimal>,
    /// What is counted: `km2`, `sites`, `USD`.
    pub unit: Option<String>,
    /// Most digits after the point.
    pub decimals: Option<u32>,
    /// How sure the number may be said to be; empty when it is not asked.
    pub qualifiers: Vec<Qualifier>,
}

/// How sure a number is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Qualifier {
    /// Counted or measured.
    Exact,
    /// Estimated.
    Estimate,
    /// A minimum.
    AtLeast,
    /// Not known: no number goes with it.
    Unknown,
}

impl Qualifier {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Exact, Self::Estimate, Self::AtLeast, Self::Unknown];

    /// The word in documents and columns.
    pub fn word(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Estimate => "estimate",
            Self::AtLeast => "at_least",
            Self::Unknown => "unknown",
        }
    }

    /// The qualifier a word stands for.
    pub fn read(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|qualifier| qualifier.word() == word)
    }
}

/// How exact a date is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Precision {
    /// `2025`
    Year,
    /// `2025-03`
    Month,
    /// `2025-03-14`
    Day,
}

/// A choice beyond the list, with words of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Other {
    /// Its code.
    pub name: ItemName,
    /// Most characters of the words.
    pub max_length: usize,
}
