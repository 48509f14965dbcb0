//! Random expressions that make sense where they stand.

use godwit::templates::expression::Type;

use super::random::Random;
use super::{CHOICES, MEANS};

/// Something that an expression can name.
#[derive(Debug, Clone)]
pub struct Named {
    pub name: String,
    pub kind: Type,
    /// Whether it has a value for each row, seen from where the expression stands.
    pub many: bool,
}

/// Writes expressions that name these.
pub struct Writer<'a> {
    pub random: &'a mut Random,
    pub names: Vec<Named>,
    /// The type of `.`, where it means something.
    pub this: Option<Type>,
    /// The columns of the choices, where they mean something.
    pub columns: &'static [&'static str],
}

const NUMBERS: &[&str] = &[
    "0",
    "1",
    "2",
    "3",
    "7",
    "0.1",
    "0.333",
    "2.5",
    "10",
    "12.5",
    "100",
    "0.0000001",
    "1234567.89",
    "123456789012345678901234567",
    "0.1234567890123456789012345678",
    "9999999999999999999999999999",
    "86400",
    "1.50",
];
const DATES: &[&str] = &["2024", "2025", "2025-03", "2025-04", "2025-03-14", "2025-03-15", "2026-12-31", "0999"];
const TEXTS: &[&str] =
    &["'a'", "'yes'", "'12.5'", "' 7 '", "'2025-03'", "'été'", "'𝒳'", "'none of it'", "\"it's\"", "''", "'-.5'"];
const ORDERS: &[&str] = &["<", "<=", ">", ">="];

