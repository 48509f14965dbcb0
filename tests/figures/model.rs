//! A round as a test describes it.

use chrono::TimeDelta;
use godwit::clock::{self, Moment};
use serde_json::{Value, json};

/// A day of the invented year.
pub fn day(number: i64) -> Moment {
    clock::read("2027-01-01T12:00:00Z").unwrap() + TimeDelta::days(number)
}

/// The deadline of every round, unless it says otherwise.
pub const DUE: i64 = 100;

/// One row of a submission.
#[derive(Debug, Clone, Default)]
pub struct Row {
    pub position: Option<i32>,
    pub code: Option<String>,
    pub number: Option<String>,
    pub text: Option<String>,
    pub other: Option<String>,
    pub comment: Option<String>,
}

/// What a submission says to one question, once or in one row.
#[derive(Debug, Clone)]
pub struct Answer {
    pub question: String,
    /// The keys of the rows it stands in; empty at the top, and where there are no rows.
    pub row: String,
    pub status: &'static str,
    pub rows: Vec<Row>,
}

impl Answer {
    pub fn of(question: &str, status: &'static str) -> Self {
        Self { question: question.into(), row: String::new(), status, rows: vec![Row::default()] }
    }

    pub fn chosen(question: &str, codes: &[&str]) -> Self {
        let row = |code: &&str| Row { code: Some((*code).into()), ..Row::default() };
        Self {
            question: question.into(),
            row: String::new(),
            status: "answered",
            rows: codes.iter().map(row).collect(),
        }
    }

    pub fn number(question: &str, number: &str) -> Self {
        let row = Row { number: Some(number.into()), ..Row::default() };
        Self { question: question.into(), row: String::new(), status: "answered", rows: vec![row] }
    }

    pub fn text(question: &str, text: &str) -> Self {
        let row = Row { text: Some(text.into()), ..Row::default() };
        Self { question: question.into(), row: String::new(), status: "answered", rows: vec![row] }
    }

    /// The same, in a row.
    pub fn within(mut self, row: &str) -> Self {
        self.row = row.to_owned();
        self
    }

    pub fn codes(&self) -> Vec<&str> {
        self.rows.iter().filter_map(|row| row.code.as_deref()).collect()
    }
}

#[derive(Debug, Clone)]
pub struct Submission {
    pub at: i64,
    pub version: i32,
    pub answers: Vec<Answer>,
}

/// A line of the due list.
#[derive(Debug, Clone)]
pub enum Duty {
    Due,
    Exempt,
    OtherFormat,
    Covered(String),
    Extended(i64),
}

#[derive(Debug, Clone)]
pub struct Party {
    pub code: String,
    /// Empty for a Party without a membership.
    pub region: String,
    /// The day each was recorded, and what.
    pub duties: Vec<(i64, Duty)>,
    pub submissions: Vec<Submission>,
}

impl Party {
    /// One from whom a report is due.
    pub fn due(code: impl Into<String>, region: &str) -> Self {
        Self { code: code.into(), region: region.into(), duties: vec![(0, Duty::Due)], submissions: Vec::new() }
    }

    pub fn duty(mut self, at: i64, duty: Duty) -> Self {
        self.duties.push((at, duty));
        self
    }

    pub fn sent(mut self, at: i64, answers: Vec<Answer>) -> Self {
        self.submissions.push(Submission { at, version: 1, answers });
        self
    }
}

/// A whole round.
#[derive(Debug, Clone)]
pub struct Round {
    pub cut_off: Option<i64>,
    /// Documents of the template's versions, from 1; the cycle is on the last.
    pub versions: Vec<Value>,
    pub parties: Vec<Party>,
}

/// A question of a template document.
pub fn question(name: &str, kind: &str, more: Value) -> Value {
    let mut item = json!({ "name": name, "type": kind, "label": { "en": format!("Invented: {name}?") } });
    item.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    item
}

/// A document with one section.
pub fn document(lists: Value, questions: Vec<Value>) -> Value {
    json!({
        "format": "godwit-template/1", "name": "invented", "instrument": "INV", "default_language": "en",
        "languages": ["en"], "title": { "en": "Invented" }, "lists": lists,
        "items": [{ "name": "part", "type": "section", "label": { "en": "Part" }, "items": questions }],
    })
}

/// A list of a template document: codes, a meaning behind a colon where they have one.
pub fn list(codes: &[&str]) -> Value {
    let choice = |code: &&str| {
        let (name, meaning) = code.split_once(':').unwrap_or((code, "answer"));
        json!({ "name": name, "label": { "en": format!("Label of {name}") }, "counts_as": meaning })
    };
    json!({ "choices": codes.iter().map(choice).collect::<Vec<_>>() })
}

/// Long after everything.
pub fn now() -> Moment {
    day(1_000)
}
