//! All answers of a report in words, section by section: for checking, and for reading what was frozen. Pure.

use super::said::{Said, said};
use crate::access::Sections;
use crate::reports::answer::Answer;
use crate::reports::sheet::Status;
use crate::templates::Template;

/// A section with its answers.
pub struct Chapter {
    /// Its name, for ids and links.
    pub name: String,
    /// The number people cite.
    pub number: String,
    /// Its title.
    pub label: String,
    /// Its questions, in order.
    pub rows: Vec<Row>,
}

/// A question and what was said.
pub struct Row {
    /// The question's name.
    pub name: String,
    /// The number people cite.
    pub number: String,
    /// What is asked.
    pub label: String,
    /// What was said.
    pub said: Said,
    /// Whether a condition hides it.
    pub hidden: bool,
    /// Whether it stands as in an earlier report, confirmed by nobody.
    pub unconfirmed: bool,
}

/// The sections that a reader reaches, with the answers that `find` knows by the question's name.
pub fn chapters<'a>(
    template: &Template,
    reach: &Sections,
    find: impl Fn(&str) -> Option<(Status, &'a Answer)>,
    language: &str,
) -> Vec<Chapter> {
    let fallback = template.default_language.as_str();
    let blank = (Status::Blank, Answer::default());
    let sections = template.sections.iter().filter(|section| reach.reach(&section.name));
    let row = |question: &crate::templates::Question| {
        let (status, answer) = find(question.name.as_str()).unwrap_or((blank.0, &blank.1));
        Row {
            name: question.name.to_string(),
            number: question.number.clone().unwrap_or_default(),
            label: question.label.in_language(language, fallback).to_owned(),
            said: said(template, question, answer, language),
            hidden: status == Status::NotApplicable,
            unconfirmed: status == Status::Unconfirmed,
        }
    };
    sections
        .map(|section| Chapter {
            name: section.name.to_string(),
            number: section.number.clone().unwrap_or_default(),
            label: section.label.in_language(language, fallback).to_owned(),
            rows: section.questions().into_iter().map(row).collect(),
        })
        .collect()
}
