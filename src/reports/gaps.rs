//! Everything that keeps a report from being submitted, and what is worth a second look. Pure.

use super::answer::Answer;
use super::fit::misfit;
use super::sheet::{Broken, Line, Sheet, Status, Turn};
use crate::access::Sections;
use crate::ids::ItemName;
pub use crate::templates::Severity;
use crate::templates::{Question, Required, Texts};

/// The word for an answer that was carried forward and that nobody has confirmed.
pub const UNCONFIRMED: &str = "unconfirmed";

/// What a gap says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message {
    /// A message of the catalogue, with its values.
    Words(&'static str, Vec<(&'static str, String)>),
    /// The template's own words.
    Own(Texts),
}

/// Something missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// The answer's path.
    pub path: String,
    /// The section it stands in.
    pub section: ItemName,
    /// A stable word: `no_longer_fits`, `required`, `recommended`, `other_words`, `too_few`, `too_few_rows`, `not_offered`,
    /// `constraint`, `unconfirmed`, `rule`, `explanation`.
    pub code: &'static str,
    /// What it says.
    pub message: Message,
    /// Whether it stops the submission.
    pub severity: Severity,
}

/// Every gap of a report, in the template's order; what does not hold between answers comes last.
pub fn gaps(sheet: &Sheet<'_>, reach: &Sections) -> Vec<Gap> {
    let lines = sheet.lines.iter().filter(|line| reach.reach(&line.section.name));
    let broken = sheet.broken.iter().filter(|broken| reach.reach(&broken.section.name));
    let turns = sheet.turns.iter().filter(|turn| reach.reach(&turn.frame.section.name));
    lines
        .filter_map(|line| gap(sheet, line))
        .chain(turns.filter_map(too_few_rows))
        .chain(broken.filter_map(rule))
        .collect()
}

/// A repeat or a table with fewer rows than are asked for.
fn too_few_rows(turn: &Turn<'_>) -> Option<Gap> {
    let least = turn.frame.rows.min;
    (turn.keys.len() < least).then(|| Gap {
        path: turn.path.clone(),
        section: turn.frame.section.name.clone(),
        code: "too_few_rows",
        message: Message::Words("gap.too_few_rows", vec![("least", least.to_string())]),
        severity: Severity::Error,
    })
}

fn gap(sheet: &Sheet<'_>, line: &Line<'_>) -> Option<Gap> {
    let (question, answer) = (line.question, line.answer.as_ref());
    let found = |code, message, severity| {
        let path = line.path.clone();
        Some(Gap { path, section: line.section.name.clone(), code, message, severity })
    };
    let words = |key: &'static str| Message::Words(key, Vec::new());
    if let Some(message) =
        (line.status != Status::NotApplicable).then(|| misfit(sheet.template(), question, answer)).flatten()
    {
        return found("no_longer_fits", message, Severity::Error);
    }
    match (line.status, question.required) {
        (Status::NotApplicable, _) | (Status::Blank, Required::Never) => return None,
        (Status::Blank, Required::Warn) => return found("recommended", words("gap.recommended"), Severity::Warning),
        (Status::Blank, Required::Submit) => return found("required", words("gap.required"), Severity::Error),
        (Status::Answered | Status::Unconfirmed, _) => {}
    }
    if lacks_words(question, answer) {
        return found("other_words", words("gap.other_words"), Severity::Error);
    }
    if let Some((Some(least), _)) = question.kind.bounds() {
        let chosen = answer.value.as_ref().and_then(|value| value.as_array()).map_or(0, Vec::len);
        if chosen < least {
            let message = Message::Words("gap.too_few", vec![("least", least.to_string())]);
            return found("too_few", message, Severity::Error);
        }
    }
    if !sheet.is_offered(line) {
        return found("not_offered", words("gap.not_offered"), Severity::Error);
    }
    if !sheet.holds(line) {
        let own = &question.constraint_message;
        let message = if own.is_empty() { words("gap.constraint") } else { Message::Own(own.clone()) };
        return found("constraint", message, Severity::Error);
    }
    match (line.status, question.required) {
        // Whoever confirms what it is worked out from confirms it.
        (Status::Unconfirmed, _) if !question.kind.is_asked() => None,
        (Status::Unconfirmed, Required::Submit) => found(UNCONFIRMED, words("gap.unconfirmed"), Severity::Error),
        (Status::Unconfirmed, _) => found(UNCONFIRMED, words("gap.unconfirmed"), Severity::Warning),
        _ => None,
    }
}

/// A rule that does not hold: an error stops the submission, a warning does until it is explained where that is asked for.
fn rule(broken: &Broken<'_>) -> Option<Gap> {
    let rule = broken.rule;
    let section = broken.section.name.clone();
    let message = Message::Own(rule.message.clone());
    let first = rule.at.first().map(ToString::to_string).unwrap_or_default();
    match (rule.severity, rule.explanation.is_some()) {
        (Severity::Error, _) => Some(Gap { path: first, section, code: "rule", message, severity: Severity::Error }),
        (Severity::Warning, true) if broken.explanation.is_none() => {
            Some(Gap { path: rule.name.to_string(), section, code: "explanation", message, severity: Severity::Error })
        }
        (Severity::Warning, _) => {
            Some(Gap { path: first, section, code: "rule", message, severity: Severity::Warning })
        }
    }
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
    /// How many stand as in an earlier cycle, not confirmed in this one.
    pub unconfirmed: usize,
    /// How many gaps stop the submission.
    pub gaps: usize,
}

/// How far each section is that the reader reaches. What is hidden or worked out is no question to anybody.
pub fn progress(sheet: &Sheet<'_>, reach: &Sections) -> Vec<Progress> {
    let all = gaps(sheet, reach);
    let sections = sheet.template().sections.iter().filter(|section| reach.reach(&section.name));
    sections
        .map(|section| {
            let mine = sheet.lines.iter().filter(|line| line.section.name == section.name);
            let asked: Vec<_> = mine.filter(|line| line.counts()).collect();
            let count = |status| asked.iter().filter(|line| line.status == status).count();
            Progress {
                section: section.name.clone(),
                questions: asked.len(),
                answered: count(Status::Answered),
                unconfirmed: count(Status::Unconfirmed),
                gaps: all.iter().filter(|gap| gap.section == section.name && gap.severity == Severity::Error).count(),
            }
        })
        .collect()
}
