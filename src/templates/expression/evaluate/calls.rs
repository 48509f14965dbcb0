//! What functions give.

use std::borrow::Cow;
use std::cmp::Ordering;

use rust_decimal::{Decimal, RoundingStrategy};

use super::super::date::Date;
use super::super::functions::Function;
use super::super::step::Step;
use super::super::value::{Value, Values};
use super::{each, order, value};
use crate::templates::numbers::exact;

/// Longest text that `concat` makes, in bytes; a longer one is blank. Four thousand long answers in a row would fill the memory.
const MAX_TEXT: usize = 1024 * 1024;

pub(super) fn call<'a>(function: Function, parts: &'a [Step], values: &'a dyn Values) -> Value<'a> {
    let part = |at: usize| parts.get(at).map_or(Value::Blank, |step| value(step, values));
    match function {
        Function::True => Value::Boolean(true),
        Function::False => Value::Boolean(false),
        Function::Today => Value::Date(Date::from(values.today())),
        Function::If => part(if part(0).holds() { 1 } else { 2 }),
        Function::Not => Value::Boolean(!part(0).holds()),
        Function::Once => Some(values.this().settled()).filter(|this| !this.is_blank()).unwrap_or_else(|| part(0)),
        Function::Coalesce => {
            let found = parts.iter().map(|step| value(step, values)).find(|value| !value.is_blank());
            found.unwrap_or(Value::Blank)
        }
        Function::Concat => concat(parts, values),
        Function::Contains => Value::Boolean(part(0).written().contains(&*part(1).written())),
        Function::Selected => Value::Boolean(selected(parts, values)),
        Function::CountSelected => match part(0) {
            Value::Chosen(names) => counted(names.len()),
            _ => counted(0),
        },
        Function::StringLength => counted(part(0).written().chars().count()),
        Function::Count => rows(parts, values, |_| true),
        Function::CountNonEmpty => rows(parts, values, |value| !value.is_blank()),
        Function::Sum => sum(parts, values),
        Function::Min => extreme(parts, values, Ordering::Less),
        Function::Max => extreme(parts, values, Ordering::Greater),
        Function::Number => read(part(0)).map_or(Value::Blank, Value::Number),
        Function::Int => read(part(0)).map_or(Value::Blank, |number| Value::Number(number.trunc())),
        Function::Round => round(&part(0), parts.get(1).map(|_| part(1))).map_or(Value::Blank, Value::Number),
        Function::Date => match part(0) {
            Value::Text(text) => Date::read(text.trim()).map_or(Value::Blank, Value::Date),
            _ => Value::Blank,
        },
        // Matches is a step of its own.
        Function::Regex => Value::Blank,
    }
}

fn counted(count: usize) -> Value<'static> {
    Value::Number(Decimal::from(count))
}

fn concat<'a>(parts: &'a [Step], values: &'a dyn Values) -> Value<'a> {
    let mut text = String::new();
    for part in parts {
        text.push_str(&value(part, values).written());
        if text.len() > MAX_TEXT {
            return Value::Blank;
        }
    }
    Value::Text(Cow::Owned(text)).settled()
}

/// Whether a choice is among those chosen, in any row.
fn selected(parts: &[Step], values: &dyn Values) -> bool {
    let [of, choice] = parts else { return false };
    let Value::Text(choice) = value(choice, values) else { return false };
    let mut found = false;
    each(of, values, &mut |value| {
        found |= match value {
            Value::Text(name) => name == choice,
            Value::Chosen(names) => names.contains(&&*choice),
            _ => false,
        }
    });
    found
}

fn rows<'a>(parts: &'a [Step], values: &'a dyn Values, counts: fn(&Value<'_>) -> bool) -> Value<'a> {
    let mut count = 0_usize;
    for part in parts {
        each(part, values, &mut |value| count += usize::from(counts(&value)));
    }
    counted(count)
}

fn sum<'a>(parts: &'a [Step], values: &'a dyn Values) -> Value<'a> {
    let mut sum = Some(Decimal::ZERO);
    for part in parts {
        each(part, values, &mut |value| {
            if let Some(number) = value.number() {
                sum = sum.and_then(|sum| sum.checked_add(number));
            }
        });
    }
    sum.map_or(Value::Blank, Value::Number)
}

/// The least or most number or date; the first of equals.
fn extreme<'a>(parts: &'a [Step], values: &'a dyn Values, wanted: Ordering) -> Value<'a> {
    let mut found = Value::Blank;
    for part in parts {
        each(part, values, &mut |value| {
            let ordered = matches!(value, Value::Number(_) | Value::Date(_));
            if ordered && (found.is_blank() || order(&value, &found) == Some(wanted)) {
                found = value;
            }
        });
    }
    found
}

/// A number, or a text that is one.
fn read(value: Value<'_>) -> Option<Decimal> {
    match value {
        Value::Number(number) => Some(number),
        Value::Text(text) => exact(text.trim()),
        _ => None,
    }
}

/// Half is rounded away from zero, as people learn it.
fn round(value: &Value<'_>, places: Option<Value<'_>>) -> Option<Decimal> {
    let places = places.map_or(Some(Decimal::ZERO), |places| places.number())?;
    let places = u32::try_from(places.trunc()).ok().filter(|places| *places <= 28)?;
    Some(value.number()?.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero))
}
