//! One way to write a JSON document, so that its hash means something: UTF-8, keys sorted by code point, no spaces,
//! decimals plain without exponent or trailing zeros.

use serde_json::{Number, Value};

/// The canonical text of a document.
pub fn canonical(value: &Value) -> String {
    let mut text = String::new();
    write(value, &mut text);
    text
}

fn write(value: &Value, text: &mut String) {
    match value {
        Value::Null | Value::Bool(_) | Value::String(_) => text.push_str(&value.to_string()),
        Value::Number(number) => text.push_str(&plain(number)),
        Value::Array(items) => {
            text.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    text.push(',');
                }
                write(item, text);
            }
            text.push(']');
        }
        Value::Object(fields) => {
            // serde_json keeps keys in a sorted map: byte order of UTF-8 is code point order.
            text.push('{');
            for (index, (key, item)) in fields.iter().enumerate() {
                if index > 0 {
                    text.push(',');
                }
                text.push_str(&Value::String(key.clone()).to_string());
                text.push(':');
                write(item, text);
            }
            text.push('}');
        }
    }
}

/// A number without exponent and trailing zeros. One that is too long to be a decimal stays as it was written:
/// no answer holds one, for answers are checked when they are saved.
fn plain(number: &Number) -> String {
    let written = number.to_string();
    let read = if written.contains(['e', 'E']) {
        rust_decimal::Decimal::from_scientific(&written)
    } else {
        rust_decimal::Decimal::from_str_exact(&written)
    };
    read.map_or(written, |decimal| decimal.normalize().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(document: &str, expect: &str) {
        let value: Value = serde_json::from_str(document).unwrap();
        assert_eq!(canonical(&value), expect);
    }

    #[test]
    fn one_document_has_one_text() {
        check(r#"{ "b" : 1, "a": [ true , null ] }"#, r#"{"a":[true,null],"b":1}"#);
        check(r#"{"é":1,"z":2,"𝒳":3,"豈":4}"#, r#"{"z":2,"é":1,"豈":4,"𝒳":3}"#);
        check(r#""\u0041\n""#, r#""A\n""#);
    }

    #[test]
    fn decimals_are_plain_and_exact() {
        check("[1.50, 1e3, 1E-3, -0.0, 100]", "[1.5,1000,0.001,0,100]");
        check("12345678901234567890.12345678", "12345678901234567890.12345678");
        check("0.10000000000000000000000001", "0.10000000000000000000000001");
    }
}
