//! From what was sent to a typed value, or every flaw of it. Pure.

mod beside;

use std::str::FromStr;

use chrono::{Datelike, NaiveDate};
use rust_decimal::Decimal;
use serde_json::Value as Json;

use crate::canonical::number_text;
use crate::flaw::Flaw;
use crate::templates::limits::COMMENT_LENGTH;
use crate::templates::numbers::{MAX_DIGITS, exact};
use crate::templates::{Kind, Number, Other, Precision, Qualifier, Question, Template};
pub use beside::Beside;
use beside::{files, links};

/// An answer as it was sent: nothing is believed yet.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Raw {
    /// The value; `null` clears the answer.
    pub value: Json,
    /// The words of the choice beyond the list.
    pub other: Option<String>,
    /// How sure a number is.
    pub qualifier: Option<String>,
    /// A word beside the answer.
    pub comment: Option<String>,
    /// The language it is written in.
    pub language: Option<String>,
    /// Files and links beside the answer.
    pub beside: Beside,
}

/// An answer that fits its question.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Answer {
    /// The value in its canonical form; none when there is none.
    pub value: Option<Json>,
    /// The words of the choice beyond the list.
    pub other: Option<String>,
    /// How sure a number is.
    pub qualifier: Option<Qualifier>,
    /// A word beside the answer.
    pub comment: Option<String>,
    /// The language it is written in.
    pub language: Option<String>,
    /// Files and links beside the answer.
    pub beside: Beside,
}

impl Raw {
    /// An answer as it would be sent again, with what its question still takes beside it.
    pub fn of(answer: &Answer, question: &Question) -> Self {
        Self {
            value: answer.value.clone().unwrap_or_default(),
            other: answer.other.clone(),
            qualifier: answer.qualifier.map(|qualifier| Qualifier::word(qualifier).to_owned()),
            comment: answer.comment.clone(),
            language: answer.language.clone(),
            beside: answer.beside.taken_by(question),
        }
    }
}

impl Answer {
    /// Whether the question is answered: a comment alone answers nothing, "not known" does.
    pub fn is_answered(&self) -> bool {
        self.value.is_some() || self.qualifier == Some(Qualifier::Unknown)
    }
}

/// Reads what was sent for a question. `at` is the answer's path.
///
/// # Errors
/// Every flaw: a wrong type, too long, control characters, out of range, a date that does not exist, an option not in
/// the list. What is merely unfinished is no flaw: drafts always save.
pub fn parse(template: &Template, question: &Question, at: &str, raw: &Raw) -> Result<Answer, Vec<Flaw>> {
    let mut flaws = Flaws { at, found: Vec::new() };
    let value = value(template, question, &raw.value, &mut flaws);
    let qualifier = qualifier(question, raw.qualifier.as_deref(), &mut flaws);
    if qualifier == Some(Qualifier::Unknown) && value.is_some() {
        flaws.add("value", "a number that is not known has no value: send null");
    }
    let comment = text(raw.comment.as_deref(), COMMENT_LENGTH, "comment", &mut flaws);
    if comment.is_some() && !question.comment {
        flaws.add("comment", "this question takes no comment");
    }
    let beside = beside::parse(question, &raw.beside, &mut flaws);
    let other = other(question, value.as_ref(), raw.other.as_deref(), &mut flaws);
    let language = raw.language.clone().filter(|language| !language.is_empty());
    if language.as_ref().is_some_and(|language| !is_language(language)) {
        flaws.add("language", "language must be a tag such as en or pt-BR");
    }
    if flaws.found.is_empty() {
        Ok(Answer {
            value,
            other,
            qualifier: qualifier.filter(|q| value_or_unknown(*q, &raw.value)),
            comment,
            language,
            beside,
        })
    } else {
        Err(flaws.found)
    }
}

/// A qualifier means something beside a number, or when it says that there is none.
fn value_or_unknown(qualifier: Qualifier, value: &Json) -> bool {
    qualifier == Qualifier::Unknown || !value.is_null()
}

struct Flaws<'a> {
    at: &'a str,
    found: Vec<Flaw>,
}

impl Flaws<'_> {
    fn add(&mut self, code: &str, message: impl Into<String>) {
        self.found.push(Flaw::new(self.at, code, message));
    }

    fn wrong<T>(&mut self, code: &str, message: impl Into<String>) -> Option<T> {
        self.add(code, message);
        None
    }
}

