//! Which comparisons have a sense.

use super::super::ast::{Node, Operator};
use super::super::scope::Type;
use super::super::step::Step;
use super::{Checker, Typed};

impl<'a> Checker<'a> {
    pub(super) fn compare(&mut self, operator: Operator, a: &Node, b: &Node, column: usize) -> Option<Typed<'a>> {
        let (left, right) = (self.single(a), self.single(b));
        let (left, right) = (left?, right?);
        let equality = matches!(operator, Operator::Equal | Operator::Unequal);
        if equality {
            self.equality(&left, &right, a, b, column)?
        } else {
            self.order(&left, &right, column)?
        }
        Some(Typed::one(Step::Compare(operator, Box::new((left.step, right.step))), Type::Boolean))
    }

    fn equality(&mut self, left: &Typed<'a>, right: &Typed<'a>, a: &Node, b: &Node, column: usize) -> Option<()> {
        match (left.kind, right.kind) {
            (None, _) | (_, None) => Some(()),
            (Some(Type::Choices), Some(_)) | (Some(_), Some(Type::Choices)) => {
                let message =
                    "This question has several choices. Use selected(${question}, 'choice') for each that is meant.";
                self.wrong("type", column, message)
            }
            (Some(Type::Choice | Type::Text), Some(Type::Choice | Type::Text)) => {
                let one = self.chosen(left.choices.as_deref(), &right.step, b.column);
                let other = self.chosen(right.choices.as_deref(), &left.step, a.column);
                one.and(other)
            }
            (Some(one), Some(other)) if one == other => Some(()),
            (Some(one), Some(other)) => self.wrong("type", column, different(one, other)),
        }
    }

    fn order(&mut self, left: &Typed<'a>, right: &Typed<'a>, column: usize) -> Option<()> {
        match (left.kind, right.kind) {
            (Some(Type::Number), Some(Type::Number)) | (Some(Type::Date), Some(Type::Date)) => Some(()),
            (None, _) | (_, None) => self.wrong(
                "type",
                column,
                "Nothing is more or less than ''. Use = '' or != '' to ask whether it is blank.",
            ),
            (Some(one), Some(other)) if one == other => self.wrong(
                "type",
                column,
                "Only numbers and dates can be more or less. Use number() to read a text as a number.",
            ),
            (Some(one), Some(other)) => self.wrong("type", column, different(one, other)),
        }
    }
}

/// What is wrong with comparing two types.
fn different(one: Type, other: Type) -> String {
    let among = |kind: Type| one == kind || other == kind;
    let texts = among(Type::Text) || among(Type::Choice);
    let advice = if among(Type::Choices) {
        "Use selected() or count-selected()."
    } else if among(Type::Number) && texts {
        "Write a number without quotes, and use number() to read a text as one."
    } else if among(Type::Date) && texts {
        "Use date(), as in date('2025-01-31')."
    } else if among(Type::Boolean) {
        "What is true or false can be compared with true() and false() alone."
    } else {
        "Compare things of one type."
    };
    format!("This compares {} with {}. {advice}", one.words(), other.words())
}
