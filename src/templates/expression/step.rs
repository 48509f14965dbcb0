//! An expression that has been checked: what is left to do, with every name settled.

use regex::Regex;
use rust_decimal::Decimal;

use super::ast::Operator;
use super::date::Date;
use super::evaluate;
use super::functions::Function;
use super::scope::Type;
use super::value::{Value, Values};

/// An expression whose names and types are settled.
#[derive(Debug, Clone)]
pub struct Expression {
    pub(super) root: Step,
    pub(super) kind: Type,
    pub(super) slots: Box<[usize]>,
    pub(super) reads_this: bool,
    pub(super) reads_today: bool,
}

impl Expression {
    /// What it gives.
    pub fn evaluate<'a>(&'a self, values: &'a dyn Values) -> Value<'a> {
        evaluate::value(&self.root, values).settled()
    }

    /// Whether it is true; a blank is not.
    pub fn holds(&self, values: &dyn Values) -> bool {
        evaluate::value(&self.root, values).holds()
    }

    /// The type of what it gives, when it is not blank.
    pub fn kind(&self) -> Type {
        self.kind
    }

    /// The slots of the questions it reads, each once, from the lowest.
    pub fn slots(&self) -> &[usize] {
        &self.slots
    }

    /// Whether it reads `.`.
    pub fn reads_this(&self) -> bool {
        self.reads_this
    }

    /// Whether what it gives may change from one day to the next.
    pub fn reads_today(&self) -> bool {
        self.reads_today
    }
}

#[derive(Debug, Clone)]
pub(super) enum Step {
    Blank,
    Boolean(bool),
    Number(Decimal),
    Text(Box<str>),
    Date(Date),
    Today,
    One(usize),
    Many(usize),
    This,
    Column(usize),
    Minus(Box<Step>),
    Compare(Operator, Box<(Step, Step)>),
    /// Joined by `and`.
    All(Box<[Step]>),
    /// Joined by `or`.
    Any(Box<[Step]>),
    Arithmetic(Box<Step>, Box<[(Operator, Step)]>),
    Call(Function, Box<[Step]>),
    Matches(Box<Step>, Regex),
}
