//! What of a template answers are kept under. Pure.

use crate::templates::logic::Logic;
use crate::templates::places::by_name;
use crate::templates::{Kind, Question, Section, Template};

/// Something that answers are kept under.
#[derive(Debug, Clone)]
pub struct Holder<'a> {
    /// What they are kept under.
    pub key: &'a str,
    /// What an earlier version kept them under.
    pub was: Option<&'a str>,
    /// What kind of answers they are: it never changes under a name.
    pub sort: &'static str,
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
    let places = by_name(template);
    let asked = template.questions().map(|(section, question)| Holder {
        key: question.name.as_str(),
        was: question.was.as_ref().map(|was| was.as_str()),
        sort: sort(question, logic.as_ref()),
        question,
        section: Some(section),
        at: places.get(&question.name).cloned().unwrap_or_default(),
    });
    let explained = template.rules.iter().enumerate().filter_map(|(index, rule)| {
        let question = rule.explanation.as_deref()?;
        let at = format!("rules[{index}]");
        Some(Holder { key: rule.name.as_str(), was: None, sort: "explanation", question, section: None, at })
    });
    asked.chain(explained).collect()
}

/// The type of a question; what is worked out is a number for good, or never one.
fn sort(question: &Question, logic: Option<&Logic>) -> &'static str {
    match &question.kind {
        Kind::Calculate { .. } if logic.is_some_and(|logic| logic.is_number(&question.name)) => "calculate (a number)",
        kind => kind.word(),
    }
}