fn value(template: &Template, question: &Question, sent: &Json, flaws: &mut Flaws<'_>) -> Option<Json> {
    if sent.is_null() {
        return None;
    }
    match &question.kind {
        Kind::Text { max_length, .. } => match sent.as_str() {
            Some(words) => text(Some(words), *max_length, "value", flaws).map(Json::String),
            None => flaws.wrong("type", "this answer must be a text"),
        },
        Kind::Integer(rules) | Kind::Decimal(rules) | Kind::Percentage(rules) => {
            number(&question.kind, rules, sent, flaws)
        }
        Kind::Date { precision, min, max } => date(*precision, min.as_deref(), max.as_deref(), sent, flaws),
        Kind::SelectOne { list, other } => {
            let names = names(template, list, other.as_ref());
            match sent.as_str() {
                Some(name) if names.contains(&name) => Some(sent.clone()),
                Some(name) => flaws.wrong("not_in_list", not_in_list(name, &names)),
                None => flaws.wrong("type", "this answer must be the name of one choice"),
            }
        }
        Kind::SelectMultiple { list, other, max_selected, .. } => {
            let names = names(template, list, other.as_ref());
            let mut chosen = many(&names, &exclusive(template, list), *max_selected, sent, flaws)?;
            // In the list's order, whatever order they were ticked in.
            chosen.sort_by_key(|name| names.iter().position(|listed| listed == name));
            listed(&chosen)
        }
        Kind::Rank { list, .. } => {
            let most = question.kind.bounds().and_then(|(_, most)| most);
            listed(&many(&names(template, list, None), &exclusive(template, list), most, sent, flaws)?)
        }
        Kind::Acknowledge => match sent.as_bool() {
            Some(true) => Some(Json::Bool(true)),
            _ => flaws.wrong("type", "send true to confirm, null to take it back"),
        },
        Kind::Url => links(sent, flaws),
        Kind::File { max_files } => files(*max_files, sent, flaws),
        // No path leads to a table itself.
        Kind::Table { .. } => flaws.wrong("type", "a table is answered cell by cell: table/row/column"),
        Kind::Calculate { .. } => {
            flaws.wrong("calculated", "this is worked out from other answers: nothing is sent for it")
        }
    }
}

/// Words with line feeds as we keep them; an empty text is no text.
fn text(sent: Option<&str>, most: usize, what: &str, flaws: &mut Flaws<'_>) -> Option<String> {
    let words = sent?.replace("\r\n", "\n");
    if words.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
        return flaws
            .wrong("control_character", format!("{what} holds a control character; take it out and send it again"));
    }
    let length = words.chars().count();
    if length > most {
        return flaws.wrong("too_long", format!("{what} has {length} characters; at most {most} fit"));
    }
    (!words.trim().is_empty()).then_some(words)
}

fn number(kind: &Kind, rules: &Number, sent: &Json, flaws: &mut Flaws<'_>) -> Option<Json> {
    let Json::Number(sent) = sent else { return flaws.wrong("type", "this answer must be a number") };
    let Some(number) = exact(&number_text(sent)) else {
        return flaws.wrong("out_of_range", format!("a number has at most {MAX_DIGITS} digits"));
    };
    let decimals = match kind {
        Kind::Integer(_) => Some(0),
        _ => rules.decimals,
    };
    if decimals.is_some_and(|most| number.scale() > most) {
        let most = decimals.unwrap_or_default();
        let message = if most == 0 {
            "this answer must be a whole number".to_owned()
        } else {
            format!("at most {most} digits after the point")
        };
        flaws.add("decimals", message);
    }
    let (min, max) = match kind {
        Kind::Percentage(_) => (rules.min.or(Some(Decimal::ZERO)), rules.max.or(Some(Decimal::ONE_HUNDRED))),
        _ => (rules.min, rules.max),
    };
    if let Some(min) = min.filter(|min| number < *min) {
        flaws.add("out_of_range", format!("this number must not be below {min}"));
    }
    if let Some(max) = max.filter(|max| number > *max) {
        flaws.add("out_of_range", format!("this number must not be above {max}"));
    }
    // Canonical: no exponent, no trailing zeros.
    number.normalize().to_string().parse().ok().map(Json::Number)
}

fn date(
    precision: Precision,
    min: Option<&str>,
    max: Option<&str>,
    sent: &Json,
    flaws: &mut Flaws<'_>,
) -> Option<Json> {
    let (form, example) = match precision {
        Precision::Year => ("a year", "2025"),
        Precision::Month => ("a year and month", "2025-03"),
        Precision::Day => ("a date", "2025-03-14"),
    };
    let Some(written) = sent.as_str() else {
        return flaws.wrong("type", format!("this answer must be {form} such as \"{example}\""));
    };
    if !is_date(precision, written) {
        return flaws.wrong("date", format!("{written:?} is not {form} that exists; write it as {example}"));
    }
    // Dates of one precision compare as text.
    if let Some(min) = min.filter(|min| written < *min) {
        flaws.add("out_of_range", format!("this date must not be before {min}"));
    }
    if let Some(max) = max.filter(|max| written > *max) {
        flaws.add("out_of_range", format!("this date must not be after {max}"));
    }
    Some(Json::String(written.to_owned()))
}

