//! The words by which a workbook is read back: they stand in hidden cells, and mean the same in every language. Pure.

/// What the hidden sheet says it is.
pub const FORMAT: &str = "godwit-workbook/1";
/// The hidden sheet that says which report it is of.
pub const ABOUT: &str = "_godwit";
/// The hidden sheet of the lists to pick from.
pub const LISTS: &str = "_lists";
/// The head of the hidden column that says which answer, or which row, a line is of. The name of the section, the repeat or
/// the table stands behind it.
pub const KEY: &str = "godwit:";
/// The head of the hidden column of the revisions that were shown.
pub const REVISION: &str = "revision";
/// What the hidden cell of a line says that holds heads and no answers.
pub const HEADS: &str = "godwit:-";
/// What a choice is marked with.
pub const MARK: &str = "x";

/// A part of an answer that has a cell of its own.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// The answer.
    Value,
    /// One choice among several: a mark, or its place.
    Choice(String),
    /// How sure a number is.
    Qualifier,
    /// The words of the choice beyond the list.
    Other,
    /// The comment.
    Comment,
    /// A mark by which a person stands for what was carried forward.
    Confirm,
}

impl Part {
    /// The word in a hidden cell.
    pub fn code(&self) -> String {
        match self {
            Self::Value => "value".to_owned(),
            Self::Choice(name) => format!("choice/{name}"),
            Self::Qualifier => "qualifier".to_owned(),
            Self::Other => "other".to_owned(),
            Self::Comment => "comment".to_owned(),
            Self::Confirm => "confirm".to_owned(),
        }
    }

    /// The part a word stands for.
    pub fn read(code: &str) -> Option<Self> {
        if let Some(name) = code.strip_prefix("choice/") {
            return Some(Self::Choice(name.to_owned()));
        }
        let plain = [Self::Value, Self::Qualifier, Self::Other, Self::Comment, Self::Confirm];
        plain.into_iter().find(|part| part.code() == code)
    }
}

/// What stands in the hidden cell of a line: the path of its answer, and the choice where it is one of several.
pub fn line_key(path: &str, part: &Part) -> String {
    match part {
        Part::Choice(name) => format!("{path}|{name}"),
        _ => path.to_owned(),
    }
}
