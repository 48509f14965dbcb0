//! Everything that keeps a report from being submitted, and what is worth a second look. Pure.

use std::collections::BTreeMap;

use super::answer::Answer;
use crate::access::Sections;
use crate::ids::ItemName;
use crate::templates::{Kind, Question, Required, Section, Template};

/// Whether a gap stops the submission.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// It does.
    Error,
    /// It is worth a second look.
    Warning,
}

/// Something missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// The answer's path.
    pub path: String,
    /// The section it stands in.
    pub section: ItemName,
    /// A stable word: `required`, `other_words`, `too_few`.
    pub code: &'static str,
    /// Which message of the catalogue says it, with its values.
    pub message: (&'static str, Vec<(&'static str, String)>),
    /// Whether it stops the submission.
    pub severity: Severity,
}

/// Every gap of a report, in the template's order.
pub fn gaps(template: &Template, answers: &BTreeMap<String, Answer>, reach: &Sections) -> Vec<Gap> {
    let empty = Answer::default();
    template
        .questions()
        .filter(|(section, _)| reach.reach(&section.name))
        .filter_map(|(section, question)| gap(section, question, answers.get(question.name.as_str()).unwrap_or(&empty)))
        .collect()
}

fn gap(section: &Section, question: &Question, answer: &Answer) -> Option<Gap> {
    let found = |code, message: &'static str, values, severity| {
        let path = question.name.to_string();
        Some(Gap { path, section: section.name.clone(), code, message: (message, values), severity })
    };
    if !answer.is_answered() {
        return match question.required {
            Required::Never => None,
            Required::Warn => found("recommended", "gap.recommended", Vec::new(), Severity::Warning),
            Required::Submit => found("required", "gap.required", Vec::new(), Severity::Error),
        };
    }
    if lacks_words(question, answer) {
        return found("other_words", "gap.other_words", Vec::new(), Severity::Error);
    }
    if let Kind::SelectMultiple { min_selected: Some(least), .. } = &question.kind {
        let chosen = answer.value.as_ref().and_then(|value| value.as_array()).map_or(0, Vec::len);
        if chosen < *least {
            return found("too_few", "gap.too_few", vec![("least", least.to_string())], Severity::Error);
        }
    }
    None
}

/// Whether the choice beyond the list was made without saying what it is.
fn lacks_words(question: &Question, answer: &Answer) -> bool {
    let Some((_, Some(other))) = question.kind.choices() else { return false };
    let name = other.name.as_str();
    let chosen = answer.value.as_ref().is_some_and(|value| match value {
        serde_json::Value::Array(names) => names.iter().any(|chosen| chosen.as_str() == Some(name)),
        value => value.as_str() == Some(name),
    });
    chosen && answer.other.is_none()
}

/// How far a section is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// Which section.
    pub section: ItemName,
    /// How many questions it asks.
    pub questions: usize,
    /// How many are answered.
    pub answered: usize,
    /// How many gaps stop the submission.
    pub gaps: usize,
}

/// How far each section is that the reader reaches.
pub fn progress(template: &Template, answers: &BTreeMap<String, Answer>, reach: &Sections) -> Vec<Progress> {
    let all = gaps(template, answers, reach);
    let sections = template.sections.iter().filter(|section| reach.reach(&section.name));
    sections
        .map(|section| {
            let questions = section.questions();
            let answered = |question: &&&Question| answers.get(question.name.as_str()).is_some_and(Answer::is_answered);
            Progress {
                section: section.name.clone(),
                questions: questions.len(),
                answered: questions.iter().filter(answered).count(),
                gaps: all.iter().filter(|gap| gap.section == section.name && gap.severity == Severity::Error).count(),
            }
        })
        .collect()
}
