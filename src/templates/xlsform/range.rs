//! A range: a number between two, in steps.

use rust_decimal::Decimal;
use serde_json::{Map, Value};

use super::found::{Found, shown};
use crate::canonical::plain;

/// Makes a number of a range, by its parameters: `start=0 end=10 step=0.5`.
pub(super) fn read(at: &str, parameters: &str, members: &mut Map<String, Value>, found: &mut Found) {
    let (mut start, mut end, mut step) = (Decimal::ONE, Decimal::TEN, Decimal::ONE);
    for part in parameters.split([' ', ',', ';', '\n']).filter(|part| !part.trim().is_empty()) {
        let (name, text) = part.split_once('=').unwrap_or((part, ""));
        let place = match name.trim().to_ascii_lowercase().as_str() {
            "start" => &mut start,
            "end" => &mut end,
            "step" => &mut step,
            _ => {
                found.warn(at, "ignored", format!("{:?} is not used here.", shown(part)));
                continue;
            }
        };
        match plain(text.trim()).and_then(|text| crate::templates::numbers::exact(&text)) {
            Some(number) => *place = number,
            None => {
                let message = format!("{:?} is no number: write start=0 end=10 step=1.", shown(part));
                found.flaw(at, "unreadable", message);
            }
        }
    }
    let step = step.abs().normalize();
    if step.is_zero() || step > (end - start).abs() {
        found.flaw(at, "out_of_range", "The step of a range is more than 0 and no more than the range is wide.");
        return;
    }
    let scale = [start, end, step].iter().map(|number| number.normalize().scale()).max().unwrap_or(0);
    let number = |decimal: Decimal| serde_json::from_str::<Value>(&decimal.normalize().to_string()).unwrap_or_default();
    members.insert("type".to_owned(), Value::from(if scale == 0 { "integer" } else { "decimal" }));
    members.insert("min".to_owned(), number(start.min(end)));
    members.insert("max".to_owned(), number(start.max(end)));
    if scale > 0 {
        members.insert("decimals".to_owned(), Value::from(scale));
    }
    // Every number of so many decimals is a step: nothing more to say.
    if step != Decimal::new(1, scale) {
        let steps = format!("(. - {}) mod {step} = 0", start.min(end).normalize());
        let both = match members.get("constraint").and_then(Value::as_str) {
            Some(other) => format!("({other}) and {steps}"),
            None => steps,
        };
        members.insert("constraint".to_owned(), Value::from(both));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn check(parameters: &str, expect: &Value) {
        let mut members = Map::new();
        let mut found = Found::default();
        read("survey!A2", parameters, &mut members, &mut found);
        assert!(found.flaws.is_empty(), "{parameters}: {found:?}");
        assert_eq!(&Value::Object(members), expect, "{parameters}");
    }

    #[test]
    fn a_range_becomes_a_number() {
        check("", &json!({"type": "integer", "min": 1, "max": 10}));
        check("start=10; end=0", &json!({"type": "integer", "min": 0, "max": 10}));
        check("start=0,end=1,step=0.1", &json!({"type": "decimal", "min": 0, "max": 1, "decimals": 1}));
        let steps = json!({"type": "integer", "min": 5, "max": 50, "constraint": "(. - 5) mod 5 = 0"});
        check("start=5 end=50 step=5", &steps);
    }

    #[test]
    fn a_range_that_is_none_is_refused() {
        for parameters in ["start=a", "step=0", "start=0 end=1 step=5", "end=1e999"] {
            let mut found = Found::default();
            read("survey!A2", parameters, &mut Map::new(), &mut found);
            assert!(!found.flaws.is_empty(), "{parameters}");
        }
    }
}
