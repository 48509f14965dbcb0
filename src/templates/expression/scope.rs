//! What the names of an expression mean: asked once, when it is checked.

/// What kind of value something has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Type {
    /// True or false.
    Boolean,
    /// An exact decimal number.
    Number,
    /// Words.
    Text,
    /// A year, a month or a day.
    Date,
    /// The name of one choice: `select_one`.
    Choice,
    /// The names of any choices: `select_multiple`.
    Choices,
}

impl Type {
    /// The type in the middle of a sentence.
    pub fn words(self) -> &'static str {
        match self {
            Self::Boolean => "true or false",
            Self::Number => "a number",
            Self::Text => "a text",
            Self::Date => "a date",
            Self::Choice => "a choice",
            Self::Choices => "several choices",
        }
    }
}

/// What a name stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found<'a> {
    /// Where its value is found when the expression is evaluated: [`super::Values`] is asked for this number. Questions and
    /// columns are numbered apart.
    pub slot: usize,
    /// What kind of value it has; of each of its values, where there are many.
    pub kind: Type,
    /// Whether it has one value for each row: a column of a table, or a question inside a repeat seen from outside.
    pub many: bool,
    /// The names of all its choices, where they are known: a literal that is none of them is an error.
    pub choices: Option<Vec<&'a str>>,
}

impl Found<'_> {
    /// Something with one value, whose choices are not known.
    pub fn one(slot: usize, kind: Type) -> Self {
        Self { slot, kind, many: false, choices: None }
    }
}

/// What can be named where an expression stands.
pub trait Scope {
    /// What `${name}` stands for; the name may be `table.column`.
    fn question(&self, name: &str) -> Option<Found<'_>>;

    /// What `.` stands for; its slot is not used.
    fn this(&self) -> Option<Found<'_>> {
        None
    }

    /// What a bare name stands for: a column of the choice list, in a choice filter alone.
    fn column(&self, _name: &str) -> Option<Found<'_>> {
        None
    }

    /// Every name that [`Scope::question`] knows, to find the one that was meant.
    fn questions(&self) -> Vec<&str> {
        Vec::new()
    }

    /// Every name that [`Scope::column`] knows; empty where bare names have no place.
    fn columns(&self) -> Vec<&str> {
        Vec::new()
    }
}
