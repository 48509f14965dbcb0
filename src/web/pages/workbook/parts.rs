//! An answer as cells: which it has, and what stands in each. Pure.

use serde_json::Value as Json;

use super::book::{Cell, Lists, Look, Value};
use super::codes::{MARK, Part};
use crate::reports::answer::Answer;
use crate::reports::attachments::named;
use crate::reports::reading::Opened;
use crate::templates::{Kind, Qualifier, Question, Template};
use crate::web::pages::said::qualifier_said;
use crate::web::pages::section::{numbers, typed::Typed};
use crate::words;

/// Digits that a spreadsheet keeps of a number.
const EXACT_DIGITS: usize = 15;
/// Characters that fit in a cell, as the format counts them: UTF-16 units.
const CELL_LENGTH: usize = 32_000;

/// Who reads the workbook, and what of.
pub struct Reader<'a> {
    /// The report.
    pub opened: &'a Opened,
    /// The language of the workbook.
    pub language: &'a str,
}

impl Reader<'_> {
    /// What is asked.
    pub fn template(&self) -> &Template {
        &self.opened.published.template
    }

    /// What the house says.
    pub fn say(&self, key: &str) -> String {
        words::text(self.language, key, &[])
    }
}

/// The choices of a question with what each is called in a workbook, the one beyond the list last: words on one line, and no
/// two alike.
pub fn choices(template: &Template, question: &Question, language: &str) -> Vec<(String, String)> {
    let Some((list, other)) = question.kind.choices() else { return Vec::new() };
    let label = |choice: &crate::templates::Choice| {
        (choice.name.to_string(), line(choice.label.in_language(language, &template.default_language)))
    };
    let other = other.map(|other| (other.name.to_string(), words::text(language, "page.other", &[])));
    let all: Vec<(String, String)> = template.choices(list).iter().map(label).chain(other).collect();
    let plain = |label: &str| label.to_lowercase();
    let mut seen = std::collections::HashMap::new();
    for (_, label) in &all {
        *seen.entry(plain(label)).or_insert(0) += 1;
    }
    let own = |(name, label): (String, String)| {
        let shared = label.is_empty() || seen.get(&plain(&label)).is_some_and(|count| *count > 1);
        let label = if shared { format!("{label} ({name})").trim().to_owned() } else { label };
        (name, label)
    };
    all.into_iter().map(own).collect()
}

/// Words on one line, without spaces at their ends.
pub fn line(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// How sure a number may be said to be, with what that is called.
pub fn qualifiers(question: &Question, language: &str) -> Vec<(&'static str, String)> {
    let allowed = question.kind.number().map_or(&[][..], |number| number.qualifiers.as_slice());
    allowed.iter().map(|one| (one.word(), qualifier_said(*one, language))).collect()
}

/// Whether an answer is one mark or place for each choice.
pub fn is_many(kind: &Kind) -> bool {
    matches!(kind, Kind::SelectMultiple { .. } | Kind::Rank { .. })
}

/// The choices that have a cell each: those of the list, and those that these answers hold and the list no longer has.
pub fn ticked<'a>(
    template: &Template,
    question: &Question,
    answers: impl Iterator<Item = &'a Answer>,
    language: &str,
) -> Vec<(String, String)> {
    let mut all = choices(template, question, language);
    for name in answers.filter_map(|answer| answer.value.as_ref()?.as_array()).flatten().filter_map(Json::as_str) {
        if !all.iter().any(|(known, _)| known == name) {
            all.push((name.to_owned(), words::text(language, "page.choice_gone", &[("choice", name)])));
        }
    }
    all
}

/// Which cells beside the answer itself a question has, in order.
pub fn beside(question: &Question, answers: &[&Answer]) -> Vec<Part> {
    let takes_other = question.kind.choices().is_some_and(|(_, other)| other.is_some());
    let takes_qualifier = question.kind.number().is_some_and(|number| !number.qualifiers.is_empty());
    let parts = [
        (Part::Qualifier, takes_qualifier || answers.iter().any(|answer| answer.qualifier.is_some())),
        (Part::Other, takes_other || answers.iter().any(|answer| answer.other.is_some())),
        (Part::Comment, question.comment || answers.iter().any(|answer| answer.comment.is_some())),
    ];
    parts.into_iter().filter(|(_, there)| *there).map(|(part, _)| part).collect()
}

/// Whether the cells of an answer would come back as it is: what a spreadsheet cannot hold is shown and not read back.
pub fn fits(question: &Question, answer: &Answer) -> bool {
    let holds = |words: &str| {
        words.encode_utf16().count() <= CELL_LENGTH && !words.chars().any(|c| matches!(c, '\u{FFFE}' | '\u{FFFF}'))
    };
    let value = match (&question.kind, &answer.value) {
        (Kind::File { .. } | Kind::Calculate { .. } | Kind::Table { .. }, _) => false,
        (Kind::Url, Some(Json::Array(links))) => {
            links.iter().all(|link| !label(link).contains('\n') && label(link).trim() == label(link))
                && holds(&links_said(links))
        }
        (_, Some(Json::String(words))) => holds(words),
        _ => true,
    };
    let words = [&answer.other, &answer.comment];
    value && words.into_iter().flatten().all(|words| holds(words))
}

