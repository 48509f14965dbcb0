//! Expressions and answers from a stream of bytes: shorter streams give simpler ones, so that a failure shrinks.

use godwit::templates::expression::Type;

use super::reference::{Answer, PATTERNS, Tree};
use super::scene::{CHOICES, COLUMNS, ONES};

const NUMBERS: &[&str] = &["0", "1", "2", "-1", "2.5", "-2.5", "0.1", "0.005", "12.50", "9999999999999999999999999999"];
const TEXTS: &[&str] =
    &["a", "ab", "12", " 12.5 ", "2025-03", "2025-13", "2024", "it's", "yes", "no", "-", "é\"x", "(,)"];
const DATES: &[&str] = &["2025", "2024", "2025-03", "2025-04", "2025-03-14", "2025-04-01", "2026-11-21"];

/// Where choices come from. An exhausted one always says 0.
pub struct Source<'a> {
    bytes: std::slice::Iter<'a, u8>,
}

fn call(name: &'static str, parts: impl Into<Vec<Tree>>) -> Tree {
    Tree::Call(name, parts.into())
}

fn literal(answer: Answer) -> Tree {
    Tree::Literal(answer)
}

fn text(text: &str) -> Tree {
    literal(Answer::Text(text.to_owned()))
}

fn one(name: &str) -> Tree {
    Tree::One(ONES.iter().position(|(one, _)| *one == name).unwrap())
}

fn rows(name: &str) -> Tree {
    Tree::Rows(COLUMNS.iter().position(|(one, _)| *one == name).unwrap())
}

