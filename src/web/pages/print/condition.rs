//! A condition in words: "Only if 2.1 is “Yes”". Pure.

use crate::templates::expression::clause::{Clause, clause, names};
use crate::templates::{Kind, Question, Template};
use crate::web::pages::section::numbers;
use crate::words;

/// Says when something is asked. A condition without plain words names the questions it depends on.
pub fn said(template: &Template, condition: &str, language: &str) -> String {
    let speaker = Speaker { template, language };
    match clause(condition) {
        Some(clause) => speaker.text("print.only_if", &[("condition", &speaker.clause(&clause, false))]),
        None => {
            let asked: Vec<String> = names(condition).iter().map(|name| speaker.called(name)).collect();
            speaker.text("print.depends_on", &[("questions", &asked.join(", "))])
        }
    }
}

struct Speaker<'a> {
    template: &'a Template,
    language: &'a str,
}

impl<'a> Speaker<'a> {
    fn text(&self, key: &str, values: &[(&str, &str)]) -> String {
        words::text(self.language, key, values)
    }

    fn clause(&self, clause: &Clause, inside: bool) -> String {
        let one = |key: &str, name: &str, value: &str| {
            self.text(&format!("print.if.{key}"), &[("question", &self.called(name)), ("value", value)])
        };
        match clause {
            Clause::All(parts) => self.joined("print.and", parts, inside),
            Clause::Any(parts) => self.any(parts, inside),
            Clause::Is(name, value, true) => one("is", name, &self.value(name, value)),
            Clause::Is(name, value, false) => one("is_not", name, &self.value(name, value)),
            Clause::Has(name, value, true) => one("has", name, &self.value(name, value)),
            Clause::Has(name, value, false) => one("has_not", name, &self.value(name, value)),
            Clause::Answered(name, true) => one("answered", name, ""),
            Clause::Answered(name, false) => one("blank", name, ""),
            Clause::Confirmed(name, true) => one("confirmed", name, ""),
            Clause::Confirmed(name, false) => one("not_confirmed", name, ""),
            Clause::Measures(name, how, value) => one(how.word(), name, &numbers::written(value, self.language)),
            Clause::Counts(name, how, value) => one(&format!("count_{}", how.word()), name, value),
        }
    }

    /// "2.1 is “Yes” or “In preparation”": what is said of one question is said in one breath.
    fn any(&self, parts: &[Clause], inside: bool) -> String {
        let one = |part: &Clause| match part {
            Clause::Is(name, value, true) => Some((name.clone(), value.clone())),
            _ => None,
        };
        let values: Option<Vec<(String, String)>> = parts.iter().map(one).collect();
        match values.as_deref() {
            Some([(name, _), ..]) if values.iter().flatten().all(|(other, _)| other == name) => {
                let values = values.iter().flatten().map(|(name, value)| self.value(name, value));
                let values = values.collect::<Vec<_>>().join(&format!(" {} ", self.text("print.or", &[])));
                self.text("print.if.is", &[("question", &self.called(name)), ("value", &values)])
            }
            _ => self.joined("print.or", parts, inside),
        }
    }

    fn joined(&self, key: &str, parts: &[Clause], inside: bool) -> String {
        let word = format!(" {} ", self.text(key, &[]));
        let all = parts.iter().map(|part| self.clause(part, true)).collect::<Vec<_>>().join(&word);
        if inside { format!("({all})") } else { all }
    }

    fn question(&self, name: &str) -> Option<&'a Question> {
        match name.split_once('.') {
            None => self.template.question(name).map(|(_, question)| question),
            Some((table, column)) => {
                let (_, table) = self.template.question(table)?;
                table.kind.columns().iter().find(|known| known.name.as_str() == column)
            }
        }
        .or_else(|| self.column(name))
    }

    /// A column that a condition beside it calls by its own name.
    fn column(&self, name: &str) -> Option<&'a Question> {
        let mut columns = self.template.questions().flat_map(|(_, question)| question.kind.columns());
        columns.find(|column| column.name.as_str() == name)
    }

    /// The number of a question, or else what it asks.
    fn called(&self, name: &str) -> String {
        let Some(question) = self.question(name) else { return name.to_owned() };
        let label = || question.label.in_language(self.language, &self.template.default_language).to_owned();
        question.number.clone().unwrap_or_else(|| self.text("print.quoted", &[("words", &label())]))
    }

    /// A value as people read it.
    fn value(&self, name: &str, value: &str) -> String {
        let kind = self.question(name).map(|question| &question.kind);
        let listed = kind.and_then(|kind| kind.choices()).map(|(list, other)| {
            let choice = self.template.choices(list).iter().find(|choice| choice.name.as_str() == value);
            let label = choice
                .map(|choice| choice.label.in_language(self.language, &self.template.default_language).to_owned());
            let other = other.filter(|other| other.name.as_str() == value).map(|_| self.text("page.other", &[]));
            label.or(other).unwrap_or_else(|| value.to_owned())
        });
        let is_number = kind.is_some_and(|kind| kind.number().is_some() || matches!(kind, Kind::Calculate { .. }));
        match listed {
            Some(label) => self.text("print.quoted", &[("words", &label)]),
            None if is_number => numbers::written(value, self.language),
            None => self.text("print.quoted", &[("words", value)]),
        }
    }
}
