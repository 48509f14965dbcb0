//! The rows around a place on a page: what they are called, and what texts inside them name. Pure.

use std::borrow::Cow;
use std::sync::Arc;

use serde_json::Value as Json;

use crate::templates::rows::{Given, RowLists};
use crate::templates::{Item, Kind, Question, Rows, Template, Texts, naming};
use crate::words;

/// Most characters of an answer that stands for a row's name.
const NAME_LENGTH: usize = 80;

/// Where a page stands: at the top, or in a row.
#[derive(Debug, Clone, Default)]
pub struct Around {
    /// What stands before a question's name in the path of its answer: `species/crane/`; empty at the top.
    pub prefix: String,
    /// The path of the row as answers are kept: `crane`; empty at the top.
    pub row: String,
    /// Whether the row is on the page alone and not in the report yet: then nothing is known of what applies in it.
    pub fresh: bool,
    /// What the rows around are called, the outermost first.
    pub labels: Vec<String>,
    /// The rows of repeats over a list, which texts can name: what each is called, and what the list knows of it.
    listed: Vec<(String, Option<Arc<Given>>)>,
}

/// A row of a repeat or a table as people see it.
#[derive(Debug, Clone)]
pub struct Called {
    /// Its own key.
    pub key: String,
    /// What it is called.
    pub label: String,
    /// What the list that gives it knows of it.
    pub given: Option<Arc<Given>>,
    /// Whether it is on the page alone and not in the report yet.
    pub fresh: bool,
}

impl Around {
    /// The path of something in the row: an answer, a repeat, a table.
    pub fn path(&self, name: &str) -> String {
        format!("{}{name}", self.prefix)
    }

    /// The path of a row here, as it is kept.
    pub fn row_of(&self, key: &str) -> String {
        if self.row.is_empty() { key.to_owned() } else { format!("{}/{key}", self.row) }
    }

    /// Inside a row of a repeat or a table that stands here.
    pub fn inside(&self, frame: &str, rows: &Rows, row: &Called) -> Self {
        let mut inner = self.clone();
        inner.prefix = format!("{}{frame}/{}/", self.prefix, row.key);
        inner.row = self.row_of(&row.key);
        inner.fresh = self.fresh || row.fresh;
        inner.labels.push(row.label.clone());
        if rows.over.is_some() {
            inner.listed.push((row.label.clone(), row.given.clone()));
        }
        inner
    }

    /// A text with what is known of the rows around in place of the names in braces: of the innermost that knows one.
    pub fn text<'t>(&self, texts: &'t Texts, language: &str, fallback: &str) -> Cow<'t, str> {
        let text = texts.in_language(language, fallback);
        if self.listed.is_empty() {
            return Cow::Borrowed(text);
        }
        let known = |name: &str, (label, given): &(String, Option<Arc<Given>>)| match (name, given) {
            ("label", _) => Some(label.clone()),
            (name, Some(given)) => given.attribute(name).map(str::to_owned),
            (_, None) => None,
        };
        naming::filled(text, |name| self.listed.iter().rev().find_map(|row| known(name, row)))
    }
}

/// What a row is called: by its list, by the person who made it, or by its number.
///
/// `own` is the answer to the question that names it.
pub fn called(
    given: Option<&Given>,
    own: Option<&Json>,
    number: usize,
    (template, language): (&Template, &str),
) -> String {
    if let Some(given) = given {
        return given.label.in_language(language, &template.default_language).to_owned();
    }
    let own = own.and_then(Json::as_str).and_then(|text| text.lines().find(|line| !line.trim().is_empty()));
    match own.map(str::trim) {
        Some(own) if own.chars().count() <= NAME_LENGTH => own.to_owned(),
        Some(own) => own.chars().take(NAME_LENGTH).chain(['…']).collect(),
        None => words::text(language, "page.row_number", &[("number", &number.to_string())]),
    }
}

/// The question whose answer names a row that people made: its first that asks for a line of text.
pub fn naming_question(items: &[Item]) -> Option<&Question> {
    items.iter().find_map(|item| match item {
        Item::Question(question) => names_row(question).then_some(&**question),
        Item::Group(group) if group.repeat.is_none() => naming_question(&group.items),
        Item::Group(_) | Item::Note(_) => None,
    })
}

/// Whether an answer to this question can name a row.
pub fn names_row(question: &Question) -> bool {
    matches!(question.kind, Kind::Text { .. })
}

/// What a list knows of one of its rows.
pub fn given<'a>(lists: &'a RowLists, rows: &Rows, key: &str) -> Option<&'a Arc<Given>> {
    lists.all(rows.over.as_ref()?).iter().find(|given| given.key == key)
}
