//! What type a part must have, and what would be right where it has another.

use super::super::ast::Node;
use super::super::scope::Type;
use super::super::step::Step;
use super::{Checker, Typed};

impl<'a> Checker<'a> {
    /// Whether no further error will be told.
    pub(super) fn is_full(&self) -> bool {
        self.errors.len() >= super::MAX_ERRORS
    }

    /// A part with one value.
    pub(super) fn single(&mut self, node: &Node) -> Option<Typed<'a>> {
        let found = self.node(node)?;
        if found.many {
            let message = "This has a value for each row. Make one of them with sum(), count(), min() or max().";
            return self.wrong("many", node.column, message);
        }
        Some(found)
    }

    /// A part with one value of a type.
    pub(super) fn expect(&mut self, node: &Node, expected: Type) -> Option<Step> {
        let found = self.single(node)?;
        self.fits(found, expected, node.column)
    }

    /// A part of a type; a choice is a text too, and the literal `''` is one.
    pub(super) fn fits(&mut self, found: Typed<'a>, expected: Type, column: usize) -> Option<Step> {
        let kind = found.kind.unwrap_or(Type::Text);
        let fits = kind == expected || (kind, expected) == (Type::Choice, Type::Text);
        if fits { Some(found.step) } else { self.wrong("type", column, mismatch(kind, expected)) }
    }

    /// A part that can be written as a text.
    pub(super) fn written(&mut self, node: &Node, choices: bool) -> Option<Step> {
        let found = self.single(node)?;
        match found.kind {
            Some(Type::Boolean) => self.wrong(
                "type",
                node.column,
                "This is true or false, and no text. Use if() to choose between two texts.",
            ),
            Some(Type::Choices) if !choices => {
                let message = "These are several choices, and no text. Use selected() or count-selected().";
                self.wrong("type", node.column, message)
            }
            _ => Some(found.step),
        }
    }

    /// The type that two parts share: either may be the literal `''`, and a choice beside a text is a text.
    pub(super) fn shared(&mut self, a: Option<Type>, b: Option<Type>, column: usize) -> Option<Option<Type>> {
        match (a, b) {
            (kind, None) | (None, kind) => Some(kind),
            (Some(a), Some(b)) if a == b => Some(Some(a)),
            (Some(Type::Choice | Type::Text), Some(Type::Choice | Type::Text)) => Some(Some(Type::Text)),
            (Some(a), Some(b)) => {
                let message =
                    format!("This is {}, and the one before it {}. Both must be of one type.", b.words(), a.words());
                self.wrong("type", column, message)
            }
        }
    }
}

fn mismatch(found: Type, expected: Type) -> String {
    let advice = match (expected, found) {
        (Type::Boolean, Type::Choice) => "Compare it, as in ${question} = 'choice'.",
        (Type::Boolean, Type::Choices) | (Type::Text | Type::Choice, Type::Choices) => "Use selected().",
        (Type::Boolean, _) => "Compare it with something.",
        (Type::Number, Type::Text | Type::Choice) => "Use number() to read it as one.",
        (Type::Number, Type::Choices) => "Use count-selected().",
        (Type::Number, Type::Boolean) => "Use if(…, 1, 0).",
        (Type::Number, Type::Date) => "Dates can be compared, not calculated with.",
        (Type::Text, Type::Number | Type::Date) => "Use concat() to write it as one.",
        (Type::Date, Type::Text) => "Use date(), as in date('2025-01-31').",
        _ => "Use something of that type.",
    };
    format!("This must be {}, and it is {}. {advice}", expected.words(), found.words())
}
