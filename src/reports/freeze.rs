//! Freezes a report: the document of a submission and the rows that figures read. Pure.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json, json};

use super::Report;
use super::answer::Answer;
use super::sheet::{Line, Sheet, Status};
use crate::clock::{self, Moment};
use crate::templates::{Kind, Qualifier, Question, Template};

/// The form of the document; a change of it takes a new name.
pub const FORMAT: &str = "godwit-submission/1";

/// Who stands for the report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declaration {
    /// A name.
    pub name: String,
    /// In what capacity: "National Focal Point".
    pub capacity: String,
}

/// What is frozen besides the answers.
pub struct Cover<'a> {
    /// The report.
    pub report: &'a Report,
    /// 1 for the first submission.
    pub number: i32,
    /// What people cite.
    pub reference: &'a str,
    /// When.
    pub submitted_at: Moment,
    /// Who stands for it.
    pub declaration: &'a Declaration,
}

/// The document of a submission. Its canonical bytes are what is hashed.
pub fn document(sheet: &Sheet<'_>, cover: &Cover<'_>) -> Json {
    let frozen: Map<String, Json> =
        sheet.lines.iter().map(|line| (line.question.name.to_string(), entry(line))).collect();
    // Only what does not hold needs its explanation; what was explained and then mended is history.
    let explained = sheet.broken.iter().filter_map(|broken| Some((broken.rule, broken.explanation?)));
    let explanations: Map<String, Json> =
        explained.map(|(rule, answer)| (rule.name.to_string(), json!(answer.value))).collect();
    json!({
        "format": FORMAT,
        "cycle": cover.report.cycle.code,
        "instrument": cover.report.cycle.instrument,
        "party": cover.report.party,
        "template": { "name": cover.report.cycle.template, "version": cover.report.cycle.version },
        "submission": cover.number,
        "reference": cover.reference,
        "report_revision": cover.report.revision,
        "submitted_at": clock::written(cover.submitted_at),
        "declaration": { "name": cover.declaration.name, "capacity": cover.declaration.capacity },
        "answers": frozen,
        "explanations": explanations,
    })
}

fn entry(line: &Line<'_>) -> Json {
    let mut entry = Map::new();
    entry.insert("status".to_owned(), json!(line.status.word()));
    let answer = &line.answer;
    let texts = [
        ("value", answer.value.clone()),
        ("other", answer.other.as_ref().map(|words| json!(words))),
        ("qualifier", answer.qualifier.map(|qualifier| json!(qualifier.word()))),
        ("comment", answer.comment.as_ref().map(|words| json!(words))),
        ("language", answer.language.as_ref().map(|tag| json!(tag))),
    ];
    for (name, value) in texts {
        if let Some(value) = value {
            entry.insert(name.to_owned(), value);
        }
    }
    if let Some(carried) = line.carried.filter(|_| line.status == Status::Unconfirmed) {
        entry.insert("carried_from".to_owned(), carried.json());
    }
    Json::Object(entry)
}

/// The answers of a frozen document, by question, with what became of each.
pub fn read(document: &Json) -> BTreeMap<String, (Status, Answer)> {
    let text = |entry: &Json, field: &str| entry.get(field).and_then(Json::as_str).map(str::to_owned);
    let answer = |entry: &Json| {
        let status = entry.get("status").and_then(Json::as_str).and_then(Status::read)?;
        let answer = Answer {
            value: entry.get("value").cloned(),
            other: text(entry, "other"),
            qualifier: text(entry, "qualifier").as_deref().and_then(Qualifier::read),
            comment: text(entry, "comment"),
            language: text(entry, "language"),
        };
        Some((status, answer))
    };
    let entries = document.get("answers").and_then(Json::as_object);
    entries.into_iter().flatten().filter_map(|(name, entry)| Some((name.clone(), answer(entry)?))).collect()
}

/// One row that figures read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Fact {
    /// Its place in the submission, from 1, in the template's order.
    pub ordinal: i32,
    /// Which question.
    pub question: String,
    /// Which item of the answer, from 1, for links and for what is put in order.
    pub position: Option<i32>,
    /// `answered`, `blank`, `not_applicable` or `unconfirmed`.
    pub status: &'static str,
    /// The choice, or `true`.
    pub value_code: Option<String>,
    /// The number, plain.
    pub value_number: Option<String>,
    /// The words, the date, the link.
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

/// The rows of a submission, from its frozen answers: at least one for each question, one for each tick, each choice
/// that is put in order and each link.
pub fn facts(template: &Template, frozen: &BTreeMap<String, (Status, Answer)>) -> Vec<Fact> {
    let blank = (Status::Blank, Answer::default());
    let mut facts = Vec::new();
    for (_, question) in template.questions() {
        let (status, answer) = frozen.get(question.name.as_str()).unwrap_or(&blank);
        for (index, mut fact) in of_question(question, *status, answer).into_iter().enumerate() {
            fact.ordinal = i32::try_from(facts.len()).unwrap_or(i32::MAX).saturating_add(1);
            fact.question = question.name.to_string();
            if index == 0 {
                fact.comment = answer.comment.clone();
                fact.language = answer.language.clone();
            }
            facts.push(fact);
        }
    }
    facts
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
