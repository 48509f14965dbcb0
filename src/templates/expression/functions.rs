//! The functions there are.

/// A function of the language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Function {
    Coalesce,
    Concat,
    Contains,
    Count,
    CountNonEmpty,
    CountSelected,
    Date,
    False,
    If,
    Int,
    Max,
    Min,
    Not,
    Number,
    Once,
    Regex,
    Round,
    Selected,
    StringLength,
    Sum,
    Today,
    True,
}

/// How many values a function takes, when it takes any number: the limit on parts holds before this one does.
const ANY: usize = usize::MAX;

/// Name, function, fewest and most values, and how it is written.
const ALL: &[(&str, Function, usize, usize, &str)] = &[
    ("coalesce", Function::Coalesce, 1, ANY, "coalesce(${a}, ${b}, …)"),
    ("concat", Function::Concat, 1, ANY, "concat(${a}, ' ', ${b}, …)"),
    ("contains", Function::Contains, 2, 2, "contains(${text}, 'part')"),
    ("count", Function::Count, 1, 1, "count(${table.column})"),
    ("count-non-empty", Function::CountNonEmpty, 1, 1, "count-non-empty(${table.column})"),
    ("count-selected", Function::CountSelected, 1, 1, "count-selected(${question})"),
    ("date", Function::Date, 1, 1, "date('2025-01-31')"),
    ("false", Function::False, 0, 0, "false()"),
    ("if", Function::If, 3, 3, "if(condition, then, otherwise)"),
    ("int", Function::Int, 1, 1, "int(${number})"),
    ("max", Function::Max, 1, ANY, "max(${a}, ${b}, …) or max(${table.column})"),
    ("min", Function::Min, 1, ANY, "min(${a}, ${b}, …) or min(${table.column})"),
    ("not", Function::Not, 1, 1, "not(condition)"),
    ("number", Function::Number, 1, 1, "number(${text})"),
    ("once", Function::Once, 1, 1, "once(${a})"),
    ("regex", Function::Regex, 2, 2, "regex(${text}, '[A-Z]+')"),
    ("round", Function::Round, 1, 2, "round(${number}, 2)"),
    ("selected", Function::Selected, 2, 2, "selected(${question}, 'choice')"),
    ("string-length", Function::StringLength, 1, 1, "string-length(${text})"),
    ("sum", Function::Sum, 1, ANY, "sum(${table.column})"),
    ("today", Function::Today, 0, 0, "today()"),
    ("true", Function::True, 0, 0, "true()"),
];

impl Function {
    /// The function of a name.
    pub(super) fn named(name: &str) -> Option<Self> {
        ALL.iter().find(|(word, ..)| *word == name).map(|(_, function, ..)| *function)
    }

    /// All names, in the order of the alphabet.
    pub(super) fn names() -> impl Iterator<Item = &'static str> {
        ALL.iter().map(|(word, ..)| *word)
    }

    /// Whether it takes so many values.
    pub(super) fn takes(self, values: usize) -> bool {
        ALL.iter().any(|(_, one, least, most, _)| *one == self && (*least..=*most).contains(&values))
    }

    /// Its name.
    pub(super) fn name(self) -> &'static str {
        ALL.iter().find(|(_, one, ..)| *one == self).map_or("", |(word, ..)| *word)
    }

    /// How it is written.
    pub(super) fn usage(self) -> &'static str {
        ALL.iter().find(|(_, one, ..)| *one == self).map_or("", |(.., usage)| *usage)
    }
}
