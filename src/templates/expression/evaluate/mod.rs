//! What an expression gives. Nothing fails here: what has no sense is blank.

mod calls;

use std::cmp::Ordering;

use rust_decimal::Decimal;

use super::ast::Operator;
use super::date::Date;
use super::step::Step;
use super::value::{Value, Values};

pub(super) fn value<'a>(step: &'a Step, values: &'a dyn Values) -> Value<'a> {
    match step {
        Step::Blank => Value::Blank,
        Step::Boolean(is) => Value::Boolean(*is),
        Step::Number(number) => Value::Number(*number),
        Step::Text(text) => Value::text(text),
        Step::Date(date) => Value::Date(*date),
        Step::Today => Value::Date(Date::from(values.today())),
        Step::One(slot) => values.one(*slot).settled(),
        // The checker lets a column stand only where each() reads it.
        Step::Many(_) => Value::Blank,
        Step::This => values.this().settled(),
        Step::Column(slot) => values.column(*slot).settled(),
        Step::Minus(inside) => number(inside, values).map_or(Value::Blank, |number| Value::Number(-number)),
        Step::Compare(operator, sides) => Value::Boolean(compare(*operator, &sides.0, &sides.1, values)),
        Step::All(parts) => Value::Boolean(parts.iter().all(|part| value(part, values).holds())),
        Step::Any(parts) => Value::Boolean(parts.iter().any(|part| value(part, values).holds())),
        Step::Arithmetic(first, rest) => arithmetic(first, rest, values).map_or(Value::Blank, Value::Number),
        Step::Call(function, parts) => calls::call(*function, parts, values),
        Step::Matches(inside, pattern) => Value::Boolean(pattern.is_match(&value(inside, values).written())),
    }
}

/// Every value of a part, one for each row where it has many.
fn each<'a>(step: &'a Step, values: &'a dyn Values, visit: &mut dyn FnMut(Value<'a>)) {
    match step {
        Step::Many(slot) => values.many(*slot, &mut |value| visit(value.settled())),
        _ => visit(value(step, values)),
    }
}

fn number(step: &Step, values: &dyn Values) -> Option<Decimal> {
    value(step, values).number()
}

fn arithmetic(first: &Step, rest: &[(Operator, Step)], values: &dyn Values) -> Option<Decimal> {
    rest.iter().try_fold(number(first, values)?, |left, (operator, step)| {
        let right = number(step, values)?;
        match operator {
            Operator::Plus => left.checked_add(right),
            Operator::Minus => left.checked_sub(right),
            Operator::Times => left.checked_mul(right),
            Operator::Div => left.checked_div(right),
            Operator::Mod => left.checked_rem(right),
            _ => None,
        }
    })
}

fn compare(operator: Operator, left: &Step, right: &Step, values: &dyn Values) -> bool {
    let (left, right) = (value(left, values), value(right, values));
    match operator {
        Operator::Equal => same(&left, &right),
        Operator::Unequal => !same(&left, &right),
        Operator::Less => order(&left, &right).is_some_and(Ordering::is_lt),
        Operator::AtMost => order(&left, &right).is_some_and(Ordering::is_le),
        Operator::More => order(&left, &right).is_some_and(Ordering::is_gt),
        Operator::AtLeast => order(&left, &right).is_some_and(Ordering::is_ge),
        _ => false,
    }
}

fn same(left: &Value<'_>, right: &Value<'_>) -> bool {
    match (left, right) {
        (Value::Date(left), Value::Date(right)) => left.compare(*right).is_eq(),
        (left, right) => left == right,
    }
}

/// None where there is no order: a blank, or things of two types.
fn order(left: &Value<'_>, right: &Value<'_>) -> Option<Ordering> {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => Some(left.cmp(right)),
        (Value::Date(left), Value::Date(right)) => Some(left.compare(*right)),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
