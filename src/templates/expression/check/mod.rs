//! Settles names and types. Every part is looked at, so that all errors are told at once.

mod calls;
mod compare;
mod expect;
mod names;

use std::collections::BTreeSet;

use super::MAX_ERRORS;
use super::ast::{Ast, Kind, Node, Operator};
use super::error::Error;
use super::scope::{Scope, Type};
use super::step::{Expression, Step};

/// Gives an expression its meaning. `expected` is the type its value must have; none when any will do.
///
/// # Errors
/// Every unknown name, wrong type and senseless literal, in the order of the text, up to [`MAX_ERRORS`].
pub fn check(ast: &Ast, scope: &dyn Scope, expected: Option<Type>) -> Result<Expression, Vec<Error>> {
    let mut checker =
        Checker { scope, errors: Vec::new(), slots: BTreeSet::new(), reads_this: false, reads_today: false };
    let root = checker.whole(&ast.root, expected);
    let Checker { mut errors, slots, reads_this, reads_today, .. } = checker;
    match root {
        Some((root, kind)) if errors.is_empty() => {
            Ok(Expression { root, kind, slots: slots.into_iter().collect(), reads_this, reads_today })
        }
        _ => {
            errors.sort_by_key(|error| error.column);
            Err(errors)
        }
    }
}

struct Checker<'a> {
    scope: &'a dyn Scope,
    errors: Vec<Error>,
    slots: BTreeSet<usize>,
    reads_this: bool,
    reads_today: bool,
}

/// A part that makes sense.
struct Typed<'a> {
    step: Step,
    /// None for the literal `''`, which is the blank of every type.
    kind: Option<Type>,
    many: bool,
    choices: Option<Vec<&'a str>>,
}

impl Typed<'_> {
    fn one(step: Step, kind: Type) -> Self {
        Self { step, kind: Some(kind), many: false, choices: None }
    }
}

impl<'a> Checker<'a> {
    fn whole(&mut self, root: &Node, expected: Option<Type>) -> Option<(Step, Type)> {
        let found = self.single(root)?;
        let kind = found.kind.unwrap_or(Type::Text);
        match expected {
            Some(expected) => Some((self.fits(found, expected, root.column)?, expected)),
            None => Some((found.step, kind)),
        }
    }

    /// Tells an error, and gives the nothing that the part makes.
    fn wrong<T>(&mut self, code: &'static str, column: usize, message: impl Into<String>) -> Option<T> {
        if self.errors.len() < MAX_ERRORS {
            self.errors.push(Error::new(code, column, message));
        }
        None
    }

    /// A part, of whatever type, with one value or many.
    fn node(&mut self, node: &Node) -> Option<Typed<'a>> {
        match &node.kind {
            Kind::Number(number) => Some(Typed::one(Step::Number(*number), Type::Number)),
            Kind::Text(text) if text.is_empty() => {
                Some(Typed { step: Step::Blank, kind: None, many: false, choices: None })
            }
            Kind::Text(text) => Some(Typed::one(Step::Text(text.as_str().into()), Type::Text)),
            Kind::Name(name) => self.question(name, node.column),
            Kind::Column(name) => self.column(name, node.column),
            Kind::This => self.this(node.column),
            Kind::Minus(inside) => {
                let inside = self.expect(inside, Type::Number)?;
                Some(Typed::one(Step::Minus(Box::new(inside)), Type::Number))
            }
            Kind::Call(name, values) => self.call(name, values, node.column),
            Kind::Compare(operator, sides) => self.compare(*operator, &sides.0, &sides.1, node.column),
            Kind::Chain(first, rest) => self.chain(first, rest),
        }
    }

    fn chain(&mut self, first: &Node, rest: &[(Operator, Node)]) -> Option<Typed<'a>> {
        let (operator, _) = rest.first()?;
        if matches!(operator, Operator::And | Operator::Or) {
            let parts = std::iter::once(first).chain(rest.iter().map(|(_, node)| node));
            let parts = self.all(parts, |checker, part| checker.expect(part, Type::Boolean))?.into();
            let step = if *operator == Operator::And { Step::All(parts) } else { Step::Any(parts) };
            return Some(Typed::one(step, Type::Boolean));
        }
        let first = self.expect(first, Type::Number);
        let rest = self.all(rest, |checker, (operator, part)| Some((*operator, checker.expect(part, Type::Number)?)));
        Some(Typed::one(Step::Arithmetic(Box::new(first?), rest?.into()), Type::Number))
    }

    /// Looks at every part, even after one that makes no sense.
    fn all<P, T>(
        &mut self,
        parts: impl IntoIterator<Item = P>,
        mut one: impl FnMut(&mut Self, P) -> Option<T>,
    ) -> Option<Vec<T>> {
        let found: Vec<Option<T>> = parts.into_iter().map(|part| one(self, part)).collect();
        found.into_iter().collect()
    }
}

#[cfg(test)]
mod tests;
