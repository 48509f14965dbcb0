//! An invented template: conditions and rules as national reports have them, and an answer to most questions.

use std::collections::HashMap;

use chrono::NaiveDate;
use godwit::templates::expression::{Date, Found, Scope, Type, Value, Values};

const CHOICES: &[&str] = &["yes", "no", "partly", "not_applicable", "unknown"];
const KINDS: &[Type] = &[Type::Choice, Type::Choices, Type::Number, Type::Text, Type::Date, Type::Choice];
/// Rows of the table that rules add up.
const ROWS: usize = 100;

pub struct Template {
    slots: HashMap<String, (usize, Type)>,
    conditions: Vec<String>,
    rules: Vec<String>,
    answers: Vec<Value<'static>>,
    rows: Vec<Value<'static>>,
}

fn name(at: usize) -> String {
    format!("question_{at}")
}

fn kind(at: usize) -> Type {
    KINDS[at % KINDS.len()]
}

/// The closest question of a type before another.
fn before(at: usize, wanted: Type) -> String {
    (0..at).rev().find(|one| kind(*one) == wanted).map_or_else(|| "question_0".to_owned(), name)
}

/// The shapes that conditions have in the field, by how often: most ask one choice, some join several.
fn condition(at: usize) -> String {
    let choice = before(at, Type::Choice);
    if at < KINDS.len() {
        return if at == 0 { "true()".to_owned() } else { "${question_0} = 'yes'".to_owned() };
    }
    let (means, number) = (before(at, Type::Choices), before(at, Type::Number));
    match at % 10 {
        0..=3 => format!("${{{choice}}} = 'yes'"),
        4 | 5 => format!("selected(${{{means}}}, 'partly')"),
        6 => format!("selected(${{{means}}}, 'yes') or selected(${{{means}}}, 'no') or ${{{choice}}} != ''"),
        7 => format!("${{{number}}} > 0 and not(${{{choice}}} = 'unknown')"),
        8 => format!("${{{choice}}} = 'yes' and (${{{number}}} >= 10 or count-selected(${{{means}}}) > 1)"),
        _ => format!("if(${{{choice}}} = 'no', ${{{number}}} != '', ${{{}}} <= today())", before(at, Type::Date)),
    }
}

fn rule(at: usize) -> String {
    let near = 6 + at * 5;
    let (number, other) = (before(near, Type::Number), before(near + 6, Type::Number));
    match at % 5 {
        0 => format!("${{{number}}} >= sum(${{sites.km2}})"),
        1 => format!("${{{number}}} = '' or ${{{other}}} = '' or ${{{number}}} <= ${{{other}}} * 1.5"),
        2 => format!("round(${{{number}}} div (${{{other}}} + 1) * 100, 1) <= 100"),
        3 => format!("regex(${{{}}}, '[A-Z]{{2,3}}-[0-9]+( .*)?')", before(near, Type::Text)),
        _ => {
            format!("${{{}}} = '' or ${{{}}} <= date('2026-12-31')", before(near, Type::Date), before(near, Type::Date))
        }
    }
}

impl Template {
    pub fn new(questions: usize, rules: usize) -> Self {
        let answer = |at: usize| match kind(at) {
            _ if at % 6 == 3 => Value::Blank,
            Type::Choice => Value::text(CHOICES[at % CHOICES.len()]),
            Type::Choices => Value::Chosen(CHOICES[at % 3..].to_vec()),
            Type::Number => Value::Number(at.into()),
            Type::Date => Value::Date(Date::read("2026-05").unwrap()),
            Type::Text | Type::Boolean => Value::text("KEN-12 and some words more"),
        };
        Self {
            slots: (0..questions).map(|at| (name(at), (at, kind(at)))).collect(),
            conditions: (0..questions).map(condition).collect(),
            rules: (0..rules).map(rule).collect(),
            answers: (0..questions).map(answer).collect(),
            rows: (0..ROWS).map(|at| Value::Number(at.into())).collect(),
        }
    }

    pub fn expressions(&self) -> impl Iterator<Item = &str> {
        self.conditions.iter().chain(&self.rules).map(String::as_str)
    }
}

impl Scope for Template {
    fn question(&self, name: &str) -> Option<Found<'_>> {
        if name == "sites.km2" {
            return Some(Found { many: true, ..Found::one(self.answers.len(), Type::Number) });
        }
        let (slot, kind) = *self.slots.get(name)?;
        let choices = matches!(kind, Type::Choice | Type::Choices).then(|| CHOICES.to_vec());
        Some(Found { choices, ..Found::one(slot, kind) })
    }
}

impl Values for Template {
    fn one(&self, slot: usize) -> Value<'_> {
        self.answers.get(slot).cloned().unwrap_or(Value::Blank)
    }

    fn many<'a>(&'a self, _slot: usize, each: &mut dyn FnMut(Value<'a>)) {
        self.rows.iter().cloned().for_each(each);
    }

    fn today(&self) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 21).unwrap()
    }
}
