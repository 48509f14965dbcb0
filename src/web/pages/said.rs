//! An answer in words, for people to read: on the check page, beside a conflict, in a frozen copy. Pure.

use serde_json::Value as Json;

use super::section::numbers;
use crate::ids::ItemName;
use crate::reports::answer::Answer;
use crate::templates::{Kind, Precision, Qualifier, Question, Template};
use crate::words;

/// What an answer says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Said {
    /// Its parts, one to a line; none for a question that is not answered.
    pub lines: Vec<String>,
    /// Links: address and what to call it. Only `http` and `https` were ever let in.
    pub links: Vec<(String, String)>,
    /// Files: id and what each is called.
    pub files: Vec<(String, String)>,
    /// The comment beside it.
    pub comment: Option<String>,
    /// Links beside it, whatever it is.
    pub links_beside: Vec<(String, String)>,
    /// Files beside it.
    pub files_beside: Vec<(String, String)>,
}

impl Said {
    /// Whether the question is answered.
    pub fn is_answered(&self) -> bool {
        !self.lines.is_empty() || !self.links.is_empty() || !self.files.is_empty()
    }
}

/// Says an answer in a language.
pub fn said(template: &Template, question: &Question, answer: &Answer, language: &str) -> Said {
    let mut said = Said {
        comment: answer.comment.clone(),
        links_beside: answer.beside.links.as_ref().map(links).unwrap_or_default(),
        files_beside: answer.beside.attachments.as_ref().map(files).unwrap_or_default(),
        ..Said::default()
    };
    let text = |value: &Json| value.as_str().unwrap_or_default().to_owned();
    match (&question.kind, &answer.value) {
        (_, None) if answer.qualifier == Some(Qualifier::Unknown) => {
            said.lines.push(qualifier_said(Qualifier::Unknown, language));
        }
        // Of a table the cells say what was said.
        (_, None) | (Kind::Table { .. }, _) => {}
        (Kind::Integer(_) | Kind::Decimal(_) | Kind::Percentage(_), Some(value))
        | (Kind::Calculate { .. }, Some(value @ Json::Number(_))) => {
            said.lines.push(number(question, &value.to_string(), answer.qualifier, language));
        }
        (Kind::Text { .. } | Kind::Calculate { .. }, Some(value)) => said.lines.push(text(value)),
        (Kind::Date { precision, .. }, Some(value)) => said.lines.push(date(*precision, &text(value), language)),
        (Kind::SelectOne { list, .. }, Some(value)) => {
            said.lines.push(choice(template, list, &text(value), answer, language));
        }
        (Kind::SelectMultiple { list, .. }, Some(value)) => {
            let names = value.as_array().map_or(&[][..], Vec::as_slice);
            said.lines = names.iter().map(|name| choice(template, list, &text(name), answer, language)).collect();
        }
        (Kind::Rank { list, .. }, Some(value)) => {
            let names = value.as_array().map_or(&[][..], Vec::as_slice);
            let line = |(place, name)| format!("{place}. {}", choice(template, list, &text(name), answer, language));
            said.lines = (1..).zip(names).map(line).collect();
        }
        (Kind::File { .. }, Some(value)) => said.files = files(value),
        (Kind::Acknowledge, Some(_)) => said.lines.push(words::text(language, "page.confirmed", &[])),
        (Kind::Url, Some(value)) => said.links = links(value),
    }
    said
}

/// Each file's id and what it is called.
fn files(value: &Json) -> Vec<(String, String)> {
    let files = value.as_array().map_or(&[][..], Vec::as_slice);
    let part = |file: &Json, part: &str| file.get(part).unwrap_or(file).as_str().unwrap_or_default().to_owned();
    files.iter().map(|file| (part(file, "id"), part(file, "name"))).collect()
}

/// Each link's address and what to call it.
fn links(value: &Json) -> Vec<(String, String)> {
    let links = value.as_array().map_or(&[][..], Vec::as_slice);
    let part = |link: &Json, part: &str| link.get(part).and_then(Json::as_str).map(str::to_owned);
    let url = |link: &Json| part(link, "url").unwrap_or_default();
    links.iter().map(|link| (url(link), part(link, "label").unwrap_or_else(|| url(link)))).collect()
}

/// How sure a number is, in words.
pub fn qualifier_said(qualifier: Qualifier, language: &str) -> String {
    words::text(language, &format!("page.qualifier.{}", qualifier.word()), &[])
}

/// What is counted, as people write it.
pub fn unit_said(question: &Question) -> Option<String> {
    match (&question.kind, question.kind.unit()) {
        (Kind::Percentage(_), None) => Some("%".to_owned()),
        (_, Some("km2")) => Some("km²".to_owned()),
        (_, Some("m2")) => Some("m²".to_owned()),
        (_, unit) => unit.map(str::to_owned),
    }
}

fn number(question: &Question, plain: &str, qualifier: Option<Qualifier>, language: &str) -> String {
    let mut said = numbers::written(plain, language);
    if let Some(unit) = unit_said(question) {
        said = format!("{said}\u{a0}{unit}");
    }
    match qualifier {
        Some(qualifier) => format!("{said} ({})", qualifier_said(qualifier, language)),
        None => said,
    }
}

fn date(precision: Precision, written: &str, language: &str) -> String {
    let whole = match precision {
        Precision::Year => return written.to_owned(),
        Precision::Month => format!("{written}-01"),
        Precision::Day => written.to_owned(),
    };
    let Ok(day) = whole.parse::<chrono::NaiveDate>() else { return written.to_owned() };
    if precision == Precision::Day { words::day(language, day) } else { words::month(language, day) }
}

fn choice(template: &Template, list: &ItemName, name: &str, answer: &Answer, language: &str) -> String {
    let listed = template.choices(list).iter().find(|choice| choice.name.as_str() == name);
    match (listed, &answer.other) {
        (Some(choice), _) => choice.label.in_language(language, &template.default_language).to_owned(),
        (None, Some(other)) => format!("{}: {other}", words::text(language, "page.other", &[])),
        (None, None) => words::text(language, "page.other", &[]),
    }
}
