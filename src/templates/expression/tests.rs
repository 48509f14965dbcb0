//! The answers that the tests of this library read.

use chrono::NaiveDate;

use super::{Date, Found, Scope, Type, Value, Values};

/// Every kind of answer once, once blank, and once in rows. All invented.
pub(super) struct Scene;

const QUESTIONS: &[(&str, Type, bool)] = &[
    ("area", Type::Number, false),
    ("name", Type::Text, false),
    ("since", Type::Date, false),
    ("party", Type::Choice, false),
    ("means", Type::Choices, false),
    ("agree", Type::Boolean, false),
    ("no_area", Type::Number, false),
    ("no_name", Type::Text, false),
    ("no_since", Type::Date, false),
    ("no_party", Type::Choice, false),
    ("no_means", Type::Choices, false),
    ("no_agree", Type::Boolean, false),
    ("t.km2", Type::Number, true),
    ("t.site", Type::Text, true),
    ("t.since", Type::Date, true),
    ("t.party", Type::Choice, true),
    ("none.km2", Type::Number, true),
];

impl Scope for Scene {
    fn question(&self, name: &str) -> Option<Found<'_>> {
        let slot = QUESTIONS.iter().position(|(one, ..)| *one == name)?;
        let (_, kind, many) = QUESTIONS[slot];
        let choices = match kind {
            Type::Choice => Some(vec!["yes", "no", "na"]),
            Type::Choices => Some(vec!["law", "money", "staff"]),
            _ => None,
        };
        Some(Found { slot, kind, many, choices })
    }

    fn this(&self) -> Option<Found<'_>> {
        Some(Found::one(0, Type::Number))
    }

    fn column(&self, name: &str) -> Option<Found<'_>> {
        (name == "region").then(|| Found::one(0, Type::Text))
    }

    fn questions(&self) -> Vec<&str> {
        QUESTIONS.iter().map(|(name, ..)| *name).collect()
    }

    fn columns(&self) -> Vec<&str> {
        vec!["region"]
    }
}

fn date(text: &str) -> Value<'static> {
    Value::Date(Date::read(text).unwrap())
}

impl Values for Scene {
    fn one(&self, slot: usize) -> Value<'_> {
        match slot {
            0 => Value::Number("12.5".parse().unwrap()),
            1 => Value::text("Kenya 7"),
            2 => date("2025-03"),
            3 => Value::text("yes"),
            4 => Value::Chosen(vec!["law", "staff"]),
            5 => Value::Boolean(true),
            // Blank in every way that an answer can be.
            7 => Value::Text("".into()),
            10 => Value::Chosen(vec![]),
            _ => Value::Blank,
        }
    }

    fn many<'a>(&'a self, slot: usize, each: &mut dyn FnMut(Value<'a>)) {
        let number = |text: &str| Value::Number(text.parse().unwrap());
        let rows = match slot {
            12 => vec![number("3"), Value::Blank, number("-1.5")],
            13 => vec![Value::text("Tsavo"), Value::Text("".into()), Value::text("Mara")],
            14 => vec![date("2024"), Value::Blank, date("2023-05-01")],
            15 => vec![Value::text("no"), Value::Blank, Value::text("na")],
            _ => vec![],
        };
        rows.into_iter().for_each(each);
    }

    fn this(&self) -> Value<'_> {
        Value::Number(7.into())
    }

    fn column(&self, _slot: usize) -> Value<'_> {
        Value::text("africa")
    }

    fn today(&self) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 21).unwrap()
    }
}