impl Writer<'_> {
    fn named(&mut self, kinds: &[Type], many: bool) -> Option<String> {
        let fits: Vec<usize> = (0..self.names.len())
            .filter(|at| self.names[*at].many == many && kinds.contains(&self.names[*at].kind))
            .collect();
        if fits.is_empty() {
            return None;
        }
        let at = fits[self.random.below(fits.len())];
        Some(format!("${{{}}}", self.names[at].name))
    }

    fn one(&mut self, kinds: &[Type]) -> Option<String> {
        if let Some(this) = self.this.filter(|this| kinds.contains(this))
            && self.random.once_in(3)
        {
            let _ = this;
            return Some(".".to_owned());
        }
        self.named(kinds, false)
    }

    /// True or false.
    pub fn condition(&mut self, depth: usize) -> String {
        if depth == 0 || self.random.once_in(3) {
            return self.plain_condition();
        }
        let deeper = depth - 1;
        match self.random.below(9) {
            0 => format!("({} and {})", self.condition(deeper), self.condition(deeper)),
            1 => format!("({} or {})", self.condition(deeper), self.condition(deeper)),
            2 => format!("not({})", self.condition(deeper)),
            3 => {
                let order = self.random.of(ORDERS);
                format!("({} {order} {})", self.number(deeper), self.number(deeper))
            }
            4 => format!("({} = {})", self.number(deeper), self.number(deeper)),
            5 => {
                let order = self.random.of(ORDERS);
                format!("({} {order} {})", self.date(deeper), self.date(deeper))
            }
            6 => format!("contains({}, {})", self.text(deeper), self.text(deeper)),
            // Not the two alone: a literal beside a question must be one of its choices.
            7 => format!("(concat({}, '') != {})", self.text(deeper), self.text(deeper)),
            _ => format!("if({}, {}, {})", self.condition(deeper), self.condition(deeper), self.condition(deeper)),
        }
    }

    fn plain_condition(&mut self) -> String {
        let choice = self.random.of(CHOICES);
        let means = self.random.of(MEANS);
        let found = match self.random.below(8) {
            0 | 1 => self.one(&[Type::Choice]).map(|name| format!("{name} = '{choice}'")),
            2 => self.one(&[Type::Choices]).map(|name| format!("selected({name}, '{means}')")),
            3 => self.one(&[Type::Number]).map(|name| format!("{name} > {}", self.random.of(NUMBERS))),
            4 => self.one(&[Type::Boolean]),
            5 => self.named(&[Type::Choice], true).map(|name| format!("selected({name}, '{choice}')")),
            6 if !self.columns.is_empty() => {
                let column = self.random.of(self.columns);
                self.one(&[Type::Text]).map(|name| format!("({column} = 'water' or {column} = {name})"))
            }
            _ => self
                .one(&[Type::Text, Type::Date, Type::Number, Type::Choice, Type::Choices])
                .map(|name| format!("{name} != ''")),
        };
        found.unwrap_or_else(|| if self.random.once_in(2) { "true()" } else { "false()" }.to_owned())
    }

    /// A number.
    pub fn number(&mut self, depth: usize) -> String {
        let own = if self.random.once_in(3) { None } else { self.one(&[Type::Number]) };
        if depth == 0 || self.random.once_in(4) {
            return own.unwrap_or_else(|| self.random.of(NUMBERS).to_owned());
        }
        let deeper = depth - 1;
        let many = self.named(&[Type::Number], true);
        match (self.random.below(14), many) {
            (0, _) => format!("({} + {})", self.number(deeper), self.number(deeper)),
            (1, _) => format!("({} - {})", self.number(deeper), self.number(deeper)),
            (2, _) => format!("({} * {})", self.number(deeper), self.number(deeper)),
            (3, _) => format!("({} div {} * {})", self.number(deeper), self.number(deeper), self.number(deeper)),
            (4, _) => format!("({} mod {})", self.number(deeper), self.number(deeper)),
            (5, _) => format!("round({}, {})", self.number(deeper), self.random.below(6)),
            (6, _) => format!("int({})", self.number(deeper)),
            (7, _) => format!("number({})", self.text(deeper)),
            (8, _) => format!("string-length({})", self.text(deeper)),
            (9, _) => format!("coalesce({}, {})", self.number(deeper), self.number(deeper)),
            (10, Some(many)) => format!("sum({many}, {})", self.number(deeper)),
            (11, Some(many)) => format!("{}({many}, {})", self.random.of(&["min", "max"]), self.number(deeper)),
            (12, Some(many)) => format!("{}({many})", self.random.of(&["count", "count-non-empty"])),
            (13, _) => match self.one(&[Type::Choices]) {
                Some(name) => format!("count-selected({name})"),
                None => format!("-{}", self.number(deeper)),
            },
            _ => format!("if({}, {}, {})", self.condition(deeper), self.number(deeper), self.number(deeper)),
        }
    }

    /// A text.
    pub fn text(&mut self, depth: usize) -> String {
        let own = if self.random.once_in(3) { None } else { self.one(&[Type::Text, Type::Choice]) };
        if depth == 0 || self.random.once_in(3) {
            return own.unwrap_or_else(|| self.random.of(TEXTS).to_owned());
        }
        let deeper = depth - 1;
        match self.random.below(5) {
            0 => format!("concat({}, {})", self.text(deeper), self.number(deeper)),
            1 => format!("concat({}, {})", self.date(deeper), self.text(deeper)),
            2 => format!("coalesce({}, {})", self.text(deeper), self.text(deeper)),
            3 => match self.one(&[Type::Choices]) {
                Some(name) => format!("concat({name}, '')"),
                None => self.text(deeper),
            },
            _ => format!("if({}, {}, {})", self.condition(deeper), self.text(deeper), self.text(deeper)),
        }
    }

    /// A date.
    pub fn date(&mut self, depth: usize) -> String {
        let own = if self.random.once_in(3) { None } else { self.one(&[Type::Date]) };
        if depth == 0 || self.random.once_in(3) {
            return own.unwrap_or_else(|| format!("date('{}')", self.random.of(DATES)));
        }
        let deeper = depth - 1;
        match (self.random.below(4), self.named(&[Type::Date], true)) {
            (0, _) => "today()".to_owned(),
            (1, Some(many)) => {
                format!("{}({many}, {})", self.random.of(&["min", "max"]), self.date(deeper))
            }
            (2, _) => format!("date(concat({}, ''))", self.text(deeper)),
            _ => format!("if({}, {}, {})", self.condition(deeper), self.date(deeper), self.date(deeper)),
        }
    }
}
