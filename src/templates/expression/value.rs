//! What an expression reads, and what it gives.

use std::borrow::Cow;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::date::Date;

/// One value. It borrows from the answers, or from the expression.
#[derive(Debug, Clone, PartialEq)]
pub enum Value<'a> {
    /// Nothing was answered, or what was asked has no sense.
    Blank,
    /// True or false.
    Boolean(bool),
    /// A number.
    Number(Decimal),
    /// Words, or the name of a choice.
    Text(Cow<'a, str>),
    /// A date.
    Date(Date),
    /// The names of the choices chosen, in the order of the answer.
    Chosen(Vec<&'a str>),
}

impl<'a> Value<'a> {
    /// A text that is borrowed.
    pub fn text(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text)).settled()
    }

    /// The same, with an empty text or no choice at all made blank. Every value read is settled first.
    pub fn settled(self) -> Self {
        match self {
            Self::Text(text) if text.is_empty() => Self::Blank,
            Self::Chosen(names) if names.is_empty() => Self::Blank,
            other => other,
        }
    }

    /// Whether nothing is there.
    pub fn is_blank(&self) -> bool {
        matches!(self, Self::Blank)
    }

    /// Whether it is true; a blank is not.
    pub fn holds(&self) -> bool {
        matches!(self, Self::Boolean(true))
    }

    pub(super) fn number(&self) -> Option<Decimal> {
        match self {
            Self::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// As a text: a number without needless zeros, choices joined by spaces; a blank is empty.
    pub(super) fn written(self) -> Cow<'a, str> {
        match self {
            Self::Blank => Cow::Borrowed(""),
            Self::Boolean(true) => Cow::Borrowed("true"),
            Self::Boolean(false) => Cow::Borrowed("false"),
            Self::Number(number) => Cow::Owned(number.normalize().to_string()),
            Self::Text(text) => text,
            Self::Date(date) => Cow::Owned(date.to_string()),
            Self::Chosen(names) => Cow::Owned(names.join(" ")),
        }
    }
}

/// The answers that an expression reads, by the slots its scope gave.
///
/// A value of another type than the scope promised counts as blank wherever a type matters; nothing panics over it.
pub trait Values {
    /// The value of a question.
    fn one(&self, slot: usize) -> Value<'_>;

    /// Every value of a question that has many, row by row; blank for a row without an answer.
    fn many<'a>(&'a self, slot: usize, each: &mut dyn FnMut(Value<'a>));

    /// The value of `.`.
    fn this(&self) -> Value<'_> {
        Value::Blank
    }

    /// The value of a column of the choice list.
    fn column(&self, _slot: usize) -> Value<'_> {
        Value::Blank
    }

    /// The day it is where the report is due.
    fn today(&self) -> NaiveDate;
}
