//! What an answer holds and its question no longer takes, since a round moved to another version: it stays in sight and in the
//! form, so that nothing is taken away unseen. Pure.

use super::typed::Typed;
use crate::templates::{Kind, Qualifier, Question, Template};
use crate::words;

/// The choices that were made and are no longer in the list, each with what to call it. The one beyond the list comes last
/// where it is gone.
pub fn choices(template: &Template, question: &Question, typed: &Typed, language: &str) -> Vec<(String, String)> {
    let Some((list, other)) = question.kind.choices() else { return Vec::new() };
    let listed = |name: &str| template.choices(list).iter().any(|choice| choice.name.as_str() == name);
    let known = |name: &str| listed(name) || other.is_some_and(|other| other.name.as_str() == name);
    // What is ranked stands with its place behind it.
    let name = |value: &'_ String| match (&question.kind, value.rsplit_once(' ')) {
        (Kind::Rank { .. }, Some((name, _))) => name.to_owned(),
        _ => value.clone(),
    };
    let made = typed.values.iter().map(name).filter(|name| !name.is_empty() && !known(name));
    made.map(|name| {
        let label = words::text(language, "page.choice_gone", &[("choice", &name)]);
        (name, label)
    })
    .collect()
}

/// How sure a number was said to be, where that is no longer among what can be said.
pub fn qualifier(question: &Question, typed: &Typed) -> Option<Qualifier> {
    let allowed = question.kind.number().map_or(&[][..], |number| number.qualifiers.as_slice());
    Qualifier::read(&typed.qualifier).filter(|qualifier| !allowed.contains(qualifier))
}

/// Whether there is a comment, or may be one.
pub fn has_comment(question: &Question, typed: &Typed) -> bool {
    question.comment || !typed.comment.is_empty()
}
