//! What of a template answers are kept under. Pure.

use crate::templates::logic::Logic;
use crate::templates::outline::{FrameOf, Outline, Slot, cell_key};
use crate::templates::places::by_key;
use crate::templates::{Kind, Question, Section, Template};

/// Something that answers are kept under.
#[derive(Debug, Clone)]
pub struct Holder<'a> {
    /// What they are kept under.
    pub key: String,
    /// What an earlier version kept them under.
    pub was: Option<String>,
    /// What kind of answers they are: it never changes under a name.
    pub sort: &'static str,
    /// The groups in whose rows it is asked, from the outermost in, joined by `/`; empty at the top. They never change either:
    /// an answer is found by its name and its row.
    pub rows: String,
    /// The question that asks for them.
    pub question: &'a Question,
    /// The section it stands in; none for the explanation of a rule.
    pub section: Option<&'a Section>,
    /// Its place in the document: `items[0].items[3]`.
    pub at: String,
}

/// Everything of a template that answers are kept under, in its order: questions, then the explanations of rules.
pub fn holders(template: &Template) -> Vec<Holder<'_>> {
    let logic = Logic::of(template).ok();
    let places = by_key(template);
    let outline = Outline::of(template);
    let asked: Vec<Holder<'_>> = outline
        .slots
        .iter()
        .map(|slot| Holder {
            key: slot.key.to_string(),
            was: was(&outline, slot),
            sort: sort(slot, logic.as_ref()),
            rows: rows(&outline, slot),
            question: slot.question,
            section: Some(slot.section),
            at: places.get(slot.key.as_ref()).cloned().unwrap_or_default(),
        })
        .collect();
    let explained = template.rules.iter().enumerate().filter_map(|(index, rule)| {
        let question = rule.explanation.as_deref()?;
        let at = format!("rules[{index}]");
        let key = rule.name.to_string();
        let rows = String::new();
        Some(Holder { key, was: None, sort: "explanation", rows, question, section: None, at })
    });
    asked.into_iter().chain(explained).collect()
}

/// What an earlier version kept the answers of a question under: of a cell, the table and the column as they were called.
fn was(outline: &Outline<'_>, slot: &Slot<'_>) -> Option<String> {
    let own = slot.question.was.as_ref();
    match slot.frame.and_then(|frame| outline.frames.get(frame)).map(|frame| frame.of) {
        Some(FrameOf::Table(table)) if own.is_some() || table.was.is_some() => {
            let table = table.was.as_ref().unwrap_or(&table.name);
            Some(cell_key(table, own.unwrap_or(&slot.question.name)))
        }
        _ => own.map(ToString::to_string),
    }
}

/// The groups that repeat around a question. A table is not among them: its name is part of what its cells are kept under.
fn rows(outline: &Outline<'_>, slot: &Slot<'_>) -> String {
    let frames = outline.around(slot.frame).into_iter().filter_map(|frame| outline.frames.get(frame));
    let names = frames.filter(|frame| !frame.is_table()).map(|frame| frame.name().as_str());
    names.collect::<Vec<_>>().join("/")
}

/// The type of a question; what is worked out is a number for good, or never one.
fn sort(slot: &Slot<'_>, logic: Option<&Logic>) -> &'static str {
    match &slot.question.kind {
        Kind::Calculate { .. } if logic.is_some_and(|logic| logic.is_number(&slot.key)) => "calculate (a number)",
        kind => kind.word(),
    }
}
