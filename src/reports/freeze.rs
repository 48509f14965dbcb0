//! Freezes a report: the document of a submission, made and read. Pure.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json, json};

use super::Report;
use super::answer::{Answer, Beside};
use super::attachments::{Attachment, named};
use super::sheet::{Line, Sheet, Status};
use crate::clock::{self, Moment};
use crate::templates::Qualifier;

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
    /// Where it comes from, if it was submitted elsewhere.
    pub imported: Option<&'a Imported>,
    /// The report's files, by id.
    pub files: &'a BTreeMap<String, Attachment>,
}

/// Where a submission comes from that was made elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    /// Where, in words.
    pub source: String,
    /// SHA-256 of the file it was read from.
    pub sha256: String,
    /// When it was read.
    pub at: Moment,
}

/// The document of a submission. Its canonical bytes are what is hashed.
pub fn document(sheet: &Sheet<'_>, cover: &Cover<'_>) -> Json {
    let frozen: Map<String, Json> =
        sheet.lines.iter().map(|line| (line.path.clone(), entry(line, cover.files))).collect();
    let rows: Map<String, Json> = sheet.turns.iter().map(|turn| (turn.path.clone(), json!(turn.keys))).collect();
    // Only what does not hold needs its explanation; what was explained and then mended is history.
    let explained = sheet.broken.iter().filter_map(|broken| Some((broken.rule, broken.explanation?)));
    let explanations: Map<String, Json> =
        explained.map(|(rule, answer)| (rule.name.to_string(), json!(answer.value))).collect();
    let mut document = json!({
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
        "rows": rows,
        "explanations": explanations,
    });
    if let (Some(Imported { source, sha256, at }), Some(members)) = (cover.imported, document.as_object_mut()) {
        let imported = json!({ "source": source, "sha256": sha256, "at": clock::written(*at) });
        members.insert("imported".to_owned(), imported);
    }
    document
}

fn entry(line: &Line<'_>, files: &BTreeMap<String, Attachment>) -> Json {
    let mut entry = Map::new();
    entry.insert("status".to_owned(), json!(line.status.word()));
    let answer = named::described(&line.question.kind, &line.answer, files);
    let beside = answer.beside.taken_by(line.question);
    let texts = [
        ("value", answer.value.clone()),
        ("other", answer.other.as_ref().map(|words| json!(words))),
        ("qualifier", answer.qualifier.map(|qualifier| json!(qualifier.word()))),
        ("comment", answer.comment.as_ref().map(|words| json!(words))),
        ("language", answer.language.as_ref().map(|tag| json!(tag))),
        ("attachments", beside.attachments),
        ("links", beside.links),
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

/// What a frozen document says.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Frozen {
    /// The answers by path, with what became of each.
    pub answers: BTreeMap<String, (Status, Answer)>,
    /// By the path of each repeat and table that applies: the keys of its rows, in order.
    pub rows: BTreeMap<String, Vec<String>>,
    /// By the name of each warning that does not hold: why it may be passed.
    pub explanations: BTreeMap<String, Answer>,
}

/// Reads a frozen document.
pub fn read(document: &Json) -> Frozen {
    let text = |entry: &Json, field: &str| entry.get(field).and_then(Json::as_str).map(str::to_owned);
    let answer = |entry: &Json| {
        let status = entry.get("status").and_then(Json::as_str).and_then(Status::read)?;
        let answer = Answer {
            value: entry.get("value").cloned(),
            other: text(entry, "other"),
            qualifier: text(entry, "qualifier").as_deref().and_then(Qualifier::read),
            comment: text(entry, "comment"),
            language: text(entry, "language"),
            beside: Beside { attachments: entry.get("attachments").cloned(), links: entry.get("links").cloned() },
        };
        Some((status, answer))
    };
    let explanations = document.get("explanations").and_then(Json::as_object).into_iter().flatten();
    let explained =
        |(rule, words): (&String, &Json)| (rule.clone(), Answer { value: Some(words.clone()), ..Answer::default() });
    let answers = document.get("answers").and_then(Json::as_object).into_iter().flatten();
    Frozen {
        answers: answers.filter_map(|(path, entry)| Some((path.clone(), answer(entry)?))).collect(),
        rows: rows(document),
        explanations: explanations.map(explained).collect(),
    }
}

/// The rows of a frozen document: by the path of each repeat and table that applies their keys, in order.
pub fn rows(document: &Json) -> BTreeMap<String, Vec<String>> {
    let keys = |keys: &Json| {
        let keys = keys.as_array().into_iter().flatten();
        keys.filter_map(Json::as_str).map(str::to_owned).collect()
    };
    let all = document.get("rows").and_then(Json::as_object).into_iter().flatten();
    all.map(|(path, rows)| (path.clone(), keys(rows))).collect()
}