impl<'a> Source<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { bytes: bytes.iter() }
    }

    pub fn below(&mut self, most: usize) -> usize {
        usize::from(*self.bytes.next().unwrap_or(&0)) % most
    }

    fn of<'b>(&mut self, all: &[&'b str]) -> &'b str {
        all[self.below(all.len())]
    }

    /// An answer of a type; about every third is blank, in one of the ways there are.
    pub fn answer(&mut self, kind: Type) -> Answer {
        if self.below(3) == 0 {
            return match (kind, self.below(2)) {
                (Type::Text | Type::Choice, 1) => Answer::Text(String::new()),
                (Type::Choices, 1) => Answer::Chosen(Vec::new()),
                _ => Answer::Blank,
            };
        }
        match kind {
            Type::Boolean => Answer::Boolean(self.below(2) == 1),
            Type::Number => Answer::Number(self.of(NUMBERS).parse().unwrap()),
            Type::Text => Answer::Text(self.of(TEXTS).to_owned()),
            Type::Date => Answer::Date(self.of(DATES).to_owned()),
            Type::Choice => Answer::Text(self.of(CHOICES).to_owned()),
            Type::Choices => {
                let chosen = CHOICES.iter().filter(|_| self.below(2) == 1);
                Answer::Chosen(chosen.map(|name| (*name).to_owned()).collect())
            }
        }
    }

    /// An expression and its type.
    pub fn tree(&mut self) -> (Tree, Type) {
        let kind = [Type::Boolean, Type::Number, Type::Text, Type::Date][self.below(4)];
        (self.typed(kind, 5), kind)
    }

    fn typed(&mut self, kind: Type, depth: usize) -> Tree {
        if depth > 0 && self.below(6) == 5 {
            return self.choosing(kind, depth - 1);
        }
        match kind {
            Type::Boolean => self.boolean(depth),
            Type::Number => self.number(depth),
            Type::Date => self.date(depth),
            _ => self.words(depth),
        }
    }

    /// What works for every type.
    fn choosing(&mut self, kind: Type, depth: usize) -> Tree {
        let first = self.typed(kind, depth);
        let second = if self.below(4) == 3 { text("") } else { self.typed(kind, depth) };
        match self.below(2) {
            0 => call("if", [self.typed(Type::Boolean, depth), first, second]),
            _ => call("coalesce", [first, second]),
        }
    }

    fn boolean(&mut self, depth: usize) -> Tree {
        if depth == 0 {
            return [call("true", []), call("false", []), one("agree"), one("confirm")][self.below(4)].clone();
        }
        let depth = depth - 1;
        let equal = ["=", "!="][self.below(2)];
        let order = ["=", "!=", "<", "<=", ">", ">="][self.below(6)];
        let both = |operator, a, b| Tree::Binary(operator, Box::new(a), Box::new(b));
        match self.below(13) {
            0 => one("agree"),
            1 => both("and", self.typed(Type::Boolean, depth), self.typed(Type::Boolean, depth)),
            2 => both("or", self.typed(Type::Boolean, depth), self.typed(Type::Boolean, depth)),
            3 => call("not", [self.typed(Type::Boolean, depth)]),
            4 => both(order, self.typed(Type::Number, depth), self.typed(Type::Number, depth)),
            5 => both(order, self.typed(Type::Date, depth), self.typed(Type::Date, depth)),
            6 => both(equal, self.typed(Type::Text, depth), self.typed(Type::Text, depth)),
            7 => both(equal, self.typed(Type::Boolean, depth), self.typed(Type::Boolean, depth)),
            8 => both(equal, [one("means"), one("party"), one("since")][self.below(3)].clone(), text("")),
            9 => both(equal, one("party"), text(self.of(CHOICES))),
            10 => {
                let of = [one("party"), one("means"), rows("t.party"), rows("t.means")][self.below(4)].clone();
                let choice = if self.below(3) == 2 { one("name") } else { text(self.of(CHOICES)) };
                call("selected", [of, choice])
            }
            11 => call("contains", [self.writable(depth), self.typed(Type::Text, depth)]),
            _ => call("regex", [self.writable(depth), text(self.of(PATTERNS))]),
        }
    }

    fn number(&mut self, depth: usize) -> Tree {
        if depth == 0 {
            let number = self.of(NUMBERS).trim_start_matches('-').parse().unwrap();
            return [literal(Answer::Number(number)), one("area"), one("sites"), Tree::This][self.below(4)].clone();
        }
        let depth = depth - 1;
        match self.below(11) {
            0 => self.number(0),
            1 => Tree::Minus(Box::new(self.typed(Type::Number, depth))),
            2..=4 => {
                let operator = ["+", "-", "*", "div", "mod"][self.below(5)];
                let (a, b) = (self.typed(Type::Number, depth), self.typed(Type::Number, depth));
                Tree::Binary(operator, Box::new(a), Box::new(b))
            }
            5 => {
                let kind = [Type::Number, Type::Text][self.below(2)];
                call(["number", "int"][self.below(2)], [self.typed(kind, depth)])
            }
            6 => match self.below(2) {
                0 => call("round", [self.typed(Type::Number, depth)]),
                _ => call("round", [self.typed(Type::Number, depth), one("sites")]),
            },
            7 => call("string-length", [self.writable(depth)]),
            8 => [
                call("count-selected", [one("means")]),
                call("count", [rows("t.site")]),
                call("count-non-empty", [rows("t.means")]),
            ][self.below(3)]
            .clone(),
            9 => call("once", [self.typed(Type::Number, depth)]),
            _ => {
                let name = ["sum", "min", "max"][self.below(3)];
                let parts = [rows("t.km2"), self.typed(Type::Number, depth), rows("t.km2")];
                call(name, &parts[..=self.below(3)])
            }
        }
    }

    fn words(&mut self, depth: usize) -> Tree {
        if depth == 0 {
            return [text(self.of(TEXTS)), one("name"), one("note"), one("pick"), Tree::Region][self.below(5)].clone();
        }
        match self.below(3) {
            0 => self.words(0),
            1 => call("concat", [self.writable(depth - 1), self.writable(depth - 1), one("means")]),
            _ => call("concat", [self.writable(depth - 1)]),
        }
    }

    fn date(&mut self, depth: usize) -> Tree {
        if depth == 0 {
            let written = call("date", [text(self.of(DATES))]);
            return [written, one("since"), one("until"), call("today", [])][self.below(4)].clone();
        }
        match self.below(4) {
            0 | 1 => self.date(0),
            2 => call("date", [[one("name"), one("note"), Tree::Region][self.below(3)].clone()]),
            _ => {
                let parts = [rows("t.since"), self.typed(Type::Date, depth - 1), rows("t.since")];
                call(["min", "max"][self.below(2)], &parts[..=self.below(3)])
            }
        }
    }

    /// What can be written as a text.
    fn writable(&mut self, depth: usize) -> Tree {
        let kind = [Type::Text, Type::Text, Type::Number, Type::Date][self.below(4)];
        self.typed(kind, depth)
    }

    /// The text of an expression, with spaces and parentheses where they must stand, and here and there where they may.
    pub fn text(&mut self, tree: &Tree) -> String {
        let mut text = String::new();
        self.write(tree, 0, &mut text);
        text
    }

    fn write(&mut self, tree: &Tree, rank: u8, into: &mut String) {
        let own = match tree {
            Tree::Binary("or", ..) => 1,
            Tree::Binary("and", ..) => 2,
            Tree::Binary("=" | "!=", ..) => 3,
            Tree::Binary("<" | "<=" | ">" | ">=", ..) => 4,
            Tree::Binary("+" | "-", ..) => 5,
            Tree::Binary(..) => 6,
            _ => 7,
        };
        if own < rank || self.below(8) == 7 {
            self.push("(", into);
            self.write(tree, 0, into);
            return self.push(")", into);
        }
        match tree {
            Tree::Literal(Answer::Number(number)) => self.push(&number.to_string(), into),
            Tree::Literal(Answer::Text(text)) => {
                let quote = if text.contains('\'') || !text.contains('"') && self.below(2) == 1 { '"' } else { '\'' };
                self.push(&format!("{quote}{text}{quote}"), into);
            }
            Tree::Literal(other) => panic!("{other:?} cannot be written"),
            Tree::One(slot) => self.push(&format!("${{{}}}", ONES[*slot].0), into),
            Tree::Rows(column) => self.push(&format!("${{{}}}", COLUMNS[*column].0), into),
            Tree::This => self.push(".", into),
            Tree::Region => self.push("region", into),
            Tree::Minus(inside) => {
                self.push("-", into);
                self.write(inside, 7, into);
            }
            Tree::Binary(operator, a, b) => {
                // Comparisons of one rank may not follow each other, so both sides are held apart.
                self.write(a, if matches!(own, 3 | 4) { own + 1 } else { own }, into);
                self.push(operator, into);
                self.write(b, own + 1, into);
            }
            Tree::Call(name, parts) => {
                self.push(name, into);
                self.push("(", into);
                for (at, part) in parts.iter().enumerate() {
                    if at > 0 {
                        self.push(",", into);
                    }
                    self.write(part, 0, into);
                }
                self.push(")", into);
            }
        }
    }

    fn push(&mut self, token: &str, into: &mut String) {
        let letter = |c: char| c.is_alphanumeric() || c == '_';
        let glued = into.ends_with(letter) && token.starts_with(letter)
            // `.` and a digit would be a number.
            || into.ends_with('.') && token.starts_with(|c: char| c.is_ascii_digit())
            || into.ends_with(|c: char| c.is_ascii_digit()) && token == ".";
        // `-` directly between letters is a letter.
        let hyphen = token == "-" && into.ends_with(char::is_alphabetic);
        for _ in 0..usize::from(glued || hyphen).max(self.below(4).saturating_sub(2)) {
            into.push([' ', '\n', '\u{a0}'][self.below(3)]);
        }
        into.push_str(token);
    }
}
