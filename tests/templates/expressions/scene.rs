//! Answers of every type, drawn at random, as the language and the reference see them. All invented.

use std::borrow::Cow;

use chrono::NaiveDate;
use godwit::templates::expression::{Date, Found, Scope, Type, Value, Values};

use super::generate::Source;
use super::reference::Answer;

/// What is answered: two questions of each type, a column of each, `.` and a column of a choice list.
#[derive(Debug, Default)]
pub struct Scene {
    pub ones: Vec<Answer>,
    pub rows: Vec<Vec<Answer>>,
    pub this: Answer,
    pub region: Answer,
}

/// The questions with one answer, by slot.
pub const ONES: &[(&str, Type)] = &[
    ("area", Type::Number),
    ("sites", Type::Number),
    ("name", Type::Text),
    ("note", Type::Text),
    ("since", Type::Date),
    ("until", Type::Date),
    ("agree", Type::Boolean),
    ("confirm", Type::Boolean),
    ("pick", Type::Choice),
    ("party", Type::Choice),
    ("means", Type::Choices),
];
/// The columns; their slots follow.
pub const COLUMNS: &[(&str, Type)] = &[
    ("t.km2", Type::Number),
    ("t.site", Type::Text),
    ("t.since", Type::Date),
    ("t.party", Type::Choice),
    ("t.means", Type::Choices),
];
/// The choices of every question but `pick`, whose choices nobody knows.
pub const CHOICES: &[&str] = &["yes", "no", "na"];

impl Scene {
    pub fn drawn(source: &mut Source<'_>) -> Self {
        let ones = ONES.iter().map(|(_, kind)| source.answer(*kind)).collect();
        let rows =
            COLUMNS.iter().map(|(_, kind)| (0..source.below(5)).map(|_| source.answer(*kind)).collect()).collect();
        Self { ones, rows, this: source.answer(Type::Number), region: source.answer(Type::Text) }
    }
}

fn found(slot: usize, name: &str, kind: Type, many: bool) -> Found<'static> {
    let known = matches!(kind, Type::Choice | Type::Choices) && name != "pick";
    Found { slot, kind, many, choices: known.then(|| CHOICES.to_vec()) }
}

impl Scope for Scene {
    fn question(&self, name: &str) -> Option<Found<'_>> {
        let all = ONES.iter().chain(COLUMNS).enumerate();
        let (slot, (_, kind)) = all.clone().find(|(_, (one, _))| *one == name)?;
        Some(found(slot, name, *kind, slot >= ONES.len()))
    }

    fn this(&self) -> Option<Found<'_>> {
        Some(Found::one(0, Type::Number))
    }

    fn column(&self, name: &str) -> Option<Found<'_>> {
        (name == "region").then(|| Found::one(0, Type::Text))
    }

    fn questions(&self) -> Vec<&str> {
        ONES.iter().chain(COLUMNS).map(|(name, _)| *name).collect()
    }

    fn columns(&self) -> Vec<&str> {
        vec!["region"]
    }
}

fn value(answer: &Answer) -> Value<'_> {
    match answer {
        Answer::Blank => Value::Blank,
        Answer::Boolean(is) => Value::Boolean(*is),
        Answer::Number(number) => Value::Number(*number),
        Answer::Text(text) => Value::Text(Cow::Borrowed(text)),
        Answer::Date(date) => Value::Date(Date::read(date).unwrap()),
        Answer::Chosen(names) => Value::Chosen(names.iter().map(String::as_str).collect()),
    }
}

impl Values for Scene {
    fn one(&self, slot: usize) -> Value<'_> {
        self.ones.get(slot).map_or(Value::Blank, value)
    }

    fn many<'a>(&'a self, slot: usize, each: &mut dyn FnMut(Value<'a>)) {
        let rows = self.rows.get(slot - ONES.len());
        rows.into_iter().flatten().for_each(|answer| each(value(answer)));
    }

    fn this(&self) -> Value<'_> {
        value(&self.this)
    }

    fn column(&self, _slot: usize) -> Value<'_> {
        value(&self.region)
    }

    fn today(&self) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 21).unwrap()
    }
}
