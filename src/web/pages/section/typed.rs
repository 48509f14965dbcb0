//! What stands in the fields of one question: made from an answer, or as a person left it; and back into an answer. Pure.

use std::collections::HashMap;

use serde_json::{Value as Json, json};

use super::numbers::{self, Read};
use crate::flaw::{Flaw, Shaped};
use crate::reports::answer::{Answer, Beside, Raw};
use crate::templates::{Kind, Qualifier, Question};
use crate::web::body::Filled;

/// The texts in the fields of a question.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Typed {
    /// The text, or the choices that are ticked.
    pub values: Vec<String>,
    /// The words of the choice beyond the list.
    pub other: String,
    /// How sure a number is.
    pub qualifier: String,
    /// The comment.
    pub comment: String,
    /// Links: address and label.
    pub links: Vec<(String, String)>,
    /// Links beside the answer; none where a form does not ask for them.
    pub links_beside: Option<Vec<(String, String)>>,
    /// The ids of the files beside the answer that stay; none where a form does not ask for them.
    pub files_beside: Option<Vec<String>>,
}

/// The part that holds the address of a link beside an answer,
pub const LINK: &str = "beside-url";
/// that which holds what to call it,
pub const LINK_LABEL: &str = "beside-label";
/// and that which holds the files beside it. It stands once without one: a form that asks for them says so even where no
/// box is ticked.
pub const FILE: &str = "beside-file";

/// The name of a field of an answer, and the id of what belongs to it. No item's name has a hyphen and no part has a slash:
/// what stands behind the last slash says which answer and which part, whatever the keys of rows are, and no two share a name.
pub fn field(path: &str, part: &str) -> String {
    format!("{path}-{part}")
}

/// The fields of a form by name. A table of many rows has thousands: each is looked up, none is searched for.
pub struct Form<'a>(HashMap<&'a str, Vec<&'a str>>);

impl<'a> Form<'a> {
    /// The fields that were sent.
    pub fn of(filled: &'a Filled) -> Self {
        let mut fields: HashMap<&str, Vec<&str>> = HashMap::new();
        for (name, value) in &filled.0 {
            fields.entry(name).or_default().push(value);
        }
        Self(fields)
    }

    /// The first value of a field.
    pub fn first(&self, name: &str) -> Option<&'a str> {
        self.0.get(name)?.first().copied()
    }

    /// Every value of a field.
    pub fn all(&self, name: &str) -> impl Iterator<Item = &'a str> {
        self.0.get(name).into_iter().flatten().copied()
    }
}

impl Typed {
    /// An answer, as its fields show it to somebody of this language.
    pub fn of(answer: &Answer, question: &Question, language: &str) -> Self {
        let mut typed = Self {
            other: answer.other.clone().unwrap_or_default(),
            qualifier: answer.qualifier.map_or("", Qualifier::word).to_owned(),
            comment: answer.comment.clone().unwrap_or_default(),
            links_beside: question.links.then(|| answer.beside.links.as_ref().map(pairs).unwrap_or_default()),
            files_beside: question
                .attachments
                .then(|| answer.beside.attachments.as_ref().map(texts).unwrap_or_default()),
            ..Self::default()
        };
        match (&answer.value, &question.kind) {
            (None, _) => {}
            (Some(Json::Number(number)), _) => typed.values = vec![numbers::written(&number.to_string(), language)],
            (Some(Json::Bool(_)), _) => typed.values = vec!["true".to_owned()],
            (Some(links), Kind::Url) => typed.links = pairs(links),
            (Some(Json::Array(names)), Kind::Rank { .. }) => {
                typed.values = (1..).zip(names).map(|(place, name)| placed(&text(name), place)).collect();
            }
            (Some(names @ Json::Array(_)), _) => typed.values = texts(names),
            (Some(value), _) => typed.values = vec![text(value)],
        }
        typed
    }

    /// The fields of an answer as they came back.
    pub fn filled(form: &Form<'_>, path: &str) -> Self {
        let all = |part: &str| -> Vec<String> { form.all(&field(path, part)).map(str::to_owned).collect() };
        let first = |part: &str| all(part).into_iter().next().unwrap_or_default();
        let links = |url: &str, label: &str| {
            let mut labels = all(label).into_iter();
            let links = all(url).into_iter().map(|url| (url, labels.next().unwrap_or_default()));
            links.filter(|(url, label)| !url.trim().is_empty() || !label.trim().is_empty()).collect()
        };
        let asks = |part: &str| form.first(&field(path, part)).is_some();
        Self {
            values: all("value"),
            other: first("other"),
            qualifier: first("qualifier"),
            comment: first("comment"),
            links: links("url", "label"),
            links_beside: asks(LINK).then(|| links(LINK, LINK_LABEL)),
            files_beside: asks(FILE).then(|| all(FILE).into_iter().filter(|id| !id.is_empty()).collect()),
        }
    }

    /// The one text, of a question that takes one.
    pub fn text(&self) -> &str {
        self.values.first().map_or("", String::as_str)
    }