/// Whether a text is a date that exists, to exactly this precision.
pub fn is_date(precision: Precision, written: &str) -> bool {
    let whole = match precision {
        Precision::Year => format!("{written}-01-01"),
        Precision::Month => format!("{written}-01"),
        Precision::Day => written.to_owned(),
    };
    whole.len() == 10
        && whole.bytes().all(|b| b.is_ascii_digit() || b == b'-')
        && NaiveDate::from_str(&whole).is_ok_and(|date| date.year() >= 1 && date.to_string() == whole)
}

fn names<'a>(template: &'a Template, list: &crate::ids::ItemName, other: Option<&'a Other>) -> Vec<&'a str> {
    let listed = template.choices(list).iter().map(|choice| choice.name.as_str());
    listed.chain(other.map(|other| other.name.as_str())).collect()
}

fn exclusive<'a>(template: &'a Template, list: &crate::ids::ItemName) -> Vec<&'a str> {
    template.choices(list).iter().filter(|choice| choice.exclusive).map(|choice| choice.name.as_str()).collect()
}

fn not_in_list(name: &str, names: &[&str]) -> String {
    let shown: String = name.chars().take(60).collect();
    format!("{shown:?} is not in the list; choose from {}", names.join(", "))
}

/// The names of choices as they are kept; none at all is no answer.
fn listed(chosen: &[&str]) -> Option<Json> {
    (!chosen.is_empty()).then(|| serde_json::json!(chosen))
}

fn many<'a>(
    names: &[&str],
    exclusive: &[&str],
    most: Option<usize>,
    sent: &'a Json,
    flaws: &mut Flaws<'_>,
) -> Option<Vec<&'a str>> {
    let Some(items) = sent.as_array() else {
        return flaws.wrong("type", "this answer must be a list of names of choices");
    };
    let mut chosen = Vec::new();
    for item in items {
        match item.as_str() {
            Some(name) if !names.contains(&name) => flaws.add("not_in_list", not_in_list(name, names)),
            Some(name) if chosen.contains(&name) => flaws.add("duplicate", format!("{name} is chosen twice")),
            Some(name) => chosen.push(name),
            None => flaws.add("type", "each choice must be a name"),
        }
    }
    if let Some(most) = most.filter(|most| chosen.len() > *most) {
        flaws.add("too_many", format!("choose at most {most}"));
    }
    let alone = chosen.iter().find(|name| exclusive.contains(name));
    if let Some(alone) = alone.filter(|_| chosen.len() > 1) {
        flaws.add("exclusive", format!("{alone} leaves no room for another choice"));
    }
    Some(chosen)
}

fn qualifier(question: &Question, sent: Option<&str>, flaws: &mut Flaws<'_>) -> Option<Qualifier> {
    let word = sent.filter(|word| !word.is_empty())?;
    let allowed = question.kind.number().map_or(&[][..], |number| number.qualifiers.as_slice());
    match Qualifier::read(word).filter(|qualifier| allowed.contains(qualifier)) {
        Some(qualifier) => Some(qualifier),
        None if allowed.is_empty() => flaws.wrong("qualifier", "this question takes no qualifier"),
        None => {
            let words: Vec<&str> = allowed.iter().map(|qualifier| qualifier.word()).collect();
            flaws.wrong("qualifier", format!("the qualifier must be one of {}", words.join(", ")))
        }
    }
}

/// The words beside the choice beyond the list; without that choice they are a flaw, so that none are lost unseen.
fn other(question: &Question, value: Option<&Json>, sent: Option<&str>, flaws: &mut Flaws<'_>) -> Option<String> {
    let allowed = question.kind.choices().and_then(|(_, other)| other);
    let most = allowed.map_or(COMMENT_LENGTH, |other| other.max_length);
    let words = text(sent, most, "other", flaws)?;
    let Some(allowed) = allowed else { return flaws.wrong("other", "this question has no choice beyond its list") };
    let chosen = match value {
        Some(Json::String(name)) => name == allowed.name.as_str(),
        Some(Json::Array(names)) => names.iter().any(|name| name.as_str() == Some(allowed.name.as_str())),
        _ => false,
    };
    if chosen {
        Some(words)
    } else {
        flaws.wrong("other", format!("choose {} for these words, or leave them out", allowed.name))
    }
}

fn is_language(tag: &str) -> bool {
    tag.len() <= 35
        && tag.split('-').all(|part| (2..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric()))
}

#[cfg(test)]
#[path = "answer_tests.rs"]
mod tests;