/// What stands in the cell of a part.
pub fn value(reader: &Reader<'_>, question: &Question, answer: &Answer, part: &Part) -> Value {
    let language = reader.language;
    match part {
        Part::Other => Value::text(answer.other.clone().unwrap_or_default()),
        Part::Comment => Value::text(answer.comment.clone().unwrap_or_default()),
        Part::Qualifier => {
            Value::text(answer.qualifier.map(|one: Qualifier| qualifier_said(one, language)).unwrap_or_default())
        }
        Part::Confirm => Value::Empty,
        Part::Choice(name) => {
            let names = answer.value.as_ref().and_then(Json::as_array).map_or(&[][..], Vec::as_slice);
            match (&question.kind, names.iter().position(|chosen| chosen.as_str() == Some(name))) {
                (_, None) => Value::Empty,
                (Kind::Rank { .. }, Some(place)) => Value::Number((place + 1).to_string()),
                (_, Some(_)) => Value::text(MARK),
            }
        }
        Part::Value => one(reader, question, answer),
    }
}

fn one(reader: &Reader<'_>, question: &Question, answer: &Answer) -> Value {
    match (&question.kind, &answer.value) {
        (_, None) => Value::Empty,
        (Kind::Acknowledge, Some(_)) => Value::text(MARK),
        (Kind::Url, Some(Json::Array(links))) => Value::text(links_said(links)),
        (Kind::SelectOne { .. }, Some(Json::String(name))) => {
            let all = choices(reader.template(), question, reader.language);
            let label = all.into_iter().find(|(known, _)| known == name).map(|(_, label)| label);
            Value::text(label.unwrap_or_else(|| name.clone()))
        }
        (Kind::Integer(_) | Kind::Decimal(_) | Kind::Percentage(_), Some(Json::Number(number))) => {
            let plain = number.to_string();
            let digits = plain.bytes().filter(u8::is_ascii_digit).count();
            match digits <= EXACT_DIGITS {
                true => Value::Number(plain),
                false => Value::text(numbers::written(&plain, reader.language)),
            }
        }
        (_, Some(_)) => Value::text(Typed::of(answer, question, reader.language).text()),
    }
}

/// What is shown of an answer that is not read back.
pub fn shown(reader: &Reader<'_>, question: &Question, answer: &Answer) -> Value {
    let said = crate::web::pages::said::said(
        reader.template(),
        question,
        &named::described(&question.kind, answer, &reader.opened.files),
        reader.language,
    );
    let links = said.links.iter().map(|(url, label)| format!("{url} {label}"));
    let files = said.files.iter().map(|(_, name)| name.clone());
    let all: Vec<String> = said.lines.iter().cloned().chain(links).chain(files).collect();
    let kept = |c: &char| !matches!(c, '\u{FFFE}' | '\u{FFFF}');
    Value::text(all.join("\n").chars().filter(kept).take(CELL_LENGTH / 2).collect::<String>())
}

/// How a cell looks into which a part is written.
pub fn look(question: &Question, value: &Value, part: &Part, applies: bool) -> Look {
    let takes_number = match part {
        Part::Value => question.kind.number().is_some() && !matches!(value, Value::Text(_)),
        Part::Choice(_) => matches!(question.kind, Kind::Rank { .. }),
        _ => false,
    };
    match (takes_number, applies) {
        (true, true) => Look::Number,
        (true, false) => Look::OffNumber,
        (false, true) => Look::Words,
        (false, false) => Look::OffWords,
    }
}

/// The cell of a part, with what can be picked in it.
pub fn cell(
    reader: &Reader<'_>,
    lists: &mut Lists,
    (question, answer): (&Question, &Answer),
    part: &Part,
    applies: bool,
) -> Cell {
    let value = value(reader, question, answer, part);
    let look = look(question, &value, part, applies);
    let pick = picked(reader, question, part).and_then(|words| lists.pick(&words));
    Cell { value, look, pick }
}

/// What can be picked for a part; nothing where words or numbers are typed.
pub fn picked(reader: &Reader<'_>, question: &Question, part: &Part) -> Option<Vec<String>> {
    let mark = || Some(vec![MARK.to_owned()]);
    match (part, &question.kind) {
        (Part::Value, Kind::SelectOne { .. }) => {
            let all = choices(reader.template(), question, reader.language);
            Some(all.into_iter().map(|(_, label)| label).collect())
        }
        (Part::Value, Kind::Acknowledge) | (Part::Confirm, _) | (Part::Choice(_), Kind::SelectMultiple { .. }) => {
            mark()
        }
        (Part::Choice(_), _) => {
            let most = question.kind.bounds().and_then(|(_, most)| most).unwrap_or_default();
            let most = most.min(choices(reader.template(), question, reader.language).len());
            Some((1..=most).map(|place| place.to_string()).collect())
        }
        (Part::Qualifier, _) => Some(qualifiers(question, reader.language).into_iter().map(|(_, said)| said).collect()),
        _ => None,
    }
}

fn label(link: &Json) -> &str {
    link.get("label").and_then(Json::as_str).unwrap_or_default()
}

/// Links, one to a line: the address, a space, what to call it.
fn links_said(links: &[Json]) -> String {
    let said = |link: &Json| {
        let url = link.get("url").and_then(Json::as_str).unwrap_or_default();
        format!("{url} {}", label(link)).trim_end().to_owned()
    };
    links.iter().map(said).collect::<Vec<_>>().join("\n")
}
