//! The rows that figures read, made from a frozen document. Pure.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use super::answer::Answer;
use super::freeze::Frozen;
use super::path;
use super::sheet::Status;
use crate::templates::outline::{Outline, Slot};
use crate::templates::{Kind, Qualifier, Question, Template};

/// One row that figures read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Fact {
    /// Its place in the submission, from 1, in the template's order.
    pub ordinal: i32,
    /// Which question; of a cell, `table.column`.
    pub question: String,
    /// The keys of the rows it stands in, joined by `/`; empty at the top, and for a question in rows of which there are none.
    pub row: String,
    /// Which item of the answer, from 1, for links, files and what is put in order.
    pub position: Option<i32>,
    /// `answered`, `blank`, `not_applicable` or `unconfirmed`.
    pub status: &'static str,
    /// The choice, or `true`; SHA-256 of a file.
    pub value_code: Option<String>,
    /// The number, plain.
    pub value_number: Option<String>,
    /// The words, the date, the link; the name of a file.
    pub value_text: Option<String>,
    /// The words of the other choice; the label of a link.
    pub other_text: Option<String>,
    /// How sure a number is.
    pub qualifier: Option<&'static str>,
    /// A word beside the answer, on its first row.
    pub comment: Option<String>,
    /// The language of the answer, on its first row.
    pub language: Option<String>,
}

/// The rows of a submission: at least one for each question, one for each row it is asked in, one for each tick and link.
pub fn facts(template: &Template, frozen: &Frozen) -> Vec<Fact> {
    let outline = Outline::of(template);
    let turns = Turns::of(&outline, &frozen.rows);
    let mut facts: Vec<Fact> = Vec::new();
    for slot in &outline.slots {
        for (row, status, answer) in turns.said(&outline, slot, frozen) {
            for (index, mut fact) in of_question(slot.question, status, answer).into_iter().enumerate() {
                fact.ordinal = i32::try_from(facts.len()).unwrap_or(i32::MAX).saturating_add(1);
                fact.question = slot.key.to_string();
                fact.row = row.clone();
                if index == 0 {
                    fact.comment = answer.comment.clone();
                    fact.language = answer.language.clone();
                }
                facts.push(fact);
            }
        }
    }
    facts
}

/// The rows of each frame, as a frozen document has them.
pub struct Turns {
    /// By frame: the paths of its rows.
    rows: Vec<Vec<String>>,
    /// The frames that apply in at least one row of what is around them.
    open: BTreeSet<usize>,
    blank: Answer,
}

impl Turns {
    /// Reads them from the keys of rows by the path of what has them.
    pub fn of(outline: &Outline<'_>, keys: &BTreeMap<String, Vec<String>>) -> Self {
        let mut turns = Self { rows: Vec::new(), open: BTreeSet::new(), blank: Answer::default() };
        for (index, frame) in outline.frames.iter().enumerate() {
            let mut rows = Vec::new();
            for around in turns.places(frame.around) {
                let path = path::written(outline, frame.around, frame.name().as_str(), &around);
                let Some(keys) = keys.get(&path) else { continue };
                turns.open.insert(index);
                let inside = |key: &String| if around.is_empty() { key.clone() } else { format!("{around}/{key}") };
                rows.extend(keys.iter().map(inside));
            }
            turns.rows.push(rows);
        }
        turns
    }

    /// The paths of the rows of a frame; at the top there is one place, without a path.
    pub fn places(&self, frame: Option<usize>) -> Vec<String> {
        match frame {
            None => vec![String::new()],
            Some(frame) => self.rows.get(frame).cloned().unwrap_or_default(),
        }
    }

    /// What was said to a question, row by row. Where there are no rows, that: once, blank, or not applicable where what has
    /// the rows does not apply.
    fn said<'f>(
        &'f self,
        outline: &Outline<'_>,
        slot: &Slot<'_>,
        frozen: &'f Frozen,
    ) -> Vec<(String, Status, &'f Answer)> {
        let places = self.places(slot.frame);
        if let Some(frame) = slot.frame.filter(|_| places.is_empty()) {
            let status = if self.open.contains(&frame) { Status::Blank } else { Status::NotApplicable };
            return vec![(String::new(), status, &self.blank)];
        }
        let said = |row: String| {
            let path = path::written(outline, slot.frame, &slot.key, &row);
            let found = frozen.answers.get(&path);
            let (status, answer) = found.map_or((Status::Blank, &self.blank), |(status, answer)| (*status, answer));
            (row, status, answer)
        };
        places.into_iter().map(said).collect()
    }
}

fn of_question(question: &Question, status: Status, answer: &Answer) -> Vec<Fact> {
    // What nobody confirmed is kept in sight with its status; figures count no value but of what is answered.
    if !matches!(status, Status::Answered | Status::Unconfirmed) {
        return vec![Fact { status: status.word(), ..Fact::default() }];
    }
    let answered = Fact { status: status.word(), qualifier: answer.qualifier.map(Qualifier::word), ..Fact::default() };
    let value = answer.value.as_ref();
    match &question.kind {
        Kind::Text { .. } | Kind::Date { .. } => vec![Fact { value_text: value.and_then(text), ..answered }],
        Kind::Integer(_) | Kind::Decimal(_) | Kind::Percentage(_) => {
            vec![Fact { value_number: value.map(ToString::to_string), ..answered }]
        }
        Kind::SelectOne { .. } => {
            vec![Fact { value_code: value.and_then(text), other_text: answer.other.clone(), ..answered }]
        }
        Kind::SelectMultiple { other, .. } => {
            let other = other.as_ref().map(|other| other.name.as_str());
            let tick = |name: &Json| {
                let other_text = answer.other.clone().filter(|_| name.as_str() == other);
                Fact { value_code: text(name), other_text, ..answered.clone() }
            };
            value.and_then(Json::as_array).map_or_else(Vec::new, |names| names.iter().map(tick).collect())
        }
        Kind::Rank { .. } => {
            let item = |position, name: &Json| Fact { position, value_code: text(name), ..answered.clone() };
            items(value, item)
        }
        Kind::File { .. } => {
            let file = |position, file: &Json| Fact {
                position,
                value_code: file.get("sha256").and_then(text),
                value_text: file.get("name").and_then(text),
                ..answered.clone()
            };
            items(value, file)
        }
        // Of a table the cells say what was said.
        Kind::Table { .. } => vec![answered],
        Kind::Calculate { .. } => match value {
            Some(Json::Number(number)) => vec![Fact { value_number: Some(number.to_string()), ..answered }],
            value => vec![Fact { value_text: value.and_then(text), ..answered }],
        },
        Kind::Acknowledge => vec![Fact { value_code: Some("true".to_owned()), ..answered }],
        Kind::Url => {
            let link = |position, link: &Json| Fact {
                position,
                value_text: link.get("url").and_then(text),
                other_text: link.get("label").and_then(text),
                ..answered.clone()
            };
            items(value, link)
        }
    }
}

/// A row for each item of a list, with its position from 1.
fn items(value: Option<&Json>, item: impl Fn(Option<i32>, &Json) -> Fact) -> Vec<Fact> {
    let all = value.and_then(Json::as_array).map_or(&[][..], Vec::as_slice);
    (1..).zip(all).map(|(position, value)| item(Some(position), value)).collect()
}

fn text(value: &Json) -> Option<String> {
    value.as_str().map(str::to_owned)
}
