//! What functions take and give.

use regex::RegexBuilder;

use super::super::MAX_PATTERN;
use super::super::ast::{Kind, Node};
use super::super::date::Date;
use super::super::functions::Function;
use super::super::nearest::nearest;
use super::super::scope::Type;
use super::super::step::Step;
use super::{Checker, Typed};

impl<'a> Checker<'a> {
    pub(super) fn call(&mut self, name: &str, values: &[Node], column: usize) -> Option<Typed<'a>> {
        let Some(function) = Function::named(name) else {
            self.all(values, Self::node);
            return self.unknown_function(name, column);
        };
        if !function.takes(values.len()) {
            self.all(values, Self::node);
            let message = format!("{name}() does not take {} values. Write {}.", values.len(), function.usage());
            return self.wrong("values", column, message);
        }
        match function {
            Function::True => Some(Typed::one(Step::Boolean(true), Type::Boolean)),
            Function::False => Some(Typed::one(Step::Boolean(false), Type::Boolean)),
            Function::Today => {
                self.reads_today = true;
                Some(Typed::one(Step::Today, Type::Date))
            }
            Function::If | Function::Coalesce | Function::Once => self.choosing(function, values),
            Function::Sum | Function::Min | Function::Max => self.over_rows(function, values),
            Function::Count | Function::CountNonEmpty => self.counting(function, values),
            Function::Regex => self.pattern(values, column),
            Function::Date => self.date(values),
            Function::Selected => self.selected(values),
            Function::Round => self.round(values),
            Function::Not => {
                self.plain(function, values, Type::Boolean, |checker, node| checker.expect(node, Type::Boolean))
            }
            Function::CountSelected => {
                self.plain(function, values, Type::Number, |checker, node| checker.expect(node, Type::Choices))
            }
            Function::Int | Function::Number => self.plain(function, values, Type::Number, Self::numeric),
            Function::Concat => self.plain(function, values, Type::Text, |checker, node| checker.written(node, true)),
            Function::Contains => {
                self.plain(function, values, Type::Boolean, |checker, node| checker.written(node, false))
            }
            Function::StringLength => {
                self.plain(function, values, Type::Number, |checker, node| checker.written(node, false))
            }
        }
    }

    fn unknown_function(&mut self, name: &str, column: usize) -> Option<Typed<'a>> {
        let message = match nearest(name, Function::names()) {
            Some(meant) => format!("There is no function {name}(). Did you mean {meant}()?"),
            None => {
                let all: Vec<&str> = Function::names().collect();
                format!("There is no function {name}(). There are {}.", all.join(", "))
            }
        };
        self.wrong("unknown_function", column, message)
    }

    /// A function whose values are all alike.
    fn plain(
        &mut self,
        function: Function,
        values: &[Node],
        kind: Type,
        one: impl FnMut(&mut Self, &Node) -> Option<Step>,
    ) -> Option<Typed<'a>> {
        let steps = self.all(values, one)?;
        Some(Typed::one(Step::Call(function, steps.into()), kind))
    }

    /// What `int` and `number` read: numbers, and texts that are numbers.
    fn numeric(&mut self, node: &Node) -> Option<Step> {
        let found = self.single(node)?;
        match found.kind {
            None | Some(Type::Number | Type::Text | Type::Choice) => Some(found.step),
            Some(Type::Boolean | Type::Date | Type::Choices) => self.fits(found, Type::Number, node.column),
        }
    }

    /// `if`, `coalesce` and `once` give one of their values.
    fn choosing(&mut self, function: Function, values: &[Node]) -> Option<Typed<'a>> {
        let (condition, rest) = match (function, values.split_first()) {
            (Function::If, Some((condition, rest))) => (Some(self.expect(condition, Type::Boolean)), rest),
            _ => (None, values),
        };
        let rest_found = self.all(rest, |checker, node| Some((checker.single(node)?, node.column)));
        let mut steps = Vec::new();
        if let Some(condition) = condition {
            steps.push(condition?);
        }
        let mut kind = None;
        if function == Function::Once {
            kind = self.this(rest.first().map_or(1, |node| node.column))?.kind;
        }
        for (found, column) in rest_found? {
            kind = self.shared(kind, found.kind, column)?;
            steps.push(found.step);
        }
        Some(Typed::one(Step::Call(function, steps.into()), kind.unwrap_or(Type::Text)))
    }

    /// `sum`, `min` and `max` take columns and single values alike.
    fn over_rows(&mut self, function: Function, values: &[Node]) -> Option<Typed<'a>> {
        let found = self.all(values, |checker, node| Some((checker.node(node)?, node.column)))?;
        let dates = function != Function::Sum && found.first().is_some_and(|(one, _)| one.kind == Some(Type::Date));
        let kind = if dates { Type::Date } else { Type::Number };
        let steps = self.all(found, |checker, (one, column)| checker.fits(one, kind, column))?;
        Some(Typed::one(Step::Call(function, steps.into()), kind))
    }

    fn counting(&mut self, function: Function, values: &[Node]) -> Option<Typed<'a>> {
        let found = self.all(values, |checker, node| {
            let found = checker.node(node)?;
            if found.many {
                return Some(found.step);
            }
            checker.wrong(
                "one",
                node.column,
                "This has one value. Count a column of a table, as in count(${table.column}).",
            )
        })?;
        Some(Typed::one(Step::Call(function, found.into()), Type::Number))
    }

    fn selected(&mut self, values: &[Node]) -> Option<Typed<'a>> {
        let (of, choice) = (values.first()?, values.get(1)?);
        let (found, step) = (self.node(of), self.expect(choice, Type::Text));
        let (found, step) = (found?, step?);
        if !matches!(found.kind, Some(Type::Choice | Type::Choices)) {
            return self.wrong(
                "type",
                of.column,
                "selected() looks into a question with choices. Use = or contains() here.",
            );
        }
        if matches!(step, Step::Blank) {
            return self.wrong(
                "unknown_choice",
                choice.column,
                "No choice is ''. Use = '' to ask whether nothing is chosen.",
            );
        }
        self.chosen(found.choices.as_deref(), &step, choice.column)?;
        Some(Typed::one(Step::Call(Function::Selected, [found.step, step].into()), Type::Boolean))
    }

    fn date(&mut self, values: &[Node]) -> Option<Typed<'a>> {
        let node = values.first()?;
        let found = self.single(node)?;
        let step = match (&found.step, found.kind) {
            (Step::Text(text), _) => match Date::read(text) {
                Some(date) => Step::Date(date),
                None => {
                    let message = format!("'{text}' is no date. Write '2025', '2025-01' or '2025-01-31'.");
                    return self.wrong("date", node.column, message);
                }
            },
            (_, Some(Type::Date)) => found.step,
            _ => Step::Call(Function::Date, [self.fits(found, Type::Text, node.column)?].into()),
        };
        Some(Typed::one(step, Type::Date))
    }

    fn round(&mut self, values: &[Node]) -> Option<Typed<'a>> {
        if let Some(Node { column, kind: Kind::Number(places), .. }) = values.get(1)
            && (!places.is_integer() || *places > 28.into())
        {
            return self.wrong("places", *column, "A number is rounded to 0 to 28 digits after the point.");
        }
        self.plain(Function::Round, values, Type::Number, |checker, node| checker.expect(node, Type::Number))
    }

    fn pattern(&mut self, values: &[Node], column: usize) -> Option<Typed<'a>> {
        let (of, pattern) = (values.first()?, values.get(1)?);
        let step = self.written(of, false);
        let Kind::Text(text) = &pattern.kind else {
            return self.wrong(
                "regex",
                pattern.column,
                "The pattern of regex() stands there as a text, between quotes.",
            );
        };
        // Compiled as it stands first: `a)|(b` makes sense only between the parentheses that are put around it.
        let compiled = RegexBuilder::new(text).size_limit(MAX_PATTERN).build().and_then(|_| {
            RegexBuilder::new(&format!("^(?:{text})$")).size_limit(MAX_PATTERN).dfa_size_limit(MAX_PATTERN).build()
        });
        match compiled {
            Ok(compiled) => Some(Typed::one(Step::Matches(Box::new(step?), compiled), Type::Boolean)),
            Err(regex::Error::CompiledTooBig(_)) => {
                self.wrong("regex", column, "The pattern is too large. Use a simpler one.")
            }
            Err(_) => {
                self.wrong("regex", pattern.column, "This is no pattern that can be read. Look for an unclosed ( or [.")
            }
        }
    }
}
