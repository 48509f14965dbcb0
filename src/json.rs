//! Reading JSON that strangers send: a key said twice is refused (which of the two was meant?), and so is nesting so
//! deep that nobody wrote it by hand. Numbers keep their digits.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

/// Deepest nesting of arrays and objects that is read. A template of sections and groups needs about twenty;
/// the reader's own limit of 128 guards its stack.
const DEEPEST: usize = 64;
/// How serde_json hands over a number with all its digits.
const NUMBER_KEY: &str = "$serde_json::private::Number";
/// Longest part of a repeated key that is shown to people, in characters.
const SHOWN_KEY: usize = 60;

/// A text that is no JSON we accept. Says why, with line and column where they are known.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("this is not JSON that can be read: {0}")]
pub struct Malformed(String);

/// Reads one JSON document.
///
/// # Errors
/// `Malformed` for text that is no JSON, a key said twice, nesting deeper than 64, and anything behind the document.
pub fn read(text: &str) -> Result<Value, Malformed> {
    let refused = |error: serde_json::Error| Malformed(error.to_string());
    let mut reader = serde_json::Deserializer::from_str(text);
    let value = Strict { room: DEEPEST }.deserialize(&mut reader).map_err(refused)?;
    reader.end().map_err(refused)?;
    Ok(value)
}

/// Reads a value with so many levels of nesting left.
#[derive(Clone, Copy)]
struct Strict {
    room: usize,
}

impl Strict {
    fn inside<E: serde::de::Error>(self) -> Result<Self, E> {
        let room = self.room.checked_sub(1);
        room.map(|room| Self { room }).ok_or_else(|| E::custom(format_args!("nested deeper than {DEEPEST} levels")))
    }
}

impl<'de> DeserializeSeed<'de> for Strict {
    type Value = Value;
    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<Value, D::Error> {
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Value, A::Error> {
        let inside = self.inside()?;
        let mut values = Vec::new();
        while let Some(value) = elements.next_element_seed(inside)? {
            values.push(value);
        }
        Ok(Value::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut read = Map::new();
        let mut inside = None;
        while let Some(key) = members.next_key::<String>()? {
            if key == NUMBER_KEY && read.is_empty() {
                let digits: String = members.next_value()?;
                return digits.parse::<Number>().map(Value::Number).map_err(A::Error::custom);
            }
            let seed = match inside {
                Some(seed) => seed,
                None => *inside.insert(self.inside()?),
            };
            let value = members.next_value_seed(seed)?;
            if read.contains_key(&key) {
                let shown: String = key.chars().take(SHOWN_KEY).collect();
                return Err(A::Error::custom(format_args!("the key {shown:?} stands twice in one object")));
            }
            read.insert(key, value);
        }
        Ok(Value::Object(read))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(input: &str, expect: Result<&str, &str>) {
        let read = read(input);
        match (&read, expect) {
            (Ok(value), Ok(text)) => assert_eq!(value.to_string(), text),
            (Err(error), Err(part)) => assert!(error.to_string().contains(part), "{error}"),
            _ => panic!("{}: {read:?}", input.chars().take(80).collect::<String>()),
        }
    }

    #[test]
    fn reads_what_is_json_and_nothing_else() {
        check(r#" {"a": [1, -2.50, true, null, "é"]} "#, Ok(r#"{"a":[1,-2.50,true,null,"é"]}"#));
        check("12345678901234567890.123456789", Ok("12345678901234567890.123456789"));
        check("{} {}", Err("trailing"));
        check("{'a': 1}", Err("line 1 column 2"));
        check("[1,]", Err("trailing comma"));
        check("NaN", Err("expected"));
        check("", Err("EOF"));
    }

    #[test]
    fn a_key_said_twice_is_refused() {
        check(r#"{"a": 1, "b": {"c": 1, "c": 2}}"#, Err("\"c\" stands twice"));
        check(r#"{"a": 1, "\u0061": 2}"#, Err("\"a\" stands twice"));
    }

    #[test]
    fn depth_is_limited() {
        let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert!(read(&nested(64)).is_ok());
        check(&nested(65), Err("deeper than 64"));
        check(&nested(10_000), Err("deeper"));
        check(&"[".repeat(1_000_000), Err("deeper"));
        check(&"{\"a\":".repeat(100_000), Err("deeper"));
    }
}