    /// What the texts say, as the rules of answers take it.
    ///
    /// # Errors
    /// What cannot be read without a guess.
    pub fn raw(&self, question: &Question, language: &str) -> Shaped<Raw> {
        let given = |text: &str| (!text.trim().is_empty()).then(|| text.to_owned());
        let value = match &question.kind {
            Kind::Text { .. } => given(self.text()).map_or(Json::Null, Json::String),
            Kind::Integer(_) | Kind::Decimal(_) => number(question, self.text(), language)?,
            Kind::Percentage(_) => {
                let text = self.text().trim();
                number(question, text.strip_suffix(['%', '٪']).unwrap_or(text), language)?
            }
            Kind::Date { .. } => given(self.text()).map_or(Json::Null, |text| Json::String(year_first(&text))),
            Kind::SelectOne { .. } => given(self.text()).map_or(Json::Null, Json::String),
            Kind::SelectMultiple { .. } | Kind::File { .. } if self.values.is_empty() => Json::Null,
            Kind::SelectMultiple { .. } | Kind::File { .. } => json!(self.values),
            Kind::Rank { .. } => ranked(question, &self.values)?,
            Kind::Acknowledge => given(self.text()).map_or(Json::Null, |_| Json::Bool(true)),
            Kind::Url if self.links.is_empty() => Json::Null,
            Kind::Url => self.links.iter().map(|(url, label)| link(url, label)).collect(),
            Kind::Calculate { .. } | Kind::Table { .. } => Json::Null,
        };
        let (other, qualifier, comment) = (given(&self.other), given(&self.qualifier), given(&self.comment));
        let links = self.links_beside.as_ref();
        let beside = Beside {
            attachments: self.files_beside.as_ref().map(|files| json!(files)),
            links: links.map(|links| links.iter().map(|(url, label)| link(url, label)).collect()),
        };
        Ok(Raw { value, other, qualifier, comment, beside, ..Raw::default() })
    }
}

fn text(value: &Json) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn texts(list: &Json) -> Vec<String> {
    list.as_array().map_or(&[][..], Vec::as_slice).iter().map(text).collect()
}

/// Links: address and label.
fn pairs(links: &Json) -> Vec<(String, String)> {
    let part = |link: &Json, name: &str| link.get(name).map(text).unwrap_or_default();
    let links = links.as_array().map_or(&[][..], Vec::as_slice);
    links.iter().map(|link| (part(link, "url"), part(link, "label"))).collect()
}

fn number(question: &Question, text: &str, language: &str) -> Shaped<Json> {
    if text.trim().is_empty() {
        return Ok(Json::Null);
    }
    match numbers::read(text, language) {
        // What has too many digits is a number still: the rules say what is wrong with it.
        Read::Plain(number) => Ok(number.parse().map_or_else(|_| Json::String(text.to_owned()), Json::Number)),
        Read::NoNumber => Ok(Json::String(text.to_owned())),
        // A whole number has no decimals: what could be either stands between thousands.
        Read::Ambiguous(whole, _) if matches!(question.kind, Kind::Integer(_)) => {
            Ok(whole.parse().map_or_else(|_| Json::String(text.to_owned()), Json::Number))
        }
        Read::Ambiguous(one, other) => {
            Err(vec![Flaw::new(question.name.as_str(), AMBIGUOUS, format!("{one}|{other}"))])
        }
    }
}

/// What a choice at a place sends; a choice without one sends nothing.
pub fn placed(name: &str, place: usize) -> String {
    format!("{name} {place}")
}

/// The code of two choices that were given the same place.
pub const SAME_PLACE: &str = "same_place";

/// The choices in the order of their places. A place left out between two others means nothing; one that two choices have
/// is not guessed away.
fn ranked(question: &Question, values: &[String]) -> Shaped<Json> {
    let mut order: Vec<(usize, &str)> = Vec::new();
    for value in values.iter().filter(|value| !value.trim().is_empty()) {
        let parts = value.rsplit_once(' ').and_then(|(name, place)| Some((place.parse().ok()?, name)));
        // What no form of ours sends is no choice's name either.
        order.push(parts.unwrap_or((usize::MAX, value)));
    }
    order.sort_unstable();
    let shared = order.iter().zip(order.iter().skip(1)).find(|(one, next)| one.0 == next.0);
    if let Some(((place, _), _)) = shared {
        return Err(vec![Flaw::new(question.name.as_str(), SAME_PLACE, place.to_string())]);
    }
    let names: Vec<&str> = order.into_iter().map(|(_, name)| name).collect();
    Ok(if names.is_empty() { Json::Null } else { json!(names) })
}

/// The code of a number that could be read in two ways; its message is both as JSON writes them, with a bar between.
pub const AMBIGUOUS: &str = "ambiguous";

/// `2025/3/4` as `2025-03-04`. A date that begins with the day is left as it is: days and months are not guessed.
fn year_first(text: &str) -> String {
    let text: String = text.trim().chars().map(numbers::western).collect();
    let mut parts = text.split(['-', '/', '.', ' ']);
    let year = parts.next().unwrap_or_default();
    let rest: Vec<&str> = parts.collect();
    let digits = |part: &&str| (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    if year.len() != 4 || !rest.iter().all(digits) {
        return text;
    }
    rest.iter().fold(year.to_owned(), |date, part| format!("{date}-{part:0>2}"))
}

/// A link; an address that was typed without `https://` gets it.
fn link(url: &str, label: &str) -> Json {
    let url = url.trim();
    let bare = url.contains('.') && !url.contains(':') && !url.starts_with('/');
    let url = if bare { format!("https://{url}") } else { url.to_owned() };
    if label.trim().is_empty() { json!({ "url": url }) } else { json!({ "url": url, "label": label }) }
}

#[cfg(test)]
#[path = "typed_tests.rs"]
mod tests;
