//! Canonical JSON: the one written form of a document that is hashed. Keys sorted by code point, no spaces, decimals
//! plain, without exponent or trailing zeros. Numbers are taken from their own digits and never pass through a float.

use serde_json::{Number, Value};

/// Longest number that is written out plainly, in characters. Answers and templates hold at most 28 digits; without a
/// limit `1e1000000000` would ask for a gigabyte of zeros. A longer one keeps the digits it came with.
const LONGEST_NUMBER: usize = 400;

/// The canonical text of a value. The same value always gives the same text, however it was written.
pub fn canonical(value: &Value) -> String {
    let mut text = String::new();
    write(value, &mut text);
    text
}

fn write(value: &Value, text: &mut String) {
    match value {
        Value::Null => text.push_str("null"),
        Value::Bool(true) => text.push_str("true"),
        Value::Bool(false) => text.push_str("false"),
        Value::Number(number) => text.push_str(&number_text(number)),
        Value::String(words) => text.push_str(&quoted(words)),
        Value::Array(values) => {
            text.push('[');
            for (index, value) in values.iter().enumerate() {
                if index > 0 {
                    text.push(',');
                }
                write(value, text);
            }
            text.push(']');
        }
        Value::Object(members) => {
            // Rust compares strings by their UTF-8 bytes, which is the order of the code points.
            let mut members: Vec<(&String, &Value)> = members.iter().collect();
            members.sort_by_key(|(key, _)| *key);
            text.push('{');
            for (index, (key, value)) in members.into_iter().enumerate() {
                if index > 0 {
                    text.push(',');
                }
                text.push_str(&quoted(key));
                text.push(':');
                write(value, text);
            }
            text.push('}');
        }
    }
}

fn quoted(words: &str) -> String {
    Value::String(words.to_owned()).to_string()
}

/// A number as it stands in canonical JSON: `1.50e1` is `15`.
pub fn number_text(number: &Number) -> String {
    let text = number.to_string();
    plain(&text).unwrap_or(text)
}

/// A JSON number without exponent, leading plus or trailing zeros; none when it is no number or would be too long.
pub fn plain(text: &str) -> Option<String> {
    let (sign, rest) = text.strip_prefix('-').map_or(("", text), |rest| ("-", rest));
    let (mantissa, exponent) = rest.split_once(['e', 'E']).unwrap_or((rest, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits: String = format!("{whole}{fraction}");
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let significant = digits.trim_start_matches('0');
    if significant.is_empty() {
        return Some("0".to_owned());
    }
    // Where the point stands, counted from the front of `digits`.
    let point = i64::try_from(whole.len()).ok()?.checked_add(exponent.parse().ok()?)?;
    let longest = i64::try_from(LONGEST_NUMBER).ok()?;
    let length = i64::try_from(digits.len()).ok()?;
    if length > longest || point.checked_abs()? > longest {
        return None;
    }
    Some(format!("{sign}{}", placed(&digits, point)))
}

/// Digits with the point at a place that may lie before or behind them.
fn placed(digits: &str, point: i64) -> String {
    let before = usize::try_from(point.saturating_neg()).unwrap_or(0);
    let shift = usize::try_from(point).unwrap_or(0);
    let padded = format!("{}{digits}", "0".repeat(before));
    let behind = shift.saturating_sub(padded.len());
    let padded = format!("{padded}{}", "0".repeat(behind));
    let (whole, fraction) = padded.split_at_checked(shift).unwrap_or((padded.as_str(), ""));
    let (whole, fraction) = (whole.trim_start_matches('0'), fraction.trim_end_matches('0'));
    let whole = if whole.is_empty() { "0" } else { whole };
    if fraction.is_empty() { whole.to_owned() } else { format!("{whole}.{fraction}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(input: &str, expect: &str) {
        let value: Value = serde_json::from_str(input).unwrap();
        assert_eq!(canonical(&value), expect, "{input}");
    }

    #[test]
    fn keys_are_sorted_by_code_point_and_spaces_go() {
        check(r#"{ "b": [1, true , null], "a" : {"é": "x", "z": {}} }"#, r#"{"a":{"z":{},"é":"x"},"b":[1,true,null]}"#);
        // U+FFFD comes before U+1F426 by code point, after it by UTF-16 unit.
        check("{\"\u{1F426}\":1,\"\u{FFFD}\":2}", "{\"\u{FFFD}\":2,\"\u{1F426}\":1}");
        check(r#"{"é":1,"z":2,"𝒳":3,"豈":4}"#, r#"{"z":2,"é":1,"豈":4,"𝒳":3}"#);
        check(r#""line\nfeed \u00e9 \/ \"q\" \u0001""#, r#""line\nfeed é / \"q\" \u0001""#);
    }

    #[test]
    fn numbers_are_plain_and_exact() {
        for (input, expect) in [
            ("1.50", "1.5"),
            ("1.0", "1"),
            ("100", "100"),
            ("-0", "0"),
            ("-0.0e5", "0"),
            ("1e3", "1000"),
            ("1.50e1", "15"),
            ("1.5E+2", "150"),
            ("12e-3", "0.012"),
            ("-0.10", "-0.1"),
            ("9999999999999999999999999999", "9999999999999999999999999999"),
            ("0.1234567890123456789012345678", "0.1234567890123456789012345678"),
        ] {
            check(input, expect);
        }
    }

    #[test]
    fn a_number_too_long_to_write_out_keeps_its_digits() {
        check("1e1000000000", "1e+1000000000");
        check("1e99999999999999999999", "1e+99999999999999999999");
        assert_eq!(plain("1e401"), None);
        assert_eq!(plain("abc"), None);
        assert_eq!(plain(""), None);
    }

    proptest! {
        #[test]
        fn the_canonical_text_reads_back_as_the_same_value(whole in any::<i64>(), places in 0usize..18, words in ".*") {
            let digits = whole.unsigned_abs().to_string();
            let digits = format!("{}{digits}", "0".repeat(20usize.saturating_sub(digits.len())));
            let (front, back) = digits.split_at(digits.len() - places);
            let number = if places == 0 { front.trim_start_matches('0').to_owned() } else { format!("{}.{back}", front.trim_start_matches('0')) };
            let number = if number.is_empty() || number.starts_with('.') { format!("0{number}") } else { number };
            let first = canonical(&serde_json::json!({"n": serde_json::from_str::<Value>(&number).unwrap(), "w": words}));
            let again: Value = serde_json::from_str(&first).unwrap();
            prop_assert_eq!(canonical(&again), first);
            prop_assert_eq!(again["n"].to_string().parse::<rust_decimal::Decimal>().unwrap(), number.parse::<rust_decimal::Decimal>().unwrap());
        }
    }
}
